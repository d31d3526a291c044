"""Different people are counted in groups that overlap: the attacker knows that a whole is no more than its parts, and
no less than any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from math import inf
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import cxengine
from cxengine.lang.publishing import Policy
from cxengine.metrics.suppression.beside_people import tells_of_few
from cxengine.metrics.tally import Tally
from cxengine.report.gaps import data_gaps
from cxengine.subjects import SubjectTree

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


def told_of(rows: Rows) -> dict[str, Any]:
    """The JSON of the same."""
    data = {
        "council": [{"id": "town", "title": "Town"}],
        "service": [{"id": each, "title": each, "parent": "town"} for each in SERVICES],
        "visits": list(rows),
    }
    return cxengine.compile({"made.cx": RULES}).metrics(data, as_of="2020-01-01").to_dict()


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
        for what_hides in (True, False):
            program = cxengine.compile({"made.cx": rules})
            said = program.metrics(data, as_of="2020-01-01", what_hides=what_hides).to_dict()
            (problem,) = (each for source in said["sources"] for each in source["problems"])
            assert (problem["code"], problem["count"], problem["rows"]) == ("not-published", 3, [])
            assert problem["message"].startswith("`by_web`, `by_phone` and `visits_each` are not published")
            first = "people" if rules.startswith(RULES) else "again"
            assert f"that is `{first}`" in problem["message"] and problem["message"] in ": ".join(data_gaps(said))
    assert not [each for source in told_of(FEW_BESIDE_ONE)["sources"] for each in source["problems"]]


def ways(*counts: tuple[tuple[Place, ...], int]) -> Rows:
    """So many people who came to each of some services, by a channel."""
    rows: list[Mapping[str, Any]] = []
    for who, (places, n) in enumerate(counts):
        for at in range(n):
            rows += [{"service": service, "channel": channel, "person": f"p{who}-{at}"} for service, channel in places]
    return rows


def small_crowds(figures: Mapping[Place, Any]) -> dict[tuple[Place, Place, bool], int]:
    """Those of one place that are, or are not, of another, where the figures leave one small number of them.

    People are told apart by all places they are of, at two services and by two channels at most.
    """
    cells = [place for place in product(SERVICES[:2], CHANNELS[:2]) if place in figures or (place[0], None) in figures]
    kinds = [set(each) for size in range(1, len(cells) + 1) for each in combinations(cells, size)]

    def is_of(kind: set[tuple[str, str]], place: Place) -> bool:
        return any(place[0] in (None, service) and place[1] in (None, channel) for service, channel in kind)

    told = [(place, line["value"]) for place, line in figures.items() if line["value"] is not None]
    matrix = [[float(is_of(kind, place)) for kind in kinds] for place, _ in told]
    numbers = [value for _, value in told]
    found: dict[tuple[Place, Place, bool], int] = {}
    for one, other in product(product((None, *SERVICES[:2]), (None, *CHANNELS[:2])), repeat=2):
        for both in (True, False):
            aim = [float(is_of(kind, one) and is_of(kind, other) is both) for kind in kinds]
            ends = []
            for sign in (1, -1):
                solved = linprog([sign * each for each in aim], A_eq=matrix or None, b_eq=numbers or None)
                ends.append(sign * solved.fun if solved.status == 0 else inf)
            if 0.5 < ends[0] and ends[1] - ends[0] < 0.5 and ends[0] < LEAST - 0.5:
                found[one, other, both] = round(ends[0])
    return found


PHONE, WEB = ("bins", "phone"), ("bins", "web")


@pytest.mark.parametrize(
    "rows",
    [
        ways(((PHONE,), 24), ((WEB,), 3), ((PHONE, WEB), 7)), ways(((PHONE,), 24), ((WEB,), 10), ((PHONE, WEB), 2)),
        ways(((PHONE,), 24), ((WEB, ("roads", "web")), 8), ((("roads", "web"),), 3)),
        ways(
            ((PHONE, ("roads", "phone")), 12), ((PHONE, ("roads", "web")), 2), ((WEB,), 9), ((("roads", "web"),), 9),
            ((PHONE,), 9),
        ),
    ],
    ids=("by web alone", "by both", "of one service alone", "of both services, not by phone"),
)  # fmt: skip
def test_few_of_one_group_and_not_of_another_do_not_follow_where_all_are_large(rows: Rows) -> None:
    figures = told(rows)
    assert small_crowds(figures) == {}
    assert figures[None, None]["value"] == counted(rows)[None, None]


def test_the_attacker_would_notice_few_of_large_groups() -> None:
    rows = ways(((PHONE,), 24), ((WEB,), 3), ((PHONE, WEB), 7))
    shown = {place: {"value": float(n)} for place, n in counted(rows).items()}
    assert small_crowds(shown)[(None, "web"), (None, "phone"), False] == 3


def test_groups_that_overlap_in_many_are_shown() -> None:
    figures = told(ways(((PHONE,), 24), ((WEB,), 9), ((PHONE, WEB), 7), ((("roads", "web"),), 20)))
    assert {place: line["value"] for place, line in figures.items() if place[1]} == {
        (None, "phone"): 31, (None, "web"): 36, ("bins", "phone"): 31, ("bins", "web"): 16, ("roads", "web"): 20,
    }  # fmt: skip


@pytest.mark.parametrize("seeds", [range(12), pytest.param(range(12, 150), marks=pytest.mark.nightly)])
def test_nor_do_they_of_tables_made_by_chance(seeds: range) -> None:
    shown = 0
    for seed in seeds:
        chance = Random(seed)
        cells = list(product(SERVICES[:2], CHANNELS[:2]))
        kinds = [each for size in (1, 2, 3) for each in combinations(cells, size)]
        rows = ways(*((each, chance.choice((0, 0, 1, 3, 6, 9, 20))) for each in chance.sample(kinds, 6)))
        figures = told(rows)
        assert small_crowds(figures) == {}, seed
        shown += sum(line["value"] is not None for line in figures.values())
    assert shown > 2 * len(seeds)


def test_people_of_each_place_and_each_whole_are_counted_once_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted again for each group, those of 300 groups in 12 months took minutes."""
    counted: list[int] = []
    distinct = Tally.distinct.fget

    def counting(tally: Tally) -> int:
        counted.append(1)
        return distinct(tally)

    monkeypatch.setattr(Tally, "distinct", property(counting))
    everybody = Tally(((np.arange(50), np.ones(50, dtype=int)),))
    places = {(None, (str(group), str(month))): everybody for group in range(30) for month in range(12)}
    assert not tells_of_few(places, (), SubjectTree({}), Policy(least=5))
    assert len(counted) < 2 * len(places)
