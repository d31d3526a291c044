"""Groups that nobody is in, but might be: what is hidden beside those that are there would tell how many there are.

Of a service with fewer than five answers, no channel is listed by itself. What others have by four channels is hidden
to protect it: then there are four answers, one by each. Where so many groups are there that one or two more would
exceed what the group can hold, those that are not there are protected as if they were, and nobody can count them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cxengine.metrics.suppression.cells import Atom, Box, Cells
from cxengine.metrics.suppression.moves import Members
from cxengine.metrics.suppression.unlisted import Unlisted


class Absent:
    """Those of one table."""

    def __init__(self, cells: Cells, unlisted: Unlisted, members: Members) -> None:
        self._cells, self._unlisted, self._members = cells, unlisted, members
        self._listed: dict[tuple[int, int], list[Box]] = {}
        self._split: dict[tuple[int, int, int], dict[tuple[int, ...], list[Box]]] = {}
        for box in cells.counts:
            self._listed.setdefault((box[0], box[1]), []).append(box)

    def beside(self, whole: Box) -> Iterator[tuple[Box, list[Atom]]]:
        """The empty parts of a small group, with rows that may be there, where the others are nearly as many as fit."""
        splits = self._unlisted.splits(whole) if self._unlisted.is_one_line(whole) else ()
        parts = {number: self._parts(whole, number) for number in splits}
        if max(map(len, parts.values()), default=0) < max(1, self._cells.policy.least - 2):
            return
        for number, there in parts.items():
            for others, box in self._like(whole, number, there):
                yield box, self._atoms(whole, others)

    def _parts(self, whole: Box, number: int) -> list[Box]:
        """The groups of a listing that are parts of the whole."""
        key = whole[0], whole[1], number
        if key not in self._split:
            found = self._split[key] = {}
            for box in self._listed.get((whole[0], number), ()):
                found.setdefault(self._seen(box, whole), []).append(box)
        return self._split[key].get(whole[2:], [])

    def _like(self, whole: Box, number: int, there: Iterable[Box]) -> Iterator[tuple[list[Box], Box]]:
        """Each empty part of the whole, with the groups of others that have the same values."""
        found: dict[Box, list[Box]] = {}
        own = [at for at, axis in enumerate(self._cells.axes, 2) if axis.is_subject]
        for box in self._listed.get((whole[0], number), ()):
            labels = list(box)
            for at in own:
                labels[at] = whole[at]
            same = tuple(labels)
            if same not in self._cells.counts and self._seen(same, whole) == whole[2:]:
                found.setdefault(same, []).append(box)
        return ((others, box) for box, others in sorted(found.items()))

    def _seen(self, box: Box, whole: Box) -> tuple[int, ...]:
        """The labels of a group as the whole's own listing shows them."""
        finer, coarser = self._cells.combinations[box[1]], self._cells.combinations[whole[1]]
        views = zip(self._cells.axes, finer, coarser, box[2:], strict=True)
        return tuple(axis.above(here, there)[label] for axis, here, there, label in views)

    def _atoms(self, whole: Box, others: Iterable[Box]) -> list[Atom]:
        """The rows of others as if they were the whole's."""
        leaves = self._members.of(whole)[0][0]
        rows: Counter[Atom] = Counter()
        for box in others:
            for there, signature in self._members.of(box):
                moved = (
                    mine if axis.is_subject else leaf
                    for axis, mine, leaf in zip(self._cells.axes, leaves, there, strict=True)
                )
                rows[tuple(moved), signature] += self._cells.atoms[there, signature]
        return [atom for atom, _ in sorted(rows.items(), key=lambda each: (-each[1], each[0]))]
