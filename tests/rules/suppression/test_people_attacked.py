"""Different people are counted in groups that overlap: the attacker knows that a whole is no more than its parts, and
no less than any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random
from typing import Any

import pytest
from scipy.optimize import linprog

import cxengine

LEAST = 5
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table visits: Visits
  field service is service
  field channel is one of (web, phone, post)
  field person is text, personal
  publish groups of at least {LEAST}
metric people: People
  from visits
  formula distinct(person)
  by channel
"""
SERVICES, CHANNELS = ("bins", "roads", "parks"), ("web", "phone", "post")
Place = tuple[str | None, str | None]
"""A service and a channel; None is all."""
Rows = Sequence[Mapping[str, Any]]
FEW_BESIDE_ONE: Rows = [
    {"service": service, "channel": "web", "person": f"p{at}"}
    for service, ats in (("bins", range(30)), ("roads", range(30, 34)))
    for at in ats
    for _ in range(3)
]
"""Each comes three times: there are many rows where there are few people."""


def visits(chance: Random) -> Rows:
    """Of some people, most of whom come to one service by one channel, and each five times."""
    rows: list[Mapping[str, Any]] = []
    for at in range(chance.randint(20, 60)):
        for _ in range(chance.choice((1, 1, 1, 1, 2))):
            service, channel = chance.choices(SERVICES, (8, 1, 0))[0], chance.choices(CHANNELS, (8, 1, 0))[0]
            rows += [{"service": service, "channel": channel, "person": f"p{at}"}] * 5
    return rows


def told(rows: Rows) -> dict[Place, Any]:
    """Every figure that runs publish, by its place: with all channels together and by channel."""
    data = {
        "council": [{"id": "town", "title": "Town"}],
        "service": [{"id": each, "title": each, "parent": "town"} for each in SERVICES],
        "visits": list(rows),
    }
    program = cxengine.compile({"made.cx": RULES})
    found: dict[Place, Any] = {}
    for by in ((), ("channel",)):
        for line in program.figures(data, by=by, as_of="2020-01-01").to_pylist():
            service = line["id"] if line["kind"] == "service" else None
            found[service, line["channel"] if by else None] = line
    return found


def counted(rows: Rows) -> dict[Place, int]:
    """How many people there are in truth."""
    people: dict[Place, set[str]] = {}
    for row in rows:
        for service in (None, row["service"]):
            for channel in (None, row["channel"]):
                people.setdefault((service, channel), set()).add(row["person"])
    return {place: len(each) for place, each in people.items()}


def follows(figures: Mapping[Place, Any]) -> dict[Place, int]:
    """The hidden figures of which the attacker knows how large they are."""
    places = list(product((None, *SERVICES), (None, *CHANNELS)))
    least: list[dict[Place, int]] = []
    bounds: list[tuple[float, float | None]] = []
    for place in places:
        if place not in figures:
            bounds.append((0, None if place[1] else 0))  # by channel, few people are not listed either
            continue
        value, small = figures[place]["value"], f"fewer than {LEAST}" in (figures[place]["unknown"] or "")
        bounds.append((value, value) if value is not None else (1, LEAST - 1) if small else (1, None))
    for whole in places:
        for at in (0, 1):
            if whole[at] is None:
                parts = [each for each in places if each[at] is not None and each[1 - at] == whole[1 - at]]
                least.append({whole: 1, **dict.fromkeys(parts, -1)})
                least += [{part: 1, whole: -1} for part in parts]
    matrix = [[row.get(place, 0) for place in places] for row in least]
    known: dict[Place, int] = {}
    for at, place in enumerate(places):
        if place in figures and figures[place]["value"] is None:
            ends = []
            for sign in (1, -1):
                aim = [sign * (other == at) for other in range(len(places))]
                solved = linprog(aim, A_ub=matrix, b_ub=[0] * len(matrix), bounds=bounds)
                assert solved.status == 0
                ends.append(sign * solved.fun)
            if ends[1] - ends[0] < 0.5:
                known[place] = round(ends[0])
    return known


@pytest.mark.parametrize("seed", [None, *range(12)])
def test_nobody_follows_from_numbers_of_people(seed: int | None) -> None:
    rows = FEW_BESIDE_ONE if seed is None else visits(Random(seed))
    figures, truth = told(rows), counted(rows)
    assert {place: line["value"] for place, line in figures.items() if line["value"] is not None}.items() <= {
        place: float(count) for place, count in truth.items()
    }.items()
    assert any(line["value"] is None for line in figures.values())
    assert figures[None, None]["value"] == truth[None, None]
    assert follows(figures) == {}
    assert all(line["n"] is None for line in figures.values() if line["value"] is None)


def test_the_attacker_would_notice() -> None:
    figures = told(FEW_BESIDE_ONE)
    shown = {**figures["bins", None], "value": 30.0, "unknown": None}
    assert follows({**figures, ("bins", None): shown})["roads", None] == 4


def test_other_people_are_not_counted_beside() -> None:
    """Of 34 people 30 came by web: at least 4 by phone, of whom it is said that they are fewer than 5."""
    head, _, people = RULES.partition("metric people")
    others = "".join(
        f"metric {name}: M\n  from visits\n{where}  formula distinct(person){more}\n"
        for name, where, more in (
            ("by_web", "  where channel is web\n", ""), ("by_phone", "  where channel is phone\n", ""),
            ("again", "", " + 0"), ("visits_each", "  where channel is web\n", " / count"),
        )
    )  # fmt: skip
    channels = {"bins": "web", "roads": "phone"}
    data = {
        "council": [{"id": "town", "title": "Town"}],
        "service": [{"id": "bins", "title": "Bins", "parent": "town"}],
        "visits": [{**row, "service": "bins", "channel": channels[row["service"]]} for row in FEW_BESIDE_ONE],
    }
    for rules in (RULES + others, f"{head}{others}metric people{people}"):
        for names in (("people", "again", "by_web", "by_phone", "visits_each"), ("by_web",), ("by_phone", "people")):
            found = cxengine.compile({"made.cx": rules}).figures(data, as_of="2020-01-01", metrics=names)
            for line in found.to_pylist():
                shown = 34.0 if line["metric"] in ("people", "again") else None
                assert line["value"] == shown, line
