"""How many rows of headings a file has: told where they stand further down, or where a row of data is among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cxengine.host.contracts import Binding, Problem, RawTable
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.headings import find_heading, headings_of
from cxengine.sources.numbers import PRECISION

BELOW = 8
"""Rows below the headings that are looked at for headings."""
_NUMBER = re.compile(r"[-(−]?\s?[£$€]?\s?\d[\d\s,.]*\)?\s?%?")
_DATE = re.compile(r"\d{1,4}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}(\D.*)?")


def rows_needed(wanted: Sequence[str], raw: RawTable) -> int:
    """How many of its first rows must be taken as headings for more of these to be found; 0 where none are more."""
    best, most = 0, _found(wanted, raw, raw.header_rows)
    for count in range(raw.header_rows + 1, len(raw.top) + 1):
        found = _found(wanted, raw, count)
        if found > most:
            best, most = count, found
    return best


def _found(wanted: Sequence[str], raw: RawTable, count: int) -> int:
    headings, _ = headings_of(raw.top[:count])
    return sum(find_heading(each, headings) is not None for each in wanted)


def rows_among_headings(table: ast.Table, names: Names, raw: RawTable, binding: Binding) -> Iterator[Problem]:
    """A problem where the last rows that are taken as headings hold numbers and dates as rows of data do."""
    kinds = {field.name.text: _form(field, names) for field in table.fields}
    headings, _ = headings_of(raw.top[: raw.header_rows])
    columns = [
        (at, form)
        for name, form in kinds.items()
        if form is not None and (at := find_heading(binding.columns.get(name, name), headings)) is not None
    ]
    lost = 0
    while lost < raw.header_rows - 1 and _is_data(raw.top[raw.header_rows - 1 - lost], columns):
        lost += 1
    if lost:
        left = raw.header_rows - lost
        rows, it = (f"{lost} rows", "they are") if lost > 1 else ("A row", "it is")
        write = f"Write `header_rows = {left}`." if left > 1 else "Leave `header_rows` out."
        message = f"{rows} of data among the {raw.header_rows} that are taken as headings: {it} not counted. {write}"
        yield Problem(code="row-among-headings", message=message, count=lost)


def _is_data(row: Sequence[str], columns: Sequence[tuple[int, re.Pattern[str]]]) -> bool:
    cells = [(row[at].strip(), form) for at, form in columns if at < len(row) and row[at].strip()]
    return bool(cells) and all(form.fullmatch(cell) for cell, form in cells)


def _form(field: ast.Field, names: Names) -> re.Pattern[str] | None:
    """How values of a number or a date look; None where the field is neither, whose values may look as headings do."""
    if not isinstance(field.type, ast.NamedType):
        return None
    word = field.type.name.text
    scale = names.scales.get(word)
    if word in PRECISION or scale is not None and scale.low is not None:
        return _NUMBER
    return _DATE if word in ("date", "date_and_time") else None
