"""From outcomes to a level: every criterion at and below must be met.

A criterion's part in a gate is a truth, or LEFT_OUT where the model's policy takes it out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cxengine.maturity.compiled import CompiledLevel, CompiledModel, Policies
from cxengine.maturity.outcome import Outcome, Truth, all_of

LEFT_OUT = "left out"
Part = Truth | str

_PART_OF_POLICY: dict[str, Part] = {"met": True, "unmet": False, "unknown": None, "left out": LEFT_OUT}


def part(outcome: Outcome, policies: Policies) -> Part:
    """What an outcome counts as in a gate. Gates need met, so partly is not enough."""
    if outcome == "unknown":
        return _PART_OF_POLICY[policies.unknown]
    if outcome == "not_applicable":
        return _PART_OF_POLICY[policies.not_applicable]
    return outcome == "met"


def reached(
    model: CompiledModel, parts: Sequence[Part], whens: Sequence[Truth], only: Collection[int] | None = None
) -> int:
    """The highest level whose gate holds for certain, or 0.

    ``parts`` by criterion, ``whens`` by level (True where a level has no condition of its own). ``only``
    limits the gates to the criteria of one aspect; levels then have no condition of their own. A level 0 is where
    everybody starts: empty, it blocks nothing.
    """
    best = 0
    gate: Truth = True
    blocked = False
    for level, when in zip(model.levels, whens, strict=True):
        own = [parts[i] for i in level.own if only is None or i in only]
        counted = [p for p in own if p is not LEFT_OUT]
        gate = all_of([gate, *counted])  # type: ignore[list-item]
        empty = not counted and (level.when is None or only is not None)
        if empty and model.policies.empty_level == "unmet" and only is None and level.number > 0:
            blocked = True
        if blocked or (empty and (model.policies.empty_level != "met" or only is not None)):
            continue
        if gate is True and (when is True or only is not None):
            best = level.number
    return best


def next_level(model: CompiledModel, level: int) -> CompiledLevel | None:
    """The lowest level above one that asks for anything; None at the top."""
    above = [x for x in model.levels if x.number > level and (x.own or x.when is not None)]
    return above[0] if above else None


def band_of(model: CompiledModel, level: int) -> str | None:
    """The title of the band that a level belongs to."""
    return next((band.title for band in model.declared.bands if band.low <= level <= band.high), None)
