"""Weights that make those who answered count like those who were asked about: raking to known margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

Margin = Mapping[str, float]
"""How many there are of each group of one dimension."""

UNEVEN = 0.7
"""Below this part of the answers, the effective sample is warned of."""
EXTREME = 5
"""Weights above so many times the average are told of: where the American National Election Studies cut them off
(M. DeBell and J. Krosnick, Computing Weights for American National Election Study Survey Data, 2009)."""
_ROUNDS = 50_000
_PATIENCE = 100
"""Rounds after which the margins must be nearer by a tenth; else they contradict one another."""
_CLOSE = 1e-12


@attrs.frozen(kw_only=True)
class Raked:
    """A weight for each cell, in the order given, per answer; 0 where there is none.

    ``empty`` are the groups of a margin that nobody answered for: what they would have said is nowhere in the result.
    """

    weights: tuple[float, ...]
    rounds: int
    empty: tuple[tuple[int, str], ...]


class DoesNotSettle(ValueError):
    """No weights fit all margins: they contradict one another, or cells that they need are empty."""


def rake(cells: Sequence[tuple[str, ...]], answers: Sequence[int], margins: Sequence[Margin]) -> Raked:
    """Weights by which the answers in ``cells`` add up to every margin.

    ``cells`` name the group in each margin, ``answers`` how many answered there. Iterative proportional fitting: each
    margin is met in turn until none moves (W. Deming and F. Stephan, Annals of Mathematical Statistics 11, 1940,
    427-444), which takes thousands of rounds where two margins say nearly the same. Where nobody of a group answered,
    the other groups of its margin stand for all in the parts that they have of themselves. Raises DoesNotSettle.
    """
    empty = tuple(
        (at, group)
        for at, margin in enumerate(margins)
        for group in margin
        if not any(n and cell[at] == group for cell, n in zip(cells, answers, strict=True))
    )
    margins = _of_whom_answered(margins, empty) if empty else margins
    weights = [1.0 if n else 0.0 for n in answers]
    before = float("inf")
    for rounds in range(1, _ROUNDS + 1):
        moved = 0.0
        for at, margin in enumerate(margins):
            factors = _factors(at, margin, cells, answers, weights)
            weights = [w * factors.get(cell[at], 0.0) for w, cell in zip(weights, cells, strict=True)]
            moved = max(moved, *(abs(factor - 1) for factor in factors.values()), 0.0)
        if moved <= _CLOSE:
            return Raked(weights=tuple(weights), rounds=rounds, empty=empty)
        if rounds % _PATIENCE == 0:
            if moved > 0.9 * before:
                break
            before = moved
    raise DoesNotSettle


def _of_whom_answered(margins: Sequence[Margin], empty: Sequence[tuple[int, str]]) -> list[Margin]:
    """The margins without groups that nobody answered for, so that all still come to one number of people."""
    kept = [{g: n for g, n in margin.items() if (at, g) not in empty} for at, margin in enumerate(margins)]
    totals = [sum(margin.values()) for margin in kept]
    return [
        {g: n * totals[0] / total for g, n in margin.items()} if total else margin
        for margin, total in zip(kept, totals, strict=True)
    ]


def _factors(
    at: int, margin: Margin, cells: Sequence[tuple[str, ...]], answers: Sequence[int], weights: Sequence[float]
) -> dict[str, float]:
    """What the weights of each group are multiplied by to meet one margin."""
    sums: dict[str, float] = {}
    for cell, n, weight in zip(cells, answers, weights, strict=True):
        sums[cell[at]] = sums.get(cell[at], 0.0) + n * weight
    return {group: margin[group] / total for group, total in sums.items() if group in margin and total > 0}


def effective(answers: Sequence[int], weights: Sequence[float]) -> float:
    """How many unweighted answers would be as sure: (Σw)² / Σw² (L. Kish, Survey Sampling, 1965, 430)."""
    squares = sum(n * w * w for n, w in zip(answers, weights, strict=True))
    return sum(n * w for n, w in zip(answers, weights, strict=True)) ** 2 / squares if squares else 0.0


def is_uneven(answers: Sequence[int], weights: Sequence[float]) -> bool:
    """Whether a few answers count for so much that the weighted figure is much less sure than their number says."""
    return effective(answers, weights) < UNEVEN * sum(answers)
