"""Reads a table or a view of a DuckDB database, which is opened for reading only and may open no other file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs

from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.host.locked import lock
from cxengine.host.passing_folders import PassingFolder
from cxengine.sources import put_aside
from cxengine.sources.bounds import MOST_VALUES, refuse_cells, too_big
from cxengine.sources.cells import raw_table
from cxengine.sources.databases import chosen_table, quoted, refuse_other, untouched
from cxengine.sources.failures import failure
from cxengine.sources.headings import find_heading
from cxengine.sources.parquet_source import BATCH
from cxengine.sources.put_aside import About

_MEMORY = "2GiB"
_TABLES = """
SELECT schema_name, table_name AS name FROM duckdb_tables() WHERE database_name = 'source' AND NOT internal
UNION ALL
SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'source' AND NOT internal
ORDER BY ALL
"""


def read_duckdb(binding: Binding, wanted: Sequence[str]) -> RawTable | ParquetFile:
    """Read the table that ``table`` names, or the only one. Rows count from 1 in the order of the database."""
    import duckdb

    path, span = binding.paths[0], binding.place("path")
    log = path.with_name(path.name + ".wal")
    with untouched(path, log, span) as digest:
        refuse_other(path, "duckdb", span)
        try:
            with PassingFolder() as spill, closing(_connected(spill)) as connection:
                lock(connection, [str(path.absolute()), str(log.absolute())])
                address = str(path.absolute()).replace("'", "''")
                connection.execute(f"ATTACH '{address}' AS source (TYPE duckdb, READ_ONLY)")
                raw = _read(connection, binding, wanted, digest)
        except duckdb.Error as error:
            raise _said(error, path, binding) from None
    return attrs.evolve(raw, digest=digest) if isinstance(raw, RawTable) else raw


def _connected(spill: Path) -> Any:
    """A connection that works in bounded memory: a view may sort, and what is more goes to ``spill``."""
    import duckdb

    return duckdb.connect(":memory:", config={"memory_limit": _MEMORY, "temp_directory": str(spill)})


def _said(error: Any, path: Path, binding: Binding) -> Exception:
    import duckdb

    name = path.name
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    words = words.replace(str(path.absolute()), name).rstrip(" .!")
    span = binding.place("path")
    if isinstance(error, duckdb.IOException) and "lock" in words.casefold():
        help = "Close the program that has it open."
        return failure("unreadable-file", f"`{name}` is open in another program.", help, span)
    if isinstance(error, duckdb.OutOfMemoryException):
        what = f"has a view that takes more than {_MEMORY} of memory, or more room for passing files than there is"
        return too_big(name, what, "Write the rows into a table of it.", span)
    if isinstance(error, duckdb.PermissionException):
        message = f"What is read of `{name}` asks for another file, which is not opened: {words}."
        return failure("source-failed", message, "Write the rows into a table of it.", span)
    if isinstance(error, duckdb.DataError | duckdb.InvalidInputException):  # its words name a value
        help = "Open the database, look at all rows of the view, and mend it, or write the rows into a table."
        return failure("source-failed", f"A view of `{name}` comes to a value that cannot be worked out.", help, span)
    help = "It may be damaged, or written by another version of DuckDB: export the table as Parquet."
    return failure("not-duckdb", f"`{name}` cannot be read as a DuckDB database: {words}.", help, span)


def _read(connection: Any, binding: Binding, wanted: Sequence[str], digest: str) -> RawTable | ParquetFile:
    found = connection.sql(_TABLES).fetchall()
    names = {(name if schema == "main" else f"{schema}.{name}"): (schema, name) for schema, name in found}
    table, notes = chosen_table(list(names), binding)
    source = ".".join(quoted(part) for part in ("source", *names[table]))
    headings = tuple(connection.sql(f"SELECT * FROM {source}").columns)
    indices = sorted({index for each in wanted if (index := find_heading(each, headings)) is not None})
    ((count,),) = connection.sql(f"SELECT count(*) FROM {source}").fetchall()
    refuse_cells(binding.paths[0].name, count, max(1, len(indices)), binding.place("path"), MOST_VALUES)
    if not indices:
        return raw_table({}, count, headings=headings, notes=notes)
    chosen = ", ".join(quoted(headings[index]) for index in indices)
    read = connection.sql(f"SELECT {chosen} FROM {source}")
    if count <= put_aside.MOST_AT_ONCE:
        return RawTable(data=read.to_arrow_table(), headings=headings, notes=notes)
    about = About(digest=lambda: digest, headings=headings, notes=notes)
    return put_aside.put_aside(binding, lambda: _parts(read), lambda: about)


def _parts(read: Any) -> Iterator[RawTable]:
    import pyarrow as pa

    try:
        for batch in read.to_arrow_reader(BATCH):
            yield RawTable(data=pa.Table.from_batches([batch]))
    except OSError as error:  # what goes wrong on the way comes from Arrow, with DuckDB's words
        if error.errno is not None:
            raise
        import duckdb

        known = {"Out of Memory Error": duckdb.OutOfMemoryException, "IO Error": duckdb.IOException}
        raise known.get(str(error).split(":")[0], duckdb.DataError)(str(error)) from error
