"""Reads a table or a view of a SQLite database, which is opened for reading only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs

from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.sources import bounds, put_aside
from cxengine.sources.bounds import refuse_cells
from cxengine.sources.cells import raw_table
from cxengine.sources.cells_in_parts import CellsInParts, SomeRows
from cxengine.sources.databases import chosen_table, quoted, refuse_other, untouched
from cxengine.sources.failures import failure
from cxengine.sources.headings import find_heading
from cxengine.sources.put_aside import About

if TYPE_CHECKING:
    import sqlite3

_ROWS = 1 << 16
"""Rows that are read at a time, of many, at most."""
_MOST = 1 << 26
"""Signs and bytes of their cells, about: long rows are fewer."""
_FETCHED = 1 << 8
"""Rows that are fetched before their cells are measured."""


def read_sqlite(binding: Binding, wanted: Sequence[str]) -> RawTable | ParquetFile:
    """Read the table that ``table`` names, or the only one. Rows count from 1 in the order of the database."""
    import sqlite3

    path, span = binding.paths[0], binding.place("path")
    with untouched(path, path.with_name(path.name + "-wal"), span) as digest:
        refuse_other(path, "sqlite", span)
        try:
            address = f"file:{quote(path.absolute().as_posix())}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as connection:
                connection.text_factory = lambda text: text.decode("utf-8", "replace")
                connection.execute("PRAGMA trusted_schema = OFF")
                connection.execute("PRAGMA query_only = ON")
                raw = _read(connection, binding, wanted, digest)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
            words = " ".join(str(error).split())
            locked = "locked" in words or "busy" in words
            help = "Close the program that writes to it." if locked else "It may be damaged; export it again."
            message = f"`{path.name}` cannot be read as a SQLite database: {words}."
            raise failure("unreadable-file" if locked else "not-sqlite", message, help, span) from None
    return attrs.evolve(raw, digest=digest) if isinstance(raw, RawTable) else raw


def _read(
    connection: sqlite3.Connection, binding: Binding, wanted: Sequence[str], digest: str
) -> RawTable | ParquetFile:
    import sqlite3

    ((fault, *_),) = connection.execute("PRAGMA quick_check(1)")
    if fault != "ok":
        raise sqlite3.DatabaseError(fault)
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_' "
        "ORDER BY rowid"
    )
    table, notes = chosen_table([str(name) for (name,) in tables], binding)
    source = quoted(table)
    headings = tuple(str(each[0]) for each in connection.execute(f"SELECT * FROM {source} LIMIT 0").description)
    indices = sorted({index for each in wanted if (index := find_heading(each, headings)) is not None})
    (count,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    # a cell of a table takes a byte at least, but a view may have any number of rows
    most = max(bounds.MOST_CELLS, binding.paths[0].stat().st_size)
    refuse_cells(binding.paths[0].name, count, max(1, len(indices)), binding.place("path"), most)
    if indices and count > put_aside.MOST_AT_ONCE:
        about = About(digest=lambda: digest, headings=headings, notes=notes)
        chosen = [headings[index] for index in indices]
        return CellsInParts(
            binding, lambda: _parts(connection, source, headings, chosen), wanted
        ).put_aside(lambda _: about)
    columns: list[tuple[Any, ...]] = []
    if indices:
        names = ", ".join(quoted(headings[index]) for index in indices)
        rows = connection.execute(f"SELECT {names} FROM {source}").fetchmany(count)
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in indices]
        count = len(rows)
    cells = {headings[index]: column for index, column in zip(indices, columns, strict=True)}
    return raw_table(cells, count, headings=headings, notes=notes)


def _parts(
    connection: sqlite3.Connection, source: str, headings: tuple[str, ...], chosen: Sequence[str]
) -> Iterator[SomeRows]:
    rows = connection.execute(f"SELECT {', '.join(map(quoted, chosen))} FROM {source}")
    for some in _some(rows):
        columns = dict(zip(chosen, zip(*some, strict=True), strict=True))
        yield SomeRows(count=len(some), headings=headings, cells=columns.__getitem__)


def _some(rows: sqlite3.Cursor) -> Iterator[list[Any]]:
    some: list[Any] = []
    size = 0
    while fetched := rows.fetchmany(min(_FETCHED, _ROWS)):
        some += fetched
        size += sum(len(cell) for row in fetched for cell in row if isinstance(cell, str | bytes))
        if len(some) + _FETCHED > _ROWS or size >= _MOST:
            yield some
            some, size = [], 0
    if some:
        yield some
