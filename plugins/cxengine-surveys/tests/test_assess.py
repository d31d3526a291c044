"""`cx assess` with a `cx.toml` that names the plugin: to an outcome, and to exit code 3 where a source is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from cxengine.testing import Answered, Served
from cxengine.testing.assessed import LOST, MET, assessed

from .test_qualtrics import TOKEN, Centre, damaged, written, zipped

QUALTRICS = """plugin = "qualtrics"
url = "{url}"
survey = "SV_1a"
token = {{ env = "QUALTRICS_TOKEN" }}
columns = {{ id = "ResponseId", opened = "StartDate", service = "QID1", closed = "Why?" }}
dates = "%Y-%m-%d %H:%M:%S\"
"""
RESPONSES = [["2024-03-01 10:00:00", "R_1", "roads", "Yes"], ["2024-03-02 10:00:00", "R_2", "roads", "Yes"]]
OTHER = zipped(b"StartDate,ResponseId,Q1\n2024-03-01 10:00:00,R_1,roads\n")


FAULTS: dict[str, tuple[dict[str, object], str, str]] = {
    "a token that is not taken": ({}, "wrong", "source-refused"),
    "a damaged file": ({"file": damaged(zipped(written(RESPONSES)))}, TOKEN, "source-reply"),
    "half a file": ({"file": zipped(written(RESPONSES))[:200]}, TOKEN, "source-reply"),
    "a question that is gone since yesterday": ({"file": OTHER}, TOKEN, "missing-column"),
    "an export that fails": ({"status": "failed"}, TOKEN, "source-reply"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_left_without_responses_of_qualtrics(tmp_path: Path, fault: str) -> None:
    changed, token, code = FAULTS[fault]
    centre = Centre(RESPONSES, looks=0)
    for name, value in changed.items():
        setattr(centre, name, value)
    with Served(centre.answer) as served:
        cases = QUALTRICS.format(url=served.url)
        ended, outcomes, about, said = assessed(tmp_path, "surveys", cases, QUALTRICS_TOKEN=token)
    assert (ended, outcomes, about["problems"][0]["code"]) == (3, LOST, code) and TOKEN not in said, said


def test_a_developer_tries_the_source_against_the_projects_own_entry(tmp_path: Path) -> None:
    with Served(Centre(RESPONSES, looks=0).answer) as served:
        cases = QUALTRICS.format(url=served.url)
        ended, outcomes, about, said = assessed(tmp_path, "surveys", cases, QUALTRICS_TOKEN=TOKEN)
        assert (ended, outcomes, about["rows"], about["rejected"]) == (0, MET, 2, 0), said
        run = subprocess.run(
            [sys.executable, "-m", "cxengine", "plugins", "check", "--source", "cases", "--format", "json",
             "--project", str(tmp_path)], capture_output=True, text=True, timeout=120,
            env={**os.environ, "QUALTRICS_TOKEN": TOKEN},
        )  # fmt: skip
        checks = json.loads(run.stdout)["checks"]
        assert {each["outcome"] for each in checks} == {"passed"} and len(checks) == 6, run.stdout + run.stderr
        served.faults = [Answered(status=401)] * 9
        run = subprocess.run(run.args, capture_output=True, text=True, timeout=120, env={**os.environ})
    assert run.returncode == 3 and "QUALTRICS_TOKEN" in run.stdout


def test_two_versions_of_a_form(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("Reference,Submitted at,Service\nA,2024-05-01T10:00:00+01:00,roads\n", "utf-8")
    (tmp_path / "two.csv").write_text(
        "Reference,Submitted at,Service,Was it solved?\nB,2024-06-01T10:00:00+01:00,roads,Yes\n"
        "A,2024-05-01T10:00:00+01:00,roads,\n", "utf-8",
    )  # fmt: skip
    cases = '''plugin = "govuk_forms"
paths = ["one.csv", "two.csv"]
columns = { id = "Reference", service = "Service", opened = "Submitted at", closed = "Was it solved?" }'''
    code, outcomes, about, said = assessed(tmp_path, "surveys", cases)
    assert (code, outcomes, about["rows"], about["rejected"]) == (0, MET, 3, 1), said
    (tmp_path / "two.csv").write_text("<html>log in</html>\n", "utf-8")
    code, outcomes, about, said = assessed(tmp_path, "surveys", cases)
    assert (code, outcomes, about["problems"][0]["code"]) == (3, LOST, "source-reply"), said


def test_several_answers_in_one_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "forms.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([
            ["ID", "Completion time", "Service", "What went well?"], [1, "2024-05-01", "roads", "Solved;Quick;"],
            [2, "2024-05-02", "roads", "Quick;"],
        ]):  # fmt: skip
            sheet.write_row(number, 0, row)
    cases = '''plugin = "microsoft_forms"
path = "forms.xlsx"
columns = { opened = "Completion time" }
[sources.cases.options.well]
closed = "What went well? / Solved"'''
    code, outcomes, about, said = assessed(tmp_path, "surveys", cases)
    assert (code, outcomes, about["rows"]) == (0, MET, 2), said
