"""Runs that go on where the last one ended, with a key and without, in SQLite and in PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cxengine.testing.assessed import MET, assessed
from cxengine_sql.served import Cluster, cluster

from .databases import Database, needs_postgres

CREATE = "CREATE TABLE cases (id int, service varchar(20), opened date, closed varchar(3), changed int)"


def insert(*ids: int, closed: str = "yes") -> str:
    values = ", ".join(f"({id}, 'roads', '2024-01-01', '{closed}', {id})" for id in ids)
    return f"INSERT INTO cases VALUES {values}"


def goes_on(folder: Path, cases: str, run: Callable[[str], object], **environment: str) -> None:
    """What is new comes alone; what changed with a new value takes the place of the row before."""
    code, outcomes, about, said = assessed(folder, "sql", cases, **environment)
    assert (code, outcomes, about["rows"]) == (0, MET, 40), said
    run(insert(50, 51))
    code, outcomes, about, said = assessed(folder, "sql", cases, **environment)
    assert (code, about["rows"]) == (0, 42) and "40 rows were kept, and 2 came" in about["notes"][-1], said
    if "key" in cases:
        run("UPDATE cases SET closed = 'no', changed = 60 WHERE id < 30")
        code, outcomes, about, said = assessed(folder, "sql", cases, **environment)
        assert (code, about["rows"], outcomes["1.1"]) == (0, 42, "unmet"), said
    run("ALTER TABLE cases RENAME COLUMN closed TO closed_on")
    code, outcomes, about, said = assessed(folder, "sql", cases, **environment)
    assert (code, outcomes["1.2"], about["problems"][0]["code"]) == (3, "met", "missing-column"), said
    run("ALTER TABLE cases RENAME COLUMN closed_on TO closed")
    code, outcomes, about, said = assessed(folder, "sql", cases, **environment)
    assert (code, about["rows"]) == (0, 42), said


@pytest.mark.parametrize("key", ["", 'key = "id"'])
def test_sqlite(tmp_path: Path, key: str) -> None:
    def run(*statements: str) -> None:
        with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    run(CREATE, insert(*range(40)))
    cases = 'plugin = "sqlite_query"\npath = "cases.sqlite"\ntable = "cases"\nincrement = "changed"\nkeep = true\n'
    goes_on(tmp_path, cases + key, run)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@needs_postgres
@pytest.mark.parametrize("key", ["", 'key = "id"'])
def test_postgres(tmp_path: Path, server: Cluster, key: str) -> None:
    database = Database(server)
    database.script(f"DROP TABLE IF EXISTS cases;\n{CREATE};\n{insert(*range(40))}")
    cases = f'''plugin = "postgres"
table = "public.cases"
host = "{server.host}"
port = {server.port}
database = "postgres"
user = "{server.user}"
password = {{ env = "CX_PASSWORD" }}
increment = "changed"
keep = true
{key}'''
    goes_on(tmp_path, cases, database.script, CX_PASSWORD=server.password)
    kept = [path.read_bytes() for path in (tmp_path / ".cxengine").rglob("*") if path.is_file()]
    assert kept and not any(server.password.encode() in each for each in kept)


def test_without_an_increment_there_is_nothing_to_keep(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
        connection.execute(CREATE)
        connection.execute(insert(1, 2))
    connection.close()
    cases = 'plugin = "sqlite_query"\npath = "cases.sqlite"\ntable = "cases"\nkeep = true'
    code, outcomes, about, said = assessed(tmp_path, "sql", cases)
    assert (code, outcomes, about["rows"]) == (0, MET, 2) and "`keep` changes nothing" in about["notes"][-1], said
