"""Where steps and arrows lie: nothing on top of another, and few crossings."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from cxengine.report.journey_map.tracks import Tracks, Wire, crossings, tracks


@st.composite
def rows(draw: st.DrawFn) -> tuple[int, list[Wire]]:
    """Columns and arrows between them, some from before and some beyond."""
    count = draw(st.integers(1, 8))
    pairs = st.tuples(st.integers(-1, count - 1), st.integers(0, count)).filter(lambda pair: pair[0] < pair[1])
    wires = draw(st.lists(pairs, max_size=10, unique=True))
    return count, [Wire(*pair) for pair in wires if pair != (-1, count)]


@given(rows())
def test_nothing_lies_on_top_of_another(row: tuple[int, list[Wire]]) -> None:
    count, wires = row
    placed = tracks(count, wires)
    for column in range(count):
        passing = [placed.wires[at] for at, wire in enumerate(wires) if wire.start < column < wire.end]
        assert len({*passing, placed.columns[column]}) == len(passing) + 1
    for gap in range(-1, count):
        between = [placed.wires[at] for at, wire in enumerate(wires) if wire.start <= gap < wire.end]
        assert len(set(between)) == len(between)


def drawn_crossings(count: int, wires: list[Wire], placed: Tracks) -> int:
    """Crossings counted from the segments themselves: each upright of a fork against each level line beside it."""
    found = 0
    for column in range(count):
        for side in ("start", "end"):
            own = [placed.wires[at] for at, wire in enumerate(wires) if getattr(wire, side) == column]
            uprights = [(min(line, placed.columns[column]), max(line, placed.columns[column])) for line in own]
            for at, wire in enumerate(wires):
                if wire.start < column < wire.end:
                    line = placed.wires[at]
                    found += any(low < line < high for low, high in uprights)
    return found


@given(rows())
def test_crossings_are_those_of_the_lines_as_drawn(row: tuple[int, list[Wire]]) -> None:
    count, wires = row
    placed = tracks(count, wires)
    assert crossings(count, wires, placed) == drawn_crossings(count, wires, placed)


@given(rows())
def test_no_exchange_of_two_lines_has_fewer_crossings(row: tuple[int, list[Wire]]) -> None:
    count, wires = row
    placed = tracks(count, wires)
    least = crossings(count, wires, placed)
    for one in range(placed.count):
        for other in range(one):
            order = list(range(placed.count))
            order[one], order[other] = other, one
            tried = Tracks(tuple(order[t] for t in placed.columns), tuple(order[t] for t in placed.wires))
            assert crossings(count, wires, tried) >= least


@pytest.mark.parametrize(
    ("count", "pairs"),
    [
        (4, [(0, 1), (1, 2), (2, 3)]),
        (4, [(0, 1), (0, 2), (1, 3), (2, 3)]),
        (6, [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4), (4, 5)]),
        (7, [(0, 1), (0, 6), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (5, 6)]),
        (6, [(0, 1), (1, 2), (1, 3), (2, 5), (3, 4), (4, 5), (0, 5)]),
    ],
    ids=["a row", "a choice", "three ways", "a choice within another", "a way past another"],
)
def test_what_can_be_drawn_without_crossings_is(count: int, pairs: list[tuple[int, int]]) -> None:
    wires = [Wire(*pair) for pair in pairs]
    assert crossings(count, wires, tracks(count, wires)) == 0


def test_crossings_that_cannot_be_avoided_are_few() -> None:
    wires = [Wire(0, 2), Wire(0, 3), Wire(1, 2), Wire(1, 3), Wire(-1, 0), Wire(-1, 1)]
    placed = tracks(4, wires)
    best = min(
        crossings(4, wires, Tracks(tuple(order[t] for t in placed.columns), tuple(order[t] for t in placed.wires)))
        for order in permutations(range(placed.count))
    )
    assert crossings(4, wires, placed) == best
