"""The attacker lays two tables beside each other that are filled from one file, and decided on alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

import cxengine

TABLE = """table {name}: Answers
  field service is service
  field channel is one of (web, phone)
  publish groups of at least 5
"""
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject service: Service
{TABLE.format(name="replies")}{TABLE.format(name="again")}metric all: Answers
  from replies
  formula count
  by channel
"""
WEB = """metric web: Answers over the web
  from again
  where channel is web
  formula count
"""


def said(folder: Path, rules: str, other: str, lines: list[str]) -> dict[str, Any]:
    """What is published of answers in `a.csv`, with the other table filled from the file `other`."""
    bound = "".join(
        f'[sources.{name}]\npath = "{path}"\n'
        for name, path in (("replies", "a.csv"), ("again", other), ("service", "services.csv"))
    )
    (folder / "cx.toml").write_text(f'[project]\nname = "P"\nas_of = "2019-12-31"\n{bound}')
    (folder / "made.cx").write_text(rules)
    (folder / "services.csv").write_text("id,title\ns0,S0\n")
    (folder / "a.csv").write_text("\n".join(["service,channel", *lines, ""]))
    (folder / "b.csv").write_text("\n".join(["service,channel", *lines[:20], ""]))
    (folder / "copy.csv").write_bytes((folder / "a.csv").read_bytes())
    return cxengine.compile(folder).metrics().to_dict()


def same_data(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (source["table"], problem["message"])
        for source in result["sources"]
        for problem in source["problems"]
        if problem["code"] == "same-data"
    ]


FEW = ["s0,web"] * 40 + ["s0,phone"] * 3


@pytest.mark.parametrize("other", ["a.csv", "copy.csv"])
def test_it_is_said_where_two_tables_are_of_the_same_data(tmp_path: Path, other: str) -> None:
    """43 answers, of which the other table shows that 40 came over the web: 3 by phone, which the listing hides."""
    result = said(tmp_path, RULES + WEB, other, FEW)
    shown = {figure["metric"]: figure["value"] for figure in result["metrics"]}
    assert shown == {"all": 43, "web": 40}
    ((table, message),) = same_data(result)
    assert table == "replies" and message.startswith("filled from the same data as `again`: each hides small groups")


@pytest.mark.parametrize(("rules", "other", "lines"), [
    (RULES + WEB, "b.csv", FEW), (RULES, "a.csv", FEW), (RULES + WEB, "a.csv", FEW[:40]),
])  # fmt: skip
def test_and_nowhere_else(tmp_path: Path, rules: str, other: str, lines: list[str]) -> None:
    """Not of other data, not where nothing counts the other table's rows, and not where nothing is hidden."""
    assert same_data(said(tmp_path, rules, other, lines)) == []


@pytest.mark.parametrize(("other", "same"), [("again", False), ("Replies", True)])
def test_two_tables_of_one_database_are_not_the_same_data(tmp_path: Path, other: str, same: bool) -> None:
    said(tmp_path, RULES + WEB, "a.csv", FEW)
    with sqlite3.connect(tmp_path / "all.sqlite") as database:
        for table in ("replies", "again"):
            database.execute(f"create table {table} (service text, channel text)")
            database.executemany(f"insert into {table} values (?, ?)", [line.split(",") for line in FEW])
    database.close()
    toml = (tmp_path / "cx.toml").read_text()
    for table, read in (("replies", "replies"), ("again", other)):
        begun = f"[sources.{table}]\npath = "
        toml = toml.replace(f'{begun}"a.csv"', f'{begun}"all.sqlite"\ntable = "{read}"')
    (tmp_path / "cx.toml").write_text(toml)
    assert bool(same_data(cxengine.compile(tmp_path).metrics().to_dict())) is same
