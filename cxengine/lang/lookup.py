"""What to say of a name that nothing declares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.suggest import did_you_mean, nearest

MOST_SPELLINGS = 50_000
"""Spellings compared in one run: a file of thousands of wrong names must not take minutes."""


class Lookup:
    """Reports unknown names, and holds back where a broken line may have declared them."""

    def __init__(self, files: Sequence[ast.File], found: Diagnostics) -> None:
        self._found = found
        self.incomplete = any(file.incomplete for file in files)
        self._nameless = any(file.nameless for file in files)
        self._opaque = frozenset(word for file in files for word in file.opaque)
        self._spellings = MOST_SPELLINGS
        self._missing: set[tuple[str, str]] = set()

    def is_opaque(self, word: str) -> bool:
        """Whether a broken head line declares the name: it then fits anything."""
        return word in self._opaque

    def may_be_declared(self, word: str) -> bool:
        """Whether a broken or a missing head line may declare the name."""
        return self._nameless or word in self._opaque

    def unknown(
        self, name: ast.Name, message: str, known: Iterable[str], help: str = "", *, code: str = "unknown-name"
    ) -> None:
        """Report a name, with the nearest spelling where there is one, else with ``help`` or the few known names.

        A name without a near spelling lacks its declaration, which is one cause: its first use is reported.
        """
        if self.may_be_declared(name.text):
            return
        words = sorted(set(known)) if self._spellings > 0 else []
        self._spellings -= len(words)
        near = _nearest(name.text, words)
        if near is None and (self.incomplete or (code, message) in self._missing):
            return
        if near is not None:
            advice = f"Did you mean `{near}`?"
        else:
            self._missing.add((code, message))
            advice = help or (did_you_mean(name.text, words) if len(words) <= 8 else "")
        self._found.error(code, name.span, message, advice, replacement=near)


def _nearest(word: str, known: Sequence[str]) -> str | None:
    return nearest(word, [other for other in known if abs(len(other) - len(word)) <= 1 + len(word) // 2])
