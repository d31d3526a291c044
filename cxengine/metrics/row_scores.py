"""Combinations of shares and means over one set of rows: the mean of a number that each row has.

``0.5 * share(a) + 0.5 * share(b)`` is the mean of 1, 0.5 or 0: half for each that holds. How much these numbers differ
follows from how many rows hold two of them at once, which the scan of the figure counts along with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import prod

import attrs

from cxengine import plan
from cxengine.lang.estimators import MOST_PARTS
from cxengine.lang.publishing import Policy
from cxengine.metrics.formula import Combined, Constant, Formula, Mean, Net, Part, Product, RowScore, Scored, Share
from cxengine.metrics.spans import Span, span_of
from cxengine.metrics.suppression.answers import multiplied

MOST_PAIRS = 49
"""Pairs of answers on two scales, as of two from 1 to 7, of which a table that hides small groups tells."""
Term = tuple[Fraction, Share | Net | Mean]
"""How often a function counts."""


def scored(formula: Formula, policy: Policy | None) -> Formula:
    """The formula with the number of each row that it is the mean of, where there is one and it may be told of."""
    made = row_score(formula) if isinstance(formula, Combined) else None
    if made is None or not isinstance(formula, Combined) or (policy is not None and not may_be_told(made, policy)):
        return formula
    return Scored(formula, made)


def may_be_told(score: RowScore, policy: Policy) -> bool:
    """Whether a table that hides small groups publishes an interval.

    Rounded numbers leave open how many rows gave two answers at once. And how answers on two scales go together can be
    protected only where there are few pairs of them.
    """
    if policy.round_to is not None:
        return False
    scales = (multiplied(each.of) for each in score.products if each.first != each.second)
    return all(prod(_answers(column) for column in two) <= MOST_PAIRS for two in scales)


def row_score(formula: Formula) -> RowScore | None:
    """The number of each row that a combination of two functions or more is the mean of; None for anything else."""
    found = _linear(formula)
    if found is None or len(found[0]) < 2:
        return None
    terms, shift = found
    counts: dict[plan.CountWhere | plan.SumWhere, Fraction] = {}
    squares: dict[plan.CountWhere | plan.SumWhere, plan.CountWhere | plan.SumWhere] = {}
    apart: set[frozenset[plan.CountWhere | plan.SumWhere]] = set()
    for times, leaf in terms:
        for factor, of, square in _parts(leaf):
            counts[of] = counts.get(of, Fraction(0)) + times * factor
            squares[of] = square
        if isinstance(leaf, Net):
            apart.add(frozenset((leaf.promoters, leaf.detractors)))
    parts = tuple(Part(times, of) for of, times in counts.items() if times)
    if not parts or len(parts) > MOST_PARTS:
        return None
    products = [Product(at, at, squares[part.of]) for at, part in enumerate(parts)]
    for (at, one), (by, other) in combinations(enumerate(parts), 2):
        if frozenset((one.of, other.of)) not in apart:
            products.append(Product(at, by, _both(one.of, other.of)))
    known = tuple(dict.fromkeys(leaf.known for _, leaf in terms))
    together = plan.CountWhere(plan.all_of(*(each.condition for each in known)))
    return RowScore(
        parts=parts, shift=shift, known=known, together=together, products=tuple(products),
        span=_span(parts, shift, terms),
    )  # fmt: skip


def narrowed(score: RowScore, condition: plan.Row) -> RowScore:
    """The same over fewer rows."""

    def fewer(of: plan.CountWhere | plan.SumWhere) -> plan.CountWhere | plan.SumWhere:
        return attrs.evolve(of, condition=plan.all_of(of.condition, condition))

    return attrs.evolve(
        score,
        parts=tuple(attrs.evolve(part, of=fewer(part.of)) for part in score.parts),
        known=tuple(plan.CountWhere(plan.all_of(each.condition, condition)) for each in score.known),
        together=plan.CountWhere(plan.all_of(score.together.condition, condition)),
        products=tuple(attrs.evolve(product, of=fewer(product.of)) for product in score.products),
    )


def _answers(column: plan.Column) -> int:
    low, high = column.ends or (0, MOST_PAIRS)
    return high - low + 1


def _linear(formula: Formula) -> tuple[Sequence[Term], Fraction] | None:
    """The functions in a sum with how often each counts, and the number beside them; None where it is no such sum."""
    match formula:
        case Constant(value):
            return (), value
        case Share() | Net():
            return ((Fraction(1), formula),), Fraction(0)
        case Mean(total) if isinstance(total, plan.SumWhere) and formula.squares is not None:
            return ((Fraction(1), formula),), Fraction(0)
        case Combined(op, left, right):
            one, other = _linear(left), _linear(right)
            if one is None or other is None:
                return None
            if op in ("+", "-"):
                return _times(one, Fraction(1), _times(other, Fraction(1 if op == "+" else -1)))
            if op == "*" and not (one[0] and other[0]):
                return _times(one, other[1]) if one[0] else _times(other, one[1])
            if op == "/" and not other[0] and other[1]:
                return _times(one, 1 / other[1])
    return None


def _times(
    of: tuple[Sequence[Term], Fraction], by: Fraction, more: tuple[Sequence[Term], Fraction] = ((), Fraction(0))
) -> tuple[Sequence[Term], Fraction]:
    return (*((times * by, leaf) for times, leaf in of[0]), *more[0]), of[1] * by + more[1]


def _parts(
    leaf: Share | Net | Mean,
) -> Iterator[tuple[Fraction, plan.CountWhere | plan.SumWhere, plan.CountWhere | plan.SumWhere]]:
    """What a row's number is made of: how often it counts, its total over the rows, and that of its square."""
    match leaf:
        case Share(hits):
            yield Fraction(1), hits, hits
        case Net(promoters, detractors):
            yield Fraction(1), promoters, promoters
            yield Fraction(-1), detractors, detractors
        case Mean(plan.SumWhere() as total, _, _, factor, plan.SumWhere() as squares):
            yield factor, total, squares


def _both(
    one: plan.CountWhere | plan.SumWhere, other: plan.CountWhere | plan.SumWhere
) -> plan.CountWhere | plan.SumWhere:
    """What two parts of a row come to where they are multiplied, over all rows."""
    condition = plan.all_of(one.condition, other.condition)
    if isinstance(one, plan.CountWhere):
        return attrs.evolve(other, condition=condition)
    if isinstance(other, plan.CountWhere):
        return attrs.evolve(one, condition=condition)
    return plan.SumWhere(plan.Arithmetic("*", one.value, other.value), condition)


def _span(parts: Sequence[Part], shift: Fraction, terms: Sequence[Term]) -> Span | None:
    """Between what ends a row's number lies; None where that is not known, as of an amount, or nothing can differ."""
    if not all(isinstance(part.of, plan.CountWhere) for part in parts):
        return None
    keeping = _all_of(terms[0][1].kept.condition)
    counted: dict[plan.Row, Fraction] = {}
    for part in parts:
        own = plan.all_of(*(each for each in _all_of(part.of.condition) if each not in keeping))
        counted[own] = counted.get(own, Fraction(0)) + part.times
    return span_of(counted, keeping, shift)


def _all_of(row: plan.Row) -> tuple[plan.Row, ...]:
    return row.parts if isinstance(row, plan.And) else (row,)
