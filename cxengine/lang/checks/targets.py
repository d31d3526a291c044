"""Targets: of the metric's type, one a side at any date, and no two that exclude each other."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.operators import check_in_range, is_counted, plain_number, report_unit
from cxengine.lang.checks.options import option_type
from cxengine.lang.checks.periods import counts_working_days
from cxengine.lang.checks.ratios import tells_of_ratio
from cxengine.lang.checks.time_units import TimeUnit, time_unit_of
from cxengine.lang.checks.written import rewritten, sample_of
from cxengine.lang.estimators import turned_of
from cxengine.lang.scope import Scope
from cxengine.lang.types import (
    ANY,
    DATE,
    DAYS,
    MONEY,
    MONTHS,
    NUMBER,
    POINTS,
    SHARE,
    TEXT,
    WORKING_DAYS,
    ScaleType,
    Type,
)
from cxengine.lang.unparse import unparse


def check_targets(metric: ast.Metric, given: Type, checking: Checking) -> None:
    """Every target of one metric."""
    for target in metric.targets:
        if isinstance(target.quantity, ast.Ref):
            message = f"The target of a metric is a figure, and `{unparse(target.quantity)}` is none"
            checking.error("target-kind", target.quantity.span, message, "Write for instance `target at least 80%`.")
            return
    if check_marks(metric.targets, metric, given, checking):
        _check_direction(metric, checking)


def check_marks(marks: tuple[ast.Target, ...], metric: ast.Metric, given: Type, checking: Checking) -> bool:
    """What a metric is measured against at different times and for different subjects; whether all of it is sound."""
    before, time = len(checking.found), time_unit_of(metric, checking)
    sound = [
        mark
        for mark in marks
        if not tells_of_ratio(mark.quantity, metric, checking) and check_quantity(mark.quantity, given, checking, time)
    ]
    if checking.estimators.get(metric.name.text) in ("share", "nps") and turned_of(metric) is None:
        _check_possible(sound, checking)
    for mark in marks:
        _check_kind(mark, metric, checking)
    if given == ANY or len(sound) == len(marks):
        for whose in dict.fromkeys(owner_of(mark) for mark in marks):
            _check_dates(tuple(mark for mark in marks if owner_of(mark) == whose), checking)
    return len(checking.found) == before


def _check_direction(metric: ast.Metric, checking: Checking) -> None:
    """Warn of a `lower is better` metric whose targets are all `at least` a figure, and the other way round."""
    if metric.lower_is_better is None or not metric.targets:
        return
    fits, direction = ("at most", "lower") if metric.lower_is_better else ("at least", "higher")
    against = metric.targets[0]
    if any(target.bound == fits for target in metric.targets):
        return
    checking.found.warning(
        "target-direction",
        against.span,
        f"For `{metric.name}` {direction} is better, and its target is {against.bound} {unparse(against.quantity)}",
        f"Write `target {fits} {unparse(against.quantity)}`, or mend the line `{direction} is better`.",
    )


def owner_of(mark: ast.Target) -> tuple[str, str] | None:
    """Kind and id of the one subject that a mark is for; None where it is for all."""
    return None if mark.kind is None or mark.subject is None else (mark.kind.text, mark.subject.text)


def _check_kind(mark: ast.Target, metric: ast.Metric, checking: Checking) -> None:
    kind, kinds = mark.kind, checking.metric_kinds.get(metric.name.text)
    if kind is None:
        return
    if kind.text not in checking.names.subjects:
        known = checking.names.subjects if kinds is None else sorted(kinds)
        checking.lookup.unknown(kind, f"There is no kind of subject `{kind}`", known)
    elif kinds is not None and kind.text not in kinds and not checking.lookup.incomplete:
        whose = " or ".join(f"a {each}" for each in sorted(kinds)) or "nobody"
        checking.error(
            "target-for",
            kind.span,
            f"`{metric.name}` is worked out for {whose}, and this is for a {kind}",
            "Name one of those, or take `for` out: then it holds for all.",
        )


def _check_possible(targets: list[ast.Target], checking: Checking) -> None:
    """A share lies between 0% and 100%, a net score between -100 and 100 points."""
    for target in targets:
        value, given = literal_value(target.quantity), literal_type(target.quantity)
        if value is None or given not in (SHARE, POINTS) or (0 if given == SHARE else -1) <= value <= 1:
            continue
        message = f"{unparse(target.quantity)} can never be reached: this figure is {given}"
        range_ = "0% to 100%" if given == SHARE else "-100 points to 100 points"
        checking.error("outside-range", target.quantity.span, message, f"Write a figure from {range_}.")


def literal_type(expr: ast.Expr) -> Type:
    """The type of a literal, or of a literal with a minus."""
    match expr:
        case ast.Number():
            return NUMBER
        case ast.Percent():
            return SHARE
        case ast.Points():
            return POINTS
        case ast.Money():
            return MONEY
        case ast.Day() | ast.Today():
            return DATE
        case ast.Text():
            return TEXT
        case ast.Duration(period=period):
            if period.unit == "working day":
                return WORKING_DAYS
            return MONTHS if period.unit in ("month", "quarter", "year") else DAYS
        case ast.Negative(value=value):
            return literal_type(value)
        case _:
            return ANY


def literal_value(expr: ast.Expr) -> Fraction | None:
    """The value of a literal in the unit of its type, for comparing literals of one type; None for others."""
    match expr:
        case ast.Number(value=value) | ast.Percent(value=value) | ast.Points(value=value) | ast.Money(value=value):
            return value
        case ast.Negative(value=inner):
            found = literal_value(inner)
            return None if found is None else -found
        case ast.Duration(period=period):
            return period.count * _LENGTHS[period.unit]
        case _:
            return None


_LENGTHS = {
    "minute": Fraction(1, 1440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "working day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction(1),
    "quarter": Fraction(3),
    "year": Fraction(12),
}


def check_quantity(expr: ast.Expr, wanted: Type, checking: Checking, time: TimeUnit = "days") -> bool:
    """Whether a literal is of the type of a figure; else reported, with the literal as it should be written.

    ``time`` is the unit of the figure where it is a length of time.
    """
    given = literal_type(expr)
    checking.expressions[expr.span] = given
    if ANY in (given, wanted):
        return True
    if isinstance(wanted, ScaleType) and given == NUMBER and is_counted(wanted, checking):
        value = plain_number(expr)
        return value is None or check_in_range(value, expr, wanted, False, checking)
    if given == wanted:
        return not isinstance(expr, ast.Duration) or given != WORKING_DAYS or counts_working_days(expr.period, checking)
    text = rewritten(expr, wanted, time)
    scale = checking.names.scales.get(wanted.scale) if isinstance(wanted, ScaleType) else None
    if scale is not None and scale.low is not None:
        message = f"This is {given}, where {wanted} is needed"
        help = f"Write a number from {scale.low} to {scale.high}."
        checking.error("wrong-unit", expr.span, message, help)
    elif text is not None and given in (NUMBER, SHARE, POINTS, MONEY):
        report_unit(expr, given, wanted, text, checking, time)
    else:
        checking.error(
            "wrong-unit",
            expr.span,
            f"This is {given}, where {wanted} is needed",
            f"Write for instance `{sample_of(wanted, time)}`.",
        )
    return False


def check_value(expr: ast.Expr, wanted: Type, scope: Scope, checking: Checking) -> bool:
    """Whether a literal, an option or yes or no is a value of the type; else reported."""
    named = option_type(wanted, expr, scope, checking)
    if named is not None:
        checking.expressions[expr.span] = named
        return named != ANY or wanted == ANY
    if isinstance(expr, ast.Ref):
        checking.error(
            "not-a-value",
            expr.span,
            f"`{expr.name.text}` is not a value, where {wanted} is needed",
            f"Write for instance `{sample_of(wanted)}`.",
        )
        return False
    return check_quantity(expr, wanted, checking)


def _check_dates(targets: tuple[ast.Target, ...], checking: Checking) -> None:
    for bound in ("at least", "at most"):
        side = [target for target in targets if target.bound == bound]
        dated = [target for target in side if target.since is not None]
        for target in side:
            if target.since is None and dated:
                checking.error(
                    "undated-target",
                    target.span,
                    "This target has no date, and another one does",
                    "Say from when it holds, for instance `from 2026-04-01`.",
                )
                return
        seen: set[date | None] = set()
        for target in side:
            if target.since in seen:
                when = "without a date" if target.since is None else f"from {target.since.isoformat()}"
                checking.error(
                    "target-twice",
                    target.span,
                    f"There are two targets {when}",
                    "Keep one of them, or give the later one its own date.",
                )
                return
            seen.add(target.since)
    _check_both_sides(targets, checking)


def _check_both_sides(targets: tuple[ast.Target, ...], checking: Checking) -> None:
    """Walk through the dates with the figure that holds on each side."""
    low: Fraction | None = None
    high: Fraction | None = None
    by_date = sorted(targets, key=lambda target: target.since or date.min)
    for place, target in enumerate(by_date):
        value = literal_value(target.quantity)
        low, high = (value, high) if target.bound == "at least" else (low, value)
        more_that_day = place + 1 < len(by_date) and by_date[place + 1].since == target.since
        if low is not None and high is not None and low > high and not more_that_day:
            checking.error(
                "target-contradiction",
                target.span,
                "No value meets both targets: at least one figure, and at most a lower one",
                "Change one of them, or the date from which it holds.",
            )
            return
