"""The space of names in which each kind of declaration stands, and that of the names in each place of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

import attrs

from cxengine.lang import ast
from cxengine.source import Span

Space = Literal["party", "type", "table", "rows", "figure", "theme", "objective", "item", "fact"]
"""Names of one space must differ from each other: scales, categories and subjects; metrics, models and the like.

``rows`` is what a figure may be made of: tables, and kinds of subject.
"""

SPACES: Mapping[type[ast.Declaration], tuple[Space, str]] = {
    ast.Party: ("party", "party"),
    ast.Scale: ("type", "scale"),
    ast.Category: ("type", "category"),
    ast.Subject: ("type", "subject"),
    ast.Table: ("table", "table"),
    ast.Metric: ("figure", "metric"),
    ast.Model: ("figure", "model"),
    ast.Rule: ("figure", "rule"),
    ast.StepRule: ("figure", "rule"),
    ast.Segment: ("figure", "segment"),
    ast.Theme: ("theme", "theme"),
    ast.Objective: ("objective", "objective"),
    ast.Item: ("item", "item"),
    ast.Fact: ("fact", "fact"),
    ast.Journey: ("figure", "journey"),
}
"""The space of each kind of declaration, and the kind in words."""

IN_WORDS: Mapping[Space, str] = {
    "party": "party", "type": "scale, category or kind of subject", "table": "table",
    "rows": "table or kind of subject", "figure": "metric, model, rule, segment or journey", "theme": "theme",
    "objective": "objective", "item": "item", "fact": "fact",
}  # fmt: skip

_PLACES: Mapping[Space, tuple[tuple[type, str], ...]] = {
    "party": (
        (ast.Action, "owner"), (ast.Journey, "party"), (ast.Item, "held_by"),
        (ast.Step, "actor"), (ast.Step, "other_party"), (ast.Step, "owner"),
    ),
    "type": (
        (ast.NamedType, "name"), (ast.Subject, "belongs_to"), (ast.Metric, "subject"), (ast.Target, "kind"),
        (ast.Aim, "kind"), (ast.Model, "subject"), (ast.Rule, "subject"), (ast.Model, "scale"),
        (ast.Criterion, "scale"), (ast.Model, "assessors"),
    ),
    "rows": ((ast.Metric, "table"), (ast.Segment, "table")),
    "figure": (
        (ast.Test, "name"), (ast.StepRule, "journey"), (ast.Journey, "changes"), (ast.Step, "measured_by"),
        (ast.AnswerFrom, "source"), (ast.GivenResult, "model"), (ast.ExpectFinding, "rule"),
        (ast.ExpectStandard, "metric"), (ast.ExpectSuppressed, "metric"), (ast.Accepted, "finding"),
    ),
    "theme": ((ast.Mentions, "theme"),),
    "objective": ((ast.Objective, "supports"), (ast.Metric, "supports"), (ast.Criterion, "supports")),
    "item": ((ast.Journey, "reaches"), (ast.Step, "asks"), (ast.Step, "needs"), (ast.Step, "gives")),
    "fact": ((ast.Step, "checks"), (ast.OnlyWhen, "fact"), (ast.Fact, "follows_from")),
}  # fmt: skip
"""The places that name something of a space; names in conditions are looked at one by one."""

_IN_PLACE = {place: space for space, places in _PLACES.items() for place in places}
_PASSED = frozenset({"span", "title", "notes", "overridden", "calendar", "written", "waiver"})


@cache
def places_in(node: type) -> tuple[tuple[str, Space | None], ...]:
    """The fields of a class of the tree that may hold names, each with the space that they are of."""
    found: list[tuple[str, Space | None]] = []
    for field in attrs.fields(node):
        if field.name not in _PASSED and node is not Span:
            spaces = (_IN_PLACE.get((base, field.name)) for base in node.__mro__)
            found.append((field.name, next((space for space in spaces if space is not None), None)))
    return tuple(found)
