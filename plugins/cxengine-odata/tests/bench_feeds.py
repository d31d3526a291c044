"""A million rows of an OData service, beside the client library alone: time and memory.

The bare reading follows the links with httpx and takes the JSON apart; the plugin also makes Arrow of it, with moments
as clocks here showed them. Each has a process of its own; medians of the times, without imports, and the highest memory
of any are printed. Asserts no times.
"""

from __future__ import annotations

import json

import pytest

from cxengine.testing import Answered, Asked, Served
from tests.benchmarks.readings import Readings

ROWS, PAGE, RUNS = 1_000_000, 5_000, 3
COLUMNS = ("incidentid", "title", "statuscode", "createdon", "service", "closed")
BARE = """
import httpx
begun = time.perf_counter()
with httpx.Client() as client:
    link = base + "/incidents"
    while link:
        page = client.get(link).json()
        rows += len(page["value"])
        link = page.get("@odata.nextLink")
"""
PLUGIN = """
import pyarrow.compute
pyarrow.array([""])  # which imports pandas where it is installed
from cxengine.host.contracts import Binding, ReadContext
from cxengine_odata.source import OData
options = {"url": base, "entity_set": "incidents", "key": "incidentid"}
begun = time.perf_counter()
for batch in OData().open(Binding(table="cases", plugin="odata", options=options), columns, ReadContext()).batches:
    rows += batch.data.num_rows
"""
READINGS = {"the client library, httpx": BARE, "the plugin": PLUGIN}
pytestmark = pytest.mark.benchmark


class Pages:
    """A service whose pages are written once."""

    def __init__(self) -> None:
        self._rows = [
            {"incidentid": f"{number:08}-0000", "title": "Pothole in the road", "statuscode": number % 5,
             "createdon": "2024-07-01T09:30:00Z", "service": f"service_{number % 40}", "closed": number % 2 == 0}
            for number in range(PAGE)
        ]  # fmt: skip
        self._text = json.dumps(self._rows)

    def answer(self, asked: Asked) -> Answered:
        number = int(asked.query.get("$skiptoken", 0)) + 1
        link = f"http://{asked.headers['host']}/incidents?$skiptoken={number}"
        more = f', "@odata.nextLink": "{link}"' if number * PAGE < ROWS else ""
        return Answered(body=f'{{"value": {self._text}{more}}}'.encode())


def test_a_million_rows() -> None:
    readings = Readings()
    with Served(Pages().answer) as served:
        for _ in range(RUNS):
            for name, body in READINGS.items():
                assert readings.run(name, body, {"base": served.url, "columns": COLUMNS}) == ROWS
    readings.tell(f"{ROWS:,} rows of {len(COLUMNS)} columns over HTTP")
