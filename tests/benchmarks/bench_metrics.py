"""30 metrics × service × month on many rows of Parquet, beside one hand-written DuckDB query of 30 FILTER aggregates,
lazy polars and pandas.

The peers give 30 bare values a group; the engine gives them with the rows they rest on, the rows left out and their
intervals. All read the same file. Run it by hand: ``python -m tests.benchmarks.bench_metrics [ROWS]``; and
``python -m tests.benchmarks.bench_metrics sizes`` for 1, 10 and 100 million rows and 300 metrics, each in a process
of its own with its peak of memory (100 million rows take 1.1 GB of disk).
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
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
SERVICES, TIMES, SEED = 40, 9, 20180331
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
    (
        "received_on > 2017-12-31 and received_on <= 2019-12-31",
        "received_on > DATE '2017-12-31' AND received_on <= DATE '2019-12-31'",
    ),
    ("channel is phone", "channel = 'phone'"),
    ("channel is web", "channel = 'web'"),
    (
        "received_on > 2018-12-31 and received_on <= 2019-12-31",
        "received_on > DATE '2018-12-31' AND received_on <= DATE '2019-12-31'",
    ),
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


def engine(path: Path, rules: str = "") -> pa.Table:
    """From the text of the rule file and the Parquet file, through a program, to the figures in Arrow."""
    sources = {
        "contacts": Binding(table="contacts", plugin="parquet", paths=(path,)),
        "service": [{"id": f"service_{at:02}", "title": f"Service {at}"} for at in range(SERVICES)],
    }
    program = cxengine.compile({"bench.cx": rules or rule_file()})
    return program.figures(sources, by=("month of received_on",), as_of=AS_OF)


def peer(path: Path) -> pa.Table:
    """The hand-written query."""
    with duckdb.connect() as connection:
        return connection.sql(hand_written(path)).to_arrow_table()


def polars(path: Path) -> Any:
    """The same figures by lazy polars."""
    import polars as pl

    day, channel, reason = pl.col("received_on"), pl.col("channel"), pl.col("reason")
    rated, told, ease = pl.col("satisfied"), pl.col("recommend"), pl.col("ease")
    values = (
        rated >= 4, (told >= 9).cast(pl.Int8) - (told <= 6).cast(pl.Int8), ease >= 5,
        reason.is_in(["chasing", "repeat", "passed_on"]), None, pl.col("minutes").cast(pl.Float64),
    )  # fmt: skip
    years = (day > date(2017, 12, 31)) & (day <= date(2019, 12, 31))
    year = (day > date(2018, 12, 31)) & (day <= date(2019, 12, 31))
    filters = (years, channel == "phone", channel == "web", year, reason != "new")
    both = [(value, where) for value in values for where in filters]
    figures = [
        (where.sum() if value is None else value.filter(where).mean()).alias(f"m{at}")
        for at, (value, where) in enumerate(both)
    ]
    grouped = pl.scan_parquet(path).group_by("service", day.dt.truncate("1mo").alias("month"))
    return grouped.agg(figures).collect()


def pandas(path: Path) -> Any:
    """The same figures by pandas: a column for each metric, then one grouping."""
    import pandas as pd

    rows = pd.read_parquet(path, dtype_backend="pyarrow")
    day, channel, reason = pd.to_datetime(rows["received_on"]), rows["channel"], rows["reason"]
    rated, told, ease = (rows[name].astype("float64") for name in ("satisfied", "recommend", "ease"))
    values = (
        (rated >= 4).where(rated.notna()), ((told >= 9).astype(int) - (told <= 6)).where(told.notna()),
        (ease >= 5).where(ease.notna()), reason.isin(["chasing", "repeat", "passed_on"]), None,
        rows["minutes"].astype("float64"),
    )  # fmt: skip
    years, year = day > "2017-12-31", day > "2018-12-31"
    filters = (years, channel == "phone", channel == "web", year, reason != "new")
    both = [(value, where) for value in values for where in filters]
    made = pd.DataFrame(
        {
            f"m{at}": where.astype("float64") if value is None else value.astype("float64").where(where)
            for at, (value, where) in enumerate(both)
        }
    )
    keys = [rows["service"], day.dt.to_period("M")]
    counts = {f"m{at}": "sum" if value is None else "mean" for at, (value, _) in enumerate(both)}
    return made.groupby(keys, observed=True).agg(counts)


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


Timing = tuple[float, float]
"""Seconds of the clock, and of all processors together, which a busy machine changes less."""


def timed(work: Callable[[Path], Any], path: Path) -> tuple[Timing, Any]:
    """How long it took, and what came of it; what ran before is cleared away outside the time."""
    gc.collect()
    gc.freeze()
    start, busy = time.perf_counter(), time.process_time()
    result = work(path)
    return (time.perf_counter() - start, time.process_time() - busy), result


@pytest.mark.benchmark
def test_thirty_metrics_beside_a_hand_written_query() -> None:
    main()


def main(rows: int = ROWS) -> None:
    """Make the data, take turns, print medians and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.parquet"
        make(path, rows)
        works = {"engine": engine, "hand-written": peer, "lazy polars": polars, "pandas": pandas}
        took: dict[str, list[Timing]] = {name: [] for name in works}
        results: dict[str, Any] = {}
        for turn in range(TIMES):
            for name, work in works.items():
                if name != "pandas" or turn == 0:
                    seconds, results[name] = timed(work, path)
                    took[name].append(seconds)
        counts = plain_python(path) if rows <= 1_000_000 else {}
        figures = compare(results["engine"], results["hand-written"], counts)
    medians = {name: [statistics.median(each) for each in zip(*times, strict=True)] for name, times in took.items()}
    ours = medians["engine"]
    for name, (wall, busy) in medians.items():
        ratios = f"engine / it = {ours[0] / wall:.2f} by the clock, {ours[1] / busy:.2f} by processor time"
        print(f"{name:13} {wall:6.2f} s, processors {busy:6.2f} s; {ratios}")
    print(f"{figures} figures agree with the hand-written query's")


def many_rules() -> str:
    """Three hundred metrics: every formula over fifty filters."""
    months = [f"received_on in last {count} months" for count in range(1, 24)]
    shares = [f"channel is {one} and received_on in last {count} months" for one in CHANNELS for count in (3, 6, 12)]
    pairs = [f"reason is {reason} and channel is {one}" for reason in REASONS for one in CHANNELS]
    blocks = [
        f"metric m{at}: Metric {at}\n  from contacts\n  where {where}\n  formula {formula}\n  by month of received_on\n"
        for at, (formula, where) in enumerate((f, w) for f, _ in FORMULAS for w in (*months, *shares, *pairs)[:50])
    ]
    return HEAD + "".join(blocks)


def one(path: Path, metrics: int) -> None:
    """One run in a process of its own: how long, and the most memory it had at once."""
    start, busy = time.perf_counter(), time.process_time()
    engine(path, rule_file() if metrics == 30 else many_rules())
    clock, took = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{metrics} metrics: {clock:.2f} s, processors {took:.2f} s, at most {peak:.0f} MB", flush=True)


def alone(what: str, path: Path, number: int) -> None:
    """In a process of its own: a child's peak of memory begins at what its parent has."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_metrics", what, str(path), str(number)], check=True)


def sizes(largest: int = 100_000_000) -> None:
    """1, 10 and 100 million rows, and 300 metrics on 10 million."""
    for rows in (1_000_000, 10_000_000, 100_000_000):
        if rows <= largest:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "contacts.parquet"
                print(f"{rows:,} rows", flush=True)
                alone("make", path, rows)
                os.sync()  # so that writing them is over
                for metrics in (30, 300) if rows == 10_000_000 else (30,):
                    alone("one", path, metrics)


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[:1] == ["one"]:
        one(Path(asked[1]), int(asked[2]))
    elif asked[:1] == ["make"]:
        make(Path(asked[1]), int(asked[2]))
    elif asked[:1] == ["sizes"]:
        sizes(int(asked[1]) if len(asked) > 1 else 100_000_000)
    else:
        main(int(asked[0]) if asked else ROWS)
