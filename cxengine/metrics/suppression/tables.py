"""From the rules and the rows to the cells of each table that has a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.lang import ast
from cxengine.lang.ast.figures import DatePart
from cxengine.lang.names import Names
from cxengine.lang.publishing import Policy
from cxengine.metrics import formula as tree
from cxengine.metrics.conditions import column
from cxengine.metrics.formula import Instance
from cxengine.metrics.fuse import later_rows, windowed
from cxengine.metrics.gathered import shown
from cxengine.metrics.lower import Lowered
from cxengine.metrics.suppress import needed_at
from cxengine.metrics.suppression.across import Space
from cxengine.metrics.suppression.answers import answers, columns_of
from cxengine.metrics.suppression.cells import Atom, Cells, Family, count, subsets
from cxengine.metrics.suppression.coordinates import EVERYTHING, Axis, Coordinate, Leaf, Parts, Plain, Subjects, covers
from cxengine.metrics.suppression.periods import families_of_periods
from cxengine.metrics.suppression.published import (
    asked,
    compared,
    conditions,
    is_exact,
    says_who,
    sensitive,
    tells_of_groups,
)
from cxengine.metrics.suppression.rests import with_rests
from cxengine.subjects import SubjectTree

if TYPE_CHECKING:
    import pyarrow as pa

EVERY_ROW = plan.CountWhere(plan.ALWAYS)

Views = tuple[Plain, ...]
"""One view of each coordinate."""
Places = Mapping[tuple[str, str | None], tuple[int, int]]
"""Where a field and part of it stand: in which coordinate, and where in its leaves."""


@attrs.frozen
class Dates:
    """The date that figures are of, and another that they are compared with."""

    as_of: date
    since: date | None = None


@attrs.frozen(kw_only=True)
class Layout:
    """What to ask of a table's rows, and which family each metric instance belongs to.

    ``rows`` is the family of the load report's own count of rows, ``late`` those of rows that are dated later than the
    assessment date, by their field.
    """

    table: str
    policy: Policy
    coordinates: tuple[Coordinate, ...]
    groups: tuple[plan.Group, ...]
    conditions: tuple[plan.CountWhere, ...]
    combinations: tuple[Views, ...]
    families: tuple[Family, ...]
    family_of: Mapping[Instance, int]
    subject_of: Mapping[Instance, int | None]
    filtered: frozenset[str]
    """The metrics that have a `where`."""
    rows: int
    late: Mapping[plan.Column, int]
    weighing: Mapping[tuple[plan.CountWhere, ...], int]
    """The families of how many answers everybody gave in each cell of a population, by what counts them."""
    periods: Mapping[int, Mapping[str, int]]
    """As ``Cells.periods``."""
    places: Places
    key: bytes | None = attrs.field(repr=False)
    """A secret by which is chosen what is hidden, as ``Cells.key``."""
    order: Mapping[str, int]
    """Kinds of subject, from the one that rows name (0) to the topmost."""

    @property
    def reported(self) -> frozenset[int]:
        """The families that the load report tells of, and no figure."""
        return frozenset({self.rows, *self.late.values()})

    def is_figure(self, family: int) -> bool:
        """Whether a family is one of figures, and not of numbers that stand beside them."""
        return family not in self.reported and not self.families[family].weighs

    @property
    def patterns(self) -> plan.Patterns:
        """The one question to the rows."""
        return plan.Patterns(self.table, self.groups, tuple(each.condition for each in self.conditions))

    def looks_at(self) -> dict[int, frozenset[int]]:
        """The coordinates that each condition looks at too, by number."""
        widths = [len(each.dimensions) if isinstance(each, Parts) else 1 for each in self.coordinates]
        at = [number for number, width in enumerate(widths) for _ in range(width)]
        where: dict[str, set[int]] = {}
        for group, number in zip(self.groups, at, strict=True):
            where.setdefault(group.column.name, set()).add(number)
        return {
            bit: frozenset(number for name in columns_of(each.condition) for number in where.get(name, ()))
            for bit, each in enumerate(self.conditions)
        }

    def columns(self) -> set[str]:
        """The columns that the question is about."""
        asked = [column for each in self.conditions for column in columns_of(each.condition)]
        return {*asked, *(group.column.name for group in self.groups)}

    def coarser(self) -> list[list[int]]:
        """For each combination of views, the others whose boxes hold its boxes."""
        return [
            [
                number
                for number, other in enumerate(self.combinations)
                if other != views and all(covers(a, b, self.order) for a, b in zip(other, views, strict=True))
            ]
            for views in self.combinations
        ]


def layout(
    table: ast.Table,
    policy: Policy,
    instances: Mapping[Instance, Lowered],
    names: Names,
    tree: SubjectTree,
    *,
    dates: Dates,
    as_a_whole: bool,
    key: bytes | None = None,
) -> Layout:
    """The table's figures. ``as_a_whole``: figures of everybody together are published too."""
    named = {lowered.subject: lowered.kind for lowered in instances.values() if lowered.subject is not None}
    subjects = dict(sorted(named.items(), key=lambda each: each[0].name))
    fields = {field.name.text: field for field in table.fields}
    found: dict[str, dict[DatePart | None, ast.Dimension]] = {}
    for lowered in instances.values():
        for dimension in dimensions_of(lowered, dates, names):
            found.setdefault(dimension.field.text, {}).setdefault(dimension.part, dimension)
    # in one order, whatever was asked for: what a date by itself hides is looked up beside an earlier one
    split = {name: dict(sorted(found[name].items(), key=lambda e: e[0] or "")) for name in fields if name in found}
    coordinates: list[Coordinate] = [Subjects(kind or "", tree) for kind in subjects.values()]
    coordinates += [Parts(tuple(parts.values())) for parts in split.values()]
    groups = [plan.Group(subject) for subject in subjects]
    places: dict[tuple[str, str | None], tuple[int, int]] = {}
    for at, (word, parts) in enumerate(split.items(), len(subjects)):
        for place, part in enumerate(parts):
            places[word, part] = at, place
            groups.append(plan.Group(column(fields[word], names), part))
    late = late_rows(instances.values(), dates.as_of)
    wanted = {**_all_conditions(instances), EVERY_ROW: None, **dict.fromkeys(late.values())}
    bits = {each: bit for bit, each in enumerate(wanted)}
    filtered = says_who(instances.values())
    made = _Families(
        dates=dates, names=names, subjects=list(subjects), places=places, size=len(coordinates), filtered=filtered,
        bits=bits, among={each.column.name for each in groups} | filtered, compared=compared(instances.values(), groups)
    )  # fmt: skip
    family_of = {instance: made.family(lowered, as_a_whole=as_a_whole) for instance, lowered in instances.items()}
    rows, of_late = made.of_all(EVERY_ROW), {dated: made.of_all(condition) for dated, condition in late.items()}
    weighing = made.weighing(instances, family_of)
    kinds = dict.fromkeys(kind for own in subjects.values() if own for kind in (own, *names.parents(own)))
    return Layout(
        table=table.name.text,
        policy=policy,
        key=key,
        coordinates=tuple(coordinates),
        groups=tuple(groups),
        conditions=tuple(bits),
        combinations=tuple(made.combinations),
        families=tuple(made.made),
        family_of=family_of,
        rows=rows,
        late=of_late,
        weighing=weighing,
        periods=families_of_periods(instances, family_of),
        filtered=frozenset(i.metric for i, lowered in instances.items() if lowered.metric.where),
        subject_of={i: made.subject(lowered) for i, lowered in instances.items()},
        places=places,
        order={kind: rank for rank, kind in enumerate(kinds)},
    )


def cells_of(layout: Layout, result: pa.Table, asked: Layout) -> tuple[Cells, tuple[Axis, ...]]:
    """The rows counted by pattern, as cells; and the axes that number them.

    ``asked`` is the layout whose question is answered: the same, or one with all that it has and more.
    """
    leaves = _leaves(layout, result, asked)
    known = [{leaf: at for at, leaf in enumerate(sorted(set(column), key=_in_order))} for column in leaves]
    views = [list(dict.fromkeys(views[at] for views in layout.combinations)) for at in range(len(leaves))]
    axes = tuple(
        Axis(coordinate, list(numbers), seen)
        for coordinate, numbers, seen in zip(layout.coordinates, known, views, strict=True)
    )
    combinations = tuple(
        tuple(seen.index(view) for seen, view in zip(views, each, strict=True)) for each in layout.combinations
    )
    looks_at = layout.looks_at()
    space = Space(axes=axes, combinations=combinations, looks_at=looks_at)
    atoms = _atoms(known, leaves, result, _translated(layout, asked))
    made = with_rests(atoms, layout.families, len(layout.conditions), space)
    cells = Cells(
        axes=made.axes,
        combinations=made.combinations,
        atoms=made.atoms,
        families=made.families,
        policy=layout.policy,
        counts=count(made.axes, made.combinations, made.families, made.atoms),
        answers=answers(layout.conditions, layout.families),
        reported=layout.reported,
        periods=layout.periods,
        key=layout.key,
        looked_at=frozenset[int]().union(*looks_at.values()),
    )
    return cells, made.axes


def late_rows(lowered: Iterable[Lowered], as_of: date) -> dict[plan.Column, plan.CountWhere]:
    """The fields that stand before ``in last``, each with the condition that it is later than the assessment date."""
    dated = dict.fromkeys(field for each in lowered for asked in conditions(each) for field in windowed(asked))
    return {field: later_rows(field, as_of) for field in sorted(dated, key=str)}


def _all_conditions(instances: Mapping[Instance, Lowered]) -> dict[plan.CountWhere, None]:
    return dict.fromkeys(each for lowered in instances.values() for each in conditions(lowered))


@attrs.define(kw_only=True)
class _Families:
    dates: Dates
    names: Names
    subjects: list[plan.Column]
    places: Places
    size: int
    bits: Mapping[plan.CountWhere, int]
    among: Set[str]
    filtered: Set[str]
    compared: Set[frozenset[str]]
    made: list[Family] = attrs.field(factory=list)
    combinations: dict[Views, int] = attrs.field(factory=dict)
    _known: dict[object, int] = attrs.field(factory=dict)

    def subject(self, lowered: Lowered) -> int | None:
        """The coordinate that says whose a figure's rows are."""
        return self.subjects.index(lowered.subject) if lowered.subject is not None else None

    def family(self, lowered: Lowered, *, as_a_whole: bool) -> int:
        """The number of the family that the instance belongs to."""
        views = product(*self._views(lowered, as_a_whole))
        key = (
            self.bits[lowered.kept],
            tuple(sorted(self.bits[each] for each in conditions(lowered))),
            frozenset(self.bits[each] for each in sensitive(lowered)),
            tuple(self.combinations.setdefault(each, len(self.combinations)) for each in views),
            is_exact(lowered),
            tells_of_groups(lowered, self.compared),
            tuple(self.bits[each] for each in asked(lowered, self.among, self.filtered)),
            tuple(self.bits[each] for each in asked(lowered, self.among, self.among)),
        )
        kept, published, small, combinations, exact, tells, whole, within = key
        thresholds = _thresholds(lowered)
        if key not in self._known:
            self._known[key] = len(self.made)
            self.made.append(
                Family(
                    number=len(self.made), kept=kept, published=published, sensitive=small,
                    combinations=combinations, needs=(), exact=exact, tells=tells, asked=whole,
                    asked_within=within,
                )
            )  # fmt: skip
        number = self._known[key]
        needs = self.made[number].needs
        more = tuple(each for each in thresholds if each not in needs)
        self.made[number] = attrs.evolve(self.made[number], needs=(*needs, *more))
        return number

    def of_all(self, condition: plan.CountWhere) -> int:
        """The number of the family of all such rows together: nobody minds how many they are, but what follows."""
        bit, everything = self.bits[condition], (EVERYTHING,) * self.size
        number = self.combinations.setdefault(everything, len(self.combinations))
        self.made.append(
            Family(
                number=len(self.made), kept=bit, published=(bit,), sensitive=frozenset(), combinations=(number,),
                needs=(),
            )
        )  # fmt: skip
        return len(self.made) - 1

    def weighing(
        self, instances: Mapping[Instance, Lowered], family_of: Mapping[Instance, int]
    ) -> dict[tuple[plan.CountWhere, ...], int]:
        """The families of everybody's answers by cell of a population, which weights are made of."""
        weighed: dict[tuple[plan.CountWhere, ...], dict[int, None]] = {}
        for instance, lowered in instances.items():
            for leaf in tree.weighted_parts(lowered.formula):
                counts = (leaf.everybody.known, *leaf.everybody.answers)
                weighed.setdefault(counts, {})[family_of[instance]] = None
        found: dict[tuple[plan.CountWhere, ...], int] = {}
        for counts, families in weighed.items():
            found[counts] = self.of_all(counts[0])
            self.made[-1] = attrs.evolve(
                self.made[-1], published=tuple(dict.fromkeys(self.bits[each] for each in counts)), exact=True,
                weighs=tuple(families),
            )  # fmt: skip
        return found

    def _views(self, lowered: Lowered, as_a_whole: bool) -> list[tuple[Plain, ...]]:
        views: list[tuple[Plain, ...]] = [(EVERYTHING,)] * self.size
        own = self.subject(lowered)
        if own is not None and lowered.kind is not None:
            kinds: tuple[Plain, ...] = (lowered.kind, *self.names.parents(lowered.kind))
            views[own] = (EVERYTHING, *kinds) if as_a_whole else kinds
        by: dict[int, list[int]] = {}
        for dimension in dimensions_of(lowered, self.dates, self.names):
            at, place = self.places[dimension.field.text, dimension.part]
            by.setdefault(at, []).append(place)
        for at, parts in by.items():
            views[at] = subsets(parts)
        if lowered.instance.of_months and lowered.window is not None:  # never all of them together
            at, place = self.places[lowered.window.field.text, lowered.window.period.part]
            views[at] = tuple(view for view in views[at] if place in view)
        return views


def _thresholds(lowered: Lowered) -> list[int]:
    """The numbers of answers from which on the figure is known."""
    orders = [order for leaf in tree.leaves(lowered.formula) if (order := tree.order_of(leaf)) is not None]
    found = [needed_at(order.part, lowered.policy) for order in orders if lowered.policy is not None]
    return list(dict.fromkeys([*([lowered.metric.needs] if lowered.metric.needs is not None else []), *found]))


def _in_order(leaf: Leaf) -> list[tuple[bool, str]]:
    """One order whatever a backend returns first: two runs that decided differently would give figures away."""
    return [(value is None, value or "") for value in leaf]


def _translated(layout: Layout, asked: Layout) -> Callable[[int], int]:
    """The conditions of a layout that a row meets, from those of the layout that was asked for."""
    if layout is asked:
        return lambda signature: signature
    places = {condition: bit for bit, condition in enumerate(asked.conditions)}
    bits = [places[condition] for condition in layout.conditions]
    known: dict[int, int] = {}

    def translated(signature: int) -> int:
        if signature not in known:
            known[signature] = sum((signature >> bit & 1) << own for own, bit in enumerate(bits))
        return known[signature]

    return translated


def _leaves(layout: Layout, result: pa.Table, asked: Layout) -> list[list[Leaf]]:
    """For each coordinate the leaf of every row of the result."""
    columns = [
        [shown(value, group.part) for value in result.column(f"g{asked.groups.index(group)}").to_pylist()]
        for group in layout.groups
    ]
    found: list[list[Leaf]] = []
    for coordinate in layout.coordinates:
        width = len(coordinate.dimensions) if isinstance(coordinate, Parts) else 1
        found.append(list(zip(*columns[:width], strict=True)))
        columns = columns[width:]
    return found


def _atoms(
    known: Sequence[Mapping[Leaf, int]],
    leaves: Sequence[Sequence[Leaf]],
    result: pa.Table,
    translated: Callable[[int], int],
) -> dict[Atom, int]:
    words = [result.column(name).to_pylist() for name in result.column_names if name.startswith("p")]
    found: dict[Atom, int] = {}
    for row, n in enumerate(result.column("n").to_pylist()):
        signature = sum(word[row] << (plan.Patterns.WIDTH * place) for place, word in enumerate(words))
        leaf = tuple(numbers[column[row]] for numbers, column in zip(known, leaves, strict=True))
        atom = leaf, translated(signature)
        found[atom] = found.get(atom, 0) + n
    return found


def dimensions_of(lowered: Lowered, dates: Dates, names: Names) -> tuple[ast.Dimension, ...]:
    """The fields that the instance may be split by: only a metric as it stands, on the date itself.

    On the date that is compared with, whatever is no date: the months of a year do not come again.
    """
    table = names.rows(lowered.table or "")
    if table is None or lowered.instance.filters or lowered.instance.as_of not in (dates.as_of, dates.since):
        return ()
    columns = {field.name.text: column(field, names) for field in table.fields}
    own = [dimension for dimension in lowered.metric.by if dimension.field.text in columns]
    if lowered.window is not None:  # windows that end with each month are told by the periods that they are made of
        own = [*lowered.window.beside(own), *([lowered.window.period] if lowered.instance.of_months else [])]
    if lowered.instance.as_of != dates.as_of:
        own = [dimension for dimension in own if columns[dimension.field.text].type not in ("date", "moment")]
    return tuple(own)
