"""Groups whose numbers follow from those of groups that overlap: by adding and taking away, over and over.

Of two groups and those in both it follows how many are in either; of two and those in either, how many are in both; of
one within another, how many are in the larger alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import attrs

from cxengine.metrics.suppression.cells import Family, Signature

MOST = 48
"""So many groups are looked at besides those that are told."""


@attrs.frozen(kw_only=True, eq=False)
class Group:
    """Rows, how their number follows from those of conditions, and the families that these are of."""

    rows: frozenset[Signature]
    terms: Mapping[int, int]
    sides: tuple[Sequence[Family], ...]

    def without(self, parts: Sequence[Group]) -> Group:
        """Those of it that are in none of the parts, which are within it and share nobody."""
        found = self
        for part in parts:
            found = found._plus(part, -1, found.rows - part.rows)
        return found

    def either(self, other: Group, both: Group | None) -> Group:
        """Those of one or the other, of whom ``both`` are in both; None for nobody."""
        found = self._plus(other, 1, self.rows | other.rows)
        return found if both is None else found._plus(both, -1, found.rows)

    def both(self, other: Group, either: Group) -> Group:
        """Those of one and the other, of whom ``either`` are in one or both."""
        rows = self.rows & other.rows
        return self._plus(other, 1, rows)._plus(either, -1, rows)

    def _plus(self, other: Group, times: int, rows: frozenset[Signature]) -> Group:
        bits = {**self.terms, **other.terms}
        terms = {bit: self.terms.get(bit, 0) + times * other.terms.get(bit, 0) for bit in bits}
        sides = (*self.sides, *(side for side in other.sides if side not in self.sides))
        return Group(rows=rows, terms=terms, sides=sides)


def overlapping(whole: Group, parts: Sequence[Group]) -> Iterator[Group]:
    """What follows of a group and of parts of it, some of which share somebody; the nearest first."""
    if not any(one.rows & other.rows for one, other in combinations(parts, 2)):
        return
    known = {group.rows: group for group in (whole, *parts)}
    told, seen = len(known), 0
    while seen < len(known) < told + MOST:
        before, seen = list(known.values()), len(known)
        for one, other in combinations(before, 2):
            for group in _made(one, other, known):
                if group.rows and group.rows not in known and len(known) < told + MOST:
                    known[group.rows] = group
                    yield group


def _made(one: Group, other: Group, known: Mapping[frozenset[Signature], Group]) -> Iterator[Group]:
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
