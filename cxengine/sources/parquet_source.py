"""Looks at a Parquet file, and reads its wanted columns with their types where that is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.source import Span
from cxengine.sources.bounds import MOST_VALUES, refuse_cells, too_big
from cxengine.sources.failures import changed, digest_begun, digest_of_file, failure, stamp, unchanged
from cxengine.sources.headings import find_heading
from cxengine.sources.nested_columns import taken_out, unnested
from cxengine.sources.parquet_bounds import prefixed, refuse_bomb, unpacked
from cxengine.sources.parquet_pages import contradiction

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

BATCH = 1 << 18
"""Rows that are read at a time, where not all are."""
_FEW = 4
"""Bytes per value below which a text column can only be stored as a dictionary of few values."""


def read_parquet(binding: Binding, wanted: Sequence[str]) -> ParquetFile:
    """Look at the one file of a binding. Where it is read, columns of few distinct texts come as dictionaries."""
    import pyarrow.parquet as pq

    path, span = binding.paths[0], binding.place("path")
    with unchanged(path, span):
        looked_at = stamp(path)
        if path.stat().st_size == 0:
            raise failure("empty-file", f"`{path.name}` is empty.", "", span)
        with _refused(path, span), pq.ParquetFile(path) as file:
            schema, rows = unnested(file.schema_arrow), file.metadata.num_rows
            nested = frozenset(schema.names) - frozenset(file.schema_arrow.names)
            _refuse_contradiction(path, file.metadata, span)
            columns = {schema.names[at] for name in wanted if (at := find_heading(name, schema.names)) is not None}
            refuse_cells(path.name, rows, max(1, len(columns)), span, MOST_VALUES)
            refuse_bomb(path, file, columns, span)
    begun = digest_begun(path)

    def digest() -> str:
        with unchanged(path, span, since=looked_at):
            return begun()

    def refuse_change() -> None:
        with unchanged(path, span, since=looked_at):
            pass

    def read() -> RawTable:
        with unchanged(path, span, since=looked_at), _refused(path, span):
            table = _table(path, wanted)
            if digest_of_file(path) != begun():
                raise changed(path, span)
            return RawTable(data=table, headings=tuple(schema.names), digest=begun())

    def batches() -> Iterator[RawTable]:
        with unchanged(path, span, since=looked_at), _refused(path, span):
            yield from rows_in_parts(path, wanted)
            if digest_of_file(path) != begun():
                raise changed(path, span)

    return ParquetFile(
        path=path, schema=schema, num_rows=rows, digest=digest, read=read, refuse_change=refuse_change, batches=batches,
        nested=nested,
    )  # fmt: skip


def _refuse_contradiction(path: Path, metadata: pq.FileMetaData, span: Span) -> None:
    found = contradiction(path, metadata)
    if found is not None:
        help = "It is damaged: export it again."
        raise failure("not-parquet", f"`{path.name}` contradicts itself: it tells of {found}.", help, span)


@contextmanager
def _refused(path: Path, span: Span) -> Iterator[None]:
    """Raises CxError (3) for what is wrong with the file inside this."""
    import pyarrow as pa

    try:
        yield
    except MemoryError:
        help = "Cut it into several files, or use a machine with more memory."
        raise too_big(path.name, "needs more memory than there is", help, span) from None
    except (pa.ArrowException, OSError, ValueError) as error:
        words = " ".join(str(error).split())
        help = 'Where it is a csv file, write `plugin = "csv"`.'
        raise failure("not-parquet", f"`{path.name}` cannot be read as Parquet: {words}", help, span) from None


def _table(path: Path, wanted: Sequence[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, memory_map=True) as file:
        columns, coded = _chosen(file, wanted)
        rows, known = file.metadata.num_rows, file.schema_arrow.names
    if set(columns) <= set(known):
        table = pq.read_table(path, columns=columns, read_dictionary=coded, memory_map=True)
    else:
        with pq.ParquetFile(path, read_dictionary=coded, memory_map=True) as file:
            table = taken_out(file.read(columns=columns))
    return table if columns else table.append_column("", pa.nulls(rows))


def _chosen(file: pq.ParquetFile, wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """The columns that are read, and those of them that come as dictionaries."""
    headings = tuple(unnested(file.schema_arrow).names)
    indices = {index for heading in wanted if (index := find_heading(heading, headings)) is not None}
    columns = [headings[index] for index in sorted(indices)]
    return columns, [name for name in columns if _few(file, name)]


def rows_in_parts(path: Path, wanted: Sequence[str]) -> Iterator[RawTable]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        columns, coded = _chosen(file, wanted)
        headings = tuple(unnested(file.schema_arrow).names)
    first = 1
    with pq.ParquetFile(path, read_dictionary=coded) as file:
        for batch in file.iter_batches(batch_size=BATCH, columns=columns):
            data = taken_out(pa.Table.from_batches([batch]))
            data = data if columns else data.append_column("", pa.nulls(batch.num_rows))
            yield RawTable(data=data, headings=headings, row_numbers=np.arange(first, first + batch.num_rows))
            first += batch.num_rows


def column_in_parts(path: Path, heading: str) -> Iterator[pa.ChunkedArray]:
    """A column, some rows at a time, as the file's batches have it. Raises ArrowException and OSError."""
    return (raw.data.column(0) for raw in rows_in_parts(path, (heading,)))


def _few(file: pq.ParquetFile, name: str) -> bool:
    """Whether a column is text that is stored as a dictionary of few values."""
    import pyarrow as pa

    if name not in file.schema_arrow.names or not pa.types.is_string(file.schema_arrow.field(name).type):
        return False
    size, rows = unpacked(file, name)
    return rows > 1000 and size < _FEW * rows and not prefixed(file, name)
