"""The level that a set of outcomes reaches, by the default rule: every criterion at or below is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxengine.lang import ast
from cxengine.testing.oracle.conditions import Truths, condition_truth
from cxengine.testing.oracle.logic import Truth, kleene_and


def counts_as(outcome: str, policies: Mapping[str, str]) -> str:
    """What a criterion's outcome counts as at a gate: met, unmet, unknown or left out."""
    if outcome in ("unknown", "not applicable"):
        return policies[outcome]
    return "met" if outcome == "met" else "unmet"


def gate(counted: Sequence[str]) -> Truth:
    """Whether all of the criteria of one level are met."""
    return kleene_and({"met": True, "unmet": False, "unknown": None}[each] for each in counted)


def level_reached(model: ast.Model, outcomes: Mapping[str, str], truths: Truths, policies: Mapping[str, str]) -> int:
    """The highest level that is certainly reached; 0 where none is."""
    reached = 0
    gates: list[Truth] = []
    for level in sorted(model.levels, key=lambda each: each.number):
        counted = counted_at(level, [c.name.text for c in level.criteria], outcomes, policies)
        empty = not counted and level.when is None
        gates.append(False if empty and policies["empty level"] == "unmet" else gate(counted))
        if empty and policies["empty level"] != "met":
            continue
        own = True if level.when is None else condition_truth(level.when, truths, outcomes, policies)
        if own is True and kleene_and(gates) is True:
            reached = level.number
    return reached


def aspect_level(
    model: ast.Model, members: Sequence[str], outcomes: Mapping[str, str], policies: Mapping[str, str]
) -> int:
    """The same over an aspect's criteria only: a level has no condition of its own, and an empty one is passed over."""
    reached = 0
    gates: list[Truth] = []
    for level in sorted(model.levels, key=lambda each: each.number):
        counted = counted_at(level, members, outcomes, policies)
        gates.append(gate(counted))
        if counted and kleene_and(gates) is True:
            reached = level.number
    return reached


def counted_at(
    level: ast.Level, members: Sequence[str], outcomes: Mapping[str, str], policies: Mapping[str, str]
) -> list[str]:
    """What the criteria of a level count as, without those left out."""
    names = [criterion.name.text for criterion in level.criteria if criterion.name.text in members]
    counted = [counts_as(outcomes[name], policies) for name in names]
    return [each for each in counted if each != "left out"]


def band_of(model: ast.Model, level: int) -> str | None:
    """The band that holds a level."""
    return next((band.name.text for band in model.bands if band.low <= level <= band.high), None)


def criteria_under(model: ast.Model, aspect: str, criteria: Sequence[ast.Criterion]) -> list[str]:
    """The criteria of an aspect and of the aspects that stand in it."""
    inside = {aspect}
    for _ in model.aspects:
        inside |= {a.name.text for a in model.aspects if a.parent is not None and a.parent.text in inside}
    return [c.name.text for c in criteria if c.aspect is not None and c.aspect.text in inside]
