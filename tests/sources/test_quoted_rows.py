"""A very large csv file with quoted cells is read some rows at a time, which gives what reading it whole gives."""

from __future__ import annotations

import codecs
import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ParquetFile, RawTable
from cxengine.source import NOWHERE
from cxengine.sources import csv_in_parts, lines, parquet_source
from cxengine.sources.csv_in_parts import read_any_csv
from cxengine.sources.look import look_within
from cxengine.sources.quoted_rows import cells_of, refuse_open_quote

PLAIN = ("web", "", " ", "é", "7", "“so”", '"a|b"', '"two\n lines"', '"said ""so"""', '""', '" "', '"x\r\ny"', '""""')
STRAY = ('5" pipe', ' "x"', '"x"y', '"x" "y', 'a""b', '"a"""b"', '"""', '"', '6"', '""a"', '"a""', 'x"|"y', '"é')
SHAPES = ("", "||", "a", "a|b", "a|b|c||", "a|b|c|d", '"a\nb"', '"a\n\n\n b"|x', '" "||', '"', "\ufeffa|b|c", "\r|b|c")
HEADINGS = ("a|b|c", '"a"|"b"|"c"', '"a"|b|"c\nd"', "a|b|c||", '\n"a"|"b|b"|c', '"a|b|c', 'a|b"|c', 'a|b|c\n|"x"|')


def written(chance: random.Random, encoding: str, separator: str) -> bytes:
    ends = chance.choice((("\n",), ("\r\n",), ("\n", "\r\n", "\r")))
    strays = chance.choice((0.0, 0.0, 0.02, 0.2))
    rows = [chance.choice(HEADINGS[:3] if chance.random() < 0.8 else HEADINGS)]
    for _ in range(chance.randrange(70)):
        rows.append("|".join(chance.choice(STRAY if chance.random() < strays else PLAIN) for _ in range(3)))
    for _ in range(chance.choice((0, 1, 4))):
        rows.insert(chance.randrange(len(rows)) + 1, chance.choice(SHAPES))
    rows += [chance.choice(('"open', '5" pipe|"open'))] if chance.random() < 0.1 else []
    rows = ["sep=|", *rows] if chance.random() < 0.15 else rows
    text = "".join(row + chance.choice(ends) for row in rows)
    text = text if chance.random() < 0.7 else text.rstrip("\r\n")
    start = codecs.BOM_UTF8 if encoding == "utf-8" and chance.random() < 0.2 else b""
    return start + text.replace("|", separator).encode(encoding, "ignore")


def outcome(path: Path, **options: object) -> tuple[Any, bool]:
    """All that a reading gives, or why it gives nothing; and whether it came in parts."""
    try:
        read = read_any_csv(Binding(table="t", plugin="csv", paths=(path,), options=options), ("a", "c", "c d"))
    except CxError as error:
        return [(each.code, each.message, each.help) for each in error.diagnostics], False
    raw = read.read() if isinstance(read, ParquetFile) else read
    assert isinstance(raw, RawTable) and raw.row_numbers is not None
    told = raw.headings, raw.problems, raw.rejected, raw.notes, raw.digest, raw.top, raw.header_rows
    return (raw.row_numbers.tolist(), raw.data.to_pydict(), told), isinstance(read, ParquetFile)


def in_parts(patch: pytest.MonkeyPatch, block: int, part: int) -> None:
    for module, name, value in (
        (lines, "SMALL", 0), (lines, "BLOCK", block), (lines, "FIRST", block), (csv_in_parts, "MOST_ODD", 0),
        (csv_in_parts, "PART", part), (parquet_source, "BATCH", 70),
    ):  # fmt: skip
        patch.setattr(module, name, value)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_in_parts_are_those_of_the_whole(
    encoding: str, separator: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(encoding + separator)
    path, came, refused = tmp_path / "data.csv", 0, 0
    for _ in range(40):
        path.write_bytes(written(chance, encoding, separator))
        said = chance.choice(({}, {}, {"encoding": encoding}, {"delimiter": separator}, {"header_rows": 2}))
        whole, _ = outcome(path, **said)
        for block, part in ((8, 1), (40, 100), (300, 1)):
            with monkeypatch.context() as patched:
                in_parts(patched, block, part)
                found, parted = outcome(path, **said)
            assert found == whole, (block, part, said, path.read_bytes())
            came += parted
        refused += isinstance(whole, list)
    assert came > 90 and refused > 0


@pytest.mark.parametrize(
    ("rows", "parted"),
    [
        ('5" pipe,b,c', True),  # an odd number of marks, none of which opens a cell
        ('5" pipe,"a\nb",6" c\n5" pipe,"x\n1,2,3\n",c', True),  # even where a line ends within a cell
        ('"a\n",b,c\n' * 9, True),
        ('"a,b,c', False),  # never closed
        ('5" pipe,"b,c', False),  # never closed, of an even number
        ('"' + "a,b,c\n" * 300 + '",b,c', False),  # a row longer than many blocks
    ],
)
def test_a_mark_opens_a_cell_where_that_begins(
    rows: str, parted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.csv"
    path.write_text("a,b,c\n" + "1,2,3\n" * 50 + rows + "\n" + "1,2,3\n" * 50, "utf-8", newline="")
    whole, _ = outcome(path)
    in_parts(monkeypatch, 16, 1)
    assert outcome(path) == (whole, parted)
    if rows == '"a,b,c':
        assert whole[0][:2] == ("unclosed-quote", whole[0][1]) and "in row 52 of" in whole[0][1]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('"a,b,c\n' + "1,2,3\n" * 9_000, "unclosed-quote"),
        ('"' + "x" * 131_073 + "\n" * 9_000, "unclosed-quote"),
        ("x" * 131_073 + ',5" pipe,c', ""),
        ('"' + '""x\n' * 60_000 + '",5" pipe,c', ""),
        ('5" pipe,"b,c', ""),
    ],
)
def test_a_mark_that_is_never_closed_is_told_in_parts_where_all_of_it_is(
    rows: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.csv"
    path.write_text("a,b,c\n" + "1,2,3\n" * 50 + rows + "\n", "utf-8")
    whole, _ = outcome(path)
    in_parts(monkeypatch, 1 << 14, 1)
    if not code:
        assert outcome(path) == (whole, '"b,c' not in rows)
        return
    monkeypatch.setattr(csv_in_parts, "read_whole", None)
    assert outcome(path) == (whole, False) and whole[0][0] == code


def test_most_of_a_file_is_never_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are cut wherever one ends, also where hardly a line does."""
    path = tmp_path / "data.csv"
    path.write_text("a,b,c\n" + ('"' + "line\n" * 40 + '",5" pipe,"a ""b"" c"\n') * 200, "utf-8", newline="")
    in_parts(monkeypatch, 64, 1)
    sizes: list[int] = []
    read = csv_in_parts.read_body

    def seen(look: Any, *rest: Any) -> Any:
        sizes.append(len(look.body))
        return read(look, *rest)

    monkeypatch.setattr(csv_in_parts, "read_body", seen)
    found, parted = outcome(path)
    assert parted and len(found[0]) == 200 and len(sizes) == 200 and max(sizes) < 300


def test_a_mark_that_is_never_closed_and_long_cells_are_told_as_pythons_own_reader_does() -> None:
    """Which takes no cell of more than 131,072 characters."""
    look = look_within(b"a;b\n", [], name="a.csv", header_rows=1, separator=";", span=NOWHERE)
    for seed in range(4_000):
        chance = random.Random(seed)
        text = "".join(chance.choices('"";\n\r, a', k=chance.randint(1, 25)))
        ended = text if text.endswith("\n") else text + "\n"
        rows = list(csv.reader(io.StringIO(ended + "end\n", newline=""), delimiter=";"))
        told = ""
        try:
            refuse_open_quote(io.StringIO(text, newline=""), look, "a.csv", NOWHERE)
        except CxError as error:
            told = error.diagnostics[0].message
        closed = rows[-1] == ["end"]
        assert (told == "") is closed, text
        assert closed or f"in row {len(rows) + 1} of" in told, text
        if closed and len(rows) == 2:
            assert list(cells_of(text, ";")) == (rows[0] or [""]), text


def test_a_row_with_a_long_cell_is_mended_and_told_as_any_other(tmp_path: Path) -> None:
    long = "x" * 131_073
    path = tmp_path / "data.csv"
    path.write_text(f'a,b\n1,"{long}""",\n2,3\n4,{long},5,6\n', "utf-8")
    raw = read_any_csv(Binding(table="t", plugin="csv", paths=(path,)), ("a", "b"))
    assert isinstance(raw, RawTable) and raw.data.column("b").to_pylist() == [long + '"', "3"]
    assert [each.message for each in raw.problems] == [
        "Rows with more or fewer cells than headings; row 4 has 4 for 2."
    ]
