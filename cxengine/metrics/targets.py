"""Targets in force, and comparisons that are sure at a confidence."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from cxengine.lang import ast, dates
from cxengine.metrics import statistics
from cxengine.metrics.finish import interval
from cxengine.metrics.measured import Measured

Interval = tuple[float, float]


def amount(expr: ast.Expr) -> Fraction:
    """The number that a target's literal stands for: a share as a fraction of one, a length of time in days."""
    match expr:
        case ast.Number(value) | ast.Percent(value) | ast.Points(value) | ast.Money(value):
            return value
        case ast.Negative(value):
            return -amount(value)
        case ast.Duration(period):
            return dates.days(period) or Fraction(0)
    raise TypeError(f"not a literal: {type(expr).__name__}")


def in_force(metric: ast.Metric, on: date) -> tuple[ast.Target, ...]:
    """The target of each side that is in force on the date: the latest that had begun by then."""
    found: list[ast.Target] = []
    for bound in ("at least", "at most"):
        begun = [t for t in metric.targets if t.bound == bound and (t.since is None or t.since <= on)]
        if begun:
            found.append(max(begun, key=lambda target: target.since or date.min))
    return tuple(found)


def meets(value: Fraction, target: ast.Target) -> bool:
    """Whether the exact value is on the right side of the bound; the bound itself is."""
    bound = amount(target.quantity)
    return value >= bound if target.bound == "at least" else value <= bound


def meets_target(metric: ast.Metric, measured: Measured, on: date, confidence: Fraction | None) -> bool | None:
    """Whether the figure meets the metric's targets in force on the date, surely so where a confidence is given.

    None for an unknown figure, and before a side's first target unless the other side already says no. With a
    confidence the whole interval must lie on the right side: where it does not, the answer is no.
    """
    if measured.value is None:
        return None
    aims = in_force(metric, on)
    if confidence is None:
        held = [meets(measured.value, aim) for aim in aims]
    else:
        ends = interval(measured, confidence)
        if ends is None:
            return None
        held = [_clears(ends, aim) for aim in aims]
    if not all(held):
        return False
    return True if aims and len(aims) == len({target.bound for target in metric.targets}) else None


def status(metric: ast.Metric, measured: Measured, on: date) -> Literal["met", "unmet"] | None:
    """How the figure stands to its target; None where there is none in force or the figure is unknown."""
    met = meets_target(metric, measured, on, None)
    return None if met is None else "met" if met else "unmet"


def surely_compares(
    op: ast.Comparison,
    left: Measured,
    right: Measured | Fraction,
    confidence: Fraction,
    *,
    margin: Fraction = Fraction(0),
) -> tuple[bool | None, Interval | None]:
    """Whether ``left op right + margin`` surely, and the interval that decided.

    Against a number the interval is of the figure on the left; between two figures it is of their difference.
    None where a figure is unknown or has no interval.
    """
    if isinstance(right, Measured):
        ends, bound = difference(left, right, confidence), margin
    else:
        ends, bound = interval(left, confidence), right + margin
    if ends is None:
        return None, None
    low, high = ends
    match op:
        case ">":
            return low > bound, ends
        case ">=":
            return low >= bound, ends
        case "<":
            return high < bound, ends
        case "<=":
            return high <= bound, ends


def difference(left: Measured, right: Measured, confidence: Fraction) -> Interval | None:
    """The interval of left − right, for two shares or two net promoter scores of groups that do not overlap."""
    if left.value is None or right.value is None or not left.n or not right.n:
        return None
    if left.hits is None or right.hits is None or left.estimator != right.estimator:
        return None
    if left.estimator == "share":
        return statistics.newcombe((left.hits, left.n), (right.hits, right.n), confidence)
    if left.misses is None or right.misses is None:
        return None
    return statistics.net_promoter_difference(
        (left.hits, left.misses, left.n), (right.hits, right.misses, right.n), confidence
    )


def _clears(ends: Interval, target: ast.Target) -> bool:
    bound = amount(target.quantity)
    return ends[0] >= bound if target.bound == "at least" else ends[1] <= bound
