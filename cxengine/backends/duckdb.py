"""Plans run on DuckDB, in memory and locked down: no files but those named, no network, no extensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.locked import lock
from cxengine.metrics import sql

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from sqlglot import exp


@attrs.frozen(kw_only=True)
class DuckDBBackend:
    """DuckDB inside this process; a connection of its own for each run. ``threads`` None: one for each core."""

    threads: int | None = None

    def run(
        self,
        scans: Sequence[plan.Scan | plan.Flags | plan.Patterns],
        tables: Mapping[str, Any],
        *,
        watch: list[str] | None = None,
    ) -> tuple[pa.Table, ...]:
        """One result for each scan, from one query each. Raises CxError where numbers are too large to be exact.

        ``tables`` are Arrow tables or Parquet datasets by name; ``watch`` collects the queries that are run.
        """
        numbered = {scan.table for scan in scans if isinstance(scan, plan.Flags)}
        needed = {scan.table for scan in scans}
        handed = {name: tables[name] for name in sorted(needed)}
        handed.update({name: _numbered(tables[name]) for name in sorted(numbered)})
        with self.connect(handed) as connection:
            return tuple(self._run(connection, scan, watch) for scan in scans)

    def connect(self, tables: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        """A locked connection that sees these tables and nothing else."""
        import duckdb

        connection = duckdb.connect(":memory:")
        for name in sorted(tables):
            _hand_over(connection, name, tables[name])
        if self.threads is not None:
            connection.execute(f"SET threads = {int(self.threads)}")
        lock(connection, [file for data in tables.values() for file in parquet_files(data)])
        return connection

    def _run(
        self,
        connection: duckdb.DuckDBPyConnection,
        scan: plan.Scan | plan.Flags | plan.Patterns,
        watch: list[str] | None,
    ) -> pa.Table:
        import duckdb

        query = sql.rendered(_query(scan))
        if watch is not None:
            watch.append(query)
        try:
            return connection.sql(query).to_arrow_table()
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise CxError([_too_large(scan.table, error)], exit_code=3) from error


def _query(scan: plan.Scan | plan.Flags | plan.Patterns) -> exp.Select:
    match scan:
        case plan.Scan():
            return sql.select(scan)
        case plan.Flags():
            return sql.flags(scan)
        case plan.Patterns():
            return sql.patterns(scan)


def parquet_files(table: Any) -> tuple[str, ...]:
    """The files of a Parquet dataset, which DuckDB reads itself; none for a table in memory."""
    return tuple(table.files) if hasattr(table, "files") else ()


def _hand_over(connection: duckdb.DuckDBPyConnection, name: str, table: Any) -> None:
    files = parquet_files(table)
    if files:
        connection.read_parquet(list(files)).create_view(name)
    else:
        connection.register(name, table)


def _numbered(table: Any) -> Any:
    """With each row's place, so that flagged rows can be told apart whatever order they come back in."""
    import numpy as np
    import pyarrow as pa

    if parquet_files(table):
        table = table.to_table()
    return table.append_column(sql.ROW_NUMBER, pa.array(np.arange(table.num_rows, dtype=np.int64)))


def _too_large(table: str, error: Exception) -> Diagnostic:
    return Diagnostic(
        code="number-too-large",
        message=f"a number worked out from table {table} is too large to be exact",
        help="Look for a figure in the data that is far too large; products of fields may have 38 digits.",
        label=str(error).splitlines()[0],
    )
