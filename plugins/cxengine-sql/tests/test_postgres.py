"""A real PostgreSQL, started for these tests: rows, types, increments, and everything that can go wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, Cancelled, ReadContext, Secret
from cxengine_sql.served import Cluster, cluster
from cxengine_sql.sources import database_sources

from .databases import needs_postgres

pytestmark = needs_postgres
SOURCE: Any = database_sources()["postgres"]
SETUP = """
CREATE TYPE mood AS ENUM ('calm', 'cross');
CREATE TABLE cases (id bigint PRIMARY KEY, day date, at timestamptz, local timestamp, amount numeric(12,2),
  ratio float8, mood mood, ref uuid, done boolean, note text, tags text[], short smallint);
INSERT INTO cases SELECT n, DATE '2024-01-01' + n % 90, TIMESTAMPTZ '2024-10-27 00:00Z' + n / 3 * INTERVAL '1 minute',
  TIMESTAMP '2024-01-01 09:30', n / 10.0, n / 4.0, 'calm', NULL, n % 2 = 0, 'note ' || n, ARRAY['a'], n % 7
  FROM generate_series(0, 499) AS n;
CREATE TABLE secret (id int);
CREATE ROLE reader LOGIN PASSWORD 'reading';
GRANT SELECT ON cases TO reader;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    import adbc_driver_postgresql.dbapi as driver

    with cluster() as made:
        with driver.connect(made.address(), autocommit=True) as connection, connection.cursor() as cursor:
            for statement in SETUP.strip().split(";\n"):
                cursor.execute(statement)
        yield made


def binding(server: Cluster, **options: Any) -> Binding:
    place = {"host": server.host, "port": server.port, "database": server.database, "user": server.user,
             "password": Secret("CX_PASSWORD")}  # fmt: skip
    return Binding(table="cases", plugin="postgres", options={**place, **options})


def read(server: Cluster, bound: Binding, *wanted: str, **context: Any) -> tuple[list[dict[str, Any]], list[Any], Any]:
    given = {"environment": {"CX_PASSWORD": server.password}, **context}
    stream = SOURCE.open(bound, wanted, ReadContext(**given))
    batches = list(stream.batches)
    assert all(batch.data.schema == stream.schema for batch in batches)
    return [row for batch in batches for row in batch.data.to_pylist()], batches, stream


def error_of(server: Cluster, bound: Binding, **context: Any) -> CxError:
    with pytest.raises(CxError) as caught:
        read(server, bound, "id", **context)
    assert caught.value.exit_code == 3
    return caught.value


def test_each_type_comes_exactly(server: Cluster) -> None:
    rows, _, _ = read(server, binding(server, table="public.cases"), *(
        "id", "day", "at", "local", "amount", "ratio", "mood", "done", "note", "tags", "short", "ref", "nothing",
    ))  # fmt: skip
    assert len(rows) == 500
    assert rows[3] == {
        "id": 3, "day": date(2024, 1, 4), "at": datetime(2024, 10, 27, 1, 1), "local": datetime(2024, 1, 1, 9, 30),
        "amount": "0.30", "ratio": 0.75, "mood": "calm", "done": False, "note": "note 3", "tags": "{a}", "short": 3,
        "ref": None,
    }  # fmt: skip


def test_a_query_with_a_condition(server: Cluster) -> None:
    query = "WITH few AS (SELECT * FROM cases WHERE id < 20) SELECT id AS number, note FROM few ORDER BY id DESC"
    rows, _, _ = read(server, binding(server, query=query), "number")
    assert sorted(row["number"] for row in rows) == list(range(20))


@pytest.mark.parametrize("increment", ["id", "at", "amount", "day", "note"])
def test_a_reading_goes_on_after_any_batch(server: Cluster, increment: str) -> None:
    bound = binding(server, table="cases", increment=increment)
    whole, batches, _ = read(server, bound, "id", batch_rows=32)
    assert len(whole) == 500 and len(batches) >= 16
    for last in range(0, len(batches), 3):
        state = batches[last].state
        if "after" in state:
            kept = [row["id"] for batch in batches[: last + 1] for row in batch.data.to_pylist()]
            more, _, _ = read(server, bound, "id", batch_rows=32, state=state)
            assert sorted([*kept, *(row["id"] for row in more)]) == list(range(500)), "none twice, none lost"
    assert read(server, bound, "id", state=batches[-1].state)[0] == []


def test_an_hour_that_comes_twice_is_read_once(server: Cluster) -> None:
    bound = binding(server, table="cases", increment="at", key=["id"], overlap=120)
    _, batches, stream = read(server, bound, "id", "at")
    more, _, _ = read(server, bound, "id", state=batches[-1].state)
    assert stream.key == ("id",) and sorted(row["id"] for row in more) == list(range(492, 500))


def test_nothing_can_be_changed(server: Cluster) -> None:
    query = "SELECT set_config('transaction_read_only', 'off', true) AS id, nextval('s') AS n"
    assert error_of(server, binding(server, query=query)).diagnostics[0].code in ("source-reply", "source-failed")
    assert read(server, binding(server, query="SELECT count(*) AS id FROM cases"), "id")[0] == [{"id": 500}]


@pytest.mark.parametrize(("options", "environment", "code", "words"), [
    ({"table": "cases"}, {"CX_PASSWORD": "canary"}, "source-refused", "does not take the credentials"),
    ({"table": "cases"}, {}, "secret-missing", "`CX_PASSWORD`"),
    ({"table": "cases", "port": 1}, None, "source-unreachable", "cannot be reached"),
    ({"table": "cases", "host": "no-such-host.invalid"}, None, "source-unreachable", "cannot be reached"),
    ({"table": "cases", "database": "other"}, None, "source-refused", "no such database"),
    ({"table": "caes"}, None, "source-reply", 'relation "caes" does not exist'),
    ({"query": "SELECT idd FROM cases"}, None, "source-reply", 'column "idd" does not exist'),
    ({"table": "cases", "increment": "changed"}, None, "source-reply", "has no column `changed`"),
    ({"table": "cases", "key": ["idd"]}, None, "source-reply", "has no column `idd`"),
    ({"table": "secret", "user": "reader"}, {"CX_PASSWORD": "reading"}, "source-refused", "does not let us read"),
    ({"query": "SELECT 1 / (id - id) AS id FROM cases"}, None, "source-failed", "failed"),
])  # fmt: skip
def test_what_goes_wrong_is_told(
    server: Cluster, caplog: pytest.LogCaptureFixture, options: dict[str, Any], environment: Any, code: str, words: str
) -> None:
    caplog.set_level(logging.DEBUG)
    given = {"environment": environment} if environment is not None else {}
    error = error_of(server, binding(server, **options), **given)
    assert error.diagnostics[0].code == code and words in error.diagnostics[0].message
    seen = caplog.text + str(error) + str([d.to_dict() for d in error.diagnostics])
    assert "canary" not in seen and server.password not in seen


def test_a_whole_address_in_one_secret(server: Cluster) -> None:
    bound = Binding(table="cases", plugin="postgres", options={"table": "cases", "connection": Secret("CX_ADDRESS")})
    rows, _, _ = read(server, bound, "id", environment={"CX_ADDRESS": server.address()})
    assert len(rows) == 500
    error = error_of(server, bound, environment={"CX_ADDRESS": server.address(password="canary")})
    assert f"`{server.host}:{server.port}`" in error.diagnostics[0].message and "canary" not in str(error)
    assert "`CX_ADDRESS`" in error.diagnostics[0].help


def test_a_line_that_breaks_in_the_middle(server: Cluster) -> None:
    import adbc_driver_postgresql.dbapi as driver

    bound = binding(server, query="SELECT n AS id, repeat('x', 200) AS note FROM generate_series(1, 400000) AS n")
    context = ReadContext(environment={"CX_PASSWORD": server.password}, batch_rows=1_000)
    batches = SOURCE.open(bound, ("id", "note"), context).batches
    next(batches)
    with driver.connect(server.address(), autocommit=True) as connection, connection.cursor() as cursor:
        ours = "FROM pg_stat_activity WHERE application_name = 'cxengine'"
        cursor.execute(f"SELECT pg_terminate_backend(pid)::text {ours}")
        cursor.fetchall()
    with pytest.raises(CxError) as caught:
        list(batches)
    assert caught.value.exit_code == 3 and caught.value.diagnostics[0].code == "source-unreachable"


def test_a_query_that_takes_its_time_can_be_called_off(server: Cluster) -> None:
    looks: list[float] = []

    def cancelled() -> bool:
        looks.append(time.monotonic())
        return len(looks) > 3

    query = "SELECT 1 AS id FROM pg_sleep(30)"
    with pytest.raises(Cancelled):
        read(server, binding(server, query=query), "id", cancelled=cancelled)
    assert looks[-1] - looks[0] < 10, "the server was told to stop"
