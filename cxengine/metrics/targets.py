"""Targets and standards in force, and comparisons that are sure at a confidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Literal

import attrs

from cxengine.lang import ast, dates
from cxengine.metrics import statistics
from cxengine.metrics.finish import interval
from cxengine.metrics.measured import Measured
from cxengine.metrics.sampled import spread_of
from cxengine.subjects import SubjectKey

Interval = tuple[float, float]


def amount(expr: ast.Expr) -> Fraction:
    """The number that a target's literal stands for: a share as a fraction of one, a length of time in days."""
    match expr:
        case ast.Number(value) | ast.Percent(value) | ast.Points(value) | ast.Money(value):
            return value
        case ast.Negative(value):
            return -amount(value)
        case ast.Duration(period):
            return dates.length(period)
    raise TypeError(f"not a literal: {type(expr).__name__}")


def marks_of(metric: ast.Metric, standard: str | None) -> tuple[ast.Target, ...]:
    """The targets of a metric, or the lines of one of its standards."""
    if standard is None:
        return metric.targets
    return tuple(line.mark for line in metric.standards if line.name.text == standard)


def marks_for(marks: Iterable[ast.Target], whose: SubjectKey | None) -> tuple[ast.Target, ...]:
    """Those that hold for a subject at some time: its own, and those of all."""
    return tuple(mark for mark in marks if mark.subject is None or _owns(whose, mark))


def names_subjects(metric: ast.Metric) -> bool:
    """Whether a target or a standard of the metric is that of one subject."""
    return any(mark.subject is not None for mark in (*metric.targets, *(line.mark for line in metric.standards)))


def in_force(marks: Iterable[ast.Target], on: date, whose: SubjectKey | None) -> tuple[ast.Target, ...]:
    """The mark of each side that is in force on the date: the latest that had begun by then.

    One of the subject itself goes before those of all, from the day on which it begins.
    """
    found: list[ast.Target] = []
    begun = [mark for mark in marks_for(marks, whose) if mark.since is None or mark.since <= on]
    for bound in ("at least", "at most"):
        side = [mark for mark in begun if mark.bound == bound]
        if side:
            found.append(max(side, key=lambda mark: (mark.subject is not None, mark.since or date.min)))
    return tuple(found)


def _owns(whose: SubjectKey | None, mark: ast.Target) -> bool:
    if whose is None or mark.kind is None or mark.subject is None:
        return False
    return (whose.kind, whose.id) == (mark.kind.text, mark.subject.text)


def meets(value: Fraction, target: ast.Target) -> bool:
    """Whether the exact value is on the right side of the bound; the bound itself is."""
    bound = amount(target.quantity)
    return value >= bound if target.bound == "at least" else value <= bound


def meets_target(
    metric: ast.Metric, measured: Measured, on: date, confidence: Fraction | None, standard: str | None = None
) -> bool | None:
    """Whether the figure meets the metric's targets (or one of its standards) in force on the date, surely so where
    a confidence is given.

    None for an unknown figure, and before a side's first target unless the other side already says no. With a
    confidence the whole interval must lie on the right side: where it does not, the answer is no.
    """
    if measured.value is None:
        return None
    marks = marks_for(marks_of(metric, standard), measured.whose)
    aims = in_force(marks, on, measured.whose)
    if confidence is None:
        held = [meets(measured.value, aim) for aim in aims]
    else:
        ends = interval(measured, confidence)
        if ends is None:
            return None
        held = [_clears(_exact(ends, measured), aim) for aim in aims]
    if not all(held):
        return False
    return True if aims and len(aims) == len({mark.bound for mark in marks}) else None


def status(metric: ast.Metric, measured: Measured, on: date) -> Literal["met", "unmet"] | None:
    """How the figure stands to its target; None where there is none in force or the figure is unknown."""
    met = meets_target(metric, measured, on, None)
    return None if met is None else "met" if met else "unmet"


@attrs.frozen
class Standing:
    """A standard that is in force, and whether a figure meets it; None where the figure is unknown."""

    name: str
    mark: ast.Target
    met: bool | None


def standings(metric: ast.Metric, measured: Measured, on: date) -> tuple[Standing, ...]:
    """How the figure stands to each standard in force on the date, from the lowest to the highest."""
    found: list[Standing] = []
    for name in dict.fromkeys(line.name.text for line in metric.standards):
        for mark in in_force(marks_of(metric, name), on, measured.whose):
            found.append(Standing(name, mark, None if measured.value is None else meets(measured.value, mark)))
    return tuple(found)


def standard_reached(found: Iterable[Standing]) -> str | None:
    """The highest standard that is met; None where none is."""
    return next((standing.name for standing in reversed(tuple(found)) if standing.met), None)


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
    low, high = ends if isinstance(right, Measured) else _exact(ends, left)
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
    """The interval of left − right, for two shares and scores or two means, of groups that do not overlap."""
    if left.value is None or right.value is None or not left.n or not right.n:
        return None
    if (left.estimator == "mean") != (right.estimator == "mean"):
        return None
    if left.estimator == "mean":
        first, second = spread_of(left), spread_of(right)
        if first is None or second is None:
            return None
        return statistics.mean_difference(first, second, confidence)
    one, other = _with_ends(left, confidence), _with_ends(right, confidence)
    return None if one is None or other is None else statistics.hybrid(one, other)


def _with_ends(measured: Measured, confidence: Fraction) -> tuple[float, float, float] | None:
    """A figure with its interval, not narrowed: a difference is asked of more people than there were."""
    ends = interval(attrs.evolve(measured, population=None), confidence)
    return None if ends is None or measured.value is None else (float(measured.value), *ends)


def _exact(ends: Interval, measured: Measured) -> tuple[Fraction | float, Fraction | float]:
    """The ends, to be held against a number: of everybody asked they are the figure, to which no float need come."""
    return ends if measured.value is None or ends[0] != ends[1] else (measured.value, measured.value)


def _clears(ends: tuple[Fraction | float, Fraction | float], target: ast.Target) -> bool:
    bound = amount(target.quantity)
    return ends[0] >= bound if target.bound == "at least" else ends[1] <= bound
