"""A large Parquet file in which rows do not fit is read some rows at a time, and gives what a whole reading gives."""

from __future__ import annotations

import random
import tempfile
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxengine
from cxengine.diagnostics import CxError
from cxengine.engine import telling
from cxengine.engine.engines import engine_of
from cxengine.engine.load import load_inputs
from cxengine.host.contracts import Binding, FileRows, LoadedTable
from cxengine.sources import csv_in_parts, lines, parquet_source, passed

RULES = """pack tests: Tests
version 1 from 2018-01-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
category channel: Channel
  option web: "Website"
  option phone: "Telephone"
table cases: Cases
  key id
  field id is text
  field service is service
  field opened_on is date
  field closed_on is date, may be missing
  field channel is channel
  field satisfied is five, may be missing
  field cost is money, may be missing
  field minutes is minutes
  field comment is text, personal, may be missing
  reject when closed_on < opened_on: Closed before it was opened
  reject when satisfied is 1 and channel is web: Not counted
metric cases: Cases
  from cases
  formula count
  by channel
metric cost: Cost
  from cases
  formula sum(cost)
metric satisfied: Satisfied
  from cases
  formula csat(satisfied)
"""
AS_OF = date(2018, 12, 31)
SERVICES = [{"id": "bins", "title": "Bins"}, {"id": "parks", "title": "Parks"}]
SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("service", pa.string()), ("opened_on", pa.date32()), ("closed_on", pa.date32()),
        ("channel", pa.string()), ("satisfied", pa.string()), ("cost", pa.float64()), ("minutes", pa.string()),
        ("comment", pa.string()),
    ]
)  # fmt: skip
Found = tuple[Any, ...]


@cache
def program() -> cxengine.Program:
    return cxengine.compile({"rules.cx": RULES})


def dirty_rows(chance: random.Random, count: int, odd: float) -> list[dict[str, Any]]:
    """Rows of which a share is wrong in some field."""

    def either(good: tuple[Any, ...], wrong: tuple[Any, ...]) -> Any:
        return chance.choice(wrong if chance.random() < odd else good)

    return [
        {
            "id": either((f"case {at}", f"case {at}", f"case {at}", f"n{chance.randrange(300)}"), (None, "", "case 3")),
            "service": either(("bins", "parks"), ("roads", None, " bins")),
            "opened_on": either((date(2018, 3, 1), date(2018, 9, 30)), (None, date(2019, 2, 1))),
            "closed_on": either((date(2019, 3, 1), None), (date(2018, 2, 1),)),
            "channel": either(("web", "phone", "Telephone"), ("fax", f"x{at}", None, "jo@example.org")),
            "satisfied": either(("1", "2", "5", None, "4.0"), ("6", "good", "0")),
            "cost": either((1.5, None, -3.0), (1e30, 1.234)),
            "minutes": either(("1", "2.5", "1,000"), ("soon", "1.23456789", "", "9" * 30)),
            "comment": either(("fine", None), (" ", "é ")),
        }
        for at in range(count)
    ]


def bound(folder: Path, rows: list[dict[str, Any]], files: int, **of: Any) -> Binding:
    each = -(-len(rows) // files)
    paths = tuple(folder / f"{at}.parquet" for at in range(files))
    for at, path in enumerate(paths):
        pq.write_table(pa.Table.from_pylist(rows[at * each : (at + 1) * each], SCHEMA), path, row_group_size=50)
    return Binding(table="cases", plugin="parquet", paths=paths, **of)


def loaded(binding: Binding) -> LoadedTable:
    sources = {"cases": binding, "service": SERVICES}
    with closing(engine_of(program())) as engine:
        inputs = load_inputs(program(), sources, AS_OF, engine=engine, progress=lambda said: None)
    if inputs.failures:
        raise CxError(inputs.failures)
    return inputs.tables["cases"]


def told(table: LoadedTable) -> Found:
    """The rows with their numbers, and all that is said of them."""
    fields = table.data.column_names
    columns = {field: [value for _, values in table.chunks(field) for value in values.to_pylist()] for field in fields}
    numbers = [number for each, _ in table.chunks("id") for number in each.tolist()]
    return numbers, columns, table.files, table.report


def figures(binding: Binding) -> list[dict[str, Any]]:
    rows = program().figures({"cases": binding, "service": SERVICES}, as_of=AS_OF).to_pylist()
    return sorted(rows, key=lambda row: (row["metric"], row["id"]))


@pytest.mark.parametrize("files", [1, 3])
@pytest.mark.parametrize("of", [{}, {"missing": ("fine",)}, {"values": {"channel": {"fax": "phone"}}}])
def test_rows_that_pass_are_those_of_a_whole_reading(
    files: int, of: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(f"{files} {of}")
    codes: set[str] = set()
    for odd in (0.02, 0.15, 0.5):
        binding = bound(tmp_path, dirty_rows(chance, 300, odd), files, **of)
        whole = loaded(binding)
        assert not isinstance(whole.data, FileRows)
        with monkeypatch.context() as patched:
            patched.setattr(passed, "FEWEST", 0)
            patched.setattr(parquet_source, "BATCH", 70)
            some = loaded(binding)
            assert isinstance(some.data, FileRows)
            assert told(some) == told(whole)
            by_some = figures(binding)
        assert by_some == figures(binding)
        codes |= {problem.code for problem in whole.report.problems}
    assert codes >= {
        "duplicate-key", "rejected-by-rule", "unlisted-subject", "missing-value", "not-an-option", "outside-scale",
        "too-large", "not-a-number", "too-many-decimals",
    }  # fmt: skip


def test_columns_that_are_missing_or_wrong_are_told_of_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binding = bound(tmp_path, dirty_rows(random.Random(1), 200, 0.1), 2)
    table = pq.read_table(binding.paths[1])
    table = table.drop_columns(["cost"]).set_column(0, "id", pa.array([b"x"] * len(table), pa.binary()))
    pq.write_table(table, binding.paths[1])

    def said() -> list[tuple[str, str]]:
        with pytest.raises(CxError) as raised:
            loaded(binding)
        return [(each.code, each.message) for each in raised.value.diagnostics]

    whole = said()
    monkeypatch.setattr(passed, "FEWEST", 0)
    assert said() == whole and whole[0][0] == "wrong-column-type"


ISO_DAYS = ("2018-03-01", "2018-09-30", "2018-03-01T10:00:00", "2018-05-06T23:30:00-05:00")
DAYS = ("01/03/2018", "30/09/2018", "5/6/2018", "12/12/2018")
JUNK = ("soon", "31/02/2018", "", None)
WAYS: dict[str, tuple[dict[str, Any], tuple[Any, ...], tuple[Any, ...]]] = {
    "iso": ({}, ISO_DAYS, JUNK),
    "the only form that fits": ({}, DAYS, ()),
    "two forms fit": ({}, ("01/03/2018", "05/06/2018"), ()),
    "no form fits": ({}, DAYS, ("06/25/2018", "soon")),
    "none is known": ({}, ("soon", "later"), ()),
    "declared": ({"dates": ("%d/%m/%Y",)}, DAYS, JUNK),
    "months first, seldom": ({"dates": ("%d/%m/%Y",)}, DAYS, (*JUNK, "06/25/2018")),
    "two forms": ({"dates": ("%d/%m/%Y", "%m/%d/%Y")}, DAYS, (*JUNK, "06/25/2018")),
    "the first of two": ({"dates": ("%d/%m/%Y", "%m/%d/%Y"), "ambiguous_dates": "first"}, DAYS, JUNK),
    "none is as declared": ({"dates": ("%d %b %Y",)}, DAYS, ("soon",)),
    "no date": ({"dates": ("%d/%m/%Y",)}, ("", None), ()),
    "blanks and words for none": ({"dates": ("%d/%m/%Y",), "missing": ("none",)}, DAYS, (" 01/03/2018 ", " none")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("way", "rows"), [*((way, 300) for way in WAYS), ("iso", 3000), ("no form fits", 3000), ("the first of two", 3000)]
)
def test_dates_as_text_are_read_as_they_are_of_a_whole_file(
    way: str, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What format they are in follows from all of them, and so does what is said of those that do not fit."""
    of, good, wrong = WAYS[way]
    chance = random.Random(way)
    made = dirty_rows(chance, rows, 0.02)
    for row in made:
        for field in ("opened_on", "closed_on"):
            row[field] = chance.choice(wrong if wrong and chance.random() < 0.01 else good)
    with monkeypatch.context() as patched:
        patched.setitem(globals(), "SCHEMA", SCHEMA.set(2, pa.field("opened_on", pa.string()))
                        .set(3, pa.field("closed_on", pa.string())))  # fmt: skip
        binding = bound(tmp_path, made, 2, **of)
    if rows == 3000:  # in one piece each, so that texts that stand often come as dictionaries
        for path in binding.paths:
            pq.write_table(pq.read_table(path), path)

    def came() -> Any:
        try:
            table = loaded(binding)
        except CxError as error:
            return [attrs.astuple(each) for each in error.diagnostics]
        assert isinstance(table.data, FileRows) is (passed.FEWEST == 0)
        return told(table)

    whole = came()
    monkeypatch.setattr(passed, "FEWEST", 0)
    monkeypatch.setattr(parquet_source, "BATCH", rows // 4)
    assert came() == whole


def test_a_file_of_which_no_row_fits_is_not_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [{**row, "channel": "fax"} for row in dirty_rows(random.Random(5), 100, 0)]
    binding = bound(tmp_path, made, 1)
    whole = told(loaded(binding)), figures(binding)
    monkeypatch.setattr(passed, "FEWEST", 0)
    assert isinstance(loaded(binding).data, FileRows)
    assert (told(loaded(binding)), figures(binding)) == whole


def test_a_file_that_changes_on_the_way_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binding = bound(tmp_path, dirty_rows(random.Random(3), 100, 0.1), 1)
    monkeypatch.setattr(passed, "FEWEST", 0)
    batches = parquet_source.rows_in_parts

    def slow(path: Path, wanted: Any) -> Any:
        yield from batches(path, wanted)
        path.write_bytes(path.read_bytes() + b" ")

    monkeypatch.setattr(parquet_source, "rows_in_parts", slow)
    with pytest.raises(CxError) as raised:
        loaded(binding)
    assert [each.code for each in raised.value.diagnostics] == ["file-changed"]


def test_how_far_a_pass_is_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binding = bound(tmp_path, dirty_rows(random.Random(3), 100, 0.1), 2)
    monkeypatch.setattr(passed, "FEWEST", 0)
    monkeypatch.setattr(parquet_source, "BATCH", 20)
    monkeypatch.setattr(telling, "PAUSE", 0)
    told: list[str] = []
    with closing(engine_of(program())) as engine:
        load_inputs(program(), {"cases": binding, "service": SERVICES}, AS_OF, engine=engine, progress=told.append)
    checked = [f"Reading cases: {rows} of 50 rows checked" for rows in (20, 40, 50)]
    assert told == ["Reading service", "Reading cases", *checked, *checked]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passed, "FEWEST", 0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    (tmp_path / "passing").mkdir()
    table = loaded(bound(tmp_path, dirty_rows(random.Random(4), 100, 0.1), 1))
    assert len(list((tmp_path / "passing").iterdir())) == 1
    table = attrs.evolve(table, data=pa.table({}))
    assert not list((tmp_path / "passing").iterdir()), table


def test_what_is_said_of_columns_is_said_once_of_all_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dirty_rows(random.Random(5), 300, 0)
    binding = attrs.evolve(bound(tmp_path, rows, 2), choices={"channel": {"web": "Which / a"}})
    kept = [name for name in SCHEMA.names if name not in ("channel", "comment")]
    for path in binding.paths:
        table = pq.read_table(path).select(kept)
        for heading in ("Which / a", "Which / b"):
            table = table.append_column(heading, pa.array(["x"] * table.num_rows))
        pq.write_table(table, path)
    whole = loaded(binding).report
    monkeypatch.setattr(passed, "FEWEST", 10)
    monkeypatch.setattr(parquet_source, "BATCH", 20)
    assert loaded(binding).report == whole
    assert {"missing-column", "options-left-out"} <= {each.code for each in whole.problems}


@pytest.mark.parametrize("again", [False, True])
def test_headings_once_more_in_a_large_csv_file_are_no_dates(
    again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cases.csv"
    heads = "id,service,opened_on,closed_on,channel,satisfied,cost,minutes,comment\n"
    rows = [f"{at},bins,{1 + at % 28}/03/2018,,web,5,1.5,2,fine\n" for at in range(90)]
    path.write_text("".join([heads, *rows[:50], heads if again else "50,bins,opened_on,,web,5,1.5,2,\n", *rows[50:]]))
    binding = Binding(table="cases", plugin="csv", paths=(path,))

    def came() -> Any:
        try:
            return told(loaded(binding))
        except CxError as error:
            return [(each.code, each.message) for each in error.diagnostics]

    whole = came()
    monkeypatch.setattr(passed, "FEWEST", 0)
    for name, value in (("MOST_ODD", 0), ("MOST_WHOLE", 0), ("PART", 400)):
        monkeypatch.setattr(csv_in_parts, name, value)
    for name in ("SMALL", "FIRST", "BLOCK"):
        monkeypatch.setattr(lines, name, 300)
    monkeypatch.setattr(parquet_source, "BATCH", 7)
    assert came() == whole
    codes = [each.code for each in whole[3].problems] if again else [code for code, _ in whole]
    assert codes == ["headings-again" if again else "unknown-date-format"]
