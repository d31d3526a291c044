"""What hiding small groups costs: the same figures of generated tables with and without a policy.

Prints the time of a run for each size, and how many groups are hidden. Run it by hand:
``python -m tests.benchmarks.bench_suppression [SERVICES …]``.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from random import Random
from typing import Any

import pytest

import cxengine

SIZES = (10, 20, 40)
AS_OF = date(2019, 12, 31)
RULES = """pack bench: Answers
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
scale five 1 to 5, higher is better: Satisfaction
table replies: Replies
  field service is service
  field answered_on is date
  field channel is one of (web, phone, post, counter)
  field satisfied is five, may be missing{policy}
metric happy: Happy
  from replies
  formula csat(satisfied)
  by channel, quarter of answered_on
metric answers: Answers
  from replies
  formula count
  by channel, quarter of answered_on
"""
POLICY = "\n  publish groups of at least 10"


def sources(services: int) -> dict[str, Any]:
    """Answers of a year, from large services and small ones."""
    chance = Random(20180331)
    rows = [
        {
            "service": f"s{at}", "answered_on": date(2019, chance.randrange(1, 13), 1),
            "channel": chance.choice(("web", "web", "phone", "post", "counter")),
            "satisfied": chance.choice((None, 1, 2, 3, 4, 5)),
        }
        for at in range(services)
        for _ in range(chance.choice((12, 60, 300, 1200)))
    ]  # fmt: skip
    listed = [{"id": f"s{at}", "title": f"S{at}", "parent": "c"} for at in range(services)]
    return {"replies": rows, "service": listed, "council": [{"id": "c", "title": "C"}]}


def bench(services: int) -> None:
    """One line for a size: both times by the processor's clock, and what is hidden."""
    given = sources(services)
    spent: list[float] = []
    hidden: list[int] = []
    for policy in ("", POLICY):
        program = cxengine.compile({"bench.cx": RULES.format(policy=policy)})
        start = time.process_time()
        figures = program.figures(given, by=("channel", "quarter of answered_on"), as_of=AS_OF)
        spent.append(time.process_time() - start)
        hidden.append(sum(figures.column("suppressed").to_pylist()))
    print(
        f"{services} services, {len(given['replies']):,} answers, {figures.num_rows} figures: "
        f"{spent[0]:.2f} s without a policy, {spent[1]:.2f} s with one, which hides {hidden[1]}"
    )


@pytest.mark.benchmark
def test_what_hiding_costs() -> None:
    print()
    for services in SIZES:
        bench(services)


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or map(str, SIZES)):
        bench(size)
