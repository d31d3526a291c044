"""Neither the order of rows nor the number of threads changes a figure: not its value, nor the ends of an interval."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from cxengine.lang import ast
from tests.metrics.measuring import COUNCIL, HEAD, HOUSING, PARKS, WASTE, program, run

RULES = """metric happy: Happy
  from cases
  where opened_on in last 12 months
  formula csat(satisfied)
  by channel, month of opened_on
metric net: Net promoter score
  from cases
  formula nps(recommend)
  by channel
metric paid: Paid
  from cases
  formula mean(cost)
  by channel
metric an_hour: Paid for an hour
  from cases
  formula mean(cost / hours)
metric together: Paid together
  from cases
  formula sum(cost)
metric middle: In the middle
  from cases
  formula median(cost)
  by channel
metric most: Nine in ten
  from cases
  formula percentile(took, 90%)
metric kinds: Different amounts
  from cases
  formula distinct(cost)
metric open: Open
  from cases
  formula count(closed_on is unknown)
  by outcome
"""
ROWS = 4_000
DAY = date(2018, 1, 1)


def rows() -> list[dict[str, Any]]:
    chance = Random(7)
    return [
        {
            "service": chance.choice(("housing", "waste", "parks")),
            "opened_on": DAY + timedelta(days=chance.randrange(360)),
            "closed_on": chance.choice((None, DAY + timedelta(days=chance.randrange(720)))),
            "channel": chance.choice(("web", "phone", "post", None)),
            "outcome": chance.choice(("done", "no_action", None)),
            "satisfied": chance.choice((None, 1, 2, 3, 4, 5)),
            "recommend": chance.choice((None, *range(11))),
            "cost": chance.choice((None, Fraction(1, 10), Fraction(2, 10), Fraction(33, 100), 7, 123456)),
            "hours": chance.choice((None, 1, 3, 7)),
            "took": chance.choice((None, 5, 30, 61)),
        }
        for _ in range(ROWS)
    ]


def everything(given: list[dict[str, Any]], threads: int, head: str) -> list[object]:
    """Every figure of every subject, by every dimension, as exact values with what they rest on."""
    names, _ = program(RULES, head)
    listings = [
        (name, kind, dimensions)
        for name, metric in names.metrics.items()
        for dimensions in ((), *((dimension,) for dimension in metric.by))
        for kind in ("service", "council")
    ]
    written = [{**row, "cost": None if row["cost"] is None else float(row["cost"])} for row in given]
    measured = run(RULES, written, listings=listings, threads=threads, head=head)
    found: list[object] = [
        measured.value(key, ast.Ref(ast.Name(name)))
        for name in names.metrics
        for key in (HOUSING, WASTE, PARKS, COUNCIL)
    ]
    return found + [measured.listing(*listing) for listing in listings]


@pytest.mark.parametrize("head", [HEAD, f"{HEAD}  publish groups of at least 30\n"], ids=["all shown", "some hidden"])
def test_neither_order_nor_threads_change_a_figure(head: str) -> None:
    given = rows()
    first = everything(given, 1, head)
    for seed, threads in ((1, 1), (2, 2), (3, 4)):
        shuffled = list(given)
        Random(seed).shuffle(shuffled)
        assert everything(shuffled, threads, head) == first, f"{threads} threads"
