"""Answers as councils keep them in workbooks: a row for each, a sheet for each service, a column for each service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding, LoadReport
from cxengine.lang.names import Names
from cxengine.maturity.answers import Answer
from cxengine.sources.answers import load_answers
from cxengine.sources.builtin import standard_host
from cxengine.sources.listed import load_all_subjects

RULES = """
subject service: Service
model mature for service: Maturity
  level 1: One
    criterion 1.1: First
      ask: Is it so?
    criterion 2.1: Second
      ask: And this?
    criterion 2.10: Tenth
      ask: And that?
"""
SERVICES = [{"id": "bins", "title": "Waste and recycling"}, {"id": "parks", "title": "Parks"}]
Loaded = tuple[tuple[Answer, ...], LoadReport, Diagnostics]


@pytest.fixture
def answers(tmp_path: Path, rules: Callable[[str], Names]) -> Callable[..., Loaded]:
    """``answers({sheet: rows}, **binding)``"""

    def run(sheets: dict[str, list[list[Any]]], **keys: Any) -> Loaded:
        path = tmp_path / "answers.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        names, found = rules(RULES), Diagnostics()
        tree, _ = load_all_subjects({"service": SERVICES}, names, host=standard_host(), found=found)
        binding = Binding(table="answers", plugin="xlsx", paths=(path,), **keys)
        loaded, report = load_answers(binding, names, host=standard_host(), found=found, tree=tree)
        return loaded, report, found

    return run


def said(loaded: tuple[Answer, ...]) -> list[tuple[str, str, str, int | None]]:
    return [(str(answer.subject), answer.criterion, answer.answer, answer.row) for answer in loaded]


def test_numbers_that_excel_made_of_criteria(answers: Callable[..., Loaded]) -> None:
    rows = [["Criterion", "Subject", "Answer", "On"], [1.1, "bins", "met", date(2019, 3, 31)],
            ["2.10", "bins", True, None], [2.1, "bins", "met", None], [7.7, "bins", "met", None]]  # fmt: skip
    loaded, report, found = answers({"Answers": rows})
    assert not found and said(loaded) == [("service:bins", "1.1", "met", 2), ("service:bins", "2.10", "yes", 3)]
    assert loaded[0].on == date(2019, 3, 31)
    assert report.rejected == 2 and [(p.code, p.rows) for p in report.problems] == [("number-for-name", (4, 5))]


def test_a_sheet_for_each_service(answers: Callable[..., Loaded]) -> None:
    rows = [["Criterion", "Answer"], [1.1, "met"], ["2.1", "unmet"]]
    loaded, report, found = answers(
        {"bins": rows, "parks": rows[:2]}, options={"sheet": "*"}, columns={"subject": "Sheet"}
    )
    assert not found and said(loaded) == [
        ("service:bins", "1.1", "met", 2), ("service:bins", "2.1", "unmet", 3), ("service:parks", "1.1", "met", 2),
    ]  # fmt: skip
    assert [file.rows for file in report.files] == [2, 1]


def test_a_column_for_each_service_by_id_or_title(answers: Callable[..., Loaded]) -> None:
    rows = [["Criterion", "Question", "service:bins", "Parks", "By", "Park"],
            [1.1, "Is it so?", "met", "partly", "Jo", "x"], ["2.1", "And this?", None, 1, "Al", None],
            ["9.9", "What?", "met", None, None, None]]  # fmt: skip
    loaded, report, found = answers({"Grid": rows}, layout="grid")
    assert not found and sorted(said(loaded)) == [
        ("service:Park", "1.1", "x", 2), ("service:bins", "1.1", "met", 2), ("service:parks", "1.1", "partly", 2),
        ("service:parks", "2.1", "1", 3),
    ]  # fmt: skip
    assert {answer.by for answer in loaded} == {"Jo", "Al"} and (report.rows, report.rejected) == (5, 1)
    assert {p.code: p.rows for p in report.problems} == {"unlisted-subject": (2,), "unknown-criterion": (4,)}
    assert any(p.message == "There is no service `Park`. Did you mean `parks`?" for p in report.problems)


def test_answers_under_a_heading_that_is_nearly_a_subject_are_counted(answers: Callable[..., Loaded]) -> None:
    rows = [["Criterion", "Parks", "Waste and recyclin", "Date", None], [1.1, "met", "met", "1 May", "met"],
            ["2.1", "met", None, "1 May", "unmet"]]  # fmt: skip
    loaded, report, found = answers({"Grid": rows}, layout="grid")
    assert not found and report.rows == len(loaded) == 3
    said = {p.code: (p.message, p.count) for p in report.problems}
    assert said["unlisted-subject"] == ("There is no service `Waste and recyclin`. Did you mean `bins`?", 1)
    unheaded, _ = said["column-without-heading"]
    assert unheaded.startswith("A column without a heading, at the right of `Date`, is passed over.") and len(said) == 2


def test_a_grid_that_cx_toml_does_not_call_one_is_told(answers: Callable[..., Loaded]) -> None:
    loaded, _, found = answers({"Grid": [["Criterion", "Parks", "bins"], ["1.1", "met", "met"]]})
    assert not loaded and [(each.code, each.help) for each in found] == [
        ("missing-column", 'Write `layout = "grid"` in `[sources.answers]`.')
    ]


def test_a_grid_without_a_subject_says_so(answers: Callable[..., Loaded]) -> None:
    from cxengine.diagnostics import CxError

    with pytest.raises(CxError, match="no column for a subject"):
        answers({"Grid": [["Criterion", "bin"], ["1.1", "met"]]}, layout="grid")
