"""Queries as PostgreSQL has them, where it and DuckDB differ and the renderer says nothing.

Whole numbers are NUMERIC, which has no end; a missing value that is reckoned with is one too, since PostgreSQL takes a
bare NULL for text. Parts of dates are whole numbers; `date_part` gives them sooner than `EXTRACT`. What is counted or
added up on a condition has it in a FILTER, which is quicker than a CASE. Words are told by the letters that Python
knows, because the classes of PostgreSQL's patterns follow the collation. Small letters come from ICU where the database
has it.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

from sqlglot import exp

from cxengine.backends.dialects import one_by_one, rewritten

ICU = "und-x-icu"
"""The collation of all languages together."""


def rendered(query: exp.Expr, *, icu: bool, pretty: bool = False) -> str:
    """The query, which is changed, as text for PostgreSQL; ``icu``: whether it has the collations of ICU."""
    made = rewritten(query, lambda node: _node(node, icu))
    return made.sql(dialect="postgres", identify=True, comments=False, pretty=pretty)


def collated(value: exp.Expr, collation: str) -> exp.Expr:
    """A text under a collation."""
    return exp.Collate(this=value, expression=exp.Column(this=exp.Identifier(this=collation, quoted=True)))


def _node(node: exp.Expr, icu: bool) -> exp.Expr:
    match node:
        case exp.DataType() if node.this == exp.DataType.Type.INT128:
            return exp.DataType.build("NUMERIC")
        case exp.Null() if _reckoned_with(node):
            return exp.Cast(this=exp.Null(), to=exp.DataType.build("NUMERIC"))
        case exp.Extract():
            return _part(node.name.lower(), node.expression)
        case exp.Year() | exp.Month():
            return _part(type(node).__name__.lower(), node.this)
        case exp.Count() | exp.Sum() if isinstance(node.this, exp.Case):
            return _filtered(node, node.this)
        case exp.IntDiv():
            return exp.Anonymous(this="DIV", expressions=[node.this, node.expression])
        case exp.DateDiff():
            return exp.Paren(this=exp.Sub(this=node.this, expression=node.expression))
        case exp.Lower() if icu:
            return exp.Lower(this=collated(one_by_one(node.this), ICU))
        case exp.RegexpReplace():
            parts = [node.this, _words_apart(), exp.Literal.string(" "), exp.Literal.string("g")]
            return exp.Anonymous(this="REGEXP_REPLACE", expressions=parts)
        case exp.Anonymous():
            return _function(node)
    return node


def _part(name: str, of: exp.Expr) -> exp.Expr:
    part = exp.Anonymous(this="DATE_PART", expressions=[exp.Literal.string(name), of])
    return exp.Cast(this=part, to=exp.DataType.build("INT"))


def _filtered(node: exp.Count | exp.Sum, case: exp.Case) -> exp.Expr:
    """Of the rows for which the condition holds, where it is the only one."""
    (only, *more), other = case.args["ifs"], case.args.get("default")
    if more or other is not None:
        return node
    counts = isinstance(node, exp.Count)
    value = exp.Count(this=exp.Star(), big_int=True) if counts else exp.Sum(this=only.args["true"])
    return exp.Filter(this=value, expression=exp.Where(this=only.this))


def _reckoned_with(node: exp.Null) -> bool:
    """Whether a missing value stands where a number does."""
    above = node.parent
    while isinstance(above, exp.Paren | exp.If | exp.Case):
        above = above.parent
    return isinstance(above, exp.Sum | exp.Add | exp.Sub | exp.Mul | exp.Nullif | exp.IntDiv)


_LENGTHS = {"TO_MONTHS": "1 month", "TO_DAYS": "1 day", "TO_MICROSECONDS": "1 microsecond"}


def _function(node: exp.Anonymous) -> exp.Expr:
    name, arguments = str(node.this), node.expressions
    if name == "EPOCH_US":
        seconds = exp.Extract(this=exp.var("EPOCH"), expression=arguments[0])
        micros = exp.Mul(this=seconds, expression=exp.Literal.number(1_000_000))
        return exp.Anonymous(this="TRUNC", expressions=[micros])  # whole already, but written with six zeros behind
    if name in _LENGTHS:
        length = exp.Interval(this=exp.Literal.string(_LENGTHS[name]))
        return exp.Paren(this=exp.Mul(this=arguments[0], expression=length))
    if name == "LIST_EXTRACT":
        return _of_list(arguments[0], arguments[1])
    if name == "CONTAINS":
        place = exp.Anonymous(this="STRPOS", expressions=arguments)
        return exp.GT(this=place, expression=exp.Literal.number(0))
    return node


def _of_list(held: exp.Expr, place: exp.Expr) -> exp.Expr:
    """A number of a list, whose literal stands in curly brackets; missing where it has no such place."""
    numbers = held.find(exp.Literal)
    assert numbers is not None
    literal = exp.Literal.string("{" + str(numbers.this).strip("[]") + "}")
    list_of = exp.Cast(this=literal, to=exp.DataType.build("INT[]", dialect="postgres"))
    at = exp.Cast(this=place, to=exp.DataType.build("INT"))
    return exp.Bracket(this=exp.Paren(this=list_of), expressions=[at], offset=1)


@cache
def _pattern() -> str:
    """Runs of signs that are no letters, digits or marks, as a pattern that follows no collation."""
    ranges: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] in "LNM":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "[^" + "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in ranges) + "]+"


def _words_apart() -> exp.Expr:
    return exp.Literal.string(_pattern())
