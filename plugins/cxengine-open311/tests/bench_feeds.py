"""A hundred thousand requests of an Open311 server, beside the client library alone: time and memory.

The bare reading asks for the same windows with httpx and takes the JSON apart; the plugin also looks whether an answer
was cut off and whether a row came before, reads moments and statuses, and makes Arrow of it. Each has a process of its
own; medians of the times, without imports, and the highest memory of any are printed. Asserts no times.
"""

from __future__ import annotations

import pytest

from cxengine.testing import Answered, Asked, Served
from cxengine_open311.served import Council, made
from tests.benchmarks.readings import Readings

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
import pyarrow.compute
pyarrow.array([""])  # which imports pandas where it is installed
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


def test_a_hundred_thousand_requests() -> None:
    readings = Readings()
    with Served(Written()) as served:
        for number in range(RUNS + 1):
            for name, body in READINGS.items():
                # in the first run the server writes its answers
                rows = readings.run(name, body, {"base": served.url, "columns": COLUMNS}, counts=number > 0)
                assert abs(rows - ROWS) < 100, "the ends of windows may come twice"
    readings.tell(f"{ROWS:,} requests of {len(COLUMNS)} columns over HTTP")
