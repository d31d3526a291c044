"""How much one source may hold: a small file can unpack to more than any memory."""

from __future__ import annotations

from cxengine.diagnostics import CxError
from cxengine.source import Span
from cxengine.sources.failures import failure

MOST_UNPACKED = 2 << 30
"""Bytes that a workbook may unpack to."""
MOST_CELLS = 50_000_000
"""Cells, counted from the first filled row and column to the last, of a sheet; rows times columns of a SQLite table
or of a JSON file."""
MOST_VALUES = 4_000_000_000
"""Rows times columns that are read of a Parquet file or a DuckDB table."""
MOST_BYTES = 32 << 30
"""Bytes that the columns that are read of a Parquet file may unpack to."""
MOST_REPEATED = 2 << 30
"""Bytes that the long texts of a Parquet file may come to above what its pages hold: one text can stand in all rows."""
MOST_TIMES = 500
"""How many times as many bytes the texts of a Parquet file may unpack to, where they come to more than MOST_REPEATED;
real texts come to ten times as many."""
MOST_JSON = 1 << 30
"""Bytes of a JSON file."""


def too_big(name: str, what: str, help: str, span: Span) -> CxError:
    """The error of a source that holds more than can be read."""
    return failure("source-too-big", f"`{name}` {what}.", help, span)


def refuse_cells(name: str, rows: int, columns: int, span: Span, most: int | None = None) -> None:
    """Raise where a table has more cells than ``most``, by default MOST_CELLS."""
    most = MOST_CELLS if most is None else most
    if rows * columns > most:
        what = f"has {rows:,} rows of {columns:,} columns, and cx reads at most {most:,} cells of such a file"
        raise too_big(name, what, "Save it as Parquet, or cut it into several files.", span)
