"""The attacker on two publications side by side: one of a date, and one that compares it with an earlier date.

What is known of the people between the dates is read too: who came and who went.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import pytest

import cxengine

from .attacker import Cell, recovered
from .reading import Place, Read, Told

RULES = """pack made: Made by chance
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table replies: Answers
  field service is service
  field channel is one of ({channels})
  field answered_on is date
  publish groups of at least {least}
metric all: Answers
  from replies
  where answered_on in last {months} months
  formula count
  by channel
"""
ON = date(2019, 12, 31)
FILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "council" / "fixmystreet_monthly_by_authority.csv"
SOME = ("E09000001", "E09000002", "E09000011", "E09000015")
TABLES = range(16)


def made(seed: int) -> tuple[int, int, date, dict[str, Any]]:
    """The smallest group, the window in months, the earlier date, and sources."""
    chance = Random(seed)
    since = ON - timedelta(days=chance.choice((3, 30, 90, 365)))
    rows = [
        {
            "service": f"s{at}", "channel": channel,
            "answered_on": ON - timedelta(days=chance.choice((chance.randrange(20), chance.randrange(760)))),
        }
        for at in range(chance.choice((2, 4)))
        for channel in ("web", "phone")
        for _ in range(chance.choice((3, 9, 14, 40)))
    ]  # fmt: skip
    return chance.choice((3, 5, 10)), chance.choice((12, 36)), since, {
        "replies": rows,
        "service": [{"id": f"s{at}", "title": f"S{at}", "parent": "c"} for at in range(4)],
        "council": [{"id": "c", "title": "C"}],
    }


def reports() -> tuple[int, int, date, dict[str, Any]]:
    """Street faults of some authorities over two years, as what is made above."""
    rows: list[dict[str, Any]] = []
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lad"] in SOME and "2017-01" <= row["month"] <= "2019-12":
                year, month = map(int, row["month"].split("-"))
                reported = {"service": row["lad"], "channel": row["shef_c_code"], "answered_on": date(year, month, 15)}
                rows += [reported] * int(row["reports"])
    return 10, 12, date(2019, 9, 30), {
        "replies": rows,
        "service": [{"id": name, "title": name, "parent": "c"} for name in SOME],
        "council": [{"id": "c", "title": "C"}],
    }


def read(given: tuple[int, int, date, dict[str, Any]]) -> tuple[Read, dict[Cell, int]]:
    """All that both runs print, by channel and as a whole; and what is true of the people between the dates."""
    least, months, since, sources = given
    channels = ", ".join(sorted({row["channel"] for row in sources["replies"]}))
    program = cxengine.compile({"made.cx": RULES.format(least=least, months=months, channels=channels)})
    parents = {f"service:{row['id']}": "council:c" for row in sources["service"]} | {"council:c": None}
    found = Read({"all": Told("now", least, counts=True), "then": Told("then", least, counts=True)}, parents)
    tested: list[Place] = []
    for by in ((), ("channel",)):
        alone = program.metrics(sources, as_of=ON, by=by).to_dict()["metrics"]
        compared = program.metrics(sources, as_of=ON, change_since=since, by=by).to_dict()["metrics"]
        assert [{**figure, "change": None} for figure in compared] == alone
        for figure in compared:
            if figure["unknown"] and "no data" in figure["unknown"]:
                continue
            found.figures([figure])
            place: Place = figure["subject"], frozenset(figure["by"].items())
            earlier(found, place, figure["change"])
            tested += [place] if figure["change"]["chance"] is not None else []
    found.hang_together()
    truth = between(sources, months, since)
    for name in ("came", "went", "both"):
        found.places[name] = found.places["all"]
        for place in found.places["all"]:
            found.known.ends.setdefault((name, place), (0, inf))
    for place in found.places["all"]:
        found.known.sums.append((("n", "all", place), (("both", place), ("came", place))))
        found.known.sums.append((("n", "then", place), (("both", place), ("went", place))))
    for place in tested:  # how sure a change is follows from how many count twice
        found.known.narrow(("both", place), truth["both", place], truth["both", place])
    return found, truth


def earlier(found: Read, place: Place, change: dict[str, Any]) -> None:
    """The figure of the earlier date."""
    cell = ("n", "then", place)
    found.places.setdefault("then", set()).add(place)
    for each in (cell, ("kept", "then", place)):
        found.known.ends.setdefault(each, (0, inf))
    if change["n_before"] is not None:
        found.known.narrow(cell, change["before"], change["before"])
    elif (change["unknown"] or "").startswith("then"):
        found.second.add(cell)


def between(sources: dict[str, Any], months: int, since: date) -> dict[Cell, int]:
    """Who came and who went, for every place."""
    found: Counter[Cell] = Counter()
    for row in sources["replies"]:
        now, then = (in_window(row["answered_on"], day, months) for day in (ON, since))
        for subject in (f"service:{row['service']}", "council:c"):
            for by in (frozenset(), frozenset({("channel", row["channel"])})):
                found["came", (subject, by)] += now and not then
                found["went", (subject, by)] += then and not now
                found["both", (subject, by)] += then and now
    return dict(found)


def in_window(day: date, end: date, months: int) -> bool:
    """Whether a day is in the months that end with a day."""
    total = end.year * 12 + end.month - 1 - months
    start = date(total // 12, total % 12 + 1, 1) + timedelta(days=end.day - 1)
    return start < day <= end


def attack(given: tuple[int, int, date, dict[str, Any]], name: object) -> Counter[str]:
    """How many cells there are, and what became of them; fails where one is recovered."""
    found, truth = read(given)
    few = {c for c, n in truth.items() if c[0] != "both" and 0 < n < given[0] and c[1] in found.places["all"]}
    secret = found.first | found.second | found.withheld
    broken = recovered(found.known, secret | few)
    assert not broken, (name, broken)
    return Counter(
        cells=2 * len(found.places["all"]), hidden=len(secret), few=len(few - secret),
        shown=2 * len(found.places["all"]) - len(secret),
    )  # fmt: skip


@pytest.mark.parametrize("start", range(0, len(TABLES), 8))
def test_two_publications_side_by_side_give_nobody_away(start: int, capsys: pytest.CaptureFixture[str]) -> None:
    found: Counter[str] = Counter()
    for seed in TABLES[start : start + 8]:
        found += attack(made(seed), seed)
    with capsys.disabled():
        print(f"\nA date, and compared with an earlier one: {told(found)}")
    assert found["hidden"] and found["few"]


@pytest.mark.skipif(not FILE.exists(), reason="the open data are not here: ../shared/data is absent")
def test_nor_do_two_of_street_faults(capsys: pytest.CaptureFixture[str]) -> None:
    found = attack(reports(), "street faults")
    with capsys.disabled():
        print(f"\nFixMyStreet, a year to December and to September: {told(found)}")
    assert found["hidden"] > 10 and found["shown"] > 10


def told(found: Counter[str]) -> str:
    """The figures of an attack."""
    return f"{found['cells']} cells, {found['hidden']} hidden, {found['few']} few between the dates, 0 recovered"
