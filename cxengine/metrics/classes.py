"""What the conditions on one value can tell apart: its classes, each a stretch, a set of texts or a truth.

A column takes part with the interval between the conditions' cut points that its value lies in, or with the options
that they name; any other condition with its own truth. A missing value is in no class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import attrs

from cxengine import plan


@attrs.frozen(kw_only=True)
class Classes:
    """The classes of one value, numbered from 0; ``size`` counts a missing value too.

    ``row`` gives the number of the class. ``plain``: the value itself is used, which has few others.
    """

    about: plan.Row
    row: plan.Row
    size: int
    plain: bool = False

    def holds(self, atom: plan.Row, place: plan.Column) -> plan.Row:
        """A condition on the value, where ``place`` holds its class."""
        if self.plain:
            return _moved(atom, place)
        if atom == self.about:
            return plan.InSet(place, (0,))  # the first test is the condition itself
        if isinstance(atom, plan.IsNull):
            return plan.IsNull(place)
        return _held_by(atom, self.row, place)


def classes_of(atoms: Iterable[plan.Row]) -> Mapping[plan.Row, Classes]:
    """For each value that the conditions are about, its classes."""
    together: dict[plan.Row, list[plan.Row]] = {}
    for atom in atoms:
        together.setdefault(about(atom), []).append(atom)
    return {value: _classed(value, members) for value, members in together.items()}


def _classed(value: plan.Row, members: list[plan.Row]) -> Classes:
    if isinstance(value, plan.Column) and value.options and value.type in ("option", "yes_no"):
        return Classes(about=value, row=value, size=value.options + 1, plain=True)
    if members == [value]:
        return Classes(about=value, row=value, size=3)
    words = _words(members)
    if words:
        sets = _alike(words, members)
        return Classes(about=value, row=plan.Kind(value, sets), size=len(sets) + 2)
    bounds = tuple(sorted({bound for atom in members for bound in _bounds(atom)}))
    return Classes(about=value, row=plan.Step(value, bounds), size=len(bounds) + 2)


def _moved(atom: plan.Row, place: plan.Column) -> plan.Row:
    """The condition on a column of another name."""
    match atom:
        case plan.Column():
            return place
        case plan.Compare(op, _, right):
            return plan.Compare(op, place, right)
        case plan.InSet(_, options):
            return plan.InSet(place, options)
        case plan.IsNull():
            return plan.IsNull(place)
    raise TypeError(f"no condition on a column: {atom}")


def atoms(row: plan.Row) -> Iterable[plan.Row]:
    """The conditions that are not made of others."""
    match row:
        case plan.And(parts) | plan.Or(parts):
            for part in parts:
                yield from atoms(part)
        case plan.Not(value):
            yield from atoms(value)
        case plan.IsNull(value) if is_condition(value):
            yield from atoms(value)
        case plan.Constant():
            return
        case _:
            yield row


def holds_for(row: plan.Row, value: int | date | str | None) -> bool | None:
    """A condition whose every part is about one value, where that is known, or missing; None where that is missing."""
    match row:
        case plan.And(parts):
            found = [holds_for(part, value) for part in parts]
            return False if False in found else None if None in found else True
        case plan.Or(parts):
            found = [holds_for(part, value) for part in parts]
            return True if True in found else None if None in found else False
        case plan.Not(part):
            held = holds_for(part, value)
            return None if held is None else not held
        case plan.IsNull(part) if is_condition(part):
            return holds_for(part, value) is None
        case plan.IsNull():
            return value is None
        case plan.Constant(held) if held is None or isinstance(held, bool):
            return held
    return None if value is None else _holds(row, value)


def is_condition(row: plan.Row) -> bool:
    condition = plan.And | plan.Or | plan.Not | plan.Compare | plan.InSet | plan.Within | plan.Mentions | plan.IsNull
    return isinstance(row, condition) or (isinstance(row, plan.Column) and row.type == "yes_no")


def about(atom: plan.Row) -> plan.Row:
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
