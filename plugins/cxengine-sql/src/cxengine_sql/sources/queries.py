"""The queries that are sent, as trees: no name and no value is ever pasted into text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import attrs
from sqlglot import exp

Kind = Literal["number", "exact", "day", "moment", "zoned", "version", "text", "other", "any"]
"""What a column holds, as far as it matters for reading: ``exact`` is a number that is given as text, ``zoned`` a
moment with a zone, ``version`` a row version of SQL Server, ``other`` what is given as text; of ``any`` each value has
a type of its own.
"""

MARK = "cx increment"
"""What the increment is called beside the columns that are wanted."""
ROWS = "asked"
"""What the table or query is called in our queries."""


_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@attrs.frozen(kw_only=True)
class Column:
    """A column as the database has it. ``type`` is what Arrow calls its values, where they come with a type."""

    name: str
    kind: Kind
    type: str = ""
    alias: str = ""
    """What it is called in the answer, where that is not its name."""

    @property
    def heading(self) -> str:
        """What it is called in the answer."""
        return self.alias or self.name


@attrs.frozen(kw_only=True)
class After:
    """Only rows whose increment is above a value, or ``at`` it too; ``back`` starts so much below it."""

    column: Column
    value: str | None = None
    back: int = 0


def described(relation: exp.Expr) -> exp.Select:
    """No row, for the names and types of the columns."""
    return _from(exp.select("*", copy=False), relation).limit(0, copy=False)


def rows(
    relation: exp.Expr, columns: Sequence[Column], after: After | None, *, zone: str, dialect: str
) -> exp.Select:
    """The columns of all rows, or of those after a value, which then come in the order of their increments."""
    query = _from(exp.Select(expressions=[_given(column, zone) for column in columns] or [_one()]), relation)
    if after is None:
        return query
    column = _column(after.column)
    known: exp.Expr = exp.Not(this=exp.Is(this=column.copy(), expression=exp.Null()))
    query = query.where(known, copy=False)
    if after.value is not None:
        query = query.where(_above(after), copy=False)
    if after.column.kind == "version":
        open_ones = exp.Anonymous(this="MIN_ACTIVE_ROWVERSION")
        query = query.where(exp.LT(this=column.copy(), expression=open_ones), copy=False)
    # there are no nulls, and so they are said to come where each database puts them, which needs no words in SQL
    return query.order_by(exp.Ordered(this=column, nulls_first=dialect != "postgres"), copy=False)


def without(relation: exp.Expr, column: Column) -> exp.Select:
    """How many rows have no increment."""
    count = exp.Alias(this=exp.Count(this=exp.Star()), alias=exp.Identifier(this="n", quoted=True))
    return _from(exp.Select(expressions=[count]), relation).where(
        exp.Is(this=_column(column), expression=exp.Null()), copy=False
    )


def _from(query: exp.Select, relation: exp.Expr) -> exp.Select:
    """A table under our name, or a query in brackets, whose `WITH` goes before ours: some allow it nowhere else."""
    alias = exp.TableAlias(this=exp.Identifier(this=ROWS, quoted=True))
    inner = relation.copy()
    if isinstance(inner, exp.Table):
        inner.set("alias", alias)
        return query.from_(inner, copy=False)
    before = inner.args.get("with_")
    if before is not None:
        inner.set("with_", None)
        query.set("with_", before)
    if inner.args.get("limit") is None and inner.args.get("offset") is None:
        inner.set("order", None)
    return query.from_(exp.Subquery(this=inner, alias=alias), copy=False)


def _column(column: Column) -> exp.Column:
    return exp.Column(
        this=exp.Identifier(this=column.name, quoted=True), table=exp.Identifier(this=ROWS, quoted=True)
    )


def _one() -> exp.Expr:
    return exp.Alias(this=exp.Literal.number(1), alias=exp.Identifier(this="n", quoted=True))


def _given(column: Column, zone: str) -> exp.Expr:
    """A column as it is sent: moments as clocks in the zone show them, what has no Arrow type that fits as text."""
    known: exp.Expr = _column(column)
    match column.kind:
        case "zoned":
            known = exp.AtTimeZone(this=known, zone=exp.Literal.string("UTC" if column.alias else zone))
        case "other" | "exact":
            known = exp.Cast(this=known, to=exp.DataType.build("TEXT"))
        case _:
            pass
    return exp.Alias(this=known, alias=exp.Identifier(this=column.heading, quoted=True))


def _above(after: After) -> exp.Expr:
    value = _value(after.column.kind, after.value or "")
    if after.back:
        return exp.GTE(this=_column(after.column), expression=value)
    return exp.GT(this=_column(after.column), expression=value)


def _value(kind: Kind, text: str) -> exp.Expr:
    """A value of a state as the column is compared with it."""
    if kind in ("number", "exact") or (kind == "any" and _NUMBER.fullmatch(text)):
        return exp.Literal.number(text)
    match kind:
        case "version":
            return exp.HexString(this=text)
        case "day":
            return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("DATE"))
        case "moment":
            return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("TIMESTAMP"))
        case "zoned":
            moment = exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build("TIMESTAMP"))
            return exp.AtTimeZone(this=moment, zone=exp.Literal.string("UTC"))
        case _:
            return exp.Literal.string(text)
