"""What a figure tells of one part of a table since others tell what it comes to in the rest.

Those by phone or urgent less those by phone, as a figure by channel tells them, are urgent and came otherwise. So the
groups of a figure that is split are laid beside figures that are not, and whose condition looks at what the other is
split by: of groups that such a figure keeps as a whole, the rest of it is known, and of that rest, others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from cxengine.metrics.suppression.cells import Family, Signature
from cxengine.metrics.suppression.coordinates import EVERYTHING, NOBODY, Axis

Rows = frozenset[Signature]
Labels = frozenset[int]
By = tuple[int, int]
"""The family whose figure is taken, and one of which the other side is known."""
Known = dict[int, dict[Rows, By]]
"""By combination, the rows of a side that are known."""


@attrs.frozen
class Told:
    """A family tells how many of one side have the bit, in the combination, since ``beside`` tells of the other."""

    family: int
    beside: int
    bit: int
    combination: int


@attrs.frozen
class Side:
    """Some labels in a view of an axis, and what is known of their rows only by way of all others."""

    labels: Labels
    told: tuple[Told, ...]


@attrs.define
class _Half:
    labels: Labels
    rows: dict[int, Rows]
    """Those with each bit, as kinds."""
    known: Known
    told: list[Told] = attrs.field(factory=list)


def sides(
    axis: Axis,
    view: int,
    atoms: Iterable[tuple[int, Signature]],
    looking: Iterable[int],
    split: Sequence[tuple[int, int, Family]],
) -> Iterator[Side]:
    """Of each way to part the labels in two, both sides.

    ``atoms`` are leaves of the axis with signatures, ``looking`` the bits whose condition looks at it, and ``split``
    combinations that do not look at the axis so, the same that do (or as before), and a family that is in either.
    """
    kinds: dict[int, set[Signature]] = {}
    table = axis.tables[view]
    for leaf, signature in atoms:
        kinds.setdefault(table[leaf], set()).add(signature)
    if axis.views[view] == EVERYTHING or NOBODY in kinds or len(kinds) < 2:
        return
    every = frozenset(kinds)
    for labels in _whole_groups(kinds, looking, split):
        halves = [_half(each, kinds, split) for each in (labels, every - labels)]
        _tell(halves, split)
        yield from (Side(half.labels, tuple(half.told)) for half in halves if half.told)


def alike(kinds: Iterable[tuple[int, Signature]], bits: Iterable[int], looking: Iterable[int]) -> Iterator[Labels]:
    """Labels within which the same conditions keep part of what others do, where they do not everywhere.

    ``kinds`` are labels with signatures; one of the two conditions is ``looking`` at what has the labels.
    """
    numbers: dict[Signature, int] = {}
    there: dict[int, int] = {}
    for label, signature in sorted(kinds):
        there[label] = there.get(label, 0) | 1 << numbers.setdefault(signature, len(numbers))
    rows = {bit: sum(1 << at for signature, at in numbers.items() if signature >> bit & 1) for bit in sorted(bits)}
    looked_at = set(looking)
    pairs = [
        (own, of)
        for own in rows
        for of in rows
        if own != of and (own in looked_at or of in looked_at) and rows[own] & ~rows[of]
    ]
    found: dict[tuple[tuple[int, int], ...], set[int]] = {}
    for label, mine in there.items():
        within = tuple((own, of) for own, of in pairs if rows[own] & mine and not rows[own] & mine & ~rows[of])
        if within:
            found.setdefault(within, set()).add(label)
    yield from map(frozenset, found.values())


def _whole_groups(
    kinds: Mapping[int, set[Signature]], looking: Iterable[int], split: Sequence[tuple[int, int, Family]]
) -> Iterable[Labels]:
    """The labels of which a condition keeps just what a figure that is split by them does."""
    told = sorted({bit for number, finer, family in split if finer in family.combinations for bit in family.published})
    found: dict[Labels, None] = {}
    for bit in sorted(looking):
        kept = {label for label, those in kinds.items() if any(s >> bit & 1 for s in those)}
        for other in told:
            alike = frozenset(
                label for label in kept if all((s >> bit & 1) == (s >> other & 1) for s in kinds[label])
            )
            if alike and len(alike) < len(kept):
                found[alike] = None
    return found


def _half(labels: Labels, kinds: Mapping[int, set[Signature]], split: Sequence[tuple[int, int, Family]]) -> _Half:
    there = set[Signature]().union(*(kinds[label] for label in labels))
    away = set[Signature]().union(*(those for label, those in kinds.items() if label not in labels))
    bits = {bit for _, _, family in split for bit in family.published}
    rows = {bit: frozenset(s for s in there if s >> bit & 1) for bit in bits}
    known: Known = {}
    for number, finer, family in split:
        whole = number in family.combinations and not any(s >> family.kept & 1 for s in away)
        if whole or finer in family.combinations:
            of = known.setdefault(number, {})
            for bit in family.published:
                of.setdefault(rows[bit], (family.number, family.number))
    return _Half(labels, rows, known)


def _tell(halves: Sequence[_Half], split: Sequence[tuple[int, int, Family]]) -> None:
    """What follows of either side from the other, until nothing more does."""
    moved = True
    while moved:
        moved = False
        for here, there in (halves, halves[::-1]):
            for number, finer, family in split:
                if number not in family.combinations or finer in family.combinations:
                    continue
                for bit in family.published:
                    known, rows = here.known.setdefault(number, {}), here.rows[bit]
                    beside = there.known.get(number, {}).get(there.rows[bit])
                    if rows and there.rows[bit] and rows not in known and beside is not None:
                        known[rows] = (family.number, beside[0])
                        here.told.append(Told(family.number, beside[0], bit, number))
                        moved = True
