"""How many rows of headings a file has: told where they stand further down, or where a row of data is among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from cxengine.host.contracts import FIRST_ROWS, Binding, Problem, RawTable
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.columns import which
from cxengine.sources.headings import find_heading, headings_of
from cxengine.sources.numbers import PRECISION

BELOW = 8
"""Rows below the headings that are looked at for headings."""
_FEWEST = 2
"""Columns that are read of a file whose headings may be found again among its rows."""
_MARK = "\ufeff"
"""The byte order mark, which an export that was put below another begins with."""
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


def may_hold_headings(binding: Binding) -> bool:
    """Whether rows of a source may be headings: others have names of columns besides their rows."""
    return binding.plugin in ("csv", "xlsx")


def without_headings_again(raw: RawTable, binding: Binding) -> RawTable:
    """Without rows that hold the headings once more, as where several exports were put below one another."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not may_hold_headings(binding) or not raw.data.num_rows or len(raw.data.column_names) < _FEWEST:
        return raw
    again = None
    for name, column in zip(raw.data.column_names, raw.data.columns, strict=True):
        held = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if name not in raw.headings:
            continue
        if not pa.types.is_string(held):
            return raw
        headings = pa.array([name, _MARK + name], held)
        same = which(column, lambda texts: pc.is_in(texts, value_set=headings))  # noqa: B023
        again = same if again is None else again & same
        if not again.any():
            return raw
    if again is None:
        return raw
    rows = np.arange(1, raw.data.num_rows + 1) if raw.row_numbers is None else raw.row_numbers
    where = rows[again]
    message = "Rows that hold the headings once more"
    problem = Problem(code="headings-again", message=f"{message}.", count=len(where), rows=tuple(where.tolist()))
    return attrs.evolve(
        raw,
        data=raw.data.filter(pa.array(~again)),
        row_numbers=rows[~again],
        numbers={name: mask[~again] for name, mask in raw.numbers.items()},
        rejected=raw.rejected + len(where),
        problems=(*raw.problems, attrs.evolve(problem, rows=problem.rows[:FIRST_ROWS])),
    )


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
