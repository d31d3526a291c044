"""The extract and the workbook, as the pack wants them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding
from cxengine.testing import SourceCase, SourceSuite
from cxengine_enfield.contacts import COLUMNS, read_contacts
from cxengine_enfield.workbook import COLUMNS as ANSWERS, read_workbook

EXTRACT = Path(__file__).parent / "data" / "extract_2018_19.csv"
HEAD = ["No.", "Statement", "Position", "Evidence", "Comment"]


def bound(path: Path, **options: Any) -> Binding:
    return Binding(table="contacts", plugin="enfield_contacts", paths=(path,), options=options)


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell)
    return path


def filled(service: str, *answers: list[Any]) -> list[list[Any]]:
    above = [["Service", service], ["Completed by:", "Head of service"], ["Date", date(2019, 3, 1)], []]
    return [*above, HEAD, *answers]


class TestContacts(SourceSuite):
    streams = discreet = False

    @pytest.fixture
    def case(self) -> SourceCase:
        return SourceCase(
            reader=read_contacts, binding=bound(EXTRACT), wanted=tuple(COLUMNS), rows=7, broken=bound(EXTRACT / "none")
        )


class TestWorkbook(SourceSuite):
    streams = discreet = False

    @pytest.fixture
    def case(self, tmp_path: Path) -> SourceCase:
        rows = filled("Libraries", ["1.1", "Culture audit", "In place", "Audit", ""])
        path = workbook(tmp_path / "self.xlsx", {"Libraries": rows})
        return SourceCase(
            reader=read_workbook, binding=bound(path), wanted=ANSWERS, rows=1, broken=bound(tmp_path / "none.xlsx")
        )


def test_the_words_of_the_extract_are_those_of_the_pack() -> None:
    rows = read_contacts(bound(EXTRACT), ()).data.to_pylist()
    assert rows[0] == {
        "contact_id": "EC-18-000001", "service": "housing_repairs", "received_on": "2018-04-03", "channel": "phone",
        "reason": "new", "minutes": "7.500",
    }  # fmt: skip
    assert [row["service"] for row in rows[1:4]] == ["waste", "contact_centre", "childrens_services"]
    assert [row["channel"] for row in rows[1:4]] == ["web", "face_to_face", "post"]
    assert [row["reason"] for row in rows[1:4]] == ["chasing", "again", "passed_on"]
    assert [row["minutes"] for row in rows[1:4]] == [None, "3.000", "60.083"]
    assert (rows[4]["service"], rows[5]["received_on"], rows[6]["channel"]) == ("Parking", "31-JUN-2018 10:00", "Fax")


def test_a_column_that_is_gone_since_yesterday(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text(EXTRACT.read_text("utf-8").replace("Department", "Dept").replace("Logged", "Logged At"), "utf-8")
    with pytest.raises(CxError) as caught:
        read_contacts(bound(path), ())
    assert caught.value.exit_code == 3
    assert [d.message for d in caught.value.diagnostics] == [
        "The extract `new.csv` has no column `Department` any more.",
        "The extract `new.csv` has no column `Logged` any more.",
    ]
    assert "Did you mean `Logged At`?" in caught.value.diagnostics[1].help


def test_the_workbook_gives_an_answer_for_each_position(tmp_path: Path) -> None:
    path = workbook(tmp_path / "self.xlsx", {
        "How to": [["Fill in a sheet for each service."]],
        "Repairs": filled(
            "Council housing repairs", ["1.1", "Culture audit", "In place", "Audit of May", "done"],
            [1.2, "Approach", "Partly in place"], ["1.3", "Level", ""], ["", "", ""], ["1.4", "Digital", "Nearly"],
        ),
        "Nobody": filled("", ["1.1", "Culture audit", "In place"]),
    })  # fmt: skip
    raw = read_workbook(bound(path), ())
    rows = raw.data.to_pylist()
    assert rows[0] == {
        "subject": "service:housing_repairs", "model": "maturity", "criterion": "1.1", "answer": "met",
        "by": "Head of service", "on": "2019-03-01", "evidence": "Audit of May", "note": "done",
    }  # fmt: skip
    assert [(row["criterion"], row["answer"]) for row in rows[1:]] == [("1.2", "partly"), ("1.4", "Nearly")]
    assert raw.problems[0].message.startswith("Sheet `Nobody` does not say which service")
    assert "`How to`" in raw.notes[0]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 half of one"])
def test_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "self.xlsx"
    path.write_bytes(content)
    with pytest.raises(CxError) as caught:
        read_workbook(bound(path), ())
    assert caught.value.exit_code == 3


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(CxError, match="has no sheet of a service"):
        read_workbook(bound(workbook(tmp_path / "other.xlsx", {"A": [["id", "title"]]})), ())


@pytest.mark.parametrize("read", [read_contacts, read_workbook])
def test_mistakes_in_the_keys(read: Any) -> None:
    with pytest.raises(CxError) as caught:
        read(Binding(table="contacts", plugin="x", options={"sheet": "A"}), ())
    assert caught.value.exit_code == 2 and len(caught.value.diagnostics) == 2
