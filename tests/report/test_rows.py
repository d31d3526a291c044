"""Results as rows: safe in a spreadsheet, whole in a document."""

from __future__ import annotations

import csv
import io

import pytest

from cxengine.report.rows import as_csv, as_markdown, level_rows, metric_rows
from tests.report.sample import assessment, metric


def test_levels_as_rows() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(level_rows(assessment())))))
    assert [(row["id"], row["level"], row["could_be_to"]) for row in rows] == [
        ("housing_repairs", "2", "3"),
        ("libraries", "1", "1"),
        ("parking", "0", "2"),
    ]
    assert rows[1]["unmet_for_next"] == "2.1 2.6"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("@sum(a)", "'@sum(a)"),
        ("\tx", "'\tx"),
        (-12.5, "-12.5"),
        ("-12.5", "-12.5"),
        ("a,b", "a,b"),
        (None, ""),
        (True, "yes"),
    ],
)
def test_a_spreadsheet_takes_no_text_for_a_formula(cell: str | float | None, written: str) -> None:
    assert next(csv.DictReader(io.StringIO(as_csv([{"x": cell, "y": 1}])))) == {"x": written, "y": "1"}


def test_a_document_is_not_broken_by_what_a_cell_holds() -> None:
    text = as_markdown([{"x": "a|b\nc <b>"}])
    assert text.splitlines()[2] == r"| a\|b c \<b\> |"
    assert as_markdown([]) == "Nothing to show.\n"


def test_an_unknown_figure_is_an_empty_cell_with_a_reason() -> None:
    result = {"as_of": "2019-03-31", "metrics": [metric("csat", None, by={"channel": "web"}, unknown="no answers")]}
    row = next(csv.DictReader(io.StringIO(as_csv(metric_rows(result)))))
    assert (row["channel"], row["value"], row["unknown"]) == ("web", "", "no answers")
