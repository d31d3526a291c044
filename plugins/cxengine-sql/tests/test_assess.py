"""`cx assess` with a `cx.toml` that names the plugin: to an outcome, and to exit code 3 where a source is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxengine.testing.assessed import LOST, MET, assessed
from cxengine_sql.served import Cluster, cluster

from .databases import needs_postgres

CREATE = "CREATE TABLE cases (id int, service varchar(20), opened date, closed varchar(3))"
INSERT = "INSERT INTO cases VALUES (1, 'roads', '2024-01-01', 'yes'), (2, 'roads', '2024-02-01', NULL)"


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    import adbc_driver_postgresql.dbapi as driver

    with cluster() as made:
        with driver.connect(made.address(), autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(CREATE)
            cursor.execute(INSERT)
        yield made


def test_sqlite(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
        connection.execute(CREATE)
        connection.execute(INSERT)
    connection.close()
    cases = 'plugin = "sqlite_query"\npath = "cases.sqlite"\nquery = "SELECT * FROM cases WHERE id > 0"'
    code, outcomes, about, said = assessed(tmp_path, "sql", cases)
    assert (code, outcomes, about["rows"]) == (0, MET, 2), said
    code, outcomes, about, said = assessed(tmp_path, "sql", cases.replace("FROM cases", "FROM caes"))
    assert (code, outcomes, about["problems"][0]["code"]) == (3, LOST, "source-reply"), said


@needs_postgres
def test_postgres(tmp_path: Path, server: Cluster) -> None:
    cases = f'''plugin = "postgres"
table = "public.cases"
host = "{server.host}"
port = {server.port}
database = "postgres"
user = "{server.user}"
password = {{ env = "CX_PASSWORD" }}'''
    code, outcomes, about, said = assessed(tmp_path, "sql", cases, CX_PASSWORD=server.password)
    assert (code, outcomes, about["rows"]) == (0, MET, 2) and server.password not in said, said
    code, outcomes, about, said = assessed(tmp_path, "sql", cases, CX_PASSWORD="canary")
    assert (code, outcomes, about["problems"][0]["code"]) == (3, LOST, "source-refused") and "canary" not in said
    changed = cases + '\ncolumns = { opened = "opened_on" }'
    code, outcomes, about, said = assessed(tmp_path, "sql", changed, CX_PASSWORD=server.password)
    assert (code, outcomes) == (3, LOST), "a schema that changed since yesterday"
    assert "Did you mean `opened`?" in " ".join(said.split())
