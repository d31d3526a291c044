"""Database files: read only, and nothing in them opens another file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ParquetFile, RawTable, SourceReader
from cxengine.sources import duckdb_source, put_aside
from cxengine.sources.duckdb_source import read_duckdb
from cxengine.sources.parquet_source import read_parquet
from cxengine.sources.sqlite_source import read_sqlite

MADE = """
CREATE TABLE contacts (id INTEGER, "how, then" TEXT, cost REAL, day DATE);
INSERT INTO contacts VALUES (1, 'web', 2.5, '2019-03-31'), (2, NULL, NULL, '2019-04-01'), (3, 'phone', 1, NULL);
CREATE VIEW by_phone AS SELECT id FROM contacts WHERE "how, then" = 'phone';
"""


def sqlite_file(path: Path, script: str = MADE) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path


def duckdb_file(path: Path, script: str = MADE) -> Path:
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(script)
    return path


KINDS: list[tuple[SourceReader, Callable[..., Path], str]] = [
    (read_sqlite, sqlite_file, "not-sqlite"), (read_duckdb, duckdb_file, "not-duckdb"),
]  # fmt: skip
each_kind = pytest.mark.parametrize(("reader", "make", "broken"), KINDS, ids=["sqlite", "duckdb"])


def read(reader: SourceReader, path: Path, *wanted: str, **options: object) -> RawTable:
    return reader(Binding(table="t", plugin="?", paths=(path,), options=options), wanted)


def code(reader: SourceReader, path: Path, **options: object) -> str:
    with pytest.raises(CxError) as raised:
        read(reader, path, "id", **options)
    assert raised.value.exit_code == 3
    return raised.value.diagnostics[0].code


@each_kind
def test_a_table_or_a_view_is_read_and_the_file_stays(
    tmp_path: Path, reader: SourceReader, make: Callable[..., Path], broken: str
) -> None:
    path = make(tmp_path / "it's %41 #.db")
    before = path.read_bytes()
    raw = read(reader, path, "ID", "How, then", "day", "none", table="CONTACTS")
    assert raw.data.column_names == ["id", "how, then", "day"] and raw.headings[2] == "cost"
    assert raw.data.column("id").to_pylist() == [1, 2, 3]
    assert raw.data.column("how, then").to_pylist() == ["web", None, "phone"]
    assert read(reader, path, "id", table="by_phone").data.to_pydict() == {"id": [3]}
    assert read(reader, path, table="contacts").data.num_rows == 3
    assert path.read_bytes() == before and [entry.name for entry in tmp_path.iterdir()] == [path.name]


@each_kind
def test_which_table_must_be_said_where_there_are_several(
    tmp_path: Path, reader: SourceReader, make: Callable[..., Path], broken: str
) -> None:
    path = make(tmp_path / "d.db")
    assert code(reader, path) == code(reader, path, table="contact") == "unknown-table"
    assert code(reader, make(tmp_path / "bare.db", "CREATE TABLE t (a INT); DROP TABLE t;")) == "unknown-table"
    only = make(tmp_path / "one.db", "CREATE TABLE t (id INT); INSERT INTO t VALUES (7);")
    assert read(reader, only, "id").data.to_pydict() == {"id": [7]}


@each_kind
def test_what_is_no_database_is_refused(
    tmp_path: Path, reader: SourceReader, make: Callable[..., Path], broken: str
) -> None:
    whole = make(tmp_path / "d.db").read_bytes()
    (tmp_path / "empty.db").write_bytes(b"")
    (tmp_path / "text.db").write_text("id,how\n1,2\n" * 2000)
    (tmp_path / "cut.db").write_bytes(whole[:5000])
    assert code(reader, tmp_path) == code(reader, tmp_path / "none.db") == "missing-file"
    assert code(reader, tmp_path / "empty.db") == "empty-file"
    assert code(reader, tmp_path / "text.db") == broken
    assert code(reader, tmp_path / "cut.db", table="contacts") == broken


@each_kind
def test_what_is_no_database_is_told_with_what_it_seems_to_be(
    tmp_path: Path, reader: SourceReader, make: Callable[..., Path], broken: str
) -> None:
    other = duckdb_file if make is sqlite_file else sqlite_file
    right = "duckdb" if make is sqlite_file else "sqlite"
    (tmp_path / "a.db").write_text("id;how\n1;2\n")
    (tmp_path / "j.db").write_text('[{"id": 1}]')
    (tmp_path / "x.db").write_bytes(b"PK\x03\x04" + bytes(40))
    (tmp_path / "n.db").write_bytes(bytes(5000))
    (tmp_path / "m.db").write_bytes(b"\0\1\0\0Standard ACE DB\0" + bytes(4000))
    for path, written in [
        (other(tmp_path / "o.db"), f'plugin = "{right}"'),
        (tmp_path / "a.db", 'plugin = "csv"'), (tmp_path / "j.db", 'plugin = "json"'),
        (tmp_path / "x.db", 'plugin = "xlsx"'), (tmp_path / "n.db", "csv"), (tmp_path / "m.db", "csv"),
    ]:  # fmt: skip
        with pytest.raises(CxError) as raised:
            read(reader, path, "id")
        (told,) = raised.value.diagnostics
        assert told.code == broken and written in told.help and str(tmp_path) not in told.message
    assert "Microsoft Access" in told.message


def test_a_damaged_duckdb_file_is_told_without_where_it_lies(tmp_path: Path) -> None:
    path = duckdb_file(tmp_path / "d.duckdb")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(CxError) as raised:
        read(read_duckdb, path, "id", table="contacts")
    (told,) = raised.value.diagnostics
    assert told.code == "not-duckdb" and str(tmp_path) not in told.message and "!." not in told.message


def test_a_view_of_a_duckdb_file_opens_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("id\n1\n")
    path = duckdb_file(tmp_path / "d.duckdb", f"CREATE VIEW v AS SELECT * FROM read_csv('{secret}')")
    assert code(read_duckdb, path) == "source-failed"


def test_a_duckdb_file_goes_on_in_its_log(tmp_path: Path) -> None:
    path = tmp_path / "d.duckdb"
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute("SET wal_autocheckpoint = '1GB'; CREATE TABLE t (id INT); CHECKPOINT")
        connection.execute("PRAGMA disable_checkpoint_on_shutdown; INSERT INTO t VALUES (7)")
    assert (tmp_path / "d.duckdb.wal").exists()
    first = read(read_duckdb, path, "id")
    assert first.data.to_pydict() == {"id": [7]}
    assert first.digest != ""


def test_a_file_that_another_program_writes_to(tmp_path: Path) -> None:
    path = sqlite_file(tmp_path / "d.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sqlite3.connect", _impatient(sqlite3.connect))
            assert code(read_sqlite, path, table="contacts") == "unreadable-file"


def _impatient(connect: Any) -> Any:
    return lambda *given, **named: connect(*given, **named, timeout=0)


def test_a_view_that_sorts_much_is_sorted_in_bounded_memory_and_a_passing_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, passing = tmp_path / "here", tmp_path / "passing"
    here.mkdir(), passing.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    monkeypatch.setattr(put_aside, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(duckdb_source, "_MEMORY", "40MB")
    made_of = "CREATE TABLE t AS SELECT range AS id, md5(range::VARCHAR) AS text FROM range(600_000);"
    path = duckdb_file(tmp_path / "a.duckdb", made_of + "CREATE VIEW v AS SELECT * FROM t ORDER BY text")
    found: set[str] = set()

    def tell(said: str) -> None:
        assert not list(here.iterdir())
        found.update(each.name.partition("_")[0] for each in passing.rglob("*"))

    made = read_duckdb(Binding(table="t", plugin="duckdb", paths=(path,), options={"table": "v"}, tell=tell), ("text",))
    assert isinstance(made, ParquetFile) and "duckdb" in found
    texts = made.read().data.column("text").to_pylist()
    assert len(texts) == 600_000 and texts == sorted(texts)
    del made
    assert not list(passing.iterdir()) and not list(here.iterdir())
    monkeypatch.setattr(duckdb_source, "_MEMORY", "1MB")
    assert code(read_duckdb, path, table="v") == "source-too-big"
    assert not list(passing.iterdir()) and not list(here.iterdir())


@each_kind
def test_a_database_that_changes_while_it_is_read(
    tmp_path: Path, reader: SourceReader, make: Callable[..., Path], broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cxengine.sources import databases

    path = make(tmp_path / "d.db")
    digests = iter(["sha256:1", "sha256:2"])
    monkeypatch.setattr(databases, "digest_of_file", lambda path: next(digests))
    assert code(reader, path, table="contacts") == "file-changed"


def test_values_of_any_type_in_one_column_of_sqlite(tmp_path: Path, load: Callable[..., Any]) -> None:
    values = "('2019-03-31', 1), ('2019-04-01', '2'), (NULL, 3.5), ('x', 4)"
    script = f"CREATE TABLE t (day, n); INSERT INTO t VALUES {values};"
    rules = "table t: T\n  field day is date, may be missing\n  field n is number\n"
    loading = load(rules, sqlite_file(tmp_path / "d.db", script), plugin="sqlite")
    assert loading.column("day") == [date(2019, 3, 31), date(2019, 4, 1), None]
    assert loading.column("n") == [1, 2, 3.5] and loading.rejected == {"not-a-date": (4,)}
    blob = sqlite_file(tmp_path / "b.db", "CREATE TABLE t (day, n); INSERT INTO t VALUES (x'00ff', 1);")
    assert load(rules, blob, plugin="sqlite").codes == ["wrong-column-type"]


def test_a_small_file_of_very_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.parquet"
    pq.write_table(pa.table({"id": pa.nulls(100_000, pa.int32())}), path)
    monkeypatch.setattr("cxengine.sources.parquet_source.MOST_VALUES", 99_999)
    assert path.stat().st_size < 2000 and code(read_parquet, path) == "source-too-big"
    pq.write_table(pa.table({"id": ["a" * 10_000_000]}), path, compression="zstd")
    monkeypatch.setattr("cxengine.sources.parquet_bounds.MOST_BYTES", 9_999_999)
    assert path.stat().st_size < 100_000 and code(read_parquet, path) == "source-too-big"
    numbers = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n LIMIT 9000) SELECT id FROM n"
    monkeypatch.setattr("cxengine.sources.bounds.MOST_CELLS", 8_999)
    assert code(read_sqlite, sqlite_file(tmp_path / "d.db", f"CREATE VIEW t AS {numbers};")) == "source-too-big"


def repeating(path: Path, size: int, texts: int, rows: int, **written: Any) -> Path:
    """A Parquet file in which few texts of ``size`` bytes each stand in many rows."""
    places = pa.array([at % texts for at in range(rows)], pa.int32())
    few = pa.array([f"{at:04}" + "x" * (size - 4) for at in range(texts)])
    held = pa.DictionaryArray.from_arrays(places, few)
    pq.write_table(pa.table({"id": held if not written else held.cast("string")}), path, store_schema=False, **written)
    return path


PREFIXED = {"use_dictionary": False, "column_encoding": {"id": "DELTA_BYTE_ARRAY"}}


@pytest.mark.parametrize(
    ("size", "texts", "rows", "written"),
    [(100_000, 1, 300_000, {}), (2000, 300, 1_500_000, {}), (20_000, 1, 1000, PREFIXED)],
    ids=["one text", "300 texts", "held by how they begin"],
)
def test_texts_that_few_bytes_repeat_are_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, texts: int, rows: int, written: dict[str, Any]
) -> None:
    path = repeating(tmp_path / "d.parquet", size, texts, rows, **written)
    if written:
        monkeypatch.setattr("cxengine.sources.parquet_bounds.MOST_REPEATED", 10_000_000)
    pool, before = pa.default_memory_pool(), pa.total_allocated_bytes()
    with pytest.raises(CxError) as raised:
        read(read_parquet, path, "id")
    (told,) = raised.value.diagnostics
    assert (told.code, raised.value.exit_code) == ("source-too-big", 3) and "column `id`" in told.message
    assert path.stat().st_size < 3_000_000 and pool.bytes_allocated() - before < 1_000_000


def test_what_is_repeated_counts_only_where_it_is_long_and_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxengine.sources.parquet_bounds.MOST_REPEATED", 1_000_000)
    short = repeating(tmp_path / "short.parquet", 500, 3, 20_000)
    assert read_parquet(Binding(table="t", plugin="?", paths=(short,)), ("id",)) is not None
    texts = ["y" * 100_000, *("n" * 30_000)]  # the longest in each row would be too much; it stands in one
    pq.write_table(pa.table({"id": texts, "long": ["z" * 9000] * len(texts)}), tmp_path / "once.parquet")
    once = Binding(table="t", plugin="?", paths=(tmp_path / "once.parquet",))
    assert read_parquet(once, ("id",)) is not None
    with pytest.raises(CxError, match="column `long`"):
        read_parquet(once, ("id", "long"))
    path = repeating(tmp_path / "same.parquet", 4000, 1, 2000, use_dictionary=False, compression="zstd")
    monkeypatch.setattr("cxengine.sources.parquet_bounds.MOST_TIMES", 100)
    assert path.stat().st_size < 30_000 and code(read_parquet, path) == "source-too-big"


def test_a_nested_column_is_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.parquet"
    pq.write_table(pa.table({"id": [["x" * 3000, None], [], None] * 1000}), path)
    monkeypatch.setattr("cxengine.sources.parquet_bounds.MOST_REPEATED", 3_100_000)
    assert read_parquet(Binding(table="t", plugin="?", paths=(path,)), ("id",)) is not None
    monkeypatch.setattr("cxengine.sources.parquet_bounds.MOST_REPEATED", 2_900_000)
    assert code(read_parquet, path) == "source-too-big"


def test_few_texts_held_by_how_they_begin_are_read(tmp_path: Path) -> None:
    path = repeating(tmp_path / "d.parquet", 10, 1, 2000, **PREFIXED)
    looked = read_parquet(Binding(table="t", plugin="?", paths=(path,)), ("id",))
    assert set(looked.read().data.column("id").to_pylist()) == {"0000xxxxxx"}


@pytest.mark.parametrize("at_once", [10**6, 0], ids=["as a whole", "some rows at a time"])
@pytest.mark.parametrize("value", ["paid::INT", "error(paid)", "paid::DATE"])
def test_what_a_view_cannot_work_out_is_not_said(
    value: str, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's words have the value in them, which may be personal."""
    monkeypatch.setattr(put_aside, "MOST_AT_ONCE", at_once)
    rows = "CREATE TABLE t AS SELECT i AS id, CASE WHEN i = 2500 THEN 'Maria Smythe' END AS paid FROM range(3000) s(i);"
    path = duckdb_file(tmp_path / "a.duckdb", f"{rows} CREATE VIEW v AS SELECT id, {value} AS paid FROM t;")
    with pytest.raises(CxError) as raised:
        read(read_duckdb, path, "id", "paid", table="v")
    (told,) = raised.value.diagnostics
    assert told.code == "source-failed" and "Smythe" not in f"{raised.value}{told!r}"
