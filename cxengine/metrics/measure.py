"""Every figure that is asked for, from one scan of each table and grain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.names import Names, Types, ValueMeaning
from cxengine.metrics import figures, formula as tree, fuse, gathered, protect, suppress
from cxengine.metrics.conditions import column
from cxengine.metrics.finish import finish
from cxengine.metrics.formula import Instance, Worked
from cxengine.metrics.gathered import Dimensions, Gathered, Rolled
from cxengine.metrics.late import late_problem
from cxengine.metrics.lower import Lowered, instance_of, lower_all
from cxengine.metrics.measured import Measured
from cxengine.subjects import SubjectKey, SubjectTree

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine.host.contracts import LoadedTable, Problem

Request = tuple[str | None, ast.Ref]
"""A figure for every subject of a kind, as a condition names it."""
Listing = tuple[str, str | None, tuple[ast.Dimension, ...]]
"""A metric, the kind whose subjects it is listed for (None: all rows together), and what it is split by."""


class Backend(Protocol):
    """What runs plans."""

    def run(self, scans: Sequence[plan.Scan | plan.Flags], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each scan; the columns as ``metrics.sql`` names them."""


def measure(
    requests: Iterable[Request],
    *,
    names: Names,
    types: Types,
    as_of: date,
    tables: Mapping[str, LoadedTable],
    tree: SubjectTree,
    backend: Backend,
    listings: Iterable[Listing] = (),
    missing: Mapping[str, str] | None = None,
) -> Measurements:
    """Scan the tables for everything that the requests and listings need. Raises CxError from the backend.

    ``missing`` says in words why a table is not there; otherwise no source is bound for it.
    """
    planned = plan_for(requests, names=names, as_of=as_of, listings=listings)
    scans = tuple(scan for scan in planned.scans if scan.table in tables)
    results = backend.run(scans, {name: table.data for name, table in tables.items()})
    found = {
        (scan.table, scan.groups): gathered.gather(scan, result)
        for scan, result in zip(scans, results, strict=True)
    }
    return Measurements(
        names=names, types=types, as_of=as_of, tree=tree, tables=tables, planned=planned, found=found,
        missing=missing or {},
    )  # fmt: skip


@attrs.frozen(kw_only=True)
class Planned:
    """The scans to run, and the metric instances that they are for."""

    scans: tuple[plan.Scan, ...]
    lowered: Mapping[Instance, Lowered]
    listings: tuple[Listing, ...]
    sections: Mapping[Instance, Section]


def plan_for(
    requests: Iterable[Request], *, names: Names, as_of: date, listings: Iterable[Listing] = ()
) -> Planned:
    """What has to be asked of the data. Needs no data, so ``cx explain --stage plan`` can print it."""
    listings = tuple(dict.fromkeys(listings))
    asked = [instance_of(ref, as_of) for _, ref in requests]
    split = {listing: Instance(listing[0], (), as_of) for listing in listings}
    lowered = lower_all([*asked, *split.values()], names)
    sections = {
        instance: section
        for instance, made in lowered.items()
        if made.publish_at_least is not None and (section := section_of(instance, names)) is not None
    }
    if sections:
        lowered = lower_all([*asked, *split.values(), *(section.whole for section in sections.values())], names)
    wanted: dict[tuple[fuse.Grain, Instance], None] = {}
    for instance in _reached(asked, lowered):
        if lowered[instance].table is not None:
            wanted.setdefault((grain(lowered[instance], True, (), names), instance))
    for (_, kind, dimensions), start in split.items():
        for instance in _reached([start], lowered):
            if lowered[instance].table is not None:
                wanted.setdefault((grain(lowered[instance], kind is not None, dimensions, names), instance))
    for section in sections.values():
        wanted.setdefault((grain(lowered[section.whole], True, (section.dimension,), names), section.whole))
    scans = fuse.fuse([(key, lowered[instance]) for key, instance in wanted], as_of)
    return Planned(scans=scans, lowered=lowered, listings=listings, sections=sections)


@attrs.frozen(kw_only=True)
class Section:
    """A filtered metric that is one group of what the metric may be listed by: ``csat(channel is phone)``."""

    whole: Instance
    dimension: ast.Dimension
    group: str


def section_of(instance: Instance, names: Names) -> Section | None:
    """The group of a listing that the instance is; None where it is none."""
    match instance.filters:
        case (ast.Is(ast.Ref() as field, (ast.Ref() | ast.Text()) as option, False),):
            meaning = names.meanings.get(option.span)
            group = meaning.value if isinstance(meaning, ValueMeaning) else None
            if group is None:
                group = option.value if isinstance(option, ast.Text) else option.name.text
            for dimension in names.metrics[instance.metric].by:
                if dimension.field.text == field.name.text and dimension.part is None and isinstance(group, str):
                    whole = Instance(instance.metric, (), instance.as_of)
                    return Section(whole=whole, dimension=dimension, group=group)
    return None


def grain(lowered: Lowered, by_subject: bool, dimensions: Sequence[ast.Dimension], names: Names) -> fuse.Grain:
    """What the rows of a metric are gathered by."""
    table = names.rows(lowered.table or "")
    assert table is not None, f"no table {lowered.table}"
    fields = {field.name.text: field for field in table.fields}
    groups = [plan.Group(lowered.subject)] if by_subject and lowered.subject is not None else []
    groups += [plan.Group(column(fields[d.field.text], names), d.part) for d in dimensions]
    return table.name.text, tuple(groups)


class Measurements:
    """Figures for subjects, worked out when asked for from what the scans brought back."""

    def __init__(
        self,
        *,
        names: Names,
        types: Types,
        as_of: date,
        tree: SubjectTree,
        tables: Mapping[str, LoadedTable],
        planned: Planned,
        found: Mapping[fuse.Grain, Gathered],
        missing: Mapping[str, str],
    ) -> None:
        self.as_of = as_of
        self.planned = planned
        self._names, self._types, self._tree, self._found = names, types, tree, found
        self._tables, self._bound, self._missing = tables, frozenset(tables), missing
        self._rolled: dict[tuple[fuse.Grain, str | None], Rolled] = {}
        self._protected: dict[tuple[Instance, tuple[ast.Dimension, ...]], frozenset[gathered.Place]] = {}
        self._worked: dict[tuple[SubjectKey | None, Instance, tuple[ast.Dimension, ...], Dimensions], Worked] = {}

    def value(self, key: SubjectKey, ref: ast.Ref) -> Measured:
        """The figure that a reference to a metric stands for when this subject is assessed.

        Raises KeyError for a reference that was not asked for.
        """
        instance = instance_of(ref, self.as_of)
        if ref.of is not None:
            owner = self._tree.ancestor(key, ref.of.text)
            if owner is None:
                return self._finished(instance, Worked(unknown=f"{self._title(key)} belongs to no {ref.of}"))
            key = owner
        measured = self._finished(instance, self._work(key, instance, (), ()))
        masked = not measured.suppressed and self._is_masked(key, instance, (), ())
        return suppress.mask(measured) if masked else measured

    def smallest(self, metric: str) -> int | None:
        """The smallest group of the metric's table that may be shown; None where any may."""
        return self.planned.lowered[Instance(metric, (), self.as_of)].publish_at_least

    def listing(
        self, metric: str, kind: str | None, dimensions: tuple[ast.Dimension, ...]
    ) -> tuple[tuple[SubjectKey | None, Measured], ...]:
        """The metric for every group of rows that it keeps, with ``by`` filled, in the order of subject and group."""
        instance = Instance(metric, (), self.as_of)
        lowered = self.planned.lowered[instance]
        labels = tuple(dimension.label for dimension in dimensions)
        places = self._places(instance, kind, dimensions)
        worked = [self._work(key, instance, dimensions, group) for key, group in places]
        made = [
            self._finished(instance, w, tuple(zip(labels, group, strict=True)))
            for w, (_, group) in zip(worked, places, strict=True)
        ]
        rows = [w.n or 0 for w in worked]
        for at in figures.further(places, rows, [m.suppressed for m in made], lowered.publish_at_least):
            made[at] = suppress.hide(made[at], suppress.PROTECTING)
        for at, (key, group) in enumerate(places):
            if not made[at].suppressed and self._is_masked(key, instance, dimensions, group):
                made[at] = suppress.hide(made[at], suppress.PROTECTING)
        return tuple((key, m) for (key, _), m in zip(places, made, strict=True))

    def to_arrow(self) -> pa.Table:
        """Every listing that was asked for, under one another; see ``figures.to_arrow`` for the columns."""
        import numpy as np

        made: list[tuple[figures.Figures, tuple[str, ...]]] = []
        shared: dict[tuple[int, bytes], tuple[gathered.Place, ...]] = {}
        for metric, kind, dimensions in self.planned.listings:
            instance = Instance(metric, (), self.as_of)
            lowered = self.planned.lowered[instance]
            labels = tuple(dimension.label for dimension in dimensions)
            rolled = self._rolled_up(instance, kind, dimensions) if lowered.table in self._bound else None
            if rolled is not None:
                kept = np.flatnonzero(rolled.totals[lowered.kept] > 0)
            else:
                places = self._places(instance, kind, dimensions)
                rolled = Rolled(places=places, totals={}, index={place: at for at, place in enumerate(places)})
                kept = np.arange(len(places))
            work = self._worker(instance, dimensions, rolled)
            whose = (id(rolled.places), kept.tobytes())
            if whose not in shared:
                shared[whose] = tuple(rolled.places[at] for at in kept.tolist())
            masked = [
                at
                for at, (key, group) in enumerate(shared[whose] if self._may_mask(instance, dimensions) else ())
                if self._is_masked(key, instance, dimensions, group)
            ]
            made.append((figures.columns(lowered, rolled, kept, shared[whose], work, masked), labels))
        return figures.to_arrow(made)

    def problems(self) -> Mapping[str, tuple[Problem, ...]]:
        """For each table, the dated fields that have rows after the assessment date."""
        late_rows: dict[str, list[Problem]] = {}
        for table, columns in sorted(fuse.late_columns(self.planned.scans).items()):
            for dated in columns:
                counter = fuse.later_rows(dated, self.as_of)
                scanned = [found for (name, _), found in self._found.items() if name == table]
                counts = [scan.totals[counter] for scan in scanned if counter in scan.totals]
                late = int(counts[0].sum()) if counts else 0
                if late:
                    late_rows.setdefault(table, []).append(late_problem(self._tables[table], dated, late, self.as_of))
        return {table: tuple(problems) for table, problems in late_rows.items()}

    def _may_mask(self, instance: Instance, dimensions: tuple[ast.Dimension, ...]) -> bool:
        """Whether any group of a listing can be masked: spares looking at each where none is."""
        lowered = self.planned.lowered[instance]
        plain = dimensions or instance not in self.planned.sections
        return not plain or bool(tree.others(lowered.formula)) or bool(self._protecting(instance, dimensions))

    def _is_masked(
        self, key: SubjectKey | None, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> bool:
        """Whether the figure, or one that it is made of, must not be said because it gives away a hidden one."""
        if key is None:
            return False
        lowered = self.planned.lowered[instance]
        if (key, group) in self._protecting(instance, dimensions):
            return True
        section = self.planned.sections.get(instance) if not dimensions else None
        if section is not None and (key, (section.group,)) in self._protecting(section.whole, (section.dimension,)):
            return True
        for part in tree.others(lowered.formula):
            owner = key if part.of is None else self._tree.ancestor(key, part.of)
            if self._is_masked(owner, part.instance, dimensions, group):
                return True
        return False

    def _protecting(self, instance: Instance, dimensions: tuple[ast.Dimension, ...]) -> frozenset[gathered.Place]:
        """The groups of all subjects that are not small themselves, but with which a small one could be worked out."""
        place = instance, dimensions
        if place not in self._protected:
            self._protected[place] = self._protect(instance, dimensions)
        return self._protected[place]

    def _protect(self, instance: Instance, dimensions: tuple[ast.Dimension, ...]) -> frozenset[gathered.Place]:
        lowered = self.planned.lowered[instance]
        least = lowered.publish_at_least
        if lowered.table not in self._bound or least is None or lowered.kind is None:
            return frozenset()
        kinds = (lowered.kind, *self._names.parents(lowered.kind))
        parts = dict.fromkeys(group for leaf in tree.leaves(lowered.formula) for group in tree.groups_behind(leaf))
        all_rolled = [self._rolled_up(instance, kind, dimensions) for kind in kinds]
        sizes = [rolled.totals[part] for rolled in all_rolled for part in parts]
        if not tree.others(lowered.formula) and not any(((0 < size) & (size < least)).any() for size in sizes):
            return frozenset()
        whole = protect.Listed(least=least, families=_families(self._tree, kinds))
        for rolled in all_rolled:
            counts = [rolled.totals[counted].tolist() for counted in dict.fromkeys((lowered.kept, *parts))]
            for at, (key, group) in enumerate(rolled.places):
                worked = self._work(key, instance, dimensions, group)
                small = worked.suppressed or suppress.too_small(worked.n, least)
                if key is not None:
                    whole.add((key, group), [int(count[at]) for count in counts], worked.n or 0, small=small)
        return whole.masked(across=bool(dimensions))

    def _worker(
        self, instance: Instance, dimensions: tuple[ast.Dimension, ...], rolled: Rolled
    ) -> Callable[[int], Worked]:
        def work(at: int) -> Worked:
            key, group = rolled.places[at]
            return self._work(key, instance, dimensions, group)

        return work

    def _places(
        self, instance: Instance, kind: str | None, dimensions: tuple[ast.Dimension, ...]
    ) -> tuple[gathered.Place, ...]:
        """The groups in which the metric, or one that it is made of, keeps a row."""
        found: dict[gathered.Place, None] = {}
        for part in _reached([instance], self.planned.lowered):
            lowered = self.planned.lowered[part]
            if lowered.table in self._bound:
                rolled = self._rolled_up(part, kind, dimensions)
                kept = rolled.totals[lowered.kept]
                found.update({place: None for at, place in enumerate(rolled.places) if kept[at] > 0})
        return tuple(sorted(found, key=gathered.place_order))

    def _rolled_up(self, instance: Instance, kind: str | None, dimensions: Sequence[ast.Dimension]) -> Rolled:
        lowered = self.planned.lowered[instance]
        key = grain(lowered, kind is not None, dimensions, self._names), kind
        if key not in self._rolled:
            own_kind = lowered.kind if kind is not None else None
            topmost = kind is not None and not self._names.parents(kind)
            self._rolled[key] = gathered.roll_up(self._found[key[0]], kind, topmost, self._tree, own_kind)
        return self._rolled[key]

    def _work(
        self, key: SubjectKey | None, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> Worked:
        place = (key, instance, dimensions, group)
        if place not in self._worked:
            self._worked[place] = self._work_out(key, instance, dimensions, group)
        return self._worked[place]

    def _work_out(
        self, key: SubjectKey | None, instance: Instance, dimensions: tuple[ast.Dimension, ...], group: Dimensions
    ) -> Worked:
        lowered = self.planned.lowered[instance]

        def outside(part: tree.Attribute | tree.Other) -> Worked:
            return self._outside(part, key, dimensions, group)

        if lowered.table is None:
            return tree.work_out(lowered.formula, _no_rows, outside)
        if lowered.table not in self._bound:
            return Worked(unknown=self._missing.get(lowered.table, f"no source bound for table {lowered.table}"))
        rolled = self._rolled_up(instance, key.kind if key is not None else None, dimensions)
        at = rolled.index.get((key, group))
        if at is None:
            return Worked(unknown=f"no data for {self._title(key)}" if key is not None else "no data")
        worked = tree.work_out(lowered.formula, rolled.total(at), outside)
        return attrs.evolve(worked, suppressed=worked.suppressed or self._small_part(lowered, rolled, at))

    @staticmethod
    def _small_part(lowered: Lowered, rolled: Rolled, at: int) -> bool:
        """Whether any part of the formula rests on a group too small to show."""
        total = rolled.total(at)
        sizes = [int(total(group)) for leaf in tree.leaves(lowered.formula) for group in tree.groups_behind(leaf)]
        return any(suppress.too_small(size, lowered.publish_at_least) for size in sizes)

    def _outside(
        self,
        part: tree.Attribute | tree.Other,
        key: SubjectKey | None,
        dimensions: tuple[ast.Dimension, ...],
        group: Dimensions,
    ) -> Worked:
        if isinstance(part, tree.Attribute):
            record = self._tree.records.get(key) if key is not None else None
            value = record.attributes.get(part.field) if record is not None else None
            if isinstance(value, Fraction | int) and not isinstance(value, bool):
                return Worked(value=Fraction(value))
            return Worked(unknown=f"{part.field} is not known")
        if part.of is not None:
            owner = self._tree.ancestor(key, part.of) if key is not None else None
            if owner is None:
                return Worked(unknown=f"{self._title(key)} belongs to no {part.of}")
            key = owner
        measured = self._finished(part.instance, self._work(key, part.instance, dimensions, group))
        return Worked(
            value=measured.value, unknown=measured.unknown, n=measured.n, excluded=measured.excluded,
            suppressed=measured.suppressed,
        )  # fmt: skip

    def _finished(
        self, instance: Instance, worked: Worked, by: tuple[tuple[str, str | None], ...] = ()
    ) -> Measured:
        lowered = self.planned.lowered[instance]
        kind = self._types.metrics.get(instance.metric)
        return finish(
            lowered.metric, worked, kind, publish_at_least=lowered.publish_at_least, by=by, complete=lowered.complete,
        )  # fmt: skip

    def _title(self, key: SubjectKey | None) -> str:
        if key is None:
            return "everyone"
        record = self._tree.records.get(key)
        return record.title if record is not None and record.title else key.id


def _reached(starts: Iterable[Instance], lowered: Mapping[Instance, Lowered]) -> tuple[Instance, ...]:
    """The instances and all that they are made of."""
    found: dict[Instance, None] = {}
    waiting = list(starts)
    while waiting:
        instance = waiting.pop()
        if instance not in found:
            found[instance] = None
            waiting += [other.instance for other in tree.others(lowered[instance].formula)]
    return tuple(found)


def _families(tree: SubjectTree, kinds: Sequence[str]) -> protect.Family[SubjectKey]:
    """The listed subjects of the kinds, by whom they belong to."""
    below: dict[SubjectKey, list[SubjectKey]] = {}
    tops: list[SubjectKey] = []
    for key, record in tree.records.items():
        if key.kind in kinds:
            of_these = record.parent is not None and record.parent.kind in kinds and record.parent in tree.records
            siblings = below.setdefault(record.parent, []) if of_these and record.parent is not None else tops
            siblings.append(key)
    return protect.Family(below=below, tops=tops)


def _no_rows(aggregate: plan.Aggregate) -> Fraction | int:
    raise KeyError(f"a metric without a table needs {aggregate}")
