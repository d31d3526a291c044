"""How blocks are called in messages, and the names that stand in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from cxengine.lang import ast


def a_kind(kind: str) -> str:
    """``a `metric` ``, ``an `item` ``."""
    return f"an `{kind}`" if kind[0] in "aeiou" else f"a `{kind}`"


def either(words: tuple[str, ...]) -> str:
    """``a, b or c``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def another_begins(kind: str, name: str, again: str) -> tuple[str, str]:
    """What is said where the first part of a block stands in it once more."""
    message = f"`{again}` stands in `{kind} {name}` a second time"
    help = f"Where another {kind} begins, its head (a line like `{kind} NAME: TITLE`) is missing above this line."
    return message, help


def names_in(node: Any) -> Iterable[str]:
    """The name of a declaration and of every declaration in it."""
    yield node.name.text
    for slot in attrs.fields_dict(type(node)):
        value = getattr(node, slot)
        if isinstance(value, tuple):
            for part in value:
                if isinstance(part, ast.Declaration):
                    yield from names_in(part)
