"""The attacker on tables made by chance: few people in many groups, three metrics over the same rows."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

import cxengine

from .attacker import recovered
from .reading import Read, Told

RULES = """pack made: Made by chance
version 1 from 2018-01-01
subject council: Council
subject directorate: Directorate
  belongs to council
subject service: Service
  belongs to directorate
scale five 1 to 5, higher is better: Satisfaction
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  field answered_on is date
  field satisfied is five, may be missing
  publish groups of at least {least}{rounded}
metric all: Answers
  from replies
  formula count
  by channel, quarter of answered_on
metric happy: Happy
  from replies
  formula csat(satisfied)
  by channel, quarter of answered_on
metric by_phone: Answers by phone
  from replies
  where channel is phone
  formula count
"""
BY = ((), ("channel",), ("quarter of answered_on",), ("channel", "quarter of answered_on"))
TABLES = range(24)


def made(seed: int) -> tuple[int, dict[str, Any]]:
    """The smallest group, and sources."""
    chance = Random(seed)
    services = {f"s{at}": f"d{at % chance.choice((1, 2, 3))}" for at in range(chance.choice((2, 4, 6)))}
    rows = [
        {
            "service": service, "channel": channel, "answered_on": date(2019, month, 1),
            "satisfied": chance.choice((None, 1, 2, 4, 5, 5)),
        }
        for service in services
        for channel in ("web", "phone", "post")
        for month in (1, 4)
        for _ in range(int(chance.choice((0, 1, 2, 4, 7, 12, 30)) * chance.random() * 2))
    ]  # fmt: skip
    return chance.choice((3, 5, 10)), {
        "replies": rows or [{"service": "s0", "channel": "web", "answered_on": date(2019, 1, 1), "satisfied": 1}],
        "service": [{"id": s, "title": s, "parent": d} for s, d in services.items()],
        "directorate": [{"id": d, "title": d, "parent": "c"} for d in sorted(set(services.values()))],
        "council": [{"id": "c", "title": "c"}],
    }


def read(seed: int, step: int = 1) -> Read:
    """Every listing of a table, whose counts may be rounded to a step."""
    least, sources = made(seed)
    rounded = f"\n  publish counts rounded to {step}" if step > 1 else ""
    program = cxengine.compile({"made.cx": RULES.format(least=least, rounded=rounded)})
    parents = {f"service:{row['id']}": f"directorate:{row['parent']}" for row in sources["service"]}
    parents |= {f"directorate:{row['id']}": "council:c" for row in sources["directorate"]}
    told = {
        "all": Told("all", least, counts=True, rounded_to=step),
        "happy": Told("all", least, share=True, rounded_to=step),
        "by_phone": Told("by phone", least, counts=True, rounded_to=step),
    }
    found = Read(told, parents)
    for by in BY:
        found.figures(program.metrics(sources, by=by, as_of=date(2019, 12, 31)).to_dict()["metrics"])
    found.hang_together()
    for subject, by in list(found.places["by_phone"]):  # the same people as the listing's group
        group = ("n", "all", (subject, frozenset({("channel", "phone")})))
        if group in found.known.ends:
            found.known.sums.append((("n", "by_phone", (subject, by)), (group,)))
    return found


@pytest.mark.parametrize("start", range(0, len(TABLES), 8))
def test_no_hidden_count_can_be_worked_out(start: int, capsys: pytest.CaptureFixture[str]) -> None:
    cells = first = second = withheld = 0
    for seed in TABLES[start : start + 8]:
        found = read(seed)
        broken = recovered(found.known, found.first | found.second | found.withheld)
        assert not broken, (seed, broken)
        cells += sum(len(places) for places in found.places.values())
        first, second = first + len(found.first), second + len(found.second)
        withheld += len(found.withheld)
    with capsys.disabled():
        print(
            f"\nGenerated tables: {cells} cells, {first} hidden first, {second} hidden second, {withheld} withheld, "
            "0 recovered"
        )
    assert first and second


def test_nor_where_counts_are_rounded(capsys: pytest.CaptureFixture[str]) -> None:
    first = second = 0
    for seed in range(100, 110):
        found = read(seed, 5)
        broken = recovered(found.known, found.first | found.second | found.withheld)
        assert not broken, (seed, broken)
        first, second = first + len(found.first), second + len(found.second)
    with capsys.disabled():
        print(f"\nGenerated tables, counts rounded to 5: {first} hidden first, {second} hidden second, 0 recovered")
    assert first > 50
