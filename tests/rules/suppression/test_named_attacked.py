"""The attacker knows of a condition on the field that says whose a row is: where another figure tells the same rows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from math import inf
from random import Random
from typing import Any

import cxengine

from .attacker import Cell, Knowledge, recovered

LEAST = 5
HEAD = """pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
"""
OF_ONE = f"""{HEAD}table replies: Answers
  field service is service
  field channel is one of (web, phone)
  publish groups of at least {LEAST}
metric answers: Answers
  from replies
  formula count
  by channel
metric of_one: Answers about one service
  from replies
  where service is "a"
  formula count
  by channel
"""
TEAMS = f"""{HEAD}subject team: Team
  belongs to council
table replies: Answers
  field service is service
  field team is team, may be missing
  publish groups of at least {LEAST}
metric answers: Answers
  from replies
  for service
  formula count
metric taken: Answers that a team took
  from replies
  for team
  formula count
"""
AS_OF = date(2019, 12, 31)
Kind = tuple[str, str | None]
"""A service, and a channel or a team."""
SERVICES = ("a", "b", "d")


def read(rules: str, field: str, values: tuple[str | None, ...], people: Counter[Kind]) -> tuple[Knowledge, int]:
    """What is printed, as numbers of rows alike; and how much of it is shown."""
    rows = [{"service": service, field: value} for service, value in people.elements()]
    listed = {"service": SERVICES, "team": tuple(filter(None, values))}
    sources: dict[str, Any] = {"replies": rows, "council": [{"id": "c", "title": "C"}]}
    for kind in {"service", field} & {*listed}:
        sources[kind] = [{"id": each, "title": each, "parent": "c"} for each in listed[kind]]
    kinds = list(product(SERVICES, values))
    known, shown = Knowledge({("kind", *each): (0, inf) for each in kinds}), 0
    program = cxengine.compile({"made.cx": rules})
    for by in ((), ("channel",)) if field == "channel" else ((),):
        for figure in program.metrics(sources, by=by, as_of=AS_OF).to_dict()["metrics"]:
            if figure["suppressed"] or figure["n"] is None:
                continue
            shown += 1
            metric, whose, group = figure["metric"], figure["subject"].partition(":")[2], figure["by"].get("channel")
            cell: Cell = ("n", metric, whose, group)
            known.ends[cell] = (figure["n"], figure["n"])
            counted = [
                each for each in kinds
                if whose in ("c", *each) and group in (None, each[1])
                and not (metric == "of_one" and each[0] != "a") and not (metric == "taken" and each[1] is None)
            ]  # fmt: skip
            known.sums.append((cell, tuple(("kind", *each) for each in counted)))
    return known, shown


def test_what_a_metric_of_one_service_tells_is_not_taken_to_be_hidden() -> None:
    """Its answers by phone, of which the listing of services says nothing, would tell of three about another."""
    people: Counter[Kind] = Counter({
        ("a", "web"): 40, ("a", "phone"): 30, ("b", "web"): 20, ("b", "phone"): 3, ("d", "web"): 70, ("d", "phone"): 60,
    })  # fmt: skip
    known, shown = read(OF_ONE, "channel", ("web", "phone"), people)
    assert not recovered(known, [("kind", "b", "phone")])
    assert shown >= 12


def test_nor_in_tables_made_by_chance() -> None:
    told = shown = 0
    for seed in range(20):
        chance = Random(seed)
        people: Counter[Kind] = Counter({
            each: chance.choice((2, 3, 9, 20, 40)) for each in product(SERVICES, ("web", "phone"))
        })  # fmt: skip
        known, more = read(OF_ONE, "channel", ("web", "phone"), people)
        few: list[Cell] = [("kind", *each) for each, n in people.items() if n < LEAST]
        assert not recovered(known, few), seed
        told, shown = told + len(few), shown + more
    assert told > 20 and shown > 60


def test_all_services_beside_all_teams_do_not_tell_the_few_without_a_team() -> None:
    people: Counter[Kind] = Counter(dict.fromkeys(product(("a", "b"), ("x", "y")), 20))
    people["a", None] = 3
    known, shown = read(TEAMS, "team", ("x", "y", None), people)
    without: Cell = ("without",)
    known.ends[without] = (0, inf)
    known.sums.append((without, tuple(("kind", service, None) for service in SERVICES)))
    assert not recovered(known, [without])
    assert shown >= 3
