"""Reading csv files as people save them."""

from __future__ import annotations

import codecs
import csv
import io
import random
from pathlib import Path

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, RawTable
from cxengine.source import Span
from cxengine.sources import csv_source
from cxengine.sources.csv_source import read_csv
from cxengine.sources.headings import find_heading, joined, told_apart


def read(tmp_path: Path, content: bytes, *wanted: str, **options: object) -> RawTable:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    return read_csv(Binding(table="t", plugin="csv", paths=(path,), options=options), wanted or ("a", "b"))


def code(tmp_path: Path, content: bytes, **options: object) -> str:
    with pytest.raises(CxError) as raised:
        read(tmp_path, content, **options)
    assert raised.value.exit_code == 3
    return raised.value.diagnostics[0].code


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("a,b\nzoë,£5\n".encode(), ""),
        (codecs.BOM_UTF8 + "a,b\nzoë,£5\n".encode(), ""),
        ("a,b\nzoë,£5\n".encode("utf-16"), "UTF-16"),
        ("a,b\nzoë,£5\n".encode("cp1252"), "cp1252"),
        # 0x8f and 0x9d have no letter in cp1252
        ("a,b\nzoë,£5\nè,ù\n".encode("mac_roman"), "Mac Roman"),
    ],
)
def test_the_ladder_of_encodings_says_what_it_took(tmp_path: Path, content: bytes, note: str) -> None:
    raw = read(tmp_path, content)
    assert raw.data.slice(0, 1).to_pylist() == [{"a": "zoë", "b": "£5"}]
    assert note in " ".join(raw.notes) and bool(raw.notes) is bool(note)


def test_an_encoding_that_is_given_is_taken_or_refused(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b\n\x8e,1\n", encoding="mac_roman").data.column("a").to_pylist() == ["é"]
    assert code(tmp_path, b"a,b\n\x8e,1\n", encoding="utf-8") == "bad-encoding"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, end: str) -> None:
    lines = ["a,b", "1,2", '"3,5; 4\t|","x ""y"""', "5,"]
    rows = list(csv.reader(lines))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    raw = read(tmp_path, out.getvalue().encode())
    assert [list(row.values()) for row in raw.data.to_pylist()] == rows[1:]


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    content = b'\na,b,,\n1,2,,\n\n3,4\n,,,\n5,"six\nseven",,\n8\n9,10,,,\n11,12,13,14,15\n16,"x"y,,\n\n'
    raw = read(tmp_path, content)
    assert dict(zip(raw.row_numbers.tolist(), raw.data.column("a").to_pylist(), strict=True)) == {
        3: "1", 5: "3", 7: "5", 9: "9", 11: "16",
    }  # fmt: skip
    assert raw.data.column("b").to_pylist() == ["2", "4", "six\nseven", "10", "xy"]
    assert raw.rejected == 2 and [(p.code, p.rows) for p in raw.problems] == [("ragged-row", (8, 10))]
    assert "3 blank rows" in " ".join(raw.notes)


def test_no_row_is_lost_whatever_the_file(tmp_path: Path) -> None:
    """Rows kept, rejected and blank are all there are, as the standard library counts them."""
    chance = random.Random(7)
    cells = ["", "1", "x y", '"q, r"', '"two\nlines"', " "]
    for _ in range(40):
        widths = [chance.choice([3, 3, 3, 3, 2, 4, 0]) for _ in range(chance.randrange(60))]
        lines = [",".join(chance.choice(cells) for _ in range(width)) for width in widths]
        text = "a,b,c\n" + "".join(line + "\n" for line in lines)
        raw = read(tmp_path, text.encode(), "b")
        rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
        blank = [not any(cell.strip() for cell in row) for row in rows]
        kept, numbers, ragged = [], [], 0
        for number, (row, empty) in enumerate(zip(rows, blank, strict=True), 2):
            over = [cell for cell in row[3:] if cell.strip()]
            if not empty and len(row) >= 3 and not over:
                kept.append(row[1])
                numbers.append(number)
            elif not empty:
                ragged += 1
        assert raw.data.column("b").to_pylist() == kept
        assert raw.row_numbers.tolist() == numbers
        assert raw.rejected == ragged


def test_rows_that_are_blank_only_where_we_look_are_kept(tmp_path: Path) -> None:
    raw = read(tmp_path, b"a,b\n,x\n,\n1,y\n", "a")
    assert raw.data.column("a").to_pylist() == ["", "1"] and raw.row_numbers.tolist() == [2, 4]


def test_header_rows_become_one_heading() -> None:
    rows = [["Id", "Which films?", "", "", "Age"], ["", "One", "Two", "Three", "Response"], ["", "", "", "", "Age"]]
    found = joined(rows)
    assert found == ("Id", "Which films? / One", "Which films? / Two", "Which films? / Three", "Age / Response")
    assert find_heading("age", found) == 4 and find_heading("Two", found) == 2
    assert find_heading("Which films?", found) is None


def test_repeated_headings_are_numbered() -> None:
    assert told_apart(["x", "y", "X", "", "", "x (1)"]) == ("x (2)", "y", "X (3)", "", "", "x (1)")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty-file"),
        (b"  \r\n\n", "empty-file"),
        (b"a,b\n1,\x002\n", "binary-file"),
        (b"PK\x03\x04rest", "not-csv"),
        (b"\xd0\xcf\x11\xe0rest", "not-csv"),
        (b"PAR1rest", "not-csv"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "unclosed-quote"),
        (b'a,"b\n1,2\n3,4\n', "unclosed-quote"),
    ],
)
def test_what_is_no_csv_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    assert code(tmp_path, content) == expected


def test_an_open_quote_names_its_row_and_an_inch_mark_is_none(tmp_path: Path) -> None:
    with pytest.raises(CxError, match="row 3 "):
        read(tmp_path, b'a,b\n1,2\n1,"2\n3,4\n5,6\n')
    assert read(tmp_path, b'a,b\n1,5" pipe\n2,x\n').data.column("b").to_pylist() == ['5" pipe', "x"]


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    for content in (b"a,b", b"a,b\n", b"a,b\r\n\r\n"):
        raw = read(tmp_path, content)
        assert raw.data.num_rows == 0 and raw.data.column_names == ["a", "b"]


def test_a_cell_longer_than_a_block_is_read(tmp_path: Path) -> None:
    long = "word, " * 1_000_000
    raw = read(tmp_path, f'a,b\n1,"{long}"\n2,x\n'.encode())
    assert raw.data.column("b").to_pylist() == [long, "x"]


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(CxError) as raised:
            read_csv(Binding(table="t", plugin="csv", paths=(path,)), ("a",))
        assert raised.value.diagnostics[0].code == "missing-file" and raised.value.exit_code == 3


def test_a_file_that_changes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\n")
    unpack = csv_source.unpacked

    def slow(path: Path, span: Span) -> bytes:
        content = unpack(path, span)
        path.write_text("a,b\n1,2\n3,4\n")
        return content

    monkeypatch.setattr(csv_source, "unpacked", slow)
    with pytest.raises(CxError) as raised:
        read_csv(Binding(table="t", plugin="csv", paths=(path,)), ("a",))
    assert raised.value.diagnostics[0].code == "file-changed"


def test_signs_that_steer_a_terminal_are_marked(tmp_path: Path) -> None:
    raw = read(tmp_path, "a\nx\x1b[31my\nx\x9b31my\nx\x85y\n£5\n".encode(), "a")
    assert raw.data.column("a").to_pylist() == ["x\ufffd[31my", "x\ufffd31my", "x\x85y", "£5"]
    assert any("steer" in note for note in raw.notes)
    assert read(tmp_path, b"a\x1fb\n1\x1f2\n", delimiter="\x1f").data.column("b").to_pylist() == ["2"]
