"""The rows of a csv file from its cells: those over or short are mended or told, and blank ones are passed over."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import FIRST_ROWS, Problem, RawTable
from cxengine.sources.columns import which
from cxengine.sources.look import Look
from cxengine.sources.quoted_rows import cells_of
from cxengine.sources.told import passed_over

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Misfit:
    """A row whose number of cells is not that of the headings. ``index`` counts the rows of the body from 0."""

    index: int
    cells: tuple[str, ...]
    lines: int

    @property
    def blank(self) -> bool:
        """Whether it holds nothing."""
        return not any(cell.strip() for cell in self.cells)


Cells = tuple["pa.Table", list[Misfit]]
"""Columns, named by their place, of all rows that have as many cells as there are headings, and the other rows."""


def misfit(row: Any, separator: str) -> Misfit:
    """An Arrow row that does not fit."""
    try:
        cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=separator), [])
    except csv.Error:  # a cell longer than the standard library reads
        cells = list(cells_of(row.text, separator))
    return Misfit(row.number - 1, tuple(cells), row.text.strip("\r\n").count("\n") + 1)


def laid_out(look: Look, columns: list[int], read: Callable[[list[int]], Cells]) -> tuple[RawTable, int]:
    """The rows in these columns, of which ``read`` gives the cells, and how many rows of any kind there are."""
    import numpy as np
    import pyarrow as pa

    table, misfits = read(columns or [0])
    count = table.num_rows + len(misfits)
    last = look.first_row + count
    rows = np.arange(look.first_row, last, dtype=np.int32 if last < 2**31 else np.int64)
    rows = np.delete(rows, [misfit.index for misfit in misfits]) if misfits else rows
    blank = _blank(look, table, read)
    blanks = int(blank.sum()) + sum(misfit.blank for misfit in misfits)
    if blank.any():
        table, rows = table.filter(pa.array(~blank)), rows[~blank]
    mended = {misfit.index: cells for misfit in misfits if (cells := _mended(misfit, look.headings))}
    if mended:
        table, rows = _with_mended(table, rows, {look.first_row + at: cells for at, cells in mended.items()})
    ragged = [misfit for misfit in misfits if misfit.index not in mended and not misfit.blank]
    return RawTable(
        data=table.rename_columns([look.headings[int(index)] for index in table.column_names]),
        headings=tuple(heading for heading in look.headings if heading),
        row_numbers=rows,
        problems=_ragged_problems(ragged, look),
        rejected=len(ragged),
        notes=(*look.notes, passed_over(blanks)) if blanks else look.notes,
        top=look.top,
        header_rows=look.header_rows,
    ), count


def _with_mended(table: pa.Table, rows: Any, mended: dict[int, tuple[str, ...]]) -> tuple[pa.Table, Any]:
    """Put rows back in their places among the others, by their numbers."""
    import numpy as np
    import pyarrow as pa

    table = table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    more = {name: [cells[int(name)] for cells in mended.values()] for name in table.column_names}
    rows = np.concatenate([rows, np.array(list(mended), rows.dtype)])
    order = np.argsort(rows, kind="stable")
    return pa.concat_tables([table, pa.table(more, schema=table.schema)]).take(order), rows[order]


def _mended(misfit: Misfit, headings: tuple[str, ...]) -> tuple[str, ...] | None:
    """The cells, where those over or short are blank ones under no heading; else None."""
    cells, width = misfit.cells, len(headings)
    if misfit.blank:
        return None
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    if len(cells) < width and not any(headings[len(cells) :]):
        return cells + ("",) * (width - len(cells))
    return None


def _ragged_problems(ragged: list[Misfit], look: Look) -> tuple[Problem, ...]:
    if not ragged:
        return ()
    first = ragged[0]
    row = first.index + look.first_row
    message = f"Rows with more or fewer cells than headings; row {row} has {len(first.cells)} for {len(look.headings)}"
    if first.lines > 2:
        message += f" and runs over {first.lines} lines: a quotation mark in it is probably never closed"
    numbers = tuple(misfit.index + look.first_row for misfit in ragged[:FIRST_ROWS])
    return (Problem(code="ragged-row", message=message + ".", count=len(ragged), rows=numbers),)


def _blank(look: Look, table: pa.Table, read: Callable[[list[int]], Cells]) -> Any:
    """Which rows hold nothing in any column, also in those that are not read."""
    blank = _all_blank(table)
    if blank.any() and table.num_columns < len(look.headings):
        blank = _all_blank(read(list(range(len(look.headings))))[0])
    return blank


def _all_blank(table: pa.Table) -> Any:
    import numpy as np
    import pyarrow.compute as pc

    blank = np.ones(table.num_rows, bool)
    for column in table.columns:
        if not blank.any():
            break
        blank &= which(column, lambda texts: pc.equal(pc.utf8_trim_whitespace(texts), ""))
    return blank
