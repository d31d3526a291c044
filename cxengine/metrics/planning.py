"""What has to be asked of the data for the figures that are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.metrics import formula as tree, fuse
from cxengine.metrics.apart import with_apart
from cxengine.metrics.conditions import column
from cxengine.metrics.formula import Instance
from cxengine.metrics.lower import Lowered, instance_of, lower_all
from cxengine.metrics.population import Populations, with_weights
from cxengine.metrics.rolling import of_months, with_months
from cxengine.metrics.suppression.fewest import with_fewest

Request = tuple[str | None, ast.Ref]
"""A figure for every subject of a kind, as a condition names it."""
Listing = tuple[str, str | None, tuple[ast.Dimension, ...]]
"""A metric, the kind whose subjects it is listed for (None: all rows together), and what it is split by."""


@attrs.frozen(kw_only=True)
class Planned:
    """The scans to run, and the metric instances that they are for.

    ``of_date`` are those that would be asked for if no earlier date were compared with.
    """

    scans: tuple[plan.Scan | plan.Tallies, ...]
    lowered: Mapping[Instance, Lowered]
    of_date: Mapping[Instance, Lowered]
    listings: tuple[Listing, ...]


def plan_for(
    requests: Iterable[Request],
    *,
    names: Names,
    as_of: date,
    listings: Iterable[Listing] = (),
    since: date | None = None,
    again: Iterable[ast.Ref] = (),
    populations: Populations | None = None,
) -> Planned:
    """What has to be asked of the data. Needs no data, so ``cx explain --stage plan`` can print it."""
    listings = tuple(dict.fromkeys(listings))
    dates = (as_of,) if since is None else (as_of, since)
    asked = [instance_of(ref, as_of) for _, ref in requests]
    alone = [*asked, *(Instance(listing[0], (), as_of) for listing in listings)]
    of_date = with_months(with_weights(lower_all(alone, names), names, populations or {}), names, as_of)
    asked += [instance_of(ref, since) for ref in again] if since is not None else []
    split = [(listing, Instance(listing[0], (), on)) for listing in listings for on in dates]
    lowered = of_date
    if since is not None:
        lowered = lower_all([*asked, *(start for _, start in split)], names)
        lowered = with_months(with_weights(lowered, names, populations or {}), names, as_of)
        lowered = with_apart(lowered, names, as_of, since)
    wanted: dict[tuple[fuse.Grain, Instance], None] = {}
    for instance in reached(asked, lowered):
        if lowered[instance].table is not None:
            wanted.setdefault((grain(lowered[instance], True, (), names), instance))
    for (_, kind, dimensions), start in split:
        window = lowered[start].window
        rolls = window is not None and window.splits(dimensions)
        by = window.by_period(dimensions) if window is not None and rolls else dimensions
        for instance in (*reached([start], lowered), *([of_months(start)] if rolls else [])):
            if lowered[instance].table is not None:
                wanted.setdefault((grain(lowered[instance], kind is not None, by, names), instance))
    figures = [(key, lowered[instance]) for key, instance in wanted]
    scans = with_fewest(fuse.fuse(figures, as_of), figures, names, as_of)
    return Planned(scans=scans, lowered=lowered, of_date=of_date, listings=listings)


def grain(lowered: Lowered, by_subject: bool, dimensions: Sequence[ast.Dimension], names: Names) -> fuse.Grain:
    """What the rows of a metric are gathered by."""
    table = names.rows(lowered.table or "")
    assert table is not None, f"no table {lowered.table}"
    fields = {field.name.text: field for field in table.fields}
    groups = [plan.Group(lowered.subject)] if by_subject and lowered.subject is not None else []
    groups += [plan.Group(column(fields[d.field.text], names), d.part) for d in dimensions]
    return table.name.text, tuple(groups)


def reached(starts: Iterable[Instance], lowered: Mapping[Instance, Lowered]) -> tuple[Instance, ...]:
    """The instances and all that they are made of."""
    found: dict[Instance, None] = {}
    waiting = list(starts)
    while waiting:
        instance = waiting.pop()
        if instance not in found:
            found[instance] = None
            waiting += [other.instance for other in tree.others(lowered[instance].formula)]
    return tuple(found)
