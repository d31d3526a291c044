"""An answer of DuckDB that comes some rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@contextmanager
def streamed(asked: duckdb.DuckDBPyRelation, rows: int) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """The columns of an answer, and its rows, about ``rows`` of them together. Raises what the database raises.

    Closed at the end, for a connection has one answer open at a time.
    """
    with asked.to_arrow_reader(rows) as reader:
        yield reader.schema, _batches(reader)


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """What goes wrong on the way comes from Arrow as an OSError, which has DuckDB's words and no number."""
    try:
        yield from reader
    except OSError as error:
        if error.errno is not None:
            raise
        raise _as_raised(str(error)) from error


def _as_raised(words: str) -> duckdb.Error:
    """The error that DuckDB raises itself where an answer comes as a whole: its words begin with its kind."""
    import duckdb

    kinds: dict[str, type[duckdb.Error]] = {
        "Out of Memory Error": duckdb.OutOfMemoryException,
        "Out of Range Error": duckdb.OutOfRangeException,
        "Conversion Error": duckdb.ConversionException,
    }
    return kinds.get(words.split(":")[0], duckdb.Error)(words)
