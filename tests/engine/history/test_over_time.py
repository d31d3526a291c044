"""Reached, first reached, lost: by hand, and against a plain reading of any series of levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from cxengine.engine.history.over_time import over_time
from cxengine.engine.said.record import LevelRecorded, ModelRecorded, Record, ResultRecorded, SubjectRecorded

START = date(2018, 1, 1)
Held = tuple[date | None, date | None, date | None]
"""First reached, reached, lost."""
Level = int | tuple[int, int] | None
"""A level; two between which it was, where it was not certain; None where it was withheld."""


def day(number: int) -> date:
    return START + timedelta(days=number)


def span(level: Level) -> tuple[int, int]:
    return level if isinstance(level, tuple) else (level or 0, level or 0)


def records(levels: Sequence[Level]) -> list[Record]:
    model = ModelRecorded(
        model="p.m", title="M", digest="", criteria=(),
        levels=tuple(LevelRecorded(number=n, name=f"L{n}") for n in range(1, 5)),
    )  # fmt: skip
    return [
        Record(
            digest="", project="P", as_of=day(number), engine="1", language="1", packs=(), sources=(), models=(model,),
            subjects=(SubjectRecorded(kind="service", id="a", title="A", models=(
                ResultRecorded(
                    model="p.m", level=None if level is None else span(level)[0], withheld=level is None,
                    could_be_from=span(level)[0], could_be_to=span(level)[1], score=None, without_waivers=None,
                    waivers=(), criteria=(),
                ),
            )),),
        )
        for number, level in enumerate(levels)
    ]  # fmt: skip


def held(levels: Sequence[Level]) -> dict[int, Held]:
    found = over_time(records(levels), "service:a", "p.m")
    assert found is not None
    return {each.level: (each.first_reached, each.reached, each.lost) for each in found.levels}


@pytest.mark.parametrize(
    ("levels", "two"),
    [
        ([0, 1], (None, None, None)),
        ([0, 2, 3], (day(1), day(1), None)),
        ([2, 1], (day(0), day(0), day(1))),
        ([2, 1, 0], (day(0), day(0), day(1))),
        ([2, 1, 2], (day(0), day(2), None)),
        ([2, 1, 3, 0], (day(0), day(2), day(3))),
        ([2, None, 2], (day(0), day(0), None)),
        ([2, None, 1], (day(0), day(0), day(2))),
        ([None], (None, None, None)),
        ([(0, 3)], (None, None, None)),
        ([(0, 3), 3], (day(1), day(1), None)),
        ([(2, 3)], (day(0), day(0), None)),
        ([2, (0, 3)], (day(0), day(0), None)),
        ([2, (0, 3), 2], (day(0), day(0), None)),
        ([2, (0, 3), 1], (day(0), day(0), day(2))),
        ([2, (0, 1)], (day(0), day(0), day(1))),
    ],
)
def test_by_hand(levels: list[Level], two: Held) -> None:
    assert held(levels)[2] == two


SPANS = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(st.one_of(st.none(), st.integers(0, 4), SPANS), min_size=1, max_size=8))
def test_any_series_read_backwards(levels: list[Level]) -> None:
    known = [(number, span(level)) for number, level in enumerate(levels) if level is not None]
    for level, (first, reached, lost) in held(levels).items():
        there = [number for number, (low, _) in known if low >= level]
        assert first == (day(there[0]) if there else None)
        if not there:
            assert (reached, lost) == (None, None)
            continue
        after = [number for number, (_, high) in known if number > there[-1] and high < level]
        assert lost == (day(after[0]) if after else None)
        before = [number for number, (_, high) in known if number < there[-1] and high < level]
        assert reached == day(min(number for number in there if not before or number > before[-1]))


def test_who_was_never_assessed_has_no_history() -> None:
    assert over_time(records([1]), "service:b", "p.m") is None
