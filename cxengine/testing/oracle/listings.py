"""A metric by one of its dimensions. What is hidden to protect another group is nothing that the oracle knows of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Figure, Key, Listing, Row, World
from cxengine.testing.oracle.lookup import (
    Value,
    all_declared,
    cell,
    field_named,
    kind_named,
    subject_field,
    table_named,
)
from cxengine.testing.oracle.metrics import figure_over, kept, metric_figure, rows_of
from cxengine.testing.oracle.policies import is_small, least_of, nearest_of
from cxengine.testing.oracle.turning import figure_up_to, turns

PROTECTED = "hidden to protect another group"


def listing(world: World, metric: ast.Metric, dimension: ast.Dimension, key: Key, on: date) -> Listing:
    """The metric for each value of the dimension that the kept rows have, or over the window that ends with each."""
    assert metric.table is not None
    table = table_named(world, metric.table.text)
    if dimension.label == "segment" and field_named(table.fields, "segment") is None:
        return by_segment(world, metric, table, key, on)
    about = rows_of(world, metric, table, key)
    if isinstance(about, str):
        return {}
    if turns(world, metric, dimension) is not None:
        return figure_up_to(world, metric, dimension, about, key, on)
    field = field_named(table.fields, dimension.field.text)
    assert field is not None
    groups: dict[str | None, list[Row]] = {}
    for row in kept(world, metric, table, about, on, ()):
        groups.setdefault(label(cell(field, row), dimension.part), []).append(row)
    return {group: figure_over(world, metric, key, on, rows) for group, rows in groups.items()}


def by_segment(world: World, metric: ast.Metric, table: ast.Table, key: Key, on: date) -> Listing:
    """The metric over the rows of each segment; hidden too where those of nobody in it are a small group."""
    kind = kind_named(world, key[0])
    if subject_field(world, metric, table) is None and kind is not None and kind.belongs_to is not None:
        return {}  # a table for the whole project has no figure for a part of it
    whole = metric_figure(world, metric, key, on)
    found: dict[str | None, Figure] = {}
    for segment in all_declared(world):
        if isinstance(segment, ast.Segment) and segment.table == table.name:
            figure = metric_figure(world, metric, key, on, segment.where)
            others = (whole.n or 0) - (figure.n or 0) if not figure.suppressed and not whole.suppressed else 0
            few = nearest_of(table) == 1 and is_small(others, least_of(table))
            hidden = few and figure.n is not None and whole.n is not None
            found[segment.name.text] = replace(Figure(), unknown=PROTECTED, suppressed=True) if hidden else figure
    return found


def label(value: Value, part: str | None) -> str | None:
    """A group's value as text: ``web``, ``yes``, ``4``, ``2019-03``, ``2019-Q1``, ``2019``."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return date_label(value, part)
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(value.numerator)
    return str(value)


def date_label(day: date, part: str | None) -> str | None:
    """The month, quarter, year, weekday or hour of a date, or the date."""
    if part == "weekday":
        return day.strftime(f"{day.isoweekday()} %A")
    if part == "hour":
        return f"{day.hour:02}:00" if isinstance(day, datetime) else None
    if part == "month":
        return f"{day.year:04}-{day.month:02}"
    if part == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    if part == "year":
        return f"{day.year:04}"
    return (day.date() if isinstance(day, datetime) else day).isoformat()
