"""Queries over placed rows: the question, asked of what is made of a table's columns on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine import plan
from cxengine.host.contracts import RAW, PlacedField, PlacedRows
from cxengine.metrics import sql
from cxengine.metrics.sql_rows import WHITE_SPACE, column_named, condition, constant

if TYPE_CHECKING:
    from sqlglot import exp

_LOOKED_AT = "rows as they are"


def query(asked: plan.Scan | plan.Tallies | plan.Patterns, rows: PlacedRows, where: exp.Expr) -> exp.Select:
    """The query for what is asked; ``where`` is what stands after FROM in the engine that has the rows."""
    from sqlglot import exp

    made = sql.query(asked)
    added = made.ctes[0].this if made.ctes else made
    for table in list(added.find_all(exp.Table)):
        if table.name == asked.table:
            table.replace(_fitting(rows, where).subquery(asked.table, copy=False))
    return made


def _fitting(rows: PlacedRows, where: exp.Expr) -> exp.Select:
    """The rows that fit, with the columns of the rule file's table."""
    from sqlglot import exp

    chosen: list[exp.Expr] = []
    for name, field in rows.fields.items():
        chosen.append(exp.alias_(_made(field), name, quoted=True, copy=False))
        if _differs(field):
            raw = _column(field) if field.spellings is None else _text(_column(field))
            chosen.append(exp.alias_(raw, RAW + name, quoted=True, copy=False))
    query = exp.Select().select(*chosen, copy=False).from_(where, copy=False)
    if not rows.refused:
        return query
    kept = exp.Select().select(exp.Star(), copy=False).from_(query.subquery(_LOOKED_AT, copy=False), copy=False)
    for refused in rows.refused:
        surely = exp.Is(this=exp.Paren(this=condition(refused)), expression=exp.Boolean(this=True))
        kept = kept.where(exp.Not(this=surely), copy=False)
    return kept


def _differs(field: PlacedField) -> bool:
    return field.spellings is not None or field.trimmed or bool(field.cast) or field.decimal is not None


def _column(field: PlacedField) -> exp.Expr:
    return column_named(field.heading)


def _made(field: PlacedField) -> exp.Expr:
    """The value of a field."""
    from sqlglot import exp

    value = _column(field)
    if field.spellings is not None:
        return _spelled(value, field)
    if field.decimal is not None:
        digits, places = field.decimal
        return exp.Cast(this=value, to=exp.DataType.build(f"DECIMAL({digits}, {places})"))
    if field.cast:
        return exp.Cast(this=value, to=exp.DataType.build(field.cast))
    if field.trimmed:
        return _trimmed(value, field.absent)
    return value


def _spelled(value: exp.Expr, field: PlacedField) -> exp.Expr:
    from sqlglot import exp

    together: dict[str | int | bool, list[str]] = {}
    for spelling, meant in (field.spellings or {}).items():
        if meant is not None:
            together.setdefault(meant, []).append(spelling)
    text = _text(value)
    arms = [
        exp.If(
            this=exp.In(this=text.copy(), expressions=[constant(each) for each in spellings]),
            true=constant(meant),
        )
        for meant, spellings in together.items()
    ]
    return exp.Case(ifs=arms) if arms else _text(exp.Null())


def _text(value: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.Cast(this=value, to=exp.DataType.build("TEXT"))


def _trimmed(value: exp.Expr, absent: tuple[str, ...]) -> exp.Expr:
    from sqlglot import exp

    trimmed = exp.Trim(this=value, expression=constant("".join(WHITE_SPACE)))
    if not absent:
        return exp.Nullif(this=trimmed, expression=constant(""))
    gone = exp.In(this=trimmed.copy(), expressions=[constant(each) for each in ("", *absent)])
    return exp.Case(ifs=[exp.If(this=gone, true=exp.Null())], default=trimmed)
