"""All metrics over one table and grain together in one scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from cxengine import plan
from cxengine.metrics.formula import aggregates
from cxengine.metrics.lower import Lowered

Grain = tuple[str, tuple[plan.Group, ...]]
"""A table and what its rows are gathered by."""

ROWS = plan.CountWhere(plan.ALWAYS)
"""All rows of a group, whatever a metric keeps: whether there are data at all."""


def fuse(wanted: Iterable[tuple[Grain, Lowered]], as_of: date) -> tuple[plan.Scan | plan.Tallies, ...]:
    """One scan for each table and grain, in a fixed order; an aggregate that several metrics need is there once.

    What has to be told value by value has a second scan, after the first.
    The first scan of a table also counts the rows that are dated after the assessment date.
    """
    found: dict[Grain, dict[plan.Aggregate, None]] = {}
    for grain, lowered in wanted:
        needed = found.setdefault(grain, {ROWS: None})
        beside = (aggregate for score in lowered.beside for aggregate in score.aggregates)
        for aggregate in (lowered.kept, *(lowered.apart or ()), *aggregates(lowered.formula), *beside):
            needed.setdefault(aggregate)
    late: dict[str, dict[plan.Aggregate, None]] = {}
    for (table, _), needed in found.items():
        for aggregate in needed:
            for dated in windowed(aggregate):
                late.setdefault(table, {}).setdefault(later_rows(dated, as_of))
    scans: list[plan.Scan | plan.Tallies] = []
    for (table, groups), needed in sorted(found.items(), key=lambda item: _order(item[0])):
        extra = late.pop(table, {})
        together = {**needed, **extra}
        tallies = tuple(aggregate for aggregate in together if isinstance(aggregate, plan.TallyWhere))
        scans.append(plan.Scan(table, groups, tuple(a for a in together if not isinstance(a, plan.TallyWhere))))
        if tallies:
            scans.append(plan.Tallies(table, groups, tallies))
    return tuple(scans)


def _order(grain: Grain) -> tuple[str, int, tuple[str, ...]]:
    table, groups = grain
    return table, len(groups), tuple(str(group) for group in groups)


def later_rows(dated: plan.Column, as_of: date) -> plan.CountWhere:
    """Rows whose date is after the assessment date."""
    day: plan.Row = plan.DateOf(dated) if dated.type == "moment" else dated
    return plan.CountWhere(plan.Compare(">", day, plan.Constant(as_of)))


def late_columns(scans: Iterable[plan.Scan | plan.Tallies]) -> Mapping[str, tuple[plan.Column, ...]]:
    """For each table, the columns that stand before ``in last``."""
    found: dict[str, dict[plan.Column, None]] = {}
    for scan in scans:
        for aggregate in scan.aggregates:
            for dated in windowed(aggregate):
                found.setdefault(scan.table, {}).setdefault(dated)
    return {table: tuple(sorted(columns, key=str)) for table, columns in found.items()}


def windowed(aggregate: plan.Aggregate) -> tuple[plan.Column, ...]:
    """The columns that stand before ``in last`` in the aggregate's condition."""
    return tuple(dict.fromkeys(_windowed(aggregate.condition)))


def _windowed(row: plan.Row) -> Iterable[plan.Column]:
    match row:
        case plan.Within(plan.Column() as column):
            yield column
        case plan.And(parts) | plan.Or(parts):
            for part in parts:
                yield from _windowed(part)
        case plan.Not(value) | plan.IsNull(value):
            yield from _windowed(value)
