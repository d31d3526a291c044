"""Data that a caller of Python gives, as a raw table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cxengine.diagnostics import CxError
from cxengine.host.contracts import RawTable
from cxengine.sources.failures import failure
from cxengine.sources.headings import told_apart

if TYPE_CHECKING:
    import pyarrow as pa

_TABLES = "Give an Arrow, polars or pandas table, or a list of dicts."
_ONE_TYPE = "Give values of one type; text always fits."
_OF_COLUMN = re.compile(r"column (.+) with type")


def raw_from_object(data: object) -> RawTable:
    """Anything with ``__arrow_c_stream__`` (polars, pandas, pyarrow, duckdb), or a list of dicts.

    NaN is a missing value in both. Columns of one name are told apart as those of files are. Raises CxError with exit
    code 3 for what is no table, cannot be read, or is a stream that has no rows left.
    """
    import pyarrow as pa

    if hasattr(data, "__arrow_c_stream__"):
        table = _streamed(data)
        if isinstance(data, pa.RecordBatchReader) and not table.num_rows:
            help = "Give a table, which can be read again: `reader.read_all()`."
            raise failure("source-failed", "The stream gives no rows: it has none, or was read before.", help)
    elif isinstance(data, Sequence) and all(isinstance(row, Mapping) for row in data):
        keys = dict.fromkeys(str(key) for row in data for key in row)
        table = pa.table({key: _listed(key, [row.get(key) for row in data]) for key in keys})
    else:
        raise failure("source-failed", f"Data of type {type(data).__name__} are no table.", _TABLES)
    table = table.rename_columns(list(told_apart(table.column_names)))
    return RawTable(data=_without_nan(table))


def _streamed(data: object) -> pa.Table:
    import pyarrow as pa

    if type(data).__name__ == "Series":
        help = "Write `.to_frame()` after it."
        raise failure("source-failed", "A Series is one column, and a table is needed.", help)
    try:
        return pa.table(data)
    except Exception as error:  # whatever the library that the data are of raises
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> CxError:
    column = next((found[1] for each in error.args if (found := _OF_COLUMN.search(str(each)))), None)
    if column is not None:
        words = " ".join(str(error.args[0]).split())
        return failure("source-failed", f"The column `{column}` mixes values of several types ({words}).", _ONE_TYPE)
    words = " ".join(" ".join(map(str, error.args)).split()) or type(error).__name__
    return failure("source-failed", f"The data given cannot be read as a table: {words.rstrip('.')}.", _TABLES)


def _listed(key: str, values: list[Any]) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, OverflowError, TypeError, ValueError):
        kinds = sorted({type(value).__name__ for value in values if value is not None and value == value})
        if kinds == ["int"]:
            return _long(key, values)
        raise failure("source-failed", f"`{key}` mixes {', '.join(kinds)}.", _ONE_TYPE) from None


def _long(key: str, values: list[Any]) -> pa.Array:
    """Whole numbers that 64 bits do not hold."""
    import pyarrow as pa

    try:
        whole = [Decimal(value) if isinstance(value, int) else None for value in values]
        return pa.array(whole, pa.decimal128(38, 0))
    except pa.ArrowException:
        message = f"`{key}` has a whole number of more than 38 digits."
        raise failure("source-failed", message, "Leave it empty, or write fewer digits.") from None


def _without_nan(table: pa.Table) -> pa.Table:
    """NaN as a missing value, as pandas means it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for place, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            none = pc.is_nan(table.column(place))
            if pc.any(none).as_py():
                column = pc.if_else(none, pa.scalar(None, field.type), table.column(place))
                table = table.set_column(place, field.name, column)
    return table
