"""The attacker on two dates side by side: figures of both, and who came and who went between them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import inf
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
  field channel is one of (web, phone)
  field answered_on is date
  publish groups of at least {least}
metric all: Answers
  from replies
  where answered_on in last {months} months
  formula count
  by channel
"""
ON = date(2019, 12, 31)
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


def read(seed: int) -> tuple[Read, dict[Cell, int]]:
    """All that two runs print, by channel and as a whole; and what is true of the people between the dates."""
    least, months, since, sources = made(seed)
    program = cxengine.compile({"made.cx": RULES.format(least=least, months=months)})
    parents = {f"service:{row['id']}": "council:c" for row in sources["service"]} | {"council:c": None}
    found = Read({"all": Told("now", least, counts=True), "then": Told("then", least, counts=True)}, parents)
    tested: list[Place] = []
    for by in ((), ("channel",)):
        for figure in program.metrics(sources, as_of=ON, change_since=since, by=by).to_dict()["metrics"]:
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


@pytest.mark.parametrize("start", range(0, len(TABLES), 8))
def test_two_dates_side_by_side_give_nobody_away(start: int, capsys: pytest.CaptureFixture[str]) -> None:
    cells = hidden = 0
    for seed in TABLES[start : start + 8]:
        found, truth = read(seed)
        least = made(seed)[0]
        few = {c for c, n in truth.items() if c[0] != "both" and 0 < n < least and c[1] in found.places["all"]}
        wanted = found.first | found.second | found.withheld | few
        broken = recovered(found.known, wanted)
        assert not broken, (seed, broken)
        cells, hidden = cells + 2 * len(found.places["all"]), hidden + len(wanted)
    with capsys.disabled():
        print(f"\nTwo dates: {cells} cells, {hidden} hidden or between the dates and few, 0 recovered")
    assert hidden
