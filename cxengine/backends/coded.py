"""Texts by which rows are gathered, as the numbers that stand for them: DuckDB gathers by these faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.host.contracts import FileRows

if TYPE_CHECKING:
    import pyarrow as pa

_MANY = 100_000
"""Rows from which on it is worth it."""


def with_codes(table: Any) -> Any:
    """A table in memory with a column more for each of its texts that are numbered: the number of each row's text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(table, FileRows) or table.num_rows < _MANY:
        return table
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not pa.types.is_dictionary(column.type) or column.num_chunks != 1:
            continue
        texts = column.chunk(0).dictionary
        # where one text has two numbers its rows would be two groups
        if not texts.null_count and pc.count_distinct(texts).as_py() == len(texts):
            table = table.append_column(_codes_of(name), column.chunk(0).indices)
    return table


def by_codes(asked: plan.Pass, table: Any) -> plan.Pass:
    """The same question, with rows gathered by the numbers of their texts where the table has them."""
    if not isinstance(asked, plan.Scan) or isinstance(table, FileRows):
        return asked
    return attrs.evolve(asked, groups=tuple(_by_code(group, table) for group in asked.groups))


def as_texts(found: pa.Table, asked: plan.Pass, table: Any) -> pa.Table:
    """What ``by_codes`` of a question was answered with, as the question itself would have been."""
    import pyarrow as pa

    if not isinstance(asked, plan.Scan) or isinstance(table, FileRows):
        return found
    for at, group in enumerate(asked.groups):
        if _by_code(group, table) is not group:
            place = found.column_names.index(f"g{at}")
            texts = table.column(group.column.name).chunk(0).dictionary
            named = texts.cast(pa.string()).take(found.column(place).combine_chunks())
            found = found.set_column(place, f"g{at}", named)
    return found


def _by_code(group: plan.Group, table: pa.Table) -> plan.Group:
    code = _codes_of(group.column.name)
    if group.part is not None or code not in table.column_names:
        return group
    return attrs.evolve(group, column=attrs.evolve(group.column, name=code, type="whole"))


def _codes_of(field: str) -> str:
    return f"number of {field}"  # no field has a name with spaces
