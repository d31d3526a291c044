"""Counts that are taken together, as DuckDB looks them up and takes them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.metrics.packed_counts import MOST_ROWS, WIDTH, PackedCounts

if TYPE_CHECKING:
    from sqlglot import exp


def looked_up(pack: PackedCounts) -> exp.Expr:
    """The sum of what each row's value adds; nothing where it is missing."""
    from sqlglot import exp

    listed = exp.Anonymous(this="LIST_VALUE", expressions=[exp.Literal.number(each) for each in pack.adds])
    before = exp.Paren(this=exp.Literal.number(pack.low - 1))
    place = exp.Sub(this=exp.column(pack.column.name, quoted=True), expression=before)
    return exp.Sum(this=exp.Anonymous(this="ARRAY_EXTRACT", expressions=[listed, place]))


def unpacked(name: str, at: int) -> exp.Expr:
    """One count of a sum, by its place; missing where no row had a value."""
    from sqlglot import exp

    held = exp.column(name, quoted=True)
    above = exp.BitwiseRightShift(this=held, expression=exp.Literal.number(WIDTH * at)) if at else held
    ones = exp.cast(exp.Literal.number(MOST_ROWS), exp.DataType.Type.INT128)
    return exp.cast(exp.Paren(this=exp.BitwiseAnd(this=exp.Paren(this=above), expression=ones)), "BIGINT")
