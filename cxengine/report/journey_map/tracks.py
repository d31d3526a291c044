"""On which line, from the top, each step of a row stands and each arrow runs.

A layered drawing (Sugiyama, Tagawa and Toda, 1981) with one step in each layer, so that what is said of a step can
stand below it. An arrow has its line to itself from its step to the next, so no arrow runs through a step or along
another; which lines lie where is then changed as long as fewer arrows cross.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import attrs


@attrs.frozen
class Wire:
    """From column to column; -1 comes from before the first, the number of columns leads beyond the last."""

    start: int
    end: int


@attrs.frozen
class Tracks:
    """The line of each column and each wire, from 0 at the top."""

    columns: tuple[int, ...]
    wires: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return max((*self.columns, *self.wires), default=0) + 1


def tracks(columns: int, wires: Sequence[Wire]) -> Tracks:
    """Lines for a row. Wires that begin before it or lead beyond it are in it too."""
    return _untangled(columns, wires, _placed(columns, wires))


def _placed(columns: int, wires: Sequence[Wire]) -> Tracks:
    """Each step on the uppermost line that leads to it; of several ways on, the nearest goes straight."""
    of_wire: dict[int, int] = {}
    busy: dict[int, int] = {}
    of_column: list[int] = []
    for at in sorted((at for at, wire in enumerate(wires) if wire.start < 0), key=lambda at: wires[at].end):
        of_wire[at] = busy[at] = len(busy)
    for column in range(columns):
        arriving = [at for at, wire in enumerate(wires) if wire.end == column]
        here = min((busy.pop(at) for at in arriving), default=_free(busy, 0))
        of_column.append(here)
        leaving = sorted((at for at, wire in enumerate(wires) if wire.start == column), key=lambda at: wires[at].end)
        for place, at in enumerate(leaving):
            of_wire[at] = busy[at] = here if place == 0 else _free(busy, here)
    return Tracks(tuple(of_column), tuple(of_wire[at] for at in range(len(wires))))


def _free(busy: dict[int, int], here: int) -> int:
    taken = set(busy.values())
    return next(line for line in range(here, here + len(taken) + 1) if line not in taken)


def _untangled(columns: int, wires: Sequence[Wire], placed: Tracks) -> Tracks:
    """Lines exchanged two by two, and moved one by one, as long as that makes fewer crossings or shorter ways."""
    best, cost = placed, _cost(columns, wires, placed)
    improved = True
    while improved:
        improved = False
        for order in _other_orders(best.count):
            tried = Tracks(tuple(order[t] for t in best.columns), tuple(order[t] for t in best.wires))
            if (now := _cost(columns, wires, tried)) < cost:
                best, cost, improved = tried, now, True
    return best


def _other_orders(count: int) -> list[list[int]]:
    found = []
    for one, other in combinations(range(count), 2):
        exchanged = list(range(count))
        exchanged[one], exchanged[other] = other, one
        found.append(exchanged)
        for start, end in ((one, other), (other, one)):
            moved = list(range(count))
            moved.insert(end, moved.pop(start))
            found.append(moved)
    return found


def _cost(columns: int, wires: Sequence[Wire], placed: Tracks) -> tuple[int, int]:
    ups_and_downs = sum(
        abs(placed.wires[at] - placed.columns[end])
        for at, wire in enumerate(wires)
        for end in (wire.start, wire.end)
        if 0 <= end < columns
    )
    return crossings(columns, wires, placed), ups_and_downs


def crossings(columns: int, wires: Sequence[Wire], placed: Tracks) -> int:
    """How often an arrow crosses another: where one that goes by lies between the lines of those that part or meet."""
    found = 0
    for column in range(columns):
        leaving = [placed.wires[at] for at, wire in enumerate(wires) if wire.start == column]
        arriving = [placed.wires[at] for at, wire in enumerate(wires) if wire.end == column]
        later = [placed.wires[at] for at, wire in enumerate(wires) if wire.start < column < wire.end]
        for own in (leaving, arriving):
            lines = [*own, placed.columns[column]]
            found += sum(min(lines) < line < max(lines) for line in later)
    return found
