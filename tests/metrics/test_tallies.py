"""Middles, percentiles and different values: exact, from a second scan, whatever the order of rows."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxengine
from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.host.contracts import Binding
from cxengine.metrics import sql
from cxengine.metrics.planning import plan_for
from cxengine.metrics.tally import Tally

RULES = """pack t: T
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
scale five 1 to 5, higher is better: Satisfaction
table cases: Cases
  field service is service
  field minutes is minutes, may be missing
  field visits is number, 2 decimals
  field satisfied is five, may be missing
  field email is text, personal, may be missing
  field opened_on is date
  field channel is one of (web, phone)
  publish groups of at least 3
metric middle: Middle
  from cases
  formula median(visits)
  by channel
metric slow: Slow
  from cases
  where channel is web
  formula percentile(visits, 90%)
  by channel
metric less: Less
  from cases
  formula percentile(-visits * 2, 12.5%)
  by channel
metric each: Each
  from cases
  formula median(visits / satisfied)
  by channel
metric people: People
  from cases
  formula distinct(email)
  by channel
metric days: Days
  from cases
  formula distinct(opened_on) / count
  by channel
"""
AS_OF = date(2018, 12, 31)
LISTED: Mapping[str, Any] = {
    "council": [{"id": "c", "title": "C"}],
    "service": [{"id": id, "title": id, "parent": "c"} for id in ("bins", "parks")],
}


def rows(count: int = 300) -> list[dict[str, Any]]:
    chance = random.Random(6)
    return [
        {
            "service": chance.choice(["bins", "parks"]),
            "minutes": Decimal(chance.randint(0, 900)) / 100,
            "visits": Decimal(chance.randint(0, 900)) / 100,
            "satisfied": chance.choice([None, 1, 2, 3, 4, 5]),
            "email": chance.choice([None, "a@x", "A@X ", "b@x", "c@x", "d@x"]),
            "opened_on": date(2018, 1, chance.randint(1, 20)),
            "channel": chance.choice(["web", "phone"]),
        }
        for _ in range(count)
    ]


def type_7(numbers: list[Fraction], part: Fraction) -> Fraction:
    found = sorted(numbers)
    way = part * (len(found) - 1)
    low = int(way)
    return found[low] if way == low else found[low] + (way - low) * (found[low + 1] - found[low])


def by_hand(name: str, kept: list[dict[str, Any]]) -> Fraction:
    visits = [Fraction(row["visits"]) for row in kept]
    match name:
        case "middle":
            return type_7(visits, Fraction(1, 2))
        case "slow":
            return type_7([Fraction(r["visits"]) for r in kept if r["channel"] == "web"], Fraction(9, 10))
        case "less":
            return type_7([-visit * 2 for visit in visits], Fraction(1, 8))
        case "each":
            known = [r for r in kept if r["satisfied"] is not None]
            return type_7([Fraction(r["visits"]) / r["satisfied"] for r in known], Fraction(1, 2))
        case "people":
            return Fraction(len({r["email"].strip().lower() for r in kept if r["email"] is not None}))
    return Fraction(len({r["opened_on"] for r in kept}), len(kept))


@pytest.mark.parametrize("in_file", [False, True])
def test_exact_for_subjects_and_for_those_above_them(tmp_path: Path, in_file: bool) -> None:
    data = rows()
    source: Any = data
    if in_file:
        kinds = {"minutes": pa.decimal128(18, 6), "visits": pa.decimal128(28, 2), "satisfied": pa.int32()}
        table = pa.Table.from_pylist(data)
        fields = [(name, kinds.get(name, table.schema.field(name).type)) for name in table.column_names]
        pq.write_table(table.cast(pa.schema(fields)), tmp_path / "cases.parquet")
        source = Binding(table="cases", plugin="parquet", paths=(tmp_path / "cases.parquet",))
    program = cxengine.compile({"rules.cx": RULES})
    measured = program.metrics({"cases": source, **LISTED}, as_of=AS_OF)
    for said in measured.metrics:
        assert said.measured is not None
        kept = [row for row in data if said.subject in ("council:c", f"service:{row['service']}")]
        assert said.measured.value == by_hand(said.metric, kept), (said.metric, said.subject)
    assert len(measured.metrics) == 18


def test_the_order_of_rows_and_the_number_of_threads_change_nothing() -> None:
    program = cxengine.compile({"rules.cx": RULES})
    data = rows()

    def figures(some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = program.figures({"cases": some, **LISTED}, by=("channel",), as_of=AS_OF)
        return list(found.to_pylist())

    first = figures(data)
    random.Random(1).shuffle(data)
    assert figures(data) == first and any(row["value"] is not None for row in first)


def of_council(program: cxengine.Program, data: list[dict[str, Any]]) -> dict[str, Any]:
    measured = program.metrics({"cases": data, **LISTED}, as_of=AS_OF)
    return {said.metric: said for said in measured.metrics if said.subject == "council:c"}


def test_few_people_are_hidden_however_many_rows_they_have() -> None:
    program = cxengine.compile({"rules.cx": RULES})
    data = [{**row, "email": "a@x" if at % 2 else "b@x"} for at, row in enumerate(rows(60))]
    said = of_council(program, data)
    assert said["people"].suppressed and said["people"].value is None and said["people"].n is None
    assert not said["middle"].suppressed
    data = [{**row, "email": f"{at % 3}@x"} for at, row in enumerate(rows(60))]
    said = of_council(program, data)
    assert said["people"].value == 3


def test_at_most_two_scans_of_a_table_and_grain() -> None:
    names = cxengine.compile({"rules.cx": RULES}).names
    listings = [(metric.name.text, kind, dims) for metric in names.metrics.values()
                for kind, dims in (("service", ()), ("service", metric.by), ("council", ()))]  # fmt: skip
    scans = plan_for([], names=names, as_of=AS_OF, listings=listings).scans
    grains = [(scan.table, scan.groups) for scan in scans]
    assert len(set(grains)) == 2 and all(grains.count(grain) == 2 for grain in grains)
    assert [type(scan) for scan in scans] == [plan.Scan, plan.Tallies] * 2
    table = pa.Table.from_pylist(rows(1) + rows(20))
    with DuckDBBackend().connect({"cases": table}) as connection:
        for scan in scans:
            steps = connection.sql("EXPLAIN " + sql.rendered(sql.query(scan))).fetchall()[0][1]
            assert steps.count("ARROW_SCAN") == 1, steps


@pytest.mark.parametrize(
    ("part", "expected"),
    [("0", "1"), ("1/2", "7/2"), ("1", "10"), ("1/4", "7/4"), ("9/10", "17/2"), ("1/3", "2")],
)
def test_type_7(part: str, expected: str) -> None:
    """1, 2, 5, 10, in pieces and repeated: the value at (n - 1) p, counted from 0."""
    import numpy as np

    one, other = (np.array([10, 2]), np.array([1, 1])), (np.array([5, 1]), np.array([1, 1]))
    tally = 0 + Tally((one,)) + Tally((other,)) + 0
    assert tally.at(Fraction(part)) == Fraction(expected) and tally.distinct == 4
    large = Tally(((np.array([10**30, 3], dtype=object), np.array([1, 1])),))
    assert large.at(Fraction(1, 2)) == Fraction(10**30 + 3, 2)


def test_decimals_are_interpolated_exactly() -> None:
    """Between 1.1 and 1.2, where a database gives one of the two, or a double."""
    program = cxengine.compile({"rules.cx": RULES})
    tenths = [Decimal("1.1"), Decimal("1.2")] * 20
    data = [{**row, "visits": value, "service": "bins"} for row, value in zip(rows(40), tenths, strict=True)]
    (said,) = [m for m in program.metrics({"cases": data, **LISTED}, metrics=("middle",), as_of=AS_OF).metrics
               if m.subject == "service:bins"]  # fmt: skip
    assert said.measured is not None and said.measured.value == Fraction(115, 100)


def test_the_ends_are_figures_where_nothing_is_hidden() -> None:
    open_to_all = RULES.replace("  publish groups of at least 3\n", "")
    ends = "".join(f"metric m{part}: M\n  from cases\n  formula percentile(visits, {part}%)\n" for part in (0, 100))
    program = cxengine.compile({"rules.cx": open_to_all + ends})
    data = rows()
    said = program.metrics({"cases": data, **LISTED}, metrics=("m0", "m100"), as_of=AS_OF).metrics
    visits = [row["visits"] for row in data]
    whole = {each.metric: each.measured.value for each in said if each.measured and each.subject == "council:c"}
    assert whole == {"m0": min(visits), "m100": max(visits)}


@pytest.mark.parametrize(
    ("formula", "enough", "where"),
    [
        ("percentile(visits, 90%)", 30, "above"),
        ("percentile(visits, 10%)", 30, "below"),
        ("median(visits)", 6, "on each side of"),
        ("mean(visits) - percentile(-visits, 0.5%)", 600, "below"),
    ],
)
def test_a_percentile_that_few_people_lie_beyond_is_unknown(formula: str, enough: int, where: str) -> None:
    """It would be the value of one or two of them: 3 is the smallest group that the table publishes."""
    table = RULES[: RULES.index("metric middle")]
    program = cxengine.compile({"rules.cx": f"{table}metric end: End\n  from cases\n  formula {formula}\n"})
    for n in (enough - 1, enough):
        data = [row | {"service": "bins", "visits": Decimal(at)} for at, row in enumerate(rows(n))]
        said = program.metrics({"cases": data, **LISTED}, metrics=("end",), as_of=AS_OF).to_dict()["metrics"]
        (whole,) = (each for each in said if each["subject"] == "council:c")
        assert (whole["n"], whole["suppressed"]) == (n, False)
        assert (whole["value"] is None) == (n < enough)
        assert whole["unknown"] == (f"fewer than 3 {where} it" if n < enough else None)


def test_different_days_are_told_apart_beyond_the_years_that_python_has() -> None:
    """A date and a length of time come to days that Python has no name for; how many there are needs none."""
    rules = RULES.replace("  publish groups of at least 3\n", "")
    rules += "metric different_days: D\n  from cases\n  formula distinct(opened_on + 3000000 days)\n"
    days = pa.array([17_900, 17_900, 18_000], pa.int32()).cast(pa.date32())
    table = pa.table({"service": ["a"] * 3, "visits": [1, 2, 3], "opened_on": days, "channel": ["web"] * 3})
    services = [{"id": "a", "title": "A", "parent": "c"}]
    sources = {"council": [{"id": "c", "title": "C"}], "service": services, "cases": table}
    found = cxengine.compile({"t.cx": rules}).metrics(sources, metrics="different_days", as_of="2019-03-31")
    assert {each.value for each in found.metrics} == {2}
