"""A line that the parser gave up on."""

from __future__ import annotations

import re

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.lines import LogicalLine


@attrs.frozen(kw_only=True)
class BrokenLine:
    """A line with the place (from 0, in its text) where it breaks, and the terminals that could stand there."""

    filename: str
    line: LogicalLine
    offset: int
    expected: frozenset[str]
    file_text: str = attrs.field(default="", repr=False)
    """The whole file, to look up what is declared in it."""

    @property
    def text(self) -> str:
        """The line from its first word on."""
        return self.line.text

    def within_its_row(self) -> BrokenLine:
        """A line that breaks where a row begins with `and` or `or` lacks something at the end of the row above."""
        before = self.text[: self.offset].rstrip(" \t")
        if not before.endswith("\n"):
            return self
        text = before.rstrip(" \t\n")
        return attrs.evolve(self, line=attrs.evolve(self.line, text=text), offset=len(text))

    def word_at(self, offset: int) -> tuple[int, int]:
        """Where the word, figure or sign that stands at an offset begins and ends."""
        offset = min(offset, max(len(self.text) - 1, 0))
        while offset > 0 and self.text[offset] in " \t\n":
            offset -= 1
        match = re.compile(r"[\w.%£]+|[^\w\s]").match(self.text, offset)
        return (offset, match.end()) if match else (offset, offset + 1)

    def problem(
        self, code: str, start: int, end: int, message: str, help: str = "", *, replacement: str | None = None
    ) -> Diagnostic:
        """A diagnostic of a stretch of the line."""
        span = self.line.place(self.filename, start, end)
        return Diagnostic(
            code=code, span=span, message=_shortened(message), help=_shortened(help), replacement=replacement
        )


def _shortened(said: str) -> str:
    """Words of the file that are quoted in a message, cut where they are longer than a person would read."""
    parts = said.split("`")
    parts[1::2] = [part if len(part) <= 100 else part[:57] + "..." for part in parts[1::2]]
    return "`".join(parts)
