"""Workbooks as people keep them, and as somebody might make them to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, RawTable
from cxengine.source import NOWHERE
from cxengine.sources.workbook_bounds import refuse_bomb
from cxengine.sources.xlsx_source import read_xlsx

Sheets = dict[str, Sequence[Sequence[Any]]]


def workbook(path: Path, sheets: Sheets, *, hidden: Sequence[str] = (), at: tuple[int, int] = (0, 0)) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number + at[0], at[1], row)
        if name in hidden:
            sheet.hide()
        elif hidden:
            sheet.activate()
    book.close()
    return path


def read(path: Path, *wanted: str, **options: object) -> RawTable:
    return read_xlsx(Binding(table="t", plugin="xlsx", paths=(path,), options=options), wanted or ("a", "b"))


def code(path: Path, **options: object) -> str:
    with pytest.raises(CxError) as raised:
        read(path, **options)
    assert raised.value.exit_code == 3
    return raised.value.diagnostics[0].code


def test_rows_are_numbered_as_excel_does_wherever_they_stand(tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", {"S": [["a", "b"], [1, "x"], [], [None, " "], [2.5, "y"]]}, at=(3, 2))
    raw = read(path)
    assert raw.data.to_pydict() == {"a": [1.0, 2.5], "b": ["x", "y"]}
    assert raw.row_numbers.tolist() == [5, 8] and "2 blank rows" in " ".join(raw.notes)


def test_merged_headings_over_options_are_one_heading(tmp_path: Path) -> None:
    rows = [["Id", "Which?", None, "Age"], [None, "One", "Two", "Response"], [7, "One", None, 40]]
    raw = read(workbook(tmp_path / "w.xlsx", {"S": rows}), "Which? / Two", "one", "age", header_rows=2)
    assert raw.data.to_pydict() == {"Which? / One": ["One"], "Which? / Two": [None], "Age / Response": [40]}


def test_a_column_of_one_kind_keeps_it_and_a_mixed_one_is_text(tmp_path: Path) -> None:
    day, moment = date(2019, 3, 31), datetime(2019, 3, 31, 8, 28, 9)
    rows = [["whole", "part", "day", "both", "mixed", "flag"],
            [1, 0.5, day, day, day, True], [12345678901, 0.1, day, moment, "31/12/2019", False],
            [3, 2, day, day, 7, True]]  # fmt: skip
    raw = read(workbook(tmp_path / "w.xlsx", {"S": rows}), *rows[0])
    types = {name: str(raw.data.schema.field(name).type) for name in raw.data.column_names}
    assert types == {"whole": "int64", "part": "double", "day": "date32[day]", "both": "timestamp[us]",
                     "mixed": "string", "flag": "bool"}  # fmt: skip
    assert raw.data.column("mixed").to_pylist() == ["2019-03-31T00:00:00", "31/12/2019", "7"]
    assert raw.numbers["mixed"].tolist() == [False, False, True]


def test_dates_that_excel_took_for_text_are_read_beside_those_it_took_for_dates(
    load: Callable[..., Any], tmp_path: Path
) -> None:
    rows = [["day"], [date(2019, 1, 2)], ["31/12/2019"], ["02/01/2019"], ["soon"], [43]]
    path = workbook(tmp_path / "w.xlsx", {"S": rows})
    loading = load("table t: T\n  field day is date\n", path, plugin="xlsx", dates=("%d/%m/%Y",))
    assert loading.column("day") == [date(2019, 1, 2), date(2019, 12, 31), date(2019, 1, 2)]
    assert loading.rejected == {"not-a-date": (5, 6)}


def test_a_number_of_excel_is_the_decimal_it_shows(load: Callable[..., Any], tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", {"S": [["cost", "id"], [0.1, 3292879998], [1234.56, 2], [0.125, 3]]})
    rules = "table t: T\n  key id\n  field id is text\n  field cost is money\n"
    loading = load(rules, path, plugin="xlsx")
    assert loading.column("cost") == [Decimal("0.10"), Decimal("1234.56")]
    assert loading.column("id") == ["3292879998", "2"] and loading.rejected == {"too-many-decimals": (4,)}


# the sheet that is active when a workbook is saved cannot be a hidden one
SHEETS: Sheets = {"Notes": [["read me"]], "June": [["a", "b"], [1, 2]], "July": [["b", "a"], [4, 3], [6, 5]]}


def test_the_sheet_is_the_one_named_else_the_first_that_is_shown(tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", SHEETS, hidden=["Notes"])
    first = read(path)
    assert first.data.to_pydict() == {"a": [1], "b": [2]} and "`July`" in first.notes[0]
    assert read(path, sheet="july ").data.to_pydict() == {"b": [4, 6], "a": [3, 5]}
    with pytest.raises(CxError, match="no sheet `Juni`") as raised:
        read(path, sheet="Juni")
    assert "`June`" in raised.value.diagnostics[0].help


def test_every_sheet_is_a_part_with_rows_of_its_own(load: Callable[..., Any], tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", SHEETS, hidden=["Notes"])
    rules = "table t: T\n  key a\n  field a is number, 0 decimals\n  field month is one of (June, July)\n"
    loading = load(rules, path, plugin="xlsx", options={"sheet": "*"}, columns={"month": "Sheet"})
    assert loading.column("a") == [1, 3, 5] and loading.column("month") == ["June", "July", "July"]
    assert [(file.name, file.rows) for file in loading.good.report.files] == [
        ("w.xlsx, sheet June", 1), ("w.xlsx, sheet July", 2),
    ]  # fmt: skip
    assert list(loading.good.row_numbers) == [2, 2, 3]


def test_a_folder_an_empty_file_and_what_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "text.xlsx").write_text("a,b\n1,2\n")
    whole = workbook(tmp_path / "w.xlsx", {"S": [["a", "b"], *([i, "word " * 9] for i in range(500))]}).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "old.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert code(tmp_path) == code(tmp_path / "none.xlsx") == "missing-file"
    assert code(tmp_path / "empty.xlsx") == "empty-file"
    assert code(workbook(tmp_path / "bare.xlsx", {"S": []})) == "empty-file"
    for name in ("text", "cut", "old"):
        assert code(tmp_path / f"{name}.xlsx") == "not-xlsx"


def locked() -> bytes:
    """What Excel writes with a password: a compound file of two streams, EncryptionInfo and EncryptedPackage."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

    def entry(name: str, kind: int, start: int, size: int, child: int = free, right: int = free) -> bytes:
        letters = name.encode("utf-16-le") + bytes(2)
        of = (len(letters), kind, 1, free, right, child, bytes(16), 0, 0, 0, start, size)
        places = struct.pack("<HBB3I16sIQQIQ", *of)
        return letters.ljust(64, b"\0") + places

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I109I", 0, 1, 1, 0, 4096, end, 0, end, 0, 0, *[free] * 108)
    chains = [table, end, *range(3, 10), end, *range(11, 18), end]
    entries = entry("Root Entry", 5, end, 0, child=1) + entry("EncryptionInfo", 2, 2, 4096, right=2)
    entries += entry("EncryptedPackage", 2, 10, 4096) + bytes(128)
    return header + struct.pack("<128I", *chains, *[free] * (128 - len(chains))) + entries + bytes(8192)


def test_a_workbook_with_a_password_says_how_to_take_it_off(tmp_path: Path) -> None:
    (tmp_path / "w.xlsx").write_bytes(locked())
    with pytest.raises(CxError) as raised:
        read(tmp_path / "w.xlsx")
    (said,) = raised.value.diagnostics
    assert (said.code, said.message) == ("locked-workbook", "`w.xlsx` is locked with a password.")
    assert "Protect Workbook" in said.help


def bomb(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1'><c t='n' r = 'A1'><v>1</v></c></row><row><c s='1' r='ZZ900000'><v>1</v></c></row>",
        b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row>" + b"<row/>" * 9_000 + b"<row><c><v>1</v></c></row>",
        b'<x:row r="1" xmlns:x="x"><x:c s=">" r="A1">1</x:c><x:c r="XFD900000">1</x:c></x:row>',
    ],
)
def test_a_few_cells_that_lie_far_apart_are_refused(cells: bytes) -> None:
    sheet = b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>"
    with pytest.raises(CxError) as raised:
        refuse_bomb(bomb({"xl/worksheets/sheet1.xml": sheet}), "w.xlsx", NOWHERE)
    assert raised.value.diagnostics[0].code == "source-too-big"


def test_cells_that_are_only_formatted_do_not_count() -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    refuse_bomb(bomb({"xl/worksheets/sheet1.xml": sheet}), "w.xlsx", NOWHERE)


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxengine.sources.workbook_bounds.MOST_UNPACKED", 1 << 20)
    path = tmp_path / "w.xlsx"
    path.write_bytes(bomb({"xl/sharedStrings.xml": bytes(2 << 20)}))
    assert path.stat().st_size < 10_000 and code(path) == "source-too-big"


def test_a_workbook_that_lies_about_what_it_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxengine.sources.workbook_bounds.MOST_UNPACKED", 1 << 20)
    content = bomb({"xl/sharedStrings.xml": bytes(2 << 20)})
    size = (2 << 20).to_bytes(4, "little")
    assert content.count(size) == 2
    (tmp_path / "w.xlsx").write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    assert code(tmp_path / "w.xlsx") in ("not-xlsx", "source-too-big")


def without_values(path: Path, cells: dict[str, str]) -> Path:
    """The workbook with the stored value of each cell that is named replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {each.filename: archive.read(each) for each in archive.infolist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for place, value in cells.items():
        head, _, rest = sheet.partition(f'<c r="{place}"')
        cell, closed, after = rest.partition("</c>")
        assert closed and "<f>" in cell
        sheet = f'{head}<c r="{place}"{cell[: cell.index("<v>")]}{value}</c>{after}'
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_formula_without_a_stored_value_is_told_and_one_with_a_value_is_read(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Answers & more")
        sheet.write_row(2, 1, ["a", "b", "c"])
        for row in range(3, 8):
            sheet.write_formula(row, 1, "=2+2", None, 4)
            sheet.write(row, 2, row)
            sheet.write_formula(row, 3, "=1+1", None, 2)
    without_values(path, {"B4": "", "B6": "<v></v>", "B7": "<v/>", "D5": ""})
    raw = read(path)
    assert raw.data.to_pydict() == {"a": [None, 4, None, None, 4], "b": [3, 4, 5, 6, 7]}
    said = [(each.code, each.count, each.rows) for each in raw.problems]
    assert said == [("formula-without-value", 3, (4, 6, 7))] and "`a` has formulas without" in raw.problems[0].message


def test_empty_text_is_a_value_of_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1, 1, 1)
        sheet.write_formula(1, 0, '=IF(B2,"","x")', None, "text")
    raw = read(without_values(path, {"A2": "<v></v>"}))
    assert (raw.problems, raw.data.to_pydict()) == ((), {"a": [None], "b": [1]})


def test_a_title_row_above_the_headings_is_asked_about_in_words_of_a_workbook(
    load: Callable[..., Any], tmp_path: Path
) -> None:
    path = workbook(tmp_path / "w.xlsx", {"S": [["Our answers", None], ["one", "two"], ["x", "y"]]})
    (problem,) = load("table t: T\n  field first is text\n  field second is text\n", path, plugin="xlsx").found
    assert problem.code == "missing-column" and "delimiter" not in problem.help
    assert "`header_rows = 2` in `[sources.t]`" in problem.help and "Name it in `sheet`." in problem.help


def test_errors_in_cells_count_as_blank_and_are_told(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["a", "b", "c"])
        for row, error in enumerate(["#DIV/0!", "#N/A"], 1):
            sheet.write_formula(row, 0, "=B9/0", None, error)
            sheet.write_formula(row, 2, "=B9/0", None, error)
            sheet.write_formula(row, 1, "=1+1", None, 2)
    raw = read(path)
    assert raw.data.to_pydict() == {"a": [None, None], "b": [2, 2]}
    assert [(each.code, each.count, each.rows) for each in raw.problems] == [("cells-in-error", 2, (2, 3))]


def test_hidden_sheets_are_named_and_an_empty_one_is_passed_over(load: Callable[..., Any], tmp_path: Path) -> None:
    rows = [["a"], ["x"]]
    path = workbook(tmp_path / "w.xlsx", {"Old": rows, "New": rows, "None": [], "Way back": rows},
                    hidden=("Old", "Way back"))  # fmt: skip
    assert read(path).notes == (
        "Sheet `New` is read, the first; the others are `None`.",
        "Hidden sheets of `w.xlsx` are not read: `Old`, `Way back`.",
    )
    assert not read(path, sheet="Old").notes
    every = load("table t: T\n  field a is text\n", path, plugin="xlsx", options={"sheet": "*"})
    assert every.column("a") == ["x"] and [file.rows for file in every.good.report.files] == [1, 0]
    assert every.good.report.notes == (
        "Hidden sheets of `w.xlsx` are not read: `Old`, `Way back`.", "Sheet `None` of `w.xlsx` is empty.",
    )  # fmt: skip


def test_a_sheet_of_notes_among_all_is_named(load: Callable[..., Any], tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", {"Data": [["a", "b"], ["x", "y"]], "Notes": [["Read this first"]]})
    rules = "table t: T\n  field a is text\n  field b is text\n"
    (told,) = load(rules, path, plugin="xlsx", options={"sheet": "*"}).found
    assert told.message.startswith("Sheet `Notes` of `w.xlsx` has none of the headings")
    assert "`[[sources.t.files]]` for each sheet that is, with its `path` and `sheet`" in told.help


def test_merged_cells_are_told_with_the_rows_that_are_blank(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.merge_range(1, 1, 1, 2, "A title")
        for number, row in enumerate((["a", "b"], ["x", 1], ["", 2], ["", 3], ["y", 4])):
            sheet.write_row(number + 2, 1, row)
        sheet.merge_range(3, 1, 5, 1, "x")
    raw = read(path, header_rows=2)
    assert raw.data.column(0).to_pylist() == ["x", None, None, "y"]
    assert [(p.code, p.count, p.rows) for p in raw.problems] == [("merged-cells", 2, (5, 6))]
    assert raw.problems[0].message.startswith("`A title / a` has merged cells")


PAGES = (b"<html><table><tr><td>a</td></tr></table>", b"\xef\xbb\xbf\r\n<?xml version='1.0'?>")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_under_the_name_of_a_workbook_is_to_be_saved_as_one(tmp_path: Path, page: bytes) -> None:
    (tmp_path / "w.xls").write_bytes(page)
    with pytest.raises(CxError) as raised:
        read(tmp_path / "w.xls")
    (told,) = raised.value.diagnostics
    assert (told.code, told.help) == ("not-xlsx", "Open it in Excel and save it as .xlsx.")
