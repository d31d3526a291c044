"""A scan in two stages: rows are counted once by what the conditions can tell apart, the figures come from that.

Rows that answer alike are one class. The conditions that many figures share decide the class; one that few figures
have is counted in the first stage, within each class. Ten million rows become some thousand classes, and only those
are looked at once for each aggregate. Both stages are one statement over one scan of the table, and give the same as
one stage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from math import log2, prod

import attrs

from cxengine import plan
from cxengine.metrics.classes import Classes, about, atoms, classes_of, is_condition

MOST_CLASSES = 20_000
"""Above this many classes, taking no account of the groups, rows are better looked at one by one."""
MOST_CUTS = 64
"""Above this many classes of one value, telling them apart takes longer than it saves."""
FEWEST_AGGREGATES = 8
"""Below this many there is nothing to gain."""


@attrs.frozen(kw_only=True)
class Stages:
    """What rows are classed by, what is added up in a class, and the scan over the classes that gives the figures.

    ``later`` are classes that follow from a group (the month that a date lies in), by the name of their column. The
    second scan reads the first's columns ``c0 …`` for ``keys`` and ``s0 …`` for ``added``. Of the conditions by which
    rows are set apart ``follow`` has those that can be told of a whole class, in terms of classes; ``rest`` the others.
    ``tells_apart`` says whether all rows of a class agree on what rows are to be alike in (``FewestWhere``): if not,
    each row is taken to be alone.
    """

    keys: tuple[plan.Row, ...]
    added: tuple[plan.Aggregate, ...]
    later: Mapping[str, plan.Row]
    second: plan.Scan
    tells_apart: bool
    follow: tuple[plan.Row, ...] = ()
    rest: tuple[plan.Row, ...] = ()


def stages(scan: plan.Scan) -> Stages | None:
    """The scan in two stages; None where one is better or a part of it cannot be split."""
    fewest = [a for a in scan.aggregates if isinstance(a, plan.FewestWhere)]
    aggregates = [a for a in scan.aggregates if isinstance(a, plan.CountWhere | plan.SumWhere)]
    if len(aggregates) < max(FEWEST_AGGREGATES, len(scan.aggregates) - len(fewest)):
        return None
    alike = dict.fromkeys(row for a in fewest for row in a.alike)
    asked = (*(a.condition for a in aggregates), *alike)
    found = classes_of(dict.fromkeys(atom for row in asked for atom in atoms(row)))
    free = {value: of for value, classes in found.items() if (of := _of_group(classes, scan.groups)) is not None}
    parts = _Parts(aggregates)
    keys = _chosen({value: classes for value, classes in found.items() if value not in free}, parts)
    if keys is None:
        return None
    split = [parts.split(at, {*keys, *free}) for at in range(len(aggregates))]
    added = tuple(dict.fromkeys(within for _, within in split))
    if len(added) + len(keys) >= len(aggregates):
        return None
    places = {value: plan.Column(f"c{at}", _held_as(value)) for at, value in enumerate([*keys, *free])}
    tells_apart = {about(atom) for row in alike for atom in atoms(row)} <= {*keys, *free}
    places_of: dict[plan.Aggregate, int] = {a: at for at, a in enumerate(aggregates)}

    def of_classes(aggregate: plan.Aggregate) -> plan.Aggregate:
        rows = plan.CountWhere(aggregate.condition) if isinstance(aggregate, plan.FewestWhere) else aggregate
        across, within = split[places_of[rows]]
        column = plan.Column(f"s{added.index(within)}", "whole")
        where = plan.all_of(*(_rewritten(part, found, places) for part in across))
        if rows is aggregate:
            return plan.SumWhere(plan.Whole(column), where)
        some = plan.all_of(where, plan.Compare(">", column, plan.Constant(0)))
        return plan.ExtremeWhere("least", column if tells_apart else plan.Constant(1), some)

    second = tuple(map(of_classes, scan.aggregates))
    follow = [row for row in scan.apart if _follows(row, found, keys)]
    return Stages(
        keys=tuple(found[value].row for value in keys),
        added=added,
        later={places[value].name: row for value, row in free.items()},
        second=plan.Scan("classes", scan.groups, second),
        tells_apart=tells_apart,
        follow=tuple(_rewritten(row, found, places) for row in follow),
        rest=tuple(row for row in scan.apart if row not in follow),
    )


def _follows(row: plan.Row, found: Mapping[plan.Row, Classes], keys: Sequence[plan.Row]) -> bool:
    """Whether a condition is about values alone that rows are classed by as they are."""
    values = {about(atom) for atom in atoms(row)}
    return values <= set(keys) and all(found[value].plain for value in values)


class _Parts:
    """Aggregates with their conditions taken apart: what holds together, and which values each part is about."""

    def __init__(self, aggregates: Sequence[plan.CountWhere | plan.SumWhere]) -> None:
        self.aggregates = aggregates
        self.of = [a.condition.parts if isinstance(a.condition, plan.And) else (a.condition,) for a in aggregates]
        self.about = {part: frozenset(map(about, atoms(part))) for parts in self.of for part in parts}
        numbers = {part: at for at, part in enumerate(self.about)}  # told apart more quickly than what they stand for
        self.numbered = [(numbers[part], values) for part, values in self.about.items()]
        values = [getattr(aggregate, "value", None) for aggregate in aggregates]
        first = {value: at for at, value in enumerate(values)}
        self.different = {
            (first[value], frozenset(numbers[part] for part in parts))
            for value, parts in zip(values, self.of, strict=True)
        }

    def bound(self) -> list[frozenset[plan.Row]]:
        """The values, those together that one part is about."""
        bundles: list[frozenset[plan.Row]] = []
        for values in dict.fromkeys(self.about.values()):
            joined = [bundle for bundle in bundles if bundle & values]
            bundles = [bundle for bundle in bundles if not bundle & values]
            if values:
                bundles.append(values.union(*joined))
        return bundles

    def split(self, at: int, keys: Set[plan.Row]) -> tuple[tuple[plan.Row, ...], plan.Aggregate]:
        """An aggregate's conditions on the keys, and what is to be added up in each class."""
        across = tuple(part for part in self.of[at] if self.about[part] <= keys)
        within = plan.all_of(*(part for part in self.of[at] if not self.about[part] <= keys))
        return across, attrs.evolve(self.aggregates[at], condition=within)

    def asking(self, bundle: frozenset[plan.Row]) -> int:
        """How many aggregates have a condition on these values."""
        asked = {part for part, values in self.about.items() if values & bundle}
        return sum(not asked.isdisjoint(parts) for parts in self.of)

    def sums(self, keys: Set[plan.Row]) -> float:
        """How many different things are added up in a class; each condition beside a first takes half as long again."""
        left = {at for at, values in self.numbered if not values <= keys}
        different = {(value, parts & left) for value, parts in self.different}
        return sum(1 + max(0, len(within) - 1) / 2 for _, within in different)


def _chosen(found: Mapping[plan.Row, Classes], parts: _Parts) -> tuple[plan.Row, ...] | None:
    """The values whose classes rows are grouped by; None where there would be too many classes.

    A value that few figures have a condition on is better counted within each class than made a key. What is tried
    first is more often left: of both orders that pay, by the most classes and by the fewest figures, the better one.
    """
    later = frozenset[plan.Row]().union(*parts.about.values()) - set(found)
    bundles = sorted((held for each in parts.bound() if (held := each & set(found))), key=lambda b: -_size(found, b))
    seldom = sorted(bundles, key=parts.asking)
    tried = [_left(found, parts, order, later) for order in (bundles, seldom)]
    kept = min(tried, key=lambda kept: parts.sums(later | set(kept)) + sum(map(_spared, kept.values())))
    return tuple(kept) if _few_enough(kept) else None


def _left(
    found: Mapping[plan.Row, Classes], parts: _Parts, order: Sequence[frozenset[plan.Row]], later: frozenset[plan.Row]
) -> Mapping[plan.Row, Classes]:
    """The values that stay keys where each bundle is tried in this order."""
    kept = dict(found)
    for forced in (False, True):
        for bundle in order:
            if not bundle <= set(kept) or (forced and _few_enough(kept)):
                continue
            more = parts.sums(later | (set(kept) - bundle)) - parts.sums(later | set(kept))
            if forced or more <= sum(_spared(found[value]) for value in bundle):
                kept = {value: classes for value, classes in kept.items() if value not in bundle}
    return kept


def _size(found: Mapping[plan.Row, Classes], bundle: frozenset[plan.Row]) -> int:
    return prod(found[value].size for value in bundle)


def _few_enough(kept: Mapping[plan.Row, Classes]) -> bool:
    sizes = [classes.size for classes in kept.values()]
    return prod(sizes) <= MOST_CLASSES and max(sizes, default=0) <= MOST_CUTS


def _spared(classes: Classes) -> float:
    """How many counts in a class take as long as telling a value's classes apart for each row does, as measured."""
    return (1.0 if classes.plain else 2.0) + log2(classes.size) / 2


def _of_group(classes: Classes, groups: Sequence[plan.Group]) -> plan.Row | None:
    """The class of a date by the period that its rows are grouped by, where every cut is the start of one."""
    if not isinstance(classes.row, plan.Step):
        return None
    held = classes.about.value if isinstance(classes.about, plan.DateOf) else classes.about
    for at, group in enumerate(groups):
        if group.column == held and group.part is not None:
            numbers = [period_number(bound, group.part) for bound in classes.row.bounds if isinstance(bound, date)]
            starts = tuple(number for number in numbers if number is not None)
            if len(starts) == len(classes.row.bounds):
                return plan.Step(plan.Whole(plan.Column(f"g{at}", "whole")), starts)
    return None


def period_number(day: date, part: str) -> int | None:
    """The number of the period that begins on the day, as groups are numbered; None where none does."""
    within = {"month": 12, "quarter": 4, "year": 1}.get(part)
    if within is None or day.day != 1 or (day.month - 1) % (12 // within):
        return None
    return day.year * within + (day.month - 1) * within // 12


def _held_as(value: plan.Row) -> plan.ColumnType:
    return value.type if isinstance(value, plan.Column) and value.type in ("option", "yes_no") else "whole"


def _rewritten(row: plan.Row, found: Mapping[plan.Row, Classes], places: Mapping[plan.Row, plan.Column]) -> plan.Row:
    """The condition in terms of classes."""
    match row:
        case plan.And(parts):
            return plan.And(tuple(_rewritten(part, found, places) for part in parts))
        case plan.Or(parts):
            return plan.Or(tuple(_rewritten(part, found, places) for part in parts))
        case plan.Not(value):
            return plan.Not(_rewritten(value, found, places))
        case plan.IsNull(value) if is_condition(value) and not isinstance(value, plan.Column):
            return plan.IsNull(_rewritten(value, found, places))
        case plan.Constant():
            return row
    value = about(row)
    return found[value].holds(row, places[value])
