"""The rows of an export that came as a zip file with one csv in it, some at a time, so that it may be of any size."""

from __future__ import annotations

import codecs
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

import attrs

from cxengine.diagnostics import CxError
from cxengine.host.contracts import FIRST_ROWS, Cancelled, Problem, RawTable
from cxengine.source import Span
from cxengine.sources.csv_source import read_body
from cxengine.sources.encodings import marked
from cxengine.sources.headings import find_heading
from cxengine.sources.look import Look, look_at
from cxengine_web import failed

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = "the export"
_BLOCK = 1 << 20
"""Bytes that are read at a time, and as many more as their last row needs."""
_MOST_UNPACKED = 8 << 30
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError)
"""What is raised of a file that is no zip file, is damaged, cut off, packed in an odd way or locked."""


@attrs.define(eq=False)
class PackedRows:
    """Rows of a zip file with one csv in it. ``problems`` are whole after the last of them."""

    file: BinaryIO
    """The csv, in a file without a name that is gone when it is let go."""
    span: Span
    look: Look
    _found: dict[str, Problem] = attrs.field(factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was decided on the way."""
        return self.look.notes

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the rows so far."""
        return tuple(self._found.values())

    def named(self, wanted: Sequence[str]) -> dict[str, int]:
        """The columns that are wanted, each under the name that it is wanted by."""
        places: dict[str, int] = {}
        for name in wanted:
            at = find_heading(name, self.look.headings)
            if at is not None and find_heading(name, tuple(places)) is None:
                places[name] = at
        return places

    def tables(self, places: dict[str, int]) -> Iterator[pa.Table]:
        """These columns, some rows at a time. Raises CxError (3) where it is no csv."""
        import pyarrow as pa

        row, columns = self.look.first_row, sorted(set(places.values()))
        with self.file:
            for body in _bodies(self.look.body, self.file):
                part = attrs.evolve(self.look, body=marked(body)[0], first_row=row, notes=())
                raw, count = read_body(part, columns, _NAME, self.span)
                self._note(raw)
                data = [raw.data.column(self.look.headings[at]) for at in places.values()]
                yield pa.table(data, names=list(places))
                row += count

    def _note(self, raw: RawTable) -> None:
        for problem in raw.problems:
            before = self._found.get(problem.code)
            if before is not None:
                rows = (*before.rows, *problem.rows)[:FIRST_ROWS]
                problem = attrs.evolve(before, count=before.count + problem.count, rows=rows)
            self._found[problem.code] = problem


def unpacked(packed: BinaryIO, span: Span, cancelled: Callable[[], bool]) -> PackedRows:
    """Unpack the csv and look at its headings. Raises CxError (3) where it is none, or only half of one."""
    file = tempfile.TemporaryFile()  # closed by whoever goes through the rows
    try:
        _unpack(packed, file, span, cancelled)
        file.seek(0)
        head = file.read(_BLOCK)
        return PackedRows(file, span, look_at(head + _rest_of_row(head, file), name=_NAME, span=span))
    except BaseException:
        file.close()
        raise


def _unpack(packed: BinaryIO, file: BinaryIO, span: Span, cancelled: Callable[[], bool]) -> None:
    decoder, quotes, size = codecs.getincrementaldecoder("utf-8")(), 0, 0
    try:
        with zipfile.ZipFile(packed) as archive:
            (member,) = [each for each in archive.infolist() if each.filename.casefold().endswith(".csv")]
            with archive.open(member) as stream:
                while chunk := stream.read(_BLOCK):
                    if cancelled():
                        raise Cancelled("unpacking the export was called off")
                    size += len(chunk)
                    if size > _MOST_UNPACKED:
                        raise _odd(f"unpacks to more than {_MOST_UNPACKED >> 30} GB", span)
                    if b"\0" in chunk:
                        raise _odd("has a NUL byte, which no csv has", span)
                    decoder.decode(chunk)
                    quotes += chunk.count(b'"')
                    file.write(chunk)
                decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _odd("is not in UTF-8", span) from None
    except _BROKEN:
        raise _odd("is no zip file with one csv in it, or half of one", span) from None
    if quotes % 2:
        raise _odd("has a quotation mark that is never closed, so that its rows cannot be told", span)


def _odd(said: str, span: Span) -> CxError:
    return failed("source-reply", f"The export {said}.", "Run again.", span)


def _bodies(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    """What is below the headings, in pieces that end with a row."""
    block = first
    while block:
        yield block
        block = file.read(_BLOCK)
        block += _rest_of_row(block, file)


def _rest_of_row(block: bytes, file: BinaryIO) -> bytes:
    """What follows until the row that is begun ends: a line may end within quotation marks."""
    rest, open_quotes = bytearray(), block.count(b'"') % 2
    line = block[-1:]
    while block and (not line.endswith(b"\n") or open_quotes):
        line = file.readline()
        if not line:
            break
        open_quotes ^= line.count(b'"') % 2
        rest += line
    return bytes(rest)
