"""``deducts 5``, ``deducts 3 when partly``: what a criterion that falls short takes off the score."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.maturity.outcome import Outcome


@attrs.frozen
class Deductions:
    """By the rank of the answer, by outcome, and for all else short of met."""

    by_rank: Mapping[int, Fraction]
    by_outcome: Mapping[str, Fraction]
    otherwise: Fraction

    def of(self, outcome: Outcome | str, rank: int | None) -> Fraction:
        """What is taken off for an outcome and, where one was given, an answer."""
        if rank is not None and rank in self.by_rank:
            return self.by_rank[rank]
        if outcome in self.by_outcome:
            return self.by_outcome[outcome]
        return Fraction(0) if outcome == "met" else self.otherwise


def deductions_of(lines: tuple[ast.Deduction, ...], ranks: Mapping[str, int]) -> Deductions | None:
    """The deductions that lines say; None where there are none. ``ranks`` are the points by name."""
    if not lines:
        return None
    plain = [line.points for line in lines if line.when is None]
    outcomes = {line.when: line.points for line in lines if line.when is not None and line.when in ast.OUTCOME_WORDS}
    named = {line.when: line.points for line in lines if line.when is not None and line.when not in outcomes}
    by_rank = {ranks[point]: points for point, points in named.items() if point in ranks}
    return Deductions(by_rank, outcomes, plain[0] if plain else Fraction(0))
