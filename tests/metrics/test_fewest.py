"""Where no rows that are alike are few, nothing is looked at once more to be hidden; and only there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
import pytest

import cxengine
from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.metrics import stages as two_stage
from cxengine.metrics.gathered import gather
from cxengine.metrics.planning import plan_for
from cxengine.metrics.suppression import decisions

G, S, Y = plan.Column("g", "option"), plan.Column("s", "option", options=3), plan.Column("y", "yes_no", options=2)
A, N = plan.Column("a", "whole"), plan.Column("n", "whole")
IS_X, IS_Y = (plan.Compare("=", S, plan.Constant(word)) for word in "xy")
HIGH, KNOWN = plan.Compare(">=", plan.Whole(A), plan.Constant(3)), plan.Not(plan.IsNull(plan.Whole(A)))
LARGE = plan.Compare(">", plan.Arithmetic("+", plan.Whole(N), plan.Whole(A)), plan.Constant(500))


def rows(chance: Random) -> pa.Table:
    """Some combinations of values often, some seldom, some never."""
    found: list[tuple[Any, ...]] = []
    for group in "pq":
        for word in (None, "x", "y", "z"):
            for yes in (None, True, False):
                often = chance.choice((0, 3, 40))
                found += [
                    (group, word, yes, chance.choice((None, 1, 2, 3)), chance.randrange(1000)) for _ in range(often)
                ]
    kinds = (pa.string(), pa.string(), pa.bool_(), pa.int32(), pa.int32())
    columns = [pa.array(values, kind) for values, kind in zip(zip(*found, strict=True), kinds, strict=True)]
    return pa.table(dict(zip("gsyan", columns, strict=True)))


def alike_by_pattern(conditions: Sequence[plan.Row], table: pa.Table) -> dict[tuple[str, plan.Row, int], int]:
    """How many rows of each group meet a condition, by what they meet besides."""
    asked = plan.Patterns("t", (plan.Group(G),), tuple(conditions))
    (found,) = DuckDBBackend(threads=1).run([asked], {"t": table})
    counts: Counter[tuple[str, plan.Row, int]] = Counter()
    for row in found.to_pylist():
        for at, condition in enumerate(conditions):
            if row["p0"] >> at & 1:
                counts[row["g0"], condition, row["p0"] & 0b1111] += row["n"]
    return counts


@pytest.mark.parametrize("large_is_kept", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_it_is_never_said_that_the_fewest_are_more(
    seed: int, large_is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows by what two numbers come to together may be no classes: then it is said that there may be one alone."""
    monkeypatch.setattr(two_stage, "_spared", lambda classes: 9 if LARGE in (classes.about, classes.row) else -1)
    table = rows(Random(seed))
    alike = (IS_X, IS_Y, Y, LARGE if large_is_kept else plan.ALWAYS)
    counted = [plan.all_of(kept, part) for kept in alike for part in (plan.ALWAYS, HIGH, KNOWN)]
    scan = plan.Scan(
        "t", (plan.Group(G),),
        (*(plan.CountWhere(each) for each in counted), *(plan.FewestWhere(each, alike) for each in counted)),
    )  # fmt: skip
    assert two_stage.stages(scan) is not None
    (result,) = DuckDBBackend(threads=1).run([scan], {"t": table})
    found = gather(scan, result)
    patterns = alike_by_pattern([*alike, *counted], table)
    for at, group in enumerate(found.groups[0]):
        for condition in counted:
            of_it = [n for (where, met, _), n in patterns.items() if where == group and met == condition]
            told = int(found.fewest[plan.FewestWhere(condition, alike)][at])
            assert told == 0 if not of_it else 0 < told <= min(of_it), (group, str(condition))
    assert (max(map(max, found.fewest.values())) > 1) == (not large_is_kept)
    assert not any(isinstance(each, plan.FewestWhere) for each in found.totals)


METRICS = "".join(
    f"metric {formula[0]}{at}: M\n  from cases\n{where}  formula {formula}\n  by urgent\n"
    for at, where in enumerate(("", "  where channel is phone\n", "  where not channel is web\n"))
    for formula in ("count", "share(urgent is yes)", "mean(cost)")
)
RULES = f"""pack town: Town
version 1 from 2018-01-01
subject service: Service
table cases: Cases
  field service is service
  field channel is one of (web, phone, post)
  field urgent is yes_no
  field cost is number, may be missing
  publish groups of at least 5
{METRICS}"""


def figures(seed: int, enough: int) -> list[dict[str, Any]]:
    """All that is measured of two services whose groups are large, some but for one channel."""
    chance = Random(seed)
    cases = [
        {"service": service, "channel": channel, "urgent": urgent, "cost": chance.choice((None, 1, 2))}
        for service in "ab"
        for channel in ("web", "phone", "post")
        for urgent in (True, False)
        for _ in range(chance.choice((enough, enough + 9, enough + 30, 0)))
    ]
    sources = {"cases": cases, "service": [{"id": id, "title": id} for id in "ab"]}
    found = cxengine.compile({"town.cx": RULES}).metrics(sources, by=("urgent",), as_of=date(2019, 12, 31)).to_dict()
    return [{**row, "because": None} for row in found["metrics"]]


@pytest.mark.parametrize("enough", [4, 12])
def test_the_same_is_hidden_whether_or_not_rows_are_looked_at_once_more(
    enough: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    spared: list[bool] = []
    told = decisions.none_is_small

    def watched(*given: Any) -> bool:
        spared.append(told(*given))
        return spared[-1]

    for seed in range(12):
        monkeypatch.setattr(decisions, "none_is_small", watched)
        found = figures(seed, enough)
        monkeypatch.setattr(decisions, "none_is_small", lambda *given: False)
        assert found == figures(seed, enough), seed
    assert any(spared) == (enough == 12) and not all(spared)


DATED = f"""{RULES.replace("  publish", "  field on_day is date" + chr(10) + "  publish")}
metric dear: Dear ones
  from cases
  where cost >= 2
  formula count
metric of_year: This year
  from cases
  where on_day in last 12 months
  formula share(urgent is yes)
metric by_channel: This year, by channel
  from cases
  where on_day in last 12 months
  formula share(channel is phone)
metric of_cost: This year, the cost
  from cases
  where on_day in last 12 months
  formula mean(cost)
"""
KEPT = tuple(f"{formula}{at}" for at in range(3) for formula in "csm")
OF_YEAR = ("of_year", "by_channel", "of_cost")


def asked_of(metrics: Sequence[str]) -> list[plan.FewestWhere]:
    """What the one scan for these metrics asks about rows that are alike."""
    program = cxengine.compile({"town.cx": DATED})
    listings = [(metric, "service", ()) for metric in metrics]
    planned = plan_for((), names=program.names, as_of=date(2019, 12, 31), listings=listings)
    (scan,) = planned.scans
    assert len(scan.aggregates) >= two_stage.FEWEST_AGGREGATES
    return [each for each in scan.aggregates if isinstance(each, plan.FewestWhere)]


def test_it_is_asked_only_where_classes_of_rows_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not where one metric keeps rows by what they are not classed by, nor where there would be too many classes."""
    assert asked_of(KEPT)
    assert not asked_of([*KEPT, "dear"])
    monkeypatch.setattr(two_stage, "MOST_CLASSES", 1)
    assert not asked_of(KEPT)


def test_rows_of_after_the_date_are_told_apart_from_those_that_all_metrics_keep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(two_stage, "_spared", lambda classes: -1)
    (alike,) = {each.alike for each in asked_of(OF_YEAR)}
    assert len(alike) == 2 and isinstance(alike[1], plan.Compare) and alike[1].op == ">"
