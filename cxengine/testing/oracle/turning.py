"""Metrics of the last months that are split by month: each month's figure is over the months up to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from cxengine.lang import ast
from cxengine.testing.oracle.given import Figure, Key, Row, World
from cxengine.testing.oracle.lookup import cell, field_named, metric_named, segment_named, table_named
from cxengine.testing.oracle.metrics import all_rows, figure_over, is_function, kept, row_truth
from cxengine.testing.oracle.periods import MONTHS_IN, Months, add_months, length, window
from cxengine.testing.oracle.policies import least_of, nearest_of

SIZES = {"month": 1, "quarter": 3, "year": 12}


def turns(world: World, metric: ast.Metric, dimension: ast.Dimension) -> ast.InLast | None:
    """The condition whose window ends with each period of the dimension; None for any other metric."""
    assert metric.table is not None
    name, fields = dimension.field.text, table_named(world, metric.table.text).fields
    if dimension.part not in SIZES or field_named(fields, name) is None:
        return None
    for ref in (each for each in inside(world, metric.formula) if isinstance(each, ast.Ref)):
        named = metric_named(world, ref.name.text) is not None and field_named(fields, ref.name.text) is None
        if named and not is_function(metric, ref):
            return None
    all_of_field = [each for each in inside(world, (metric.where, metric.formula)) if is_window(each, name)]
    asked = [each for each in must_hold(metric.where) if is_window(each, name)]
    if len(all_of_field) != 1 or len(asked) != 1 or asked[0].period.unit not in MONTHS_IN:
        return None
    only: ast.InLast = asked[0]
    return only


def is_window(expr: Any, field: str) -> bool:
    """Whether it is ``field in last …``."""
    return isinstance(expr, ast.InLast) and isinstance(expr.value, ast.Ref) and expr.value.name.text == field


def must_hold(conditions: tuple[ast.Expr, ...]) -> Iterator[Any]:
    """The conditions one by one, those joined by ``and`` apart."""
    for each in conditions:
        if isinstance(each, ast.And):
            yield from must_hold(each.parts)
        else:
            yield each


def inside(world: World, node: Any) -> Iterator[Any]:
    """Everything in an expression, and in the segments that it names."""
    if isinstance(node, tuple):
        for each in node:
            yield from inside(world, each)
    elif attrs.has(type(node)):
        yield node
        segment = segment_named(world, node) if isinstance(node, ast.Ref) else None
        if segment is not None:
            yield from inside(world, segment.where)
        for field in attrs.fields(type(node)):
            if field.name not in ("span", "calendar"):
                yield from inside(world, getattr(node, field.name))


def figure_up_to(
    world: World, metric: ast.Metric, dimension: ast.Dimension, about: list[Row], key: Key, on: date
) -> dict[str | None, Figure]:
    """The metric for each window, by the last of its months, quarters or years."""
    asked = turns(world, metric, dimension)
    assert asked is not None and metric.table is not None and dimension.part is not None
    table = table_named(world, metric.table.text)
    field = field_named(table.fields, dimension.field.text)
    assert field is not None
    first, last = window(on, asked.period, asked.full)
    months, size = length(asked.period), SIZES[dimension.part]
    assert isinstance(months, Months)

    def month_of(row: Row) -> date | None:
        day = cell(field, row)
        return date(day.year, day.month, 1) if isinstance(day, date) else None

    unit = 1  # where groups may be hidden, the data begin in the first period that windows are made of
    if least_of(table) > 1 or nearest_of(table) > 1:
        step = min(SIZES[d.part] for d in metric.by if d.field.text == field.name.text and d.part in SIZES)
        unit = next(each for each in (12, 3, 1) if each <= step and months.count % each == 0)
    begun = min((month for row in all_rows(world, table) or [] if (month := month_of(row))), default=None)
    begun = date(begun.year, (begun.month - 1) // unit * unit + 1, 1) if begun is not None else None
    others = [each for each in must_hold(metric.where) if each != asked]
    found: dict[str | None, Figure] = {}
    start = date(first.year, (first.month - 1) // size * size + 1, 1)
    while start <= last:
        following = add_months(start, size)
        if following > last:  # the metric's own window, on the date
            rows = kept(world, metric, table, about, on, ())
            enough = begun is not None and begun <= date(first.year, first.month, 1)
        else:
            since = add_months(following, -int(months.count))
            rows = [row for row in about if (month := month_of(row)) and since <= month < following]
            rows = [row for row in rows if all(row_truth(world, table, each, row, on) is True for each in others)]
            enough = begun is not None and begun < since
        if rows and enough:
            found[named(start, dimension.part)] = figure_over(world, metric, key, on, rows)
        start = following
    return found


def named(start: date, part: str) -> str:
    """The period that begins on the day."""
    names = {"month": f"{start:%Y-%m}", "quarter": f"{start.year}-Q{start.month // 3 + 1}", "year": str(start.year)}
    return names[part]
