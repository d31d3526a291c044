"""Between what ends the number of a row can lie that is made of conditions: 1 where x >= 9, and -1 where x <= 6.

Conditions on fields that have few values are tried with each of them, and so is what keeps the rows; any other
condition may hold or not as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from cxengine import plan
from cxengine.metrics.classes import atoms, is_condition
from cxengine.metrics.suppression.answers import columns_in

Span = tuple[Fraction, Fraction]
Given = Mapping[plan.Column, int | str | bool | None]
"""A value of each field of a row; None where it is missing."""
MOST_VALUES = 12
"""Values that a field has at most for all of them to be tried."""
MOST_WAYS = 1000
"""Ways to be for a row that are tried at most."""
OTHER = ""
"""Stands for all options that no condition names."""
_COMPARED = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
}  # fmt: skip


class _CannotTell(Exception):
    """Whether a condition holds cannot be told from values of fields."""


def span_of(counted: Mapping[plan.Row, Fraction], keeping: Sequence[plan.Row], shift: Fraction) -> Span | None:
    """The least and the greatest number of a row that ``keeping`` keep, of which each condition that holds counts.

    None where that is always the same.
    """
    low = high = shift
    for together, limits in _apart(counted, [each for each in keeping if _tells(each)]):
        ends = _ends(together, limits)
        if ends is None:
            return None
        low, high = low + ends[0], high + ends[1]
    return (low, high) if low < high else None


def _apart(
    counted: Mapping[plan.Row, Fraction], keeping: Sequence[plan.Row]
) -> Iterator[tuple[dict[plan.Row, Fraction], list[plan.Row]]]:
    """The conditions in sets that share no fields, each with what of ``keeping`` looks at its fields."""
    rest = dict(counted)
    while rest:
        first = next(iter(rest))
        fields, size = set(columns_in(first)), -1
        while len(fields) > size:
            size = len(fields)
            for each in (*rest, *keeping):
                own = set(columns_in(each))
                fields |= own if own & fields else set()
        inside = {each: times for each, times in rest.items() if each == first or set(columns_in(each)) & fields}
        rest = {each: times for each, times in rest.items() if each not in inside}
        yield inside, [each for each in keeping if set(columns_in(each)) & fields]


def _ends(counted: Mapping[plan.Row, Fraction], keeping: Sequence[plan.Row]) -> Span | None:
    """What conditions on the same fields come to at least and at most; None where no row is kept."""
    fields = dict.fromkeys(column for each in (*counted, *keeping) for column in columns_in(each))
    if not all(map(_tells, counted)) or prod(map(_size, fields)) > MOST_WAYS:
        return (
            sum((times for times in counted.values() if times < 0), Fraction(0)),
            sum((times for times in counted.values() if times > 0), Fraction(0)),
        )
    values = {column: _values(column, (*counted, *keeping)) for column in fields}
    found: list[Fraction] = []
    for way in product(*values.values()):
        given = dict(zip(values, way, strict=True))
        held = [(_holds(each, given), times) for each, times in counted.items()]
        if all(_holds(each, given) for each in keeping) and None not in (truth for truth, _ in held):
            found.append(sum((times for truth, times in held if truth), Fraction(0)))
    return (min(found), max(found)) if found else None


def _tells(row: plan.Row) -> bool:
    """Whether a condition looks at fields with few values only, and no comparison at two of them."""
    try:
        _holds(row, dict.fromkeys(columns_in(row)))
    except _CannotTell:
        return False
    each = [set(columns_in(atom)) for atom in atoms(row)]
    return all(len(columns) <= 1 for columns in each) and all(_few(column) for column in columns_in(row))


def _few(column: plan.Column) -> bool:
    if column.ends is not None:
        return column.ends[1] - column.ends[0] < MOST_VALUES
    return column.type in ("option", "yes_no") and 0 < column.options <= MOST_VALUES


def _size(column: plan.Column) -> int:
    """How many values a field of few has, and one more where it may be missing."""
    low, high = column.ends or (1, column.options)
    return high - low + 1 + (not column.filled)


def _values(column: plan.Column, conditions: Sequence[plan.Row]) -> tuple[int | str | bool | None, ...]:
    missing = () if column.filled else (None,)
    if column.type == "yes_no":
        return (True, False, *missing)
    if column.ends is not None:
        return (*range(column.ends[0], column.ends[1] + 1), *missing)
    named = dict.fromkeys(word for each in conditions for word in _words(each, column))
    return (*named, *((OTHER,) if len(named) < column.options else ()), *missing)


def _words(row: plan.Row, column: plan.Column) -> Iterator[str]:
    """The options of a field that a condition names."""
    for atom in atoms(row):
        if column in columns_in(atom):
            options = atom.options if isinstance(atom, plan.InSet) else (getattr(atom, "right", None),)
            for option in options:
                word = option.value if isinstance(option, plan.Constant) else option
                if isinstance(word, str):
                    yield word


def _holds(row: plan.Row, given: Given) -> bool | None:
    """A condition for a row; None where it is unknown."""
    match row:
        case plan.And(parts):
            found = [_holds(part, given) for part in parts]
            return False if False in found else None if None in found else True
        case plan.Or(parts):
            found = [_holds(part, given) for part in parts]
            return True if True in found else None if None in found else False
        case plan.Not(part):
            held = _holds(part, given)
            return None if held is None else not held
        case plan.IsNull(part):
            return (_holds(part, given) if is_condition(part) else _value(part, given)) is None
        case plan.Compare(op, left, right):
            one, other = _value(left, given), _value(right, given)
            return None if one is None or other is None else bool(_COMPARED[op](one, other))
        case plan.InSet(value, options):
            own = _value(value, given)
            return None if own is None else own in options
        case plan.Column() | plan.Constant():
            truth = _value(row, given)
            return None if truth is None else bool(truth)
    raise _CannotTell


def _value(row: plan.Row, given: Given) -> object:
    """What a row holds; None where that is missing."""
    match row:
        case plan.Column():
            return given[row]
        case plan.Whole(column):
            return given[column]
        case plan.Constant(value):
            return value
        case plan.Arithmetic(op, left, right):
            one, other = _value(left, given), _value(right, given)
            if not isinstance(one, int) or not isinstance(other, int):
                return None
            return one + other if op == "+" else one - other if op == "-" else one * other
    raise _CannotTell
