"""A scan in two stages: rows are counted once by what the conditions can tell apart, the figures come from that.

Rows that answer every condition alike are one class. A column takes part with the interval between the conditions'
cut points that its value lies in, or with the options that they name; any other condition with its own truth. Ten
million rows become some hundred thousand classes, and only those are looked at once for each aggregate. Both stages
are one statement over one scan of the table, and give the same as one stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import prod

import attrs

from cxengine import plan

MOST_CLASSES = 20_000
"""Above this many classes, taking no account of the groups, rows are better looked at one by one."""
MOST_CUTS = 64
"""Above this many classes of one value, telling them apart takes longer than it saves."""
FEWEST_AGGREGATES = 8
"""Below this many there is nothing to gain."""

ROWS = plan.Column("rows", "whole")
"""How many rows a class has, in the first stage's result."""


@attrs.frozen(kw_only=True)
class Stages:
    """What rows are classed by, what is added up in a class, and the scan over the classes that gives the figures.

    ``sizes`` are how many classes each has: they count from 0, and the last is that of missing values.
    """

    classes: tuple[plan.Row, ...]
    sizes: tuple[int, ...]
    sums: tuple[plan.Row, ...]
    second: plan.Scan


def stages(scan: plan.Scan) -> Stages | None:
    """The scan in two stages; None where one is better or a part of it cannot be split."""
    if len(scan.aggregates) < FEWEST_AGGREGATES:
        return None
    if not all(isinstance(aggregate, plan.CountWhere | plan.SumWhere) for aggregate in scan.aggregates):
        return None
    atoms: dict[plan.Row, None] = {}
    for aggregate in scan.aggregates:
        for atom in _atoms(aggregate.condition):
            atoms.setdefault(atom)
    classed = _classed(tuple(atoms))
    sizes = [size for _, size in classed.values()]
    if prod(sizes) > MOST_CLASSES or max(sizes, default=0) > MOST_CUTS:
        return None
    places = {about: plan.Column(f"c{at}", "whole") for at, about in enumerate(classed)}
    sums = tuple(dict.fromkeys(a.value for a in scan.aggregates if isinstance(a, plan.SumWhere)))
    aggregates = tuple(_second(aggregate, sums, classed, places) for aggregate in scan.aggregates)
    return Stages(
        classes=tuple(row for row, _ in classed.values()),
        sizes=tuple(size for _, size in classed.values()),
        sums=sums,
        second=plan.Scan("classes", scan.groups, aggregates),
    )


_Classes = Mapping[plan.Row, tuple[plan.Row, int]]
"""For each value that conditions are about, the expression of its class and how many there are, missing included."""


def _atoms(row: plan.Row) -> Iterable[plan.Row]:
    """The conditions that are not made of others."""
    match row:
        case plan.And(parts) | plan.Or(parts):
            for part in parts:
                yield from _atoms(part)
        case plan.Not(value):
            yield from _atoms(value)
        case plan.IsNull(value) if _is_condition(value):
            yield from _atoms(value)
        case plan.Constant():
            return
        case _:
            yield row


def _is_condition(row: plan.Row) -> bool:
    condition = plan.And | plan.Or | plan.Not | plan.Compare | plan.InSet | plan.Within | plan.Mentions | plan.IsNull
    return isinstance(row, condition) or (isinstance(row, plan.Column) and row.type == "yes_no")


def _about(atom: plan.Row) -> plan.Row:
    """The value that decides an atom: a column where it is compared with constants only, else the atom itself."""
    match atom:
        case plan.Compare(_, value, plan.Constant(bound)) if _can_be_cut(value, bound):
            return value
        case plan.Compare("=", plan.Column() | plan.Folded(), plan.Constant(str())):
            return atom.left
        case plan.InSet(plan.Column() | plan.Folded() | plan.Whole()):
            return atom.value
        case plan.Within(plan.Column(_, kind), _, last) if last < date.max:
            return plan.DateOf(atom.value) if kind == "moment" else atom.value
        case plan.IsNull(plan.Column() | plan.Whole()):
            return atom.value
    return atom


def _can_be_cut(value: plan.Row, bound: object) -> bool:
    """Whether the value is a whole number or a date, compared with one."""
    if isinstance(value, plan.Whole):
        return isinstance(bound, int) and not isinstance(bound, bool)
    dated = isinstance(value, plan.DateOf) or (isinstance(value, plan.Column) and value.type == "date")
    return dated and isinstance(bound, date) and bound < date.max


def _classed(atoms: tuple[plan.Row, ...]) -> _Classes:
    together: dict[plan.Row, list[plan.Row]] = {}
    for atom in atoms:
        together.setdefault(_about(atom), []).append(atom)
    found: dict[plan.Row, tuple[plan.Row, int]] = {}
    for about, members in together.items():
        words = _words(members)
        if members == [about]:
            found[about] = (about, 3)
        elif words:
            sets = _alike(words, members)
            found[about] = (plan.Kind(about, sets), len(sets) + 2)
        else:
            bounds = tuple(sorted({bound for atom in members for bound in _bounds(atom)}))
            found[about] = (plan.Step(about, bounds), len(bounds) + 2)
    return found


def _words(atoms: list[plan.Row]) -> tuple[str, ...]:
    """The texts that conditions on one column name."""
    found: dict[str, None] = {}
    for atom in atoms:
        match atom:
            case plan.Compare(_, _, plan.Constant(str(word))):
                found.setdefault(word)
            case plan.InSet(_, options):
                found.update({option: None for option in options if isinstance(option, str)})
    return tuple(found)


def _alike(words: tuple[str, ...], atoms: list[plan.Row]) -> tuple[tuple[str, ...], ...]:
    """The texts, those together that no condition tells apart."""
    sets: dict[tuple[bool | None, ...], list[str]] = {}
    for word in words:
        sets.setdefault(tuple(_holds(atom, word) for atom in atoms), []).append(word)
    return tuple(tuple(members) for members in sets.values())


def _bounds(atom: plan.Row) -> tuple[int | date, ...]:
    """Where the truth of a condition on whole numbers or dates changes: the first value of each new stretch."""
    match atom:
        case plan.Compare(op, _, plan.Constant(bound)) if isinstance(bound, int | date):
            after = _next(bound)
            return {"<": (bound,), ">=": (bound,), "<=": (after,), ">": (after,), "=": (bound, after)}[op]
        case plan.InSet(_, options):
            return tuple(bound for option in options if isinstance(option, int) for bound in (option, option + 1))
        case plan.Within(_, first, last):
            return (first, _next(last))
    return ()


def _next(bound: int | date) -> int | date:
    if isinstance(bound, date):
        return bound + timedelta(days=1) if bound < date.max else bound
    return bound + 1


def _holds(atom: plan.Row, value: int | date | str) -> bool | None:
    """The condition for a known value."""
    match atom:
        case plan.Compare(op, _, plan.Constant(bound)):
            if op == "=":
                return value == bound
            less, same = value < bound, value == bound  # type: ignore[operator]
            return {"<": less, "<=": less or same, ">": not less and not same, ">=": not less}[op]
        case plan.InSet(_, options):
            return value in options
        case plan.Within(_, first, last):
            return isinstance(value, date) and first <= value <= last
    return False


def _second(
    aggregate: plan.Aggregate,
    sums: tuple[plan.Row, ...],
    classed: _Classes,
    places: Mapping[plan.Row, plan.Column],
) -> plan.Aggregate:
    """The aggregate over classes in place of rows."""
    condition = _rewritten(aggregate.condition, classed, places)
    if not isinstance(aggregate, plan.SumWhere):
        return plan.SumWhere(plan.Whole(ROWS), condition)
    name = f"s{sums.index(aggregate.value)}"
    return plan.SumWhere(plan.Whole(plan.Column(name, "whole")), condition)


def _rewritten(row: plan.Row, classed: _Classes, places: Mapping[plan.Row, plan.Column]) -> plan.Row:
    """The condition in terms of classes."""
    match row:
        case plan.And(parts):
            return plan.And(tuple(_rewritten(part, classed, places) for part in parts))
        case plan.Or(parts):
            return plan.Or(tuple(_rewritten(part, classed, places) for part in parts))
        case plan.Not(value):
            return plan.Not(_rewritten(value, classed, places))
        case plan.IsNull(value) if _is_condition(value):
            return plan.IsNull(_rewritten(value, classed, places))
        case plan.Constant():
            return row
    about = _about(row)
    place = places[about]
    if about == row:
        return plan.InSet(place, (0,))  # the first test is the condition itself
    if isinstance(row, plan.IsNull):
        return plan.IsNull(place)
    return _held_by(row, classed[about][0], place)


def _held_by(atom: plan.Row, made: plan.Row, place: plan.Column) -> plan.Row:
    """Which classes an atom holds for; missing for the class of missing values."""
    match made:
        case plan.Kind(_, sets):
            first = [(at, members[0]) for at, members in enumerate(sets)]
            return plan.InSet(place, tuple(at for at, word in first if _holds(atom, word)))
        case plan.Step(_, bounds):
            stretches: list[int | date] = [_before(bounds[0]), *bounds]
            return plan.InSet(place, tuple(at for at, value in enumerate(stretches) if _holds(atom, value)))
    raise TypeError(f"no class for {atom}")


def _before(bound: int | date) -> int | date:
    if isinstance(bound, date):
        return bound - timedelta(days=1) if bound > date.min else bound
    return bound - 1
