"""Metrics by segment: each named group of customers by itself, since groups may overlap and leave people out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from cxengine.lang import ast
from cxengine.lang.names import BY_SEGMENT, Names
from cxengine.metrics import suppress
from cxengine.metrics.measured import Measured
from cxengine.subjects import SubjectKey

if TYPE_CHECKING:
    from cxengine.metrics.measure import Measurements


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
    measurements: Measurements, key: SubjectKey, metric: ast.Metric, segment: ast.Segment, on: date | None = None
) -> Measured:
    """The figure of a segment. It is hidden too where all the others together are a small group."""
    measured = measurements.value(key, narrowed(metric, segment), on)
    whole = measurements.value(key, ast.Ref(ast.Name(metric.name.text)), on)
    policy = measurements.policy(metric.name.text)
    if not measured.suppressed and measured.n is not None and whole.n is not None:
        if suppress.too_small(whole.n - measured.n, policy):
            measured = suppress.hide(measured, suppress.PROTECTING)
    return attrs.evolve(measured, by=((BY_SEGMENT, segment.name.text),))
