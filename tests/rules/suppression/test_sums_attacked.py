"""The attacker adds up months to quarters, and services to all there is, and lays them beside figures of some rows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import inf
from random import Random
from typing import Any

import pytest

import cxengine

from .attacker import Cell, Knowledge, recovered

LEAST = 5
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject service: Service
table replies: Answers
  field service is service
  field day is date
  field urgent is yes_no
  publish groups of at least {LEAST}
metric answers: Answers
  from replies
  formula count
  by month of day
metric urgent: Urgent answers
  from replies
  where urgent is yes
  formula count
  by quarter of day
"""
AS_OF = date(2019, 12, 31)
MONTHS = range(1, 13)
People = Counter[tuple[int, bool]]
"""How many answers there are of each month that are urgent, and that are not."""


def quarter(month: int) -> int:
    return (month - 1) // 3


def read(people: People) -> tuple[Knowledge, dict[Cell, int], int]:
    """All that is printed; the few who are not urgent, of a quarter or of all, as they are; how much is shown."""
    rows = [{"service": "s", "day": date(2019, month, 4), "urgent": urgent} for month, urgent in people.elements()]
    sources: dict[str, Any] = {"replies": rows, "service": [{"id": "s", "title": "S"}]}
    program = cxengine.compile({"made.cx": RULES})
    known, shown = Knowledge(), 0
    known.ends = {("kind", month, urgent): (0, inf) for month in MONTHS for urgent in (True, False)}
    places = {f"2019-{month:02}": {month} for month in MONTHS}
    places |= {f"2019-Q{at + 1}": {month for month in MONTHS if quarter(month) == at} for at in range(4)}
    for by in ((), ("month of day",), ("quarter of day",)):
        for figure in program.metrics(sources, by=by, as_of=AS_OF).to_dict()["metrics"]:
            if figure["suppressed"]:
                continue
            shown += 1
            (place,) = figure["by"].values() or ("",)
            of = (True,) if figure["metric"] == "urgent" else (True, False)
            cell = ("n", figure["metric"], place)
            known.ends[cell] = (figure["value"], figure["value"])
            kinds = tuple(("kind", month, urgent) for month in places.get(place, MONTHS) for urgent in of)
            known.sums.append((cell, kinds))
    few: dict[Cell, int] = {}
    for place in (set(MONTHS), *(months for name, months in places.items() if "Q" in name)):
        n = sum(people[month, False] for month in place)
        if 0 < n < LEAST:
            cell = ("not urgent", tuple(sorted(place)))
            few[cell] = n
            known.ends[cell] = (0, inf)
            known.sums.append((cell, tuple(("kind", month, False) for month in place)))
    return known, few, shown


def test_months_do_not_tell_the_few_whom_a_figure_by_quarter_leaves_out() -> None:
    """Of the first quarter 62 answers, and 60 of them urgent."""
    people = People({(month, True): 20 for month in MONTHS})
    people.update({(2, False): 2, (5, False): 30, (8, False): 25, (11, False): 12})
    known, few, shown = read(people)
    assert list(few.values()) == [2] and not recovered(known, few)
    assert shown >= 14


@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(8, 60), marks=pytest.mark.nightly)])
def test_nor_in_tables_made_by_chance(seeds: range) -> None:
    told = 0
    for seed in seeds:
        chance = Random(seed)
        people = People({(month, True): chance.choice((6, 12, 25)) for month in MONTHS})
        people.update({(month, False): chance.choice((0, 0, 0, 0, 1, 2, 9)) for month in MONTHS})
        known, few, _ = read(people)
        told += len(few)
        assert not recovered(known, few), seed
    assert told > 5


TWO = f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
subject team: Team
  belongs to council
table replies: Answers
  field service is service
  field team is team
  field urgent is yes_no
  publish groups of at least {LEAST}
metric answers: Answers
  from replies
  for service
  formula count
metric urgent: Urgent answers
  from replies
  for team
  where urgent is yes
  formula count
"""
Kind = tuple[str, str, bool]
"""A service, a team, and whether it is urgent."""


def for_both(people: Counter[Kind]) -> tuple[Knowledge, list[Cell], int]:
    """What is printed for services and for teams, those few who are not urgent, and how much is shown."""
    rows = [{"service": service, "team": team, "urgent": urgent} for service, team, urgent in people.elements()]
    sources: dict[str, Any] = {"replies": rows, "council": [{"id": "c", "title": "C"}]}
    for kind in ("service", "team"):
        sources[kind] = [{"id": f"{kind}{at}", "title": "T", "parent": "c"} for at in range(2)]
    known, shown = Knowledge({("kind", each): (0, inf) for each in KINDS}), 0
    for figure in cxengine.compile({"made.cx": TWO}).metrics(sources, as_of=AS_OF).to_dict()["metrics"]:
        if not figure["suppressed"]:
            shown += 1
            cell = ("n", figure["metric"], figure["subject"])
            known.ends[cell] = (figure["value"], figure["value"])
            urgent, whose = figure["metric"] == "urgent", figure["subject"].partition(":")[2]
            counted = [each for each in KINDS if (each[2] or not urgent) and (whose == "c" or whose in each)]
            known.sums.append((cell, tuple(("kind", each) for each in counted)))
    known.ends["not urgent",] = (0, inf)
    known.sums.append((("not urgent",), tuple(("kind", each) for each in KINDS if not each[2])))
    return known, [("not urgent",)] if 0 < sum(n for each, n in people.items() if not each[2]) < LEAST else [], shown


KINDS: list[Kind] = [
    (service, team, urgent)
    for service in ("service0", "service1")
    for team in ("team0", "team1")
    for urgent in (True, False)
]


def test_services_do_not_tell_the_few_whom_a_figure_for_teams_leaves_out() -> None:
    """83 answers of all services, and 80 urgent ones of all teams."""
    people = Counter({each: 20 for each in KINDS if each[2]})
    people["service0", "team0", False] = 3
    known, few, shown = for_both(people)
    assert few and not recovered(known, few)
    assert shown >= 4


def test_nor_by_chance() -> None:
    told = 0
    for seed in range(12):
        chance = Random(seed)
        people = Counter({each: chance.choice((6, 12, 25) if each[2] else (0, 0, 1, 2)) for each in KINDS})
        known, few, _ = for_both(people)
        told += len(few)
        assert not recovered(known, few), seed
    assert told > 2
