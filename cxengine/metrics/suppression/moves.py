"""Other ways the rows could lie that nothing published tells from the true one.

A move takes rows out of some atoms and puts as many into others. Each of its turns changes one coordinate or several
between two leaves, and the signs alternate: of two services and two channels it takes a row from two corners of a
square and adds one to the other two, so that all totals stay. A hidden figure is safe while there is a move that
changes it and, of what is published, changes nothing. That the move exists is the whole proof: whoever reads the
figures, with whatever method, cannot tell the two worlds apart. It extends the hypercube method (D. Repsilber, 1994) to
figures over several conditions: which conditions a row meets is one more coordinate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from operator import add

import attrs

from cxengine.metrics.suppression.cells import Atom, Box, Cells, Counts, Family, Leaves, Signature
from cxengine.metrics.suppression.coordinates import NOBODY
from cxengine.metrics.suppression.order import Order

PRINTED = 1024
"""How much more it costs to hide a number that is printed than a period that one window is made of."""
Turn = Mapping[int, int]
"""The other leaf of each axis that changes."""


@attrs.frozen(kw_only=True)
class Move:
    """``sign`` is what happens to the rows at ``base``; each turn gives the other leaves of its own axes.

    ``instead`` is the signature that rows change to and from; None where whole rows move. ``within`` are the bits that
    both are about, where the others may be any: one answer of the rows changes; None where they are about all.
    """

    base: Leaves
    signature: Signature
    instead: Signature | None
    within: Signature | None = None
    turns: tuple[Turn, ...]
    sign: int

    def corners(self) -> Iterator[tuple[Leaves, int]]:
        """The leaves of every corner, with what the move adds there."""
        found = [(self.base, self.sign)]
        for turn in self.turns:
            for leaves, sign in tuple(found):
                turned = list(leaves)
                for at, leaf in turn.items():
                    turned[at] = leaf
                found.append((tuple(turned), -sign))
        return iter(found)

    def halves(self, at: int) -> tuple[Move, Move]:
        """The corners on this side of a turn, and those on the other: both together are the move."""
        turn, others = self.turns[at], (*self.turns[:at], *self.turns[at + 1 :])
        there = tuple(turn.get(axis, leaf) for axis, leaf in enumerate(self.base))
        return attrs.evolve(self, turns=others), attrs.evolve(self, base=there, turns=others, sign=-self.sign)


Moves = tuple[Move, ...]
"""Moves that are made together."""


@attrs.frozen(kw_only=True)
class Needed:
    """What must be hidden for moves to change nothing that is published.

    The cost of a group is the square of its rows: many small groups go before one large one, so that totals, and a
    whole council's figures, stay while anything else does. Before all of them go periods that windows are made of,
    which are not printed: those that fewest windows are lost with.
    """

    moves: Moves
    boxes: tuple[Box, ...]
    cost: int


class World:
    """What could be, besides what is: which atoms are possible, and what a move would change."""

    def __init__(self, cells: Cells, shown: frozenset[Box] = frozenset()) -> None:
        self.cells = cells
        self._told = tuple(family for family in cells.families if family.rest is None)
        self._order = Order(cells, cells.key) if cells.key is not None else None
        self._shown = shown
        """Figures that cannot be hidden, since another publication shows them."""
        self._weighed: dict[int, frozenset[Box]] = {}
        self._labels = [{number: label for (_, label), number in axis.labels.items()} for axis in cells.axes]
        self._windows: dict[Box, int] = {}
        self.withheld: set[Box] = set()
        """Figures of which not even the reason is said why they are hidden."""
        self._fields = [at for at, axis in enumerate(cells.axes) if not axis.is_subject or at in cells.looked_at]
        self._possible = {(self._without_subject(leaves), signature) for leaves, signature in cells.atoms}
        self._signatures: dict[Leaves, list[Signature]] = {}
        for leaves, signature in cells.atoms:
            self._signatures.setdefault(leaves, []).append(signature)

    def signatures(self, leaves: Leaves) -> list[Signature]:
        """Of the rows in one place."""
        return self._signatures.get(leaves, [])

    def allowed(self, move: Move) -> bool:
        """Whether rows are there to be taken, and could be where they are put."""
        for leaves, sign in move.corners():
            taken, put = (move.signature, move.instead) if sign < 0 else (move.instead, move.signature)
            if move.within is not None:
                if not any(signature & move.within == taken for signature in self._signatures.get(leaves, ())):
                    return False
                continue
            if taken is not None and (leaves, taken) not in self.cells.atoms:
                return False
            if put is not None and (self._without_subject(leaves), put) not in self._possible:
                return False
        return True

    def needed(self, moves: Moves, hidden: set[Box], below: int | None) -> Needed | None:
        """What the moves ask for; None where what hidden figures are said to be would tell, or they cost too much."""
        boxes: dict[Box, None] = {}
        cost = 0
        for box, change in self.together(moves):
            before = self.cells.counts.get(box)
            if before is None:
                if self.keeps(box, change):  # a figure that is not there would be
                    return None
                continue
            after = tuple([n + more for n, more in zip(before, change, strict=True)])
            if not self.looks_alike(box, before, after):
                return None
            if box in hidden or self._prints_alike(box, before, after):
                continue
            for each in self.along_with(box) - hidden - boxes.keys():
                if each in self._shown:
                    return None
                boxes[each] = None
                cost += self._cost(each)
            if below is not None and cost >= below:
                return None
        return Needed(moves=moves, boxes=tuple(boxes), cost=cost)

    def along_with(self, box: Box) -> Set[Box]:
        """What is hidden where a box is: with what weights are made of, every figure that is weighted with them."""
        number, weighs = box[0], self.cells.families[box[0]].weighs
        if not weighs:
            return {box}
        if number not in self._weighed:
            self._weighed[number] = frozenset(each for each in self.cells.counts if each[0] in weighs)
        return {box, *self._weighed[number]}

    def keeps(self, box: Box, change: Counts) -> bool:
        """Whether a change is one of the rows that the figure keeps: a date's figure tells of others too."""
        family = self.cells.families[box[0]]
        return change[family.kept_place] != 0

    def least_cost(self, box: Box, hidden: set[Box]) -> int:
        """What a move through a box costs at least: nothing where it is hidden, or where counts are rounded.

        Of a rest it is what one of the figures costs that it follows from.
        """
        sides = self.cells.families[box[0]].sides
        if sides:
            known = [each for side in sides if (each := (side, *box[1:])) in self.cells.counts]
            return min((self.least_cost(each, hidden) for each in known), default=0)
        rounded = self.cells.policy.round_to is not None and not self.cells.families[box[0]].exact
        return 0 if box in hidden or rounded else self._cost(box)

    def _cost(self, box: Box) -> int:
        if box[0] in self.cells.reported or self.cells.families[box[0]].weighs:
            return PRINTED
        rows = self.cells.policy.least + self.cells.size(box)
        cost = PRINTED * int(rows**2) if box[0] not in self.cells.periods else self._windows_with(box)
        return cost if self._order is None else self._order.dearer(box, cost)

    def _windows_with(self, box: Box) -> int:
        """How many windows are lost with a period, and one more."""
        if box not in self._windows:
            times = self.cells.periods[box[0]]
            own = (known[label] for known, label in zip(self._labels, box[2:], strict=True))
            periods = (times.get(value or "", 0) for label in own if isinstance(label, tuple) for value in label)
            self._windows[box] = 1 + max(periods, default=0)
        return self._windows[box]

    def rests(self, moves: Moves) -> Iterator[Box]:
        """The rests that a single move of whole rows changes."""
        if len(moves) == 1 and moves[0].within is None:
            rests = tuple(family for family in self.cells.families if family.rest is not None)
            yield from (box for box, _ in self._changes(moves[0], rests))

    def together(self, moves: Moves) -> Iterator[tuple[Box, Counts]]:
        """Every figure whose counts the moves change between them, and by how much."""
        if len(moves) == 1:
            return self.changes(moves[0])
        found: dict[Box, Counts] = {}
        for move in moves:
            for box, change in self.changes(move):
                before = found.get(box)
                found[box] = change if before is None else tuple(map(add, before, change))
        return ((box, change) for box, change in found.items() if any(change))

    def changes(self, move: Move) -> Iterator[tuple[Box, Counts]]:
        """Every figure whose counts the move changes, and by how much."""
        return self._changes(move, self._told)

    def _changes(self, move: Move, families: tuple[Family, ...]) -> Iterator[tuple[Box, Counts]]:
        other = move.instead or 0
        parted: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        for family in families:
            gained, lost = move.signature & family.mask, other & family.mask
            if gained == lost:
                continue
            more = tuple([(gained >> bit & 1) - (lost >> bit & 1) for bit in family.published])
            less = tuple([-each for each in more])
            for combination in family.combinations:
                if combination not in parted:
                    parted[combination] = self.parted(combination, move.base, move.turns, move.sign)
                for labels, sign in parted[combination]:
                    yield (family.number, combination, *labels), more if sign > 0 else less

    def parted(
        self, combination: int, base: Leaves, turns: tuple[Turn, ...], sign: int
    ) -> list[tuple[tuple[int, ...], int]]:
        """The labels of boxes that hold some corners and not as many with the other sign; ``sign`` is the base's."""
        views = self.cells.combinations[combination]
        axes = self.cells.axes
        own = [axis.tables[view][leaf] for axis, view, leaf in zip(axes, views, base, strict=True)]
        found = [(tuple(own), sign)]
        for turn in turns:
            other = [(at, axes[at].tables[views[at]][leaf]) for at, leaf in turn.items()]
            if all(own[at] == label for at, label in other):
                return []
            for labels, here in tuple(found):
                turned = list(labels)
                for at, label in other:
                    turned[at] = label
                found.append((tuple(turned), -here))
        return [each for each in found if NOBODY not in each[0]]

    def looks_alike(self, box: Box, before: Counts, after: Counts) -> bool:
        """Whether a figure is still there, hidden for the same reason, and has enough answers or too few as before."""
        family = self.cells.families[box[0]]
        if after[family.kept_place] <= 0:
            return False
        if box in self.withheld:
            return True
        for needs in family.needs:
            for place in family.sensitive_places:
                if (before[place] < needs) != (after[place] < needs):
                    return False
        small = self.cells.is_small
        return self.cells.policy.least <= 2 or small(family, before) == small(family, after)

    def _prints_alike(self, box: Box, before: Counts, after: Counts) -> bool:
        policy = self.cells.policy
        if policy.round_to is None or self.cells.families[box[0]].exact:
            return False
        return all(policy.shown(one) == policy.shown(other) for one, other in zip(before, after, strict=True))

    def _without_subject(self, leaves: Leaves) -> Leaves:
        return tuple([leaves[at] for at in self._fields])


class Members:
    """The rows behind each box. Boxes of one family and combination are looked up together, when the first is asked."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._known: dict[tuple[int, int], dict[Box, list[Atom]]] = {}

    def of(self, box: Box) -> list[Atom]:
        """The atoms with rows that some figure of the box counts."""
        family, combination, *_ = box
        if (family, combination) not in self._known:
            self._known[family, combination] = self._looked_up(family, combination)
        return self._known[family, combination].get(box, [])

    def _looked_up(self, family: int, combination: int) -> dict[Box, list[Atom]]:
        mask = self._cells.families[family].mask
        found: dict[Box, list[Atom]] = {}
        for atom in self._cells.atoms:
            if atom[1] & mask:
                labels = self._cells.labels(combination, atom[0])
                if NOBODY not in labels:
                    found.setdefault((family, combination, *labels), []).append(atom)
        return found
