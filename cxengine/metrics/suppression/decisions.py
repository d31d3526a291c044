"""What is hidden to protect another group, for every table with a policy, and whether a figure is among it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.publishing import policy_of
from cxengine.metrics.formula import Instance
from cxengine.metrics.fuse import Grain
from cxengine.metrics.gathered import Dimensions, Gathered
from cxengine.metrics.lower import Lowered
from cxengine.metrics.population import Populations
from cxengine.metrics.suppression.cells import Box
from cxengine.metrics.suppression.coordinates import EVERYTHING, Axis, Label, View
from cxengine.metrics.suppression.decide import Decided, decide
from cxengine.metrics.suppression.published import published
from cxengine.metrics.suppression.tables import Dates, Layout, cells_of, layout
from cxengine.subjects import SubjectKey, SubjectTree

if TYPE_CHECKING:
    import pyarrow as pa


class Backend(Protocol):
    """What counts rows by pattern."""

    def run(self, scans: Sequence[plan.Patterns], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each question, in order."""


@attrs.frozen(kw_only=True)
class TableDecided:
    """One table: how its figures lie, and which are hidden."""

    layout: Layout
    axes: tuple[Axis, ...]
    decided: Decided


@attrs.frozen
class Decisions:
    """For a program, its data and a date; the same whatever a run asks for."""

    tables: Mapping[str, TableDecided]

    def why_hidden(
        self,
        instance: Instance,
        table: str | None,
        key: SubjectKey | None,
        dimensions: Sequence[ast.Dimension],
        group: Dimensions,
    ) -> Literal["second", "withheld"] | None:
        """Whether a figure is hidden to protect another, or must not even say why; None for any other."""
        if not self.hide_any(table):
            return None
        of_table = self.tables[table or ""]
        box = _box(of_table, instance, key, dimensions, group)
        if box is None:
            return None
        decided = of_table.decided
        return "withheld" if box in decided.withheld else "second" if box in decided.second else None

    def hide_any(self, table: str | None) -> bool:
        """Whether any figure of the table is hidden for another reason than its own small group."""
        of_table = self.tables.get(table or "")
        return of_table is not None and bool(of_table.decided.second or of_table.decided.withheld)

    def hides_first(self, table: str) -> bool:
        """Whether any figure of the table is hidden for its own small group."""
        of_table = self.tables.get(table)
        return of_table is not None and bool(of_table.decided.first)

    def hides_rows(self, table: str) -> bool:
        """Whether the number of all rows of the table would give a hidden figure away."""
        of_table = self.tables.get(table)
        if of_table is None:
            return False
        decided = of_table.decided
        return any(box[0] == of_table.layout.rows for box in (*decided.second, *decided.withheld))

    def withheld(self) -> Iterator[tuple[str, int]]:
        """Tables with figures that are not published at all, and how many."""
        for table, each in self.tables.items():
            figures = [box for box in each.decided.withheld if box[0] != each.layout.rows]
            if figures:
                yield table, len(figures)


def decisions(
    names: Names,
    as_of: date,
    tree: SubjectTree,
    tables: Mapping[str, Any],
    backend: Backend,
    *,
    also: Mapping[Instance, Lowered],
    found: Mapping[Grain, Gathered],
    as_a_whole: bool,
    since: date | None = None,
    populations: Populations | None = None,
) -> Decisions:
    """Decides for every table that has a policy and data. Raises CxError from the backend.

    With ``since`` over the figures of both dates together. ``also`` is what a run asks for besides what the program
    publishes in any run; ``found`` what was scanned for it. Where that has every group of a table, as finely as it can
    be split, and none is small, nothing more is asked.
    """
    every = {**published(names, as_of, since, populations), **also}
    laid = [
        each
        for each in layouts(every, names, as_of, tree, tables, as_a_whole=as_a_whole, since=since)
        if _may_be_small(each, found.get((each.table, each.groups)))
    ]
    results = backend.run([each.patterns for each in laid], tables) if laid else ()
    return Decisions({each.table: _decided(each, result) for each, result in zip(laid, results, strict=True)})


def _may_be_small(layout: Layout, gathered: Gathered | None) -> bool:
    """Whether a group may be too small, as far as a scan of the finest groups tells."""
    sensitive = {layout.conditions[bit] for family in layout.families for bit in family.sensitive}
    if gathered is None or not sensitive <= gathered.totals.keys():
        return True
    return any(((0 < n) & (n < layout.policy.least)).any() for n in map(gathered.totals.__getitem__, sensitive))


def _decided(layout: Layout, result: pa.Table) -> TableDecided:
    cells, axes = cells_of(layout, result)
    return TableDecided(layout=layout, axes=axes, decided=decide(cells, layout.coarser()))


def layouts(
    instances: Mapping[Instance, Lowered],
    names: Names,
    as_of: date,
    tree: SubjectTree,
    tables: Mapping[str, Any],
    *,
    as_a_whole: bool,
    since: date | None = None,
) -> list[Layout]:
    """How the figures of each table with a policy lie.

    A table of subjects is left out while the levels that figures count are still being worked out.
    """
    by_table: dict[str, dict[Instance, Lowered]] = {}
    for instance, lowered in instances.items():
        if lowered.table in tables:
            by_table.setdefault(lowered.table or "", {})[instance] = lowered
    found: list[Layout] = []
    for name, made in by_table.items():
        table = names.rows(name)
        policy = policy_of(table) if table is not None else None
        if table is not None and policy is not None:
            laid = layout(table, policy, made, names, tree, dates=Dates(as_of, since), as_a_whole=as_a_whole)
            if laid.columns() <= set(tables[name].column_names):
                found.append(laid)
    return found


def _box(
    table: TableDecided,
    instance: Instance,
    key: SubjectKey | None,
    dimensions: Sequence[ast.Dimension],
    group: Dimensions,
) -> Box | None:
    """The box of a figure; None where it is not among those decided on."""
    layout = table.layout
    family = layout.family_of.get(instance)
    if family is None:
        return None
    views: list[View] = [EVERYTHING] * len(layout.coordinates)
    labels: list[Label] = [()] * len(layout.coordinates)
    own = layout.subject_of[instance]
    if own is not None and key is not None:
        views[own], labels[own] = key.kind, key
    parts: dict[int, dict[int, str | None]] = {}
    for dimension, value in zip(dimensions, group, strict=True):
        at, place = layout.places[dimension.field.text, dimension.part]
        parts.setdefault(at, {})[place] = value
    for at, values in parts.items():
        view = tuple(sorted(values))
        views[at], labels[at] = view, tuple(values[place] for place in view)
    numbers = [axis.labels.get((view, label)) for axis, view, label in zip(table.axes, views, labels, strict=True)]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or tuple(views) not in layout.combinations:
        return None
    return (family, layout.combinations.index(tuple(views)), *known)
