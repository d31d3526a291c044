"""Lengths of calendar time."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking


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
