"""`cx assess` on a service that fails: what is said, what is kept of it, and that all else is assessed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from cxengine.testing import Answered, Asked, Served
from cxengine.testing.assessed import LOST, MET, assessed, started

PAGE = 8_000
"""So many rows that three pages are kept at once."""


@attrs.define
class Service:
    """Pages of cases, which only rise; ``broken`` answers in place of a page."""

    rows: int = PAGE * 6
    broken: dict[int, Answered] = attrs.field(factory=dict)
    before_page: Callable[[int], None] = lambda page: None
    asked: list[int] = attrs.field(factory=list)
    tracks: bool = True
    renamed: bool = False

    def answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") != "Bearer canary":
            return Answered(status=401)
        if self.renamed and "solved" in asked.query.get("$select", ""):
            said = "Could not find a property named 'solved' on type 'Microsoft.Dynamics.CRM.incident'."
            return Answered(status=400, body=json.dumps({"error": {"message": said}}).encode())
        if "$deltatoken" in asked.query:
            self.asked.append(-1)
            return self._page(range(int(asked.query["$deltatoken"]), self.rows), asked, 0)
        number = int(asked.query.get("$skiptoken", 0))
        self.asked.append(number)
        self.before_page(number)
        if number in self.broken:
            return self.broken[number]
        end = min(self.rows, (number + 1) * PAGE)
        return self._page(range(number * PAGE, end), asked, number + 1 if end < self.rows else 0)

    def _page(self, numbers: range, asked: Asked, more: int) -> Answered:
        root = f"http://{asked.headers['host']}/api/incidents"
        value: dict[str, Any] = {"value": [
            {"incidentid": str(each), "service": "roads", "createdon": "2024-05-01T10:00:00Z", "solved": each % 4 < 2}
            for each in numbers
        ]}  # fmt: skip
        if more:
            value["@odata.nextLink"] = f"{root}?$skiptoken={more}"
        elif self.tracks:
            value["@odata.deltaLink"] = f"{root}?$deltatoken={self.rows}"
        return Answered(body=json.dumps(value).encode())


def toml(url: str, *more: str) -> str:
    return "\n".join([
        'plugin = "odata"', f'url = "{url}/api"', 'entity_set = "incidents"', 'key = "incidentid"',
        'token = { env = "DATAVERSE_TOKEN" }', "track_changes = true",
        'columns = { id = "incidentid", opened = "createdon", closed = "solved" }', *more,
    ])  # fmt: skip


def assess(folder: Path, url: str, *more: str, token: str = "canary") -> tuple[int, dict[str, str], Any, str]:
    code, outcomes, about, said = assessed(folder, "odata", toml(url, *more), DATAVERSE_TOKEN=token)
    assert token not in said and "Traceback" not in said
    return code, outcomes, about, " ".join(said.split())


HALF = Answered(body=b'{"value": [{"incidentid": "1", "serv')


@pytest.mark.parametrize(("service", "token", "code", "words", "came"), [
    (Service(), "canary-of-another", "source-refused", "does not take the credentials", 0),
    (Service(broken={2: HALF}), "canary", "source-reply", "something else than JSON, or half of it", 2 * PAGE),
    (Service(broken={1: Answered(status=401)}), "canary", "source-refused", "does not take the credentials", PAGE),
    (Service(renamed=True), "canary", "source-reply", "knows no property `solved`", 0),
])  # fmt: skip
def test_a_service_that_is_lost(
    tmp_path: Path, service: Service, token: str, code: str, words: str, came: int
) -> None:
    with Served(service.answer) as served:
        exit_code, outcomes, about, said = assess(tmp_path, served.url, token=token)
    assert (exit_code, outcomes, about["rows"]) == (3, LOST, 0)
    assert [(each["code"], each["count"]) for each in about["problems"]] == [
        (code, 0), *([("source-broken-off", came)] if came else [])
    ]  # fmt: skip
    assert words in said and not (tmp_path / ".cxengine").exists()


def test_a_host_that_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        code, outcomes, about, said = assess(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}", "timeout = 1")
    assert (code, outcomes, about["problems"][0]["code"]) == (3, LOST, "source-unreachable")
    assert "did not answer in 3 tries: nothing came for 1 seconds" in said


def test_what_came_before_a_break_is_gone_on_from(tmp_path: Path) -> None:
    service = Service(broken={4: HALF})
    with Served(service.answer) as served:
        code, outcomes, about, said = assess(tmp_path, served.url, "keep = true")
        assert (code, outcomes, about["problems"][1]["count"]) == (3, LOST, 4 * PAGE)
        assert "what came is kept, and the next run goes on from there" in said
        service.broken, service.asked = {}, []
        code, outcomes, about, said = assess(tmp_path, served.url, "keep = true")
        assert (code, outcomes, about["rows"]) == (0, MET, 6 * PAGE), said
        assert service.asked == [4, 5] and "an earlier run, which broke off: 32,000 rows were kept" in said
        service.rows, service.asked = 6 * PAGE + 5, []
        code, outcomes, about, said = assess(tmp_path, served.url, "keep = true")
        assert (code, outcomes, about["rows"], service.asked) == (0, MET, 6 * PAGE + 5, [-1]), said
        kept = [path.read_bytes() for path in (tmp_path / ".cxengine").rglob("*") if path.is_file()]
    assert kept and not any(b"canary" in each for each in kept)


@pytest.mark.parametrize("page", [1, 5])
def test_a_run_that_is_killed_loses_nothing(tmp_path: Path, page: int) -> None:
    """By the system, in the middle of a reading, and then once more."""
    running: list[subprocess.Popen[str]] = []

    def kill(number: int) -> None:
        if number == page and running:
            running.pop().send_signal(signal.SIGKILL)

    service = Service(before_page=kill)
    with Served(service.answer) as served:
        for _ in range(2):
            cases = toml(served.url, "keep = true")
            with started(tmp_path, "odata", cases, DATAVERSE_TOKEN="canary") as run:
                running.append(run)
                run.communicate(timeout=120)
            assert run.returncode == -signal.SIGKILL
        code, outcomes, about, said = assess(tmp_path, served.url, "keep = true")
    assert (code, outcomes, about["rows"], about["rejected"]) == (0, MET, 6 * PAGE, 0), said
    assert ("were kept" in said) == (page == 5)


def test_no_command_says_a_secret(tmp_path: Path) -> None:
    """Not of a source that is read, and not of one that is lost, with Python's own reports."""
    service = Service(rows=10)
    with Served(service.answer) as served:
        assert assess(tmp_path, served.url, "keep = true")[0] == 0
        for command in (["assess"], ["metrics"], ["explain", "service:roads", "1.1", "--project"]):
            run = subprocess.run(
                [sys.executable, "-X", "dev", "-m", "cxengine", *command, str(tmp_path), "--debug"], text=True,
                capture_output=True, env={**os.environ, "DATAVERSE_TOKEN": "canary-of-another"}, timeout=120,
                check=False,
            )  # fmt: skip
            assert run.returncode == 3 and run.stdout and "canary" not in run.stdout + run.stderr


def test_refresh_reads_all(tmp_path: Path) -> None:
    service = Service(rows=10)
    with Served(service.answer) as served:
        assess(tmp_path, served.url, "keep = true")
        run = subprocess.run(
            [sys.executable, "-m", "cxengine", "metrics", str(tmp_path), "--refresh"], capture_output=True, text=True,
            env={**os.environ, "DATAVERSE_TOKEN": "canary"}, timeout=120, check=False,
        )  # fmt: skip
    assert run.returncode == 0 and service.asked == [0, 0], run.stderr


def test_without_a_link_to_changes_there_is_nothing_to_go_on_from(tmp_path: Path) -> None:
    service = Service(rows=10, tracks=False)
    with Served(service.answer) as served:
        for _ in range(2):
            code, _, about, said = assess(tmp_path, served.url, "keep = true")
            assert (code, about["rows"]) == (0, 10) and "`keep` changes nothing" in said
    assert service.asked == [0, 0]


def test_keep_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("id,service,opened,closed\n1,roads,2024-01-01,yes\n", "utf-8")
    code, _, _, said = assessed(tmp_path, "odata", 'path = "cases.csv"\nkeep = true')
    assert code == 2 and "A source `csv` is read whole each time" in " ".join(said.split())
