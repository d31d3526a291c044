"""The differences of two journeys as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import said
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.unparse import number_text, period_text

_SAID = {
    "goal": "goal", "action": "action", "touchpoint": "touchpoint", "actor": "actor", "other_party": "other party",
    "owner": "owner", "channels": "channel", "asks": "asks", "needs": "needs", "gives": "gives", "checks": "checks",
    "contact": "contact", "takes": "takes", "waits": "waits", "cost": "costs", "value": "value",
    "only_when": "only when", "statutory": "statutory", "ends": "ends", "repeats": "repeats", "rejects": "rejects",
    "measured_by": "measured by", "opportunities": "opportunity",
}  # fmt: skip


def differences(before: Knowledge, after: Knowledge) -> tuple[str, ...]:
    """A sentence for each step that goes, comes, or is done otherwise, in the order of the journey to be."""
    journey = after.flow.journey
    found: list[str] = []
    for removal in journey.removed:
        if removal.name.text in before.steps:
            found.append(f"{said(removal.name.text, before)} goes. {removal.because}.")
    for merger in journey.merged:
        parts = [said(part.text, before) for part in merger.parts if part.text in before.steps]
        found.append(f"{' and '.join(parts)} become {said(merger.name.text, after)}. {merger.because}.")
    for change in journey.changed:
        name = change.name.text
        if name in before.steps and name in after.steps:
            what = "; ".join(_changed(before.steps[name], after.steps[name], after.names))
            found.append(f"{said(name, after)} is done otherwise: {what}. {change.because}.")
    for addition in journey.added:
        name = addition.name.text
        if name in after.steps:
            places = " and ".join(said(other, after) for other in after.flow.before[name] if other in after.steps)
            found.append(f"{said(name, after)} is new, after {places}. {addition.because}.")
    return tuple(sentence.replace("..", ".") for sentence in found)


def _changed(old: ast.Step, new: ast.Step, names: Names) -> list[str]:
    found = []
    for field, word in _SAID.items():
        one, other = getattr(old, field), getattr(new, field)
        if one != other:
            titles = _titles(field, names)
            found.append(f"{word} {_words(other, titles)}, not {_words(one, titles)}")
    return found or ["in what is remarked of it"]


def _titles(field: str, names: Names) -> Mapping[str, str]:
    """The titles of what a clause names: parties, items, facts, metrics, channels or reasons for contact."""
    declared: Mapping[str, ast.Declaration]
    match field:
        case "actor" | "other_party" | "owner":
            declared = names.parties
        case "asks" | "needs" | "gives":
            declared = names.items
        case "checks" | "only_when":
            declared = names.facts
        case "measured_by":
            declared = names.metrics
        case "channels" | "contact":
            category = names.category_of_steps("channel" if field == "channels" else "contact_reason")
            return {option.name.text: option.title for option in category.options} if category is not None else {}
        case _:
            return {}
    return {name: each.title for name, each in declared.items()}


def _words(value: Any, titles: Mapping[str, str]) -> str:
    match value:
        case None | ():
            return "nothing"
        case str():
            return f"“{value}”"
        case ast.Name(text=text):
            return titles.get(text) or text
        case ast.Length(period=period, working=working):
            return period_text(period).replace(" ", " working ", 1) if working else period_text(period)
        case ast.OnlyWhen(fact=fact, negated=negated):
            return f"{'not ' if negated else ''}{_words(fact, titles)}"
        case tuple():
            return ", ".join(_words(part, titles) for part in value)
        case _ if attrs.has(type(value)):
            return ", ".join(_words(part, titles) for part in _parts(value))
        case _:
            return number_text(value) if hasattr(value, "denominator") else str(value)


def _parts(value: Any) -> Iterable[Any]:
    return (getattr(value, f.name) for f in attrs.fields(type(value)) if f.name != "span")
