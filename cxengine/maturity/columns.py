"""Conditions of a few comparisons, decided together: it is known beforehand what holds wherever a figure stands.

The parts of all conditions stand side by side in one whole number, two bits each. Where a figure stands on its ladder
gives the codes of all parts that compare it; those of the figures joined by ``|`` are the parts of every condition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs

from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition
from cxengine.maturity.ladders import NO, OPEN, YES, Ladder

_MOST_PARTS = 3
"""Conditions of more comparisons are decided one by one."""
_TOGETHER = 1024
"""So many conditions have one number: the numbers of twice as many would take four times the memory."""
_A_BYTE = 4
"""Codes that one byte holds."""
Places = tuple[tuple[int, ...], bool]
"""Where the truths of a condition's comparisons stand, and whether all must hold."""
_LEFT_OPEN: Places = (), True


@attrs.frozen(eq=False)
class Column:
    """Conditions side by side. A condition with fewer parts than others repeats its first.

    ``on_ladders`` has for each ladder the codes of the parts, by how many comparisons its figure turns; ``alone`` for
    each comparison on no ladder, by its code. ``left`` are the parts that are always open. ``every`` has both bits of a
    condition set where all its parts must hold, and none where one is enough.
    """

    size: int
    parts: int
    on_ladders: tuple[tuple[int, ...], ...]
    alone: tuple[tuple[int, ...], ...]
    left: int
    every: int

    def packed(self, turned: Sequence[int], codes: bytes) -> bytes:
        """The codes of the conditions, four to a byte; the first has the lowest bits."""
        found = self.left
        for by_turned, at in zip(self.on_ladders, turned, strict=True):
            found |= by_turned[at]
        for by_code, code in zip(self.alone, codes, strict=True):
            found |= by_code[code]
        width = 2 * self.size
        one = (1 << width) - 1
        all_hold, one_holds = one, 0
        for _ in range(self.parts):
            part, found = found & one, found >> width
            all_hold &= part
            one_holds |= part
        return (all_hold & self.every | one_holds & ~self.every).to_bytes(-(-self.size // _A_BYTE), "little")


@attrs.frozen(eq=False)
class Columns:
    """The conditions of a model that are decided so, by index in ``simple``; the others stay open."""

    simple: frozenset[int]
    columns: tuple[Column, ...]

    def packed(self, turned: Sequence[int], codes: bytes) -> bytes:
        """The codes of all conditions, four to a byte, from those of what is on ladders and what is not."""
        if len(self.columns) == 1:
            return self.columns[0].packed(turned, codes)
        return b"".join([column.packed(turned, codes) for column in self.columns])


def columns_of(conditions: Sequence[Condition | None], ladders: Sequence[Ladder], alone: int) -> Columns | None:
    """The conditions that can be decided so; None stands for one that cannot. None where it would not pay.

    ``alone`` is how many comparisons there are after those on ladders.
    """
    simple = [_simple(when) for when in conditions]
    found = frozenset(index for index, places in enumerate(simple) if places is not None)
    if len(found) < 2:
        return None
    filled = [places or _LEFT_OPEN for places in simple]
    starts = range(0, len(filled), _TOGETHER)
    return Columns(found, tuple(_column(filled[at : at + _TOGETHER], ladders, alone) for at in starts))


def _column(conditions: Sequence[Places], ladders: Sequence[Ladder], alone: int) -> Column:
    parts = max(1, *(len(places) for places, _ in conditions))
    reads: defaultdict[int, int] = defaultdict(int)
    """By place, the bits of all parts that read it."""
    left = every = 0
    for index, (places, all_must) in enumerate(conditions):
        every |= YES << 2 * index if all_must else NO
        for part in range(parts):
            at = 2 * (part * len(conditions) + index)
            if places:
                reads[places[part % len(places)]] |= YES << at
            else:
                left |= OPEN << at
    first = sum(len(ladder.turns) for ladder in ladders)
    return Column(
        size=len(conditions),
        parts=parts,
        on_ladders=tuple(_by_turned(ladders, reads)),
        alone=tuple((NO, _open(reads[at]), NO, reads[at]) for at in range(first, first + alone)),
        left=left,
        every=every,
    )


def _by_turned(ladders: Sequence[Ladder], reads: Mapping[int, int]) -> Iterator[tuple[int, ...]]:
    first = 0
    for ladder in ladders:
        own = [reads.get(first + place, 0) for place in range(len(ladder.turns))]
        held = 0
        for bits, code in zip(own, ladder.unturned, strict=True):
            held |= bits if code == YES else 0
        found = [held]
        for bits in own:
            held ^= bits
            found.append(held)
        yield (*found, sum(map(_open, own)))
        first += len(own)


def _open(bits: int) -> int:
    """The same parts, of which nobody knows whether they hold."""
    return bits // YES * OPEN


def _simple(when: Condition | None) -> Places | None:
    match when:
        case Atom(place):
            return (place,), True
        case AllOf(parts) | AnyOf(parts) if len(parts) <= _MOST_PARTS:
            places = tuple(part.place for part in parts if isinstance(part, Atom))
            return (places, isinstance(when, AllOf)) if len(places) == len(parts) else None
        case _:
            return None
