"""What is hidden to protect another group, for every table with a policy, and whether a figure is among it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
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
from cxengine.metrics.suppression.coordinates import EVERYTHING, Label, Plain
from cxengine.metrics.suppression.costs import Costs, Hiding
from cxengine.metrics.suppression.decide import NOTHING_GIVEN, decide
from cxengine.metrics.suppression.fewest import none_is_small, told_apart
from cxengine.metrics.suppression.given import Laid, given
from cxengine.metrics.suppression.lines import Line, lines
from cxengine.metrics.suppression.published import published
from cxengine.metrics.suppression.table_decided import TableDecided
from cxengine.metrics.suppression.tables import Dates, Layout, cells_of, layout
from cxengine.subjects import SubjectKey, SubjectTree

if TYPE_CHECKING:
    import pyarrow as pa


class Backend(Protocol):
    """What counts rows by pattern."""

    def run(self, scans: Sequence[plan.Patterns], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        """One result for each question, in order."""


@attrs.frozen
class _Alone:
    table: TableDecided
    laid: Laid


@attrs.frozen
class Decisions:
    """For a program, its data and a date; the same whatever a run asks for.

    ``compared`` has besides the figures of an earlier date that the date is compared with.
    """

    tables: Mapping[str, TableDecided] = attrs.field(factory=dict)
    compared: Mapping[str, TableDecided] = attrs.field(factory=dict)

    def are_of(self, one: Layout, both: Layout | None) -> bool:
        """Whether figures that lie so are decided on, ``both`` those of the date and of the one it is compared with."""
        known = (tables.get(one.table) for tables in (self.tables, self.compared))
        return [each.layout if each is not None else None for each in known] == [one, both]

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
        for of_table in self._of(table):
            box = _box(of_table, instance, key, dimensions, group)
            if box is not None:
                decided = of_table.decided
                return "withheld" if box in decided.withheld else "second" if box in decided.second else None
        return None

    def _of(self, table: str | None) -> Iterator[TableDecided]:
        """What is decided of a table's date by itself, and then of it with an earlier one."""
        found = (tables.get(table or "") for tables in (self.tables, self.compared))
        return (each for each in found if each is not None)

    def is_told(
        self, instance: Instance, table: str | None, key: SubjectKey | None, dimensions: Sequence[ast.Dimension],
        group: Dimensions,
    ) -> bool:  # fmt: skip
        """Whether a group of rows may be told of: its figure is decided on and not hidden, for whatever reason.

        Of a group without rows it may be told that it has none.
        """
        for of_table in self._of(table):
            family, combination = _where(of_table, instance, key, dimensions)
            if family is None or combination not in of_table.layout.families[family].combinations:
                return False
            if _is_hidden(of_table, _box(of_table, instance, key, dimensions, group)):
                return False
        return True

    def periods_told(self, instance: Instance, table: str | None, period: ast.Dimension) -> set[str] | None:
        """The periods of a metric's rows that may be told of, of whomever; None where nothing of a table is hidden."""
        found: set[str] | None = None
        for of_table in self._of(table):
            at, place = of_table.layout.places[period.field.text, period.part]
            family, told = of_table.layout.family_of.get(instance), set[str]()
            alone = {n for n, views in enumerate(of_table.layout.combinations) if _splits_by(views, at, place)}
            labels = {number: label for (_, label), number in of_table.axes[at].labels.items()}
            for box in of_table.cells.counts:
                if box[0] == family and box[1] in alone and not _is_hidden(of_table, box):
                    label = labels[box[2 + at]]
                    told.update(value for value in label if isinstance(value, str))
            found = told if found is None else found & told
        return found

    def hide_any(self, table: str | None) -> bool:
        """Whether any figure of the table is hidden for another reason than its own small group."""
        return any(each.decided.second or each.decided.withheld for each in self._of(table))

    def hides_first(self, table: str) -> bool:
        """Whether any figure of the table is hidden for its own small group."""
        return any(each.decided.first for each in self._of(table))

    def hides_rows(self, table: str) -> bool:
        """Whether the number of all rows of the table would give a hidden figure away."""
        of_table = self.tables.get(table)
        return of_table is not None and _hides(of_table, of_table.layout.rows)

    def hides_late(self, table: str, dated: plan.Column) -> bool:
        """Whether the number of rows that are dated later than the assessment date would."""
        of_table = self.tables.get(table)
        late = of_table.layout.late.get(dated) if of_table is not None else None
        return of_table is not None and late is not None and _hides(of_table, late)

    def hiding(self, table: str, *, by_line: bool) -> Hiding | None:
        """How much of a table is hidden on the date itself, as ``Costs.hiding``."""
        of_table = self.tables.get(table)
        return Costs(of_table).hiding(by_line=by_line) if of_table is not None else None

    def withheld(self) -> Iterator[tuple[str, int, int, bool]]:
        """Tables with figures that are not published at all, how many, and whether it is those of the earlier date.

        Also how many of the figures overlap with too many others.
        """
        for earlier, tables in ((False, self.tables), (True, self.compared)):
            for table, each in tables.items():
                given = len(_withheld(self.tables[table])) if earlier else 0
                figures = _withheld(each)
                if len(figures) > given:
                    overlapping = sum(each.cells.families[boxes[0][0]].beyond for boxes in figures)
                    yield table, len(figures) - given, overlapping, earlier


def _withheld(table: TableDecided) -> list[Line]:
    """The lines of which something is not published."""
    withheld = table.decided.withheld
    return [boxes for boxes in lines(table) if not withheld.isdisjoint(boxes)] if withheld else []


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
    compared: Mapping[Instance, Lowered] | None = None,
    populations: Populations | None = None,
    before: Decisions | None = None,
    key: bytes | None = None,
) -> Decisions:
    """Decides for every table that has a policy and data. Raises CxError from the backend.

    ``also`` is what a run asks for besides what the program publishes in any run; ``found`` what was scanned for it.
    Where that has every group of a table, as finely as it can be split, and none is small, nothing more is asked.
    With ``since`` the figures of that date, ``compared`` among them, are decided on after those of the date itself, of
    which another run may publish just those. What was decided ``before`` holds where the figures are the same, and
    their table is not asked again: rows gain levels while a run goes on, but nothing is decided before all are there.
    With a secret ``key`` nobody without it can make the choice again of what is hidden second.
    """

    def laid_out(instances: Mapping[Instance, Lowered], on: date | None, wanted: Container[str]) -> list[Layout]:
        found_of = layouts(instances, names, as_of, tree, tables, as_a_whole=as_a_whole, since=on, key=key)
        return [
            each
            for each in found_of
            if each.table in wanted or _may_be_small(each, found.get((each.table, each.groups)))
        ]

    alone = {**published(names, as_of, None, populations), **also}
    both: list[Layout] = []
    if since is not None:
        both = laid_out({**alone, **published(names, as_of, since, populations), **(compared or {})}, since, ())
    beside = {each.table: each for each in both}
    one = laid_out(alone, None, beside)
    before = before if before is not None else Decisions()
    new = [each for each in one if not before.are_of(each, beside.get(each.table))]
    asked = [beside.get(each.table, each) for each in new]
    results = backend.run([each.patterns for each in asked], tables) if asked else ()
    found_in = {each.table: (each, result) for each, result in zip(asked, results, strict=True)}
    of_date = {each.table: _decided(each, *found_in[each.table]) for each in new}

    def of_both(each: Layout) -> TableDecided:
        return _decided(each, *found_in[each.table], of_date[each.table]).table

    return Decisions(
        {t: of_date[t].table if t in of_date else before.tables[t] for t in (each.table for each in one)},
        {each.table: of_both(each) if each.table in of_date else before.compared[each.table] for each in both},
    )


def _hides(of_table: TableDecided, family: int) -> bool:
    decided = of_table.decided
    return any(box[0] == family for box in (*decided.second, *decided.withheld))


def _may_be_small(layout: Layout, gathered: Gathered | None) -> bool:
    """Whether a group may be too small, as far as a scan of the finest groups tells."""
    sensitive = {layout.conditions[bit] for family in layout.families for bit in family.sensitive}
    if gathered is None or not sensitive <= gathered.totals.keys():
        return True
    if len(told_apart(layout)) > 1:
        return not none_is_small(layout, gathered.fewest, sensitive)  # few may be in one figure's rows alone
    return any(((0 < n) & (n < layout.policy.least)).any() for n in map(gathered.totals.__getitem__, sensitive))


def _decided(layout: Layout, asked: Layout, result: pa.Table, alone: _Alone | None = None) -> _Alone:
    """What is decided of a table, of which ``asked`` was. ``alone`` is what was decided of the date by itself."""
    cells, axes = cells_of(layout, result, asked)
    laid = Laid(layout=layout, axes=axes, cells=cells)
    before = given(alone.table.decided, alone.laid, laid) if alone is not None else NOTHING_GIVEN
    decided = decide(cells, layout.coarser(), before)
    return _Alone(TableDecided(layout=layout, axes=axes, cells=cells, decided=decided), laid)


def layouts(
    instances: Mapping[Instance, Lowered],
    names: Names,
    as_of: date,
    tree: SubjectTree,
    tables: Mapping[str, Any],
    *,
    as_a_whole: bool,
    since: date | None = None,
    key: bytes | None = None,
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
            dates = Dates(as_of, since)
            laid = layout(table, policy, made, names, tree, dates=dates, as_a_whole=as_a_whole, key=key)
            if laid.columns() <= set(tables[name].column_names):
                found.append(laid)
    return found


def _is_hidden(table: TableDecided, box: Box | None) -> bool:
    decided = table.decided
    return any(box in hidden for hidden in (decided.first, decided.second, decided.withheld))


def _splits_by(views: Sequence[Plain], at: int, place: int) -> bool:
    """Whether figures are split by one part of a field alone, and by subjects."""
    return views[at] == (place,) and all(
        isinstance(view, str) or view == EVERYTHING for number, view in enumerate(views) if number != at
    )


def _where(
    table: TableDecided, instance: Instance, key: SubjectKey | None, dimensions: Sequence[ast.Dimension]
) -> tuple[int | None, int | None]:
    """The family of a figure, and its combination of views; None for one that is not decided on."""
    layout = table.layout
    views: list[Plain] = [EVERYTHING] * len(layout.coordinates)
    own = layout.subject_of.get(instance)
    if own is not None and key is not None:
        views[own] = key.kind
    parts: dict[int, list[int]] = {}
    for dimension in dimensions:
        at, place = layout.places.get((dimension.field.text, dimension.part), (-1, -1))
        if at < 0:
            return None, None
        parts.setdefault(at, []).append(place)
    for at, places in parts.items():
        views[at] = tuple(sorted(places))
    found = tuple(views)
    combination = layout.combinations.index(found) if found in layout.combinations else None
    return layout.family_of.get(instance), combination


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
    views: list[Plain] = [EVERYTHING] * len(layout.coordinates)
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
