"""Queries as Spark has them, where it and DuckDB differ and the renderer says nothing.

Whole numbers are DECIMAL(38, 0), and what has more digits is an error. `DIV` gives a BIGINT, so what is left over is
taken off before dividing. Moments have no zone. Lengths of time are made by Spark's own functions.
"""

from __future__ import annotations

from sqlglot import exp

from cxengine.backends.dialects import one_by_one, rewritten

_WHOLE = "DECIMAL(38, 0)"


def rendered(query: exp.Expr, *, pretty: bool = False) -> str:
    """The query, which is changed, as text for Spark."""
    return rewritten(query, _node).sql(dialect="spark", identify=True, comments=False, pretty=pretty)


def _node(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.DataType() if node.this == exp.DataType.Type.INT128:
            return exp.DataType.build(_WHOLE)
        case exp.DataType() if node.this == exp.DataType.Type.TIMESTAMP:
            return exp.DataType(this=exp.DataType.Type.TIMESTAMPNTZ)
        case exp.Null() if _reckoned_with(node):
            return exp.Cast(this=exp.Null(), to=exp.DataType.build(_WHOLE))
        case exp.Lower():
            return exp.Lower(this=one_by_one(node.this))
        case exp.Extract() if node.name.upper() == "ISODOW":
            weekday = exp.Anonymous(this="WEEKDAY", expressions=[node.expression])
            return exp.Paren(this=exp.Add(this=weekday, expression=exp.Literal.number(1)))
        case exp.IntDiv():
            return _truncated(node.this, node.expression)
        case exp.Add() if isinstance(node.expression, exp.Anonymous) and str(node.expression.this) in _LENGTHS:
            return exp.Add(this=node.this, expression=_length(node.expression))
        case exp.Anonymous() if str(node.this) == "EPOCH_US":
            moment = exp.Cast(this=node.expressions[0], to=exp.DataType(this=exp.DataType.Type.TIMESTAMPLTZ))
            return exp.Anonymous(this="UNIX_MICROS", expressions=[moment])
        case exp.Anonymous() if str(node.this) == "LIST_EXTRACT":
            return _of_list(node.expressions[0], node.expressions[1])
        case exp.Anonymous() if str(node.this) == "ROW":
            return exp.Anonymous(this="STRUCT", expressions=node.expressions)
    return node


def _reckoned_with(node: exp.Null) -> bool:
    """Whether a missing value stands where a number does."""
    above = node.parent
    while isinstance(above, exp.Paren | exp.If | exp.Case):
        above = above.parent
    return isinstance(above, exp.Sum | exp.Add | exp.Sub | exp.Mul | exp.Nullif | exp.IntDiv)


def _of_list(held: exp.Expr, place: exp.Expr) -> exp.Expr:
    """A number of a list, whose literal is cut at its commas; missing where it has no such place. Counts from 0."""
    literal = held.find(exp.Literal)
    assert literal is not None
    parts = exp.Anonymous(
        this="SPLIT", expressions=[exp.Literal.string(str(literal.this).strip("[]")), exp.Literal.string(",")]
    )
    numbers = exp.Cast(this=parts, to=exp.DataType.build("ARRAY<INT>", dialect="spark"))
    at = exp.Cast(this=exp.Sub(this=place, expression=exp.Literal.number(1)), to=exp.DataType.build("INT"))
    return exp.Anonymous(this="GET", expressions=[numbers, at])


def _truncated(value: exp.Expr, by: exp.Expr) -> exp.Expr:
    left_over = exp.Mod(this=value.copy(), expression=by.copy())
    whole = exp.Paren(this=exp.Sub(this=value, expression=left_over))
    return exp.Cast(this=exp.Div(this=whole, expression=by), to=exp.DataType.build(_WHOLE))


_LENGTHS = ("TO_MONTHS", "TO_DAYS", "TO_MICROSECONDS")


def _length(node: exp.Anonymous) -> exp.Expr:
    size, nothing = node.expressions[0], exp.Literal.number(0)
    match str(node.this):
        case "TO_MONTHS":
            return exp.Anonymous(this="MAKE_YM_INTERVAL", expressions=[nothing, size])
        case "TO_DAYS":
            return exp.Anonymous(this="MAKE_DT_INTERVAL", expressions=[size])
    micros = exp.Cast(this=size, to=exp.DataType.build("DECIMAL(18, 0)"))
    seconds = exp.Cast(
        this=exp.Div(this=micros, expression=exp.Literal.number(1_000_000)), to=exp.DataType.build("DECIMAL(18, 6)")
    )
    return exp.Anonymous(
        this="MAKE_DT_INTERVAL", expressions=[nothing, nothing.copy(), nothing.copy(), seconds]
    )
