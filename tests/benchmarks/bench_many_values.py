"""A median, a percentile and a number of different people, of values that differ from row to row, beside a hand-written
DuckDB query and lazy polars.

All read the same Parquet file; each runs in a process of its own, with its peak of memory. The engine and DuckDB may
use 1 GiB and put the rest aside; polars uses what it needs. The engine's figures are also of all services together.
Run it by hand: ``python -m tests.benchmarks.bench_many_values [ROWS]``; ``make PATH ROWS`` and ``engine PATH`` do one
part, for instance in a control group.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
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
SERVICES, SEED, TIMES = 40, 20180401, 3
AS_OF = date(2019, 12, 31)
RULES = """pack bench: Contacts of a large council
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table contacts: Contacts
  field service is service
  field minutes is minutes
  field customer is text, personal
metric middle: Minutes in the middle
  from contacts
  formula median(minutes)
metric late: What nine of ten take at most
  from contacts
  formula percentile(minutes, 90%)
metric people: People
  from contacts
  formula distinct(customer)
"""

Figures = Mapping[str, list[float]]
"""Minutes in the middle, minutes of nine in ten and people, of each service."""


def make(path: Path, rows: int) -> None:
    """Write the contacts: minutes to the millionth, and a customer who comes five times on average."""
    chance = np.random.default_rng(SEED)
    kinds = [("service", pa.string()), ("minutes", pa.decimal128(18, 6)), ("customer", pa.string())]
    names = [f"service_{at:02}" for at in range(SERVICES)]
    with pq.ParquetWriter(path, pa.schema(kinds)) as writer:
        for done in range(0, rows, 1_000_000):
            size = min(1_000_000, rows - done)
            micros = np.zeros((size, 2), dtype=np.int64)
            micros[:, 0] = chance.integers(0, 60_000_000, size)
            services = pa.DictionaryArray.from_arrays(chance.integers(0, SERVICES, size, np.int32), names)
            customers = np.char.add("C-", np.char.zfill(chance.integers(0, rows // 5, size).astype("U9"), 9))
            minutes = pa.Array.from_buffers(pa.decimal128(18, 6), size, [None, pa.py_buffer(micros)])
            columns = [services.cast("string"), minutes, pa.array(customers)]
            writer.write_table(pa.table(columns, schema=pa.schema(kinds)))


def engine(path: Path) -> Figures:
    """From the text of the rule file and the Parquet file to the figures."""
    sources = {
        "contacts": Binding(table="contacts", plugin="parquet", paths=(path,)),
        "council": [{"id": "all", "title": "All"}],
        "service": [{"id": f"service_{at:02}", "title": f"{at}", "parent": "all"} for at in range(SERVICES)],
    }
    found: dict[str, list[float]] = {}
    for row in cxengine.compile({"bench.cx": RULES}).figures(sources, as_of=AS_OF).to_pylist():
        minutes = 1 if row["metric"] == "people" else 1440
        found.setdefault(row["id"], []).append(row["value"] * minutes)
    return found


def hand_written(path: Path) -> Figures:
    """One query, with as much memory as the engine has and a folder for the rest."""
    query = (
        "SELECT service, quantile_cont(minutes::double, 0.5), quantile_cont(minutes::double, 0.9), "
        f"count(DISTINCT lower(trim(customer))) FROM '{path}' GROUP BY service"
    )
    with tempfile.TemporaryDirectory() as spill:
        with duckdb.connect(config={"memory_limit": "1GiB", "temp_directory": spill}) as connection:
            return {name: [float(each) for each in values] for name, *values in connection.sql(query).fetchall()}


def polars(path: Path) -> Figures:
    """The same by lazy polars."""
    import polars as pl

    minutes = pl.col("minutes").cast(pl.Float64)
    asked = [
        minutes.quantile(0.5, "linear").alias("middle"), minutes.quantile(0.9, "linear").alias("late"),
        pl.col("customer").str.strip_chars().str.to_lowercase().n_unique().alias("people"),
    ]  # fmt: skip
    found = pl.scan_parquet(path).group_by("service").agg(asked).collect()
    return {name: [float(each) for each in values] for name, *values in found.iter_rows()}


WORKS: Mapping[str, Callable[[Path], Figures]] = {"engine": engine, "hand-written": hand_written, "polars": polars}


def one(name: str, path: Path) -> Mapping[str, Any]:
    """One run, here: how long, and the most memory this process had at once; what it failed with, if it did."""
    start, busy = time.perf_counter(), time.process_time()
    told: dict[str, Any] = {}
    try:
        told["figures"] = WORKS[name](path)
    except (duckdb.Error, MemoryError) as error:
        told["failed"] = str(error).splitlines()[0]
    took = {"clock": time.perf_counter() - start, "processors": time.process_time() - busy}
    return {**told, **took, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def alone(name: str, path: Path) -> Mapping[str, Any]:
    """One run in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_many_values", name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout)) if done.returncode == 0 else {"failed": f"ended with {done.returncode}"}


@pytest.mark.benchmark
def test_many_values_beside_a_hand_written_query() -> None:
    main(1_000_000)


def main(rows: int = ROWS) -> None:
    """Make the data, take turns, print the best and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.parquet"
        begun = [sys.executable, "-m", "tests.benchmarks.bench_many_values"]
        subprocess.run([*begun, "make", path, str(rows)], check=True)
        os.sync()
        turns = [{name: alone(name, path) for name in WORKS} for _ in range(TIMES if rows <= ROWS else 1)]
    best: dict[str, Mapping[str, Any]] = {}
    for name in WORKS:
        fine = [turn[name] for turn in turns if "failed" not in turn[name]]
        best[name] = min(fine, key=lambda told: told["clock"]) if fine else turns[0][name]
    ours = best["engine"]
    for name, told in best.items():
        if "failed" in told:
            print(f"{name:13} failed: {told['failed']}")
            continue
        for service, values in told["figures"].items():
            expected = ours["figures"][service]
            assert all(abs(a - b) < 1e-9 * max(1, abs(b)) for a, b in zip(expected, values, strict=True)), service
        clock, busy = (ours[each] / told[each] for each in ("clock", "processors"))
        took = f"{told['clock']:7.2f} s, processors {told['processors']:7.2f} s, at most {told['peak']:6.0f} MB"
        print(f"{name:13} {took}; engine / it = {clock:.2f} by the clock, {busy:.2f} by processors")


if __name__ == "__main__":
    asked = sys.argv[1:]
    if asked[:1] == ["make"]:
        make(Path(asked[1]), int(asked[2]))
    elif asked and asked[0] in WORKS:
        print(json.dumps(one(asked[0], Path(asked[1]))))
    else:
        main(int(asked[0]) if asked else ROWS)
