"""Whether a workbook may be unpacked: the bytes in it, and how far apart the filled cells of its sheets lie.

A workbook is a zip file, of which a few kilobytes can unpack to any size; and its reader lays out every cell between
the first filled one and the last.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from xml.parsers import expat

import attrs

from cxengine.source import Span
from cxengine.sources.bounds import MOST_UNPACKED, refuse_cells, too_big
from cxengine.sources.failures import failure

_CHUNK = 1 << 20
_LONGEST_TAG = 4096
_SHEET = re.compile(r"xl/worksheets/[^/]*", re.IGNORECASE)
_CELL = re.compile(
    rb"<(?:\w+:)?c(?=[\s>])(?:[^<>]*?\sr\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'])?[^<>]*(?<!/)>"
)
"""The head of a cell that is not empty, with the letters of its column and the number of its row."""


@attrs.define
class _Box:
    """The cells from the first filled row and column to the last."""

    top: int = 1 << 62
    left: int = 1 << 62
    bottom: int = 0
    right: int = 0

    def add(self, row: int, column: int) -> None:
        """Stretch it to a cell."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return max(0, self.bottom - self.top + 1), max(0, self.right - self.left + 1)


def refuse_bomb(content: bytes, name: str, span: Span) -> None:
    """Raise CxError (3) where a zip file is damaged, unpacks to too much, or has a sheet of too many cells."""
    unpacked = _Unpacked(name, span)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if _SHEET.fullmatch(member.filename):
                    refuse_cells(name, *_box(archive, member, unpacked).size, span)
                else:
                    deque(unpacked.counted(_chunks(archive, member)), maxlen=0)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, expat.ExpatError):
        help = "It may have been cut off on its way. Open it in Excel and save it again."
        raise failure("not-xlsx", f"`{name}` is damaged: it cannot be unpacked.", help, span) from None


@attrs.define
class _Unpacked:
    """Counts what a workbook unpacks to, and raises where that is too much."""

    name: str
    span: Span
    size: int = 0

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, each counted before it is given."""
        for chunk in chunks:
            self.size += len(chunk)
            if self.size > MOST_UNPACKED:
                what = f"unpacks to more than {MOST_UNPACKED >> 30} GB"
                raise too_big(self.name, what, "Save only the sheet that is needed, or save it as csv.", self.span)
            yield chunk


def _box(archive: zipfile.ZipFile, member: zipfile.ZipInfo, unpacked: _Unpacked) -> _Box:
    box, tail = _Box(), b""
    for chunk in unpacked.counted(_chunks(archive, member)):
        if not _stretch(box, tail + chunk):
            return _by_parsing(_chunks(archive, member))
        # a tag that the chunk broke off in
        opened = chunk.rfind(b"<")
        tail = chunk[opened:] if opened > chunk.rfind(b">") and len(chunk) - opened < _LONGEST_TAG else b""
    return box


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _stretch(box: _Box, text: bytes) -> bool:
    """Stretch the box to the cells in a piece of a sheet; False where one does not say its place."""
    rows: set[bytes] = set()
    letters: set[bytes] = set()
    for column, row in _CELL.findall(text):
        letters.add(column)
        rows.add(row)
    if b"" in letters:
        return False
    columns = [_column(each) for each in letters]
    numbers = [int(each) for each in rows]
    if numbers:
        box.add(min(numbers), min(columns))
        box.add(max(numbers), max(columns))
    return True


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _by_parsing(chunks: Iterator[bytes]) -> _Box:
    """The box of a sheet whose cells stand where they come: slow, and for any form of XML."""
    box, parser = _Box(), expat.ParserCreate()
    at = [0, 0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        word = tag.rpartition(":")[2]
        if word == "row":
            at[0], at[1] = int(attributes.get("r", at[0] + 1)), 0
        elif word == "c":
            place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attributes.get("r", ""))
            at[1] = _column(place[1].encode()) if place else at[1] + 1
            box.add(int(place[2]) if place else at[0], at[1])

    parser.StartElementHandler = start
    for chunk in chunks:
        parser.Parse(chunk, False)
    return box


