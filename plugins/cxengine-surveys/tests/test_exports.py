"""The exports of SurveyMonkey, Microsoft Forms and GOV.UK Forms, real ones and made ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, RawTable
from cxengine.testing import SourceCase, SourceSuite
from cxengine_surveys.govuk_forms import read_govuk_forms
from cxengine_surveys.microsoft_forms import read_microsoft_forms
from cxengine_surveys.surveymonkey import read_surveymonkey

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "surveys"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the open data are not here: ../shared/data is absent")
Read = Callable[[Binding, tuple[str, ...]], RawTable]


def rows_of(read: Read, path: Path, **options: Any) -> list[dict[str, Any]]:
    """All columns."""
    binding = Binding(table="responses", plugin="made", paths=(path,), options=options)
    raw = read(binding, read(binding, ()).headings)
    assert set(raw.data.column_names) <= set(raw.headings)
    return list(raw.data.to_pylist())


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@needs_data
def test_a_real_export_of_surveymonkey() -> None:
    rows = rows_of(read_surveymonkey, DATA / "surveymonkey_starwars.csv")
    assert len(rows) == 1_186 and rows[0]["RespondentID"] == "3292879998" and rows[0]["Gender"] == "Male"
    assert rows[0]["Have you seen any of the 6 films in the Star Wars franchise?"] == "Yes"
    film = "Star Wars: Episode I The Phantom Menace"
    question = f"Which of the following Star Wars films have you seen? Please select all that apply. / {film}"
    assert " ".join(rows[0][question].split()) == film
    fans = [row["Do you consider yourself to be a fan of the Star Trek franchise?"] for row in rows]
    assert (fans.count("Yes"), fans.count("No"), fans.count("")) == (427, 641, 118)


def test_an_export_of_surveymonkey_as_a_workbook_with_one_row_of_headings(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", [["Respondent ID", "How satisfied were you?"], [1, "Very"], [2, ""]])
    assert rows_of(read_surveymonkey, path) == [
        {"Respondent ID": 1, "How satisfied were you?": "Very"}, {"Respondent ID": 2, "How satisfied were you?": None},
    ]  # fmt: skip


def test_two_questions_that_would_have_one_heading_keep_theirs(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("Respondent ID,Why?,,Why?\n,Response,Other,Open-Ended Response\n1,a,b,c\n", "utf-8")
    assert rows_of(read_surveymonkey, path) == [
        {"Respondent ID": "1", "Why? / Response": "a", "Why? / Other": "b", "Why? / Open-Ended Response": "c"}
    ]


def test_microsoft_forms_has_a_column_for_each_answer(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", [
        ["ID", "Start time", "Completion time", "How did you\xa0get in touch?", "How satisfied were you?", "Why?"],
        [1, 45000.5, 45000.51, "Telephone;Online form;", 4, "slow; very slow;"],
        [2, 45001.5, 45001.51, "", 5, "fine"],
        [3, 45002.5, 45002.51, "Online form;", "", "ok"],
    ])  # fmt: skip
    rows = rows_of(read_microsoft_forms, path)
    question = "How did you get in touch?"
    assert [row[f"{question} / Telephone"] for row in rows] == ["Telephone", None, None]
    assert [row[f"{question} / Online form"] for row in rows] == ["Online form", None, "Online form"]
    assert [row["How satisfied were you?"] for row in rows] == [4, 5, None]
    assert not [name for name in rows[0] if name.startswith("Why? /")], "what people wrote is no list of answers"


def test_govuk_forms_takes_off_the_tab(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_bytes(
        b"Reference,Submitted at,What happened?,How much? (pounds)\n"
        b'ABC1,2025-03-01T10:00:00+00:00,"\t=1+1 is what it said","\t-5"\n'
        b'ABC2,2025-03-02T10:00:00+00:00,"\tindented",7\n'
    )
    rows = rows_of(read_govuk_forms, path)
    assert [row["What happened?"] for row in rows] == ["=1+1 is what it said", "\tindented"]
    assert [row["How much? (pounds)"] for row in rows] == ["-5", "7"]


@pytest.mark.parametrize(("cell", "typed"), [
    ("\t=A1", "=A1"), ("\t+44 20", "+44 20"), ("\t-1", "-1"), ("\t@x", "@x"), ("\t\tx", "\tx"), ("\tx", "\tx"),
    ("=A1", "=A1"), ("", ""), ("\t", "\t"),
])  # fmt: skip
def test_only_the_tab_that_was_put_there(tmp_path: Path, cell: str, typed: str) -> None:
    path = tmp_path / "g.csv"
    path.write_text(f'Reference,Why?\nABC1,"\t=1"\nABC2,"{cell}"\n', "utf-8")
    assert [row["Why?"] for row in rows_of(read_govuk_forms, path)] == ["=1", typed]


def test_a_wanted_question_is_found_by_its_own_words_and_nothing_else_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("Respondent ID,How was it?,Why?\n,Response,Open-Ended Response\n1,well,so\n", "utf-8")
    raw = read_surveymonkey(Binding(table="responses", plugin="made", paths=(path,)), ("how was it?",))
    assert raw.data.to_pylist() == [{"How was it?": "well"}]
    assert raw.headings == ("Respondent ID", "How was it?", "Why?")


def test_the_headings_of_a_long_export_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    lines = ["Respondent ID,How was it?", ",Response", *(f"{number},well" for number in range(60_000))]
    path.write_text("\n".join(lines), "utf-16")
    assert len(rows_of(read_surveymonkey, path)) == 60_000


@pytest.mark.parametrize("read", [read_surveymonkey, read_microsoft_forms, read_govuk_forms])
def test_a_file_of_another_tool_is_told(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,service,answered_on\n1,roads,2025-01-01\n", "utf-8")
    with pytest.raises(CxError) as caught:
        rows_of(read, path)
    assert caught.value.exit_code == 3 and "`id`, `service`, `answered_on`" in caught.value.diagnostics[0].message
    with pytest.raises(CxError) as caught:
        rows_of(read, path, header_rows=2)
    assert caught.value.exit_code == 2
    with pytest.raises(CxError) as caught:
        read(Binding(table="responses", plugin="made"), ())
    assert caught.value.exit_code == 2


class OfExports(SourceSuite):
    """What every source promises, of a file in which a person is named."""

    streams = False
    reader: Any
    file: tuple[str, list[list[Any]]]
    wanted: tuple[str, ...]
    person = "canary-of-a-person"

    @pytest.fixture
    def case(self, tmp_path: Path) -> SourceCase:
        name, rows = self.file
        path = workbook(tmp_path / name, rows)
        if name.endswith(".csv"):
            path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), "utf-8")
        binding = Binding(table="responses", plugin="made", paths=(path,))
        return SourceCase(
            reader=self.reader, binding=binding, wanted=self.wanted, rows=2,
            personal=frozenset({self.wanted[1]}), personal_values=(self.person,),
            broken=Binding(table="responses", plugin="made", paths=(tmp_path / f"none-{name}",)),
        )  # fmt: skip


class TestGovukForms(OfExports):
    reader = staticmethod(read_govuk_forms)
    file = ("g.csv", [["Reference", "Submitted at", "Why?"], ["A", "2025-03-01T10:00:00Z", OfExports.person],
                      ["B", "2025-03-01T10:00:00Z", "\t=1"]])  # fmt: skip
    wanted = ("Reference", "Why?")


class TestSurveyMonkey(OfExports):
    reader = staticmethod(read_surveymonkey)
    file = ("s.csv", [["Respondent ID", "Why?"], ["", "Open-Ended Response"], [1, OfExports.person], [2, ""]])
    wanted = ("Respondent ID", "Why?")


class TestMicrosoftForms(OfExports):
    reader = staticmethod(read_microsoft_forms)
    file = ("f.xlsx", [["ID", "Completion time", "Why?", "Which?"], [1, 45000.5, OfExports.person, "a;b;"],
                       [2, 45001.5, "", ""]])  # fmt: skip
    wanted = ("ID", "Why?", "Which? / a")
