"""Every request comes once, whatever the server's ways, and what goes wrong is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ReadContext, Secret
from cxengine.testing import Answered, Asked, Served
from cxengine_open311.columns import REQUESTS, SERVICES, UPDATES, Resource
from cxengine_open311.dialects import DIALECTS
from cxengine_open311.served import NOW, Council, made, xml
from cxengine_open311.source import Open311
from cxengine_web import Patience

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "open311"
QUICK = Patience(tries=4, first_wait=0.01, longest_wait=0.02, most_asked=2.0, timeout=5.0)


def source(resource: Resource = REQUESTS) -> Open311:
    return Open311(resource, clock=lambda: NOW, patience=QUICK)


def binding(url: str, **options: Any) -> Binding:
    return Binding(table="cases", plugin="open311", options={"url": url, "since": "2023-01-01", **options})


WANTED = ("service_request_id", "status", "requested_datetime")


def read(bound: Binding, *, resource: Resource = REQUESTS, wanted: Sequence[str] = WANTED, **context: Any) -> Any:
    """The rows by key, the batches, and the stream."""
    stream = source(resource).open(bound, wanted, ReadContext(**context))
    batches = list(stream.batches)
    rows = [row for batch in batches for row in batch.data.to_pylist()]
    return rows, batches, stream


@pytest.fixture
def shared() -> Path:
    """The folder of real answers."""
    if not DATA.exists():
        pytest.skip("the open data are not here: ../shared/data is absent")
    return DATA


def faulty(answer: Callable[[Asked], Answered], faults: dict[int, Answered]) -> Callable[[Asked], Answered]:
    """The same server, which at the requests of these numbers does something else."""
    numbers = count(1)
    return lambda asked: faults.get(next(numbers)) or answer(asked)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(row["service_request_id"] for row in rows)


def wanted_ids(made_rows: list[dict[str, Any]]) -> list[str]:
    return [row["service_request_id"] for row in made_rows]


@pytest.mark.parametrize(("council", "options"), [
    ({}, {}),
    ({"cap": 37}, {"page_cap": 37}),
    ({"cap": 50}, {}),  # a cap that nobody told us of
    ({"cap": 200, "pages": True}, {"dialect": "pages"}),
    ({"cap": 60, "pages": True}, {"dialect": "pages", "page_size": 100}),  # pages smaller than asked for
    ({"cap": 100, "pages": True}, {"dialect": "offsets", "page_size": 70}),
    ({"cap": 100}, {"dialect": "pages"}),  # a server without pages, asked for pages
    ({"cap": 90}, {"format": "xml", "page_cap": 90, "window_days": 400}),
    ({"cap": 1000, "again": 9}, {"page_cap": 1000}),
], ids=str)  # fmt: skip
def test_every_request_comes_once(council: dict[str, Any], options: dict[str, Any]) -> None:
    rows = made(2_000)
    with Served(Council(rows=rows, **council)) as server:
        found, _, stream = read(binding(server.url, **options))
    assert ids(found) == wanted_ids(rows)
    assert not stream.problems()


def test_faults_on_the_way_lose_nothing_and_repeat_nothing() -> None:
    rows = made(600)
    faults = {
        2: Answered(status=429, headers={"Retry-After": "0"}),
        4: Answered(status=500, body=b"oops"),
        6: Answered(body=json.dumps(rows[:5]).encode(), cut=True),
        8: Answered(body=b"[]", cut=True),
    }
    with Served(faulty(Council(rows=rows, cap=70), faults)) as server:
        found, _, _ = read(binding(server.url, page_cap=70))
        assert ids(found) == wanted_ids(rows) and len(server.requests) > 20


def test_a_hundred_thousand_requests() -> None:
    rows = made(100_000)
    with Served(Council(rows=rows)) as server:
        found, batches, _ = read(binding(server.url), batch_rows=5_000)
    assert ids(found) == wanted_ids(rows)
    assert max(batch.data.num_rows for batch in batches) == 5_000


def test_a_reading_goes_on_after_any_batch() -> None:
    rows = made(3_000)
    with Served(Council(rows=rows, cap=150)) as server:
        bound = binding(server.url, page_cap=150, overlap_days=3)
        whole, batches, _ = read(bound, batch_rows=400)
        for last in range(len(batches)):
            kept = {row["service_request_id"]: row for batch in batches[: last + 1] for row in batch.data.to_pylist()}
            more, _, _ = read(bound, batch_rows=400, state=batches[last].state)
            kept |= {row["service_request_id"]: row for row in more}
            assert kept == {row["service_request_id"]: row for row in whole}


def test_a_second_reading_asks_for_what_is_new_and_a_little_more() -> None:
    rows = made(1_000)
    with Served(Council(rows=rows)) as server:
        bound = binding(server.url, overlap_days=7)
        _, batches, _ = read(bound)
        before = len(server.requests)
        more, _, _ = read(bound, state=batches[-1].state)
        assert len(server.requests) == before + 1
        assert server.requests[-1].query["start_date"] == "2024-12-25T00:00:00Z"
        assert 0 < len(more) < 20
        elsewhere, _, _ = read(binding(server.url, jurisdiction="other"), state=batches[-1].state)
        assert len(elsewhere) == 1_000, "a state of another server is no state of this one"


def test_what_changed_while_reading_comes_again_with_the_change() -> None:
    first, second = dict(made(1)[0]), {**made(1)[0], "status": "closed"}
    answers = iter([[first], [second], *[[]] * 20])
    with Served(lambda asked: Answered(body=json.dumps(next(answers)).encode())) as server:
        found, _, _ = read(binding(server.url))
    assert [row["status"] for row in found] == ["fixed", "closed"]


def test_statuses_times_and_keys_of_a_dialect() -> None:
    rows = [{**made(1)[0], "requested_datetime": "2024-07-01T09:30:00+02:00", "ward": "Bush Hill"}]
    council = Council(rows=rows, field="requested_datetime", from_key="updated_after", to_key="updated_before")
    with Served(council) as server:
        bound = binding(server.url, dialect="changes", jurisdiction="enfield", statuses={"fixed": "closed"},
                        key=Secret("OPEN311_KEY"))  # fmt: skip
        found, _, stream = read(bound, wanted=(*WANTED, "ward", "wrad"), environment={"OPEN311_KEY": "canary"})
    assert found[0]["status"] == "closed" and found[0]["ward"] == "Bush Hill"
    assert found[0]["requested_datetime"] == datetime(2024, 7, 1, 8, 30), "as clocks in London showed it"
    assert server.requests[0].query["jurisdiction_id"] == "enfield" and server.requests[0].query["api_key"] == "canary"
    assert server.requests[0].query["updated_after"] == "2023-01-01T00:00:00+00:00"
    assert [problem.message for problem in stream.problems()] == [
        "None of the requests has `wrad`: is it spelt as the server spells it?"
    ]


def test_more_in_a_second_than_the_server_gives_is_told() -> None:
    rows = [{**row, "requested_datetime": "2024-05-01T00:00:00+00:00"} for row in made(30)]
    with Served(Council(rows=rows, cap=20)) as server:
        found, _, stream = read(binding(server.url, page_cap=20))
    assert len(found) == 20 and [problem.code for problem in stream.problems()] == ["source-cut-off"]


@pytest.mark.parametrize(("name", "count"), [
    ("requests_many.xml", 2), ("requests_single.xml", 1), ("service_requests.json", 2),
])  # fmt: skip
def test_real_answers(shared: Path, name: str, count: int) -> None:
    body, format = (shared / name).read_bytes(), name.rsplit(".")[-1]
    with Served(lambda asked: Answered(body=body)) as server:
        found, _, stream = read(binding(server.url, format=format), wanted=(*WANTED, "status_notes", "lat"))
    assert len(found) == count and len({row["service_request_id"] for row in found}) == count
    assert all(row["status"] == "open" and isinstance(row["requested_datetime"], datetime) for row in found)
    assert {row["lat"] for row in found} <= {"43.691104288", "43.695823056", "41.858724777757864", "41.759712056258536"}
    assert not stream.problems()


@pytest.mark.parametrize(("name", "count"), [("service_list.json", 3), ("services_giessen.xml", 8)])
def test_real_lists_of_services(shared: Path, name: str, count: int) -> None:
    body, format = (shared / name).read_bytes(), name.rsplit(".")[-1]
    with Served(lambda asked: Answered(body=body)) as server:
        found, _, _ = read(binding(server.url, format=format), resource=SERVICES, wanted=SERVICES.fields)
        assert len(server.requests) == 1 and server.requests[0].path == f"/services.{format}"
    assert len(found) == count and all(row["service_code"] and row["service_name"] for row in found)


def test_the_history_of_a_status() -> None:
    rows = [
        {"update_id": f"U{n}", "service_request_id": "R1", "status": status, "description": "seen",
         "updated_datetime": f"2024-03-0{n}T10:00:00Z"}
        for n, status in enumerate(["investigating", "in_progress", "fixed"], 1)
    ]  # fmt: skip
    with Served(Council(rows=rows, field="updated_datetime")) as server:
        bound = binding(server.url, dialect="fixmystreet", format="json", window_days=800)
        found, _, _ = read(bound, resource=UPDATES, wanted=("status", "service_request_id", "updated_datetime"))
        assert server.requests[0].path == "/servicerequestupdates.json"
    assert [row["status"] for row in sorted(found, key=lambda row: row["update_id"])] == ["open", "open", "closed"]


SINGLE = json.dumps(made(1)[0])


@pytest.mark.parametrize("body", [
    SINGLE, f'{{"requests": [{SINGLE}]}}', f'{{"requests": [{{"request": {SINGLE}}}]}}', f"[[{SINGLE}]]",
    f'{{"service_requests": {{"request": {SINGLE}}}}}',
])  # fmt: skip
def test_a_result_that_is_not_a_list(body: str) -> None:
    with Served(lambda asked: Answered(body=body.encode())) as server:
        found, _, _ = read(binding(server.url))
    assert ids(found) == ["R000000"]


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a><request>&c;</request></a>'


@pytest.mark.parametrize(("answer", "options", "words"), [
    (Answered(body=b'[{"service_request_id": "1", "sta'), {}, "or half of it"),
    (Answered(body=b"<service_requests><request><service_"), {"format": "xml"}, "or half of it"),
    (Answered(body=BOMB), {"format": "xml"}, "document type"),
    (Answered(body=BOMB.decode().encode("utf-16")), {"format": "xml"}, "XML"),
    (Answered(body=b'[{"id": 1, "state": "open"}]'), {}, "without `service_request_id`: they have `id`, `state`"),
    (Answered(body=b'[{"code": 400, "description": "bad"}]'), {}, "error 400"),
    (Answered(status=404, body=b'[{"code": 404, "description": "none"}]'), {}, "has nothing under `requests`"),
    (Answered(status=404, body=b"[]"), {}, "has nothing under `requests` (status 404)"),
    (Answered(body=b'"open"'), {}, "no list"),
    (Answered(status=401), {}, "does not take the credentials"),
])  # fmt: skip
def test_what_cannot_be_read_is_told(answer: Answered, options: dict[str, Any], words: str) -> None:
    with Served(lambda asked: answer) as server, pytest.raises(CxError) as caught:
        read(binding(server.url, **options))
    assert caught.value.exit_code == 3
    assert words in caught.value.diagnostics[0].message


def test_a_server_that_does_not_heed_dates_is_found_out() -> None:
    rows = [{**row, "requested_datetime": "2022-02-02T00:00:00Z"} for row in made(300)]
    with Served(Council(rows=rows, cap=100, heeds_dates=False)) as server, pytest.raises(CxError) as caught:
        read(binding(server.url, page_cap=100))
    assert "does not heed `start_date` and `end_date`" in caught.value.diagnostics[0].message


def test_every_mistake_in_the_keys_is_told_at_once() -> None:
    bound = Binding(table="cases", plugin="open311", options={
        "url": "http://311.example.org", "dialcet": "pages", "format": "yaml", "page_size": 0, "key": "abc",
        "since": "1 May", "time_zone": "London",
    })  # fmt: skip
    with pytest.raises(CxError) as caught:
        source().open(bound, WANTED, ReadContext())
    said = " ".join(diagnostic.message + diagnostic.help for diagnostic in caught.value.diagnostics)
    assert caught.value.exit_code == 2 and len(caught.value.diagnostics) == 7
    assert "Did you mean `dialect`?" in said and "not encrypted" in said and "abc" not in said


def test_a_key_that_is_not_set_is_named() -> None:
    bound = binding("https://311.example.org", key=Secret("OPEN311_KEY"))
    with pytest.raises(CxError) as caught:
        source().open(bound, WANTED, ReadContext())
    assert caught.value.exit_code == 3 and "`OPEN311_KEY`" in caught.value.diagnostics[0].message


def test_the_only_host() -> None:
    assert source().hosts(binding("http://127.0.0.1:8080/v2")) == {"127.0.0.1:8080"}


def test_each_dialect_reads_a_server_that_speaks_it() -> None:
    rows = [{**row, "updated_datetime": row["requested_datetime"]} for row in made(500)]
    for name, dialect in DIALECTS.items():
        council = Council(rows=rows, pages=dialect.paging != "none", from_key=dialect.from_key, to_key=dialect.to_key)
        with Served(council) as server:
            found, _, _ = read(binding(server.url, dialect=name))
        assert ids(found) == wanted_ids(rows), name


def test_entries_that_are_no_requests_are_counted() -> None:
    body = json.dumps([made(1)[0], "nothing", {"token": "abc"}])
    with Served(lambda asked: Answered(body=body.encode())) as server:
        _, _, stream = read(binding(server.url, since="2024-12-01"))
    assert [(problem.code, problem.count) for problem in stream.problems()] == [("missing-value", 2)]
    assert NOW.year == 2025 and xml([]).endswith("</service_requests>")


def test_questions_carry_nothing_but_what_is_meant() -> None:
    seen: list[Asked] = []

    def answering(asked: Asked) -> Answered:
        seen.append(asked)
        return Answered(body=b"[]")

    with Served(answering) as server:
        read(binding(server.url, since="2024-12-01", parameters={"status": "open,closed"}))
    assert [asked.query for asked in seen] == [
        {"status": "open,closed", "start_date": "2024-12-01T00:00:00Z", "end_date": "2025-01-01T00:00:00Z"}
    ]
