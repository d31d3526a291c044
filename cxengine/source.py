"""Text and the positions in it. Imports nothing of ours."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import attrs


class Span(NamedTuple):
    """A stretch of one file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    filename: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to(self, other: Span) -> Span:
        """The stretch from the start of this one to the end of the other."""
        return Span(self.filename, self.line, self.column, other.end_line, other.end_column)


def split_lines(text: str) -> list[str]:
    """The lines of a text, as editors count them: ended by LF, CRLF or CR, a byte order mark left out."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


@attrs.frozen
class Source:
    """One rule file: its name as shown to people, and its text."""

    filename: str
    text: str

    @property
    def digest(self) -> str:
        """``sha256:…`` of the text in UTF-8."""
        return "sha256:" + hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def line(self, number: int) -> str:
        """The text of a line, without its end; empty where there is no such line."""
        lines = split_lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""


NOWHERE = Span("", 0, 0, 0, 0)
"""The place of a thing that no text declares."""
