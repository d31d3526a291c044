"""The cheapest move that keeps a hidden count from being worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import attrs

from cxengine.metrics.suppression.cells import Answer, Atom, Box, Cells, Leaves, Signature
from cxengine.metrics.suppression.coordinates import EVERYTHING
from cxengine.metrics.suppression.moves import Move, Needed, Turn, World


@attrs.frozen(kw_only=True)
class Reach:
    """How far a search looks: rows to start from, partners of each, and signatures to change to."""

    atoms: int
    partners: int
    signatures: int


NEAR, FAR = Reach(atoms=4, partners=6, signatures=3), Reach(atoms=12, partners=40, signatures=12)


@attrs.frozen(kw_only=True)
class Target:
    """A count that must not be known: that of one bit over boxes of one family and combination together."""

    boxes: frozenset[Box]
    bit: int


_Kind = tuple[Signature, Signature | None, Signature | None]
"""The signature and the one instead of it, and the bits that they are about."""


class Search:
    """Moves for one table."""

    def __init__(self, cells: Cells) -> None:
        self.cells, self.world = cells, World(cells)
        self._lines: list[dict[Leaves, list[int]]] = [{} for _ in cells.axes]
        for leaves in sorted({leaves for leaves, _ in cells.atoms}):
            for at, leaf in enumerate(leaves):
                self._lines[at].setdefault((*leaves[:at], *leaves[at + 1 :]), []).append(leaf)
        self._signatures = sorted({signature for _, signature in cells.atoms})
        self._answered: dict[tuple[Signature, int], list[Signature]] = {}
        self._wide: dict[tuple[int, tuple[int, ...], int], dict[Leaves, dict[Leaves, int]]] = {}
        self._others: dict[tuple[Signature, int], list[Signature]] = {}

    def cheapest(self, target: Target, atoms: Sequence[Atom], hidden: set[Box]) -> Needed | None:
        """What to hide so that the target cannot be known; None where no move does it."""
        for reach in (NEAR, FAR):
            best: Needed | None = None
            for bound, base, turns in self._ways(target, atoms, hidden, reach):
                if best is not None and bound >= best.cost:
                    break
                for move in self._moves(target, base, turns, reach):
                    if not self.world.allowed(move) or (len(target.boxes) > 1 and not self._changes(target, move)):
                        continue
                    needed = self.world.needed(move, hidden, best.cost if best is not None else None)
                    if needed is not None:
                        best = needed
                        if not needed.boxes:
                            return needed
            if best is not None:
                return best
        return None

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

    def _ways(
        self, target: Target, atoms: Sequence[Atom], hidden: set[Box], reach: Reach
    ) -> list[tuple[int, Atom, tuple[Turn, ...]]]:
        """Where to start from and what to turn, with what that costs at least; the cheapest first.

        Of equally cheap ones those that turn most coordinates come first, since they keep most totals.
        """
        axes = self.cells.axes
        views = self.cells.combinations[next(iter(target.boxes))[1]]
        seen = [at for at, view in enumerate(views) if axes[at].views[view] != EVERYTHING]
        wanted = [atom for atom in atoms if atom[1] >> target.bit & 1][: reach.atoms]
        found: list[tuple[int, Atom, tuple[Turn, ...]]] = []
        for base in wanted:
            partners = {at: self._partners(target, base[0], at, hidden)[: reach.partners] for at in seen}
            for size in range(len(seen), -1, -1):
                for paired in combinations(seen, size):
                    for chosen in product(*(partners[at] for at in paired)):
                        turns: tuple[Turn, ...] = tuple(
                            {at: leaf} for at, (_, leaf) in zip(paired, chosen, strict=True)
                        )
                        found.append((sum(cost for cost, _ in chosen), base, turns))
            for at in seen if len(seen) < len(base[0]) else ():
                for cost, others in self._aside(target, base[0], at, seen, hidden)[: 2 * reach.partners]:
                    turn = {place: leaf for place, leaf in enumerate(others) if leaf != base[0][place]}
                    found.append((cost, base, (turn,)))
        return sorted(found, key=lambda way: (way[0], -len(way[2])))

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

    def _partners(self, target: Target, leaves: Leaves, at: int, hidden: set[Box]) -> list[tuple[int, int]]:
        """Leaves to change with along one axis, with what hiding their group costs; the cheapest first."""
        family, combination, *_ = next(iter(target.boxes))
        found: list[tuple[int, int]] = []
        for leaf in self._lines[at][(*leaves[:at], *leaves[at + 1 :])]:
            labels = self.cells.labels(combination, (*leaves[:at], leaf, *leaves[at + 1 :]))
            box = (family, combination, *labels)
            if box in self.cells.counts and box not in target.boxes:
                found.append((self.world.least_cost(box, hidden), leaf))
        return sorted(found)

    def _aside(
        self, target: Target, leaves: Leaves, at: int, seen: list[int], hidden: set[Box]
    ) -> list[tuple[int, Leaves]]:
        """Other groups along one axis, whatever they are on those that the target does not look at.

        Those with most and with fewest rows that the target counts, of each group; smallest groups first.
        """
        fixed = tuple(leaves[other] for other in seen if other != at)
        key = (at, tuple(seen), target.bit)
        if key not in self._wide:
            wide = self._wide[key] = {}
            for (those, signature), n in self.cells.atoms.items():
                if not signature >> target.bit & 1:
                    continue
                members = wide.setdefault(tuple(those[other] for other in seen if other != at), {})
                members[those] = members.get(those, 0) + n
        family, combination, *_ = next(iter(target.boxes))
        groups: dict[Box, list[tuple[int, Leaves]]] = {}
        for those, n in self._wide[key].get(fixed, {}).items():
            box = (family, combination, *self.cells.labels(combination, those))
            if box in self.cells.counts and box not in target.boxes:
                groups.setdefault(box, []).append((-n, those))
        ranked = sorted((self.world.least_cost(box, hidden), box) for box in groups)
        return [(cost, those) for cost, box in ranked for _, those in _ends(sorted(groups[box]))]

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


def _ends(ranked: list[tuple[int, Leaves]]) -> list[tuple[int, Leaves]]:
    return ranked if len(ranked) < 2 else [ranked[0], ranked[-1]]
