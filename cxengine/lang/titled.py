"""Which titles the rule files give, to tell a title that stands in place of a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import attrs

from cxengine.lang import ast


class Titled:
    """The declarations by their titles. Looked through when it is first asked."""

    def __init__(self, files: Sequence[ast.File]) -> None:
        self._files = files
        self._found: dict[str, list[ast.Declaration]] | None = None

    def name_of(self, word: str, known: Collection[str]) -> str | None:
        """Of the names that are known here the one whose title the word is."""
        return next((each.name.text for each in self._of(word) if each.name.text in known), None)

    def level(self, word: str) -> int | None:
        """The number of the level whose title the word is."""
        return next((each.number for each in self._of(word) if isinstance(each, ast.Level)), None)

    def _of(self, word: str) -> list[ast.Declaration]:
        if self._found is None:
            self._found = _by_title(declaration for file in self._files for declaration in file.declarations)
        return self._found.get(_folded(word), [])


def _by_title(declarations: Iterable[ast.Declaration]) -> dict[str, list[ast.Declaration]]:
    found: dict[str, list[ast.Declaration]] = {}
    waiting: list[Any] = list(declarations)[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(reversed(node))
        elif isinstance(node, ast.Declaration):
            if node.title:
                found.setdefault(_folded(node.title), []).append(node)
            waiting.extend(getattr(node, field.name) for field in attrs.fields(type(node)) if field.name != "places")
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
