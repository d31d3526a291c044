"""What is published of a program on a date, whatever a run asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.flows.written import written_steps
from cxengine.lang.names import BY_SEGMENT, MetricMeaning, Names
from cxengine.metrics import formula as tree
from cxengine.metrics.apart import with_apart
from cxengine.metrics.formula import Instance
from cxengine.metrics.lower import Lowered, instance_of, lower_all
from cxengine.metrics.population import Populations, with_weights


def published(
    names: Names, as_of: date, since: date | None = None, populations: Populations | None = None
) -> Mapping[Instance, Lowered]:
    """Every metric as it stands and by segment, all that models and rules ask for, and what these are made of.

    With ``since`` every metric on that date too.
    """
    dates = (as_of,) if since is None else (as_of, since)
    asked = [Instance(name, (), on) for on in dates for name in names.metrics]
    asked += [instance_of(ref, as_of) for ref in references((*names.models.values(), *names.rules.values()), names)]
    asked += [
        Instance(metric.name.text, segment.where, on)
        for on in dates
        for metric in names.metrics.values()
        if metric.table is not None and any(dimension.label == BY_SEGMENT for dimension in metric.by)
        for segment in names.segments_of(metric.table.text)
    ]
    return with_apart(with_weights(lower_all(asked, names), names, populations or {}), names, as_of, since)


def of_everybody(names: Names) -> bool:
    """Whether figures of all subjects together are published in any run: those of steps of journeys."""
    return any(step.measured_by for journey in names.journeys.values() for step in written_steps(journey))


def references(declared: Iterable[object], names: Names) -> Iterator[ast.Ref]:
    """The metrics that declarations name, anywhere in them."""
    waiting: list[Any] = list(declared)
    while waiting:
        here = waiting.pop()
        if isinstance(here, ast.Ref) and isinstance(names.meanings.get(here.span), MetricMeaning):
            yield here
        if isinstance(here, tuple):
            waiting.extend(here)
        elif attrs.has(type(here)):
            waiting.extend(attrs.astuple(here, recurse=False))


def conditions(lowered: Lowered) -> tuple[plan.CountWhere, ...]:
    """The counts that a figure tells: the rows it keeps, those it rests on, and those that fit its formula."""
    counts = [part for part in tree.aggregates(lowered.formula) if isinstance(part, plan.CountWhere)]
    return tuple(dict.fromkeys((lowered.kept, *counts, *(lowered.apart or ()))))


def sensitive(lowered: Lowered) -> tuple[plan.CountWhere, ...]:
    """The counts of people that may not be small."""
    behind = (group for leaf in tree.leaves(lowered.formula) for group in tree.groups_behind(leaf))
    return tuple(dict.fromkeys((*behind, *(lowered.apart or ()))))
