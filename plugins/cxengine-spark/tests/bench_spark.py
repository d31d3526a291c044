"""Thirty metrics × service × month on Spark: counted by the engine, and by hand-written Spark SQL in two stages.

The hand-written query gives thirty bare values a group; the engine gives them with the rows they rest on, the rows left
out and their intervals, and first looks whether every row fits. Both take turns in one Spark on this machine. Run it
by hand: ``python -m pytest -q -s -m benchmark plugins/cxengine-spark``; CX_BENCH_ROWS says how many rows (1,000,000).
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import cxengine
from cxengine.host.contracts import Binding
from cxengine_spark.session import Session
from tests.benchmarks.bench_metrics import AS_OF, FILTERS, FORMULAS, SERVICES, compare, make, rule_file
from tests.benchmarks.timing import Counting, spent

from .running import CX_TOML, needs_spark

ROWS, TURNS = int(os.environ.get("CX_BENCH_ROWS", "1000000")), int(os.environ.get("CX_BENCH_TURNS", "5"))
FIGURES = (
    ("SUM({satisfied_top})", "SUM({satisfied_known})"),
    ("SUM({promoters}) - SUM({detractors})", "SUM({recommend_known})"),
    ("SUM({ease_top})", "SUM({ease_known})"),
    ("SUM({again})", "SUM({n})"),
    ("SUM({n})", "1"),
    ("SUM({minutes})", "SUM({n})"),
)


def hand_written(folder: Path) -> str:
    """What somebody who knows Spark writes: counts by the few values that conditions name, then the figures."""
    windows = {FILTERS[0][1]: "two_years", FILTERS[3][1]: "one_year"}
    names = (
        "satisfied_top", "satisfied_known", "promoters", "detractors", "recommend_known", "ease_top", "ease_known",
        "again", "n", "minutes",
    )  # fmt: skip
    figures = []
    for above, below in FIGURES[: len(FORMULAS)]:
        for _, where in FILTERS:
            kept = {name: f"CASE WHEN {windows.get(where, where)} THEN {name} END" for name in names}
            top, bottom = above.format(**kept), below.format(**kept)
            figures.append(top if bottom == "1" else f"CAST({top} AS DOUBLE) / NULLIF({bottom}, 0)")
    columns = ", ".join(f"{figure} AS m{at}" for at, figure in enumerate(figures))
    return f"""WITH added AS (
  SELECT service, CAST(date_trunc('month', received_on) AS DATE) AS month, channel, reason,
    {FILTERS[0][1]} AS two_years, {FILTERS[3][1]} AS one_year, COUNT(*) AS n,
    COUNT(satisfied) AS satisfied_known, COUNT(CASE WHEN satisfied >= 4 THEN 1 END) AS satisfied_top,
    COUNT(recommend) AS recommend_known, COUNT(CASE WHEN recommend >= 9 THEN 1 END) AS promoters,
    COUNT(CASE WHEN recommend <= 6 THEN 1 END) AS detractors,
    COUNT(ease) AS ease_known, COUNT(CASE WHEN ease >= 5 THEN 1 END) AS ease_top,
    COUNT(CASE WHEN reason IN ('chasing', 'repeat', 'passed_on') THEN 1 END) AS again, SUM(minutes) AS minutes
  FROM parquet.`{folder}` GROUP BY 1, 2, 3, 4, 5, 6
) SELECT service, month, {columns} FROM added GROUP BY service, month"""


def engine(program: cxengine.Program, folder: Path) -> pa.Table:
    """Looked at and counted on Spark."""
    contacts = Binding(table="contacts", plugin="spark", options={"parquet": str(folder)})
    subjects = [{"id": f"service_{at:02}", "title": f"Service {at}"} for at in range(SERVICES)]
    return program.figures({"contacts": contacts, "service": subjects}, by=("month of received_on",), as_of=AS_OF)


def peak(pid: int) -> int:
    """The most memory that it had at once, in MB."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore")
@needs_spark
def test_what_a_run_costs(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text(CX_TOML + "plugin_seconds = 3600\n", "utf-8")
    (tmp_path / "bench.cx").write_text(rule_file(), "utf-8")
    folder = tmp_path / "contacts"
    folder.mkdir()
    make(folder / "contacts.parquet", ROWS)
    program, java = cxengine.compile(tmp_path), spark._jvm.java.lang.ProcessHandle.current().pid()
    for _ in range(2):  # the first one warms Java up
        before, start, own = spent(java), time.perf_counter(), time.process_time()
        engine(program, folder)
        clock, own = time.perf_counter() - start, time.process_time() - own
        print(f"\n{ROWS:,} rows: {clock:.1f} s by the clock; processors {spent(java) - before:.1f} s there, "
              f"{own:.1f} s here; Java had at most {peak(java)} MB", flush=True)  # fmt: skip


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore")
@needs_spark
def test_thirty_metrics_beside_hand_written_spark_sql(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cx.toml").write_text(CX_TOML, "utf-8")
    (tmp_path / "bench.cx").write_text(rule_file(), "utf-8")
    folder = tmp_path / "contacts"
    folder.mkdir()
    make(folder / "contacts.parquet", ROWS)
    program, counting = cxengine.compile(tmp_path), Counting(monkeypatch, Session, "`a20`")
    works: dict[str, Callable[[], Any]] = {
        "hand-written": lambda: spark.sql(hand_written(folder)).toArrow(),
        "whole run": lambda: engine(program, folder),
    }
    took: dict[str, list[float]] = {name: [] for name in (*works, "its statement")}
    java = spark._jvm.java.lang.ProcessHandle.current().pid()
    busy: dict[str, list[float]] = {name: [] for name in works}
    results: dict[str, Any] = {}
    for _ in range(TURNS + 1):  # the first turn warms Java up
        for name, work in works.items():
            start, before, own = time.perf_counter(), spent(java), time.process_time()
            results[name] = work()
            took[name].append(time.perf_counter() - start)
            busy[name].append(spent(java) - before + time.process_time() - own)
        took["its statement"].append(counting.seconds)
    agreed = compare(results["whole run"], results["hand-written"], {})
    print(f"\n{ROWS:,} rows on Spark, medians of {TURNS} turns; {agreed} figures agree")
    for said, seconds in (("by the clock", took), ("processors", busy)):
        medians = {name: statistics.median(each[1:]) for name, each in seconds.items()}
        for name, median in medians.items():
            print(f"{said:12} {name:14} {median:7.2f} s; whole run / it = {medians['whole run'] / median:.2f}")
