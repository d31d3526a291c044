"""What every source promises, of the requests of a server and of the history of their status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import attrs
import pytest

from cxengine.host.contracts import Binding, Secret
from cxengine.testing import Answered, Asked, Served, SourceCase, SourceSuite
from cxengine_open311.columns import REQUESTS, SERVICES, UPDATES, Resource
from cxengine_open311.served import Council, made
from cxengine_open311.source import Open311

NOW = datetime(2025, 1, 1, tzinfo=UTC)
PERSON = "canary-of-a-person"


def updates(count: int) -> list[dict[str, str]]:
    return [
        {"update_id": f"U{number}", "service_request_id": f"R{number // 3}", "status": "open", "description": PERSON,
         "updated_datetime": f"2024-{1 + number // 3:02}-01T10:00:00Z"}
        for number in range(count)
    ]  # fmt: skip


def case_of(resource: Resource, council: Council, served: Served, new: dict[str, str]) -> SourceCase:
    def change() -> None:
        changed = {**council.rows[-1], "status": "closed", "description": PERSON}
        council.rows = [*council.rows[:-1], changed, new]
        council.__attrs_post_init__()

    options = {"url": served.url, "since": "2023-01-01", "page_cap": 9, "overlap_days": 365,
               "key": Secret("OPEN311_KEY")}  # fmt: skip
    binding = Binding(table="cases", plugin="open311", options=options)
    return SourceCase(
        reader=Open311(resource, clock=lambda: NOW), binding=binding,
        wanted=(resource.key, "status", "description", resource.dated), environment={"OPEN311_KEY": "canary-of-a-key"},
        personal=frozenset({"description"}), personal_values=(PERSON,), rows=20, batch_rows=6,
        broken=attrs.evolve(binding, options={**options, "url": "http://127.0.0.1:9"}), change=change, rows_changed=21,
        served=served,
    )  # fmt: skip


class TestRequests(SourceSuite):
    keyed = incremental = http = True

    @pytest.fixture
    def case(self) -> Iterator[SourceCase]:
        rows = [{**row, "description": PERSON} for row in made(20)]
        council = Council(rows=rows, cap=9)
        new = {**rows[-1], "service_request_id": "R999999", "requested_datetime": "2024-12-31T23:00:00Z"}
        with Served(council) as served:
            yield case_of(REQUESTS, council, served, new)


class TestUpdates(SourceSuite):
    keyed = incremental = http = True

    @pytest.fixture
    def case(self) -> Iterator[SourceCase]:
        council = Council(rows=updates(20), cap=9, field="updated_datetime")
        new = {**updates(1)[0], "update_id": "U99", "updated_datetime": "2024-12-31T23:00:00Z"}
        with Served(council) as served:
            yield case_of(UPDATES, council, served, new)


class TestServices(SourceSuite):
    keyed = http = True

    @pytest.fixture
    def case(self) -> Iterator[SourceCase]:
        listed = [{"service_code": f"{n:03}", "service_name": f"Service {n}", "metadata": False} for n in range(5)]

        def answer(asked: Asked) -> Answered:
            return Answered(body=json.dumps(listed).encode() if asked.path == "/services.json" else b"[]")

        with Served(answer) as served:
            options = {"url": served.url, "since": "2023-01-01", "key": Secret("OPEN311_KEY")}
            binding = Binding(table="services", plugin="open311_services", options=options)
            yield SourceCase(
                reader=Open311(SERVICES), binding=binding, wanted=("service_code", "service_name", "metadata"), rows=5,
                environment={"OPEN311_KEY": "canary-of-a-key"}, served=served, batch_rows=3,
                broken=attrs.evolve(binding, options={**options, "url": "http://127.0.0.1:9"}),
            )  # fmt: skip
