"""Qualtrics: an export started, waited for and fetched, against a server that keeps to the published protocol."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ReadContext, Secret
from cxengine.testing import Answered, Asked, Served, SourceCase, SourceSuite
from cxengine_surveys.qualtrics import Qualtrics

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "surveys"
PERSON, TOKEN = "canary-of-a-person", "canary-of-a-token"
PATH = "/API/v3/surveys/SV_1a/export-responses"
HEAD = [
    ["StartDate", "ResponseId", "Q1", "Q2"],
    ["Start Date", "Response ID", "How satisfied were you?", "Why?"],
    ['{"ImportId":"startDate","timeZone":"Europe/London"}', '{"ImportId":"_recordId"}', '{"ImportId":"QID1"}',
     '{"ImportId":"QID2_TEXT"}'],
]  # fmt: skip


def zipped(content: bytes, name: str = "Survey.csv") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return held.getvalue()


def damaged(file: bytes) -> bytes:
    """With one of the bytes that it was packed to changed."""
    at = file.index(b"Survey.csv") + 40
    return file[:at] + bytes([file[at] ^ 255]) + file[at + 1 :]


def written(rows: list[list[str]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows([*HEAD, *rows])
    return held.getvalue().encode("utf-8-sig")


@attrs.define
class Centre:
    """A data centre with one survey. A continuation token says how many responses were exported before."""

    rows: list[list[str]]
    looks: int = 2
    """How often an export is not ready yet."""
    file: bytes | None = None
    status: str = "complete"
    jobs: list[int] = attrs.field(factory=list)
    seen: dict[str, int] = attrs.field(factory=dict)

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("x-api-token") != TOKEN:
            return Answered(status=401, body=b'{"meta": {"httpStatus": "401 - Unauthorized"}}')
        if not asked.path.startswith(PATH):
            return Answered(status=404, body=b'{"meta": {"httpStatus": "404 - Not Found"}}')
        rest = asked.path.removeprefix(PATH).strip("/")
        if asked.method == "POST":
            return self._start(json.loads(asked.body))
        if rest.endswith("/file"):
            first, last = (int(part) for part in rest.removesuffix("/file").split("-")[1:])
            return Answered(body=self.file or zipped(written(self.rows[first:last])))
        return self._look(rest)

    def _start(self, said: dict[str, Any]) -> Answered:
        assert said["format"] == "csv" and ("allowContinuation" in said) != ("continuationToken" in said)
        self.jobs.append(int(said.get("continuationToken", "t-0").removeprefix("t-")))
        return _result({"progressId": f"ES_{len(self.jobs)}", "percentComplete": 0.0, "status": "inProgress"})

    def _look(self, id: str) -> Answered:
        self.seen[id] = self.seen.get(id, 0) + 1
        if self.seen[id] <= self.looks:
            return _result({"percentComplete": 10.0 * self.seen[id], "status": "inProgress"})
        if self.status != "complete":
            return _result({"percentComplete": 50.0, "status": self.status})
        first, last = self.jobs[int(id.removeprefix("ES_")) - 1], len(self.rows)
        said = {"fileId": f"f-{first}-{last}", "percentComplete": 100.0, "status": "complete"}
        return _result({**said, "continuationToken": f"t-{last}"})


def _result(values: dict[str, Any]) -> Answered:
    return Answered(body=json.dumps({"result": values, "meta": {"httpStatus": "200 - OK"}}).encode())


def rows(count: int) -> list[list[str]]:
    return [[f"2025-03-{1 + n:02} 10:00:00", f"R_{n}", str(1 + n % 5), PERSON] for n in range(count)]


def binding(url: str, **more: Any) -> Binding:
    options = {"url": url, "survey": "SV_1a", "token": Secret("QUALTRICS_TOKEN"), **more}
    return Binding(table="responses", plugin="qualtrics", options=options)


def read(bound: Binding, *wanted: str, **context: Any) -> tuple[list[dict[str, Any]], list[Any], list[float]]:
    waits: list[float] = []
    given = ReadContext(environment={"QUALTRICS_TOKEN": TOKEN}, wait=waits.append, **context)
    batches = list(Qualtrics().open(bound, wanted, given).batches)
    return [row for batch in batches for row in batch.data.to_pylist()], batches, waits


class TestQualtrics(SourceSuite):
    keyed = incremental = http = True

    @pytest.fixture
    def case(self) -> Iterator[SourceCase]:
        centre = Centre(rows(8))
        with Served(centre.answer) as served:
            yield SourceCase(
                reader=Qualtrics(), binding=binding(served.url), wanted=("QID1", "StartDate", "Why?"),
                environment={"QUALTRICS_TOKEN": TOKEN}, personal=frozenset({"Why?"}), personal_values=(PERSON,), rows=8,
                broken=binding("http://127.0.0.1:9"), served=served, rows_changed=9,
                change=lambda: centre.rows.append(rows(9)[-1]),
            )  # fmt: skip


def test_it_waits_until_the_export_is_ready() -> None:
    with Served(Centre(rows(3), looks=5).answer) as served:
        found, _, waits = read(binding(served.url), "QID1")
    assert [row["QID1"] for row in found] == ["1", "2", "3"] and waits == [2.0] * 5


@pytest.mark.parametrize(("name", "count", "question"), [
    ("qualtrics_v3.csv", 1, "QID1"), ("qualtrics_legacy.csv", 1, "This is a multiple choice question."),
])  # fmt: skip
def test_real_exports(name: str, count: int, question: str) -> None:
    if not DATA.exists():
        pytest.skip("the open data are not here: ../shared/data is absent")
    content = (DATA / name).read_bytes()
    if name == "qualtrics_legacy.csv":  # whose first row has ids that are no longer used
        content = content.split(b"\n", 1)[1]
    with Served(Centre([], file=zipped(content)).answer) as served:
        found, _, _ = read(binding(served.url), question)
    assert len(found) == count and found[0][question] in ("1", "2")
    assert found[0]["ResponseId"] == "R_2YPOQ602ER1jkf1"


def test_an_export_of_many_pieces_is_read_whole() -> None:
    """Rows over several lines at the ends of pieces, and rows with a cell too many, wherever they fall."""
    sent = [["2025-03-01 10:00:00", f"R_{n}", "1", f'{"so " * (n % 90)}\n"{n}"'] for n in range(20_000)]
    odd = list(range(0, 20_000, 7_000))
    for at in odd:
        sent[at].append("one too many")
    with Served(Centre(sent).answer) as served:
        given = ReadContext(environment={"QUALTRICS_TOKEN": TOKEN}, batch_rows=900, wait=lambda _: None)
        stream = Qualtrics().open(binding(served.url), ("QID1", "Why?"), given)
        batches = list(stream.batches)
    found = [(row["ResponseId"], row["Why?"]) for batch in batches for row in batch.data.to_pylist()]
    assert found == [(row[1], row[3]) for at, row in enumerate(sent) if at not in odd]
    assert max(batch.data.num_rows for batch in batches) <= 900
    (problem,) = stream.problems()
    assert (problem.code, problem.count, problem.rows) == ("ragged-row", 3, tuple(at + 4 for at in odd))
    assert [bool(batch.state) for batch in batches] == [False] * (len(batches) - 1) + [True]
    assert stream.headings[1] == "ResponseId / Response ID / _recordId"


def test_a_question_may_be_wanted_under_two_names() -> None:
    with Served(Centre(rows(2)).answer) as served:
        found, _, _ = read(binding(served.url), "QID1", "How satisfied were you?")
    assert [row["QID1"] for row in found] == [row["How satisfied were you?"] for row in found] == ["1", "2"]


@pytest.mark.parametrize(("centre", "words"), [
    (Centre([], status="failed"), "could not make the export"),
    (Centre([], looks=10**6), "did not make the export in 1 minutes"),
    (Centre([], file=zipped(b"a,b\n1,2\n")[:40]), "half of one"),
    (Centre([], file=b"<html>"), "no zip file"),
    (Centre([], file=zipped(b"a,b\n", "notes.txt")), "one csv in it"),
    (Centre([], file=damaged(zipped(written(rows(3))))), "half of one"),
    (Centre([], file=zipped(b"a,b\n1,\xff\n")), "not in UTF-8"),
    (Centre([], file=zipped(b'a,b\n1,"2\n')), "never closed"),
    (Centre([], file=zipped(b"a,b\n1,\0\n")), "NUL byte"),
    (Centre([], file=zipped(b"")), "is empty"),
])  # fmt: skip
def test_what_cannot_be_exported_is_told(centre: Centre, words: str) -> None:
    with Served(centre.answer) as served, pytest.raises(CxError) as caught:
        read(binding(served.url, minutes=1))
    assert caught.value.exit_code == 3 and words in caught.value.diagnostics[0].message


def test_no_such_survey_and_no_such_token() -> None:
    with Served(Centre(rows(1)).answer) as served:
        with pytest.raises(CxError, match="knows no such survey"):
            read(binding(served.url, survey="SV_2b"))
        with pytest.raises(CxError) as caught:
            Qualtrics().open(binding(served.url), (), ReadContext(environment={"QUALTRICS_TOKEN": "wrong"}))
    assert caught.value.diagnostics[0].code == "source-refused"
    assert "`QUALTRICS_TOKEN`" in caught.value.diagnostics[0].help


def test_mistakes_in_the_keys() -> None:
    options = {"url": "x", "survey": "1a", "tokn": "t", "minutes": 0}
    bound = Binding(table="responses", plugin="qualtrics", options=options)
    with pytest.raises(CxError) as caught:
        Qualtrics().open(bound, (), ReadContext())
    assert caught.value.exit_code == 2 and len(caught.value.diagnostics) == 4
