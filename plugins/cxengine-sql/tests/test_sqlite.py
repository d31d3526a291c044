"""SQLite: tables and queries in batches, what is new since, and nothing changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ReadContext
from cxengine_sql.sources import database_sources

SOURCE: Any = database_sources()["sqlite_query"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY, day TEXT, amount REAL, what)")
        connection.executemany(
            "INSERT INTO cases VALUES (?, ?, ?, ?)",
            [(n, f"2024-01-{1 + n % 20:02}", n / 4, [None, "x", 3, b"a"][n % 4]) for n in range(200)],
        )
    return path


def binding(path: Path, **options: Any) -> Binding:
    return Binding(table="cases", plugin="sqlite_query", paths=(path,), options=options)


def read(bound: Binding, *wanted: str, **context: Any) -> tuple[list[dict[str, Any]], list[Any], Any]:
    stream = SOURCE.open(bound, wanted, ReadContext(**context))
    batches = list(stream.batches)
    return [row for batch in batches for row in batch.data.to_pylist()], batches, stream


def test_a_table_comes_as_text_in_batches(file: Path) -> None:
    rows, batches, _ = read(binding(file, table="cases"), "ID", "what", "amount", "nothing", batch_rows=64)
    assert len(rows) == 200 and [batch.data.num_rows for batch in batches] == [64, 64, 64, 8]
    assert rows[:4] == [
        {"id": "0", "amount": "0", "what": None}, {"id": "1", "amount": "0.25", "what": "x"},
        {"id": "2", "amount": "0.5", "what": "3"}, {"id": "3", "amount": "0.75", "what": "61"},
    ]  # fmt: skip


@pytest.mark.parametrize(("increment", "later"), [("id", (999, "2024-02-01")), ("day", (998, "2024-03-01"))])
def test_a_reading_goes_on_after_any_batch(file: Path, increment: str, later: tuple[int, str]) -> None:
    bound = binding(file, table="cases", increment=increment)
    whole, batches, _ = read(bound, "id", "day", batch_rows=16)
    assert sorted(int(row["id"]) for row in whole) == list(range(200))
    for last in range(len(batches)):
        kept = [row for batch in batches[: last + 1] for row in batch.data.to_pylist()]
        more, _, _ = read(bound, "id", "day", batch_rows=16, state=batches[last].state)
        if "after" in batches[last].state:
            assert len({row["id"] for row in [*kept, *more]}) == 200
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO cases VALUES (?, ?, 1, 1)", later)
    more, _, _ = read(bound, "id", state=batches[-1].state)
    assert more == [{"id": str(later[0])}]


def test_an_overlap_reads_again_what_the_key_tells_apart(file: Path) -> None:
    bound = binding(file, table="cases", increment="id", key=["id"], overlap=10)
    _, batches, stream = read(bound, "id")
    assert stream.key == ("id",)
    more, _, _ = read(bound, "id", state=batches[-1].state)
    assert [row["id"] for row in more] == [str(n) for n in range(189, 200)]


def test_rows_without_an_increment_are_told(file: Path) -> None:
    rows, _, stream = read(binding(file, query="SELECT * FROM cases", increment="what"), "id")
    assert len(rows) == 150 and [(p.code, p.count) for p in stream.problems()] == [("missing-value", 50)]


@pytest.mark.parametrize(("options", "words"), [
    ({"table": "caes"}, "no such table"),
    ({"table": "cases", "increment": "identity"}, "has no column `identity`, which `increment` names"),
    ({"query": "SELECT idd FROM cases"}, "no such column"),
])  # fmt: skip
def test_what_is_not_there(file: Path, options: dict[str, Any], words: str) -> None:
    with pytest.raises(CxError) as caught:
        read(binding(file, **options), "id")
    assert caught.value.exit_code == 3 and words in caught.value.diagnostics[0].message


def test_no_file_and_half_a_file(file: Path) -> None:
    with pytest.raises(CxError) as caught:
        SOURCE.open(Binding(table="cases", plugin="sqlite_query", options={"table": "cases"}), ("id",), ReadContext())
    assert caught.value.exit_code == 2
    file.write_bytes(file.read_bytes()[:3000])
    with pytest.raises(CxError) as caught:
        read(binding(file, table="cases"), "id")
    assert caught.value.exit_code == 3
