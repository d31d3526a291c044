"""Whatever kind of file a personal value stands in, nothing says it, whether the row fits or not."""

from __future__ import annotations

import json
import logging
import sqlite3
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import cxengine

CANARY = "canary7x"
RULES = """pack p: P
version 1 from 2018-04-01
subject service: Service
table contacts: Contacts
  key secret
  field service is service
  field seen_on is date
  field secret is text, personal
  field born is date, personal, may be missing
  field age is number, personal, may be missing
  reject when secret is known and seen_on < 2000-01-01: too old
metric held: Held
  from contacts
  formula count(born is known)
metric different: Different
  from contacts
  formula distinct(secret)
"""
HEADINGS = ("service", "seen_on", "secret", "born", "age")
FITTING = [["a", f"2019-03-{n:02}", f"{CANARY}{n // 2}", "1970-01-01", str(n)] for n in range(1, 15)]
NOT_FITTING = [
    ["a", "1999-01-01", f"{CANARY}old", "1970-01-01", "3"],
    ["a", "2019-03-01", f"{CANARY}b", CANARY, "4"],
    ["a", "2019-03-01", f"{CANARY}c", "1970-01-01", CANARY],
    ["nobody", "2019-03-01", f"{CANARY}d", "", ""],
    ["a", "soon", f"{CANARY}e", "", ""],
]
ROWS = [*FITTING, *NOT_FITTING]
Write = Callable[[Path], str]


def listed(path: Path, rows: Sequence[Sequence[str]] = ROWS) -> list[dict[str, str]]:
    del path
    return [dict(zip(HEADINGS, row, strict=True)) for row in rows]


def csv_file(path: Path) -> str:
    (path / "c.csv").write_text("\n".join(",".join(row) for row in [list(HEADINGS), *ROWS]) + "\n", "utf-8")
    return 'path = "c.csv"'


def csv_file_with_an_open_quote(path: Path) -> str:
    csv_file(path)
    text = (path / "c.csv").read_text("utf-8").replace(f"{CANARY}3", f'"{CANARY}3', 1)
    (path / "c.csv").write_text(text, "utf-8")
    return 'path = "c.csv"'


def json_lines(path: Path) -> str:
    (path / "c.jsonl").write_text("\n".join(map(json.dumps, listed(path))), "utf-8")
    return 'path = "c.jsonl"'


def json_array(path: Path) -> str:
    (path / "c.json").write_text(json.dumps(listed(path)), "utf-8")
    return 'path = "c.json"'


def json_cut_off(path: Path) -> str:
    (path / "c.json").write_text(json.dumps(listed(path))[:-20], "utf-8")
    return 'path = "c.json"'


def json_within(path: Path) -> str:
    within = [{**row, "secret": {CANARY: row["secret"]}} for row in listed(path)]
    (path / "c.json").write_text(json.dumps(within), "utf-8")
    return 'path = "c.json"'


def workbook(path: Path) -> str:
    book = xlsxwriter.Workbook(str(path / "c.xlsx"))
    sheet = book.add_worksheet()
    for at, row in enumerate([HEADINGS, *ROWS]):
        sheet.write_row(at, 0, row)
    book.close()
    return 'path = "c.xlsx"'


def parquet(path: Path) -> str:
    pq.write_table(pa.Table.from_pylist(listed(path)), path / "c.parquet")
    return 'path = "c.parquet"'


def parquet_of_lists(path: Path) -> str:
    lists = [{**row, "secret": [row["secret"]]} for row in listed(path)]
    pq.write_table(pa.Table.from_pylist(lists), path / "c.parquet")
    return 'path = "c.parquet"'


def sqlite_file(path: Path) -> str:
    with sqlite3.connect(path / "c.sqlite") as made:
        made.execute(f"CREATE TABLE t ({', '.join(HEADINGS)})")
        made.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(HEADINGS))})", ROWS)
    return 'path = "c.sqlite"\ntable = "t"'


def sqlite_of_bytes(path: Path) -> str:
    said = sqlite_file(path)
    with sqlite3.connect(path / "c.sqlite") as made:
        made.execute("UPDATE t SET secret = CAST(secret AS BLOB) WHERE age > 5")
    return said


def duckdb_file(path: Path) -> str:
    rows = pa.Table.from_pylist(listed(path))
    with duckdb.connect(str(path / "c.duckdb")) as made:
        made.register("rows", rows)
        made.execute("CREATE TABLE t AS SELECT * FROM rows")
    return 'path = "c.duckdb"\ntable = "t"'


WHOLE: tuple[Write, ...] = (csv_file, json_lines, json_array, workbook, parquet, sqlite_file, duckdb_file)
BROKEN: tuple[Write, ...] = (
    csv_file_with_an_open_quote, json_cut_off, json_within, parquet_of_lists, sqlite_of_bytes,
)  # fmt: skip


def everything_said(write: Write, folder: Path) -> str:
    """Figures, load report and diagnostics in Python's and JSON's words, or the error with its traceback."""
    source = write(folder)
    (folder / "cx.toml").write_text(
        f'[project]\nname = "P"\nas_of = "2019-03-31"\n'
        f'[sources.contacts]\n{source}\n[sources.service]\npath = "s.csv"\n'
    )
    (folder / "s.csv").write_text("id,title\na,A\n")
    (folder / "rules.cx").write_text(RULES)
    try:
        measured = cxengine.compile(folder).metrics()
    except cxengine.CxError as error:
        return "".join(traceback.format_exception(error)) + repr(list(error.diagnostics))
    return repr(measured) + json.dumps(measured.to_dict(), default=str)


@pytest.mark.parametrize("write", [*WHOLE, *BROKEN], ids=lambda write: write.__name__)
def test_no_kind_of_file_says_it(write: Write, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = everything_said(write, tmp_path)
    assert CANARY not in said + caplog.text
    if write in WHOLE:
        problems = ("not-a-date", "not-a-number", "duplicate-key", "rejected-by-rule", "unlisted-subject")
        assert [code for code in problems if code not in said] == [], "a row that does not fit was not told"
    else:
        assert "contacts" in said or "`secret`" in said, "that the file is broken was not told"
