"""Reads a csv file: every cell as text, every row that cannot be read named with its number and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.host.contracts import FIRST_ROWS, Binding, Problem, RawTable
from cxengine.source import NOWHERE, Span
from cxengine.sources.failures import digest_begun, failure, unchanged
from cxengine.sources.headings import find_heading
from cxengine.sources.look import Look, look_at
from cxengine.sources.packed import unpacked

if TYPE_CHECKING:
    import pyarrow as pa



@attrs.frozen
class _Misfit:
    """A row whose number of cells is not that of the headings. ``index`` counts the rows of the body from 0."""

    index: int
    cells: tuple[str, ...]
    lines: int

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def read_csv(binding: Binding, wanted: Sequence[str]) -> RawTable:
    """Read the one file of a binding, which may be packed with gzip.

    Columns come under their headings; rows that are wholly blank are passed over.
    """
    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span):
        content = unpacked(path, span)
    digest = digest_begun(content)
    look = look_at(
        content,
        name=path.name,
        encoding=binding.options.get("encoding"),
        header_rows=binding.options.get("header_rows"),
        separator=binding.options.get("delimiter"),
        span=span,
    )
    _refuse_open_quote(look, path.name, span)
    indices = [find_heading(heading, look.headings) for heading in wanted]
    columns = sorted({index for index in indices if index is not None})
    raw, _ = read_body(look, columns, path.name, span)
    return attrs.evolve(raw, digest=digest())


def read_body(look: Look, columns: list[int], name: str, span: Span = NOWHERE) -> tuple[RawTable, int]:
    """The rows of a body in these columns, and how many rows of any kind it has."""
    import numpy as np
    import pyarrow as pa

    table, misfits = _fast(look, columns or [0], name, span)
    count = table.num_rows + len(misfits)
    rows = np.delete(np.arange(count), [misfit.index for misfit in misfits])
    blank = _blank(look, table)
    blanks = int(blank.sum()) + sum(misfit.blank for misfit in misfits)
    if blank.any():
        table, rows = table.filter(pa.array(~blank)), rows[~blank]
    mended = {misfit.index: cells for misfit in misfits if (cells := _mended(misfit, look.headings))}
    if mended:
        table, rows = _with_mended(table, rows, mended)
    ragged = [misfit for misfit in misfits if misfit.index not in mended and not misfit.blank]
    return RawTable(
        data=table.rename_columns([look.headings[int(index)] for index in table.column_names]),
        headings=tuple(heading for heading in look.headings if heading),
        row_numbers=rows.astype(np.int64) + look.first_row,
        problems=_ragged_problems(ragged, look),
        rejected=len(ragged),
        notes=(*look.notes, f"{blanks} blank rows are passed over.") if blanks else look.notes,
    ), count


def _with_mended(table: pa.Table, rows: Any, mended: dict[int, tuple[str, ...]]) -> tuple[pa.Table, Any]:
    """Put rows back in their places among the others."""
    import numpy as np
    import pyarrow as pa

    more = {name: [cells[int(name)] for cells in mended.values()] for name in table.column_names}
    rows = np.concatenate([rows, np.array(list(mended), np.int64)])
    order = np.argsort(rows, kind="stable")
    return pa.concat_tables([table, pa.table(more, schema=table.schema)]).take(order), rows[order]


def _fast(look: Look, columns: list[int], name: str, span: Span) -> tuple[pa.Table, list[_Misfit]]:
    """The wanted columns of all rows that have as many cells as there are headings, and the other rows."""
    import pyarrow as pa

    if not look.body:
        return pa.table({str(index): pa.array([], pa.string()) for index in columns}), []
    misfits: list[Any] = []

    def keep(row: Any) -> str:
        misfits.append(row)
        return "skip"

    try:
        table = _arrow(look, columns, keep, threads=True)
        if misfits:
            # rows are only numbered when one thread reads
            misfits.clear()
            table = _arrow(look, columns, keep, threads=False)
    except pa.ArrowInvalid as error:
        words = " ".join(str(error).split())
        raise failure("not-csv", f"`{name}` cannot be read as csv: {words}.", "", span) from None
    return table, [_misfit(row, look.separator) for row in misfits]


def _refuse_open_quote(look: Look, name: str, span: Span) -> None:
    """Raise where a quotation mark is never closed: all that follows it would be one cell."""
    if look.body.count(b'"') % 2 == 0:
        return
    last = "end of the file"
    stream = io.StringIO(look.body.decode("utf-8") + f"\n{last}\n", newline="")
    reader = csv.reader(stream, delimiter=look.separator)
    latest, number = [""], look.first_row - 1
    try:
        for row in reader:
            latest, number = row, number + 1
    except csv.Error:
        number += 1
    if latest != [last]:
        message = f"A quotation mark in row {number} of `{name}` is never closed, so the rows below it cannot be told."
        raise failure("unclosed-quote", message, "Close it, or leave it out.", span)


def _arrow(look: Look, columns: list[int], keep: Any, *, threads: bool) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    read = [str(index) for index in columns]
    longest = max(1 << 20, min(len(look.body), 1 << 24) if b'"' in look.body else 0)
    for block in (longest, min(len(look.body) + 1, 2**31 - 1)):
        try:
            return arrow_csv.read_csv(
                pa.BufferReader(look.body),
                read_options=arrow_csv.ReadOptions(
                    use_threads=threads, block_size=block, column_names=[str(i) for i in range(len(look.headings))]
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=look.separator,
                    newlines_in_values=b'"' in look.body,
                    ignore_empty_lines=False,
                    invalid_row_handler=keep,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=read, column_types=dict.fromkeys(read, pa.string()), check_utf8=False
                ),
            )
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error) or block > len(look.body):
                raise
    raise AssertionError("the second block holds the whole file")


def _misfit(row: Any, separator: str) -> _Misfit:
    try:
        cells = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=separator), [])
    except csv.Error:  # a cell longer than the standard library reads
        cells = [row.text[:100]]
    return _Misfit(row.number - 1, tuple(cells), row.text.strip("\r\n").count("\n") + 1)


def _mended(misfit: _Misfit, headings: tuple[str, ...]) -> tuple[str, ...] | None:
    """The cells, where those over or short are blank ones under no heading; else None."""
    cells, width = misfit.cells, len(headings)
    if misfit.blank:
        return None
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    if len(cells) < width and not any(headings[len(cells) :]):
        return cells + ("",) * (width - len(cells))
    return None


def _ragged_problems(ragged: list[_Misfit], look: Look) -> tuple[Problem, ...]:
    if not ragged:
        return ()
    first = ragged[0]
    row = first.index + look.first_row
    message = f"Rows with more or fewer cells than headings; row {row} has {len(first.cells)} for {len(look.headings)}"
    if first.lines > 2:
        message += f" and runs over {first.lines} lines: a quotation mark in it is probably never closed"
    numbers = tuple(misfit.index + look.first_row for misfit in ragged[:FIRST_ROWS])
    return (Problem(code="ragged-row", message=message + ".", count=len(ragged), rows=numbers),)


def _blank(look: Look, table: pa.Table) -> Any:
    """Which rows hold nothing in any column, also in those that are not read."""
    blank = _all_blank(table)
    if blank.any() and table.num_columns < len(look.headings):
        blank = _all_blank(_arrow(look, list(range(len(look.headings))), lambda row: "skip", threads=True))
    return blank


def _all_blank(table: pa.Table) -> Any:
    import numpy as np
    import pyarrow.compute as pc

    blank = np.ones(table.num_rows, bool)
    for column in table.columns:
        if not blank.any():
            break
        blank &= pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy()
    return blank
