"""The tree of an explanation, and how reasons and places become nodes of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import attrs

from cxengine.engine.figures import number
from cxengine.engine.overrides_said import override_words
from cxengine.engine.said.words import Number
from cxengine.engine.to_json import named, to_json
from cxengine.lang import ast
from cxengine.maturity.because import Because
from cxengine.source import Span


@attrs.frozen
class Place:
    """Where the rule stands."""

    filename: str
    line: int


@attrs.frozen(kw_only=True)
class Node:
    """One node of the tree. ``kind`` says what it is of; ``weight`` what it counts for in the score above it."""

    text: str
    kind: str = ""
    expr: str = ""
    value: Number | None = None
    target: Number | None = None
    gap: Number | None = None
    n: int | None = None
    weight: Number | None = None
    outcome: str | None = None
    because: tuple[Node, ...] = ()
    missing: tuple[str, ...] = ()
    source: Place | None = None
    from_: date | None = named("from", None)
    to: date | None = None
    would_change_it: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Explanation:
    """The result of ``explain``; ``to_dict`` is the JSON of ``cx explain``. ``title`` is what people call ``name``."""

    schema: Literal["cxengine.explanation/1"] = "cxengine.explanation/1"
    subject: str
    subject_title: str
    name: str
    title: str
    outcome: str | None
    tree: Node

    def to_dict(self) -> dict[str, Any]:
        """The JSON as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made


def node_of(because: Because) -> Node:
    behind = because.details()
    return Node(
        text=because.text,
        expr=behind.expr,
        value=number(behind.value, behind.style),
        target=number(behind.target, behind.style),
        gap=number(behind.gap, behind.style),
        n=behind.n,
        outcome="unknown" if because.truth is None else "met" if because.truth else "unmet",
        because=tuple(node_of(part) for part in behind.inner()),
        missing=behind.missing,
        source=place_of(behind.span),
        would_change_it=behind.hint(),
    )


def place_of(span: Span) -> Place | None:
    return Place(span.filename, span.line) if span.line else None


def overrides_of(declared: ast.Declaration, *, waived: bool = False) -> tuple[Node, ...]:
    """What packs changed in it, each with its reason and place; a waiver in force is told of as the outcome."""
    told = [done for done in declared.overridden if not (waived and done.verb == "waive")]
    return tuple(Node(text=override_words(done), source=place_of(done.span)) for done in told)


def with_lines(node: Node, lines: tuple[str, ...]) -> Node:
    """A node with what earlier records tell of it."""
    return attrs.evolve(node, because=(*node.because, *(Node(text=line) for line in lines)))


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
