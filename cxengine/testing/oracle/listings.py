"""A metric by one of its dimensions, with what must be hidden so that a small group is not given away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Figure, Key, Listing, Row, World
from cxengine.testing.oracle.lookup import Value, cell, field_named, table_named
from cxengine.testing.oracle.metrics import figure_over, formula_figure, kept, rows_of

PROTECTED = "hidden to protect another group"


def listing(world: World, metric: ast.Metric, dimension: ast.Dimension, key: Key, on: date) -> Listing:
    """The metric for each value of the dimension that the kept rows have."""
    assert metric.table is not None
    table = table_named(world, metric.table.text)
    about = rows_of(world, metric, table, key)
    if isinstance(about, str):
        return {}
    field = field_named(table.fields, dimension.field.text)
    assert field is not None
    groups: dict[str | None, list[Row]] = {}
    for row in kept(world, metric, table, about, on, ()):
        groups.setdefault(label(cell(field, row), dimension.part), []).append(row)
    figures = {group: figure_over(world, metric, key, on, rows) for group, rows in groups.items()}
    sizes = {group: formula_figure(world, metric, key, on, rows, ()).n or 0 for group, rows in groups.items()}
    return protected(figures, sizes, table.publish_at_least or 0)


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


def protected(figures: dict[str | None, Figure], sizes: dict[str | None, int], least: int) -> Listing:
    """With one more group hidden where the total less the shown groups would give a hidden one away."""
    hidden = [group for group, figure in figures.items() if figure.suppressed]
    if not hidden or (len(hidden) >= 2 and sum(sizes[group] for group in hidden) >= least):
        return figures
    shown = [group for group in figures if group not in hidden and sizes[group] > 0]
    if not shown:
        return figures
    smallest = min(shown, key=lambda group: (sizes[group], group is None, group or ""))
    return {**figures, smallest: replace(Figure(), unknown=PROTECTED, suppressed=True)}
