"""Which names the rule files name, to tell a misspelt use from a misspelt declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from cxengine.lang import ast
from cxengine.source import Span


class Named:
    """How often each name stands in the trees, and where it is declared. Looked through when it is first asked."""

    def __init__(self, files: Sequence[ast.File]) -> None:
        self._files = files
        self._counted: tuple[Counter[str], dict[str, Span]] | None = None

    def misspelt_where_declared(self, word: str, near: str) -> Span | None:
        """The declaration of ``near``, where nothing names it and several lines name ``word``; else None.

        A word that something else is called (a scale, a party) is named for that, and tells nothing of ``near``.
        """
        if self._counted is None:
            self._counted = _counted(declaration for file in self._files for declaration in file.declarations)
        named, declared = self._counted
        if named[word] > 1 and named[near] == 1 and word.isidentifier() and word not in declared:
            return declared.get(near)
        return None


def _counted(declarations: Iterable[ast.Declaration]) -> tuple[Counter[str], dict[str, Span]]:
    named: Counter[str] = Counter()
    declared: dict[str, Span] = {}
    waiting: list[Any] = list(declarations)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            named[node.text] += 1
        elif isinstance(node, tuple | list):
            waiting.extend(node)
        elif attrs.has(type(node)) and not isinstance(node, Span):
            if isinstance(node, ast.Declaration):
                declared.setdefault(node.name.text, node.name.span)
            waiting.extend(getattr(node, field.name) for field in attrs.fields(type(node)))
    return named, declared
