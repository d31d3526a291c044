"""Rows of drivers that give Python values, as batches of text: what a column may hold is not told beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cxengine.sources.cells import in_words
from cxengine_sql.sources.queries import Column

if TYPE_CHECKING:
    import pyarrow as pa


def as_text(columns: Sequence[Column]) -> pa.Schema:
    """Text for each column; a row version is bytes."""
    import pyarrow as pa

    types = {"version": pa.binary()}
    return pa.schema([(column.heading, types.get(column.kind, pa.string())) for column in columns])


def fetched(cursor: Any, schema: pa.Schema, size: int) -> Iterator[pa.RecordBatch]:
    """So many rows at a time, until there are no more."""
    import pyarrow as pa

    while rows := cursor.fetchmany(size):
        cells = list(zip(*rows, strict=True))[: len(schema)]
        arrays = [
            pa.array([_cell(value, pa.types.is_binary(field.type)) for value in column], field.type)
            for column, field in zip(cells, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _cell(value: object, is_version: bool) -> object:
    if value is None:
        return None
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value) if is_version else bytes(value).hex()
    return in_words(value)
