"""Where a move may start from and lead to, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import combinations, product

import attrs

from cxengine.metrics.suppression.cells import Atom, Box, Cells, Leaves
from cxengine.metrics.suppression.coordinates import EVERYTHING, NOBODY
from cxengine.metrics.suppression.moves import Turn, World


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


Way = tuple[int, Atom, tuple[Turn, ...]]
"""What a move costs at least, the rows to start from, and what to turn."""


class Ways:
    """The ways for one table."""

    def __init__(self, cells: Cells, world: World) -> None:
        self._cells, self._world = cells, world
        self._lines: list[dict[Leaves, list[int]]] = [{} for _ in cells.axes]
        for leaves in sorted({leaves for leaves, _ in cells.atoms}):
            for at, leaf in enumerate(leaves):
                self._lines[at].setdefault((*leaves[:at], *leaves[at + 1 :]), []).append(leaf)
        self._wide: dict[tuple[int, tuple[int, ...], int], dict[Leaves, dict[Leaves, int]]] = {}
        self._others: dict[tuple[int, int, int], list[int]] = {}
        self._whole: dict[tuple[int, int, tuple[int, ...]], tuple[int, ...]] = {}

    def cheapest_first(self, target: Target, atoms: Sequence[Atom], hidden: set[Box], reach: Reach) -> Iterator[Way]:
        """Where to start from and what to turn, with what that costs at least; the cheapest first.

        Of equally cheap ones those that turn most coordinates come first, since they keep most totals.
        """
        axes = self._cells.axes
        views = self._cells.combinations[next(iter(target.boxes))[1]]
        seen = [at for at, view in enumerate(views) if axes[at].views[view] != EVERYTHING]
        wanted = [atom for atom in atoms if atom[1] >> target.bit & 1][: reach.atoms]
        found: list[Way] = []
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
        return self._counted(target, sorted(found, key=lambda way: (way[0], -len(way[2]))), hidden)

    def _counted(self, target: Target, ways: Sequence[Way], hidden: set[Box]) -> Iterator[Way]:
        """The same ways, the cheapest first, with what all corners cost among the target's own groups.

        The corners of a way are counted only when no other could be cheaper; those of most never are.
        """
        waiting: list[tuple[int, int, int, Way]] = []
        for number, (least, base, turns) in enumerate(ways):
            while waiting and waiting[0][:2] <= (least, -len(turns)):
                yield heappop(waiting)[-1]
            cost = least + self._across(target, base[0], turns, hidden)
            heappush(waiting, (cost, -len(turns), number, (cost, base, turns)))
        while waiting:
            yield heappop(waiting)[-1]

    def _across(self, target: Target, base: Leaves, turns: tuple[Turn, ...], hidden: set[Box]) -> int:
        """What hiding the groups costs that several turns together lead to, and the totals over what is not turned."""
        family, combination, *_ = next(iter(target.boxes))
        totals = self._totals(family, combination, tuple(sorted({at for turn in turns for at in turn})))
        cost = 0
        for size in range(len(turns) + 1):
            for chosen in combinations(turns, size):
                leaves = list(base)
                for turn in chosen:
                    for at, leaf in turn.items():
                        leaves[at] = leaf
                for number in (*totals, combination) if size > 1 else totals:
                    cost += self._cost((family, number, *self._cells.labels(number, tuple(leaves))), hidden)
        return cost

    def _totals(self, family: int, combination: int, turned: tuple[int, ...]) -> tuple[int, ...]:
        """The combination that looks at no axis but those turned, where the target's looks at more."""
        key = (family, combination, turned)
        if key not in self._whole:
            views = self._cells.combinations[combination]
            everything = [axis.views.index(EVERYTHING) if EVERYTHING in axis.views else -1 for axis in self._cells.axes]
            wanted = tuple(view if at in turned else everything[at] for at, view in enumerate(views))
            numbers = self._cells.families[family].combinations
            self._whole[key] = tuple(
                number for number in numbers if number != combination and self._cells.combinations[number] == wanted
            )
        return self._whole[key]

    def _cost(self, box: Box, hidden: set[Box]) -> int:
        """What a move through a box costs at least; nothing where there is no such figure."""
        return self._world.least_cost(box, hidden) if box in self._cells.counts else 0

    def _partners(self, target: Target, leaves: Leaves, at: int, hidden: set[Box]) -> list[tuple[int, int]]:
        """Leaves to change with along one axis, with what hiding their group costs; the cheapest first."""
        family, combination, *_ = next(iter(target.boxes))
        found: list[tuple[int, int]] = []
        for leaf in self._lines[at][(*leaves[:at], *leaves[at + 1 :])]:
            labels = self._cells.labels(combination, (*leaves[:at], leaf, *leaves[at + 1 :]))
            box = (family, combination, *labels)
            away = labels[at] == NOBODY and self._cells.axes[at].is_part(self._cells.combinations[combination][at])
            if (box in self._cells.counts or away) and box not in target.boxes:
                apart = self._apart(family, combination, at, leaves, leaf, hidden)
                found.append((self._world.least_cost(box, hidden) + apart, leaf))
        return sorted(found)

    def _apart(self, family: int, combination: int, at: int, leaves: Leaves, leaf: int, hidden: set[Box]) -> int:
        """What hiding the groups costs that other views of the axis tell the two leaves apart by."""
        axis, turned = self._cells.axes[at], (*leaves[:at], leaf, *leaves[at + 1 :])
        cost = 0
        for number in self._along(family, combination, at):
            table = axis.tables[self._cells.combinations[number][at]]
            if table[leaves[at]] != table[leaf]:
                for each in (leaves, turned):
                    cost += self._cost((family, number, *self._cells.labels(number, each)), hidden)
        return cost

    def _along(self, family: int, combination: int, at: int) -> list[int]:
        """The family's combinations that look at one axis otherwise and at the others alike."""
        key = (family, combination, at)
        if key not in self._others:
            views = self._cells.combinations[combination]
            self._others[key] = [
                number
                for number in self._cells.families[family].combinations
                for other in (self._cells.combinations[number],)
                if other != views and (*other[:at], views[at], *other[at + 1 :]) == views
            ]
        return self._others[key]

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
            for (those, signature), n in self._cells.atoms.items():
                if not signature >> target.bit & 1:
                    continue
                members = wide.setdefault(tuple(those[other] for other in seen if other != at), {})
                members[those] = members.get(those, 0) + n
        family, combination, *_ = next(iter(target.boxes))
        groups: dict[Box, list[tuple[int, Leaves]]] = {}
        for those, n in self._wide[key].get(fixed, {}).items():
            box = (family, combination, *self._cells.labels(combination, those))
            if box in self._cells.counts and box not in target.boxes:
                groups.setdefault(box, []).append((-n, those))
        ranked = sorted((self._world.least_cost(box, hidden), box) for box in groups)
        return [(cost, those) for cost, box in ranked for _, those in _ends(sorted(groups[box]))]


def _ends(ranked: list[tuple[int, Leaves]]) -> list[tuple[int, Leaves]]:
    return ranked if len(ranked) < 2 else [ranked[0], ranked[-1]]
