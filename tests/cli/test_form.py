"""The questionnaire: out as a workbook, filled in, and back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine
import xlsxwriter

import cxengine
from cxengine.engine.form import questions
from tests.cli.conftest import Ran
from tests.sources.test_workbooks import without_values


def sheet(path: Path) -> list[list[Any]]:
    rows: list[list[Any]] = calamine.load_workbook(str(path)).get_sheet_by_name("Questionnaire").to_python()
    return rows


def filled(path: Path, rows: list[list[Any]]) -> Path:
    """The same sheet with other cells, as a spreadsheet saves it."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
        written = book.add_worksheet("Questionnaire")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                written.write(number, column, cell)
    return path


def test_every_question_to_every_subject_and_nothing_is_a_formula(
    cx: Callable[..., Ran], starter: Path, tmp_path: Path
) -> None:
    services = starter / "data" / "services.csv"
    services.write_text(services.read_text("utf-8").replace("title\n", "title\n", 1) + 'sums,"=1+1"\n')
    ran = cx("form", "council", "--out", "form.xlsx")
    assert ran.code == 0, ran.err
    head, *rows = sheet(tmp_path / "form.xlsx")
    assert head[:5] == ["Subject", "Title", "Model", "Level", "Criterion"] and head[7:10] == ["Answer", "By", "On"]
    listed = [row["id"] for row in csv.DictReader(io.StringIO(services.read_text("utf-8")))]
    asked = sorted({row[4] for row in rows})
    assert sorted((row[0], row[4]) for row in rows) == sorted((f"service:{id}", c) for id in listed for c in asked)
    assert {row[1] for row in rows if row[0] == "service:sums"} == {"=1+1"}
    assert all(isinstance(row[4], str) for row in rows)
    one = cx("form", "council", "--subject", "service:sums", "--out", "one.xlsx")
    assert one.code == 0 and {row[0] for row in sheet(tmp_path / "one.xlsx")[1:]} == {"service:sums"}


def test_a_sheet_that_is_scrolled_or_printed_says_whom_each_row_is_about(
    cx: Callable[..., Ran], starter: Path, tmp_path: Path
) -> None:
    assert cx("form", "council", "--out", "form.xlsx").code == 0
    with zipfile.ZipFile(tmp_path / "form.xlsx") as book:
        written = book.read("xl/worksheets/sheet1.xml").decode()
        assert "Print_Titles" in book.read("xl/workbook.xml").decode()
    assert '<pane xSplit="2" ySplit="1" topLeftCell="C2"' in written
    assert 'orientation="landscape"' in written and 'fitToHeight="0"' in written


def test_at_each_level_the_aspects_that_a_model_assesses_first_come_first() -> None:
    program = cxengine.compile("enfield")
    (model,) = (each for each in program.models if each.key == "enfield.maturity")
    aspect_of = {each.id: each.declared.aspect.text for each in model.criteria if each.declared.aspect}
    asked = [each.criterion for each in questions(program, ("service:waste",)) if each.model == "maturity"]
    turns = {"process": 0, "technology": 1, "management": 2, "measurement": 3}
    order = [(id.partition(".")[0], turns.get(aspect_of[id], 4)) for id in asked]
    assert order == sorted(order) and len({turn for _, turn in order}) > 2


def test_each_assessor_has_rows_whose_answers_count_as_theirs(cx: Callable[..., Ran], tmp_path: Path) -> None:
    assert cx("form", "highways_england", "--subject", "supplier:supplier_a", "--out", "form.xlsx").code == 0
    head, *rows = sheet(tmp_path / "form.xlsx")
    assert head[:3] == ["Subject", "Title", "Assessor"]
    assert {(row[2], row[5]) for row in rows} == {(who, f"{n}.{m}") for who in ("self", "peer") for n in range(1, 6)
                                                  for m in (1, 2)}  # fmt: skip
    for row in rows:
        row[8:11] = ["full" if row[2] == "self" else "partly", "Jo", date(2020, 5, 1)]
    ran = cx("form", "highways_england", "--read", str(filled(tmp_path / "filled.xlsx", [head, *rows])))
    assert ran.code == 0, ran.err
    said = {(row["criterion"], row["assessor"], row["answer"]) for row in csv.DictReader(io.StringIO(ran.out))}
    assert said == {(row[5], row[2], row[8]) for row in rows}


def test_subjects_that_assess_another_have_rows_of_their_own(cx: Callable[..., Ran], tmp_path: Path) -> None:
    assert cx("form", "building_blocks", "--subject", "council:sample", "--out", "form.xlsx").code == 0
    head, *rows = sheet(tmp_path / "form.xlsx")
    heat_map = [row for row in rows if row[2] == "heat_map"]
    assert {row[0] for row in heat_map} == {f"leader:{id}" for id in ("place", "customer", "people", "digital")}
    assert len(heat_map) == 4 * 15 and {row[0] for row in rows if row[2] == "practice"} == {"council:sample"}
    assert cx("form", "building_blocks", "--subject", "leader:place", "--out", "one.xlsx").code == 0
    one = sheet(tmp_path / "one.xlsx")[1:]
    assert {(row[0], row[2]) for row in one} == {("leader:place", "heat_map"), ("leader:place", "checklist")}
    for row in one:
        row[7:10] = ["strength" if row[2] == "heat_map" else "answered", "Jo", date(2020, 11, 1)]
    ran = cx("form", "building_blocks", "--read", str(filled(tmp_path / "filled.xlsx", [head, *one])))
    assert ran.code == 0 and "rejected" not in ran.err, ran.err
    assert len(list(csv.DictReader(io.StringIO(ran.out)))) == 15 + 7


def test_answers_come_back_and_count_as_if_they_had_been_csv(
    cx: Callable[..., Ran], starter: Path, tmp_path: Path
) -> None:
    assert cx("form", "council", "--out", "form.xlsx").code == 0
    head, *rows = sheet(tmp_path / "form.xlsx")
    for number, row in enumerate(rows):
        if number != 1:
            row[7:11] = ["met", "Jo", date(2026, 1, 10), "minutes"]
    rows[2][7] = "unmett"
    rows[3][7] = "we are not quite sure about this one,\nask Jo"
    filled(tmp_path / "back.xlsx", [head, *rows, ["service:bin", "", rows[0][2], "", "77.7", "", "", "met"]])
    ran = cx("form", "council", "--read", "back.xlsx")
    assert ran.code == 0 and "77.7" in ran.err and f"(row {len(rows) + 2})" in ran.err
    assert "has “unmett” for service:" in ran.err and "takes: unmet, partly, met" in ran.err
    assert "Did you mean `unmet`? (row 4)." in ran.err
    assert "“we are not quite sure about this one, a…”" in ran.err and "(row 5)" in ran.err
    answers = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(answers) == len(rows) - 1 and {answer["on"] for answer in answers} == {"2026-01-10"}
    said = json.loads(cx("form", "council", "--read", "back.xlsx", "--format", "json").out)
    assert (said["rows"], said["rejected"], len(said["answers"])) == (len(rows) + 1, 1, len(answers))

    toml = starter / "cx.toml"
    levels = []
    for source in ('plugin = "csv"\npath   = "../back.csv"', 'plugin = "xlsx"\npath   = "../back.xlsx"'):
        (tmp_path / "back.csv").write_text(ran.out)
        text = toml.read_text("utf-8").replace('plugin = "csv"\npath   = "data/answers.csv"', source)
        assert source in text
        (starter / "cx.toml").write_text(text)
        assessed = json.loads(cx("assess", "council", "--format", "json").out)
        levels.append([subject["models"] for subject in assessed["subjects"]])
        (starter / "cx.toml").write_text(text.replace(source, 'plugin = "csv"\npath   = "data/answers.csv"'))
    assert levels[0] == levels[1] and "“met” by Jo" in json.dumps(levels[0], ensure_ascii=False)


def test_an_answer_that_is_a_formula_without_its_value_is_told(
    cx: Callable[..., Ran], starter: Path, tmp_path: Path
) -> None:
    assert cx("form", "council", "--out", "form.xlsx").code == 0
    head, *rows = sheet(tmp_path / "form.xlsx")
    with xlsxwriter.Workbook(str(tmp_path / "back.xlsx")) as book:
        written = book.add_worksheet("Questionnaire")
        for number, row in enumerate([head, *rows]):
            written.write_row(number, 0, row)
        written.write_formula(2, 7, '="me"&"t"', None, "met")
    without_values(tmp_path / "back.xlsx", {"H3": ""})
    ran = cx("form", "council", "--read", "back.xlsx")
    assert ran.code == 0 and "`Answer` has formulas without a stored value" in ran.err and "(row 3)" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("form", "council"), 2, "--out FILE.xlsx"),
        (("form", "council", "--out", "form.csv"), 2, "ends in .xlsx: --out form.xlsx"),
        (("form", "council", "--read", "council/data/answers.csv"), 3, "Name a questionnaire that `cx form --out"),
        (("form", "council", "--out", "f.xlsx", "--subject", "service:nobody"), 2, "service:nobody"),
        (("form", "council", "--read", "none.xlsx"), 3, "none.xlsx"),
        (("form", "council", "--read", "council/cx.toml"), 3, "workbook"),
    ],
)
def test_what_cannot_be_done_is_said(
    cx: Callable[..., Ran], starter: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = cx(*arguments)
    assert (ran.code, said in " ".join(ran.err.split())) == (code, True), ran
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_questionnaire_that_may_be_filled_in_is_not_written_over(
    cx: Callable[..., Ran], starter: Path, tmp_path: Path
) -> None:
    assert cx("form", "council", "--out", "form.xlsx").code == 0
    head, *rows = sheet(tmp_path / "form.xlsx")
    rows[0][7] = "met"
    before = filled(tmp_path / "form.xlsx", [head, *rows]).read_bytes()
    ran = cx("form", "council", "--out", "form.xlsx")
    assert ran.code == 2 and "`form.xlsx`" in ran.err and "form-is-there" in ran.err, ran.err
    assert "Choose another name after --out, or remove the file first." in " ".join(ran.err.split())
    assert (tmp_path / "form.xlsx").read_bytes() == before and cx("form", "council", "--out", "other.xlsx").code == 0


def test_what_may_be_written_is_said_and_not_refused(cx: Callable[..., Ran], tmp_path: Path) -> None:
    rules = """pack p: P
version 1 from 2019-01-01
subject service: Service
  field cafe is yes_no, may be missing
scale trained is percent: How many?
scale looked is date: When?
scale rating: How far
  point none up to 15%: None
  point fully up to 100%: Fully
model m for service: M
  level 1: One
    criterion 1.1: C1
      scale trained
      ask: How many are trained?
    criterion 1.2: C2
      scale looked
      ask: When was it looked at?
    criterion 1.3: C3
      scale rating
      ask: How far is it?
    criterion 1.4: C4
      applies when cafe is yes
      ask: Is the coffee good?
"""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "p.cx").write_text(rules)
    source = '[sources.service]\nplugin = "csv"\npath = "s.csv"\n'
    (tmp_path / "p" / "cx.toml").write_text(f'[project]\nname = "P"\n{source}')
    (tmp_path / "p" / "s.csv").write_text("id,title,cafe\na,A,no\nb,B,yes\n")
    asked = [each for each in questions(cxengine.compile(tmp_path / "p")) if each.subject == "service:b"]
    assert [(each.takes, each.writes) for each in asked] == [
        (("unknown",), "a percentage from 0% to 100%, such as 62%"),
        (("never", "unknown"), "a date such as 2018-03-31"),
        (("none", "fully", "unknown"), "a percentage from 0% to 100%, such as 62%"),
        (("unmet", "partly", "met", "unknown"), ""),
    ]
    assert cx("form", "p", "--out", "form.xlsx").code == 0
    head, *rows = sheet(tmp_path / "form.xlsx")
    assert rows[0][5].endswith("How many are trained? (Write a percentage from 0% to 100%, such as 62%.)")
    for row in rows:
        row[7] = {"1.1": "95", "1.2": "ninety", "1.3": "ninety", "1.4": "met"}[row[4]]
    more = [*rows[0][:4], "1.4", "", "", "met"]
    filled(tmp_path / "back.xlsx", [head, *rows, more])
    said = cx("form", "p", "--read", "back.xlsx").err
    assert "`1.1` takes: a percentage from 0% to 100%, such as 62%, unknown. Did you mean `95%`?" in said
    assert "Did you mean `none`" not in said
    assert "but `1.4` does not apply to it (`applies when cafe is yes`): the answer counts for nothing" in said
    assert said.count("counts for nothing") == 1
