"""Lines of a rule file: how text is cut into them, and what one line says once it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from cxengine.lang.ast import Clause as Clause, Name
from cxengine.source import Span

CONTINUES = ("and", "or")
"""The words with which a line goes on from the line above."""

NOTHING: Mapping[str, Any] = MappingProxyType({})


@attrs.frozen
class LogicalLine:
    """A line with the lines that continue it.

    ``number`` is the first line's, from 1; ``text`` starts at its first word, ``indent`` characters in, and may hold
    line ends.
    """

    number: int
    indent: int
    text: str

    def span(self, filename: str) -> Span:
        """From the first to the last character that is not space."""
        first = self.indent + 1
        if "\n" not in self.text:
            return Span(filename, self.number, first, self.number, first + len(self.text))
        last = self.text.rpartition("\n")[2]
        return Span(filename, self.number, first, self.number + self.text.count("\n"), len(last) + 1)

    def place(self, filename: str, start: int, end: int) -> Span:
        """The span of a stretch of the text; offsets count from 0."""
        return Span(filename, *self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        above = self.text.count("\n", 0, offset)
        begin = self.text.rfind("\n", 0, offset) + 1
        return self.number + above, offset - begin + 1 + (0 if above else self.indent)


@attrs.frozen(kw_only=True)
class Head:
    """``metric csat: Satisfied customers``: opens a block. ``values`` are what the kind's own head line says."""

    kind: str
    name: Name
    title: str
    values: Mapping[str, Any] = NOTHING
    span: Span


@attrs.frozen(kw_only=True)
class Broken:
    """A line that could not be read, already reported.

    ``kind`` is set where it looks like the head of a block. ``doubtful``: its first word is none of cx, so it may be
    a head as well; what stands below it is then not held against the block above. ``names`` are those that the line may
    be meant to declare: `c-sat` and `csat`. ``nameless``: it declares something whose name is missing.
    """

    kind: str | None = None
    names: tuple[str, ...] = ()
    doubtful: bool = False
    nameless: bool = False
    span: Span


Line = Head | Clause | Broken


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """Every line that says something, with those that continue it. Line ends must be ``\\n``."""
    held: list[str] = []
    number = indent = blank = 0
    for count, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip(" \t")
        if not stripped or stripped[0] == "#":
            blank += 1
            continue
        if stripped[0] in "ao" and held and _continues(stripped) and not _ends_in_words(held):
            # The lines between are kept as empty ones, so that places in the text stay right.
            held.extend([""] * blank)
            held.append(line.rstrip(" \t"))
        else:
            if held:
                yield LogicalLine(number, indent, "\n".join(held))
            held, number, indent = [stripped], count, line.index(stripped[0])
        blank = 0
    if held:
        yield LogicalLine(number, indent, "\n".join(held))


def _continues(stripped: str) -> bool:
    word = stripped[:3] if stripped[0] == "a" else stripped[:2]
    after = stripped[len(word) : len(word) + 1]
    return word in CONTINUES and not after.isalnum() and after != "_"


def _ends_in_words(held: list[str]) -> bool:
    """Whether the line has a colon outside quotes, after which only words for people stand."""
    return any(":" in part for line in held for part in line.split('"')[::2])
