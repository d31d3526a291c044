"""How often a run looks at its rows, by DuckDB's own plan of each query that it sends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyarrow import csv

import cxengine
from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend

RULES = """pack made: Made
version 1 from 2017-04-01
subject council: Council
subject service: Service
  belongs to council
scale five 1 to 5, higher is better: Satisfaction
table replies: Replies
  field service is service
  field channel is one of (web, phone, post), may be missing
  field on_day is date
  field happy is five, may be missing
  field took is number, may be missing
  publish groups of at least 10
segment by_phone: By phone
  from replies
  where channel is phone
segment online: Online
  from replies
  where channel is web
metric satisfied: Satisfied
  from replies
  where on_day in last 12 months
  formula csat(happy)
  target at least 50%
  by channel, segment, month of on_day
metric middle: In the middle
  from replies
  where on_day in last 12 months
  formula median(took)
  by channel
metric kinds: Different lengths
  from replies
  formula distinct(took)
model maturity for service: Maturity
  level 1: Begun
    criterion 1.1: Satisfied
      when satisfied >= 50% and middle <= 40
      and satisfied >= satisfied 12 months ago
"""
PROJECT = """[project]
name = "Made"
as_of = "2019-03-31"
[sources.replies]
plugin = "parquet"
path = "replies.parquet"
[sources.service]
plugin = "csv"
path = "services.csv"
[sources.council]
plugin = "csv"
path = "councils.csv"
[population.replies]
total = 9000
channel = { web = 5000, phone = 3000, post = 1000 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    import pyarrow as pa

    chance = Random(3)
    first = date(2017, 4, 1)
    rows = [
        {
            "service": chance.choice(("parks", "bins", "roads")),
            "channel": chance.choice(("web", "phone", "post", None)),
            "on_day": first + timedelta(days=chance.randrange(720)), "happy": chance.choice((None, 1, 2, 4, 5)),
            "took": chance.choice((None, 5, 30, 61)),
        }
        for _ in range(2_000)
    ]  # fmt: skip
    rows += [{**rows[0], "service": "libraries"} for _ in range(3)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "replies.parquet")
    (tmp_path / "services.csv").write_text(
        "id,title,parent\nparks,Parks,c\nbins,Bins,c\nroads,Roads,c\nlibraries,Libraries,c\n"
    )
    (tmp_path / "councils.csv").write_text("id,title\nc,C\n")
    (tmp_path / "cx.toml").write_text(PROJECT)
    (tmp_path / "made.cx").write_text(RULES)
    return tmp_path


SINCE = date(2018, 3, 31)
RUNS: Mapping[str, Callable[[cxengine.Program], Any]] = {
    "assess": lambda program: program.assess(),
    "assess, with what moved": lambda program: program.assess(change_since=SINCE),
    "metrics": lambda program: program.metrics(),
    "metrics by channel": lambda program: program.metrics(by=("channel",)),
    "metrics by segment, on two dates": lambda program: program.metrics(by=("segment",), change_since=SINCE),
}


SCANS = ("ARROW_SCAN", "READ_PARQUET", "PARQUET_SCAN", "SEQ_SCAN", "PANDAS_SCAN", "READ_CSV")
"""The steps of a plan by which DuckDB looks at the rows of a table."""


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("run", RUNS)
def test_a_table_is_scanned_at_most_twice_for_a_grain(
    run: str, kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is that of the query as it was sent, on the connection that it was sent to."""
    passes: list[plan.Pass] = []
    scans: list[int] = []
    answer = DuckDBBackend.answer

    def watched(
        self: DuckDBBackend, connection: Any, scan: plan.Pass, table: Any, spill: Path, watch: list[str] | None
    ) -> Any:
        sent: list[str] = []
        found = answer(self, connection, scan, table, spill, sent)
        (query,) = sent
        steps = connection.sql(f"EXPLAIN {query}").fetchall()[0][1]
        passes.append(scan)
        scans.append(sum(steps.count(word) for word in SCANS))
        return found

    monkeypatch.setattr(DuckDBBackend, "answer", watched)
    if kind == "csv":
        csv.write_csv(pq.read_table(folder / "replies.parquet"), folder / "replies.csv")
        (folder / "cx.toml").write_text(PROJECT.replace("parquet", "csv"))
    result = RUNS[run](cxengine.compile(folder))
    assert result.diagnostics == () or not [each for each in result.diagnostics if each.severity == "error"]
    of_replies = [each for each in passes if each.table == "replies"]
    assert max(scans) == 1, "a query looks at its table more than once"
    seen = [n for each, n in zip(passes, scans, strict=True) if getattr(each, "groups", ())]
    assert {*seen} == {1}, "what is counted by groups is looked at"
    figures = [each for each in of_replies if isinstance(each, plan.Scan | plan.Tallies) and _counts(each)]
    by_grain = Counter((each.table, each.groups, type(each)) for each in figures)
    assert by_grain and max(by_grain.values()) == 1, "one grain is counted twice"
    assert {type(each) for each in figures} == ({plan.Scan} if "segment" in run else {plan.Scan, plan.Tallies})
    assert sum(isinstance(each, plan.Patterns) for each in of_replies) <= 1


def _counts(one: plan.Scan | plan.Tallies) -> bool:
    """Whether a pass counts for figures; not one that asks whether the rows of a file fit, before."""
    return isinstance(one, plan.Tallies) or bool(one.groups)



COUNTS_LEVELS = """metric begun: Services that have begun
  from service
  formula share(level of maturity >= 1)
"""


@pytest.mark.parametrize("run", RUNS)
def test_what_is_hidden_is_decided_once_where_levels_are_counted(
    run: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ran = DuckDBBackend.run

    def watched(self: DuckDBBackend, passes: Sequence[plan.Pass], tables: Mapping[str, Any], **more: Any) -> Any:
        asked.extend(each.table for each in passes if isinstance(each, plan.Patterns))
        return ran(self, passes, tables, **more)

    monkeypatch.setattr(DuckDBBackend, "run", watched)
    (folder / "made.cx").write_text(RULES + COUNTS_LEVELS)
    result = RUNS[run](cxengine.compile(folder))
    assert [each.code for each in result.diagnostics if each.severity == "error"] == []
    assert asked == ["replies"]
