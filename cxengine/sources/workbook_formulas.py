"""Cells of a workbook that whoever reads the values finds blank, though something stands in them: an error, or a
formula whose value is not stored, as programs leave it that write formulas and work nothing out.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape

import attrs

from cxengine.host.contracts import FIRST_ROWS, Problem

_CHUNK = 1 << 20
_LONGEST_CELL = 1 << 16
"""Bytes that are kept for a cell broken off at the end of a chunk: Excel takes formulas of 8,192 characters."""
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c(?=\s)([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>))?\s*</(?:\w+:)?c>"
)
"""A cell with a formula and no value, or an empty one."""
_ERROR = re.compile(rb"<(?:\w+:)?c(?=\s)([^<>]*\st\s*=\s*[\"']e[\"'][^<>]*)>")
"""A cell that holds an error."""
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_TEXT = re.compile(rb"\st\s*=\s*[\"']str[\"']")

Cell = tuple[int, int]
"""Row and column, both counted from 1."""
_WITHOUT, _WRONG = range(2)


@attrs.frozen
class Unread:
    """Cells that hold a formula and no value of it, and those that hold an error; from above."""

    formulas: tuple[Cell, ...] = ()
    errors: tuple[Cell, ...] = ()

    def problems(self, headings: Mapping[int, str]) -> tuple[Problem, ...]:
        """A problem for each column of ``headings`` (by its number in the sheet) that has such cells."""
        kinds = (("formula-without-value", self.formulas, _FORMULAS), ("cells-in-error", self.errors, _ERRORS))
        problems = []
        for column, heading in headings.items():
            for code, cells, said in kinds:
                rows = tuple(row for row, other in cells if other == column)
                if rows:
                    message = f"`{heading}` has {said}"
                    problems.append(Problem(code=code, message=message, count=len(rows), rows=rows[:FIRST_ROWS]))
        return tuple(problems)


_FORMULAS = (
    "formulas without a stored value, which count as blank. Open the workbook in Excel, save it and read it again, or "
    "write the values themselves."
)
_ERRORS = "cells with an error such as `#N/A`, which count as blank. Mend the formulas, or empty the cells."


def unread_cells(content: bytes, sheet: str) -> Unread:
    """Those of a sheet of an .xlsx file. Files of other forms give none.

    A value that is stored as empty text is a value.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return Unread()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = _member(archive, sheet)
        if member is None:
            return Unread()
        found = sorted(_cells(archive, member))
    kinds = ((cell for kind, cell in found if kind == each) for each in (_WITHOUT, _WRONG))
    return Unread(*map(tuple, kinds))


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part that holds a sheet (ECMA-376, part 1, 18.2.19 and part 2, 9)."""
    names = {name.casefold(): name for name in archive.namelist()}
    book, relations = names.get("xl/workbook.xml"), names.get("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        return None
    tags = [each[0] for each in _SHEET.finditer(archive.read(book).decode("utf-8", "replace"))]
    id = next((_attribute(tag, r"\w+:id") for tag in tags if _attribute(tag, "name") == sheet), None)
    for each in _RELATION.finditer(archive.read(relations).decode("utf-8", "replace")):
        if id is not None and _attribute(each[0], "Id") == id:
            path = posixpath.normpath(posixpath.join("/xl", _attribute(each[0], "Target") or ""))
            return names.get(path.lstrip("/").casefold())
    return None


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return None if found is None else unescape(found[1] if found[1] is not None else found[2])


def _cells(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[int, Cell]]:
    with archive.open(member) as stream:
        kept = b""
        while chunk := stream.read(_CHUNK):
            text = kept + chunk
            end = max(text.rfind(mark) + len(mark) if mark in text else 0 for mark in (b"</c>", b":c>"))
            for found in _FORMULA.finditer(text, 0, end):
                place = _PLACE.search(found[1])
                if place is not None and not (found[2] and _TEXT.search(found[1])):
                    yield _WITHOUT, (int(place[2]), _column(place[1]))
            for found in _ERROR.finditer(text, 0, end):
                place = _PLACE.search(found[1])
                if place is not None:
                    yield _WRONG, (int(place[2]), _column(place[1]))
            kept = text[end:][-_LONGEST_CELL:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
