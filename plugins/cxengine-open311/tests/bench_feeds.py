"""A hundred thousand requests of an Open311 server, beside the client library alone: time and memory.

The bare reading asks for the same windows with httpx and takes the JSON apart; the plugin also looks whether an answer
was cut off and whether a row came before, reads moments and statuses, and makes Arrow of it. Each has a process of its
own; medians of the times, without imports, and the highest memory of any are printed. Asserts no times.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

import pytest

from cxengine.testing import Answered, Asked, Served
from cxengine_open311.served import Council, made

ROWS, RUNS = 100_000, 3
COLUMNS = ("service_request_id", "status", "service_code", "requested_datetime")
BARE = """
import httpx
from datetime import datetime, timedelta
start, end, begun = datetime(2023, 1, 1), datetime(2025, 1, 1), time.perf_counter()
with httpx.Client() as client:
    while start < end:
        after = min(start + timedelta(days=90), end)
        span = {"start_date": f"{start.isoformat()}Z", "end_date": f"{after.isoformat()}Z"}
        rows += len(client.get(base + "/requests.json", params=span).json())
        start = after
"""
PLUGIN = """
import pyarrow
from cxengine.host.contracts import Binding, ReadContext
from cxengine_open311.columns import REQUESTS
from cxengine_open311.source import Open311
options = {"url": base, "since": "2023-01-01", "until": "2025-01-01", "page_cap": 100_000}
begun = time.perf_counter()
for batch in Open311(REQUESTS).open(Binding(table="cases", plugin="open311", options=options), columns,
                                    ReadContext()).batches:
    rows += batch.data.num_rows
"""
READINGS = {"the client library, httpx": BARE, "the plugin": PLUGIN}
FRAME = """
import json, resource, sys, time
base, columns = json.loads(sys.argv[1])
rows = 0
{body}
print(json.dumps([rows, time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""

pytestmark = pytest.mark.benchmark


class Written:
    """A server that writes each answer once."""

    def __init__(self) -> None:
        self._council = Council(rows=made(ROWS), cap=ROWS)
        self._known: dict[str, Answered] = {}

    def __call__(self, asked: Asked) -> Answered:
        question = repr(sorted(asked.query.items()))
        if question not in self._known:
            self._known[question] = self._council(asked)
        return self._known[question]


def reading(url: str, body: str) -> tuple[int, float, float]:
    """Rows, seconds and MB of one reading in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", FRAME.format(body=body), json.dumps([url, COLUMNS])], capture_output=True, text=True,
        check=True, timeout=600,
    )  # fmt: skip
    rows, seconds, memory = json.loads(run.stdout)
    return rows, seconds, memory


def test_a_hundred_thousand_requests() -> None:
    times: dict[str, list[float]] = {name: [] for name in READINGS}
    memory = dict.fromkeys(READINGS, 0.0)
    with Served(Written()) as served:
        for number in range(RUNS + 1):
            for name, body in READINGS.items():
                rows, seconds, most = reading(served.url, body)
                assert abs(rows - ROWS) < 100, "the ends of windows may come twice"
                times[name] += [seconds] if number else []  # in the first run the server writes its answers
                memory[name] = max(memory[name], most)
    bare = statistics.median(times["the client library, httpx"])
    print(f"\n{ROWS:,} requests of {len(COLUMNS)} columns over HTTP, medians of {RUNS}")
    for name, each in times.items():
        median = statistics.median(each)
        print(f"  {name:<28} {median:6.2f} s  {bare / median:5.2f} of its speed  {memory[name]:5.0f} MB")
