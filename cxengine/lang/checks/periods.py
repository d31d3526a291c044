"""Lengths of calendar time."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.source import Span


def check_period(period: ast.Period, what: str, checking: Checking) -> None:
    """Report a length of calendar time that is not whole days or more."""
    if period.unit in ("minute", "hour"):
        checking.error(
            "period-unit",
            period.span,
            f"{what} is counted in days, weeks, months, quarters or years, not in {period.unit}s",
            "Write for instance `7 days` or `12 months`.",
        )
    elif period.count.denominator != 1 or period.count < 1:
        checking.error(
            "period-length",
            period.span,
            f"{what} is a whole number of {period.unit}s, at least 1",
            "Write for instance `7 days` or `12 months`.",
        )
    elif period.unit == "working day":
        counts_working_days(period, checking)


def is_whole(period: ast.Period, checking: Checking) -> bool:
    """Whether a length that depends on the calendar is whole; else reported."""
    if period.count.denominator == 1:
        return True
    whole = "working days, or days" if period.unit == "working day" else "months, quarters or years, or days"
    message = f"A part of a {period.unit} has no fixed length"
    checking.error("period-length", period.span, message, f"Write whole {whole}.")
    return False


def counts_working_days(period: ast.Period, checking: Checking) -> bool:
    """Whether working days can be counted; else reported."""
    return has_calendar(period.calendar, period.span, checking)


def has_calendar(calendar: ast.WorkingCalendar | None, span: Span, checking: Checking) -> bool:
    """Whether the pack of a line names a calendar; reported once for all its lines."""
    if calendar is not None:
        return True
    if ("no-calendar",) not in checking.said and not checking.lookup.incomplete and not checking.calendar_told:
        checking.said.add(("no-calendar",))
        checking.error(
            "no-calendar",
            span,
            "Working days are counted by a calendar, and the pack names none",
            "Add a line below its `version` line: `calendar england`.",
        )
    return False
