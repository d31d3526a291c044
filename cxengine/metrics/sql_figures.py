"""The figures of a group as sqlglot trees: how many rows, sums, different values, the least and the most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine import plan
from cxengine.metrics.sql_rows import IN_64_BITS, column_named, condition

if TYPE_CHECKING:
    from sqlglot import exp


def places_of(aggregate: plan.Aggregate) -> int:
    """How many decimals a sum has as it comes back; whole numbers have none."""
    match aggregate:
        case plan.SumWhere(value):
            return summed_places(value)
    return 0


def summed_places(value: plan.Row) -> int:
    """How many decimals a value has where it is added up, or told how often it occurs."""
    match value:
        case plan.Whole(column):
            return column.places
        case plan.Arithmetic("*", plan.Whole(column), plan.Whole(other)) if 0 < column.digits + other.digits <= 38:
            return column.places + other.places
    return 0


def aggregated(aggregate: plan.Aggregate) -> exp.Expr:
    """One figure of the rows of a group."""
    from sqlglot import exp

    match aggregate:
        case plan.CountWhere(plan.And(())):
            return exp.Count(this=exp.Star(), big_int=True)
        case plan.CountWhere(plan.Not(plan.IsNull(plan.Column(name) | plan.Whole(plan.Column(name))))):
            return exp.Count(this=column_named(name), big_int=True)  # which a file may know without being scanned
        case plan.CountWhere(where):
            one = exp.Case(ifs=[exp.If(this=condition(where), true=exp.Literal.number(1))])
            return exp.Count(this=one, big_int=True)
        case plan.FewestWhere(where):  # of rows one by one, each of which is alone
            one = exp.Case(ifs=[exp.If(this=condition(where), true=exp.Literal.number(1))])
            return exp.Min(this=one)
        case plan.SumWhere(value, where):
            return exp.Sum(this=only_where(summed(value), where))
        case plan.DistinctWhere(values, where):
            found = [condition(value) for value in values]
            held = found[0] if len(found) == 1 else exp.Anonymous(this="ROW", expressions=found)
            return exp.Count(this=exp.Distinct(expressions=[only_where(held, where)]), big_int=True)
        case plan.ValuesWhere(value, where):
            known = plan.all_of(where, plan.Not(plan.IsNull(value)))
            listed = exp.ArrayAgg(this=exp.Distinct(expressions=[condition(value)]))
            return exp.Filter(this=listed, expression=exp.Where(this=condition(known)))
        case plan.ExtremeWhere(end, value, where):
            kind = exp.Min if end == "least" else exp.Max
            return kind(this=only_where(condition(value), where))
    raise TypeError(f"no single figure of {type(aggregate).__name__}")


def summed(value: plan.Row) -> exp.Expr:
    """A decimal column is summed as it is, and its squares, which is as exact and quicker; places come off later."""
    from sqlglot import exp

    match value:
        case plan.Whole(column):
            return column_named(column.name)
        case plan.Arithmetic("*", plan.Whole(column), plan.Whole(other)) if 0 < column.digits + other.digits <= 38:
            left: exp.Expr = column_named(column.name)
            if max(column.digits, other.digits) <= IN_64_BITS < column.digits + other.digits:
                # DuckDB keeps what is made of two numbers of 64 bits in 64 bits, which do not hold it; Spark rounds
                # where both have more than 18 digits
                left = exp.Cast(this=left, to=exp.DataType.build(f"DECIMAL({IN_64_BITS + 1}, {column.places})"))
            return exp.Mul(this=left, expression=column_named(other.name))
    return condition(value)


def only_where(value: exp.Expr, where: plan.Row) -> exp.Expr:
    """The value in the rows that the condition holds for; missing in the others."""
    from sqlglot import exp

    if where == plan.ALWAYS:
        return value
    return exp.Case(ifs=[exp.If(this=condition(where), true=value)])
