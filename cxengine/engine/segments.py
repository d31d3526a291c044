"""Metrics by segment: each named group of customers by itself, since groups may overlap and leave people out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from cxengine.lang import ast
from cxengine.lang.disjoint import share_nobody
from cxengine.lang.names import BY_SEGMENT, Names
from cxengine.lang.publishing import Policy
from cxengine.metrics import suppress
from cxengine.metrics.measured import Measured
from cxengine.subjects import SubjectKey

if TYPE_CHECKING:
    from cxengine.metrics.measure import Measurements

_Rows = tuple[int, ...]


def segments_asked(dimensions: Sequence[ast.Dimension], metric: ast.Metric, names: Names) -> bool:
    """Whether a metric is to be split by segment, and not by a field of that name."""
    table = names.rows(table_of(metric))
    by_segment = [d.label for d in dimensions] == [BY_SEGMENT]
    return by_segment and table is not None and all(field.name.text != BY_SEGMENT for field in table.fields)


def table_of(metric: ast.Metric) -> str:
    """The name of the table that a metric counts; empty where it counts none."""
    return metric.table.text if metric.table is not None else ""


def narrowed(metric: ast.Metric, segment: ast.Segment) -> ast.Ref:
    """The metric over the rows of a segment."""
    return ast.Ref(ast.Name(metric.name.text), segment.where)


def of_segment(
    measurements: Measurements, key: SubjectKey, metric: ast.Metric, segment: ast.Segment, names: Names,
    on: date | None = None,
) -> Measured:  # fmt: skip
    """The figure of a segment. It is hidden too where it would give away a small group of all the others together.

    These are all who are not in the segment, and all who are in none, where segments surely share nobody: on the date
    itself, and for the earlier one, ``on``, those of them who came or went between the two.
    """
    measured = measurements.value(key, narrowed(metric, segment), on)
    if not measured.suppressed and segment.name.text in _giving_away(measurements, key, metric, names, on):
        measured = suppress.hide(measured, suppress.PROTECTING)
    return attrs.evolve(measured, by=((BY_SEGMENT, segment.name.text),))


def _giving_away(
    measurements: Measurements, key: SubjectKey, metric: ast.Metric, names: Names, on: date | None
) -> set[str]:
    """The segments that may not be shown beside the whole."""
    segments = names.segments_of(table_of(metric))
    policy = measurements.policy(metric.name.text)
    if policy is None:
        return set()
    whole = _rows(measurements, key, ast.Ref(metric.name), on)
    shown: dict[str, _Rows] = {}
    now = _giving_away(measurements, key, metric, names, None) if on is not None else set()
    for segment in segments:
        rows = _rows(measurements, key, narrowed(metric, segment), on)
        if rows is not None and segment.name.text not in now:
            shown[segment.name.text] = rows
    if whole is None:
        return now
    hidden = {name for name, rows in shown.items() if _leaves_few(whole, [rows], policy)}
    left = {name: rows for name, rows in shown.items() if name not in hidden}
    if share_nobody([segment.where for segment in segments]):
        while left and _leaves_few(whole, list(left.values()), policy):
            smallest = min(left, key=lambda name: (left[name], name))
            hidden.add(smallest)
            del left[smallest]
    return hidden | now


def _rows(measurements: Measurements, key: SubjectKey, ref: ast.Ref, on: date | None) -> _Rows | None:
    """What is told of the rows of a figure: how many; and with an earlier date how many went since and how many came.

    None where the figure is hidden.
    """
    figure = measurements.value(key, ref, on)
    if figure.suppressed or figure.n is None:
        return None
    if on is None:
        return (figure.n,)
    now = measurements.value(key, ref)
    if now.suppressed or now.n is None or figure.twice is None:
        return (figure.n,)
    return (figure.n, figure.n - figure.twice, now.n - figure.twice)


def _leaves_few(whole: _Rows, parts: Sequence[_Rows], policy: Policy) -> bool:
    """Whether the rows of a whole that are in none of its parts are too few, or those that came or went of them."""
    size = min(len(rows) for rows in (whole, *parts))
    rests = (whole[at] - sum(rows[at] for rows in parts) for at in range(size))
    return any(suppress.too_small(rest, policy) for rest in rests)
