"""Which figures of a table are hidden besides those of small groups, so that nobody can work these out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from cxengine.metrics.suppression.cells import Atom, Box, Cells
from cxengine.metrics.suppression.moves import Members, Move
from cxengine.metrics.suppression.search import Search
from cxengine.metrics.suppression.ways import Target


@attrs.frozen(kw_only=True)
class Decided:
    """What is hidden: ``first`` for its own small group, ``second`` to protect another.

    ``withheld`` are those of either of which not even the reason may be said: that nine services have fewer than ten
    answers together, and some each, says that each has one.
    """

    first: frozenset[Box]
    second: frozenset[Box]
    withheld: frozenset[Box]


def decide(cells: Cells, coarser: Sequence[Sequence[int]]) -> Decided:
    """Hides what is small, then for each hidden count what a move needs that changes it unseen, then small rests.

    ``coarser`` are the combinations that are coarser than each, by number.
    """
    first = frozenset(box for box in cells.counts if cells.primary(box))
    if not first:
        return Decided(first=first, second=frozenset(), withheld=frozenset())
    work = _Work(cells, first, coarser)
    for box in sorted(first, key=work.order):
        for bit in work.small_bits(box):
            if (box, bit) not in work.safe:
                work.protect(Target(boxes=frozenset({box}), bit=bit))
    if cells.policy.round_to is None:
        while sum(work.protect(target) for target in list(work.small_rests())):
            pass
    return Decided(first=first, second=frozenset(work.hidden - first), withheld=frozenset(work.withheld))


class _Work:
    def __init__(self, cells: Cells, first: frozenset[Box], coarser: Sequence[Sequence[int]]) -> None:
        self.cells, self.first = cells, first
        self.hidden: set[Box] = set(first)
        self.safe: set[tuple[Box, int]] = set()
        """The counts that a move found so far changes: one move protects all hidden figures that it goes through."""
        self._search = Search(cells)
        self.withheld = self._search.world.withheld
        self._finer = [len(each) for each in coarser]
        self._coarser = coarser
        self._members = Members(cells)

    def order(self, box: Box) -> tuple[int, Box]:
        """Coarse groups first: what protects them often protects finer ones too."""
        return self._finer[box[1]], box

    def small_bits(self, box: Box) -> list[int]:
        """The conditions that count too few rows there."""
        family = self.cells.families[box[0]]
        held = zip(family.published, self.cells.counts[box], strict=True)
        return [bit for bit, n in held if bit in family.sensitive and self.cells.policy.hides(n)]

    def protect(self, target: Target) -> bool:
        """Hides what keeps the count unknown; whether anything was hidden for it."""
        atoms = sorted({atom for box in target.boxes for atom in self._members.of(box)})
        before = len(self.hidden)
        needed = self._search.cheapest(target, atoms, self.hidden)
        if needed is not None:
            self.hidden.update(needed.boxes)
            self._remember(needed.move)
        else:
            self._withhold(target, atoms)
        return len(self.hidden) > before

    def _remember(self, move: Move) -> None:
        for box, change in self._search.world.changes(move):
            bits = zip(self.cells.families[box[0]].published, change, strict=True)
            self.safe.update((box, bit) for bit, more in bits if more)

    def _withhold(self, target: Target, atoms: Sequence[Atom]) -> None:
        """One person more: all that they would be a part of is hidden, without a reason where that would change."""
        leaves, signature = next(atom for atom in atoms if atom[1] >> target.bit & 1)
        move = Move(base=leaves, signature=signature, instead=None, turns=(), sign=1)
        for box, change in self._search.world.changes(move):
            if box not in self.cells.counts and not self._search.world.keeps(box, change):
                continue
            before = self.cells.counts[box]
            after = tuple(n + more for n, more in zip(before, change, strict=True))
            self.hidden.add(box)
            if not self._search.world.looks_alike(box, before, after):
                self.withheld.add(box)
        self._remember(move)

    def small_rests(self) -> Iterator[Target]:
        """What a shown figure less its shown parts comes to, where that is too few: the hidden parts together."""
        rests: dict[tuple[Box, int], list[Box]] = {}
        for box in self.hidden:
            for combination in self._coarser[box[1]]:
                if combination in self.cells.families[box[0]].combinations:
                    whole = self._whole(box, combination)
                    if whole in self.cells.counts and whole not in self.hidden:
                        rests.setdefault((whole, box[1]), []).append(box)
        for _, parts in sorted(rests.items(), key=lambda each: (self.order(each[0][0]), each[0][1])):
            yield from self._too_few(parts)

    def _too_few(self, parts: list[Box]) -> Iterator[Target]:
        family = self.cells.families[parts[0][0]]
        for place, bit in enumerate(family.published):
            together = sum(self.cells.counts[box][place] for box in parts)
            if bit in family.sensitive and self.cells.policy.hides(together):
                yield Target(boxes=frozenset(parts), bit=bit)

    def _whole(self, box: Box, combination: int) -> Box:
        """The box of a coarser combination that holds this one."""
        finer, coarser = self.cells.combinations[box[1]], self.cells.combinations[combination]
        labels = [
            axis.above(here, there)[label]
            for axis, here, there, label in zip(self.cells.axes, finer, coarser, box[2:], strict=True)
        ]
        return (box[0], combination, *labels)
