"""Numbers with a comma before their decimals, and fields for which the data have no column."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import cxengine

RULES = """pack p: P
version 1 from 2026-01-01
subject service: S
table rows: R
  key id
  field id is text
  field service is service
  field cost is money
  field wait is number
  field age is number, may be missing
metric cost: Cost
  from rows
  formula sum(cost)
metric wait: Wait
  from rows
  formula sum(wait)
metric age: Age
  from rows
  formula count(age is known)
"""
COMMAS = "id;service;cost;wait\n1;s;1.234,50;27,4\n2;s;£5,00;1 234,5\n3;s;7;-2\n"
ABSENT = "columns = { age = false }\n"


def measured(folder: Path, keys: str, rows: str = COMMAS) -> tuple[dict[str, Fraction | None], list[tuple[str, str]]]:
    """The figures, and the problems of the rows."""
    (folder / "rules.cx").write_text(RULES, "utf-8")
    (folder / "s.csv").write_text("id,title\ns,S\n", "utf-8")
    (folder / "rows.csv").write_text(rows, "utf-8")
    toml = f'[sources.service]\npath = "s.csv"\n[sources.rows]\npath = "rows.csv"\n{keys}'
    (folder / "cx.toml").write_text(toml, "utf-8")
    found = cxengine.compile(folder).metrics(as_of="2026-02-01")
    values = {m.metric: m.measured.value for m in found.metrics if m.measured is not None}
    return values, [(p.code, p.message) for s in found.sources for p in s.problems]


def test_a_comma_stands_before_decimals_where_cx_toml_says_so(tmp_path: Path) -> None:
    values, problems = measured(tmp_path, ABSENT + 'decimal = ","\n')
    assert values == {"cost": Fraction("1246.50"), "wait": Fraction("1259.9"), "age": 0}
    assert problems == []


def test_of_single_columns(tmp_path: Path) -> None:
    rows = "id;service;cost;wait\n1;s;1,234.50;27,4\n2;s;5.00;0,5\n"
    assert measured(tmp_path, ABSENT + 'decimal = { wait = "," }\n', rows)[0]["wait"] == Fraction("27.9")
    assert measured(tmp_path, ABSENT + 'decimal = { wait = ",", cost = "." }\n', rows)[0]["cost"] == Fraction("1239.5")


def test_without_it_the_rejection_says_what_to_write(tmp_path: Path) -> None:
    values, problems = measured(tmp_path, ABSENT)
    assert values["cost"] == 7
    for (code, message), column in zip(problems, ("cost", "wait"), strict=True):
        assert code == "not-a-number" and message.endswith(
            'If a comma stands before the decimals, write `decimal = ","` in `[sources.rows]`, or '
            f'`decimal = {{ {column} = "," }}` for this column alone.'
        )


@pytest.mark.parametrize("keys", ["", 'decimal = ","\n'])
def test_of_money_only_pounds_are_read(tmp_path: Path, keys: str) -> None:
    rows = "id;service;cost;wait\n1;s;12.345,67 €;1\n2;s;£1;1\n"
    _, problems = measured(tmp_path, ABSENT + keys, rows)
    assert problems[0][0] == "not-a-number" and problems[0][1].endswith(
        "`£` is the only sign of money that is read: give amounts in pounds, without `€`."
    )


@pytest.mark.parametrize("cell", ["27.4", "1.23", "1,2,3", "1.234.5", "abc", "1,234.5", "12.34,5"])
def test_what_is_no_number_stays_rejected(tmp_path: Path, cell: str) -> None:
    _, problems = measured(tmp_path, ABSENT + 'decimal = ","\n', f"id;service;cost;wait\n1;s;1;{cell}\n2;s;1;1\n")
    assert [code for code, _ in problems] == ["not-a-number"]
    assert ("If a point stands before these decimals" in problems[0][1]) == (cell in ("27.4", "1.23"))


def test_values_of_the_file_are_those_that_stand_in_it(tmp_path: Path) -> None:
    rows = "id;service;cost;wait\n1;s;1;n,a\n2;s;1;1,5\n"
    values, problems = measured(tmp_path, ABSENT + 'decimal = ","\nvalues.wait = { "n,a" = "0.5" }\n', rows)
    assert values["wait"] == 2 and problems == []


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("", "`rows.csv` has no column `age`. … write `columns = { age = false }`"),
        ("columns = { wait = false, age = false }\n", "`wait` may not be missing, so its column cannot be left out"),
        ("columns = { agee = false, age = false }\n", "`rows` has no field `agee`. Did you mean `age`?"),
        (ABSENT + 'decimal = ";"\n', "`decimal` is either `.` or `,`"),
        (ABSENT + 'decimal = { wait = ";" }\n', "`;` does not stand before decimals"),
        (ABSENT + 'decimal = { id = "," }\n', "`id` is no number"),
        (ABSENT + 'decimal = { wiat = "," }\n', "`rows` has no field `wiat`. Did you mean `wait`?"),
    ],
)
def test_mistakes(tmp_path: Path, keys: str, message: str) -> None:
    with pytest.raises(cxengine.CxError) as caught:
        measured(tmp_path, keys)
    assert all(part in str(caught.value) for part in message.split(" … "))


def test_a_column_that_is_said_to_be_absent_is_not_read(tmp_path: Path) -> None:
    rows = "id,service,cost,wait,age\n1,s,1,1,44\n"
    assert measured(tmp_path, ABSENT, rows)[0]["age"] == 0
    assert measured(tmp_path, "", rows)[0]["age"] == 1
