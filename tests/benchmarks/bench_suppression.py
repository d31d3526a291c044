"""What hiding small groups hides, what it leaves to an attacker, and what it costs.

Prints for real counts, the Enfield pack and generated tables how many cells there are, how many are hidden first and
second, and how many an attacker with linear programming recovers; of the real counts side by side with tau-argus and
with hiding only what is small. Then the time of a run with a policy and without. By hand:
``python -m tests.benchmarks.bench_suppression``, or ``… whole`` for all authorities and all tables.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any

import pytest

import cxengine
from cxengine.metrics.measure import Measurements
from tests.benchmarks import peer_of_hiding as peers
from tests.rules.suppression import (
    test_enfield_attacked as enfield,
    test_fixmystreet_attacked as streets,
    test_generated_attacked as generated,
)
from tests.rules.suppression.attacker import recovered
from tests.rules.suppression.reading import Read

SOME = 4
"""So many authorities of London are in the small part, and hidden by tau-argus too."""
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


@contextmanager
def every_group() -> Iterator[None]:
    """Groups of few people are published in one line; the attacker is given which they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Measurements, "told", Measurements.listing)
        yield


def line(what: str, tables: list[Read], seconds: float) -> None:
    """What the attacker makes of everything that is published."""
    cells = first = second = withheld = found = 0
    for read in tables:
        cells += sum(map(len, read.places.values()))
        first, second, withheld = first + len(read.first), second + len(read.second), withheld + len(read.withheld)
        found += len(recovered(read.known, read.first | read.second | read.withheld))
    print(
        f"{what}: {cells:,} cells, {first:,} hidden first, {second:,} hidden second, {withheld:,} not published, "
        f"{found:,} recovered ({seconds:.0f} s to publish)"
    )


def figures_of_streets(chosen: tuple[str, ...]) -> None:
    """Real counts by authority, category and year; beside them what else a user would pick."""
    start = time.process_time()
    found = streets.read_at_once(chosen)
    line(f"Street faults of {len(chosen)} authorities", [found], time.process_time() - start)
    print(f"  hiding only what is small: {peers.only_small(chosen)}")
    if len(chosen) <= SOME:
        print(f"  tau-argus: {peers.tau_argus(chosen)}")


def figures(*, whole: bool) -> None:
    """Cells, hidden first, hidden second, recovered."""
    with every_group():
        if streets.FILE.exists():
            for chosen in (streets.LONDON[:SOME], *((streets.LONDON, streets.COUNTRY) if whole else ())):
                figures_of_streets(chosen)
        else:
            print("Street faults: the open data are not here (../shared/data)")
        for as_of in enfield.DATES if whole else enfield.DATES[1:]:
            start = time.process_time()
            line(f"Enfield on {as_of}", [enfield.read(as_of)], time.process_time() - start)
        start = time.process_time()
        tables = [generated.read(seed) for seed in (generated.TABLES if whole else generated.TABLES[:8])]
        line(f"{len(tables)} generated tables", tables, time.process_time() - start)


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
        made = program.figures(given, by=("channel", "quarter of answered_on"), as_of=AS_OF)
        spent.append(time.process_time() - start)
        hidden.append(sum(made.column("suppressed").to_pylist()))
    print(
        f"{services} services, {len(given['replies']):,} answers, {made.num_rows} figures: "
        f"{spent[0]:.2f} s without a policy, {spent[1]:.2f} s with one, which hides {hidden[1]}"
    )


@pytest.mark.benchmark
def test_what_hiding_hides_and_costs() -> None:
    print()
    figures(whole=True)
    for services in SIZES:
        bench(services)


if __name__ == "__main__":
    figures(whole="whole" in sys.argv[1:])
    for size in SIZES:
        bench(size)
