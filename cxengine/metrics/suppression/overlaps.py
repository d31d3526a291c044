"""Groups whose numbers follow from those of groups that overlap: by adding and taking away, over and over.

Rows that are in the same groups are one kind. What can be told of kinds is what adds up from the groups' numbers, so it
is found by elimination: of each kind, and of two together. Of more kinds together it is found step by step: of two
groups and those in both it follows how many are in either; of two and those in either, how many are in both; of one
within another, how many are in the larger alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import attrs

from cxengine.metrics.suppression.cells import Family, Signature

MOST = 48
"""So many groups of two kinds are looked at, and so many of more; the smallest and the nearest first."""
Rows = frozenset[Signature]


@attrs.frozen(kw_only=True, eq=False)
class Group:
    """Rows, how their number follows from those of conditions, and the families that these are of."""

    rows: Rows
    terms: Mapping[int, Fraction]
    sides: tuple[Sequence[Family], ...]

    def without(self, parts: Sequence[Group]) -> Group:
        """Those of it that are in none of the parts, which are within it and share nobody."""
        found = self
        for part in parts:
            found = found.plus(part, Fraction(-1), found.rows - part.rows)
        return found

    def either(self, other: Group, both: Group | None) -> Group:
        """Those of one or the other, of whom ``both`` are in both; None for nobody."""
        found = self.plus(other, Fraction(1), self.rows | other.rows)
        return found if both is None else found.plus(both, Fraction(-1), found.rows)

    def both(self, other: Group, either: Group) -> Group:
        """Those of one and the other, of whom ``either`` are in one or both."""
        rows = self.rows & other.rows
        return self.plus(other, Fraction(1), rows).plus(either, Fraction(-1), rows)

    def plus(self, other: Group, times: Fraction, rows: Rows) -> Group:
        """So many times the other's number added to its own, which is known to be that of these rows."""
        bits = {**self.terms, **other.terms}
        terms = {bit: self.terms.get(bit, Fraction()) + times * other.terms.get(bit, Fraction()) for bit in bits}
        sides = (*self.sides, *(side for side in other.sides if side not in self.sides))
        return Group(rows=rows, terms=terms, sides=sides)


def overlapping(groups: Sequence[Group], sizes: Mapping[Signature, int]) -> Iterator[Group]:
    """What follows of a group and of parts of it; the ``sizes`` of kinds of rows only say what comes first."""
    told = {group.rows for group in groups}
    found: dict[Rows, Group] = {}
    for group in (*_kinds(groups, sizes), *_nearest(groups)):
        if group.rows and group.rows not in told and group.rows not in found:
            found[group.rows] = group
            yield group


def _kinds(groups: Sequence[Group], sizes: Mapping[Signature, int]) -> Iterator[Group]:
    """Single kinds of rows, and two together, of which the number follows."""
    kinds: dict[tuple[bool, ...], set[Signature]] = {}
    for signature in sorted(frozenset[Signature]().union(*(group.rows for group in groups))):
        kinds.setdefault(tuple(signature in group.rows for group in groups), set()).add(signature)
    members = [frozenset(each) for each in kinds.values()]
    weights = [sum(sizes[signature] for signature in each) for each in members]
    solved = _Solved([[Fraction(kind[at]) for kind in kinds] for at in range(len(groups))])
    pairs = sorted(combinations(range(len(members)), 2), key=lambda pair: sum(weights[at] for at in pair))
    taken = 0
    for wanted in (*((at,) for at in range(len(members))), *pairs):
        times = solved.times(wanted) if len(wanted) == 1 or taken < MOST else None
        if times is not None:
            taken += len(wanted) > 1
            rows = frozenset[Signature]().union(*(members[at] for at in wanted))
            yield _added(groups, times, rows)


def _added(groups: Sequence[Group], times: Sequence[Fraction], rows: Rows) -> Group:
    found = Group(rows=rows, terms={}, sides=())
    for group, often in zip(groups, times, strict=True):
        if often:
            found = found.plus(group, often, rows)
    return found


class _Solved:
    """Rows of numbers in reduced echelon form, each with how often the rows given are in it."""

    def __init__(self, given: Sequence[Sequence[Fraction]]) -> None:
        self._size = len(given)
        unit = [[Fraction(at == other) for other in range(self._size)] for at in range(self._size)]
        rows = [[*row, *own] for row, own in zip(given, unit, strict=True)]
        self._width = len(given[0])
        self._rows: dict[int, list[Fraction]] = {}
        """By the column that is 1 in it and 0 in all others."""
        for column in range(self._width):
            lead = next((row for row in rows if row[column]), None)
            if lead is None:
                continue
            rows.remove(lead)
            lead = [number / lead[column] for number in lead]
            rows = [_less(row, lead, row[column]) for row in rows]
            self._rows = {at: _less(row, lead, row[column]) for at, row in self._rows.items()}
            self._rows[column] = lead
        self._filled = {at: sum(map(bool, row[: self._width])) for at, row in self._rows.items()}
        """In how many columns each has anything."""

    def times(self, wanted: Sequence[int]) -> Sequence[Fraction] | None:
        """How often each given row is added for 1 in the columns wanted and 0 in all others; None where none does."""
        leads = [column for column in wanted if column in self._rows]
        if not leads or (len(leads) == 1 and self._filled[leads[0]] != len(wanted)):
            return None
        total = [sum(numbers, Fraction()) for numbers in zip(*(self._rows[at] for at in leads), strict=True)]
        right = all(total[column] == (column in wanted) for column in range(self._width))
        return total[self._width :] if right else None


def _less(row: list[Fraction], other: Sequence[Fraction], times: Fraction) -> list[Fraction]:
    return [number - times * more for number, more in zip(row, other, strict=True)] if times else row


def _nearest(groups: Sequence[Group]) -> Iterator[Group]:
    """What follows step by step; nothing where no two parts share anybody."""
    if not any(one.rows & other.rows for one, other in combinations(groups[1:], 2)):
        return
    known = {group.rows: group for group in groups}
    told, seen = len(known), 0
    while seen < len(known) < told + MOST:
        before, seen = list(known.values()), len(known)
        for one, other in combinations(before, 2):
            for group in _made(one, other, known):
                if group.rows and group.rows not in known and len(known) < told + MOST:
                    known[group.rows] = group
                    yield group


def _made(one: Group, other: Group, known: Mapping[Rows, Group]) -> Iterator[Group]:
    """What follows of two groups and of a third that is known."""
    shared, together = one.rows & other.rows, one.rows | other.rows
    if other.rows < one.rows:
        yield one.without((other,))
    elif one.rows < other.rows:
        yield other.without((one,))
    elif not shared or shared in known:
        yield one.either(other, known.get(shared))
    elif together in known:
        yield one.both(other, known[together])
