"""The rule by which levels are reached, made ready: which criteria each level asks for, and what of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from cxengine.lang import ast

_BY_OUTCOME = ("met", "partly", "unmet")
DEFAULT: tuple[ast.Demand, ...] = (ast.Demand("at or below", ast.Need()),)


@attrs.frozen
class Need:
    """What is asked of a criterion: an outcome, or an answer by its rank among the points of each scale.

    ``ranks`` is None for an outcome; a criterion without such a point has None in it.
    """

    answer: str
    at_least: bool
    ranks: tuple[int | None, ...] | None = None

    def rises(self, tops: Sequence[int]) -> bool:
        """Whether a higher answer always serves at least as well. ``tops`` are the highest ranks by criterion."""
        if self.at_least or self.answer == "met":
            return True
        return self.ranks is not None and all(r is None or r == top for r, top in zip(self.ranks, tops, strict=True))


MET_NEED = Need("met", at_least=False)


@attrs.frozen
class Demand:
    """What one level asks of some criteria. ``below``: of criteria of lower levels too."""

    need: int
    indexes: tuple[int, ...]
    share: Fraction | None
    below: bool


def compile_needs(
    demands: Sequence[ast.Demand | ast.LevelsBelow], ranks: Sequence[Mapping[str, int]]
) -> tuple[Need, ...]:
    """The different needs of a rule. ``ranks`` are the points of each criterion by name."""
    found: dict[ast.Need, Need] = {}
    for demand in demands:
        if isinstance(demand, ast.Demand) and demand.need not in found:
            answer = demand.need.answer
            by_rank = None if answer in _BY_OUTCOME else tuple(named.get(answer) for named in ranks)
            found[demand.need] = Need(answer, demand.need.at_least, by_rank)
    return tuple(found.values()) or (MET_NEED,)


def demands_of(
    demands: Sequence[ast.Demand | ast.LevelsBelow], own: Sequence[int], below: Sequence[int]
) -> tuple[Demand, ...]:
    """The demands of one level: ``own`` are its criteria, ``below`` those of the levels under it."""
    needs = list(dict.fromkeys(d.need for d in demands if isinstance(d, ast.Demand)))
    places = {"here": tuple(own), "below": tuple(below), "at or below": (*below, *own)}
    return tuple(
        Demand(needs.index(demand.need), places[demand.place], demand.share, demand.place != "here")
        for demand in demands
        if isinstance(demand, ast.Demand)
    )
