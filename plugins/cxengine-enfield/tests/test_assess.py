"""`cx assess` of the council, with its own extract and workbook in the place of the pack's files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import xlsxwriter

EXTRACT = Path(__file__).parent / "data" / "extract_2018_19.csv"
TOML = """\
[project]
name    = "Enfield"
as_of   = "2019-03-31"
packs   = ["enfield"]
plugins = ["enfield"]

[sources.council]
path = "councils.csv"
[sources.directorate]
path = "directorates.csv"
[sources.service]
path = "services.csv"

[sources.contacts]
plugin = "enfield_contacts"
path   = "extract.csv"

[sources.answers]
plugin = "enfield_workbook"
path   = "self_assessment.xlsx"
"""


def project(folder: Path) -> Path:
    (folder / "councils.csv").write_text("id,title\nenfield,Enfield Council\n", "utf-8")
    (folder / "directorates.csv").write_text("id,title,parent\nplace,Place,enfield\n", "utf-8")
    (folder / "services.csv").write_text(
        "id,title,parent,chooses_digital,journey\nhousing_repairs,Repairs,place,yes,\nwaste,Waste,place,yes,\n", "utf-8"
    )
    (folder / "cx.toml").write_text(TOML, "utf-8")
    shutil.copy(EXTRACT, folder / "extract.csv")
    with xlsxwriter.Workbook(str(folder / "self_assessment.xlsx")) as book:
        sheet = book.add_worksheet("Repairs")
        for number, row in enumerate([
            ["Service", "Council housing repairs"], ["Completed by", "Head of service"], ["Date", "2019-03-01"],
            ["No.", "Statement", "Position", "Evidence", "Comment"], ["1.2", "Approach", "In place", "Paper", ""],
            ["1.3", "Level", "Not yet", "", ""], ["1.4", "Digital", "In place", "", ""],
        ]):  # fmt: skip
            sheet.write_row(number, 0, row)
    return folder


def assess(folder: Path) -> tuple[int, dict[str, Any], str]:
    run = subprocess.run(
        [sys.executable, "-m", "cxengine", "assess", str(folder), "--format", "json"], capture_output=True, text=True,
        env={**os.environ, "NO_COLOR": "1"}, timeout=240, check=False,
    )  # fmt: skip
    return run.returncode, json.loads(run.stdout) if run.stdout else {}, run.stderr


def outcomes(result: dict[str, Any]) -> dict[str, str]:
    (service,) = [each for each in result["subjects"] if each["id"] == "housing_repairs"]
    return {each["criterion"]: each["outcome"] for each in service["models"][0]["criteria"]}


def sources(result: dict[str, Any]) -> dict[str, Any]:
    return {each["table"]: each for each in result["sources"] if each["plugin"] is not None}


def test_the_council_is_assessed_from_its_own_files(tmp_path: Path) -> None:
    code, result, said = assess(project(tmp_path))
    assert code == 0, said
    assert {id: outcomes(result)[id] for id in ("1.1", "1.2", "1.3", "1.4")} == {
        "1.1": "unknown", "1.2": "met", "1.3": "unmet", "1.4": "met",
    }  # fmt: skip
    contacts = sources(result)["contacts"]
    assert (contacts["rows"], contacts["rejected"]) == (None, 2), "of so few, how many there are would tell of people"
    assert {problem["code"] for problem in contacts["problems"]} >= {"not-a-date", "unlisted-subject"}


def test_an_extract_that_changed_since_yesterday_leaves_the_rest(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "extract.csv").write_text(EXTRACT.read_text("utf-8").replace("Method", "Channel used"), "utf-8")
    code, result, said = assess(folder)
    assert code == 3 and "has no column `Method` any more" in " ".join(said.split())
    assert outcomes(result)["1.2"] == "met" and sources(result)["contacts"]["rows"] == 0
