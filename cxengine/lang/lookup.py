"""What to say of a name that nothing declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.misspelt import Named
from cxengine.lang.titled import Titled
from cxengine.source import Span
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
        self._named, self._titled = Named(files), Titled(files)
        self.removed: Mapping[str, ast.Overridden] = {
            name: gone for file in files for name, gone in file.removed.items()
        }

    def may_be_declared(self, word: str) -> bool:
        """Whether a broken or a missing head line may declare the name."""
        return self._nameless or word in self._opaque

    def unknown(
        self, name: ast.Name, message: str, known: Iterable[str], help: str = "", *, code: str = "unknown-name"
    ) -> None:
        """Report a name, with the nearest spelling where there is one, else with ``help`` or the few known names.

        A name without a near spelling lacks its declaration, which is one cause: its first use is reported, also where
        lines of several kinds name it.
        """
        if self.may_be_declared(name.text):
            return
        if self.says_removed(name):
            return
        words = sorted(set(known)) if self._spellings > 0 else []
        self._spellings -= len(words)
        titled = self._titled.name_of(name.text, words)
        near = titled or _nearest(name.text, words)
        cause = name.text if message.startswith("There is no ") and message.endswith(f"`{name.text}`") else message
        if near is None and (self.incomplete or (code, cause) in self._missing):
            return
        declared = self._named.misspelt_where_declared(name.text, near) if near is not None else None
        if near is not None and declared is not None:
            self._says_declaration_misspelt(declared, near, name.text)
            return
        if titled is not None:
            said = "" if titled.casefold() == name.text.casefold() else "It is a title. "
            self._found.error(code, name.span, message, f"{said}Did you mean `{titled}`?", replacement=titled)
            return
        if near is not None and self.incomplete and _differ_in_figures(name.text, near):
            return  # `stage_2` is no misspelt `stage_1`, and the broken line may declare it
        if near is not None:
            advice = f"Did you mean `{near}`?"
        else:
            self._missing.add((code, cause))
            level = self._titled.level(name.text)
            help = help if level is None else f"It is the title of a level. Write its number: `{level}`."
            advice = help or (did_you_mean(name.text, words) if len(words) <= 8 else "")
        self._found.error(code, name.span, message, advice, replacement=near)

    def _says_declaration_misspelt(self, declared: Span, written: str, meant: str) -> None:
        """One message for one cause, however many lines name what is meant."""
        if not any((d.code, d.span) == ("unknown-name", declared) for d in self._found):
            message = f"`{written}` is declared here and named nowhere, and several lines name `{meant}`"
            self._found.error("unknown-name", declared, message, f"Did you mean `{meant}`?", replacement=meant)

    def says_removed(self, name: ast.Name) -> bool:
        """Whether an override took out what is named; it is then reported with both places."""
        gone = self.removed.get(name.text)
        if gone is None:
            return False
        what = f"{gone.kind} {gone.name}"
        with_it = "" if name.text == gone.name else f", with {what}"
        self._found.error(
            "removed-name",
            name.span,
            f"`{name.text}` stands here, and `{gone.pack}` removes it{with_it}: {place_in_words(gone.span)}",
            "Override this line too, so that it no longer names it; or keep what is named.",
        )
        return True


def _differ_in_figures(one: str, other: str) -> bool:
    return re.sub(r"[0-9]+", "0", one) == re.sub(r"[0-9]+", "0", other)


def place_in_words(span: Span) -> str:
    """``rules.cx, line 12``."""
    return f"{span.filename}, line {span.line}"


def _nearest(word: str, known: Sequence[str]) -> str | None:
    return nearest(word, [other for other in known if abs(len(other) - len(word)) <= 1 + len(word) // 2])
