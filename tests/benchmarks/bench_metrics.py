"""30 metrics × service × month on many rows of Parquet, beside one hand-written DuckDB query of 30 FILTER aggregates.

The hand-written query gives 30 bare values a group; the engine gives them with the rows they rest on, the rows left
out and their intervals. Both read the same file. Run it by hand: ``python -m tests.benchmarks.bench_metrics [ROWS]``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxengine
from cxengine.host.contracts import Binding

ROWS = 10_000_000
SERVICES, TIMES, SEED = 40, 5, 20180331
AS_OF = date(2019, 12, 31)
CHANNELS, REASONS = ("web", "phone", "post", "counter"), ("new", "chasing", "repeat", "passed_on")

HEAD = """pack bench: Contacts of a large council
version 1 from 2018-01-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
scale ten 0 to 10, higher is better: Likelihood
scale seven 1 to 7, higher is better: Ease
table contacts: Contacts
  field service is service
  field received_on is date
  field channel is one of (web, phone, post, counter)
  field reason is one of (new, chasing, repeat, passed_on)
  field satisfied is five, may be missing
  field recommend is ten, may be missing
  field ease is seven, may be missing
  field minutes is minutes
  publish groups of at least 10
"""

FORMULAS = (
    ("csat(satisfied)", "avg((satisfied >= 4)::int)"),
    ("nps(recommend)", "avg((recommend >= 9)::int - (recommend <= 6)::int)"),
    ("ces(ease)", "avg((ease >= 5)::int)"),
    ("share(reason is one of (chasing, repeat, passed_on))", "avg((reason IN ('chasing','repeat','passed_on'))::int)"),
    ("count", "count(*)"),
    ("mean(minutes)", "avg(minutes)"),
)
FILTERS = (
    ("received_on in last 24 months", "received_on > DATE '2017-12-31' AND received_on <= DATE '2019-12-31'"),
    ("channel is phone", "channel = 'phone'"),
    ("channel is web", "channel = 'web'"),
    ("received_on in last 12 months", "received_on > DATE '2018-12-31' AND received_on <= DATE '2019-12-31'"),
    ("not reason is new", "NOT reason = 'new'"),
)


def rule_file() -> str:
    """Thirty metrics: every formula over every filter."""
    blocks = [
        f"metric m{at}: Metric {at}\n  from contacts\n  where {where}\n  formula {formula}\n"
        f"  by month of received_on\n"
        for at, (formula, where) in enumerate((f, w) for f, _ in FORMULAS for w, _ in FILTERS)
    ]
    return HEAD + "".join(blocks)


def hand_written(path: Path) -> str:
    """The same figures as an analyst would write them."""
    both = [(formula, where) for _, formula in FORMULAS for _, where in FILTERS]
    parts = [f"{formula} FILTER (WHERE {where}) AS m{at}" for at, (formula, where) in enumerate(both)]
    return (
        f"SELECT service, date_trunc('month', received_on) AS month, {', '.join(parts)} "
        f"FROM read_parquet('{path}') GROUP BY ALL"
    )


def make(path: Path, rows: int) -> None:
    """Write the contacts: 24 months, 40 services, four channels, answers of which some are missing."""
    chance = np.random.default_rng(SEED)
    schema = pa.schema(
        [
            ("service", pa.string()), ("received_on", pa.date32()), ("channel", pa.string()), ("reason", pa.string()),
            ("satisfied", pa.int32()), ("recommend", pa.int32()), ("ease", pa.int32()),
            ("minutes", pa.decimal128(18, 6)),
        ]
    )  # fmt: skip
    start = (date(2018, 1, 1) - date(1970, 1, 1)).days
    with pq.ParquetWriter(path, schema) as writer:
        for done in range(0, rows, 1_000_000):
            size = min(1_000_000, rows - done)

            def pick(names: tuple[str, ...], size: int = size) -> pa.Array:
                codes = chance.integers(0, len(names), size, np.int32)
                return pa.DictionaryArray.from_arrays(codes, names).cast("string")

            def answers(low: int, high: int, missing: float, size: int = size) -> pa.Array:
                return pa.array(chance.integers(low, high + 1, size, np.int32), mask=chance.random(size) < missing)

            micros = np.zeros((size, 2), dtype=np.int64)
            micros[:, 0] = chance.integers(0, 60_000_000, size)
            columns = [
                pick(tuple(f"service_{at:02}" for at in range(SERVICES))),
                pa.array(start + chance.integers(0, 730, size, np.int32)).cast(pa.date32()),
                pick(CHANNELS), pick(REASONS), answers(1, 5, 0.1), answers(0, 10, 0.2), answers(1, 7, 0.1),
                pa.Array.from_buffers(pa.decimal128(18, 6), size, [None, pa.py_buffer(micros)]),
            ]  # fmt: skip
            writer.write_table(pa.table(columns, schema=schema))


def engine(path: Path) -> pa.Table:
    """From the text of the rule file and the Parquet file, through a program, to the figures in Arrow."""
    sources = {
        "contacts": Binding(table="contacts", plugin="parquet", paths=(path,)),
        "service": [{"id": f"service_{at:02}", "title": f"Service {at}"} for at in range(SERVICES)],
    }
    program = cxengine.compile({"bench.cx": rule_file()})
    return program.figures(sources, by=("month of received_on",), as_of=AS_OF)


def peer(path: Path) -> pa.Table:
    """The hand-written query."""
    with duckdb.connect() as connection:
        return connection.sql(hand_written(path)).to_arrow_table()


def plain_python(path: Path) -> dict[tuple[str, str], list[float]]:
    """One metric (the first) worked out row by row, as a check that shares nothing with either."""
    table = pq.read_table(path, columns=["service", "received_on", "satisfied"])
    counts: dict[tuple[str, str], list[float]] = {}
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        service, day, answer = row
        if answer is not None:
            pair = counts.setdefault((service, day.isoformat()[:7]), [0, 0])
            pair[0] += answer >= 4
            pair[1] += 1
    return counts


def compare(ours: pa.Table, theirs: pa.Table, counts: dict[tuple[str, str], list[float]]) -> int:
    """How many figures agree; raises AssertionError where one does not."""
    expected: dict[tuple[str, str, str], float] = {}
    for row in theirs.to_pylist():
        month = row["month"].isoformat()[:7]
        for name, value in row.items():
            if name.startswith("m") and name != "month" and value is not None:
                expected[name, row["service"], month] = float(value)
    checked = 0
    for row in ours.to_pylist():
        place = (row["id"], row["month of received_on"])
        if row["suppressed"]:
            continue
        scale = 1440 if int(row["metric"][1:]) >= 25 else 1
        assert abs(expected[row["metric"], *place] - row["value"] * scale) < 1e-9, row
        if row["metric"] == "m0" and counts:
            hits, n = counts[place]
            assert row["value"] == hits / n and row["n"] == n, row
        checked += 1
    return checked


def timed(work: Callable[[Path], Any], path: Path) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    result = work(path)
    return time.perf_counter() - start, result


@pytest.mark.benchmark
def test_thirty_metrics_beside_a_hand_written_query() -> None:
    main()


def main(rows: int = ROWS) -> None:
    """Make the data, alternate the two, print medians and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.parquet"
        make(path, rows)
        seconds: dict[str, list[float]] = {"engine": [], "hand-written": []}
        ours = theirs = None
        for _ in range(TIMES):
            took, theirs = timed(peer, path)
            seconds["hand-written"].append(took)
            took, ours = timed(engine, path)
            seconds["engine"].append(took)
        assert ours is not None and theirs is not None
        counts = plain_python(path) if rows <= 1_000_000 else {}
        figures = compare(ours, theirs, counts)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    for name, values in seconds.items():
        print(f"{name:13} {medians[name]:6.2f} s  (of {', '.join(f'{value:.2f}' for value in values)})")
    print(f"{figures} figures agree; engine / hand-written = {medians['engine'] / medians['hand-written']:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
