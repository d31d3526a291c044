"""Whether groups may be small where metrics keep different rows, asked along with the figures themselves.

Who is left where one metric's rows are taken from another's is a group too, and so is whatever follows from metrics
that overlap. All such groups are made of rows that agree on what each metric keeps, by its `where` or in its
formula; so where no set of rows that agree on all of that is small, none of them is, and the rows need not be looked at
once more, pattern by pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any

import attrs

from cxengine import plan
from cxengine.lang.names import Names
from cxengine.lang.publishing import policy_of
from cxengine.metrics.fuse import Grain
from cxengine.metrics.lower import Lowered
from cxengine.metrics.stages import stages
from cxengine.metrics.suppression.answers import columns_of
from cxengine.metrics.suppression.published import asked, parts, says_who, sensitive
from cxengine.metrics.suppression.tables import Layout, late_rows

Scans = tuple[plan.Scan | plan.Tallies, ...]


def with_fewest(scans: Scans, wanted: Iterable[tuple[Grain, Lowered]], names: Names, as_of: date) -> Scans:
    """The scans, in which those of tables that publish no small groups also ask for the fewest rows that are alike.

    Only a scan in two stages, whose classes tell apart what metrics keep, has them at hand; any other stays as it is.
    """
    by_grain: dict[Grain, list[Lowered]] = {}
    for grain, lowered in wanted:
        by_grain.setdefault(grain, []).append(lowered)

    def more(scan: plan.Scan | plan.Tallies) -> plan.Scan | plan.Tallies:
        table = names.rows(scan.table)
        if isinstance(scan, plan.Tallies) or table is None or policy_of(table) is None:
            return scan
        fewest = _fewest(scan, by_grain[scan.table, scan.groups], as_of)
        if not fewest:
            return scan
        asking = attrs.evolve(scan, aggregates=(*scan.aggregates, *fewest))
        made = stages(asking)
        return asking if made is not None and made.tells_apart else scan

    return tuple(map(more, scans))


def _fewest(scan: plan.Scan, figures: Sequence[Lowered], as_of: date) -> Sequence[plan.FewestWhere]:
    alike = dict.fromkeys(_within(lowered.kept, scan.groups) for lowered in figures)
    among = {group.column.name for group in scan.groups} | says_who(figures)
    alike.update(dict.fromkeys(_within(each, scan.groups) for of in figures for each in asked(of, among, among)))
    alike.update(dict.fromkeys(_within(later, scan.groups) for later in late_rows(figures, as_of).values()))
    if len(alike) < 2:
        return ()
    counts = dict.fromkeys(count for lowered in figures for count in sensitive(lowered))
    return [plan.FewestWhere(count.condition, tuple(alike)) for count in counts if count in scan.aggregates]


def told_apart(layout: Layout) -> set[plan.Row]:
    """By what the figures of a table tell rows apart, of those that no scan of the finest groups does."""
    families = (family for family in layout.families if family.number != layout.rows and not family.weighs)
    bits = {bit for family in families for bit in (family.kept, *family.asked_within)}
    return {_within(layout.conditions[bit], layout.groups) for bit in bits}


def _within(count: plan.CountWhere, groups: Sequence[plan.Group]) -> plan.Row:
    """A condition without what all rows of a group agree on."""
    same = {group.column.name for group in groups if group.part is None}
    return plan.all_of(*(part for part in parts(count.condition) if not same.issuperset(columns_of(part))))


def none_is_small(layout: Layout, found: Mapping[plan.FewestWhere, Any], counts: Set[plan.CountWhere]) -> bool:
    """Whether a scan of the finest groups showed that no set of rows is small of which ``counts`` may tell."""
    kept = told_apart(layout) - {plan.ALWAYS}
    shown = {each.condition: fewest for each, fewest in found.items() if kept <= set(each.alike)}
    fewest = [shown.get(count.condition) for count in counts]
    return all(n is not None and not ((0 < n) & (n < layout.policy.least)).any() for n in fewest)
