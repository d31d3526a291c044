"""Every figure that is asked for, from one scan of each table and grain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.names import Names, Types
from cxengine.lang.publishing import Policy, policy_of
from cxengine.metrics import figures, formula as tree, fuse, gathered, suppress
from cxengine.metrics.affine import statistic
from cxengine.metrics.apart import counted_twice, is_unmoved
from cxengine.metrics.asked import Backend, ask
from cxengine.metrics.data_problems import DataProblems
from cxengine.metrics.finish import finish
from cxengine.metrics.formula import Instance, Worked
from cxengine.metrics.gathered import Dimensions, Gathered, Rolled
from cxengine.metrics.late import Untold
from cxengine.metrics.lower import Lowered, instance_of
from cxengine.metrics.masking import Masking
from cxengine.metrics.measured import Measured
from cxengine.metrics.no_rows import NoRows
from cxengine.metrics.over_windows import OverWindows
from cxengine.metrics.people import People
from cxengine.metrics.planning import Listing, Planned, Request, grain, plan_for, reached
from cxengine.metrics.pooled import Listed, Pool, listed
from cxengine.metrics.population import Populations
from cxengine.metrics.standing_for import StandingFor
from cxengine.metrics.suppression.costs import Hiding
from cxengine.metrics.suppression.decisions import Decisions, decisions
from cxengine.metrics.suppression.published import of_everybody
from cxengine.metrics.targets import names_subjects
from cxengine.metrics.work_out import work_out
from cxengine.subjects import SubjectKey, SubjectTree

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine.host.contracts import LoadedTable, Problem


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
    since: date | None = None,
    again: Iterable[ast.Ref] = (),
    populations: Populations | None = None,
    planned: Planned | None = None,
    decided: Decisions | None = None,
    key: bytes | None = None,
) -> Measurements:
    """Scan the tables for everything that the requests and listings need. Raises CxError from the backend.

    With ``since`` the listings and the figures ``again`` are asked of that date too. ``missing`` says in words why a
    table is not there; otherwise no source is bound for it. ``planned`` is what ``plan_for`` gave for all that, if it
    was asked before; ``decided`` is what other measurements of the same rows decided to hide; ``key`` is
    a secret by which that is chosen.
    """
    planned = planned or plan_for(
        requests, names=names, as_of=as_of, listings=listings, since=since, again=again, populations=populations
    )
    data = {name: table.data for name, table in tables.items()}
    came = ask(planned, data, backend)
    planned = came.planned
    found: dict[fuse.Grain, Gathered] = {}
    for scan, result in came.results:
        of = scan.table, scan.groups
        if isinstance(scan, plan.Tallies):
            found[of] = gathered.with_tallies(found[of], scan, result)
        else:
            found[of] = gathered.gather(scan, result)
    whole = of_everybody(names) or any(kind is None for _, kind, _ in planned.listings)
    decided = decisions(
        names, as_of, tree, data, backend, also=planned.of_date, found=found, as_a_whole=whole, since=since,
        compared=planned.lowered, populations=populations, before=decided, key=key,
    )  # fmt: skip
    return Measurements(
        names=names, types=types, as_of=as_of, tree=tree, tables=tables, planned=planned, found=found,
        missing=missing or {}, decided=decided, since=since, populations=populations or {}, unsquared=came.unsquared,
    )  # fmt: skip


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
        decided: Decisions,
        since: date | None = None,
        populations: Populations | None = None,
        unsquared: frozenset[str] = frozenset(),
    ) -> None:
        self.as_of, self.since = as_of, since
        self.planned, self._unsquared = planned, unsquared
        self._names, self._types, self._tree, self._found = names, types, tree, found
        self._tables, self._bound, self._missing = tables, frozenset(tables), missing
        self._standing_for = StandingFor(
            names=names, tree=tree, populations=populations or {}, found=found, lowered=planned.lowered
        )
        self._rolled: dict[tuple[fuse.Grain, str | None], Rolled] = {}
        self.decided = decided
        """What is hidden, of every table."""
        self._of_single_subjects = {name for name, metric in names.metrics.items() if names_subjects(metric)}
        self._worked: dict[tuple[SubjectKey | None, Instance, tuple[ast.Dimension, ...], Dimensions], Worked] = {}
        lowered, standing_for = planned.lowered, self._standing_for
        self._over = OverWindows(names, lowered, found, decided, standing_for, self._rolled_up)
        people = self._people = People(names, as_of, tree)
        self._masking = Masking(lowered, tree, self._bound, decided, people, self._over, self._rolled_up)

    def value(self, key: SubjectKey, ref: ast.Ref, on: date | None = None) -> Measured:
        """The figure that a reference to a metric stands for when this subject is assessed.

        On the assessment date, or ``on`` the one that is compared with. Raises KeyError for a reference that was not
        asked for.
        """
        instance = instance_of(ref, on or self.as_of)
        if ref.of is not None:
            owner = self._tree.ancestor(key, ref.of.text)
            if owner is None:
                return self._finished(instance, Worked(unknown=f"{self._title(key)} belongs to no {ref.of}"))
            key = owner
        measured = self._finished(instance, self._work(key, instance, (), ()), key=key, narrowed=False)
        if instance.metric in self._of_single_subjects:
            measured = attrs.evolve(measured, whose=key)
        return suppress.mask(measured, self._masking.why(key, instance, (), ()))

    def is_of_now(self, metric: ast.Metric) -> bool:
        """Whether it rests on levels, which are those of the assessment date only."""
        start = Instance(metric.name.text, (), self.as_of)
        return any(self.planned.lowered[part].complete for part in reached([start], self.planned.lowered))

    def whole(self, metric: str) -> Measured:
        """The figure over all rows together. Raises KeyError where no listing of it was asked for."""
        instance = Instance(metric, (), self.as_of)
        measured = self._finished(instance, self._work(None, instance, (), ()))
        return suppress.mask(measured, self._masking.why(None, instance, (), ()))

    def policy(self, metric: str) -> Policy | None:
        """What may be said of small groups of the metric's table; None where everything may."""
        return self.planned.lowered[Instance(metric, (), self.as_of)].policy

    def listing(
        self, metric: str, kind: str | None, dimensions: tuple[ast.Dimension, ...], on: date | None = None,
        beside: date | None = None,
    ) -> tuple[tuple[SubjectKey | None, Measured], ...]:  # fmt: skip
        """The metric for every group of rows that it keeps, with ``by`` filled, in the order of subject and group.

        Also for those of the date ``beside``, where the table publishes groups however small they are.
        """
        instance = Instance(metric, (), on or self.as_of)
        labels = tuple(dimension.label for dimension in dimensions)
        places = self._places(instance, kind, dimensions, beside)
        worked = [self._work(key, instance, dimensions, group) for key, group in places]
        made = [
            self._finished(instance, w, tuple(zip(labels, group, strict=True)), key=key, narrowed=bool(labels))
            for w, (key, group) in zip(worked, places, strict=True)
        ]
        for at, (key, group) in enumerate(places):
            why = self._masking.why(key, instance, dimensions, group)
            if why is not None and (suppress.says_less(why) or not made[at].suppressed):
                made[at] = suppress.hide(made[at], why)
            made[at] = self._over.with_days(made[at], instance, dimensions, group)
        return tuple((key, m) for (key, _), m in zip(places, made, strict=True))

    def told(
        self, metric: str, kind: str | None, dimensions: tuple[ast.Dimension, ...], on: date | None = None,
        beside: date | None = None,
    ) -> tuple[tuple[SubjectKey | None, Measured], ...]:  # fmt: skip
        """The same as it is published: groups of few people stand together, with no more in ``by`` than they share."""
        made, instance = self.listing(metric, kind, dimensions, on, beside), Instance(metric, (), on or self.as_of)
        found = self._listed(instance, kind, dimensions, lambda: [m.suppressed for _, m in made])
        if found is None:
            return made
        places = self._places(instance, kind, dimensions)
        labels = tuple(dimension.label for dimension in dimensions)
        kept = [(key, m) for key, m in made if (key, tuple(value for _, value in m.by)) in found.places]
        for pool in found.pools:
            why = self._why_pooled(pool, places, instance, dimensions)
            by = tuple((labels[at], value) for at, value in zip(pool.at, pool.values, strict=True))
            like = next(m for key, m in made if key == pool.key)
            kept.append((pool.key, attrs.evolve(suppress.hide(like, why), by=by, window=None)))
        return tuple(sorted(kept, key=lambda each: each[0] or SubjectKey("", "")))

    def _listed(
        self, instance: Instance, kind: str | None, dimensions: tuple[ast.Dimension, ...],
        hidden: Callable[[], Sequence[bool]],
    ) -> Listed | None:  # fmt: skip
        """Which groups of a listing are told one by one; None where all are. ``hidden`` says which are hidden."""
        if self._over.window(instance, dimensions) is not None:
            return self._over.listed(instance, self._places(instance, kind, dimensions), hidden)
        parts: list[tuple[Rolled, Any, Policy | None]] = []
        for part in reached([instance], self.planned.lowered):
            lowered = self.planned.lowered[part]
            if lowered.table in self._bound:
                rolled = self._rolled_up(part, kind, dimensions)
                parts.append((rolled, rolled.totals[lowered.kept], lowered.policy))
        if not dimensions or not any(p is not None and ((n > 0) & (n < p.least)).any() for _, n, p in parts):
            return None
        made = listed(
            ({place: n for place, n in zip(rolled.places, kept.tolist(), strict=True) if n}, policy)
            for rolled, kept, policy in parts
        )
        return made if made.pools else None

    def _why_pooled(
        self, pool: Pool, places: Sequence[gathered.Place], instance: Instance, dimensions: tuple[ast.Dimension, ...]
    ) -> str:
        """Why the groups of a pool are not shown: no reason is given where that of one of them would tell."""
        held = [group for key, group in places if pool.holds((key, group))]
        if self._over.window(instance, dimensions) is not None:
            return suppress.why_in_one_line(self._masking.why(pool.key, instance, dimensions, group) for group in held)
        if any(self._masking.why(pool.key, instance, dimensions, group) == suppress.WITHHELD for group in held):
            return suppress.WITHHELD
        policies = (self.planned.lowered[part].policy for part in reached([instance], self.planned.lowered))
        return suppress.reason(max((p for p in policies if p is not None), key=lambda policy: policy.least))

    def to_arrow(self) -> pa.Table:
        """Every listing that was asked for, under one another; see ``figures.to_arrow`` for the columns."""
        import numpy as np

        made: list[tuple[figures.Figures, tuple[str, ...]]] = []
        shared: dict[tuple[int, bytes], tuple[gathered.Place, ...]] = {}
        for metric, kind, dimensions in self.planned.listings:
            instance = Instance(metric, (), self.as_of)
            lowered = self._over.counted(instance, dimensions)
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
            looked_at = shared[whose] if self._masking.may(instance, kind, dimensions) else ()
            masked = {
                at: why
                for at, (key, group) in enumerate(looked_at)
                if (why := self._masking.why(key, instance, dimensions, group)) is not None
            }
            whom = shared[whose] if self._standing_for.populations else ()
            asked = [self._standing_for.people(lowered, key, narrowed=bool(dimensions)) for key, _ in whom]
            columns = figures.columns(lowered, rolled, kept, shared[whose], work, masked, asked)
            pooled = self._listed(instance, kind, dimensions, columns.suppressed.tolist)
            if pooled is not None:
                whys = {pool: self._why_pooled(pool, columns.places, instance, dimensions) for pool in pooled.pools}
                columns = figures.pooled(columns, pooled, whys)
            made.append((columns, labels))
        return figures.to_arrow(made)

    def problems(self, *, in_full: bool = False) -> Mapping[str, tuple[Problem | Untold, ...]]:
        """What is wrong with each table's rows. ``in_full``: also numbers from which a hidden figure would follow."""
        return DataProblems(
            names=self._names, as_of=self.as_of, since=self.since, tables=self._tables, scans=self.planned.scans,
            found=self._found, decided=self.decided, weights=self._standing_for.weights,
            populations=self._standing_for.populations, people=self._people.counted(),
            weighed_for=self._standing_for.weighed_for, unsquared=self._unsquared,
        ).by_table(in_full=in_full)  # fmt: skip

    def policy_of(self, table: str) -> Policy | None:
        """What may be said of small groups of a table; None where everything may."""
        rows = self._names.rows(table)
        return policy_of(rows) if rows is not None else None

    def hides_rows(self, table: str) -> bool:
        """Whether the number of all rows of a table may not be told: a hidden figure would follow from it."""
        return self.decided.hides_rows(table)

    def hiding(self, table: str, *, by_line: bool) -> Hiding | None:
        """How much of a table is hidden, and what that is for; None where nothing is but small groups."""
        return self.decided.hiding(table, by_line=by_line)

    def hides_any(self, table: str) -> bool:
        """Whether any figure of a table is hidden, for whatever reason."""
        return self.decided.hides_first(table) or self.decided.hide_any(table)

    def _worker(
        self, instance: Instance, dimensions: tuple[ast.Dimension, ...], rolled: Rolled
    ) -> Callable[[int], Worked]:
        def work(at: int) -> Worked:
            key, group = rolled.places[at]
            return self._work(key, instance, dimensions, group)

        return work

    def _places(
        self, instance: Instance, kind: str | None, dimensions: tuple[ast.Dimension, ...], beside: date | None = None
    ) -> tuple[gathered.Place, ...]:
        """The groups in which the metric, or one that it is made of, keeps a row; ``beside`` as in ``listing``."""
        found: dict[gathered.Place, None] = {}
        parts = reached([instance], self.planned.lowered)
        if beside is not None and all(self.planned.lowered[part].policy is None for part in parts):
            parts += reached([attrs.evolve(instance, as_of=beside)], self.planned.lowered)
        for part in parts:
            lowered = self.planned.lowered[part]
            if lowered.table in self._bound:
                rolled = self._rolled_up(part, kind, dimensions)
                kept = rolled.totals[self._over.counted(part, dimensions).kept]
                found.update({place: None for at, place in enumerate(rolled.places) if kept[at] > 0})
        return tuple(sorted(found, key=gathered.place_order))

    def _rolled_up(self, instance: Instance, kind: str | None, dimensions: Sequence[ast.Dimension]) -> Rolled:
        lowered = self.planned.lowered[instance]
        if (window := self._over.window(instance, dimensions)) is not None:
            return self._over.rolled(window, instance, kind, dimensions)
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
            return self._made_of_others(lowered, key, dimensions, group, outside)
        if lowered.table not in self._bound:
            return Worked(unknown=self._missing.get(lowered.table, f"no source bound for table {lowered.table}"))
        rolled = self._rolled_up(instance, key.kind if key is not None else None, dimensions)
        at = rolled.index.get((key, group))
        if at is None:
            return Worked(unknown=f"no data for {self._title(key)}" if key is not None else "no data")
        lowered = self._over.counted_in(instance, dimensions, group)
        said = lowered.policy.shown if lowered.policy is not None else int
        total = rolled.total(at, self._over.weigher(key, instance, dimensions, group))
        worked = work_out(lowered.formula, total, outside, said)
        small = self._small_part(lowered, rolled, at)
        if small:  # whatever else there is to say of it would tell how small: of a rounded 1 that there are no answers
            worked = attrs.evolve(worked, value=None, unknown=suppress.reason(lowered.policy))
        own = self._over.window(instance, dimensions) is None
        if small and own and self.decided.why_hidden(instance, lowered.table, key, dimensions, group) == "withheld":
            worked = attrs.evolve(worked, unknown=suppress.WITHHELD)
        elif small and lowered.apart:
            worked = attrs.evolve(worked, unknown=suppress.reason_between(lowered.policy))
        elif lowered.policy is not None:
            plain = rolled.total(at)
            worked = suppress.too_near_an_end(worked, lowered.formula, lowered.policy, lambda each: int(plain(each)))
        twice = counted_twice(lowered, _rests_on(worked), rolled.total(at), said)
        unmoved = is_unmoved(lowered, rolled.total(at))
        return attrs.evolve(worked, suppressed=worked.suppressed or small, twice=twice, unmoved=unmoved)

    def _made_of_others(
        self, lowered: Lowered, key: SubjectKey | None, dimensions: tuple[ast.Dimension, ...], group: Dimensions,
        outside: Callable[[tree.Attribute | tree.Other], Worked],
    ) -> Worked:  # fmt: skip
        """A figure without rows of its own; where all that it is made of is over one set of rows, these are at hand."""
        if lowered.over is None or not isinstance(lowered.formula, tree.Scored):
            return work_out(lowered.formula, NoRows(), outside)
        first = self._work(key, lowered.over, dimensions, group)
        if self.planned.lowered[lowered.over].table not in self._bound:
            return work_out(tree.plainly(lowered.formula), NoRows(), outside)
        rolled = self._rolled_up(lowered.over, key.kind if key is not None else None, dimensions)
        at = rolled.index.get((key, group))
        if at is None:
            return work_out(tree.plainly(lowered.formula), NoRows(), outside)
        worked = work_out(lowered.formula, rolled.total(at), outside)
        if worked.estimator == "none":
            return worked
        people = self._standing_for.people(self.planned.lowered[lowered.over], key, narrowed=bool(dimensions))
        return attrs.evolve(worked, twice=first.twice, unmoved=first.unmoved, population=people)

    @staticmethod
    def _small_part(lowered: Lowered, rolled: Rolled, at: int) -> bool:
        """Whether any part of the formula rests on a group too small to show."""
        total = rolled.total(at)
        sizes = [int(total(group)) for leaf in tree.leaves(lowered.formula) for group in tree.groups_behind(leaf)]
        sizes += [total.tally(tally).distinct for tally in tree.people_behind(lowered.formula)]
        sizes += [int(total(few)) for few in lowered.apart or ()]
        return lowered.policy is not None and any(lowered.policy.hides(size) for size in sizes)

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
        worked = self._work(key, part.instance, dimensions, group)
        measured = self._finished(part.instance, worked, key=key, narrowed=bool(dimensions))
        plain = Worked(
            value=measured.value, unknown=measured.unknown, n=measured.n, excluded=measured.excluded,
            unplaced=measured.unplaced, suppressed=measured.suppressed,
        )  # fmt: skip
        if self.planned.lowered[part.instance].complete or measured.value is None:
            return plain
        return attrs.evolve(
            plain, estimator=measured.estimator, hits=measured.hits, misses=measured.misses, variance=measured.variance,
            weighing=measured.weighing, turned=measured.turned, span=measured.span, population=measured.population,
            twice=measured.twice, unmoved=measured.unmoved,
        )  # fmt: skip

    def _finished(
        self,
        instance: Instance,
        worked: Worked,
        by: tuple[tuple[str, str | None], ...] = (),
        *,
        key: SubjectKey | None = None,
        narrowed: bool = True,
    ) -> Measured:
        lowered = self.planned.lowered[instance]
        kind = self._types.metrics.get(instance.metric)
        return finish(
            lowered.metric, worked, kind, policy=lowered.policy, by=by, complete=lowered.complete,
            population=self._standing_for.people(lowered, key, narrowed=narrowed),
            weighted=self._standing_for.how_weighted(instance), combined=tree.rests_on_several(lowered.formula),
        )  # fmt: skip

    def _title(self, key: SubjectKey | None) -> str:
        if key is None:
            return "everyone"
        record = self._tree.records.get(key)
        return record.title if record is not None and record.title else key.id


def _rests_on(worked: Worked) -> int:
    """The rows that the figure is of: those that a count counts, those that another rests on."""
    return int(statistic(worked).value or 0) if worked.estimator == "count" else worked.n or 0
