"""Counts that are taken together, as DuckDB looks them up and takes them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxengine.metrics.packed_counts import MOST_ROWS, WIDTH, PackedCounts

if TYPE_CHECKING:
    from sqlglot import exp


_FEW = 3
"""Stretches of values that add one number each, up to which comparing may be quicker than looking up."""


def looked_up(pack: PackedCounts, *, comparing: bool = False) -> exp.Expr:
    """The sum of what each row's value adds; nothing where it is missing.

    ``comparing`` says that rows lie in memory: files hold few values once each, and those are looked up faster.
    """
    from sqlglot import exp

    value = exp.column(pack.column.name, quoted=True)
    begins = [at for at, add in enumerate(pack.adds) if at == 0 or add != pack.adds[at - 1]]
    if comparing and len(begins) <= _FEW:
        return exp.Sum(this=_compared(value, [(pack.low + at, pack.adds[at]) for at in begins]))
    listed = exp.Anonymous(this="LIST_VALUE", expressions=[exp.Literal.number(each) for each in pack.adds])
    before = exp.Paren(this=exp.Literal.number(pack.low - 1))
    place = exp.Sub(this=value, expression=before)
    return exp.Sum(this=exp.Anonymous(this="ARRAY_EXTRACT", expressions=[listed, place]))


def _compared(value: exp.Expr, stretches: Sequence[tuple[int, int]]) -> exp.Expr:
    """What a value adds, by stretches of values: the first of each, and what each of them adds."""
    from sqlglot import exp

    tests: list[exp.Expr] = [
        exp.LT(this=value.copy(), expression=exp.Literal.number(first)) for first, _ in stretches[1:]
    ]
    tests.append(exp.Not(this=exp.Is(this=value, expression=exp.Null())))
    adds = [exp.Literal.number(add) for _, add in stretches]
    return exp.Case(ifs=[exp.If(this=test, true=add) for test, add in zip(tests, adds, strict=True)])


def unpacked(name: str, at: int) -> exp.Expr:
    """One count of a sum, by its place; missing where no row had a value."""
    from sqlglot import exp

    held = exp.column(name, quoted=True)
    above = exp.BitwiseRightShift(this=held, expression=exp.Literal.number(WIDTH * at)) if at else held
    ones = exp.cast(exp.Literal.number(MOST_ROWS), exp.DataType.Type.INT128)
    return exp.cast(exp.Paren(this=exp.BitwiseAnd(this=exp.Paren(this=above), expression=ones)), "BIGINT")
