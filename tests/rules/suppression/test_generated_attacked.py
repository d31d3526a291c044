"""The attacker on tables made by chance: few people in many groups, metrics over the same rows and part of them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import inf
from random import Random
from typing import Any

import pytest

import cxengine

from .attacker import Cell, recovered
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
  field urgent is yes_no
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
metric urgent_ones: Answers about what is urgent
  from replies
  where urgent is yes
  formula count
  by quarter of answered_on
metric happy_urgent: Happy with what is urgent
  from replies
  where urgent is yes
  formula csat(satisfied)
metric happy_phone: Happy by phone with what is urgent
  from replies
  where urgent is yes
  where channel is phone
  formula csat(satisfied)
"""
WITHIN = (
    ("all", "by_phone"), ("all", "urgent_ones"), ("happy", "happy_urgent"), ("happy_urgent", "happy_phone"),
    ("happy", "happy_phone"), ("urgent_ones", "happy_phone"),
)  # fmt: skip
"""Metrics of which the second keeps part of what the first keeps."""
BY = ((), ("channel",), ("quarter of answered_on",), ("channel", "quarter of answered_on"))
TABLES = range(24)
ONE = {"service": "s0", "channel": "web", "answered_on": date(2019, 1, 1), "satisfied": 1, "urgent": True}


def made(seed: int) -> tuple[int, dict[str, Any]]:
    """The smallest group, and sources."""
    chance = Random(seed)
    services = {f"s{at}": f"d{at % chance.choice((1, 2, 3))}" for at in range(chance.choice((2, 4, 6)))}
    rows = [
        {
            "service": service, "channel": channel, "answered_on": date(2019, month, 1),
            "satisfied": chance.choice((None, 1, 2, 4, 5, 5)), "urgent": chance.random() < 0.9,
        }
        for service in services
        for channel in ("web", "phone", "post")
        for month in (1, 4)
        for _ in range(int(chance.choice((0, 1, 2, 4, 7, 12, 30)) * chance.random() * 2))
    ]  # fmt: skip
    return chance.choice((3, 5, 10)), {
        "replies": rows or [ONE],
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
        "urgent_ones": Told("urgent", least, counts=True, rounded_to=step),
        "happy_urgent": Told("urgent", least, share=True, rounded_to=step),
        "happy_phone": Told("urgent by phone", least, share=True, rounded_to=step),
    }
    found = Read(told, parents)
    for by in BY:
        found.figures(program.metrics(sources, by=by, as_of=date(2019, 12, 31)).to_dict()["metrics"])
    found.hang_together()
    for subject, by in list(found.places["by_phone"]):  # the same people as the listing's group
        group = ("n", "all", (subject, frozenset({("channel", "phone")})))
        if group in found.known.ends:
            found.known.sums.append((("n", "by_phone", (subject, by)), (group,)))
    in_one_alone(found)
    return found


def in_one_alone(found: Read) -> None:
    """Those whom a metric keeps and another that keeps part of its rows does not: cells that nobody prints."""
    for whole, part in WITHIN:
        kinds = [("kept", found.told[whole].rows, found.told[part].rows)]
        kinds += [("n", whole, part)] if found.told[whole].share == found.told[part].share else []
        kinds += [("hits", whole, part)] if found.told[whole].share and found.told[part].share else []
        for place in found.places[whole] & found.places[part]:
            for kind, one, other in kinds:
                rest = ("left", kind, whole, part, place)
                found.known.ends.setdefault(rest, (0, inf))
                found.known.sums.append(((kind, one, place), ((kind, other, place), rest)))
            if kinds[-1][0] == "hits":
                of = ("left", "n", whole, part, place)
                found.known.at_most.append((("left", "hits", whole, part, place), of))


def few_in_one_alone(found: Read, seed: int) -> set[Cell]:
    """Those of these cells that are of too few people."""
    least, sources = made(seed)
    above = {f"service:{row['id']}": f"directorate:{row['parent']}" for row in sources["service"]}
    people: Counter[Cell] = Counter()
    for row in sources["replies"]:
        service = f"service:{row['service']}"
        quarter = f"{row['answered_on'].year}-Q{(row['answered_on'].month + 2) // 3}"
        keeps = {"all": True, "by_phone": row["channel"] == "phone", "urgent_ones": row["urgent"]}
        keeps |= {"happy": True, "happy_urgent": row["urgent"]}
        keeps["happy_phone"] = row["urgent"] and row["channel"] == "phone"
        for whole, part in WITHIN:
            same = found.told[whole].share == found.told[part].share
            answered = not found.told[whole].share or row["satisfied"] is not None
            if same and keeps[whole] and not keeps[part] and answered:
                for subject in (service, above[service], "council:c"):
                    for by in ({}, {"quarter of answered_on": quarter}):
                        people["left", "n", whole, part, (subject, frozenset(by.items()))] += 1
    return {cell for cell, n in people.items() if 0 < n < least and cell in found.known.ends}


@pytest.mark.parametrize(
    "start", [0, *(pytest.param(start, marks=pytest.mark.nightly) for start in range(8, len(TABLES), 8))]
)
def test_no_hidden_count_can_be_worked_out(start: int, capsys: pytest.CaptureFixture[str]) -> None:
    cells = first = second = withheld = alone = 0
    for seed in TABLES[start : start + 8]:
        found = read(seed)
        few = few_in_one_alone(found, seed)
        broken = recovered(found.known, found.first | found.second | found.withheld | few)
        assert not broken, (seed, broken)
        alone += len(few)
        cells += sum(len(places) for places in found.places.values())
        first, second = first + len(found.first), second + len(found.second)
        withheld += len(found.withheld)
    with capsys.disabled():
        print(
            f"\nGenerated tables: {cells} cells, {first} hidden first, {second} hidden second, {withheld} withheld, "
            f"{alone} few in one metric's rows alone, 0 recovered"
        )
    assert first and second and alone


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
