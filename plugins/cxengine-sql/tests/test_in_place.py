"""A table of PostgreSQL beside the same rows in memory: what is counted, in how many scans, and what is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import cxengine
from cxengine.engine.stages import stage_text
from cxengine.host.contracts import Binding
from cxengine_sql.counting.session import Session
from cxengine_sql.served import cluster
from tests.backends.traps import AS_OF, BREAKDOWNS, FIELDS, ROWS, RULES, SUBJECTS, in_memory

from .databases import CX_TOML, Database, needs_postgres

HEADINGS = (
    'Id"s', "SERVICE", "Channel", "rated", "opened", "closed", "due", "cost", "weight", "minutes", "again",
    "group by",
)  # fmt: skip
TYPES = (
    "integer primary key", "varchar(30)", "shop.way", "integer", "timestamptz", "timestamp", "date", "numeric(16, 2)",
    "numeric(28, 6)", "numeric(12, 3)", "boolean", "text",
)  # fmt: skip
COLUMNS = dict(zip(FIELDS, HEADINGS, strict=True))
pytestmark = needs_postgres


def quoted(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "NULL" if value is None else str(value)
    return "'" + str(value).replace("'", "''") + "'"


def heading(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def shop() -> Iterator[Database]:
    declared = ", ".join(f"{heading(name)} {kind}" for name, kind in zip(HEADINGS, TYPES, strict=True))
    values = ", ".join("(" + ", ".join(map(quoted, row)) + ")" for row in ROWS)
    options = ", ".join(quoted(option) for option in sorted({str(row[2]) for row in ROWS if row[2] is not None}))
    with cluster("timezone=UTC") as served:
        made = Database(served)
        made.script(
            f"CREATE SCHEMA shop;\nCREATE TYPE shop.way AS ENUM ({options});\n"
            f'CREATE TABLE shop."Contacts" ({declared});\nINSERT INTO shop."Contacts" VALUES {values}'
        )
        yield made


@pytest.fixture
def program(shop: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> cxengine.Program:
    monkeypatch.setenv("CX_TEST_POSTGRES", shop.address)
    (tmp_path / "cx.toml").write_text(CX_TOML, "utf-8")
    (tmp_path / "traps.cx").write_text(RULES, "utf-8")
    return cxengine.compile(tmp_path)


def placed(**more: Any) -> dict[str, Any]:
    options = {"table": "shop.Contacts", "time_zone": "UTC", **more}
    contacts = Binding(table="contacts", plugin="postgres", columns=COLUMNS, options=options)
    return {"contacts": contacts, "service": SUBJECTS}


def test_figures_are_those_of_the_same_rows_in_memory(program: cxengine.Program) -> None:
    for by in BREAKDOWNS:
        there = program.metrics(placed(), by=by, as_of=AS_OF)
        here = program.metrics(in_memory(), by=by, as_of=AS_OF)
        assert [each.measured for each in there.metrics] == [each.measured for each in here.metrics], by
        assert any(each.value is not None for each in there.metrics)


def test_rows_that_do_not_fit_are_counted_as_the_same_rows_in_memory_are(program: cxengine.Program) -> None:
    there, here = (
        next(source for source in program.metrics(given, as_of=AS_OF).sources if source.table == "contacts")
        for given in (placed(), in_memory())
    )
    assert (there.rows, there.rejected) == (here.rows, here.rejected) == (11, 4)
    counts = [[(p.code, p.count) for p in source.problems] for source in (there, here)]
    assert sorted(counts[0]) == sorted(counts[1])
    assert any("`pigeon`" in problem.message for problem in there.problems)


def test_a_row_is_told_for_every_field_at_fault_as_in_memory(program: cxengine.Program) -> None:
    """What the table's own rule says of it is not asked."""
    row = ("11", None, "pigeon", 9, "2019-06-01 12:00:00", "2019-05-01 12:00:00", "2019-06-30", *(None,) * 5)
    added = ", ".join(f"{quoted(value)}::{kind.split(' primary')[0]}" for value, kind in zip(row, TYPES, strict=True))
    bound = Binding(
        table="contacts", plugin="postgres", columns=COLUMNS,
        options={"query": f'SELECT * FROM shop."Contacts" UNION ALL SELECT {added}', "time_zone": "UTC"},
    )  # fmt: skip
    given = in_memory()
    written = (None if value is None else str(value) for value in row)
    given["contacts"].append(dict(zip(FIELDS, written, strict=True)))
    there, here = (
        next(source for source in program.metrics(each, as_of=AS_OF).sources if source.table == "contacts")
        for each in ({**placed(), "contacts": bound}, given)
    )
    assert (there.rows, there.rejected) == (here.rows, here.rejected) == (12, 5)
    counts = [sorted((p.code, p.count) for p in source.problems) for source in (there, here)]
    assert counts[0] == counts[1] and {("not-an-option", 2), ("outside-scale", 2), ("missing-value", 2)} <= {*counts[0]}


class Asked:
    """What a run asks the database, and how many rows it gets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statements: list[str] = []
        self.rows: list[int] = []
        ask = Session.ask

        def spied(session: Session, statement: str, about: str) -> pa.Table:
            answer = ask(session, statement, about)
            self.statements.append(statement)
            self.rows.append(answer.num_rows)
            return answer

        monkeypatch.setattr(Session, "ask", spied)

    def of_table(self) -> list[str]:
        """Those about rows."""
        return [text for text in self.statements if "Contacts" in text and "LIMIT 0" not in text and "pg_" not in text]


def scans(plan: Any) -> int:
    """How often a plan reads a table, by whatever way."""
    own = "Relation Name" in plan
    return own + sum(scans(below) for below in plan.get("Plans", ()))


def scanned(shop: Database, asked: Asked) -> int:
    """How often the statements scan the table, by the database's own plans; each does once."""
    for text in asked.of_table():
        explained = shop.script(f"EXPLAIN (FORMAT JSON) {text}")
        assert scans(json.loads(explained)[0]["Plan"]) == 1, text
    return len(asked.of_table())


CLEAN = 'SELECT * FROM shop."Contacts" WHERE "Id""s" = 1'
UNFIT = 'SELECT * FROM shop."Contacts" WHERE "Id""s" IN (1, 10)'


@pytest.mark.parametrize(
    ("source", "by", "times"),
    [
        ({"query": CLEAN}, ("month of opened",), 1),  # whether rows fit is asked in the scan of the figures
        ({"query": CLEAN}, (), 2),  # and once more for medians
        ({"query": UNFIT}, ("month of opened",), 3),  # one is about nobody: what columns hold, why rows are left out
        ({"table": "shop.Contacts"}, ("month of opened",), 4),  # spelled otherwise: how, and once again
        ({"table": "shop.Contacts"}, (), 5),
    ],
)
def test_how_often_the_table_is_scanned(
    program: cxengine.Program, shop: Database, monkeypatch: pytest.MonkeyPatch, source: Any, by: Any, times: int
) -> None:
    asked = Asked(monkeypatch)
    keyed = placed(**source) if "table" in source else {**placed(), "contacts": queried(source["query"])}
    program.metrics(keyed, by=by, as_of=AS_OF)
    assert scanned(shop, asked) - ("query" in source) == times  # of a query it is asked whether the key is one


def queried(query: str) -> Binding:
    return Binding(
        table="contacts", plugin="postgres", columns=COLUMNS, options={"query": query, "time_zone": "UTC"}
    )


def test_rows_that_do_not_fit_spoil_no_figure(
    program: cxengine.Program, shop: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sum that they make too large to be exact is asked again without them, in the same snapshot."""
    asked = Asked(monkeypatch)
    nan = 'SELECT *, (CASE WHEN rated = 9 THEN \'NaN\' ELSE cost END)::numeric(16, 2) AS paid FROM shop."Contacts"'
    bound = Binding(
        table="contacts", plugin="postgres", columns={**COLUMNS, "cost": "paid"},
        options={"query": nan, "time_zone": "UTC"},
    )  # fmt: skip
    given = ({**placed(), "contacts": bound}, in_memory())
    there, here = (program.metrics(each, metrics=("squares", "half"), as_of=AS_OF) for each in given)
    assert [each.measured for each in there.metrics] == [each.measured for each in here.metrics]
    assert any("paid" in text and "GROUP BY" in text for text in asked.statements)


def test_a_date_that_never_comes_spoils_no_figure(program: cxengine.Program) -> None:
    """It has no month, which is an error to the database; the row is left out, and the others are counted."""
    never = 'SELECT *, CASE WHEN "Id""s" = 9 THEN \'infinity\' ELSE opened END AS come FROM shop."Contacts"'
    bound = Binding(
        table="contacts", plugin="postgres", columns={**COLUMNS, "opened": "come"},
        options={"query": never, "time_zone": "UTC"},
    )  # fmt: skip
    rows = [row for row in in_memory()["contacts"] if row["id"] != "9"]
    there, here = (
        program.metrics({"contacts": contacts, "service": SUBJECTS}, by=("month of opened",), as_of=AS_OF)
        for contacts in (bound, rows)
    )
    assert not there.diagnostics
    assert [each.measured for each in there.metrics] == [each.measured for each in here.metrics]


def test_numbers_of_any_digits_are_counted_where_they_are(program: cxengine.Program) -> None:
    """As they are where the field's digits do for them; with more of them a row does not fit, and is told so."""
    odd = {2: "2.205", 4: "1e20", 9: "NaN"}
    arms = " ".join(f"WHEN {id} THEN '{value}'" for id, value in odd.items())
    paid = f'(CASE "Id""s" {arms} ELSE cost::text END)::numeric AS paid'
    plain = f'SELECT *, {paid}, rated::numeric AS stars FROM shop."Contacts"'
    columns = {**COLUMNS, "cost": "paid", "rated": "stars"}
    bound = Binding(
        table="contacts", plugin="postgres", columns=columns, options={"query": plain, "time_zone": "UTC"}
    )
    rows = [{**row, "cost": odd.get(int(row["id"]), row["cost"])} for row in in_memory()["contacts"]]
    metrics = ("squares", "middle", "half", "ratio")
    there, here = (
        program.metrics({"contacts": contacts, "service": SUBJECTS}, metrics=metrics, as_of=AS_OF)
        for contacts in (bound, rows)
    )
    assert not there.diagnostics
    assert [each.measured for each in there.metrics] == [each.measured for each in here.metrics]
    (source,) = [source for source in there.sources if source.table == "contacts"]
    assert "where they are" in "".join(source.notes)
    assert (source.rows, source.rejected) == (11, 7)
    assert {"too-large", "too-many-decimals"} <= {problem.code for problem in source.problems}


def test_explain_shows_what_postgres_is_asked(program: cxengine.Program) -> None:
    """In its own words, and without reaching it."""
    told = stage_text(program, "sql", "late")
    assert "INTERVAL '1 month'" in told and "FILTER" in told and "\n" in told


def test_only_groups_leave_the_database(
    shop: Database, program: cxengine.Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.script('CREATE TABLE shop.many AS SELECT row_number() OVER ()::int AS "Id""s", "SERVICE", "Channel", "rated", '
                '"opened", "closed", "due", "cost", "weight", "minutes", "again", "group by" '
                'FROM shop."Contacts", generate_series(1, 500)')  # fmt: skip
    asked = Asked(monkeypatch)
    program.metrics(placed(table="shop.many"), metrics=("middle", "phone", "people", "ratio"), as_of=AS_OF)
    assert max(asked.rows) < 60 < 5000
    shop.script("DROP TABLE shop.many")


def test_one_snapshot_for_the_whole_run(
    shop: Database, program: cxengine.Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program.metrics(placed(), metrics=("by_hour",), as_of=AS_OF)
    ask = Session.ask

    def written_to(session: Session, statement: str, about: str) -> pa.Table:
        answer = ask(session, statement, about)
        if "GROUP BY" in statement:
            shop.script('INSERT INTO shop."Contacts" SELECT max("Id""s") OVER () + row_number() OVER (), "SERVICE", '
                        '"Channel", 5 FROM shop."Contacts" LIMIT 1')  # fmt: skip
        return answer

    monkeypatch.setattr(Session, "ask", written_to)
    after = program.metrics(placed(), metrics=("by_hour",), as_of=AS_OF)
    shop.script('DELETE FROM shop."Contacts" WHERE opened IS NULL')
    assert [each.measured for each in after.metrics] == [each.measured for each in before.metrics]


@pytest.mark.parametrize(
    ("user", "password", "table", "code", "words"),
    [
        ("cx", "wrong", "shop.Contacts", "source-refused", "does not take the credentials"),
        ("cx", "", "shop.contact", "source-reply", "has no such table"),
        ("stranger", "known", "shop.Contacts", "source-refused", "does not let us read this"),
    ],
)
def test_what_cannot_be_counted_is_said(
    shop: Database,
    program: cxengine.Program,
    monkeypatch: pytest.MonkeyPatch,
    user: str,
    password: str,
    table: str,
    code: str,
    words: str,
) -> None:
    shop.script("DROP ROLE IF EXISTS stranger;\nCREATE ROLE stranger LOGIN PASSWORD 'known'")
    address = shop.served.address(user=user, password=password)
    monkeypatch.setenv("CX_TEST_POSTGRES", address)
    measured = program.metrics(placed(table=table), metrics=("half",), as_of=AS_OF)
    (failure,) = [diagnostic for diagnostic in measured.diagnostics if diagnostic.severity == "error"]
    assert failure.code == code and words in failure.message and address not in str(failure)
    reasons = {each.measured.unknown for each in measured.metrics if each.measured}
    assert reasons == {"the source of table contacts failed"}


def test_what_only_reading_shows_is_fetched_and_said(program: cxengine.Program) -> None:
    inexact = 'SELECT *, "cost"::double precision AS inexact FROM shop."Contacts" WHERE "cost" < 100'
    twice = 'SELECT * FROM shop."Contacts" UNION ALL SELECT * FROM shop."Contacts"'
    for query, heading, words in ((inexact, "inexact", "double precision"), (twice, "cost", "have the same key")):
        columns = {**COLUMNS, "cost": heading}
        bound = Binding(
            table="contacts", plugin="postgres", columns=columns, options={"query": query, "time_zone": "UTC"}
        )
        measured = program.metrics({"contacts": bound, "service": SUBJECTS}, metrics=("middle",), as_of=AS_OF)
        assert not [diagnostic for diagnostic in measured.diagnostics if diagnostic.severity == "error"]
        (source,) = [source for source in measured.sources if source.table == "contacts"]
        assert any("were fetched" in note and words in note for note in source.notes), source.notes


def test_a_missing_secret_is_named(program: cxengine.Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CX_TEST_POSTGRES")
    measured = program.metrics(placed(), as_of=AS_OF)
    (failure,) = [diagnostic for diagnostic in measured.diagnostics if diagnostic.severity == "error"]
    assert failure.code == "secret-missing" and "`CX_TEST_POSTGRES`" in failure.message
