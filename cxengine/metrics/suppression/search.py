"""The cheapest move that keeps a hidden count from being worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cxengine.metrics.suppression.cells import Answer, Atom, Box, Cells, Signature
from cxengine.metrics.suppression.moves import Move, Moves, Needed, Turn, World
from cxengine.metrics.suppression.ways import FAR, NEAR, Reach, Target, Ways

_Kind = tuple[Signature, Signature | None, Signature | None]
"""The signature and the one instead of it, and the bits that they are about."""


class Search:
    """Moves for one table."""

    def __init__(self, cells: Cells, shown: frozenset[Box] = frozenset()) -> None:
        self.cells, self.world = cells, World(cells, shown)
        self._ways = Ways(cells, self.world)
        self._signatures = sorted({signature for _, signature in cells.atoms})
        self._answered: dict[tuple[Signature, int], list[Signature]] = {}
        self._others: dict[tuple[Signature, int], list[Signature]] = {}

    def cheapest(
        self,
        target: Target,
        atoms: Sequence[Atom],
        hidden: set[Box],
        known: Iterable[Moves] = (),
        besides: Callable[[Move], bool] | None = None,
    ) -> Needed | None:
        """What to hide so that the target cannot be known; None where no move does it. ``known`` are tried first.

        ``besides`` says whether a move changes what must not be known besides the target.
        """
        first = self._cheapest_of(known, hidden)
        if first is not None and not first.boxes:
            return first
        best = first
        for reach in (NEAR, FAR):
            for bound, base, turns in self._ways.cheapest_first(target, atoms, hidden, reach):
                if best is not None and bound >= best.cost:
                    break
                for move in self._moves(target, base, turns, reach):
                    if not self.world.allowed(move) or (len(target.boxes) > 1 and not self._changes(target, move)):
                        continue
                    if besides is not None and not besides(move):
                        continue
                    needed = self.world.needed((move,), hidden, best.cost if best is not None else None)
                    if needed is not None:
                        best = needed
                        if not needed.boxes:
                            return needed
            if best is not None and not (self._is_period(target) and self._is_printed(best)):
                return best
        return best

    def _is_period(self, target: Target) -> bool:
        """Whether the count is of a period that windows are made of: those are not printed."""
        return any(box[0] in self.cells.periods for box in target.boxes)

    def _is_printed(self, needed: Needed) -> bool:
        return any(box[0] not in self.cells.periods for box in needed.boxes)

    def _cheapest_of(self, known: Iterable[Moves], hidden: set[Box]) -> Needed | None:
        best: Needed | None = None
        for moves in known:
            best = self.world.needed(moves, hidden, best.cost if best is not None else None) or best
            if best is not None and not best.boxes:
                return best
        return best

    def _moves(self, target: Target, base: Atom, turns: tuple[Turn, ...], reach: Reach) -> Iterator[Move]:
        for own, instead, within in self._kinds(base[1], target.bit, reach.signatures):
            for sign in (1, -1):
                yield Move(base=base[0], signature=own, instead=instead, within=within, turns=turns, sign=sign)
        for other in self._others_come(target, base, turns)[: reach.signatures]:
            yield Move(base=base[0], signature=other, instead=None, within=None, turns=turns, sign=1)

    def _others_come(self, target: Target, base: Atom, turns: tuple[Turn, ...]) -> list[Signature]:
        """What rows are that could come from where each single turn leads, other than those that are there."""
        if not turns:
            return []
        found: set[Signature] | None = None
        for turn in turns:
            leaves = tuple(turn.get(at, leaf) for at, leaf in enumerate(base[0]))
            there = {each for each in self.world.signatures(leaves) if each >> target.bit & 1}
            found = there if found is None else found & there
        return sorted((found or set()) - {base[1]})

    def _kinds(self, signature: Signature, bit: int, most: int) -> list[_Kind]:
        """Whole rows that move; rows that give another answer; rows that become like others."""
        found: list[_Kind] = [(signature, None, None)]
        answer = self.cells.answers.get(bit)
        if answer is not None:
            own = signature & answer.within
            found += [(own, other, answer.within) for other in self._other_answers(own, answer, bit)[:most]]
        return found + [(signature, other, None) for other in self._instead(signature, bit)[:most]]

    def _other_answers(self, own: Signature, answer: Answer, bit: int) -> list[Signature]:
        """What the bits of an answer are in rows that are kept alike and lack the bit; the nearest first."""
        if (own, bit) not in self._answered:
            others = {signature & answer.within for signature in self._signatures}
            alike = [o for o in others if not o >> bit & 1 and o & answer.kept == own & answer.kept]
            self._answered[own, bit] = sorted(alike, key=lambda other: ((own ^ other).bit_count(), other))
        return self._answered[own, bit]

    def _instead(self, signature: Signature, bit: int) -> list[Signature]:
        """Signatures without the bit, first those that few families tell apart."""
        if (signature, bit) not in self._others:
            masks = [family.mask for family in self.cells.families]
            others = [other for other in self._signatures if not other >> bit & 1]
            told = {other: sum((signature ^ other) & mask != 0 for mask in masks) for other in others}
            self._others[signature, bit] = sorted(others, key=lambda other: (told[other], other))
        return self._others[signature, bit]

    def _changes(self, target: Target, move: Move) -> bool:
        """Whether the move changes the count of several boxes together; that of one it always does."""
        family, combination, *_ = next(iter(target.boxes))
        change = 0
        for leaves, sign in move.corners():
            if (family, combination, *self.cells.labels(combination, leaves)) in target.boxes:
                change += sign
        return change != 0
