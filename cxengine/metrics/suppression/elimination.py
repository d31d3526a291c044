"""Few people who follow from sums of groups, however many sums are added and taken away.

A sum is of some kinds of rows. What follows from sums is what they span; of that a group of few can only be of kinds
that are few themselves. So all others are eliminated first, and what is left is small enough to be looked at whole. It
is done modulo a prime, in whole numbers: nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, islice
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Marks = NDArray[np.bool_]

PRIME = (1 << 31) - 1
MOST = 400
"""So many sums are eliminated together, besides those from which one kind follows by itself."""
ALL_WAYS = 10
"""Of so many rows that are left each way to add them is looked at; of more three together, or two."""


@attrs.frozen(eq=False)
class Found:
    """Kinds, by column, and how often each sum is added for how many they are, modulo the prime."""

    columns: frozenset[int]
    times: Mapping[int, int]


@attrs.frozen(kw_only=True, eq=False)
class Sums:
    """``told`` has a row for each sum and a column for each kind, with ``sizes``.

    What follows from groups that are ``free`` to tell may be few, and so may those that are ``own``. Of who is not
    ``minded`` nobody minds.
    """

    told: Marks
    free: Marks
    own: Marks
    minded: Marks
    sizes: Numbers
    least: int

    def few(self) -> list[Found] | None:
        """Fewer than the least who follow; None where there are too many sums to tell."""
        import numpy as np

        there = np.logical_or.reduce(self.told, axis=0)
        some = there & (self.sizes > 0) & (self.sizes < self.least)
        if not some.any():
            return []
        while True:
            known = _Peeled(self.told, there, self.sizes, self.least)
            if not (some & known.left).any():
                return []
            if known.rows.size > MOST:
                return None
            rows = self._left(known)
            nobody = np.array([_is_sum(row) and not row @ self.sizes for row in rows], bool)
            if not nobody.any():
                return list(self._found(known, rows, there))
            there = np.logical_and(there, ~(rows[nobody] != 0).any(axis=0))

    def follow(self, wanted: Marks) -> list[bool]:
        """Whether the number of each group follows, where none of few does."""
        import numpy as np

        there = np.logical_or.reduce(self.told, axis=0)
        known = _Peeled(self.told, there, self.sizes, self.least)
        if known.rows.size > MOST:
            return [False for _ in wanted]
        spanned = _echelon(self.told[np.ix_(known.rows, np.flatnonzero(known.left))].astype(np.int64))
        return [
            not each[~there].any() and _spans(*spanned, each[known.left].astype(np.int64)) for each in wanted
        ]

    def _left(self, known: _Peeled) -> Numbers:
        """What follows of kinds that are few alone, in reduced echelon form."""
        import numpy as np

        columns = np.flatnonzero(known.left)
        large = columns[self.sizes[columns] >= self.least]
        small = columns[self.sizes[columns] < self.least]
        small = small[np.argsort(-self.sizes[small], kind="stable")]
        order = np.concatenate((large, small))
        rows, pivots = _echelon(self.told[np.ix_(known.rows, order)].astype(np.int64))
        rest = _reduced(rows, pivots, sum(at < large.size for at in pivots))
        found = np.zeros((len(rest), self.told.shape[1]), np.int64)
        found[:, order] = _signed(rest)
        return found

    def _found(self, known: _Peeled, rows: Numbers, there: Marks) -> Iterator[Found]:
        import numpy as np

        allowed = None
        for wanted in self._few_of(rows):
            if allowed is None:
                held = self.own @ self.sizes
                own = self.own[(held > 0) & (held < self.least)]
                allowed = _echelon(np.vstack((own, self.free))[:, there].astype(rows.dtype))
            if not _spans(*allowed, wanted[there]):
                yield Found(frozenset(map(int, wanted.nonzero()[0])), known.times(wanted, there))

    def _few_of(self, rows: Numbers) -> Iterator[Numbers]:
        """What rows come to together, where that is few."""
        import numpy as np

        for chosen in _ways(len(rows)):
            sums = _signed(chosen @ rows)
            people = sums @ self.sizes
            few = (sums >= 0).all(axis=1) & (sums < MOST).all(axis=1) & (people > 0) & (people < self.least)
            few &= ~(sums != 0)[:, ~self.minded].any(axis=1)
            yield from sums[np.flatnonzero(few)]


class _Peeled:
    """Sums without the kinds that are told by one sum alone, once those that are known already are taken away."""

    def __init__(self, told: Marks, there: Marks, sizes: Numbers, least: int) -> None:
        import numpy as np

        self._told = told
        self.left = there.copy()
        """The kinds that are not known."""
        self._known: list[tuple[int, int]] = []
        can_be_known = (sizes >= least) | (sizes == 0)
        while True:
            counts = (told & self.left).sum(axis=1)
            single = np.flatnonzero(counts == 1)
            columns = (told[single] & self.left).argmax(axis=1)
            kept = can_be_known[columns]
            if not kept.any():
                break
            new, first = np.unique(columns[kept], return_index=True)
            self._known += zip(new.tolist(), single[kept][first].tolist(), strict=True)
            self.left[new] = False
        rows = np.flatnonzero(counts)
        packed = np.packbits(told[np.ix_(rows, np.flatnonzero(self.left))], axis=1)
        _, first = np.unique(packed, axis=0, return_index=True)
        self.rows = rows[np.sort(first)]
        """Those sums that are of any others, each once."""

    def times(self, wanted: Numbers, there: Marks) -> Mapping[int, int]:
        """How often each sum is added for what is wanted."""
        import numpy as np

        columns = np.flatnonzero(self.left)
        told = self._told[np.ix_(self.rows, columns)].astype(np.int64)
        rows, pivots = _echelon(np.hstack((told, np.eye(len(told), dtype=np.int64))), columns.size)
        rest = np.concatenate((wanted[columns], np.zeros(len(told), np.int64))) % PRIME
        for row, pivot in zip(rows, pivots, strict=False):
            rest = (rest - rest[pivot] * row) % PRIME
        found = dict(zip(self.rows.tolist(), (-rest[columns.size :] % PRIME).tolist(), strict=True))
        over = wanted % PRIME
        for at, often in found.items():
            over = (over - often * self._told[at]) % PRIME
        for column, at in reversed(self._known):
            often = int(over[column])
            if often:
                found[at] = (found.get(at, 0) + often) % PRIME
                over = (over - often * self._told[at]) % PRIME
        assert not over[there].any()
        return {at: often for at, often in found.items() if often}


def _signed(row: Numbers) -> Numbers:
    """With a negative number for what is nearer to the prime than to zero."""
    rest = row % PRIME
    return rest - PRIME * (rest > PRIME // 2)


def _is_sum(row: Numbers) -> bool:
    """Whether kinds are only added, as often as nobody would who divides by anything."""
    return bool((row >= 0).all() and row.any() and (row < MOST).all())


def _ways(rows: int) -> Iterator[Numbers]:
    """Which of so many rows are added together, some hundred ways at once."""
    import numpy as np

    most = rows if rows <= ALL_WAYS else 3 if rows <= 4 * ALL_WAYS else 2
    ways = chain.from_iterable(combinations(range(rows), size) for size in range(1, most + 1))
    while chosen := list(islice(ways, 500)):
        found = np.zeros((len(chosen), rows), np.int64)
        for at, way in enumerate(chosen):
            found[at, list(way)] = 1
        yield found


def _echelon(rows: Numbers, width: int | None = None) -> tuple[Numbers, list[int]]:
    """Rows in echelon form, each with a 1 in the column that it is first in; ``width`` is where these end."""
    import numpy as np

    pivots: list[int] = []
    for column in range(rows.shape[1] if width is None else width):
        done = len(pivots)
        if done == len(rows):
            break
        at = np.flatnonzero(rows[done:, column]) + done
        if not at.size:
            continue
        rows[[done, at[0]]] = rows[[at[0], done]]
        rows[done, column:] = rows[done, column:] * pow(int(rows[done, column]), -1, PRIME) % PRIME
        below = at[1:] if at[0] == done else np.flatnonzero(rows[done + 1 :, column]) + done + 1
        rows[below, column:] = (rows[below, column:] - rows[below, column, None] * rows[done, column:]) % PRIME
        pivots.append(column)
    return rows, pivots


def _reduced(rows: Numbers, pivots: list[int], start: int) -> Numbers:
    """Those from ``start`` on, with nothing in the columns that others are first in."""
    for at in range(len(pivots) - 1, start, -1):
        for above in range(start, at):
            rows[above] = (rows[above] - rows[above, pivots[at]] * rows[at]) % PRIME
    return rows[start : len(pivots)]


def _spans(rows: Numbers, pivots: list[int], wanted: Numbers) -> bool:
    rest = wanted % PRIME
    for row, pivot in zip(rows, pivots, strict=False):
        rest = (rest - rest[pivot] * row) % PRIME
    return not rest.any()
