"""Short ways to read rules in tests, and to walk what was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang import ast
from cxengine.lang.parse import parse
from cxengine.source import Source, Span

EXPRESSIONS = ast.Expr.__args__  # type: ignore[attr-defined]


def read(text: str) -> tuple[ast.File, tuple[Diagnostic, ...]]:
    """The tree of a text and what was found in it."""
    found = Diagnostics()
    return parse(Source("rules.cx", text), found), tuple(found)


def clean(text: str) -> ast.File:
    """The tree of a text in which nothing is wrong."""
    file, found = read(text)
    assert found == ()
    assert not file.incomplete
    return file


def only(text: str) -> Any:
    """The one declaration of a text."""
    (declaration,) = clean(text).declarations
    return declaration


def formula(text: str) -> ast.Expr:
    """A value or a condition."""
    metric = only(f"metric m: M\n  formula {text}")
    assert isinstance(metric, ast.Metric)
    assert metric.formula is not None
    return metric.formula


def at(text: str, span: Span) -> str:
    """The stretch of a text."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    if len(lines) == 1:
        return lines[0][span.column - 1 : span.end_column - 1]
    return "\n".join((lines[0][span.column - 1 :], *lines[1:-1], lines[-1][: span.end_column - 1]))


def nodes(node: Any) -> Iterator[Any]:
    """A node and everything in it."""
    yield node
    for slot in attrs.fields_dict(type(node)):
        value = getattr(node, slot)
        for part in value if isinstance(value, tuple) and not isinstance(value, Span) else (value,):
            if attrs.has(type(part)):
                yield from nodes(part)
