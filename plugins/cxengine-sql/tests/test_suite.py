"""What every source promises, of SQLite and of a real PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from cxengine.host.contracts import Binding, Secret
from cxengine.testing import SourceCase, SourceSuite
from cxengine_sql.served import Cluster, cluster
from cxengine_sql.sources import database_sources

from .databases import needs_postgres

PERSON = "canary-of-a-person"
TABLE = "CREATE TABLE cases (id INTEGER PRIMARY KEY, changed INTEGER, who TEXT)"
ROWS = "INSERT INTO cases VALUES " + ", ".join(f"({n}, {n // 2}, '{PERSON}')" for n in range(20))
CHANGE = ["UPDATE cases SET changed = 50 WHERE id = 3", f"INSERT INTO cases VALUES (99, 51, '{PERSON}')"]
OPTIONS = {"table": "cases", "increment": "changed", "key": ["id"]}
WANTED = ("id", "changed", "who")


class TestSqlite(SourceSuite):
    keyed = incremental = True

    @pytest.fixture
    def case(self, tmp_path: Path) -> SourceCase:
        path = tmp_path / "cases.sqlite"

        def run(*statements: str) -> None:
            with sqlite3.connect(path) as connection:
                for statement in statements:
                    connection.execute(statement)
            connection.close()

        run(TABLE, ROWS)
        binding = Binding(table="cases", plugin="sqlite_query", paths=(path,), options=OPTIONS)
        return SourceCase(
            reader=database_sources()["sqlite_query"], binding=binding, wanted=WANTED, key=("id",), rows=20,
            personal=frozenset({"who"}), personal_values=(PERSON,), change=lambda: run(*CHANGE), rows_changed=21,
            broken=attrs.evolve(binding, paths=(tmp_path / "none.sqlite",)),
        )  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@needs_postgres
class TestPostgres(SourceSuite):
    keyed = incremental = True

    @pytest.fixture
    def case(self, server: Cluster) -> SourceCase:
        import adbc_driver_postgresql.dbapi as driver

        def run(*statements: str) -> None:
            with driver.connect(server.address(), autocommit=True) as connection, connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

        run("DROP TABLE IF EXISTS cases", TABLE, ROWS)
        place = {"host": server.host, "port": server.port, "database": "postgres", "user": server.user}
        binding = Binding(
            table="cases", plugin="postgres", options={**OPTIONS, **place, "password": Secret("CX_PASSWORD")}
        )
        return SourceCase(
            reader=database_sources()["postgres"], binding=binding, wanted=WANTED, key=("id",), rows=20,
            environment={"CX_PASSWORD": server.password}, personal=frozenset({"who"}), personal_values=(PERSON,),
            change=lambda: run(*CHANGE), rows_changed=21,
            broken=attrs.evolve(binding, options={**binding.options, "port": 1}),
        )  # fmt: skip
