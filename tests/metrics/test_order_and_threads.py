"""Neither the order of rows nor the number of threads changes a figure: not its value, nor the ends of an interval."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxengine
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


PROJECT = """[project]
name = "Made"
as_of = "2018-12-31"
[engine]
threads = {threads}
[sources.cases]
path = "cases.parquet"
columns = {{ seen_at = false, left_at = false, words = false, ease = false }}
[sources.service]
path = "services.csv"
[sources.council]
path = "councils.csv"
"""
POPULATION = """[population.cases]
channel = { web = 5000, phone = 3000, post = 1000 }
urgent = { yes = 5500, no = 3500 }
"""
OF_A_FILE = """segment by_phone: By phone
  from cases
  where channel is phone
segment online: Online
  from cases
  where channel is web
metric happy: Happy
  from cases
  where opened_on in last 6 months
  formula csat(satisfied)
  by channel, segment
metric net: Net promoter score
  from cases
  where opened_on in last 6 months
  formula nps(recommend)
  by channel
metric an_hour: Paid for an hour
  from cases
  where opened_on in last 6 months
  formula mean(cost / hours)
  by channel
metric middle: In the middle
  from cases
  where opened_on in last 6 months
  formula median(cost)
  by channel
metric most: Nine in ten
  from cases
  formula percentile(cost, 90%)
metric together: Paid together
  from cases
  formula sum(cost)
  by channel
metric kinds: Different amounts
  from cases
  formula distinct(cost)
"""


def of_a_file(folder: Path, given: list[dict[str, Any]], threads: int, population: str) -> list[object]:
    """Every figure of a project, and what moved, from a file of many groups of rows."""
    kinds = {"cost": pa.decimal128(18, 2), "opened_on": pa.date32(), "closed_on": pa.date32()}
    table = pa.Table.from_pylist([{**row, "cost": _pounds(row["cost"])} for row in given])
    fields = [(name, kinds.get(name, table.schema.field(name).type)) for name in table.column_names]
    pq.write_table(table.cast(pa.schema(fields)), folder / "cases.parquet", row_group_size=100)
    (folder / "cx.toml").write_text(PROJECT.format(threads=threads) + population, "utf-8")
    (folder / "made.cx").write_text(f"{HEAD}  publish groups of at least 30\n{OF_A_FILE}", "utf-8")
    (folder / "councils.csv").write_text("id,title\nc,C\n", "utf-8")
    (folder / "services.csv").write_text("id,title,parent\nhousing,H,c\nwaste,W,c\nparks,P,c\n", "utf-8")
    program = cxengine.compile(folder)
    found: list[object] = []
    for by in ((), ("channel",), ("segment",)):
        made = program.metrics(by=by, change_since=date(2018, 6, 30))
        found += [(each.measured, each.change, each.weighted, each.effective) for each in made.metrics]
        found += [*made.changes, *(each.problems for each in made.sources)]
    return [*found, program.figures(by=("channel",)).to_pylist()]


def _pounds(amount: Any) -> Decimal | None:
    return None if amount is None else round(Decimal(amount.numerator) / Decimal(amount.denominator), 2)


@pytest.mark.parametrize("population", ["", POPULATION], ids=["as they are", "weighted"])
def test_nor_what_moved_nor_weighted_figures_of_a_file(population: str, tmp_path: Path) -> None:
    chance = Random(11)
    given = [{**row, "urgent": chance.random() < 0.3} for row in rows()]
    first = of_a_file(tmp_path, given, 1, population)
    assert any(getattr(each, "splits", ()) for each in first) == (not population)
    assert any("all" in each for each in first if isinstance(each, tuple)) == bool(population)
    for seed, threads in ((1, 1), (2, 4)):
        shuffled = list(given)
        Random(seed).shuffle(shuffled)
        assert of_a_file(tmp_path, shuffled, threads, population) == first, f"{threads} threads"
