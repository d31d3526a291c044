"""Decimals in as few bits as hold them all, with which DuckDB works faster, and as exactly."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.host.contracts import FileRows, ParquetFile

if TYPE_CHECKING:
    import pyarrow as pa

_NARROW = 18
"""Digits of a decimal that 64 bits hold."""
_NARROWEST = 9
"""Digits of a decimal that 32 bits hold; two of them multiplied fit 64."""


def narrowed(table: Any) -> Any:
    """With decimals in fewer bits where those hold them all; of files, as far as these say what they hold."""
    return _narrowed_file(table) if isinstance(table, FileRows) else _narrowed_table(table)


def _narrowed_table(table: pa.Table) -> pa.Table:
    """In 64 bits or in 32, also as whole numbers of their least place."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for at, field in enumerate(table.schema):
        if pa.types.is_decimal128(field.type) and field.type.precision > _NARROW and 2 * field.type.scale < _NARROW:
            column, scale = table.column(at), field.type.scale
            ends = [abs(end) for end in pc.min_max(column).as_py().values() if end is not None]
            for digits in (_NARROWEST, _NARROW - scale):
                if all(end < 10 ** (digits - scale) for end in ends):
                    kind = pa.decimal128(digits, scale)
                    same_bytes = [chunk.view(kind) for chunk in column.chunks]
                    table = table.set_column(at, field.name, pa.chunked_array(same_bytes, kind))
                    break
    return table


def _narrowed_file(rows: FileRows) -> FileRows:
    """In 32 bits where files say of each group of rows that its numbers fit. DuckDB refuses one that does not."""
    import pyarrow as pa

    casts = dict(rows.casts)
    for field, heading in rows.headings.items():
        kind = rows.files[0].schema.field(heading).type
        if field in casts or not pa.types.is_decimal(kind) or kind.scale >= _NARROWEST:
            continue
        ends = [end for file in rows.files for end in _ends(file, heading)]
        if all(end is not None and abs(end) < 10 ** (_NARROWEST - kind.scale) for end in ends):
            casts[field] = (_NARROWEST, kind.scale)
    return attrs.evolve(rows, casts=casts)


def _ends(file: ParquetFile, heading: str) -> Iterator[Decimal | None]:
    """The least and the largest number of each group of rows; None where the file does not say.

    A file that was changed since it was looked at says nothing here, and is refused where its rows are read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        said = pq.read_metadata(file.path)
    except (pa.ArrowException, OSError):
        yield None
        return
    at = next((each for each in range(said.num_columns) if said.schema.column(each).path == heading), None)
    for group in range(said.num_row_groups) if at is not None else ():
        known = said.row_group(group).column(at).statistics
        if known is None or not known.has_min_max:
            yield None
        else:
            yield from (known.min, known.max)
    if at is None:
        yield None


def as_held(asked: plan.Pass, table: Any) -> plan.Pass:
    """With what is known of the decimals in this table: where two of them multiplied fit 64 bits, it is done so."""
    narrow = frozenset(_narrow_columns(table)) if isinstance(asked, plan.Scan) else frozenset()

    def held(column: plan.Column) -> plan.Whole:
        return plan.Whole(attrs.evolve(column, digits=_NARROWEST))

    def sized(aggregate: plan.Aggregate) -> plan.Aggregate:
        match aggregate:
            case plan.SumWhere(plan.Arithmetic("*", plan.Whole(left), plan.Whole(right))) if (
                left.name in narrow and right.name in narrow
            ):
                return attrs.evolve(aggregate, value=plan.Arithmetic("*", held(left), held(right)))
        return aggregate

    if not narrow or not isinstance(asked, plan.Scan):
        return asked
    return attrs.evolve(asked, aggregates=tuple(map(sized, asked.aggregates)))


def _narrow_columns(table: Any) -> Iterator[str]:
    import pyarrow as pa

    if isinstance(table, FileRows):
        yield from (field for field, (digits, _) in table.casts.items() if digits <= _NARROWEST)
        return
    for field in table.schema:
        if pa.types.is_decimal(field.type) and field.type.precision <= _NARROWEST:
            yield field.name
