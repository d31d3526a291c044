"""`cx assess` with a `cx.toml` that names the plugin: from a server to levels, and to exit code 3 where it is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cxengine.testing import Answered, Served
from cxengine_open311.served import Council, made

RULES = """\
pack streets: Streets
version 1 from 2024-01-01
cites: Made for a test

subject service: Service

table cases: Requests of customers
  key id
  field id is text
  field service is service
  field asked_at is date_and_time
  field status is one of (open, closed)

table letters: Letters
  field service is service
  field sent_on is date

metric closed: Requests that are closed
  from cases
  where asked_at in last 12 months
  formula share(status is closed)

metric letters_sent: Letters sent
  from letters
  formula count

model maturity for service: Customer experience
  unknown counts as unmet

level 1: Answered
  criterion 1.1: A quarter of the requests is closed
    when closed >= 25%
  criterion 1.2: Letters are sent
    when letters_sent >= 1
"""

TOML = """\
[project]
name    = "Enfield"
as_of   = "2024-12-31"
plugins = ["open311"]

[sources.service]
plugin = "csv"
path   = "services.csv"

[sources.letters]
plugin = "csv"
path   = "letters.csv"

[sources.cases]
plugin   = "open311"
url      = "URL"
key      = { env = "OPEN311_KEY" }
since    = "2023-01-01"
until    = "2025-01-01"
statuses = { fixed = "closed" }
columns  = { id = "service_request_id", service = "service_code", asked_at = "requested_datetime" }

[sources.cases.values.service]
"""


def project(folder: Path, url: str, **replaced: str) -> Path:
    (folder / "rules.cx").write_text(RULES, "utf-8")
    (folder / "services.csv").write_text("id,title\nroads,Roads\nparks,Parks\n", "utf-8")
    (folder / "letters.csv").write_text("service,sent_on\nroads,2024-05-01\nparks,2024-06-01\n", "utf-8")
    lines = TOML.replace("URL", url) + "".join(
        f'"{number:03}" = "{"roads" if number < 20 else "parks"}"\n' for number in range(40)
    )
    for key, value in replaced.items():
        lines = lines.replace(f"{key} ", f"{key} = {value} #", 1)
    (folder / "cx.toml").write_text(lines, "utf-8")
    return folder


def assess(folder: Path, **environment: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, the result, and what is said on stderr."""
    known = {**os.environ, "OPEN311_KEY": "canary", "NO_COLOR": "1", "COLUMNS": "100", **environment}
    run = subprocess.run(
        [sys.executable, "-m", "cxengine", "assess", str(folder), "--format", "json"],
        capture_output=True, text=True, env=known, timeout=120, check=False,
    )  # fmt: skip
    return run.returncode, json.loads(run.stdout) if run.stdout else {}, run.stderr


def outcomes(result: dict[str, Any], id: str) -> dict[str, str]:
    (subject,) = [each for each in result["subjects"] if each["id"] == id]
    return {each["criterion"]: each["outcome"] for each in subject["models"][0]["criteria"]}


def test_a_council_is_assessed_from_its_server(tmp_path: Path) -> None:
    with Served(Council(rows=made(1_200))) as server:
        code, result, said = assess(project(tmp_path, server.url))
        assert server.requests[0].query["api_key"] == "canary"
    assert code == 0, said
    assert outcomes(result, "roads") == {"1.1": "met", "1.2": "met"}
    (source,) = [each for each in result["sources"] if each["table"] == "cases"]
    assert source["plugin"] == "open311" and source["rows"] == 1_200 and source["rejected"] == 0
    assert "canary" not in said + json.dumps(result)


@pytest.mark.parametrize(("answer", "code"), [
    (Answered(status=401), "source-refused"),
    (Answered(body=b'[{"service_request_id": "1", "sta'), "source-reply"),
    (Answered(body=b'[{"id": "1", "state": "open"}]'), "source-reply"),
])  # fmt: skip
def test_a_lost_source_leaves_the_others(tmp_path: Path, answer: Answered, code: str) -> None:
    with Served(lambda asked: answer) as server:
        exit_code, result, said = assess(project(tmp_path, server.url))
    assert exit_code == 3
    assert outcomes(result, "roads") == {"1.1": "unknown", "1.2": "met"}
    (source,) = [each for each in result["sources"] if each["table"] == "cases"]
    assert [problem["code"] for problem in source["problems"]] == [code]
    assert "cx.toml:" in said and "canary" not in said + json.dumps(result)


def test_a_key_that_is_not_set(tmp_path: Path) -> None:
    exit_code, result, said = assess(project(tmp_path, "http://127.0.0.1:9"), OPEN311_KEY="")
    assert exit_code == 3 and "`OPEN311_KEY`" in said and outcomes(result, "roads")["1.2"] == "met"


def test_mistakes_in_the_keys_stop_the_run(tmp_path: Path) -> None:
    exit_code, _, said = assess(project(tmp_path, "http://127.0.0.1:9", since='"soon"'))
    assert exit_code == 2 and "cx.toml:" in said and "`since` is no day" in " ".join(said.split())
