"""Levels that the scorer of a plugin says, in place of a rule over the criteria: ``level by NAME``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import attrs

from cxengine.host.contracts import PluginFailure, PluginProblem
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.levels import Part, highest, levels_reached
from cxengine.maturity.outcome import Standing, Truth
from cxengine.maturity.plugin_scores import by_plugin_input
from cxengine.maturity.scoring import criterion_points

Ways = Collection[Standing]
"""Everything that a criterion could turn out to be."""

_RISING = {"unmet": 0, "partly": 1, "met": 2}


@attrs.frozen
class LevelGiven:
    """What a scorer says. ``number`` is None where it cannot tell, or failed; ``reason`` then says why."""

    number: int | None
    reason: str | None = None
    failed: PluginProblem | None = None
    """The plugin that failed to give it."""


def level_given(
    model: CompiledModel, standings: Sequence[Standing], only: Collection[int] | None = None
) -> LevelGiven | None:
    """What the scorer makes of all criteria, or of ``only`` some; None where the model has a rule of its own."""
    scorer = model.leveller
    if scorer is None:
        return None
    indexes = range(len(standings)) if only is None else sorted(only)
    points = [criterion_points(criterion, way) for criterion, way in zip(model.criteria, standings, strict=True)]
    try:
        number = scorer.score(by_plugin_input(model, indexes, standings, points))
    except PluginFailure as failure:
        return LevelGiven(None, failure.problem.reason, failure.problem if failure.problem.name else None)
    if number is not None:
        return LevelGiven(int(number))
    open_ = sum(standings[index].outcome == "unknown" for index in indexes)
    why = f"{open_} {'criterion is' if open_ == 1 else 'criteria are'} unknown" if open_ else "nothing is left to judge"
    return LevelGiven(None, f"`{scorer.name}` gives no level: {why}")


def came_to(
    model: CompiledModel, standings: Sequence[Standing], parts: Sequence[Sequence[Part]], whens: Sequence[Truth]
) -> tuple[tuple[int, ...], LevelGiven | None]:
    """The levels that are reached, by the model's rule or by what its scorer says."""
    given = level_given(model, standings)
    if given is None:
        return levels_reached(model, parts, whens), None
    return levels_up_to(model, given.number, whens), given


def level_of(
    model: CompiledModel, standings: Sequence[Standing], parts: Sequence[Sequence[Part]], whens: Sequence[Truth],
    caps: Collection[int],
) -> int | None:  # fmt: skip
    """The highest level that is reached and that no cap forbids; None where the scorer cannot say."""
    reached, given = came_to(model, standings, parts, whens)
    return None if given is not None and given.number is None else highest(reached, caps)


def levels_up_to(model: CompiledModel, number: int | None, whens: Sequence[Truth]) -> tuple[int, ...]:
    """The levels up to the one that was said, of which each one's own condition holds."""
    if number is None:
        return ()
    pairs = zip(model.levels, whens, strict=True)
    return tuple(level.number for level, when in pairs if level.number <= number and when is True)


def ends_given(model: CompiledModel, sets: Sequence[Ways]) -> tuple[int, int] | None:
    """The lowest and the highest level that the scorer can say; None where there is no telling.

    Of a monotone scorer they come from each criterion's own ends; of another nothing is known while one is open.
    """
    assert model.leveller is not None
    ends = ends_of(model.criteria, sets, monotone=model.leveller.monotone)
    if ends is None:
        return None
    low, high = (level_given(model, end) for end in ends)
    if low is None or high is None or low.number is None or high.number is None:
        return None
    return low.number, high.number


def ends_of(
    criteria: Sequence[CompiledCriterion], sets: Sequence[Ways], *, monotone: bool
) -> tuple[list[Standing], list[Standing]] | None:
    """Every criterion at its least, and every one at its most; None where a scorer could tell them otherwise.

    That is so where what is better by its outcome has fewer points, or is not among unmet, partly and met.
    """
    least: list[Standing] = []
    most: list[Standing] = []
    for criterion, ways in zip(criteria, sets, strict=True):
        rising = list(ways) if len(ways) == 1 else _rising(criterion, ways) if monotone else None
        if rising is None:
            return None
        least.append(rising[0])
        most.append(rising[-1])
    return least, most


def _rising(criterion: CompiledCriterion, ways: Ways) -> list[Standing] | None:
    values = {way: criterion_points(criterion, way) for way in ways}
    if any(way.outcome not in _RISING or values[way] is None or isinstance(values[way], str) for way in ways):
        return None
    in_order = sorted(ways, key=lambda way: (_RISING[way.outcome], values[way]))
    points = [values[way] for way in in_order]
    return in_order if points == sorted(points) else None  # type: ignore[type-var]
