"""Large files of JSON, a list of objects or one on each line in UTF-8: read some rows at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO, TypeVar

T = TypeVar("T")

SMALL = 1 << 26
"""A file of so many bytes is read whole."""
ROWS = 1 << 16
"""Rows that are read at a time, at most."""
MOST = 1 << 25
"""Signs of rows that are read at a time, about: long rows are fewer."""
_PIECE = 1 << 20
_LONGEST = 1 << 26
"""Signs that a row may have."""
_NOT_UTF8 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class NotInParts(Exception):
    """The file has to be read whole, to be read or to see what is wrong with it."""


def is_utf8(path: Path) -> bool:
    """Whether all of a file is UTF-8. Raises OSError."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        if stream.read(2) in _NOT_UTF8:
            return False
        stream.seek(0)
        try:
            while piece := stream.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def lines_in_parts(path: Path) -> Iterator[list[tuple[int, str]]]:
    """The lines that hold something, with their numbers. Raises OSError, and NotInParts where one is very long."""
    with _opened(path) as stream:
        yield from _some((number, line, len(line)) for number, line in enumerate(_lines(stream), 1) if line.strip())


def _some(numbered: Iterable[tuple[int, T, int]]) -> Iterator[list[tuple[int, T]]]:
    """Values with their numbers, as many at a time as may be, of which each comes with its length."""
    some: list[tuple[int, T]] = []
    size = 0
    for number, value, length in numbered:
        some.append((number, value))
        size += length
        if len(some) >= ROWS or size >= MOST:
            yield some
            some, size = [], 0
    if some:
        yield some


def _lines(stream: TextIO) -> Iterator[str]:
    while line := stream.readline(_LONGEST + 1):
        if len(line) > _LONGEST:
            raise NotInParts
        yield line


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", newline="\n")


def list_in_parts(path: Path, decoder: json.JSONDecoder) -> Iterator[list[tuple[int, Any]]]:
    """The values of the one list that a file holds, with their numbers. Raises NotInParts where it is no list, not as
    JSON is written, or one of them is very long.
    """
    with _opened(path) as stream:
        yield from _some((number, *each) for number, each in enumerate(_values(stream, decoder), 1))


def _values(stream: TextIO, decoder: json.JSONDecoder) -> Iterator[tuple[Any, int]]:
    """Each with its length."""
    text = _Text(stream)
    if text.next_sign() != "[":
        raise NotInParts
    text.at += 1
    if text.next_sign() == "]":
        text.at += 1
    else:
        sign = ","
        while sign == ",":
            yield text.value(decoder)
            sign = text.next_sign()
            text.at += 1
        if sign != "]":
            raise NotInParts
    if text.next_sign():
        raise NotInParts


class _Text:
    """Some of a text from a place ``at``, to which more is added as it is needed."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._held = ""
        self.at = 0

    def _more(self) -> bool:
        """Reads on, more where much is held that did not suffice; False at the end."""
        left = self._held[self.at :]
        piece = self._stream.read(max(_PIECE, len(left)))
        self._held, self.at = left + piece, 0
        return bool(piece)

    def next_sign(self) -> str:
        """The next sign that is no white space, at which it then stands; empty at the end."""
        while True:
            while self.at < len(self._held):
                if self._held[self.at] not in " \t\n\r":
                    return self._held[self.at]
                self.at += 1
            if not self._more():
                return ""

    def value(self, decoder: json.JSONDecoder) -> tuple[Any, int]:
        """The next value and its length, behind which the text goes on."""
        self.next_sign()
        while True:
            try:
                value, end = decoder.raw_decode(self._held, self.at)
            except RecursionError:
                raise NotInParts from None
            except json.JSONDecodeError:
                end = len(self._held)
            if end < len(self._held):  # else it may be half a number
                length, self.at = end - self.at, end
                return value, length
            if len(self._held) - self.at > _LONGEST or not self._more():
                raise NotInParts  # what is wrong near the beginning is not looked for up to the end


def first_of(path: Path) -> str:
    """How a file begins. Raises OSError."""
    with _opened(path) as stream:
        return stream.read(_PIECE)
