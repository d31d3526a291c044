"""A million responses of a survey, beside the client libraries alone: time and memory.

From Qualtrics the bare reading starts the export, asks for it, fetches it with httpx, unpacks it and takes the csv
apart; an export of SurveyMonkey and the files of GOV.UK Forms it takes apart with Python's csv. The plugin also finds
headings, looks whether all of the export came and whether every row has its cells, and makes Arrow of it. Each has a
process of its own; medians of the times, without imports, and the highest memory of any are printed. Asserts no times.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from cxengine.testing import Answered, Asked, Served
from tests.benchmarks.readings import Readings

ROWS, RUNS = 1_000_000, 3
COLUMNS = ("ResponseId", "StartDate", "QID1", "QID2", "QID3", "QID4_TEXT")
BARE = """
import csv, httpx, io, zipfile
begun = time.perf_counter()
with httpx.Client() as client:
    path = base + "/API/v3/surveys/SV_1a/export-responses"
    asked = {"format": "csv", "compress": True, "useLabels": True, "allowContinuation": True}
    job = client.post(path, json=asked).json()["result"]["progressId"]
    file = client.get(f"{path}/{job}").json()["result"]["fileId"]
    content = client.get(f"{path}/{file}/file").content
with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(packed.namelist()[0]) as stream:
    for row in csv.reader(io.TextIOWrapper(stream, "utf-8-sig", newline="")):
        rows += 1
rows -= 3
"""
PLUGIN = """
import pyarrow.compute, pyarrow.csv
pyarrow.array([""])  # which imports pandas where it is installed
from cxengine.host.contracts import Binding, ReadContext
from cxengine_surveys.qualtrics import Qualtrics
options = {"url": base, "survey": "SV_1a"}
begun = time.perf_counter()
for batch in Qualtrics().open(Binding(table="responses", plugin="qualtrics", options=options), columns,
                              ReadContext()).batches:
    rows += batch.data.num_rows
"""
BARE_FILE = """
import csv
begun = time.perf_counter()
with open(path, encoding="utf-8", newline="") as stream:
    for row in csv.reader(stream):
        rows += 1
rows -= headings
"""
PLUGIN_FILE = """
import pathlib, pyarrow.compute, pyarrow.csv
pyarrow.array([""])  # which imports pandas where it is installed
from cxengine.host.contracts import Binding
from cxengine_surveys.plugin import cx_sources
begun = time.perf_counter()
read = cx_sources()[plugin](Binding(table="responses", plugin=plugin, paths=(pathlib.Path(path),)), columns)
rows = read.data.num_rows
"""
pytestmark = pytest.mark.benchmark


class Centre:
    """A data centre with one survey, whose export is written once."""

    def __init__(self) -> None:
        names = ["StartDate", "EndDate", "Status", "Progress", "ResponseId", "Q1", "Q2", "Q3", "Q4"]
        ids = ["startDate", "endDate", "status", "progress", "_recordId", "QID1", "QID2", "QID3", "QID4_TEXT"]
        held, text = io.BytesIO(), io.StringIO()
        head = csv.writer(text)
        head.writerows([names, ids, [json.dumps({"ImportId": each}) for each in ids]])
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("Survey.csv", "w") as stream:
            stream.write(text.getvalue().encode("utf-8-sig"))
            for number in range(ROWS):
                answers = f"{1 + number % 5},{number % 11},{1 + number % 7}"
                row = f'2025-03-01 10:00:00,2025-03-01 10:04:00,0,100,R_{number:09},{answers},"Quick, and kind"\r\n'
                stream.write(row.encode())
        self._file = held.getvalue()

    def answer(self, asked: Asked) -> Answered:
        if asked.path.endswith("/file"):
            return Answered(body=self._file)
        said = {"progressId": "ES_1", "fileId": "f-1", "status": "complete", "percentComplete": 100.0}
        return Answered(body=json.dumps({"result": said}).encode())


def test_a_million_responses_of_qualtrics() -> None:
    readings = Readings()
    with Served(Centre().answer) as served:
        for _ in range(RUNS):
            for name, body in {"the client library, httpx": BARE, "the plugin": PLUGIN}.items():
                assert readings.run(name, body, {"base": served.url, "columns": COLUMNS}) == ROWS
    readings.tell(f"{ROWS:,} responses of {len(COLUMNS)} columns from Qualtrics")


@pytest.mark.parametrize(("plugin", "headings"), [
    ("surveymonkey", ["Respondent ID,Start Date,How was it?,Why?", ",,Response,Open-Ended Response"]),
    ("govuk_forms", ["Reference,Submitted at,How was it?,Why?"]),
])  # fmt: skip
def test_a_million_rows_of_an_export(tmp_path: Path, plugin: str, headings: list[str]) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in headings)
        stream.writelines(f'{n:09},2025-03-01 10:00:00,{1 + n % 5},"Quick, and kind"\n' for n in range(ROWS))
    columns = [heading for heading in headings[0].split(",") if heading != "Why?"]
    given = {"path": str(path), "plugin": plugin, "headings": len(headings), "columns": columns}
    readings = Readings()
    for _ in range(RUNS):
        for name, body in {"Python's csv": BARE_FILE, "the plugin": PLUGIN_FILE}.items():
            assert readings.run(name, body, given) == ROWS
    readings.tell(f"{ROWS:,} rows of an export for {plugin}")
