"""Dataverse as its documentation says it answers: pages by links, what changed and what is gone, limits, tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import attrs
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ReadContext, Secret
from cxengine.testing import Answered, Asked, Served, SourceCase, SourceSuite
from cxengine_odata.settings import Login
from cxengine_odata.source import OData
from cxengine_odata.tokens import Token
from cxengine_web import Web

ROOT = "/api/data/v9.2"
PERSON, SECRET, TOKEN = "canary-of-a-person", "canary-of-a-secret", "canary-of-a-token"
LABEL = "@OData.Community.Display.V1.FormattedValue"


def incident(number: int, **more: Any) -> dict[str, Any]:
    return {
        "@odata.etag": f'W/"{number}"', "incidentid": f"{number:08}-0000-0000-0000-000000000000", "title": PERSON,
        "statuscode": 1, f"statuscode{LABEL}": "In Progress", "createdon": "2024-07-01T09:30:00Z", "cost": 1.10,
        "customerid_contact": {"fullname": PERSON}, **more,
    }  # fmt: skip


@attrs.define
class Dataverse:
    """An organisation. Every change has a number; a delta link says after which one the next reading begins."""

    rows: dict[str, dict[str, Any]]
    changed: dict[str, int] = attrs.field(factory=dict)
    gone: dict[str, int] = attrs.field(factory=dict)
    now: int = 0
    oldest: int = 0
    known: tuple[str, ...] = ("incidentid", "title", "statuscode", "createdon", "cost", "customerid_contact")
    tokens: int = 0

    def change(self, row: dict[str, Any]) -> None:
        self.now += 1
        self.rows[row["incidentid"]] = row
        self.changed[row["incidentid"]] = self.now

    def delete(self, id: str) -> None:
        self.now += 1
        del self.rows[id]
        self.gone[id] = self.now

    def answer(self, asked: Asked) -> Answered:
        if asked.path.endswith("/token"):
            return self._token(asked)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answered(status=401)
        if asked.path != f"{ROOT}/incidents":
            return Answered(status=404, body=b'{"error": {"code": "0x80060888", "message": "Resource not found"}}')
        unknown = set(asked.query.get("$select", "").split(",")) - {*self.known, ""}
        if unknown:
            return _fault(f"Could not find a property named '{unknown.pop()}' on type 'Microsoft.Dynamics.CRM.x'.")
        return self._page(asked)

    def _token(self, asked: Asked) -> Answered:
        said = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if said.get("client_secret") != SECRET or said["grant_type"] != "client_credentials":
            return Answered(status=400, body=b'{"error": "invalid_client"}')
        assert said["scope"].endswith("/.default") and said["client_id"] == "client"
        self.tokens += 1
        return Answered(body=json.dumps({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"}).encode())

    def _page(self, asked: Asked) -> Answered:
        prefer = asked.headers.get("prefer", "")
        size = int(prefer.partition("maxpagesize=")[2].partition(",")[0])
        since = int(asked.query.get("$deltatoken", -1))
        if 0 <= since < self.oldest:
            return Answered(status=410, body=b'{"error": {"code": "0x80044352", "message": "too old"}}')
        entries = [row for id, row in self.rows.items() if since < 0 or self.changed.get(id, 0) > since]
        if since >= 0:
            entries += [{"@odata.context": "x/$metadata#incidents/$deletedEntity", "id": id, "reason": "deleted"}
                        for id, number in self.gone.items() if number > since]  # fmt: skip
        start = int(asked.query.get("$skiptoken", 0))
        root = f"http://{asked.headers['host']}{ROOT}/incidents"
        value: dict[str, Any] = {"@odata.context": f"{root}/$metadata#x", "value": entries[start : start + size]}
        if start + size < len(entries):
            delta = f"$deltatoken={since}&" if since >= 0 else ""
            value["@odata.nextLink"] = f"{root}?{delta}$skiptoken={start + size}"
        elif "odata.track-changes" in prefer:
            value["@odata.deltaLink"] = f"{root}?$deltatoken={self.now}"
        return Answered(body=json.dumps(value).encode())


def _fault(message: str) -> Answered:
    return Answered(status=400, body=json.dumps({"error": {"code": "0x0", "message": message}}).encode())


def council(count: int = 8) -> Dataverse:
    made = [incident(number) for number in range(count)]
    return Dataverse({row["incidentid"]: row for row in made})


def binding(url: str, **more: Any) -> Binding:
    options = {
        "url": f"{url}{ROOT}", "entity_set": "incidents", "key": "incidentid", "page_size": 3, "track_changes": True,
        "client_id": "client", "client_secret": Secret("DATAVERSE_SECRET"), "token_url": f"{url}/oauth2/v2.0/token",
        **more,
    }  # fmt: skip
    given = {key: value for key, value in options.items() if value is not None}
    return Binding(table="cases", plugin="odata", options=given)


def read(
    bound: Binding, *wanted: str, source: OData | None = None, **context: Any
) -> tuple[list[dict[str, Any]], Any, Any]:
    given = ReadContext(**{"environment": {"DATAVERSE_SECRET": SECRET}, "wait": lambda seconds: None, **context})
    stream = (source or OData()).open(bound, wanted, given)
    batches = list(stream.batches)
    return [row for batch in batches for row in batch.data.to_pylist()], batches, stream


class TestOData(SourceSuite):
    keyed = incremental = http = True

    @pytest.fixture
    def case(self) -> Iterator[SourceCase]:
        dataverse = council()
        ids = list(dataverse.rows)

        def change() -> None:
            dataverse.change(incident(2, statuscode=5))
            dataverse.change(incident(100))
            dataverse.delete(ids[4])
            dataverse.delete(ids[5])

        with Served(dataverse.answer) as served:
            yield SourceCase(
                reader=OData(), binding=binding(served.url), wanted=("incidentid", "title", "statuscode"),
                key=("incidentid",), environment={"DATAVERSE_SECRET": SECRET}, personal=frozenset({"title"}),
                personal_values=(PERSON, TOKEN), rows=8, batch_rows=2, broken=binding("http://127.0.0.1:9"),
                change=change, rows_changed=7, served=served,
            )  # fmt: skip


def test_values_come_as_text_with_labels_and_local_times() -> None:
    with Served(council(1).answer) as served:
        found, _, _ = read(
            binding(served.url, labels=["statuscode"]), "createdon", "statuscode", "cost",
            "customerid_contact/fullname", "How satisfied?",
        )  # fmt: skip
        query = served.requests[-1].query
    assert found == [{
        "incidentid": "00000000-0000-0000-0000-000000000000", "createdon": "2024-07-01T10:30:00",
        "statuscode": "In Progress", "cost": "1.1", "customerid_contact/fullname": PERSON,
    }]  # fmt: skip
    assert query["$select"] == "incidentid,createdon,statuscode,cost"
    assert query["$expand"] == "customerid_contact($select=fullname)"


def test_numbers_come_digit_for_digit_and_what_is_blank_is_missing() -> None:
    costs = ["0.10", "123456789012345678901234567890.5", "1e3", "null"]
    titles = ['""', "null", '"x"', '""']
    rows = ", ".join(
        f'{{"incidentid": "{n}", "cost": {cost}, "title": {title}, "statuscode": {10**n * 7}}}'
        for n, (cost, title) in enumerate(zip(costs, titles, strict=True))
    )
    many = f'{{"incidentid": "9", "statuscode": {2**70}, "title": true, "cost": [1.50]}}'
    with Served(lambda asked: Answered(body=f'\ufeff{{"value": [{rows}, {many}]}}'.encode())) as served:
        bound = binding(served.url, client_id=None, client_secret=None, token_url=None, track_changes=None)
        found, _, _ = read(bound, "cost", "title", "statuscode")
    assert [row["cost"] for row in found] == ["0.10", "123456789012345678901234567890.5", "1000", None, '["1.50"]']
    assert [row["title"] for row in found] == [None, None, "x", None, "true"]
    assert [row["statuscode"] for row in found] == ["7", "70", "700", "7000", str(2**70)]


def test_after_the_first_reading_only_what_changed_comes() -> None:
    dataverse = council(7)
    with Served(dataverse.answer) as served:
        _, batches, _ = read(binding(served.url))
        asked = len(served.requests)
        dataverse.change(incident(99))
        dataverse.delete(incident(3)["incidentid"])
        found, more, _ = read(binding(served.url), state=batches[-1].state)
        assert len(served.requests) == asked + 2, "one for a token, one for the changes"
    assert [row["incidentid"][:8] for row in found] == ["00000099"]
    assert more[-1].deleted == (("00000003-0000-0000-0000-000000000000",),)
    assert "http" in str(batches[-1].state["delta"]) and SECRET not in str(batches[-1].state)


def test_a_delta_link_that_is_too_old_starts_anew_and_is_told() -> None:
    dataverse = council(4)
    with Served(dataverse.answer) as served:
        _, batches, _ = read(binding(served.url))
        dataverse.oldest = 9
        found, _, stream = read(binding(served.url), state=batches[-1].state)
    assert len(found) == 4 and "Everything was read again" in stream.notes()[0]


@pytest.mark.parametrize("entry", [
    {"@removed": {"reason": "deleted"}, "id": "incidents(00000001-0000-0000-0000-000000000000)"},
    {"@removed": {"reason": "changed"}, "incidentid": "00000001-0000-0000-0000-000000000000"},
    {"@odata.context": "#$deletedEntity", "@odata.id": "x(incidentid='00000001-0000-0000-0000-000000000000')"},
])  # fmt: skip
def test_each_way_to_say_that_a_row_is_gone(entry: dict[str, Any]) -> None:
    body = json.dumps({"value": [incident(0), entry]}).encode()
    with Served(lambda asked: Answered(body=body)) as served:
        bound = binding(served.url, client_id=None, client_secret=None, token_url=None)
        _, batches, _ = read(bound)
    assert batches[-1].deleted == (("00000001-0000-0000-0000-000000000000",),)


def test_a_token_that_runs_out_is_changed_for_a_new_one() -> None:
    calls: list[str] = []

    def short(login: Login, secret: str, web: Web) -> Token:
        calls.append(login.client_id)
        return Token(TOKEN, 0)

    with Served(council(8).answer) as served:
        found, _, _ = read(binding(served.url), source=OData(token=short))
    assert len(found) == 8 and calls == ["client"] * 3


def test_a_token_that_is_no_longer_taken_is_changed_once() -> None:
    dataverse = council(8)
    refused: list[int] = []

    def answer(asked: Asked) -> Answered:
        if len(dataverse.rows) and "$skiptoken" in asked.query and dataverse.tokens < 1 + len(refused):
            return Answered(status=401)
        return dataverse.answer(asked)

    with Served(answer) as served:
        refused.append(1)
        found, _, _ = read(binding(served.url))
        assert len(found) == 8 and dataverse.tokens == 2
        refused += [1] * 99
        with pytest.raises(CxError, match="does not take the credentials"):
            read(binding(served.url))
    assert dataverse.tokens == 4, "one at first, one more, and no third"


@pytest.mark.parametrize(("options", "environment", "code", "words"), [
    ({}, {"DATAVERSE_SECRET": "wrong"}, "source-refused", "gives no token"),
    ({}, {}, "secret-missing", "`DATAVERSE_SECRET`"),
    ({"entity_set": "cases"}, None, "source-reply", "has no entity set `cases`"),
    ({"key": "caseid"}, None, "source-reply", "knows no property `caseid`"),
    ({"client_id": None, "client_secret": None, "token_url": None, "token": Secret("T")}, {"T": "x"}, "source-refused",
     "does not take the credentials"),
])  # fmt: skip
def test_what_goes_wrong_is_told(options: dict[str, Any], environment: Any, code: str, words: str) -> None:
    with Served(council().answer) as served, pytest.raises(CxError) as caught:
        read(binding(served.url, **options), **({"environment": environment} if environment is not None else {}))
    assert caught.value.exit_code == 3
    assert caught.value.diagnostics[0].code == code and words in caught.value.diagnostics[0].message


@pytest.mark.parametrize(("body", "words"), [
    (b'{"value": [{"incidentid": "1"', "or half of it"),
    (b'{"values": []}', "no list `value`"),
    (b'{"value": [{"id": "1"}]}', "without their key, `incidentid`"),
    (b'{"value": [], "@odata.nextLink": "https://elsewhere.example/x"}', "`elsewhere.example`, which"),
    (b'{"value": [{"@removed": {}, "id": ""}]}', "something else than its key"),
])  # fmt: skip
def test_a_reply_that_is_no_page(body: bytes, words: str) -> None:
    with Served(lambda asked: Answered(body=body)) as served, pytest.raises(CxError) as caught:
        read(binding(served.url, client_id=None, client_secret=None, token_url=None))
    assert caught.value.exit_code == 3 and words in caught.value.diagnostics[0].message


@pytest.mark.parametrize(("options", "count"), [
    ({"key": None}, 1), ({"entity_set": "inci dents"}, 1), ({"client_secret": "abc"}, 1), ({"client_secret": None}, 1),
    ({"token_url": None}, 1), ({"token": Secret("T")}, 1), ({"time_zone": "Enfield", "page_size": 0, "filtr": "x"}, 3),
])  # fmt: skip
def test_mistakes_in_the_keys(options: dict[str, Any], count: int) -> None:
    with pytest.raises(CxError) as caught:
        OData().open(binding("https://enfield.example", **options), (), ReadContext())
    assert caught.value.exit_code == 2 and len(caught.value.diagnostics) == count
    assert "abc" not in str([d.to_dict() for d in caught.value.diagnostics])


def test_the_hosts_are_the_service_and_who_gives_tokens() -> None:
    bound = binding("https://enfield.example", token_url=None, tenant="enfield.gov.uk")
    assert OData().hosts(bound) == {"enfield.example", "login.microsoftonline.com"}
