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


def day(number: int) -> date:
    return START + timedelta(days=number)


def records(levels: Sequence[int | None]) -> list[Record]:
    model = ModelRecorded(
        model="p.m", title="M", digest="", criteria=(),
        levels=tuple(LevelRecorded(number=n, name=f"L{n}") for n in range(1, 5)),
    )  # fmt: skip
    return [
        Record(
            digest="", project="P", as_of=day(number), engine="1", language="1", packs=(), sources=(), models=(model,),
            subjects=(SubjectRecorded(kind="service", id="a", title="A", models=(
                ResultRecorded(
                    model="p.m", level=level, could_be_from=0, could_be_to=4, score=None, without_waivers=None,
                    waivers=(), criteria=(),
                ),
            )),),
        )
        for number, level in enumerate(levels)
    ]  # fmt: skip


def held(levels: Sequence[int | None]) -> dict[int, Held]:
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
    ],
)
def test_by_hand(levels: list[int | None], two: Held) -> None:
    assert held(levels)[2] == two


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=8))
def test_any_series_read_backwards(levels: list[int | None]) -> None:
    known = [(number, level) for number, level in enumerate(levels) if level is not None]
    for level, (first, reached, lost) in held(levels).items():
        there = [number for number, each in known if each >= level]
        assert first == (day(there[0]) if there else None)
        if not there:
            assert (reached, lost) == (None, None)
            continue
        after = [number for number, _ in known if number > there[-1]]
        assert lost == (day(after[0]) if after else None)
        before = [number for number, each in known if number < there[-1] and each < level]
        assert reached == day(min(number for number in there if not before or number > before[-1]))


def test_who_was_never_assessed_has_no_history() -> None:
    assert over_time(records([1]), "service:b", "p.m") is None
