"""Whether the rows that a Parquet file says it has are those that its pages hold.

A reader stops at the number that the end of the file tells, and says nothing of rows behind it. Each page tells how
many values it holds; pages are stepped over, and none is unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_HEADER = 1 << 12
"""Bytes that the header of a page rarely exceeds."""
_LONGEST = 1 << 20
_SIZE, _VALUES = 3, 1
_DATA = (5, 8)
"""The fields of a page's header: how many bytes follow, and what is said of pages that hold values; there, of how many.
"""
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 7, 8, 12
_WHOLE = (4, 5, 6)


class _NotRead(Exception):
    """What stands there is no header as they are known."""


def contradiction(path: Path, metadata: pq.FileMetaData) -> str | None:
    """Where the numbers of rows that a file tells differ, from one another or from what its pages hold; None: nowhere.

    What cannot be looked at is left to those that read it. Raises OSError.
    """
    groups = [metadata.row_group(group) for group in range(metadata.num_row_groups)]
    rows = sum(group.num_rows for group in groups)
    if rows != metadata.num_rows:
        return f"{metadata.num_rows:,} rows as a whole and {rows:,} in its parts"
    flat = [index for index in range(metadata.num_columns) if not metadata.schema.column(index).max_repetition_level]
    with path.open("rb") as stream:
        for group in groups:
            chunks = [group.column(index) for index in flat]
            for chunk in chunks:
                if chunk.num_values != group.num_rows:
                    name = chunk.path_in_schema
                    return f"{group.num_rows:,} rows and {chunk.num_values:,} values in the column `{name}` for them"
            if not chunks:
                continue
            least = min(chunks, key=lambda chunk: int(chunk.total_compressed_size))
            held = _values(stream, least)
            if held is not None and held != group.num_rows:
                return f"{group.num_rows:,} rows where its pages hold {held:,}"
    return None


def _values(stream: BinaryIO, chunk: pq.ColumnChunkMetaData) -> int | None:
    """How many values the pages of a column hold; None where they are not told."""
    start = chunk.data_page_offset
    if chunk.has_dictionary_page and chunk.dictionary_page_offset:
        start = min(start, chunk.dictionary_page_offset)
    try:
        return sum(_pages(stream, start, start + chunk.total_compressed_size))
    except _NotRead:
        return None


def _pages(stream: BinaryIO, at: int, end: int) -> Iterator[int]:
    """The number of values in each page; 0 of one that holds no values of rows."""
    while at < end:
        stream.seek(at)
        header = _Header(stream.read(_HEADER))
        try:
            found = header.fields()
        except IndexError:
            stream.seek(at)
            header = _Header(stream.read(_LONGEST))
            try:
                found = header.fields()
            except IndexError:
                raise _NotRead from None
        size = found.get((_SIZE,))
        if size is None or size < 0:
            raise _NotRead
        at += header.at + size
        yield sum(found.get((of, _VALUES), 0) for of in _DATA)
    if at != end:
        raise _NotRead


class _Header:
    """The header of a page, in Thrift's compact form, from which it is read up to ``at``."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.at = 0

    def fields(self, within: tuple[int, ...] = ()) -> dict[tuple[int, ...], int]:
        """Whole numbers by the numbers of their fields, of those that hold others too. Raises IndexError at the end."""
        found: dict[tuple[int, ...], int] = {}
        if len(within) > 8:
            raise _NotRead
        field = 0
        while kind := (head := self._byte()) & 15:
            field = field + (head >> 4) if head >> 4 else self._whole()
            place = (*within, field)
            if kind in _WHOLE:
                found[place] = self._whole()
            elif kind == _STRUCT:
                found |= self.fields(place)
            else:
                self._skip(kind)
        return found

    def _skip(self, kind: int) -> None:
        if kind in (_TRUE, _FALSE):
            return
        sizes = {_BYTE: 1, _DOUBLE: 8}
        length = self._unsigned() if kind == _BINARY else sizes.get(kind)
        if length is None:  # nothing else stands in such a header
            raise _NotRead
        self.at += length
        if self.at > len(self._content):
            raise IndexError

    def _byte(self) -> int:
        self.at += 1
        return self._content[self.at - 1]

    def _unsigned(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
            if shift > 63:
                raise _NotRead

    def _whole(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)
