"""A look at a csv file before it is read fast: its encoding, its separator, its headings, where its rows begin."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import islice

import attrs

from cxengine.diagnostics import CxError
from cxengine.source import NOWHERE, Span
from cxengine.sources.encodings import STEERED, STEERING, as_utf8, marked
from cxengine.sources.failures import failure
from cxengine.sources.header_rows import BELOW
from cxengine.sources.headings import header_count, headings_of

_AS_WORKBOOK = 'Write `plugin = "xlsx"`, or save it from Excel as “CSV UTF-8”.'
_ZIP = b"PK\x03\x04"
_IN_WORKBOOKS = (b"xl/", b"[Content_Types].xml", b"opendocument")
"""What stands at the start of a zip file that is a workbook."""
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (_ZIP, "an Excel workbook or another zip file", _AS_WORKBOOK),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", _AS_WORKBOOK),
    (b"PAR1", "a Parquet file", 'Write `plugin = "parquet"`.'),
    (b"SQLite format 3", "a SQLite database", 'Write `plugin = "sqlite"`.'),
    (b"%PDF", "a PDF", "Name the file that it was made from."),
    (b"\x1f\x8b", "packed with gzip", "Unpack it first."),
)
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_HEAD = 1 << 20
"""Bytes at the start of a file that its headings must lie in."""

_SEP_LINE = re.compile(rb'"?sep=([,;\t|])"?[,;\t|]*[ ]*(?:\r\n|\n|\r)', re.IGNORECASE)
"""Excel's own first row: what parts the cells below it."""


@attrs.frozen(kw_only=True)
class Look:
    """What was seen. ``body`` is the rows below the headings in UTF-8; ``first_row`` the number of its first row."""

    body: bytes
    separator: str
    headings: tuple[str, ...]
    first_row: int
    notes: tuple[str, ...] = ()
    top: tuple[tuple[str, ...], ...] = attrs.field(default=(), repr=False)
    """The header rows, ``header_rows`` of them, and some rows below."""
    header_rows: int = 1


def look_at(
    content: bytes,
    *,
    name: str,
    encoding: str | None = None,
    header_rows: int | None = None,
    separator: str | None = None,
    span: Span = NOWHERE,
) -> Look:
    """Look at the bytes of a whole file. Raises CxError (3) where they are no csv with headings."""
    refuse_other_kinds(content, name, span)
    body, notes = as_utf8(content, name, encoding, span)
    if b"\0" in body:
        raise not_text(body.count(b"\n", 0, body.index(b"\0")) + 1, content, name, span)
    body, steers = marked(body) if separator is None or separator.encode() not in STEERING else (body, False)
    if steers:
        notes.append(STEERED)
    return look_within(body, notes, name=name, header_rows=header_rows, separator=separator, span=span)


def not_text(line: int, content: bytes, name: str, span: Span) -> CxError:
    """The error of a file with a NUL byte in a line, of which ``content`` is the beginning at least."""
    help = "It is damaged, or no text file. Export it again."
    even, odd = content[:64:2].count(0), content[1:64:2].count(0)
    if abs(even - odd) > 10:
        help = f'It looks as if it were in UTF-16: write `encoding = "utf-16-{"be" if even > odd else "le"}"`.'
    return failure("binary-file", f"`{name}` has a NUL byte in line {line}, which no csv has.", help, span)


def look_within(
    body: bytes, notes: list[str], *, name: str, header_rows: int | None, separator: str | None, span: Span
) -> Look:
    """Look at a text in UTF-8, of which ``notes`` say how it came to be that. Raises CxError (3) as ``look_at``."""
    said = _SEP_LINE.match(body)
    if said is not None:
        body = body[said.end() :]
        separator = separator or said[1].decode()
        notes.append("The first row only says what parts the cells, `sep=`, and is passed over.")
    text = body[:_HEAD].decode("utf-8", "ignore")
    separator = separator or _separator(text[:65536])
    if separator != ",":
        notes.append(f"Cells are parted by {_SEPARATORS.get(separator, f'`{separator}`')}.")
    if header_rows is None:
        header_rows = header_count(list(islice(_rows(text, separator), 4)))
    rows, first_row, start = _header(text, separator, header_rows, name, span)
    if text[:start].count('"') % 2 and any("\n" in cell for row in rows for cell in row):
        message = f"A quotation mark in the headings of `{name}` is never closed."
        raise failure("unclosed-quote", message, "Close it, or leave it out.", span)
    headings, said_of_them = headings_of(rows)
    below = (row for row in _rows(text[start:], separator) if any(cell.strip() for cell in row))
    return Look(
        body=body[len(text[:start].encode("utf-8")) :],
        separator=separator,
        headings=headings,
        first_row=first_row + (said is not None),
        notes=(*notes, *said_of_them),
        top=tuple(map(tuple, (*rows, *islice(below, BELOW)))),
        header_rows=header_rows,
    )


def refuse_other_kinds(content: bytes, name: str, span: Span) -> None:
    """Raise CxError (3) where the bytes are empty, or begin as those of another kind of file do."""
    if not content or content.isspace():
        raise failure("empty-file", f"`{name}` is empty.", "Export it again with its headings.", span)
    for start, what, help in _KINDS:
        if content.startswith(start):
            if start == _ZIP and not any(mark in content for mark in _IN_WORKBOOKS):
                what, help = "a zip file", "Unpack it, and name the file that was in it."
            raise failure("not-csv", f"`{name}` is no csv file: it is {what}.", help, span)


def _separator(sample: str) -> str:
    """The one that parts the first rows into most columns, equally many in each; commas where none does."""
    best, best_score = ",", (0.0, 0)
    for separator in _SEPARATORS:
        widths = [len(row) for row in islice(_rows(sample, separator), 20) if any(cell.strip() for cell in row)]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        score = (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = separator, score
    return best


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(_Counted(text), delimiter=separator)
    try:
        yield from reader
    except csv.Error:
        return


def _header(text: str, separator: str, header_rows: int, name: str, span: Span) -> tuple[list[list[str]], int, int]:
    """The header rows, the number of the first row below them, and where in the text it begins."""
    stream = _Counted(text)
    reader = csv.reader(stream, delimiter=separator)
    rows: list[list[str]] = []
    number = 0
    try:
        for row in reader:
            number += 1
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == header_rows:
                break
    except csv.Error as error:
        raise failure("not-csv", f"The headings of `{name}` cannot be read: {error}.", "", span) from None
    if len(rows) < header_rows:
        help = f"`header_rows = {header_rows}` is more rows than the file has." if header_rows > 1 else ""
        raise failure("empty-file", f"`{name}` has no headings.", help, span)
    return rows, number + 1, stream.at


class _Counted:
    """Lines of a text for the csv reader, counting how far it has read."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.text):
            raise StopIteration
        ends = [end for sign in "\r\n" if (end := self.text.find(sign, self.at)) >= 0]
        end = min(ends, default=len(self.text) - 1)
        end += 2 if self.text.startswith("\r\n", end) else 1
        line, self.at = self.text[self.at : end], end
        return line
