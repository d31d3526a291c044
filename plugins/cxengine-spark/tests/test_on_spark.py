"""A table of Spark beside the same rows in memory: what is counted, in how many scans, and what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import cxengine
from cxengine.engine.stages import stage_text
from cxengine.host.contracts import Binding
from cxengine_spark.session import Session
from tests.backends.traps import AS_OF, BREAKDOWNS, FIELDS, ROWS, RULES, SUBJECTS, in_memory

from .running import CX_TOML, needs_spark

pytestmark = [needs_spark, pytest.mark.filterwarnings("ignore")]
HEADINGS = (
    "Id's", "SERVICE", "Channel", "rated", "opened", "closed", "due", "cost", "weight", "minutes", "again", "GROUP",
)  # fmt: skip
TYPES = (
    "int", "string", "string", "int", "timestamp", "timestamp_ntz", "date", "decimal(16, 2)", "decimal(28, 6)",
    "decimal(12, 3)", "boolean", "string",
)  # fmt: skip
COLUMNS = dict(zip(FIELDS, HEADINGS, strict=True))


def value(text: Any, kind: str) -> Any:
    if text is None:
        return None
    match kind.partition("(")[0]:
        case "int":
            return int(text)
        case "decimal":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
        case "timestamp":
            return datetime.fromisoformat(text + "+00:00")
        case "timestamp_ntz":
            return datetime.fromisoformat(text)
    return text


@pytest.fixture(scope="module")
def folder(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("data") / "contacts"
    rows = [tuple(value(cell, kind) for cell, kind in zip(row, TYPES, strict=True)) for row in ROWS]
    schema = ", ".join(f"`{name}` {kind}" for name, kind in zip(HEADINGS, TYPES, strict=True))
    spark.createDataFrame(rows, schema).coalesce(1).write.parquet(str(place))
    spark.sql("CREATE DATABASE IF NOT EXISTS shop")
    spark.read.parquet(str(place)).write.mode("overwrite").saveAsTable("shop.contacts")
    yield place
    spark.sql("DROP DATABASE shop CASCADE")


@pytest.fixture
def program(tmp_path: Path) -> cxengine.Program:
    (tmp_path / "cx.toml").write_text(CX_TOML, "utf-8")
    (tmp_path / "traps.cx").write_text(RULES, "utf-8")
    return cxengine.compile(tmp_path)


def placed(columns: dict[str, str] = COLUMNS, **options: Any) -> dict[str, Any]:
    contacts = Binding(table="contacts", plugin="spark", columns=columns, options=options)
    return {"contacts": contacts, "service": SUBJECTS}


@pytest.mark.parametrize("by", [BREAKDOWNS[0], BREAKDOWNS[2]])
def test_figures_are_those_of_the_same_rows_in_memory(
    folder: Path, program: cxengine.Program, by: tuple[str, ...]
) -> None:
    there = program.metrics(placed(parquet=str(folder)), by=by, as_of=AS_OF)
    here = program.metrics(in_memory(), by=by, as_of=AS_OF)
    assert [each.measured for each in there.metrics] == [each.measured for each in here.metrics]
    assert any(each.value is not None for each in there.metrics)


def test_a_table_of_the_catalogue_and_rows_that_do_not_fit(folder: Path, program: cxengine.Program) -> None:
    there, here = (
        next(source for source in program.metrics(given, as_of=AS_OF).sources if source.table == "contacts")
        for given in (placed(table="shop.contacts"), in_memory())
    )
    assert (there.rows, there.rejected) == (here.rows, here.rejected) == (11, 4)
    assert sorted((p.code, p.count) for p in there.problems) == sorted((p.code, p.count) for p in here.problems)


def test_at_most_two_scans_for_a_grain_and_only_groups_come(
    folder: Path, spark: Any, program: cxengine.Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans: list[int] = []
    rows: list[int] = []
    ask = Session.ask

    def spied(session: Session, statement: str, about: str) -> pa.Table:
        plan = session.spark().sql(statement)._jdf.queryExecution().sparkPlan().toString()
        scans.append(len(re.findall(r"FileScan|BatchScan|InMemoryTableScan", plan)))
        answer = ask(session, statement, about)
        rows.append(answer.num_rows)
        return answer

    many = "SELECT /*+ REPARTITION(1) */ c.* EXCEPT (`Id's`), `Id's` * 1000 + n AS `Id's` FROM shop.contacts AS c, "
    spark.sql(many + "EXPLODE(SEQUENCE(1, 300)) AS s (n)").write.mode("overwrite").saveAsTable("shop.many")
    monkeypatch.setattr(Session, "ask", spied)
    metrics = ("middle", "phone", "people", "ratio", "half")
    program.metrics(placed(table="shop.many"), metrics=metrics, as_of=AS_OF)
    # the figures with the check; how columns are spelled; once again; why rows are left out; the key; medians
    assert scans == [1] * 6
    assert max(rows) < 60 < 3_000
    scans.clear()
    spark.sql("SELECT * FROM shop.contacts WHERE `Id's` = 1").write.mode("overwrite").saveAsTable("shop.clean")
    program.metrics(placed(table="shop.clean"), metrics=metrics, as_of=AS_OF)
    assert scans == [1] * 3  # the figures with the check, the key, medians
    scans.clear()
    program.metrics(placed(table="shop.clean"), metrics=("phone", "half"), by=("month of opened",), as_of=AS_OF)
    assert scans == [1] * 2  # the figures with the check, the key


@pytest.mark.parametrize(
    ("options", "heading", "code", "words"),
    [
        ({"table": "shop.contact"}, "cost", "engine-failed", "shop.contact"),
        ({"parquet": "/nowhere/at/all"}, "cost", "engine-failed", "/nowhere/at/all"),
        ({"table": "shop.inexact"}, "inexact", "not-in-place", "double"),
        ({"table": "shop.twice"}, "cost", "not-in-place", "have the same key"),
    ],
)
def test_what_cannot_be_counted_is_said(
    folder: Path, spark: Any, program: cxengine.Program, options: Any, heading: str, code: str, words: str
) -> None:
    contacts = spark.table("shop.contacts")
    contacts.selectExpr("*", "CAST(cost AS DOUBLE) AS inexact").write.mode("overwrite").saveAsTable("shop.inexact")
    contacts.union(contacts).write.mode("overwrite").saveAsTable("shop.twice")
    given = placed({**COLUMNS, "cost": heading}, **options)
    measured = program.metrics(given, metrics=("half",), as_of=AS_OF)
    (failure,) = [diagnostic for diagnostic in measured.diagnostics if diagnostic.severity == "error"]
    assert failure.code == code and words in failure.message
    reasons = {each.measured.unknown for each in measured.metrics if each.measured}
    assert reasons == {"the source of table contacts failed"}


def test_explain_shows_what_spark_is_asked(program: cxengine.Program) -> None:
    told = stage_text(program, "sql", "took")
    assert "UNIX_MICROS(CAST(`closed` AS TIMESTAMP_LTZ))" in told and "\n" in told


def test_a_sum_of_too_many_digits_is_an_error(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text(CX_TOML, "utf-8")
    text = """pack big: Big numbers
version 1 from 2018-01-01
subject service: Service
table sums: Sums
  field service is service
  field amount is number
metric product: Products
  from sums
  formula sum(amount * amount)
"""
    (tmp_path / "big.cx").write_text(text, "utf-8")
    rows = [("a", Decimal("1234567890123456789012.345678"))]
    frame = spark.createDataFrame(rows, "service string, amount decimal(28, 6)")
    with pytest.raises(cxengine.CxError) as caught:
        cxengine.compile(tmp_path).metrics({"sums": frame, "service": [{"id": "a", "title": "A"}]}, as_of=AS_OF)
    assert [each.code for each in caught.value.diagnostics] == ["number-too-large"] and caught.value.exit_code == 3


def test_the_callers_session_stays_as_it_is(spark: Any) -> None:
    assert spark.conf.get("spark.sql.session.timeZone") == "America/New_York"
    assert spark.conf.get("spark.sql.ansi.enabled") == "false"
    assert not [table.name for table in spark.catalog.listTables("global_temp") if table.name.startswith("cx_")]
