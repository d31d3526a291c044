"""From outcomes to levels: what each rule asks of the criteria, and which levels are reached.

A criterion's part in a rule is a truth, or LEFT_OUT where the model's policy takes it out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from cxengine.maturity.compiled import CompiledCriterion, CompiledLevel, CompiledModel
from cxengine.maturity.gates import Demand, Need
from cxengine.maturity.outcome import Standing, Truth, all_of

LEFT_OUT = "left out"
Part = Truth | str

_ORDER = {"unmet": 0, "partly": 1, "met": 2}


def part(criterion: CompiledCriterion, standing: Standing, need: Need) -> Part:
    """What a criterion counts as where a rule needs something of it, after the policies.

    An outcome that counts as met stands for the highest answer, one that counts as unmet for the lowest.
    """
    outcome, rank, proofs, _ = standing
    counts = criterion.policies.of_outcome(outcome)
    if counts is not None and outcome != "partly":
        if counts == "left out":
            return LEFT_OUT
        if counts == "unknown":
            return None
        return counts == "met" if criterion.forbidden else _holds(criterion, counts, None, need)
    if counts is not None:
        outcome, rank = "met", None  # partly, which counts as met
    if criterion.forbidden:
        return outcome == "unmet"
    return _holds(criterion, outcome, rank, need) or criterion.policies.excuses(criterion.declared.obligation, proofs)


def _holds(criterion: CompiledCriterion, outcome: str, rank: int | None, need: Need) -> bool:
    if need.ranks is None:
        place, wanted = _ORDER[outcome], _ORDER[need.answer]
        return place >= wanted if need.at_least else place == wanted
    wanted_rank = need.ranks[criterion.index]
    if wanted_rank is None:
        return outcome == "met"
    if rank is None:
        rank = criterion.top if outcome == "met" else 0
    return rank >= wanted_rank if need.at_least else rank == wanted_rank


def parts_of(model: CompiledModel, standings: Sequence[Standing]) -> tuple[list[Part], ...]:
    """For each need of the model's rules, what each criterion counts as."""
    return tuple(
        [part(criterion, standing, need) for criterion, standing in zip(model.criteria, standings, strict=True)]
        for need in model.needs
    )


def holds(demand: Demand, parts: Sequence[Part], only: Collection[int] | None = None) -> Truth:
    """Whether a demand is met: of every criterion, or of a share of those that count."""
    counted = [parts[i] for i in demand.indexes if parts[i] is not LEFT_OUT and (only is None or i in only)]
    if demand.share is None:
        return all_of(counted)  # type: ignore[arg-type]
    return share_holds(demand.share, counted.count(True), counted.count(None), len(counted))


def share_holds(share: Fraction, met: int, unknown: int, count: int) -> Truth:
    """Whether a part of some criteria is met; of none it is."""
    needed = share * count
    if met >= needed:
        return True
    return None if met + unknown >= needed else False


def is_empty(level: CompiledLevel, parts: Sequence[Part], only: Collection[int] | None = None) -> bool:
    """Whether a level asks for nothing."""
    if level.when is not None and only is None:
        return False
    return all(parts[i] is LEFT_OUT for i in level.own if only is None or i in only)


def levels_reached(
    model: CompiledModel,
    parts: Sequence[Sequence[Part]],
    whens: Sequence[Truth],
    only: Collection[int] | None = None,
) -> tuple[int, ...]:
    """The numbers of the levels whose rule and own condition hold for certain, from low to high.

    ``parts`` by need and criterion, ``whens`` by level (True where a level has no condition of its own). ``only``
    limits the rules to the criteria of one aspect; levels then have no condition of their own. A level 0 is where
    everybody starts: empty, it blocks nothing.
    """
    found: list[int] = []
    blocked, all_below = False, True
    policy = model.policies.empty_level if only is None else None
    for level, when in zip(model.levels, whens, strict=True):
        empty = is_empty(level, parts[0], only)
        blocks = empty and policy == "unmet" and level.number > 0
        blocked_below, blocked = blocked, blocked or blocks
        if empty and policy != "met":
            continue
        reached = (
            (when is True or only is not None)
            and (all_below or not level.needs_levels_below)
            and not (blocked_below and (level.needs_levels_below or any(d.below for d in level.demands)))
            and all(holds(demand, parts[demand.need], only) is True for demand in level.demands)
        )
        if reached:
            found.append(level.number)
        all_below = all_below and reached
    return tuple(found)


def highest(reached: Iterable[int], caps: Iterable[int] = ()) -> int:
    """The highest level that is reached and not above a cap; 0 where there is none."""
    most = min(caps, default=None)
    return max((number for number in reached if most is None or number <= most), default=0)


def standing_between(model: CompiledModel, level: CompiledLevel, parts: Sequence[Sequence[Part]]) -> tuple[int, ...]:
    """The criteria that a level asks for and that do not count as they should, in the order of the model.

    The scorer of a plugin looks at all criteria for every level, so there it is all that are not met.
    """
    if model.leveller is not None:
        return tuple(index for index, counted in enumerate(parts[0]) if counted not in (True, LEFT_OUT))
    asked = [level]
    if level.needs_levels_below:
        asked += [below for below in model.levels if below.number < level.number]
    found = {
        index
        for each in asked
        for demand in each.demands
        if holds(demand, parts[demand.need]) is not True
        for index in demand.indexes
        if parts[demand.need][index] is not True and parts[demand.need][index] is not LEFT_OUT
    }
    return tuple(sorted(found))


def next_level(model: CompiledModel, level: int) -> CompiledLevel | None:
    """The lowest level above one that asks for anything; None at the top."""
    by_scorer = model.leveller is not None
    above = [x for x in model.levels if x.number > level and (by_scorer or x.own or x.when is not None)]
    return above[0] if above else None


def band_of(model: CompiledModel, level: int) -> str | None:
    """The title of the band that a level belongs to."""
    return next((band.title for band in model.declared.bands if band.low <= level <= band.high), None)
