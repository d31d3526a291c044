"""A look at a csv file before it is read fast: its encoding, its separator, its headings, where its rows begin."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import attrs

from cxengine.source import NOWHERE, Span
from cxengine.sources.failures import failure
from cxengine.sources.headings import joined, told_apart

_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "an Excel workbook or another zip file", "Save it from Excel as “CSV UTF-8”, and name that file."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save it from Excel as “CSV UTF-8”, and name that file."),
    (b"PAR1", "a Parquet file", 'Write `plugin = "parquet"`.'),
    (b"%PDF", "a PDF", "Name the file that it was made from."),
    (b"\x1f\x8b", "packed with gzip", "Unpack it first."),
)
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_HEAD = 1 << 20
"""Bytes at the start of a file that its headings must lie in."""

_SEP_LINE = re.compile(rb'"?sep=([,;\t|])"?[,;\t|]*[ ]*(?:\r\n|\n|\r)', re.IGNORECASE)
"""Excel's own first row: what parts the cells below it."""
_MARK = "\ufffd".encode()
_STEERING = bytes(sign for sign in (*range(1, 32), 127) if sign not in b"\t\n\v\f\r")
_NULLED = bytes(0 if sign in _STEERING else sign for sign in range(256))
_STEERING_PAIR = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
"""In UTF-8, the signs 128 to 159, of which 155 begins a command to a terminal."""


@attrs.frozen(kw_only=True)
class Look:
    """What was seen. ``body`` is the rows below the headings in UTF-8; ``first_row`` the number of its first row."""

    body: bytes
    separator: str
    headings: tuple[str, ...]
    first_row: int
    notes: tuple[str, ...] = ()


def look_at(
    content: bytes,
    *,
    name: str,
    encoding: str | None = None,
    header_rows: int = 1,
    separator: str | None = None,
    span: Span = NOWHERE,
) -> Look:
    """Look at the bytes of a whole file. Raises CxError (3) where they are no csv with headings."""
    _refuse_other_kinds(content, name, span)
    body, notes = _as_utf8(content, name, encoding, span)
    if b"\0" in body:
        row = body.count(b"\n", 0, body.index(b"\0")) + 1
        help = "It is damaged, or no text file. Export it again."
        raise failure("binary-file", f"`{name}` has a NUL byte in line {row}, which no csv has.", help, span)
    body, marked = _marked(body) if separator is None or separator.encode() not in _STEERING else (body, False)
    if marked:
        notes.append("Signs that are no text, such as those that steer a terminal, are read as `\ufffd`.")
    said = _SEP_LINE.match(body)
    if said is not None:
        body = body[said.end() :]
        separator = separator or said[1].decode()
        notes.append("The first row only says what parts the cells, `sep=`, and is passed over.")
    text = body[:_HEAD].decode("utf-8", "ignore")
    separator = separator or _separator(text[:65536])
    if separator != ",":
        notes.append(f"Cells are parted by {_SEPARATORS.get(separator, f'`{separator}`')}.")
    rows, first_row, start = _header(text, separator, header_rows, name, span)
    if text[:start].count('"') % 2 and any("\n" in cell for row in rows for cell in row):
        message = f"A quotation mark in the headings of `{name}` is never closed."
        raise failure("unclosed-quote", message, "Close it, or leave it out.", span)
    plain = joined(rows)
    headings = told_apart(plain)
    if headings != plain:
        again = sorted({heading for heading, named in zip(plain, headings, strict=True) if heading != named})
        notes.append("Headings that stand more than once are numbered: " + ", ".join(f"`{name}`" for name in again))
    if header_rows > 1:
        notes.append(f"{header_rows} header rows are read as one.")
    return Look(
        body=body[len(text[:start].encode("utf-8")) :],
        separator=separator,
        headings=headings,
        first_row=first_row + (said is not None),
        notes=tuple(notes),
    )


def _refuse_other_kinds(content: bytes, name: str, span: Span) -> None:
    if not content or content.isspace():
        raise failure("empty-file", f"`{name}` is empty.", "Export it again with its headings.", span)
    for start, what, help in _KINDS:
        if content.startswith(start):
            raise failure("not-csv", f"`{name}` is no csv file: it is {what}.", help, span)


def _as_utf8(content: bytes, name: str, encoding: str | None, span: Span) -> tuple[bytes, list[str]]:
    """The text in UTF-8, and a note where it was not: byte order mark, strict UTF-8, cp1252, mac_roman."""
    if encoding is not None:
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            help = "Leave `encoding` out, and cx finds it."
            raise failure("bad-encoding", f"`{name}` is not in {encoding}.", help, span) from None
        return text.encode("utf-8"), [f"Read as {encoding}, as cx.toml says."]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeError):
            return content.decode("utf-16").encode("utf-8"), ["Read as UTF-16, by its byte order mark."]
    content = content.removeprefix(codecs.BOM_UTF8)
    with suppress(UnicodeError):
        content.decode("utf-8")
        return content, []
    with suppress(UnicodeError):
        return content.decode("cp1252").encode("utf-8"), ["Read as Windows-1252 (cp1252), as it is not UTF-8."]
    return content.decode("mac_roman").encode("utf-8"), ["Read as Mac Roman, as it is neither UTF-8 nor cp1252."]


def _marked(body: bytes) -> tuple[bytes, bool]:
    """With a mark for each sign that steers a terminal, and whether there was one: values are shown in reports."""
    if len(body.translate(None, _STEERING)) == len(body) and not _STEERING_PAIR.search(body):
        return body, False
    return _STEERING_PAIR.sub(_MARK, body.translate(_NULLED)).replace(b"\0", _MARK), True


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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
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
