"""A way cut into strips of numbers for the overview."""

from __future__ import annotations

import attrs

from cxengine.report.journey_map.sheets import HEAD
from cxengine.report.journey_map.tracks import Tracks, Wire, tracks
from cxengine.report.journey_map.way import Way

_LEAST, _MOST = 27.0, 44.0
"""The distance between two steps."""
_LEFT = HEAD - 32


@attrs.frozen(kw_only=True)
class Strip:
    """Some columns of a way, ``pitch`` apart. Places of columns count from the first of the strip."""

    first: int
    last: int
    pitch: float
    wires: tuple[Wire, ...]
    tracks: Tracks
    returns: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        """How many columns it has."""
        return self.last - self.first + 1

    def x(self, at: int) -> float:
        """Where a column stands; -1 and the count are the ends of the strip."""
        return _LEFT + (at + 0.75) * self.pitch

    def feelings(self, way: Way) -> dict[int, int]:
        """How people feel, by the columns that say."""
        steps = ((at, way.columns[self.first + at].step) for at in range(self.count))
        return {at: s["emotion"]["value"] for at, s in steps if s is not None and s["emotion"] is not None}

    def joined(self, way: Way) -> list[tuple[int, int, bool]]:
        """The columns between which the curve of feelings runs, and whether straight."""
        arrows = [(a.start - self.first, a.end - self.first) for a in way.arrows]
        return joined(self.count, arrows, set(self.feelings(way)))


def joined(count: int, arrows: list[tuple[int, int]], saying: set[int]) -> list[tuple[int, int, bool]]:
    """From each column that says how people feel to the next ones that do, on every way; and whether the way between
    them leads straight from the one to the other, or over steps that do not say."""
    last: dict[int, set[int]] = {}
    found: list[tuple[int, int, bool]] = []
    straight = set(arrows)
    for column in range(count):
        known: set[int] = set()
        for start, end in arrows:
            if end == column:
                known |= last.get(start, set())
        if column in saying:
            found += [(each, column, (each, column) in straight) for each in sorted(known)]
            known = {column}
        last[column] = known
    return found


def strips(way: Way, across: float) -> tuple[Strip, ...]:
    """Strips of like length, as few as can be."""
    total = len(way.columns)
    most = int((across - _LEFT - 40) / _LEAST)
    number = -(-total // most)
    length = -(-total // number)
    pitch = min(_MOST, (across - _LEFT - 40) / length)
    return tuple(_strip(way, first, min(first + length, total) - 1, pitch) for first in range(0, total, length))


def _strip(way: Way, first: int, last: int, pitch: float) -> Strip:
    count = last - first + 1

    def clipped(start: int, end: int) -> tuple[int, int]:
        return max(start - first, -1), min(end - first, count)

    def here(start: int, end: int) -> bool:
        return first <= start <= last or first <= end <= last

    wires = tuple(Wire(*clipped(a.start, a.end)) for a in way.arrows if here(a.start, a.end))
    backs = ((r.start, r.end) for r in way.returns if here(r.start, r.end))
    returns = tuple((min(start - first, count), max(end - first, -1)) for start, end in backs)
    return Strip(
        first=first, last=last, pitch=pitch, wires=wires, tracks=tracks(count, wires), returns=returns
    )
