"""Fills a rule file's table from the source bound to it, with a report of every row that was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import CxError, Diagnostics
from cxengine.host.contracts import (
    Binding,
    LoadedTable,
    ParquetFile,
    Problem,
    RawTable,
    SourceReader,
    problems_at,
)
from cxengine.host.plugin_host import Host
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.sources.choices import gathered
from cxengine.sources.columns import IN_MEMORY, PLAIN, Reading
from cxengine.sources.failures import SOURCE_FAILED, failure, in_words
from cxengine.sources.header_rows import without_headings_again
from cxengine.sources.in_files import Scanning, rows_in_files
from cxengine.sources.passed import Sought, rows_passed
from cxengine.sources.pieces import Piece, pieces
from cxengine.sources.readers import goes_on, readers_of, streams
from cxengine.sources.reported import report_of, said_of_key
from cxengine.sources.typed import Part, typed_part, wanted_headings
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa

_CHANGED = frozenset({"missing-column", "wrong-column-type"})
"""What is told where the columns at the other end are not those that ``cx.toml`` was written for."""


def load_table(
    table: ast.Table,
    names: Names,
    *,
    binding: Binding,
    host: Host,
    found: Diagnostics,
    reading: Reading = PLAIN,
    scanning: Scanning | None = None,
) -> LoadedTable | None:
    """Read and type the source of a table; with ``scanning``, Parquet files in which every row fits stay unread.

    Mistakes of ``cx.toml`` go to ``found``, and None is returned. Raises CxError with exit code 3 where the
    source itself failed.
    """
    readers = readers_of(host)
    for one in binding.files or (binding,):
        if one.plugin not in readers:
            if host.problems:
                reasons = " ".join(problem.message for problem in host.problems)
                message = f"No plugin that could be loaded offers a source `{one.plugin}`. {reasons}"
                raise failure("source-failed", message, span=one.place("plugin"))
            help = did_you_mean(one.plugin, readers)
            found.error("unknown-plugin", one.place("plugin"), f"There is no source `{one.plugin}`.", help)
            return None
        if one.keeping is not None and not goes_on(host, one.plugin):
            message = f"A source `{one.plugin}` is read whole each time, so there is nothing to keep."
            found.error("wrong-value", one.place("keep"), message, "Leave `keep` out.")
            return None
    read = pieces(binding, readers)
    reading = attrs.evolve(reading, among_several=len(read) > 1)
    looked_at: list[RawTable | ParquetFile] = []
    told = Diagnostics()
    if scanning is not None:
        files = _looked_at(readers, read, table, looked_at)
        kept = rows_in_files(table, names, read, files, scanning) if files else None
        if kept is None and files:
            sought = Sought(
                table=table, names=names, read=list(zip(read, files, strict=True)), reading=reading, scanning=scanning
            )
            kept = rows_passed(sought, told)
        if kept is not None or told.has_errors:
            _refuse_changed(told, found, host, binding)
            return kept
    parts: list[Part] = []
    broken = False
    for at, piece in enumerate(read):
        one = piece.binding
        raw = _rows(readers[one.plugin], one, table, reading, looked_at[at] if at < len(looked_at) else None)
        raw = gathered(raw, table, one, told)
        part = typed_part(table, names, raw, binding=one, found=told, reading=reading)
        broken = broken or part is None
        if part is not None:
            parts.append(attrs.evolve(part, name=piece.name))
    _refuse_changed(told, found, host, binding)
    return None if broken else _joined(table, parts, binding, read)


def _refuse_changed(told: Diagnostics, found: Diagnostics, host: Host, binding: Binding) -> None:
    """Hand on what was told of the columns. Raises CxError (3) where a server gives others: its source is lost."""
    if told.has_errors and streams(host, binding.plugin) and all(each.code in _CHANGED for each in told):
        raise CxError(told, SOURCE_FAILED)
    for each in told:
        found.add(each)


def typed_table(
    table: ast.Table,
    names: Names,
    raw: RawTable,
    *,
    binding: Binding | None = None,
    found: Diagnostics,
    reading: Reading = PLAIN,
) -> LoadedTable | None:
    """Type data that are already in memory; None, and errors in ``found``, where a column is missing or wrong."""
    bound = binding or Binding(table="", plugin=IN_MEMORY)
    part = typed_part(table, names, raw, binding=bound, found=found, reading=reading)
    if part is None:
        return None
    return _joined(table, [attrs.evolve(part, name=bound.paths[0].name if bound.paths else "")], bound)


def _looked_at(
    readers: Mapping[str, SourceReader],
    read: Sequence[Piece],
    table: ast.Table,
    looked_at: list[RawTable | ParquetFile],
) -> tuple[ParquetFile, ...]:
    """The files of a source that need not be read yet; none where one is read. All goes to ``looked_at``."""
    for piece in read:
        one = piece.binding
        looked_at.append(_read(readers[one.plugin], one, wanted_headings(table, one)))
        if not isinstance(looked_at[-1], ParquetFile):
            return ()
    return tuple(file for file in looked_at if isinstance(file, ParquetFile))


def _rows(
    reader: SourceReader, one: Binding, table: ast.Table, reading: Reading, looked_at: RawTable | ParquetFile | None
) -> RawTable:
    """The rows of a file in the shape of the table; ``looked_at`` is what reading it gave, where that was done."""
    grid = reading.grid if one.layout == "grid" else None
    wanted = (*wanted_headings(table, one), *(grid.wanted() if grid is not None else ()))
    raw = _read(reader, one, wanted) if looked_at is None else looked_at
    if grid is not None and (meant := grid.meant(_headings(raw), one)):
        raw = _read(reader, one, (*wanted, *meant))
    raw = without_headings_again(raw.read() if isinstance(raw, ParquetFile) else raw, one)
    return grid.listed(raw, one) if grid is not None else raw


def _headings(raw: RawTable | ParquetFile) -> tuple[str, ...]:
    if isinstance(raw, ParquetFile):
        return tuple(raw.schema.names)
    return raw.headings or tuple(raw.data.column_names)


def _read(reader: Any, binding: Binding, wanted: tuple[str, ...]) -> RawTable | ParquetFile:
    try:
        raw = reader(binding, wanted)
    except CxError:
        raise
    except Exception as error:
        raise in_words(error, binding) from error
    if not isinstance(raw, RawTable | ParquetFile):
        message = f"The source `{binding.plugin}` gave no table."
        raise failure("source-failed", message, span=binding.place())
    return raw


def _joined(table: ast.Table, parts: list[Part], binding: Binding, read: Sequence[Piece] = ()) -> LoadedTable:
    """All files as one table, without the rows whose key an earlier row has."""
    import numpy as np
    import pyarrow as pa

    # a column that only some files have is null in the others
    data = pa.concat_tables([part.data for part in parts], promote_options="default").unify_dictionaries()
    rows = _row_numbers(parts)
    starts = np.cumsum([0, *(part.data.num_rows for part in parts)])
    problems: list[Problem] = []
    again = _repeated(data, tuple(name.text for name in table.key))
    if again is not None and again.any():
        named = tuple((part.name, int(start)) for part, start in zip(parts, starts, strict=False))
        problems += problems_at("duplicate-key", said_of_key(table), np.flatnonzero(again), rows, named)
        kept = np.flatnonzero(~again)
        data, starts = data.filter(pa.array(~again)), np.searchsorted(kept, starts)
        rows = kept + 1 if rows is None else rows[kept]
    report = report_of(table, parts, binding.plugin, problems, read)
    files = tuple((part.name, int(start)) for part, start in zip(parts, starts, strict=False) if part.name)
    return LoadedTable(name=table.name.text, data=data, row_numbers=rows, files=files, report=report)


def _row_numbers(parts: list[Part]) -> Any:
    import numpy as np

    if len(parts) == 1:
        return parts[0].row_numbers
    return np.concatenate([
        np.arange(1, part.data.num_rows + 1) if part.row_numbers is None else part.row_numbers for part in parts
    ])  # fmt: skip


def _repeated(data: pa.Table, key: tuple[str, ...]) -> Any:
    """A mask of the rows whose key stands in an earlier row; None where there can be none.

    A key of which a part is missing is compared like any other value.
    """
    import numpy as np
    import pyarrow.compute as pc

    if not key or not data.num_rows or any(name not in data.column_names for name in key):
        return None
    codes: Any = None
    for name in key:
        encoded = data.column(name).dictionary_encode().combine_chunks()
        # of a field with options the dictionary has all of them, also those that no row has
        if len(encoded.dictionary) == data.num_rows == pc.count_distinct(encoded.indices).as_py():
            return None  # all differ in one field of the key, so in the key
        part = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        if codes is None:
            codes = part
        else:
            # numbered afresh after each field, so that the product stays below the square of the rows
            codes = np.unique(codes, return_inverse=True)[1] * (int(part.max(initial=0)) + 1) + part
    repeated = np.ones(len(codes), bool)
    repeated[np.unique(codes, return_index=True)[1]] = False
    return repeated
