"""The SQL that is sent, as text, for each kind of database; what is no SELECT is refused."""

from __future__ import annotations

from typing import Any

import pytest
import sqlglot

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, Secret
from cxengine.host.options import Options
from cxengine_sql.sources import database_sources, queries
from cxengine_sql.sources.asked import KEYS, Asked, asked_of
from cxengine_sql.sources.queries import After, Column

ID, AT = Column(name="id", kind="number"), Column(name="at", kind="zoned")
VERSION = Column(name="rv", kind="version")


def asked(dialect: str, **options: Any) -> Asked:
    given = Options(Binding(table="cases", plugin="made", options=options), KEYS)
    made = asked_of(given, dialect)
    given.refuse()
    return made


def text(dialect: str, after: After | None, *columns: Column, **options: Any) -> str:
    made = asked(dialect, **options)
    return queries.rows(made.relation, columns, after, zone=made.time_zone, dialect=dialect).sql(dialect=dialect)


def test_a_table_of_sql_server_by_its_row_version() -> None:
    after = After(column=VERSION, value="00000000000007D1")
    assert text("tsql", after, ID, table="dbo.Cases") == (
        "SELECT [asked].[id] AS [id] FROM [dbo].[Cases] AS [asked] WHERE (NOT [asked].[rv] IS NULL "
        "AND [asked].[rv] > 0x00000000000007D1) AND [asked].[rv] < MIN_ACTIVE_ROWVERSION() ORDER BY [asked].[rv]"
    )


def test_a_query_of_sql_server_has_its_with_in_front_and_no_order_inside() -> None:
    query = "WITH open_ones AS (SELECT id, at FROM cases WHERE status = 'open') SELECT id FROM open_ones ORDER BY id"
    assert text("tsql", None, ID, query=query) == (
        "WITH open_ones AS (SELECT id AS id, at AS at FROM cases WHERE status = 'open') "
        "SELECT [asked].[id] AS [id] FROM (SELECT id AS id FROM open_ones) AS [asked]"
    )
    made = asked("tsql", query="SELECT id FROM cases")
    assert queries.described(made.relation).sql(dialect="tsql").startswith("SELECT TOP 0 * FROM")


def test_postgres_keeps_names_and_gives_moments_of_the_zone() -> None:
    after = After(column=AT, value="2024-07-01T09:30:00", back=60)
    sql = text("postgres", after, AT, Column(name="amount", kind="exact"), table='public."Our cases"')
    assert sql == (
        'SELECT "asked"."at" AT TIME ZONE \'Europe/London\' AS "at", CAST("asked"."amount" AS TEXT) AS "amount" '
        'FROM "public"."Our cases" AS "asked" WHERE NOT "asked"."at" IS NULL AND "asked"."at" >= '
        "CAST('2024-07-01T09:30:00' AS TIMESTAMP) AT TIME ZONE 'UTC' ORDER BY \"asked\".\"at\""
    )


@pytest.mark.parametrize("dialect", ["postgres", "tsql", "sqlite"])
def test_a_value_or_a_name_never_becomes_sql(dialect: str) -> None:
    evil = "x'; DROP TABLE cases; --"
    column = Column(name='id"]; DROP TABLE cases; --', kind="text")
    sql = text(dialect, After(column=column, value=evil), column, table="cases")
    parsed = sqlglot.parse(sql, read=dialect)
    assert len(parsed) == 1 and parsed[0] is not None and parsed[0].find(sqlglot.exp.Drop) is None
    assert [each.this for each in parsed[0].find_all(sqlglot.exp.Literal)] == [evil]


@pytest.mark.parametrize("query", [
    "DELETE FROM cases", "SELECT 1; SELECT 2", "DROP TABLE cases", "SELECT * INTO copy FROM cases", "SELEC id", "",
    "WITH gone AS (DELETE FROM cases RETURNING id) SELECT * FROM gone", "SELECT * FROM cases FOR UPDATE",
    "SET default_transaction_read_only = off", "COPY cases TO '/tmp/x'", "SELECT (", "VACUUM",
])  # fmt: skip
def test_what_is_not_one_select_is_refused(query: str) -> None:
    with pytest.raises(CxError) as caught:
        asked("postgres", query=query)
    assert caught.value.exit_code == 2 and {d.code for d in caught.value.diagnostics} == {"wrong-value"}


@pytest.mark.parametrize(("options", "words"), [
    ({}, "neither `table` nor `query`"),
    ({"table": "a", "query": "SELECT 1"}, "both"),
    ({"table": "a..b"}, "no name of a table"),
    ({"table": "a", "overlap": 3}, "`overlap` reads rows again"),
    ({"table": "a", "time_zone": "Enfield"}, "no time zone"),
    ({"table": "a", "incremnt": "id"}, "no key `incremnt`"),
])  # fmt: skip
def test_mistakes_in_the_keys(options: dict[str, Any], words: str) -> None:
    with pytest.raises(CxError) as caught:
        asked("postgres", **options)
    assert words in caught.value.diagnostics[0].message


@pytest.mark.parametrize(("plugin", "options", "host"), [
    ("postgres", {"host": "db.example", "database": "cx"}, "db.example:5432"),
    ("postgres", {"connection": Secret("CX_NOT_SET")}, "localhost:5432"),
    ("sqlserver", {"host": "sql.example", "database": "cx", "user": "cx"}, "sql.example:1433"),
])  # fmt: skip
def test_the_only_host(plugin: str, options: dict[str, Any], host: str) -> None:
    source: Any = database_sources()[plugin]
    assert source.hosts(Binding(table="cases", plugin=plugin, options={"table": "cases", **options})) == {host}
