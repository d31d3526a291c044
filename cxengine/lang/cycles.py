"""Circles among things that rest on each other, and chains of them that are too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

MOST_CYCLES = 50
"""Circles reported of one graph."""

MOST_SHOWN = 12
"""Names of one circle that a message shows."""


def in_order(needs: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Names so that each stands after what it needs, and the circles.

    ``needs`` gives for each name those it rests on. A circle is a path that ends where it begins, each name
    resting on the next, and starts at the name that comes first in ``needs``. Names of a circle are not in the order.
    """
    graph = {name: tuple(dict.fromkeys(other for other in others if other in needs)) for name, others in needs.items()}
    place = {name: number for number, name in enumerate(graph)}
    circles: list[tuple[str, ...]] = []
    while len(circles) < MOST_CYCLES:
        try:
            return tuple(TopologicalSorter(graph).static_order()), tuple(circles)
        except CycleError as error:
            path = list(reversed(error.args[1]))[:-1]
        first = path.index(min(path, key=lambda name: place[name]))
        path = path[first:] + path[:first]
        circles.append((*path, path[0]))
        gone = set(path)
        graph = {
            name: tuple(other for other in others if other not in gone)
            for name, others in graph.items()
            if name not in gone
        }
    return (), tuple(circles)


def first_beyond(needs: Mapping[str, Iterable[str]], order: Iterable[str], most: int) -> str | None:
    """The first name that ends a chain of more than ``most``; ``order`` as ``in_order`` gives it."""
    length: dict[str, int] = {}
    for name in order:
        length[name] = 1 + max((length.get(other, 0) for other in needs.get(name, ())), default=0)
        if length[name] > most:
            return name
    return None


def path_in_words(circle: Iterable[str]) -> str:
    """``a → b → a``; a long one with a gap in the middle."""
    path = tuple(circle)
    if len(path) > MOST_SHOWN:
        path = (*path[: MOST_SHOWN - 3], f"({len(path) - MOST_SHOWN + 1} more)", *path[-2:])
    return " → ".join(path)
