"""Somebody who reads everything that is published and works out what is hidden. Shares no code with the engine.

A cell is a count of people. The attacker knows which cells add up to which, which is never more than which, and for
each cell the least and the most that it can be: the same for one that is printed; 1 to one below the smallest group
for one that is hidden as too small; at least the smallest group for one that is hidden to protect another. First rows
and columns with one unknown are filled in, over and over; then linear programming says between what bounds each of the
rest lies. A cell is recovered when only one whole number is left.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf
from random import Random

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

Cell = Hashable
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
    """The knowledge as a linear program over the cells that are not known."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.open = [cell for cell, (low, high) in known.ends.items() if low != high]
        self.place = {cell: at for at, cell in enumerate(self.open)}
        equal, self.equal_to = self._rows([((whole, 1.0), *((p, -1.0) for p in parts)) for whole, parts in known.sums])
        less = [((less, 1.0), (more, -1.0)) for less, more in known.at_most]
        less += [tuple((cell, -by) for cell, by in terms) for terms, _ in known.weighted]
        below, self.below = self._rows(less)
        self.below = self.below - np.array([0.0] * len(known.at_most) + [least for _, least in known.weighted])
        self.equal, self.less = equal, below
        self.bounds = [(low, None if high == inf else high) for low, high in (known.ends[c] for c in self.open)]

    def _rows(self, rows: Sequence[tuple[tuple[Cell, float], ...]]) -> tuple[coo_array, np.ndarray]:
        at: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        rest = np.zeros(len(rows))
        for number, terms in enumerate(rows):
            for cell, by in terms:
                if cell in self.place:
                    at.append(number)
                    columns.append(self.place[cell])
                    values.append(by)
                else:
                    rest[number] -= by * self.known.ends[cell][0]
        return coo_array((values, (at, columns)), shape=(len(rows), len(self.open))).tocsr(), rest

    def lowest(self, aim: np.ndarray) -> np.ndarray:
        """The cells where the aim is lowest."""
        result = linprog(
            aim, A_eq=self.equal, b_eq=self.equal_to, A_ub=self.less if self.less.shape[0] else None,
            b_ub=self.below if self.less.shape[0] else None, bounds=self.bounds, method="highs",
        )  # fmt: skip
        assert result.status in (0, 3), result.message
        return result.x if result.status == 0 else np.full(len(self.open), np.nan)


def by_programming(known: Knowledge, wanted: Sequence[Cell]) -> dict[Cell, int]:
    """Bounds of every cell. Most are shown to be open by a few programs that aim at all of them at once."""
    program = Program(known)
    waiting = [cell for cell in wanted if cell in program.place]
    chance = Random(0)
    lows, highs = np.full(len(program.open), inf), np.full(len(program.open), -inf)
    for _ in range(ROUNDS):
        if not waiting:
            return {}
        aim = np.zeros(len(program.open))
        for cell in waiting:
            aim[program.place[cell]] = chance.uniform(-1, 1)
        for signed in (aim, -aim):
            x = program.lowest(np.where(np.isinf([b[1] or inf for b in program.bounds]), np.maximum(signed, 0), signed))
            lows, highs = np.fmin(lows, x), np.fmax(highs, x)
        waiting = [cell for cell in waiting if highs[program.place[cell]] - lows[program.place[cell]] < 1 - NEAR]
    found: dict[Cell, int] = {}
    for cell in waiting:
        aim = np.zeros(len(program.open))
        aim[program.place[cell]] = 1.0
        low = program.lowest(aim)[program.place[cell]]
        high = program.lowest(-aim)[program.place[cell]]
        if not np.isnan(high) and floor(high + NEAR) <= ceil(low - NEAR):
            found[cell] = ceil(low - NEAR)
    return found


