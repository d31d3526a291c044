"""Microsoft Forms: one workbook, in which the answers to "select all" stand in one cell: `phone;web;`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import Binding, RawTable
from cxengine.sources.headings import JOIN, find_heading
from cxengine_surveys.exports import headings_of, not_that_tool, own_keys, read_export

if TYPE_CHECKING:
    import pyarrow as pa

_TIME = "Completion time"
_MOST_ANSWERS = 200
"""Different answers beyond which a column that ends in `;` holds people's own words."""


def read_microsoft_forms(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """The columns of the workbook, and for each "select all" one column more for each answer, `question / answer`."""
    own_keys(binding)
    raw = read_export(binding, 1, headings_of(binding, 1))
    if find_heading(_TIME, raw.headings) is None:
        raise not_that_tool(binding, "Microsoft Forms", _TIME, raw.headings)
    data, notes = raw.data, list(raw.notes)
    for name in raw.data.column_names:
        chosen = _chosen(raw.data.column(name))
        for answer in dict.fromkeys(each for cell in chosen for each in cell or ()):
            ticks = [answer if cell and answer in cell else None for cell in chosen]
            data = data.append_column(f"{name}{JOIN}{answer}", _text(ticks))
        if chosen:
            notes.append(f"`{name}` has several answers in a cell; each has a column of its own.")
    return attrs.evolve(
        raw, data=data, headings=(*raw.headings, *data.column_names[len(raw.data.column_names) :]), notes=tuple(notes)
    )


def _chosen(column: pa.ChunkedArray) -> list[tuple[str, ...] | None]:
    """The answers of each cell; empty where the column is none of "select all"."""
    import pyarrow as pa

    if not pa.types.is_string(column.type):
        return []
    cells = column.to_pylist()
    known = [cell for cell in cells if cell is not None]
    if not known or not all(cell.endswith(";") for cell in known):
        return []
    chosen = [None if cell is None else _answers(cell) for cell in cells]
    different = {answer for cell in chosen for answer in cell or ()}
    return chosen if len(different) <= _MOST_ANSWERS else []


def _answers(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _text(cells: list[str | None]) -> Any:
    import pyarrow as pa

    return pa.array(cells, pa.string())
