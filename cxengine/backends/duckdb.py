"""Plans run on DuckDB, in memory and locked down: no files but those named, no network, no extensions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from errno import ENOSPC
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.backends.coded import as_texts, by_codes, with_codes
from cxengine.backends.file_views import view
from cxengine.backends.narrow import as_held, narrowed
from cxengine.backends.progress import answer_told, report_progress
from cxengine.backends.rising_runs import mostly_different, put_aside
from cxengine.backends.streamed import streamed
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import BackendOffer, FileRows
from cxengine.host.hookspecs import hookimpl
from cxengine.host.locked import lock
from cxengine.host.passing_folders import PassingFolder
from cxengine.metrics import sql
from cxengine.metrics.packed_counts import MOST_ROWS

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


_A_VALUE = 320
"""Bytes that a different value of a group takes until it is counted, in the engine and here, about."""
_TOGETHER = 1 << 17
"""Values that come together."""


@attrs.frozen(kw_only=True)
class DuckDBBackend:
    """DuckDB inside this process; a database of its own for each call. ``threads`` None: one for each core.

    What a run works on is held in at most so much ``memory``, beside the tables given; the rest goes to a folder of
    the system's for passing files, which is gone with the run. ``tell`` is called with how far it is with files.
    """

    threads: int | None = None
    memory: str = "1GiB"
    tell: Callable[[str], None] | None = attrs.field(default=None, eq=False, repr=False)

    def run(
        self, scans: Sequence[plan.Pass], tables: Mapping[str, Any], *, watch: list[str] | None = None
    ) -> tuple[pa.Table, ...]:
        """One result for each scan, from one query each. Raises CxError where numbers are too large to be exact.

        ``tables`` are Arrow tables or rows in files by name; ``watch`` collects the queries that are run. Raises
        CxError too where a file cannot be read or has changed.
        """
        handed = _handed(scans, tables)
        with PassingFolder() as spill, self.connect(handed, str(spill)) as connection:
            results = tuple(self.answer(connection, scan, handed[scan.table], spill, watch) for scan in scans)
        for table in handed.values():
            for file in table.files if isinstance(table, FileRows) else ():
                file.refuse_change()
        return results

    def for_a_run(self) -> DuckDBForARun:
        """The same, which keeps open what may stay open until it is closed."""
        return DuckDBForARun(self)

    def connect(self, tables: Mapping[str, Any], spill: str = "") -> duckdb.DuckDBPyConnection:
        """A locked connection that sees these tables and nothing else; what is too much goes to ``spill``."""
        import duckdb

        connection = duckdb.connect(":memory:", config={"memory_limit": self.memory, "temp_directory": spill})
        # files are at hand: to fetch whole row groups before they are wanted takes no less time, and 80 MB
        connection.execute("SET disable_parquet_prefetching = true")
        if self.tell is not None:
            report_progress(connection)
        for name in sorted(tables):
            try:
                _hand_over(connection, name, tables[name])
            except duckdb.Error as error:  # a file was replaced since it was looked at
                connection.close()
                raise CxError([_unreadable(name, error)], exit_code=3) from error
        if self.threads is not None:
            connection.execute(f"SET threads = {int(self.threads)}")
        lock(connection, [path for data in tables.values() for path in paths_of(data)])
        return connection

    def answer(
        self, connection: duckdb.DuckDBPyConnection, scan: plan.Pass, table: Any, spill: Path, watch: list[str] | None
    ) -> pa.Table:
        """The result of one scan over a table that the connection sees. Raises CxError as ``run`` does.

        More different values than the memory holds are put aside in ``spill``.
        """
        import duckdb

        held, in_memory = as_held(by_codes(scan, table), table), not isinstance(table, FileRows)
        query = sql.rendered(sql.query(held, packing=table.num_rows <= MOST_ROWS, in_memory=in_memory))
        if watch is not None:
            watch.append(query)
        try:
            return as_texts(self._ask(connection, query, scan, table, spill), scan, table)
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise CxError([_too_large(scan.table, error)], exit_code=3) from error
        except duckdb.OutOfMemoryException as error:
            raise CxError([_too_much(scan.table, self.memory, error)], exit_code=3) from error
        except duckdb.Error as error:
            if not paths_of(table):
                raise
            raise CxError([_unreadable(scan.table, error)], exit_code=3) from error

    def _ask(
        self, connection: duckdb.DuckDBPyConnection, query: str, scan: plan.Pass, table: Any, spill: Path
    ) -> pa.Table:
        def ask() -> pa.Table:
            if isinstance(scan, plan.Tallies):
                return self._values(connection, query, scan, table.num_rows, spill)
            return connection.sql(query).to_arrow_table()

        tell = self.tell
        if tell is None or not isinstance(table, FileRows):
            return ask()
        return answer_told(connection, ask, lambda share: tell(f"Counting {scan.table}: {share:.0f} %"))

    def _values(
        self, connection: duckdb.DuckDBPyConnection, query: str, scan: plan.Tallies, rows: int, spill: Path
    ) -> pa.Table:
        """How often each value occurs in each group. Raises CxError (3) where that cannot be put aside either."""
        import duckdb

        memory = bytes_of(self.memory)
        most, found = memory // _A_VALUE, None
        try:
            if rows <= most or not mostly_different(connection, scan):
                found = _counted(connection.sql(query), most)
        except duckdb.OutOfMemoryException:
            pass  # of a grouping there is more than of its answer
        try:
            found = put_aside(connection, scan, spill, memory) if found is None else found
        except OSError as error:
            if error.errno != ENOSPC:
                raise
            raise CxError([_no_room(scan.table, spill)], exit_code=3) from error
        if found is None:
            raise CxError([_too_many_values(scan.table, self.memory)], exit_code=3)
        return found


def _counted(asked: duckdb.DuckDBPyRelation, most: int) -> pa.Table | None:
    """The rows of an answer; None where there are more than ``most``."""
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    with streamed(asked, _TOGETHER) as (schema, rows):
        for batch in rows:
            batches.append(batch)
            most -= batch.num_rows
            if most < 0:
                return None
        return pa.Table.from_batches(batches, schema)


@attrs.define(eq=False)
class DuckDBForARun:
    """DuckDB for the length of a run, in which a project is counted several times.

    To open a database costs more than to count a small table, so one is kept for all tables in memory, each of which it
    sees only while it is counted. Files are counted in one of their own: once locked, a database opens no further file.
    """

    backend: DuckDBBackend
    _opened: ExitStack = attrs.field(factory=ExitStack, init=False)
    _opening: Future[tuple[duckdb.DuckDBPyConnection, Path]] | None = attrs.field(default=None, init=False)

    def soon(self) -> None:
        """Begin to open what rows in memory are counted in, beside what else is done; what fails is told by ``run``."""
        if self._opening is None:
            pool = ThreadPoolExecutor(max_workers=1)
            self._opening = pool.submit(self._open)
            pool.shutdown(wait=False)

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """As ``DuckDBBackend.run``."""
        if any(isinstance(tables[scan.table], FileRows) for scan in scans):
            return self.backend.run(scans, tables)
        connection, spill = self._connection()
        handed = _handed(scans, tables)
        try:
            for name, table in handed.items():
                connection.register(name, table)
            return tuple(self.backend.answer(connection, scan, handed[scan.table], spill, None) for scan in scans)
        finally:
            for name in handed:
                connection.unregister(name)

    def close(self) -> None:
        """After the run: the database and its folder for passing files are gone."""
        if self._opening is not None:
            wait((self._opening,))
            self._opening = None
        self._opened.close()

    def _connection(self) -> tuple[duckdb.DuckDBPyConnection, Path]:
        self.soon()
        assert self._opening is not None
        return self._opening.result()

    def _open(self) -> tuple[duckdb.DuckDBPyConnection, Path]:
        spill = self._opened.enter_context(PassingFolder())
        return self._opened.enter_context(self.backend.connect({}, str(spill))), spill


@hookimpl
def cx_backends() -> Mapping[str, BackendOffer]:
    """The engine that needs no server."""
    offer = BackendOffer(
        doc="DuckDB in this process: nothing to install, and more rows than fit in the memory.",
        options=("memory", "threads"),
        reads_files=True,
        connect=_connect,
    )
    return {"duckdb": offer}


def bytes_of(memory: str) -> int:
    """How much ``4GiB`` is, as DuckDB reads it."""
    number, unit = re.fullmatch(r"([\d.]+) ?([KMGT]i?)B", memory).groups()  # type: ignore[union-attr]
    return int(Fraction(number) * (1024 if unit.endswith("i") else 1000) ** ("KMGT".index(unit[0]) + 1))


def option_faults(options: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The keys of ``[engine]`` whose value cannot be used, each with what it takes and what to write."""
    memory, threads = options.get("memory", DuckDBBackend().memory), options.get("threads", 1)
    if not isinstance(memory, str) or not re.fullmatch(r"[1-9]\d*(\.\d+)? ?[KMGT]i?B", memory):
        yield "memory", "`memory` takes an amount with its unit.", 'Write for instance `memory = "2GiB"`.'
    if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
        yield "threads", "`threads` takes a whole number, 1 or more.", "Write for instance `threads = 2`."


def _connect(options: Mapping[str, Any], environment: Mapping[str, str]) -> DuckDBBackend:
    """With ``memory`` as DuckDB writes it (``4GiB``) and a whole number of ``threads``, as ``option_faults`` tells."""
    return DuckDBBackend(threads=options.get("threads"), memory=options.get("memory", DuckDBBackend().memory))


def paths_of(table: Any) -> tuple[str, ...]:
    """The files that DuckDB reads itself; none for a table in memory."""
    return tuple(str(file.path) for file in table.files) if isinstance(table, FileRows) else ()


def _handed(scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables that scans are about, by name, as DuckDB works best with them."""
    numbered = {scan.table for scan in scans if isinstance(scan, plan.Flags)}
    needed = {scan.table for scan in scans}
    handed = {name: tables[name] for name in sorted(needed)}
    handed.update({name: _numbered(tables[name]) for name in sorted(numbered)})
    return {name: with_codes(narrowed(table)) for name, table in handed.items()}


def _hand_over(connection: duckdb.DuckDBPyConnection, name: str, table: Any) -> None:
    if not isinstance(table, FileRows):
        connection.register(name, table)
        return
    held = f"files of {name}"
    connection.read_parquet(list(paths_of(table)), hive_partitioning=False).create_view(held)
    connection.execute(sql.rendered(view(name, held, table)))


def _numbered(table: Any) -> Any:
    """With each row's place, so that flagged rows can be told apart whatever order they come back in."""
    import numpy as np
    import pyarrow as pa

    return table.append_column(sql.ROW_NUMBER, pa.array(np.arange(table.num_rows, dtype=np.int64)))


def _unreadable(table: str, error: Exception) -> Diagnostic:
    return Diagnostic(
        code="not-parquet",
        message=f"the data of table {table} cannot be read",
        help="The file is damaged, or it was being written to. Export it again.",
        label=str(error).splitlines()[0],
    )


def _too_many_values(table: str, memory: str) -> Diagnostic:
    return Diagnostic(
        code="source-too-big",
        message=f"to count the different quotients of table {table} takes more than {memory} of memory, the most that "
        "may be used",
        help="Quotients that differ from row to row, and numbers of more than 18 digits, have to fit. Write them with "
        "fewer decimals, or give it more with `memory` of `[engine]`.",
    )


def _no_room(table: str, spill: Path) -> Diagnostic:
    return Diagnostic(
        code="source-too-big",
        message=f"to count the different values of table {table} takes more room for passing files than there is in "
        f"{spill.parent.as_posix()}",
        help="Make room there, or name another folder in the environment: TMPDIR, on Windows TEMP.",
    )


def _too_much(table: str, memory: str, error: Exception) -> Diagnostic:
    return Diagnostic(
        code="source-too-big",
        message=f"to count table {table} takes more than {memory} of memory, the most that may be used",
        help="Give it more with `memory` of `[engine]`, or write the file in smaller groups of rows.",
        label=str(error).splitlines()[0],
    )


def _too_large(table: str, error: Exception) -> Diagnostic:
    return Diagnostic(
        code="number-too-large",
        message=f"a number worked out from table {table} is too large to be exact",
        help="Look for a figure in the data that is far too large; products of fields may have 38 digits.",
        label=str(error).splitlines()[0],
    )
