"""A transaction that only reads: also where a query that looks harmless calls what writes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, ReadContext, Secret
from cxengine_sql.served import cluster
from cxengine_sql.sources import database_sources
from cxengine_sql.sources.sqlite import Sqlite

from .databases import Database, needs_postgres

WRITES = """CREATE TABLE cases (id int);
CREATE FUNCTION taken(n int) RETURNS int AS $$ BEGIN INSERT INTO cases VALUES (n); RETURN n; END $$ LANGUAGE plpgsql;
CREATE SEQUENCE numbers"""


@needs_postgres
def test_postgres() -> None:
    with cluster() as server:
        database = Database(server)
        for statement in WRITES.split(";\nCREATE "):
            database.script(statement if statement.startswith("CREATE") else f"CREATE {statement}")
        place = {
            "host": server.host, "port": server.port, "database": "postgres", "user": server.user,
            "password": Secret("PASSWORD"),
        }  # fmt: skip
        reader: Any = database_sources()["postgres"]
        context = ReadContext(environment={"PASSWORD": server.password})
        for query in ("SELECT taken(1) AS id", "SELECT nextval('numbers') AS id"):
            binding = Binding(table="cases", plugin="postgres", options={"query": query, **place})
            with pytest.raises(CxError) as raised:
                list(reader.open(binding, ("id",), context).batches)
            assert raised.value.exit_code == 3, query
            assert "asked to change something, which cx never does" in raised.value.diagnostics[0].message, query
        assert database.script("SELECT count(*) FROM cases") == 0


@pytest.mark.parametrize("statement", [
    "INSERT INTO cases VALUES (2)", "DROP TABLE cases", "PRAGMA user_version = 7", "CREATE TEMP TABLE t (id int)",
])  # fmt: skip
def test_sqlite(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "cases.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cases (id int)")
    connection.close()
    before = path.read_bytes()
    binding = Binding(table="cases", plugin="sqlite_query", paths=(path,))
    with pytest.raises(CxError, match="cannot be read"):
        with Sqlite().session(path, binding, {}) as session:
            reading: Any = session
            reading.connection.execute(statement)
    assert path.read_bytes() == before
