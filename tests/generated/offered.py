"""A plugin for generated programs: functions with their references, and scorers that give a score or a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import cxengine
from cxengine.host.contracts import Figure, Function, Lowering, RowValue, Scorer
from cxengine.lang.functions import Example

Numbers = Sequence[Fraction | None]
TOP = 5
"""The highest level that generated models have, and the highest score that scorers give."""


def lower_balance(rows: Lowering, value: RowValue, middle: RowValue) -> Figure:
    """Two shares of the same rows."""
    above, below = (rows.share(rows.compare(value, sign, middle)) for sign in (">", "<"))
    return rows.combine(above, "-", below)


def balance(values: Numbers, middles: Numbers) -> Fraction | None:
    """The same, row by row."""
    known = [(v > m) - (v < m) for v, m in zip(values, middles, strict=True) if v is not None and m is not None]
    return Fraction(sum(known), len(known)) if known else None


def lower_rate(rows: Lowering, condition: RowValue) -> Figure:
    """One share."""
    return rows.share(condition)


def rate(truths: Sequence[bool | None]) -> Fraction | None:
    """The same."""
    known = [truth for truth in truths if truth is not None]
    return Fraction(known.count(True), len(known)) if known else None


def lower_per_head(rows: Lowering, value: RowValue) -> Figure:
    """A sum over how many it is of."""
    return rows.combine(rows.total(value), "/", rows.count(rows.known(value)))


def per_head(values: Numbers) -> Fraction | None:
    """The same."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def lower_doubled(rows: Lowering, value: RowValue) -> RowValue:
    """Of one row."""
    return rows.arithmetic(value, "*", rows.number(2))


def doubled(value: Fraction) -> Fraction:
    """The same."""
    return value * 2


def lower_beyond(rows: Lowering, value: RowValue, low: RowValue, high: RowValue) -> RowValue:
    """Of one row: not between two bounds."""
    return rows.some(rows.compare(value, "<", low), rows.compare(value, ">", high))


def beyond(value: Fraction, low: Fraction, high: Fraction) -> bool:
    """The same."""
    return value < low or value > high


def lower_apart(rows: Lowering, later: RowValue, earlier: RowValue, days: RowValue) -> RowValue:
    """Of one row: at least so many days from one date to another."""
    return rows.opposite(rows.compare(rows.days(later, earlier), "<", days))


def apart(later: date, earlier: date, days: Fraction) -> bool:
    """The same, between moments to the microsecond."""
    passed = later - earlier
    return Fraction(passed.days * 86_400_000_000 + passed.seconds * 1_000_000 + passed.microseconds) >= (
        days * 86_400_000_000
    )


def _function(kind: Any, parameters: Any, result: Any, usage: str, lower: Any, reference: Any) -> Function:
    example = Example(formula="count", values=(1,), result="1")
    return Function(
        kind=kind, parameters=parameters, result=result, doc="Made for generated programs.", usage=usage,
        examples=(example,), lower=lower, reference=reference,
    )  # fmt: skip


FUNCTIONS: Mapping[str, Function] = {
    "balance": _function("aggregate", ("number", "number"), "points", "balance(x, 3)", lower_balance, balance),
    "rate": _function("aggregate", ("condition",), "share", "rate(x > 3)", lower_rate, rate),
    "per_head": _function("aggregate", ("money",), "money", "per_head(x)", lower_per_head, per_head),
    "doubled": _function("scalar", ("number",), "number", "doubled(x)", lower_doubled, doubled),
    "beyond": _function("scalar", ("number",) * 3, "condition", "beyond(x, 1, 4)", lower_beyond, beyond),
    "apart": _function("scalar", ("date", "date", "number"), "condition", "apart(x, y, 3)", lower_apart, apart),
}


PARTS = frozenset({"rate"})
"""Those that give a part of the rows in which all is known."""
COUNTING = frozenset({"per_head"})
"""Those lowered to a number of rows among others."""


def progress(given: Any) -> Fraction | None:
    """The weighted share of the points that are known, in fifths; what is left out or unknown counts for nothing."""
    known = [each for each in given.criteria if each.value is not None]
    weights = sum((each.weight for each in known), Fraction(0))
    if not weights:
        return None
    return TOP * sum((each.weight * _share(each) for each in known), Fraction(0)) / weights


def _share(each: Any) -> Fraction:
    span = each.highest - each.lowest
    return Fraction((each.value - each.lowest) / span) if span else Fraction(1)


def steps(given: Any) -> int | None:
    """As many levels as the share of points is of all of them, rounded down. Rises with each of them."""
    score = progress(given)
    return None if score is None else (0, *given.levels)[int(score * len(given.levels) / TOP)]


def contrary(given: Any) -> int:
    """Levels that fall when much is met, so that no more is known of them than by trying."""
    met = sum(each.outcome == "met" for each in given.criteria)
    return int((0, *given.levels)[met * 2 % (len(given.levels) + 1)])


def _scorer(gives: Any, score: Any, monotone: bool) -> Scorer:
    doc = "Made for generated programs."
    return Scorer(gives=gives, low=Fraction(0), high=Fraction(TOP), monotone=monotone, doc=doc, score=score)


SCORERS: Mapping[str, Scorer] = {
    "progress": _scorer("score", progress, monotone=False),
    "steps": _scorer("level", steps, monotone=True),
    "contrary": _scorer("level", contrary, monotone=False),
}


@cxengine.hookimpl
def cx_functions() -> Mapping[str, Function]:
    """For formulas and conditions on rows."""
    return FUNCTIONS


@cxengine.hookimpl
def cx_scorers() -> Mapping[str, Scorer]:
    """For models."""
    return SCORERS
