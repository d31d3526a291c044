"""The value of a formula for one group, exactly, from what its aggregates come to."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.metrics.affine import carried
from cxengine.metrics.formula import (
    NO_ANSWERS,
    Attribute,
    Combined,
    Constant,
    Count,
    Distinct,
    Formula,
    Mean,
    Missing,
    Net,
    Order,
    Other,
    Scored,
    Share,
    Sum,
    Total,
    Weighted,
    Worked,
)
from cxengine.metrics.scoring import with_score
from cxengine.metrics.weighted import amount_of, work_out_weighted


def work_out(
    formula: Formula, total: Total, outside: Callable[[Attribute | Other], Worked], said: Callable[[int], int] = int
) -> Worked:
    """The formula's value; ``outside`` gives the value of other metrics and of the subject's attributes.

    ``said`` is what is said of a number of rows, where a policy rounds it: counts and shares are worked out from that,
    means and sums from what is there.
    """
    match formula:
        case Constant(value):
            return Worked(value=value)
        case Missing():
            return Worked(unknown=formula.words)
        case Attribute() | Other():
            return outside(formula)
        case Combined(op, left, right):
            sides = [(part, work_out(part, total, outside, said)) for part in (left, right)]
            both = carried(_combine(op, sides[0][1], sides[1][1]), formula, sides[0][1], sides[1][1])
            return attrs.evolve(both, parts=tuple(value for part, came in sides for value in _parts(part, came)))
        case Scored(combined):
            return with_score(work_out(combined, total, outside, said), formula, total)
        case Count(hits, kept, unclear):
            missing = said(int(total(unclear))) if unclear is not None else 0
            found, n = said(int(total(hits))), said(int(total(kept)))
            return Worked(value=Fraction(found), n=n, excluded=missing, estimator="count")
        case Share(hits, known, kept):
            found, n = said(int(total(hits))), said(int(total(known)))
            rest = said(int(total(kept))) - n
            if n == 0:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=rest, estimator="share")
            return Worked(value=Fraction(found, n), n=n, excluded=rest, estimator="share", hits=found)
        case Net(promoters, detractors, known, kept):
            up, down, n = (said(int(total(each))) for each in (promoters, detractors, known))
            rest = said(int(total(kept))) - n
            if n == 0:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=rest, estimator="nps")
            return Worked(value=Fraction(up - down, n), n=n, excluded=rest, estimator="nps", hits=up, misses=down)
        case Mean(aggregate, known, kept, factor, squares):
            n, told = int(total(known)), said(int(total(known)))
            rest = said(int(total(kept))) - told
            if n == 0:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=rest, estimator="mean")
            amount = amount_of(total, aggregate)
            spread = variance_of(amount, total(squares), n) * factor**2 if squares is not None and n > 1 else None
            return Worked(value=amount * factor / n, n=told, excluded=rest, estimator="mean", variance=spread)
        case Sum(aggregate, known, kept, factor):
            rows, n = int(total(kept)), int(total(known))
            if rows and not n:
                return Worked(unknown=NO_ANSWERS, n=0, excluded=said(rows))
            told = said(n)
            return Worked(value=amount_of(total, aggregate) * factor, n=told, excluded=said(rows) - told)
        case Order() | Distinct():
            return _in_order(formula, total, said)
        case Weighted():
            return work_out_weighted(formula, total, said)


def _parts(formula: Formula, worked: Worked) -> tuple[Fraction | None, ...]:
    """What the functions over rows in a formula came to, from left to right; None for anything else in it."""
    if isinstance(formula, Combined):
        return worked.parts
    return (None,) if isinstance(formula, Constant | Missing | Attribute | Other) else (worked.value,)


def _in_order(formula: Order | Distinct, total: Total, said: Callable[[int], int]) -> Worked:
    """What follows from how often each value occurs."""
    n = int(total(formula.known))
    rest = said(int(total(formula.kept))) - said(n)
    tally = total.tally(formula.tally)
    if isinstance(formula, Distinct):
        return Worked(value=Fraction(said(tally.distinct)), n=said(n), excluded=rest)
    if n == 0:
        return Worked(unknown=NO_ANSWERS, n=0, excluded=rest)
    # a negative factor turns the order round
    part = formula.part if formula.factor >= 0 else 1 - formula.part
    return Worked(value=tally.at(part) * formula.factor, n=said(n), excluded=rest)


def variance_of(total: Fraction | int, squares: Fraction | int, n: int) -> Fraction:
    """The variance of one of ``n`` rows, at least two: the squares of what each is off the mean, over n - 1."""
    return Fraction(Fraction(squares) * n - Fraction(total) ** 2, n * (n - 1))


def _combine(op: ast.Operator, left: Worked, right: Worked) -> Worked:
    rows = [side.n for side in (left, right) if side.n is not None]
    n = min(rows) if rows else None
    most = max(left, right, key=lambda side: side.excluded)
    excluded, unplaced = most.excluded, most.unplaced
    unknown = left.unknown or right.unknown
    hidden = left.suppressed or right.suppressed
    if left.value is None or right.value is None:
        return Worked(unknown=unknown, n=n, excluded=excluded, unplaced=unplaced, suppressed=hidden)
    if op == "/" and right.value == 0:
        return Worked(unknown="division by zero", n=n, excluded=excluded, unplaced=unplaced, suppressed=hidden)
    match op:
        case "+":
            value = left.value + right.value
        case "-":
            value = left.value - right.value
        case "*":
            value = left.value * right.value
        case "/":
            value = left.value / right.value
    return Worked(value=value, n=n, excluded=excluded, unplaced=unplaced, suppressed=hidden)
