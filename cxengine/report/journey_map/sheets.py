"""A way cut into sheets, each as wide as a page across."""

from __future__ import annotations

import attrs

from cxengine.report.journey_map.tracks import Tracks, Wire, tracks
from cxengine.report.journey_map.way import Arrow, Return, Way

BOX = 142.0
"""The width of a step."""
DOT = 12.0
"""The width of a place where ways only part or meet."""
HEAD = 112.0
"""The width of the names of the lanes."""
STUB = 62.0
"""What an arrow to or from another sheet takes."""
ACROSS = 1320.0
"""The width of a sheet at most: seven steps in a row. On A4 across a size of 12 is then 7.1 points, on A3 10.2."""

_ARROW, _BEND, _SYMBOL, _SHARE = 20.0, 10.0, 44.0, 36.0


@attrs.frozen(kw_only=True)
class Sheet:
    """Some columns of a way. Places of columns count from the first of the sheet; ``lefts`` are where they begin."""

    way: Way
    number: int
    of: int
    first: int
    last: int
    wires: tuple[Wire, ...]
    arrows: tuple[Arrow, ...]
    """The arrow of each wire, by the columns of the way."""
    tracks: Tracks
    returns: tuple[Return, ...]
    lefts: tuple[float, ...]
    width: float

    @property
    def count(self) -> int:
        """How many columns it has."""
        return self.last - self.first + 1


def sheets(way: Way) -> tuple[Sheet, ...]:
    """The sheets of a way, as few as can be; then cut between stages and where few arrows are cut, of like size."""
    bounds = _cuts(way)
    return tuple(_sheet(way, first, last, number, len(bounds)) for number, (first, last) in enumerate(bounds, start=1))


def width_of(way: Way, column: int) -> float:
    """The width of a column without what lies between."""
    return BOX if way.columns[column].number is not None else DOT


def room_after(way: Way, column: int) -> float:
    """Where ways part after a column, and what their shares take."""
    return (_SYMBOL if column in way.splits else _BEND) + (_SHARE if column in way.shared else 0)


def room_before(way: Way, column: int) -> float:
    """Where ways meet before a column, and the head of the arrow."""
    return _ARROW + (_SYMBOL if column in way.joins else 0)


def split_at(way: Way, column: int) -> float:
    """Where ways part, from the right end of a column."""
    return _SYMBOL / 2 if column in way.splits else _BEND / 2


def join_at(way: Way, column: int) -> float:
    """Where ways meet, before the left end of a column."""
    return _ARROW + _SYMBOL / 2 if column in way.joins else _ARROW - 6


def _cuts(way: Way) -> list[tuple[int, int]]:
    """The first and last column of each sheet: the cheapest row of cuts, found from the left."""
    total = len(way.columns)
    fewest: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, total + 1):
        choices = []
        for start in range(end - 1, -1, -1):
            wide = _width(way, start, end - 1)
            if wide > ACROSS and start < end - 1:
                break
            choices.append((fewest[start][0] + _cost_of_cut(way, end, total) + 1000 + _unused(wide), start))
        fewest.append(min(choices))
    bounds, end = [], total
    while end:
        start = fewest[end][1]
        bounds.append((start, end - 1))
        end = start
    return bounds[::-1]


def _unused(wide: float) -> float:
    return (max(0.0, ACROSS - wide) / ACROSS) ** 2 * 100


def _cost_of_cut(way: Way, end: int, total: int) -> float:
    if end == total:
        return 0
    return 12 * way.over[end] + (30 if way.columns[end - 1].stage == way.columns[end].stage else 0)


def _lefts(way: Way, first: int, last: int) -> tuple[float, ...]:
    x = HEAD + (STUB if way.over[first] else 0) + room_before(way, first)
    found = []
    for column in range(first, last + 1):
        found.append(x)
        x += width_of(way, column) + room_after(way, column)
        if column < last:
            x += room_before(way, column + 1)
    return tuple(found)


def _width(way: Way, first: int, last: int) -> float:
    right = _lefts(way, first, last)[-1] + width_of(way, last)
    return right + (room_after(way, last) + STUB if way.over[last + 1] else _BEND)


def _sheet(way: Way, first: int, last: int, number: int, of: int) -> Sheet:
    count = last - first + 1
    here = [a for a in way.arrows if first <= a.start <= last or first <= a.end <= last]
    wires = tuple(
        Wire(max(arrow.start - first, -1), min(arrow.end - first, count)) for arrow in here
    )
    return Sheet(
        way=way, number=number, of=of, first=first, last=last, wires=wires, arrows=tuple(here),
        tracks=tracks(count, wires),
        returns=tuple(r for r in way.returns if first <= r.start <= last or first <= r.end <= last),
        lefts=_lefts(way, first, last), width=_width(way, first, last),
    )  # fmt: skip
