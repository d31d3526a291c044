"""How much the numbers of rows differ that a combination of shares and means is the mean of."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from cxengine.metrics.formula import RowScore, Scored, Total, Worked, weighted_parts
from cxengine.metrics.measured import Estimator, Turned, Weighing


def with_score(worked: Worked, formula: Scored, total: Total) -> Worked:
    """The figure with what its interval rests on, where all its parts rest on the very same rows; else as it is."""
    score = formula.score
    if worked.value is None or not worked.n or worked.suppressed or worked.estimator != "none":
        return worked  # of one figure with numbers, that has an interval already
    if not _same_rows(score, total):
        return worked
    if formula.cells:
        return _weighted(worked, formula, total)
    sums, n = _sums(score, total), worked.n
    if score.of_shares and len(score.parts) == 1:
        (part,) = score.parts
        turned = Turned(part.times, score.shift)
        return attrs.evolve(worked, estimator="share", hits=int(total(part.of)), turned=turned)
    if score.of_shares and score.span is None:
        return worked
    variance = max((sums[1] - sums[0] ** 2 / n) / (n - 1), Fraction(0)) if n > 1 else None
    return attrs.evolve(worked, estimator="score" if score.of_shares else "mean", variance=variance, span=score.span)


def _weighted(worked: Worked, formula: Scored, total: Total) -> Worked:
    """The same where answers count by what they stand for, if by the same in each part."""
    score = formula.score
    found = {total.weights(weighted.everybody) for weighted in weighted_parts(formula)}
    weights = found.pop() if len(found) == 1 else None
    if weights is None or worked.value is None:
        return worked
    counts = [Fraction(total(cell.known[0])) for cell in formula.cells]
    heavy = _heavy(weights, counts)
    sums = [_sums(cell, total) for cell in formula.cells]
    first, second = (_heavy(weights, [each[at] for each in sums]) / heavy for at in (0, 1))
    sure = heavy**2 / _heavy([weight * weight for weight in weights], counts)
    spread = (second - first**2) * sure / (sure - 1) if sure > 1 else Fraction(0)
    if score.of_shares and score.span is None:
        return worked
    weighing = Weighing(effective=float(sure), variance=spread)
    estimator: Estimator = "score" if score.of_shares else "mean"
    return attrs.evolve(worked, estimator=estimator, weighing=weighing, span=score.span)


def _same_rows(score: RowScore, total: Total) -> bool:
    """Whether every row of which one part is known has all of them known."""
    counts = {int(total(each)) for each in (*score.known, *((score.together,) if len(score.known) > 1 else ()))}
    return len(counts) == 1


def _sums(score: RowScore, total: Total) -> tuple[Fraction, Fraction]:
    """The numbers of the rows without the shift, and their squares, each added up."""
    times = [part.times for part in score.parts]
    amounts = (part.times * Fraction(total(part.of)) for part in score.parts)
    squares = (
        times[each.first] * times[each.second] * Fraction(total(each.of)) * (1 if each.first == each.second else 2)
        for each in score.products
    )
    return sum(amounts, Fraction(0)), sum(squares, Fraction(0))


def _heavy(weights: Sequence[Fraction], counts: Sequence[Fraction]) -> Fraction:
    return sum((weight * count for weight, count in zip(weights, counts, strict=True)), Fraction(0))
