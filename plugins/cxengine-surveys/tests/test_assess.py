"""`cx assess` with a `cx.toml` that names the plugin: to an outcome, and to exit code 3 where a source is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import xlsxwriter

RULES = """\
pack made: Made for a test
version 1 from 2024-01-01
cites: Nobody

subject service: Service

table cases: Cases
  key id
  field id is text
  field service is service
  field opened is date
  field closed is yes_no, may be missing

table letters: Letters
  field service is service

metric closed_share: Cases that are closed
  from cases
  formula share(closed is yes)

metric letters_sent: Letters sent
  from letters
  formula count

model maturity for service: Customer experience
  unknown counts as unmet

level 1: Answered
  criterion 1.1: Half of the cases are closed
    when closed_share >= 50%
  criterion 1.2: Letters are sent
    when letters_sent >= 1
"""


def assess(folder: Path, cases: str, **environment: str) -> tuple[int, dict[str, str], dict[str, Any], str]:
    """Exit code, outcome by criterion, what is said of the cases, and everything that was printed."""
    (folder / "rules.cx").write_text(RULES, "utf-8")
    (folder / "services.csv").write_text("id,title\nroads,Roads\n", "utf-8")
    (folder / "letters.csv").write_text("service\nroads\n", "utf-8")
    (folder / "cx.toml").write_text(
        f'[project]\nname = "Enfield"\nas_of = "2024-12-31"\nplugins = ["surveys"]\n'
        '[sources.service]\npath = "services.csv"\n[sources.letters]\npath = "letters.csv"\n'
        f"[sources.cases]\n{cases}\n", "utf-8",
    )  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-m", "cxengine", "assess", str(folder), "--format", "json"], capture_output=True, text=True,
        env={**os.environ, "NO_COLOR": "1", **environment}, timeout=120, check=False,
    )  # fmt: skip
    result = json.loads(run.stdout) if run.stdout else {"subjects": [], "sources": []}
    criteria = [each for subject in result["subjects"] for each in subject["models"][0]["criteria"]]
    outcomes = {each["criterion"]: each["outcome"] for each in criteria}
    about = next((each for each in result["sources"] if each["table"] == "cases"), {})
    return run.returncode, outcomes, about, run.stdout + run.stderr


MET, LOST = {"1.1": "met", "1.2": "met"}, {"1.1": "unknown", "1.2": "met"}



def test_two_versions_of_a_form(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("Reference,Submitted at,Service\nA,2024-05-01T10:00:00+01:00,roads\n", "utf-8")
    (tmp_path / "two.csv").write_text(
        "Reference,Submitted at,Service,Was it solved?\nB,2024-06-01T10:00:00+01:00,roads,Yes\n"
        "A,2024-05-01T10:00:00+01:00,roads,\n", "utf-8",
    )  # fmt: skip
    cases = '''plugin = "govuk_forms"
paths = ["one.csv", "two.csv"]
columns = { id = "Reference", service = "Service", opened = "Submitted at", closed = "Was it solved?" }'''
    code, outcomes, about, said = assess(tmp_path, cases)
    assert (code, outcomes, about["rows"], about["rejected"]) == (0, MET, 3, 1), said
    (tmp_path / "two.csv").write_text("<html>log in</html>\n", "utf-8")
    code, outcomes, about, said = assess(tmp_path, cases)
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
    code, outcomes, about, said = assess(tmp_path, cases)
    assert (code, outcomes, about["rows"]) == (0, MET, 2), said
