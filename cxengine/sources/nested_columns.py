"""Columns that lie within others of a Parquet file, under headings such as ``outer.inner``, as those of JSON have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def unnested(schema: pa.Schema) -> pa.Schema:
    """The schema with what is in a column of several in place of it; a column that is called so already goes before."""
    import pyarrow as pa

    names = frozenset(schema.names)
    inner = [field for field in schema if _has_parts(field.type)]
    if not inner:
        return schema
    fields = [each for field in schema for each in (_leaves(field) if field in inner else (field,))]
    return pa.schema([each for each in fields if each.name not in names or each in list(schema)])


def taken_out(data: pa.Table) -> pa.Table:
    """The rows with a column for each that lies within another."""
    while any(_has_parts(field.type) for field in data.schema):
        data = data.flatten()
    return data


def _leaves(field: pa.Field) -> Iterator[pa.Field]:
    if not _has_parts(field.type):
        yield field
        return
    for part in field.type:
        yield from _leaves(part.with_name(f"{field.name}.{part.name}"))


def _has_parts(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_struct(kind)) and kind.num_fields > 0
