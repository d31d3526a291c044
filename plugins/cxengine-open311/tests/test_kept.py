"""Runs that go on where the last one ended, and what each says of it."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cxengine.testing import Answered, Asked, Served
from cxengine.testing.assessed import LOST, MET, assessed, started
from cxengine_open311.served import Council, made


def rows(count: int) -> list[dict[str, Any]]:
    return [{**row, "service_code": "roads", "status": "yes"} for row in made(count)]


def toml(url: str, *more: str) -> str:
    return "\n".join([
        'plugin = "open311"', f'url = "{url}"', 'since = "2023-01-01"', 'until = "2025-01-01"', "keep = true",
        'columns = { id = "service_request_id", service = "service_code", opened = "requested_datetime", '
        'closed = "status" }', *more,
    ])  # fmt: skip


def assess(folder: Path, url: str, *more: str) -> tuple[int, dict[str, str], dict[str, Any]]:
    code, outcomes, about, said = assessed(folder, "open311", toml(url, *more))
    assert about, said
    return code, outcomes, about


def test_what_is_new_and_what_changed_within_the_overlap(tmp_path: Path) -> None:
    council = Council(rows=rows(3_000), cap=10_000)
    with Served(council) as served:
        assert assess(tmp_path, served.url)[0] == 0
        asked = len(served.requests)
        new = {**rows(1)[0], "service_request_id": "N1", "requested_datetime": "2024-12-31T10:00:00Z"}
        late = {**new, "service_request_id": "N2", "requested_datetime": "2023-02-01T10:00:00Z"}
        changed = {**council.rows[-1], "status": "no"}
        council.rows = [*council.rows[:-1], changed, new, late]
        council.__attrs_post_init__()
        code, outcomes, about = assess(tmp_path, served.url)
        assert (code, outcomes, about["rows"]) == (0, MET, 3_001) and len(served.requests) == asked + 1
        assert "3,000 rows were kept" in about["notes"][-1]
        assert "Requests from before 2024-12-25 were not looked at again" in " ".join(about["notes"])
        code, outcomes, about, said = assessed(tmp_path, "open311", toml(served.url), "--refresh")
    assert about["rows"] == 3_002, "the one that came late is seen by a whole reading"


@pytest.mark.parametrize("window", [2, 5])
def test_a_run_that_is_killed_or_cut_off_loses_nothing(tmp_path: Path, window: int) -> None:
    council = Council(rows=rows(60_000), cap=100_000)
    running: list[subprocess.Popen[str]] = []
    faults = {"cut": False}
    asked: list[str] = []

    def answer(question: Asked) -> Answered:
        asked.append(question.query["start_date"])
        if len(asked) == window and running:
            running.pop().send_signal(signal.SIGKILL)
        if faults["cut"] and len(asked) == window:
            return Answered(body=b'[{"service_request_id": "1", ')
        return council(question)

    with Served(answer) as served:
        with started(tmp_path, "open311", toml(served.url, "page_cap = 100000")) as run:
            running.append(run)
            run.communicate(timeout=120)
        assert run.returncode == -signal.SIGKILL
        asked.clear()
        faults["cut"] = True
        code, outcomes, about = assess(tmp_path, served.url, "page_cap = 100000")
        assert (code, outcomes, about["problems"][-1]["code"]) == (3, LOST, "source-broken-off")
        assert about["problems"][-1]["count"] > 5_000
        faults["cut"] = False
        code, outcomes, about = assess(tmp_path, served.url, "page_cap = 100000")
    assert (code, outcomes, about["rows"], about["rejected"]) == (0, MET, 60_000, 0)
    assert "an earlier run, which broke off" in " ".join(about["notes"]), json.dumps(about)
