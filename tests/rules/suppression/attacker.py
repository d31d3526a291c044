"""Somebody who reads everything that is published and works out what is hidden. Shares no code with the engine.

A cell is a count of people. The attacker knows which cells add up to which, which is never more than which, and for
each cell the least and the most that it can be: the same for one that is printed; 1 to one below the smallest group
for one that is hidden as too small; at least the smallest group for one that is hidden to protect another. First rows
and columns with one unknown are filled in, over and over; then linear programming says between what bounds each of the
rest lies. A cell is recovered when only one whole number is left.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf
from random import Random

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

Cell = Hashable
Row = tuple[tuple[tuple[Cell, float], ...], float]
"""Cells with what each is multiplied by, and what they come to together."""
NEAR = 1e-6
ROUNDS = 12


@dataclass
class Knowledge:
    """What is known of the cells: their ends, and how they hang together."""

    ends: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    sums: list[tuple[Cell, tuple[Cell, ...]]] = field(default_factory=list)
    at_most: list[tuple[Cell, Cell]] = field(default_factory=list)
    weighted: list[tuple[tuple[tuple[Cell, float], ...], float]] = field(default_factory=list)
    """Linear combinations that are at least a number: what the outcome of a criterion says."""

    def narrow(self, cell: Cell, low: float, high: float) -> bool:
        """What is known besides; whether it says more."""
        before = self.ends.get(cell, (0, inf))
        now = max(before[0], low), min(before[1], high)
        assert now[0] <= now[1] + NEAR, f"contradiction at {cell}: {before} and {(low, high)}"
        self.ends[cell] = now
        return now != before

    def settled(self, cell: Cell) -> bool:
        """Whether one whole number is left."""
        low, high = self.ends[cell]
        return floor(high + NEAR) <= ceil(low - NEAR) if high < inf else False


def recovered(known: Knowledge, hidden: Iterable[Cell]) -> dict[Cell, int]:
    """The hidden cells that can be worked out, with what they are."""
    wanted = list(hidden)
    fill_in(known)
    found = {cell: ceil(known.ends[cell][0] - NEAR) for cell in wanted if known.settled(cell)}
    return found | by_programming(known, [cell for cell in wanted if cell not in found])


def fill_in(known: Knowledge) -> None:
    """Bounds from every sum, until nothing moves: one unknown in a row is what is left of the total."""
    moved = True
    while moved:
        moved = False
        for whole, parts in known.sums:
            lows = [known.ends[part][0] for part in parts]
            highs = [known.ends[part][1] for part in parts]
            low, high = known.ends[whole]
            moved |= known.narrow(whole, sum(lows), sum(highs))
            endless = sum(h == inf for h in highs)
            for part, own_low, own_high in zip(parts, lows, highs, strict=True):
                rest = inf if endless - (own_high == inf) else sum(h for h in highs if h < inf) - (
                    own_high if own_high < inf else 0
                )
                moved |= known.narrow(part, low - rest if rest < inf else 0, high - (sum(lows) - own_low))
        for less, more in known.at_most:
            moved |= known.narrow(less, 0, known.ends[more][1]) | known.narrow(more, known.ends[less][0], inf)


class Program:
    """Cells that are not known and hang together, as a linear program with a column for each."""

    def __init__(self, known: Knowledge, cells: Sequence[Cell], equal: Sequence[Row], less: Sequence[Row]) -> None:
        self.open = cells
        self.place = {cell: at for at, cell in enumerate(cells)}
        self.equal, self.equal_to = self._rows(equal)
        self.less, self.below = self._rows(less)
        self.bounds = [(low, None if high == inf else high) for low, high in (known.ends[cell] for cell in cells)]

    def _rows(self, rows: Sequence[Row]) -> tuple[csr_array | None, np.ndarray | None]:
        if not rows:
            return None, None
        at = [number for number, (terms, _) in enumerate(rows) for _ in terms]
        columns = [self.place[cell] for terms, _ in rows for cell, _ in terms]
        values = [by for terms, _ in rows for _, by in terms]
        made = coo_array((values, (at, columns)), shape=(len(rows), len(self.open)))
        return made.tocsr(), np.array([rest for _, rest in rows])

    def lowest(self, aim: np.ndarray) -> np.ndarray:
        """The cells where the aim is lowest."""
        result = linprog(
            aim, A_eq=self.equal, b_eq=self.equal_to, A_ub=self.less, b_ub=self.below, bounds=self.bounds,
            method="highs",
        )  # fmt: skip
        assert result.status in (0, 3), result.message
        return result.x if result.status == 0 else np.full(len(self.open), np.nan)

    def settled(self, wanted: Sequence[Cell]) -> dict[Cell, int]:
        """The cells of which one whole number is left. Programs that aim at many at once show most to be open."""
        waiting = [cell for cell in wanted if cell in self.place]
        chance = Random(0)
        lows, highs = np.full(len(self.open), inf), np.full(len(self.open), -inf)
        endless = np.array([high is None for _, high in self.bounds])
        for _ in range(ROUNDS):
            if not waiting:
                return {}
            aim = np.zeros(len(self.open))
            for cell in waiting:
                aim[self.place[cell]] = chance.uniform(-1, 1)
            for signed in (aim, -aim):
                x = self.lowest(np.where(endless, np.maximum(signed, 0), signed))
                lows, highs = np.fmin(lows, x), np.fmax(highs, x)
            waiting = [cell for cell in waiting if highs[self.place[cell]] - lows[self.place[cell]] < 1 - NEAR]
        found: dict[Cell, int] = {}
        for cell in waiting:
            aim = np.zeros(len(self.open))
            aim[self.place[cell]] = 1.0
            low = self.lowest(aim)[self.place[cell]]
            high = self.lowest(-aim)[self.place[cell]]
            if not np.isnan(high) and floor(high + NEAR) <= ceil(low - NEAR):
                found[cell] = ceil(low - NEAR)
        return found


def by_programming(known: Knowledge, wanted: Sequence[Cell]) -> dict[Cell, int]:
    """The cells that bounds settle: a program for each set of cells that hang together and of which some is wanted."""
    equal = [_open(known, ((whole, 1.0), *((part, -1.0) for part in parts)), 0.0) for whole, parts in known.sums]
    less = [_open(known, ((less, 1.0), (more, -1.0)), 0.0) for less, more in known.at_most]
    less += [_open(known, tuple((cell, -by) for cell, by in terms), -least) for terms, least in known.weighted]
    for terms, rest in equal:
        assert terms or abs(rest) < NEAR, f"contradiction: a sum is off by {rest}"
    found: dict[Cell, int] = {}
    for cells, equal_in, less_in in _apart(known, [row for row in equal if row[0]], [row for row in less if row[0]]):
        asked = [cell for cell in wanted if cell in cells]
        if asked:
            found |= Program(known, list(cells), equal_in, less_in).settled(asked)
    return found


def _open(known: Knowledge, terms: Sequence[tuple[Cell, float]], bound: float) -> Row:
    """A row of a program over the cells that are not known, with what the known ones leave of the bound."""
    ends = known.ends
    left = tuple((cell, by) for cell, by in terms if ends[cell][0] != ends[cell][1])
    return left, bound - sum(by * ends[cell][0] for cell, by in terms if ends[cell][0] == ends[cell][1])


def _apart(
    known: Knowledge, equal: Sequence[Row], less: Sequence[Row]
) -> Iterator[tuple[dict[Cell, None], list[Row], list[Row]]]:
    """The cells that are not known, apart where nothing connects them, with the rows about them."""
    cells = [cell for cell, (low, high) in known.ends.items() if low != high]
    place = {cell: at for at, cell in enumerate(cells)}
    pairs = [(place[terms[0][0]], place[cell]) for terms, _ in (*equal, *less) for cell, _ in terms]
    one, other = zip(*pairs, strict=True) if pairs else ((), ())
    joined = coo_array((np.ones(len(pairs)), (one, other)), shape=(len(cells), len(cells)))
    count, labels = connected_components(joined, directed=False)
    parts: list[tuple[dict[Cell, None], list[Row], list[Row]]] = [({}, [], []) for _ in range(count)]
    for cell, label in zip(cells, labels, strict=True):
        parts[label][0][cell] = None
    for at, rows in ((1, equal), (2, less)):
        for row in rows:
            parts[labels[place[row[0][0][0]]]][at].append(row)
    return iter(parts)
