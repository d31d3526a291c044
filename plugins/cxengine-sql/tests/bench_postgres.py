"""Thirty metrics × service × month in PostgreSQL: counted there by the engine, by a hand-written query in two stages,
and after fetching the rows.

The hand-written query gives thirty bare values a group; the engine gives them with the rows they rest on, the rows left
out and their intervals, and first looks whether every row fits. All take turns on one server. Run it by hand:
``python -m pytest -q -s -m benchmark plugins/cxengine-sql``; CX_BENCH_ROWS says how many rows (1,000,000).
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
from cxengine_sql.counting.session import Session
from cxengine_sql.served import cluster
from tests.benchmarks.bench_metrics import AS_OF, CHANNELS, FILTERS, REASONS, SERVICES, compare, rule_file
from tests.benchmarks.timing import Counting, spent

from .databases import CX_TOML, Database, needs_postgres

ROWS, TURNS = int(os.environ.get("CX_BENCH_ROWS", "1000000")), 5
SETTINGS = ("shared_buffers=1GB", "max_wal_size=8GB", "work_mem=64MB", "timezone=UTC")
FIGURES = {
    "csat": ("SUM(satisfied_top)", "SUM(satisfied_known)"),
    "nps": ("SUM(promoters) - SUM(detractors)", "SUM(recommend_known)"),
    "ces": ("SUM(ease_top)", "SUM(ease_known)"),
    "share": ("SUM(again)", "SUM(n)"),
    "count": ("SUM(n)", "1"),
    "mean": ("SUM(minutes)", "SUM(n)"),
}


DRAWN = 1_000_000
"""So many rows are drawn; more are these again, each time on other days."""


def fill(database: Database, rows: int) -> None:
    """Contacts as those of the benchmark on files: 24 months, 40 services, some answers missing."""
    one_of = "(ARRAY[{}])[1 + floor(random() * {})::int]"
    channel, reason = (
        one_of.format(", ".join(f"'{each}'" for each in names), len(names)) for names in (CHANNELS, REASONS)
    )
    database.script(
        "CREATE UNLOGGED TABLE contacts (service text NOT NULL, received_on date NOT NULL, channel text NOT NULL, "
        "reason text NOT NULL, satisfied smallint, recommend smallint, ease smallint, "
        "minutes numeric(18, 6) NOT NULL);\n"
        "INSERT INTO contacts SELECT 'service_' || lpad(floor(random() * 40)::int::text, 2, '0'), "
        f"DATE '2018-01-01' + floor(random() * 730)::int, {channel}, {reason}, "
        "CASE WHEN random() > 0.1 THEN 1 + floor(random() * 5) END, "
        "CASE WHEN random() > 0.2 THEN floor(random() * 11) END, "
        "CASE WHEN random() > 0.1 THEN 1 + floor(random() * 7) END, floor(random() * 60000000) / 1000000 "
        f"FROM generate_series(1, {min(rows, DRAWN)});\nANALYZE contacts;\n"
        "INSERT INTO contacts SELECT service, "
        "DATE '2018-01-01' + (received_on - DATE '2018-01-01' + 37 * again) % 730, "
        "channel, reason, satisfied, recommend, ease, minutes "
        f"FROM generate_series(1, {rows // DRAWN - 1}) AS again, contacts;\nVACUUM ANALYZE contacts"
    )


def hand_written() -> str:
    """What somebody who knows PostgreSQL writes: counts by the few values that conditions name, then the figures."""
    windows = {FILTERS[0][1]: "two_years", FILTERS[3][1]: "one_year"}
    figures = []
    for name, (above, below) in FIGURES.items():
        for _, where in FILTERS:
            kept = windows.get(where, where)
            over, under = (part.replace(")", f") FILTER (WHERE {kept})") for part in (above, below))
            figures.append(f"NULLIF({over}, 0)" if name == "count" else f"({over})::float8 / NULLIF({under}, 0)")
    columns = ", ".join(f"{figure} AS m{at}" for at, figure in enumerate(figures))
    return f"""WITH added AS (
  SELECT service, date_trunc('month', received_on)::date AS month, channel, reason,
    {FILTERS[0][1]} AS two_years, {FILTERS[3][1]} AS one_year, COUNT(*) AS n,
    COUNT(satisfied) AS satisfied_known, COUNT(*) FILTER (WHERE satisfied >= 4) AS satisfied_top,
    COUNT(recommend) AS recommend_known, COUNT(*) FILTER (WHERE recommend >= 9) AS promoters,
    COUNT(*) FILTER (WHERE recommend <= 6) AS detractors,
    COUNT(ease) AS ease_known, COUNT(*) FILTER (WHERE ease >= 5) AS ease_top,
    COUNT(*) FILTER (WHERE reason IN ('chasing', 'repeat', 'passed_on')) AS again, SUM(minutes) AS minutes
  FROM contacts GROUP BY service, month, channel, reason, two_years, one_year
) SELECT service, month, {columns} FROM added GROUP BY service, month"""


def subjects() -> list[dict[str, str]]:
    return [{"id": f"service_{at:02}", "title": f"Service {at}"} for at in range(SERVICES)]


def engine(program: cxengine.Program) -> pa.Table:
    """Looked at and counted in the database."""
    contacts = Binding(table="contacts", plugin="postgres", options={"table": "contacts"})
    return program.figures({"contacts": contacts, "service": subjects()}, by=("month of received_on",), as_of=AS_OF)


def fetched(database: Database, program: cxengine.Program) -> pa.Table:
    """All rows over ADBC, then counted in this process."""
    rows = asked(database, "SELECT * FROM contacts")
    at = rows.schema.get_field_index("minutes")
    texts = pa.chunked_array([chunk.storage for chunk in rows.column(at).chunks], pa.string())
    rows = rows.set_column(at, "minutes", texts)
    return program.figures({"contacts": rows, "service": subjects()}, by=("month of received_on",), as_of=AS_OF)


def asked(database: Database, statement: str) -> pa.Table:
    import adbc_driver_postgresql.dbapi as driver

    with driver.connect(database.address) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetch_arrow_table()


def postmaster(database: Database) -> int:
    """The process that all connections are of."""
    known = database.script("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
    return int(Path(f"/proc/{known}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.benchmark
@needs_postgres
def test_what_a_run_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cx.toml").write_text(CX_TOML + "minutes = 60\nplugin_seconds = 3600\n", "utf-8")
    (tmp_path / "bench.cx").write_text(rule_file(), "utf-8")
    with cluster(*SETTINGS) as served:
        database = Database(served)
        fill(database, ROWS)
        monkeypatch.setenv("CX_TEST_POSTGRES", database.address)
        server, program = postmaster(database), cxengine.compile(tmp_path)
        for _ in range(2):
            before, start, own = spent(server, by_ended=True), time.perf_counter(), time.process_time()
            engine(program)
            clock, own = time.perf_counter() - start, time.process_time() - own
            time.sleep(1)  # until the server has counted what its connection took
            there = spent(server, by_ended=True) - before
            said = f"{clock:.1f} s by the clock; processors {there:.1f} s there, {own:.1f} s here"
            print(f"\n{ROWS:,} rows: {said}", flush=True)


@pytest.mark.benchmark
@needs_postgres
def test_thirty_metrics_beside_a_hand_written_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cx.toml").write_text(CX_TOML, "utf-8")
    (tmp_path / "bench.cx").write_text(rule_file(), "utf-8")
    with cluster(*SETTINGS) as served:
        database = Database(served)
        fill(database, ROWS)
        monkeypatch.setenv("CX_TEST_POSTGRES", database.address)
        placed, here = cxengine.compile(tmp_path), cxengine.compile({"bench.cx": rule_file()})
        counting = Counting(monkeypatch, Session, '"a20"')
        works: dict[str, Callable[[], Any]] = {
            "hand-written": lambda: asked(database, hand_written()),
            "whole run": lambda: engine(placed),
            "rows fetched": lambda: fetched(database, here),
        }
        took: dict[str, list[float]] = {name: [] for name in (*works, "its statement")}
        busy: dict[str, list[float]] = {name: [] for name in works}
        server = postmaster(database)
        results: dict[str, Any] = {}
        for _ in range(TURNS):
            for name, work in works.items():
                before, own, start = spent(server, by_ended=True), time.process_time(), time.perf_counter()
                results[name] = work()
                took[name].append(time.perf_counter() - start)
                own = time.process_time() - own
                time.sleep(0.5)  # until the server has counted what its connection took
                busy[name].append(spent(server, by_ended=True) - before + own)
            took["its statement"].append(counting.seconds)
        agreed = compare(results["whole run"], results["hand-written"], {})
        compare(results["rows fetched"], results["hand-written"], {})
    print(f"\n{ROWS:,} rows of PostgreSQL, medians of {TURNS} turns; {agreed} figures agree")
    for said, seconds in (("by the clock", took), ("processors", busy)):
        medians = {name: statistics.median(each) for name, each in seconds.items()}
        for name, median in medians.items():
            print(f"{said:12} {name:14} {median:7.2f} s; whole run / it = {medians['whole run'] / median:.2f}")
