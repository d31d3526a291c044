"""The same faults in a file of each kind: told by row and counted in the result's JSON; the file stays as it was."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import cxengine
from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding
from cxengine.sources import databases
from cxengine.sources.csv_source import read_csv

RULES = """pack made: Made
version 1 from 2018-01-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
table replies: Answers
  key id
  field id is text
  field service is service
  field satisfied is five
  field answered_on is date
metric all: Answers
  from replies
  formula count
metric average: Average
  from replies
  formula mean(satisfied)
"""
HEADINGS = ("id", "service", "satisfied", "answered_on")
Row = tuple[str, str, int | None, str]
ROWS: list[Row] = [
    ("a", "bins", 4, "2019-01-05"),
    ("b", "bins", 9, "2019-01-06"),
    ("c", "bins", 5, "2019-01-07"),
    ("a", "bins", 1, "2019-01-08"),
    ("d", "bins", None, "2019-01-09"),
    ("e", "bins", 0, "2019-01-10"),
    ("f", "bins", 3, "2019-01-11"),
]
"""Two answers off the scale, one missing, and one whose key stands before."""


def as_csv(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    with io.StringIO(newline="") as text:
        csv.writer(text).writerows([headings, *rows])
        path.write_text(text.getvalue())


def as_xlsx(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            sheet.write_row(number, 0, row)


def as_list(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    path.write_text(json.dumps([dict(zip(headings, row, strict=False)) for row in rows]))


def as_lines(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    path.write_text("".join(json.dumps(dict(zip(headings, row, strict=False))) + "\n" for row in rows))


def as_sqlite(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as base:
        base.execute(f"CREATE TABLE replies ({', '.join(headings)})")
        marks = ", ".join("?" * len(headings))
        base.executemany(f"INSERT INTO replies VALUES ({marks})", [row[: len(headings)] for row in rows])
        base.commit()


def as_duckdb(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    path.unlink(missing_ok=True)
    types = {"satisfied": "INTEGER", "answered_on": "DATE"}
    with closing(duckdb.connect(str(path))) as base:
        columns = ", ".join(f"{name} {types.get(name, 'VARCHAR')}" for name in headings)
        base.execute(f"CREATE TABLE replies ({columns})")
        base.executemany(
            f"INSERT INTO replies VALUES ({', '.join('?' * len(headings))})", [row[: len(headings)] for row in rows]
        )


def as_parquet(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    columns = dict(zip(headings, map(list, zip(*rows, strict=True)), strict=False))
    if "answered_on" in columns:
        columns["answered_on"] = [date.fromisoformat(day) for day in columns["answered_on"]]
    pq.write_table(pa.table(columns), path)


Write = Callable[[Path, Sequence[str], Sequence[Row]], None]
KINDS: dict[str, tuple[str, str, Write, int]] = {
    "csv": ("csv", "d.csv", as_csv, 2),
    "xlsx": ("xlsx", "d.xlsx", as_xlsx, 2),
    "json list": ("json", "d.json", as_list, 1),
    "json lines": ("json", "d.jsonl", as_lines, 1),
    "sqlite": ("sqlite", "d.sqlite", as_sqlite, 1),
    "duckdb": ("duckdb", "d.duckdb", as_duckdb, 1),
    "parquet": ("parquet", "d.parquet", as_parquet, 1),
}
"""The plugin, the file, how it is written, and the number of its first row."""
each_kind = pytest.mark.parametrize("kind", KINDS)


def project(folder: Path, kind: str, headings: Sequence[str] = HEADINGS, rows: Sequence[Row] = ROWS) -> Path:
    """A project that reads a file of a kind; the path of the file."""
    plugin, name, write, _ = KINDS[kind]
    (folder / "made.cx").write_text(RULES)
    (folder / "services.csv").write_text("id,title\nbins,Bins\n")
    (folder / "cx.toml").write_text(
        f'[project]\nname = "P"\nas_of = "2019-03-31"\n[sources.replies]\nplugin = "{plugin}"\npath = "{name}"\n'
        '[sources.service]\nplugin = "csv"\npath = "services.csv"\n'
    )
    write(folder / name, headings, rows)
    return folder / name


def sha256(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def read(folder: Path) -> dict[str, Any]:
    return cxengine.compile(folder).metrics().to_dict()


def source_of(said: dict[str, Any]) -> dict[str, Any]:
    (source,) = (each for each in said["sources"] if each["table"] == "replies")
    return source


@each_kind
def test_rows_that_do_not_fit_are_counted_by_reason_and_the_rest_is_used(kind: str, tmp_path: Path) -> None:
    path = project(tmp_path, kind)
    before, first = sha256(path), KINDS[kind][3]
    said = read(tmp_path)
    source = source_of(said)
    assert (source["rows"], source["rejected"], source["digest"]) == (7, 4, before)
    reasons = {each["code"]: (each["count"], [row - first for row in each["rows"]]) for each in source["problems"]}
    assert reasons == {"outside-scale": (2, [1, 5]), "missing-value": (1, [4]), "duplicate-key": (1, [3])}
    by_name = {each["metric"]: each for each in said["metrics"]}
    assert (by_name["all"]["value"], by_name["average"]["value"], by_name["average"]["n"]) == (3, 4.0, 3)
    assert sha256(path) == before


@each_kind
def test_a_column_that_is_missing_is_named_with_the_one_that_is_near(kind: str, tmp_path: Path) -> None:
    path = project(tmp_path, kind, ("id", "service", "satisfide", "answered_on"))
    before = sha256(path)
    with pytest.raises(cxengine.CxError) as raised:
        read(tmp_path)
    (told,) = raised.value.diagnostics
    assert told.code == "missing-column" and f"`{path.name}` has no column `satisfied`" in told.message
    assert "satisfide" in (told.help or "") and told.span.filename.endswith("cx.toml")
    assert sha256(path) == before


@each_kind
def test_a_file_that_changes_while_it_is_read_is_not_used(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes to it each time that it is looked at: time and content are others than before."""
    path = project(tmp_path, kind)
    stat, digest, looks = os.stat, databases.digest_of_file, iter(range(1_000_000))

    def looked_at(of: Any, **more: Any) -> Any:
        found = stat(of, **more)
        if Path(os.fsdecode(of)).name != path.name:
            return found
        told = {name: getattr(found, name) for name in dir(found) if name.startswith("st_")}
        return SimpleNamespace(**told | {"st_mtime_ns": found.st_mtime_ns + next(looks)})

    monkeypatch.setattr(os, "stat", looked_at)
    monkeypatch.setattr(databases, "digest_of_file", lambda of: f"{digest(of)}{next(looks)}")
    measured = cxengine.compile(tmp_path).metrics()
    assert [each.code for each in measured.diagnostics] == ["file-changed"]
    assert path.name in measured.diagnostics[0].message and measured.exit_code() == 3
    assert [each.value for each in measured.metrics] == [None, None]


@each_kind
def test_a_file_that_is_cut_off_is_refused_whole(kind: str, tmp_path: Path) -> None:
    """Of what can be cut after a row (csv, JSON lines) the rows that are whole stay."""
    path = project(tmp_path, kind)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    before = sha256(path)
    measured = cxengine.compile(tmp_path).metrics()
    source = source_of(measured.to_dict()) if measured.diagnostics == () else None
    if kind == "csv":
        assert source is not None and source["rows"] == 3
    elif kind == "json lines":
        assert source is not None and source["rows"] == 4 and source["rejected"] >= 1
    else:
        (told,) = measured.diagnostics
        assert told.code.startswith(("not-", "unreadable-")) and path.name in told.message
        assert all(metric.value is None for metric in measured.metrics)
    assert sha256(path) == before


@pytest.mark.parametrize(
    ("content", "help"),
    [
        ("id,service,satisfied\na,bins,4\n".encode("utf-16-le"), '`encoding = "utf-16-le"`'),
        ("id,service,satisfied\na,bins,4\n".encode("utf-16-be"), '`encoding = "utf-16-be"`'),
        (b"id,service\na,b\0ns\n", "Export it again"),
        (b"PK\x03\x04" + b"\0" * 22 + b"answers.csv", "Unpack it"),
        (b"PK\x03\x04" + b"\0" * 22 + b"[Content_Types].xml", '`plugin = "xlsx"`'),
    ],
)
def test_files_of_another_kind_say_what_to_write(content: bytes, help: str, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_bytes(content)
    with pytest.raises(CxError) as raised:
        read_csv(Binding(table="t", plugin="csv", paths=(tmp_path / "d.csv",)), ("id",))
    assert help in raised.value.diagnostics[0].help
