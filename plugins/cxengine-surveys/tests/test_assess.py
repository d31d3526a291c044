"""`cx assess` with a `cx.toml` that names the plugin: to an outcome, and to exit code 3 where a source is lost."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from cxengine.testing.assessed import LOST, MET, assessed


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
