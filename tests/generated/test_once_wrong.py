"""Small programs on which the engine and the slow evaluator once differed, each found among many made by chance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cxengine.testing.oracle import evaluate

from .comparing import differences
from .data import Cell
from .given import for_oracle, tree
from .programs import Program

HEAD = """pack made: Made
version 1 from 2018-04-01
uses plugin offered
subject council: Council
table replies: Replies
  key id
  field id is text
  field council is council
  field urgent is yes_no, may be missing
  field cost is money, may be missing
  publish groups of at least 3
segment in_need: Those in need
  from replies
  where urgent is yes
"""
METRICS = {
    "a number of rows that a plugin's function divides by is a group of people, also where no value is known": (
        "metric spent: Spent\n  from replies\n  where urgent is yes\n  formula per_head(cost)\n  needs 7 answers\n"
    ),
    "a segment stands where a plugin's function takes a condition": (
        "metric needy: In need\n  from replies\n  formula rate(in_need)\n"
    ),
}
ROWS: list[dict[str, Cell]] = [
    {"id": str(place), "council": "c", "urgent": urgent, "cost": cost}
    for place, (urgent, cost) in enumerate(
        ((True, None), (False, Decimal("2.50")), (False, Decimal(4)), (None, Decimal(1)))
    )
]


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_both_say_the_same_of_rows(metric: str) -> None:
    made = Program(
        seed=-1, text=HEAD + metric, overrides="", as_of=date(2019, 3, 31), tables={"replies": ROWS},
        subjects={"council": [{"id": "c", "title": "C"}]}, parents={"council": None}, answers=[], used=frozenset(),
    )  # fmt: skip
    assert differences(made, evaluate([tree(made)], for_oracle(made), made.as_of)) == []
