"""Large sources are put aside some rows at a time, and give what reading them whole gives."""

from __future__ import annotations

import errno
import gc
import gzip
import io
import json
import random
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import duckdb
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ParquetFile, RawTable, SourceReader
from cxengine.sources import (
    cells_in_parts,
    csv_in_parts,
    json_in_parts,
    json_source,
    lines,
    parquet_source,
    passed,
    put_aside,
    sqlite_source,
    transcoded,
)
from cxengine.sources.csv_in_parts import read_any_csv
from cxengine.sources.duckdb_source import read_duckdb
from cxengine.sources.failures import digest_of_file
from cxengine.sources.json_source import read_json
from cxengine.sources.sqlite_source import read_sqlite

ROWS = 400
Row = dict[str, Any]
Write = Callable[[Path, list[Row]], None]


def odd_rows(chance: random.Random) -> list[Row]:
    """Columns whose types follow from all rows: what stands in the first of them may be of another."""
    late = chance.randrange(ROWS)

    def after(at: int, before: tuple[Any, ...], then: tuple[Any, ...]) -> Any:
        return chance.choice(then if at >= late else before)

    return [
        {
            "id": f"n{at}",
            "whole": after(at, (1, 2, None), (3, 2**62)),
            "part": after(at, (1, 2, None), (3, 0.5)),
            "late": after(at, (None,), ("a", " ", None)),
            "mixed": after(at, (1, 2.0, None), ("3", "none", "\u009b")),
            "yes": after(at, (True, None), (False,)),
            "never": None,
            "large": after(at, (1,), (10**30,)),
        }
        for at in range(ROWS)
    ]


def as_lines(path: Path, rows: list[Row]) -> None:
    told = [json.dumps(row) for row in rows]
    told[3:3] = ["", "{", "5", '["a"]', '{"late": {"inner": 1.10, "list": [1, {"a": null}]}, "part": NaN}']
    path.write_text("\ufeff" + "\r\n".join(told), "utf-8")


def as_list(path: Path, rows: list[Row]) -> None:
    text = json.dumps([*rows[:9], 12345, {"new": 1.10}, "é", *rows[9:]], indent=1, ensure_ascii=False)
    path.write_text(f"\n {text} \n", "utf-8")


def as_sqlite(path: Path, rows: list[Row]) -> None:
    kept = [name for name in rows[0] if name != "large"]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE cases ({', '.join(kept)})")
        many = ", ".join("?" for _ in kept)
        connection.executemany(f"INSERT INTO cases VALUES ({many})", [[row[name] for name in kept] for row in rows])
        connection.commit()


def as_duckdb(path: Path, rows: list[Row]) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE cases (id VARCHAR, whole BIGINT, part DOUBLE, late VARCHAR, yes BOOLEAN)")
        for row in rows[:60]:
            cells = [row[name] for name in ("id", "whole", "part", "late", "yes")]
            connection.execute("INSERT INTO cases VALUES (?, ?, ?, ?, ?)", cells)


def as_csv(path: Path, rows: list[Row]) -> None:
    told = [";".join("" if each is None else str(each) for each in row.values()) for row in rows]
    told[5:5] = ["1;2", "", ";;;", "é;1;2;;;;;;;", "  ;;;;;;;"]
    told[200:200] = ["", "too;short", "n;1;2;3;4;5;6;7;8;9;10"]
    text = "\r\n".join([";".join(rows[0]), *told]).replace("\u009b", "ü") + "\r\n"
    content = text.encode("cp1252")
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def as_quoted_csv(path: Path, rows: list[Row]) -> None:
    """Which does not look as that without quotes does: every cell is quoted, and some run over lines."""
    told = [";".join("" if each is None else f'"{each}\n"' for each in row.values()) for row in rows]
    told[200:200] = ["", '"too\n";short', '5" pipe' + ";" * 7, '"\n"' + ";" * 7]
    path.write_bytes("\r\n".join(['"' + '";"'.join(rows[0]) + '"', *told]).replace("\u009b", "ü").encode("cp1252"))


def as_utf16(path: Path, rows: list[Row]) -> None:
    as_csv(path, rows)
    path.write_bytes(path.read_text("cp1252").replace("é", "\U0001f6b2").encode("utf-16"))


def as_mac(path: Path, rows: list[Row]) -> None:
    as_quoted_csv(path, rows)
    path.write_bytes(path.read_text("cp1252").replace("ü", "Å").encode("mac_roman"))  # which cp1252 has not


def as_steering(path: Path, rows: list[Row]) -> None:
    as_csv(path, rows)
    path.write_bytes(path.read_text("cp1252").replace("ü", "\u009b31m").replace("é", "\a").encode("utf-8-sig"))


KINDS: dict[str, tuple[Write, SourceReader]] = {
    "cases.jsonl": (as_lines, read_json),
    "lines.json": (as_lines, read_json),
    "list.json": (as_list, read_json),
    "cases.sqlite": (as_sqlite, read_sqlite),
    "cases.duckdb": (as_duckdb, read_duckdb),
    "cases.csv": (as_csv, read_any_csv),
    "cases.csv.gz": (as_csv, read_any_csv),
    "quoted.csv": (as_quoted_csv, read_any_csv),
    "utf-16.csv": (as_utf16, read_any_csv),
    "mac.csv": (as_mac, read_any_csv),
    "steering.csv": (as_steering, read_any_csv),
}
WANTED = ("id", "whole", "part", "late", "mixed", "yes", "never", "large", "inner", "new")


def in_parts(patch: pytest.MonkeyPatch, rows: int) -> None:
    for module, name, value in (
        (json_in_parts, "SMALL", 0), (json_in_parts, "ROWS", rows), (json_in_parts, "_PIECE", 37 * rows),
        (put_aside, "MOST_AT_ONCE", 0), (sqlite_source, "_ROWS", rows), (parquet_source, "BATCH", 70),
        (passed, "FEWEST", 0), (lines, "SMALL", 0), (lines, "BLOCK", 60 * rows), (lines, "FIRST", 300),
        (csv_in_parts, "MOST_WHOLE", 0), (csv_in_parts, "MOST_ODD", 0), (transcoded, "PIECE", 7 * rows + 1),
        (csv_in_parts, "MOST_PACKED", 0), (csv_in_parts, "PART", 150 * rows),
    ):  # fmt: skip
        patch.setattr(module, name, value)


def said(raw: RawTable) -> tuple[Any, ...]:
    """All that a reading gives; rows that have no number of their own count from 1."""
    numbers = range(1, raw.data.num_rows + 1) if raw.row_numbers is None else raw.row_numbers.tolist()
    masks = {name: mask.tolist() for name, mask in raw.numbers.items()}
    told = raw.headings, masks, raw.digest, raw.problems, raw.rejected, raw.notes
    return list(numbers), raw.data.schema.remove_metadata(), raw.data.to_pydict(), told


@pytest.mark.parametrize("kind", KINDS)
def test_a_reading_in_parts_is_one_of_the_whole(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, read = KINDS[kind]
    path = tmp_path / kind
    for seed in range(6):
        path.unlink(missing_ok=True)
        write(path, odd_rows(random.Random(seed)))
        binding = Binding(table="cases", plugin=path.suffix[1:], paths=(path,))
        whole = read(binding, WANTED)
        assert isinstance(whole, RawTable)
        with monkeypatch.context() as patched:
            in_parts(patched, 10 + seed * 30)
            some = read(binding, WANTED)
            assert isinstance(some, ParquetFile) and some.batches is not None
            assert said(some.read()) == said(whole)
            parts = list(some.batches())
            assert sum(part.rejected for part in parts) == whole.rejected
            assert [n for part in parts for n in said(part)[0]] == said(whole)[0]
            assert [row for part in parts for row in part.data.to_pylist()] == whole.data.to_pylist()
            first, digest = parts[0], some.digest()
            assert (first.headings, first.problems, first.notes, digest) == (
                whole.headings, whole.problems, whole.notes, whole.digest
            )  # fmt: skip
            assert not any(part.problems or part.notes for part in parts[1:])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "[1, 2"), ("a.json", '[{"a": 1}] 5'), ("a.json", '[{"a": 1},]'), ("a.json", '[{"a": 1} {"a": 2}]'),
        ("a.json", "[]"), ("a.json", '{"rows": [{"a": 1}]}'), ("a.json", "[" * 100_000), ("a.jsonl", "{\n{"),
        ("a.json", '[{"a": 1.5e400}, {"a": -0}, {"a": "x"}]'), ("a.jsonl", '{"a": "\\ud800"}\n{"a": 2}'),
    ],
)  # fmt: skip
def test_what_is_not_in_rows_is_told_as_of_the_whole(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    binding = Binding(table="cases", plugin="json", paths=(path,))

    def came() -> Any:
        try:
            read = read_json(binding, ("a",))
        except CxError as error:
            return [attrs.astuple(each) for each in error.diagnostics]
        return said(read.read() if isinstance(read, ParquetFile) else read)

    whole = came()
    in_parts(monkeypatch, 1)
    assert came() == whole


def test_files_in_another_encoding_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    for encoding in ("cp1252", "utf-16"):
        path.write_bytes('{"a": "é"}\n{"a": "ü"}'.encode(encoding))
        in_parts(monkeypatch, 1)
        read = read_json(Binding(table="cases", plugin="json", paths=(path,)), ("a",))
        assert isinstance(read, RawTable) and read.data.to_pydict() == {"a": ["é", "ü"]}


def test_a_decimal_is_one_whatever_came_before() -> None:
    shapes = [cells_in_parts.shape_of(cells) for cells in ([1, 2], [Decimal("1.10")], [Decimal("2.123")])]
    assert str(shapes[0].beside(shapes[1]).beside(shapes[2]).kind) == "decimal256(76, 3)"


def test_a_packed_file_is_not_unpacked_in_memory_to_see_that_it_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a\n" + b"1" * 1_000))
    in_parts(monkeypatch, 10)
    monkeypatch.setattr(csv_in_parts, "MOST_UNPACKED", 999)
    monkeypatch.setattr(csv_in_parts, "read_whole", None)
    with pytest.raises(CxError) as raised:
        read_any_csv(Binding(table="t", plugin="csv", paths=(path,)), ("a",))
    (told,) = raised.value.diagnostics
    assert (told.code, told.message) == ("source-too-big", "`a.csv.gz` unpacks to more than 0 GB.")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CxError) as raised:
        read_any_csv(Binding(table="t", plugin="csv", paths=(path,)), ("a",))
    assert [each.code for each in raised.value.diagnostics] == ["cut-off"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_reading_tells_how_far_it_is(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, read = KINDS[kind]
    write(tmp_path / kind, odd_rows(random.Random(1)))
    told: list[str] = []
    binding = Binding(table="cases", plugin="csv", paths=(tmp_path / kind,), tell=told.append)
    in_parts(monkeypatch, 30)
    made = read(binding, WANTED)
    assert isinstance(made, ParquetFile)
    share = ", 100 %" if "csv" in kind else ""
    assert told[-1] == f"{made.num_rows} rows{share}"
    assert (told[0] == "0 MB unpacked") is (kind == "cases.csv.gz")


def appended(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(path.read_bytes()[-100:])


def replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


def cut(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2 + 1)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [appended, replaced, cut, emptied])
def test_a_file_that_changes_in_the_middle_gives_no_rows(
    kind: str, change: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, read = KINDS[kind]
    path, passing = tmp_path / kind, tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    write(path, odd_rows(random.Random(1)))
    in_parts(monkeypatch, 10)
    for at in (1, 3) if kind != "cases.duckdb" else (1,):
        path.unlink()
        write(path, odd_rows(random.Random(1)))
        told: list[str] = []

        def tell(said: str, at: int = at, told: list[str] = told) -> None:
            told.append(said)
            if len(told) == at:
                change(path)

        with pytest.raises(CxError) as raised:
            read(Binding(table="cases", plugin="csv", paths=(path,), tell=tell), WANTED)
        (problem,) = raised.value.diagnostics
        assert (problem.code, raised.value.exit_code) == ("file-changed", 3)
        assert problem.message == f"`{kind}` changed while it was read."
        del raised  # which holds what was read
        gc.collect()
        assert not list(passing.iterdir())
def test_a_heading_may_be_that_of_what_is_put_beside_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_parts(monkeypatch, 10)
    path = tmp_path / "a.csv"
    path.write_text("id,number of row\n" + "".join(f"a{at},{at * 5}\n" for at in range(30)), "utf-8")
    read = read_any_csv(Binding(table="cases", plugin="csv", paths=(path,)), ("id", "number of row"))
    assert isinstance(read, ParquetFile)
    assert said(read.read())[:1] == (list(range(2, 32)),)
    assert read.read().data.column("number of row").to_pylist() == [str(at * 5) for at in range(30)]
    assert read.schema.names == ["id", "number of row"]
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('CREATE TABLE cases (id, "id was a number")')
        connection.executemany("INSERT INTO cases VALUES (?, ?)", [(1, "no"), ("x", "yes")])
        connection.commit()
    read = read_sqlite(Binding(table="cases", plugin="sqlite", paths=(path,)), ("id", "id was a number"))
    assert isinstance(read, ParquetFile)
    raw = read.read()
    assert raw.data.to_pydict() == {"id": ["1", "x"], "id was a number": ["no", "yes"]}
    assert {name: mask.tolist() for name, mask in raw.numbers.items()} == {"id": [True, False]}


def test_the_first_rows_of_a_csv_file_are_looked_at_for_headings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,whole\n1,2\n" + "3,4\n\n" * 200, "utf-8")
    binding = Binding(table="cases", plugin="csv", paths=(path,), options={"header_rows": 2})
    whole = read_any_csv(binding, ("id",))
    in_parts(monkeypatch, 10)
    some = read_any_csv(binding, ("id",))
    assert isinstance(whole, RawTable) and isinstance(some, ParquetFile) and some.batches is not None
    assert (some.read().top, some.read().header_rows) == (whole.top, whole.header_rows) and whole.header_rows == 2
    assert [(each.header_rows, len(each.notes)) for each in some.batches()] == [(2, len(whole.notes)), (0, 0), (0, 0)]


def test_the_digest_of_json_is_of_the_file_that_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n' * 30, "utf-8")
    first = digest_of_file(path)
    in_parts(monkeypatch, 10)
    monkeypatch.setattr(json_source, "digest_begun", lambda of: lambda: digest_of_file(of))  # as late as can be
    read = read_json(Binding(table="cases", plugin="json", paths=(path,)), ("a",))
    path.write_text("{}", "utf-8")
    assert isinstance(read, ParquetFile) and read.digest() == first


class Open(io.StringIO):
    """A file that tells afterwards how far it was read."""

    def close(self) -> None:
        pass


@pytest.mark.parametrize("begins", ['[{"a": 1}, {"a": 2]', '[{"a": "', '{"a": "'])
def test_a_large_file_is_not_read_to_its_end_to_see_that_it_is_no_json(
    begins: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Open(begins + ' {"a": 1},' * 10_000)
    monkeypatch.setattr(json_in_parts, "_opened", lambda path: stream)
    monkeypatch.setattr(json_in_parts, "_LONGEST", 1000)
    in_parts(monkeypatch, 1)
    with pytest.raises(json_in_parts.NotInParts):
        if begins[0] == "[":
            list(json_in_parts.list_in_parts(tmp_path, json.JSONDecoder()))
        else:
            list(json_in_parts.lines_in_parts(tmp_path))
    assert stream.tell() < 5_000


@pytest.mark.parametrize("write", [as_lines, as_list])
def test_long_rows_of_json_are_read_a_few_at_a_time(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("a.jsonl" if write is as_lines else "a.json")
    write(path, odd_rows(random.Random(1)))
    in_parts(monkeypatch, 1000)
    monkeypatch.setattr(json_in_parts, "MOST", 1000)
    sizes: list[int] = []
    some = json_source._some

    def seen(decoded: Any) -> Any:
        sizes.append(len(decoded.rows))
        return some(decoded)

    monkeypatch.setattr(json_source, "_some", seen)
    made = read_json(Binding(table="cases", plugin="json", paths=(path,)), WANTED)
    assert isinstance(made, ParquetFile) and made.num_rows >= ROWS
    assert 1 < max(sizes) < 20 and len(sizes) > 30


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("INTERVAL 3 DAY", "dates or times"), ("union_value(n := 3)", "several values in one cell"),
        ("[INTERVAL 3 DAY]", "several values in one cell"),
        ("{'a': MAP {'b': union_value(n := 3)}}", "several values in one cell"),
    ],
)  # fmt: skip
def test_columns_of_types_that_parquet_has_not_are_told_as_of_few_rows(
    value: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load: Callable[..., Any]
) -> None:
    path = tmp_path / "cases.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE cases AS SELECT 'n' || range AS id, {value} AS whole FROM range(20)")
    fields = "table cases: Cases\n  key id\n  field id is text\n  field whole is date, may be missing\n"
    binding = Binding(table="cases", plugin="duckdb", paths=(path,))
    few = load(fields, path, plugin="duckdb").found
    in_parts(monkeypatch, 10)
    many = load(fields, path, plugin="duckdb").found
    assert [each.message for each in many] == [each.message for each in few]
    assert [each.message for each in many] == [f"The column for `whole` holds {words}; a date is needed."]
    made = read_duckdb(binding, ("id",))
    assert isinstance(made, ParquetFile) and made.num_rows == 20


@pytest.mark.parametrize(
    ("kind", "at_writing"), [*((kind, True) for kind in KINDS), ("utf-16.csv", False), ("cases.csv.gz", False)]
)
def test_where_there_is_no_room_for_passing_files_that_is_told(
    kind: str, at_writing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open
    write, read = KINDS[kind]
    write(tmp_path / kind, odd_rows(random.Random(1)))
    in_parts(monkeypatch, 30)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "passing"))
    (tmp_path / "passing").mkdir()

    def maybe(of: Path, mode: str = "r", **more: Any) -> Any:
        return full() if mode == "wb" else opened(of, mode, **more)

    def full(*given: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    if at_writing:
        monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    else:
        monkeypatch.setattr(Path, "open", maybe)
    with pytest.raises(CxError) as raised:
        read(Binding(table="cases", plugin="csv", paths=(tmp_path / kind,)), WANTED)
    (told,) = raised.value.diagnostics
    assert told.code == "source-too-big" and f"than there is in {(tmp_path / 'passing').as_posix()}" in told.message
    del raised
    gc.collect()
    assert not list((tmp_path / "passing").iterdir())


def test_long_rows_of_sqlite_are_read_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cases.sqlite"
    as_sqlite(path, odd_rows(random.Random(1)))
    in_parts(monkeypatch, 1000)
    monkeypatch.setattr(sqlite_source, "_MOST", 100)
    monkeypatch.setattr(sqlite_source, "_FETCHED", 2)
    told: list[str] = []
    binding = Binding(table="cases", plugin="sqlite", paths=(path,), tell=told.append)
    made = read_sqlite(binding, ("id", "late"))
    assert isinstance(made, ParquetFile) and made.num_rows == ROWS
    assert len(told) > 10
    assert made.read().data.column("id").to_pylist() == [f"n{at}" for at in range(ROWS)]
