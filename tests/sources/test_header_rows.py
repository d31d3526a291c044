"""Rows of headings that are one too many lose a row of data, one too few all columns: both are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

RULES = """
scale five 1 to 5, higher is better: Satisfaction
table replies: Answers
  field id is text
  field day is date
  field happy is five, may be missing
"""
DATA = "id,day,happy\na,2026-01-05,4\nb,2026-01-06,5\n"
TITLE = "Survey of 2026,,\n\n"


def as_workbook(path: Path, text: str) -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(text.splitlines()):
            sheet.write_row(number, 0, line.split(","))
    return path


@pytest.fixture(params=["csv", "xlsx"])
def loaded(request: pytest.FixtureRequest, load: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """The rows of a text, in a csv file and in a workbook."""

    def run(text: str, **options: object) -> Any:
        data = text if request.param == "csv" else as_workbook(tmp_path / "w.xlsx", text)
        return load(RULES, data, plugin=request.param, options=options)

    return run


@pytest.mark.parametrize(
    ("text", "rows", "left", "write"),
    [
        (DATA, 2, ["b"], "A row of data among the 2 that are taken as headings: it is not counted. Leave"),
        (TITLE + DATA, 3, ["b"], "it is not counted. Write `header_rows = 2`."),
        (DATA, 3, [], "2 rows of data among the 3 that are taken as headings: they are not counted. Leave"),
    ],
)
def test_rows_of_data_among_the_headings_are_told(
    text: str, rows: int, left: list[str], write: str, loaded: Callable[..., Any]
) -> None:
    loading = loaded(text, header_rows=rows)
    assert loading.column("id") == left
    (problem,) = (each for each in loading.good.report.problems if each.code == "row-among-headings")
    assert write in problem.message and problem.count == 2 - len(left)


def test_a_title_and_a_row_of_words_are_headings(loaded: Callable[..., Any]) -> None:
    """Words below a question, or a number below it that is no field's of numbers, are no row of data."""
    for text in (TITLE + DATA, "Id of reply,When?,How?\n" + DATA, "Id,When?,How?\n1,day,happy\n" + DATA[13:]):
        loading = loaded(text.replace("1,day", "id,day"), header_rows=2)
        assert loading.column("id") == ["a", "b"] and loading.good.report.problems == ()


def test_headings_that_stand_further_down_are_found(loaded: Callable[..., Any]) -> None:
    (problem,) = loaded(TITLE + DATA).found
    assert problem.code == "missing-column" and "write `header_rows = 2` in `[sources.replies]`" in problem.help
    (problem,) = loaded("Export,2026,\nby,us,\n" + DATA).found
    assert "write `header_rows = 3`" in problem.help
    (problem,) = loaded("id,day,Q1\nID,Day,happy\na,2026-01-05,4\n").found
    assert problem.help == "It stands in a row further down: write `header_rows = 2` in `[sources.replies]`."
