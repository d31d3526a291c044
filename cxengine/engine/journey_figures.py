"""The figures that steps of journeys are measured by: of everybody together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxengine.engine.figures import metric_said
from cxengine.engine.said.metrics import MetricSaid
from cxengine.lang.flows.written import written_steps
from cxengine.lang.names import Names

if TYPE_CHECKING:
    from cxengine.metrics.measure import Measurements
    from cxengine.metrics.planning import Listing


def metrics_of_steps(names: Names, journey: str | None = None) -> tuple[str, ...]:
    """The metrics that steps of all journeys, or of one and those that it changes, are measured by."""
    waiting = list(names.journeys.values()) if journey is None else [names.journeys[journey]]
    found: dict[str, None] = {}
    for each in waiting:
        found.update({name.text: None for step in written_steps(each) for name in step.measured_by})
        if journey is not None and each.changes is not None:
            waiting.append(names.journeys[each.changes.text])
    return tuple(found)


def listings_of_steps(metrics: tuple[str, ...]) -> tuple[Listing, ...]:
    """What has to be measured for them."""
    return tuple((metric, None, ()) for metric in metrics)


def figures_of_steps(names: Names, metrics: tuple[str, ...], measurements: Measurements) -> Mapping[str, MetricSaid]:
    """Each metric over all rows together. Raises KeyError where it was not asked for."""
    return {
        name: metric_said(names.metrics[name], measurements.whole(name), None, measurements.as_of) for name in metrics
    }
