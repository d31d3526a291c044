"""Parquet files in which every row fits stay unread, and give what reading them gives; any other is read."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxengine
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.diagnostics import CxError, Diagnostics
from cxengine.engine.engines import engine_of
from cxengine.engine.load import Inputs, load_inputs
from cxengine.host.contracts import Binding, FileRows
from cxengine.sources.builtin import standard_host
from cxengine.sources.in_files import Scanning
from cxengine.sources.load import load_table

RULES = """pack tests: Tests
version 1 from 2018-01-01
subject service: Service
scale five 1 to 5, higher is better: Satisfaction
category channel: Channel
  option web: "Website"
  option phone: "Telephone"
scale progress, higher is better: How far
  point none: "Not begun"
  point all: "Done"
table cases: Cases
  key id
  field id is text
  field service is service
  field opened_on is date
  field closed_on is date, may be missing
  field seen_at is date_and_time, may be missing
  field channel is channel
  field reason is one of (new, chasing)
  field progress is progress, may be missing
  field satisfied is five, may be missing
  field urgent is yes_no
  field cost is money, may be missing
  field minutes is minutes
  field comment is text, personal, may be missing
  reject when closed_on < opened_on: Closed before it was opened
metric cases: Cases
  from cases
  formula count
  by channel
metric recent: Recent
  from cases
  where opened_on in last 6 months
  formula csat(satisfied)
  by channel
metric cost: Cost
  from cases
  formula sum(cost)
  by channel
metric minutes: Minutes
  from cases
  formula mean(minutes)
  by channel
metric urgent: Urgent
  from cases
  formula share(urgent is yes and comment is known)
  by channel
"""
AS_OF = date(2018, 12, 31)
SERVICES = [{"id": "bins", "title": "Bins"}, {"id": "parks", "title": "Parks"}]
SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("service", pa.string()), ("opened_on", pa.date32()), ("closed_on", pa.date32()),
        ("seen_at", pa.timestamp("us")), ("channel", pa.string()), ("reason", pa.string()), ("progress", pa.string()),
        ("satisfied", pa.int64()), ("urgent", pa.bool_()), ("cost", pa.int64()), ("minutes", pa.decimal128(18, 6)),
        ("comment", pa.large_string()),
    ]
)  # fmt: skip


def good_rows(count: int = 400) -> list[dict[str, Any]]:
    chance = random.Random(4)

    def perhaps(value: Any) -> Any:
        return value if chance.random() < 0.8 else None

    return [
        {
            "id": f"case {at}",
            "service": chance.choice(["bins", "parks"]),
            "opened_on": date(2018, chance.randint(1, 12), chance.randint(1, 28)),
            "closed_on": perhaps(date(2019, 1, chance.randint(1, 28))),
            "seen_at": perhaps(datetime(2018, 5, chance.randint(1, 28), 13, 5, 6, 789)),
            "channel": chance.choice(["web", "phone"]),
            "reason": chance.choice(["new", "chasing"]),
            "progress": perhaps(chance.choice(["none", "all"])),
            "satisfied": perhaps(chance.randint(1, 5)),
            "urgent": chance.random() < 0.5,
            "cost": perhaps(chance.randint(-5, 10**6)),
            "minutes": Decimal(chance.randint(0, 10**9)).scaleb(-6),
            "comment": perhaps(chance.choice(["fine", "“no, it was”", "é"])),
        }
        for at in range(count)
    ]


def written(folder: Path, rows: list[dict[str, Any]], name: str = "cases.parquet") -> Binding:
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), folder / name, row_group_size=100)
    return Binding(table="cases", plugin="parquet", paths=(folder / name,))


def read_in(source: Any) -> Inputs:
    program = cxengine.compile({"rules.cx": RULES})
    sources = {"cases": source, "service": SERVICES}
    with closing(engine_of(program)) as engine:
        return load_inputs(program, sources, AS_OF, engine=engine, progress=lambda said: None)


def figures(source: Any) -> list[dict[str, Any]]:
    program = cxengine.compile({"rules.cx": RULES})
    rows = program.figures({"cases": source, "service": SERVICES}, by=("channel",), as_of=AS_OF).to_pylist()
    return sorted(rows, key=lambda row: (row["metric"], row["id"], row["channel"]))


def problems(source: Any) -> Any:
    program = cxengine.compile({"rules.cx": RULES})
    (said,) = [
        each for each in program.metrics({"cases": source, "service": SERVICES}, as_of=AS_OF).sources
        if each.table == "cases"
    ]  # fmt: skip
    # rows of a caller have no cx.toml that could be advised of
    told = (attrs.evolve(each, message=each.message.partition(" What such a word")[0]) for each in said.problems)
    return said.rows, said.rejected, tuple(told), said.notes


def test_files_that_fit_stay_unread_and_give_the_same(tmp_path: Path) -> None:
    rows = good_rows()
    binding = written(tmp_path, rows)
    assert isinstance(read_in(binding).tables["cases"].data, FileRows)
    held = pa.Table.from_pylist(rows, SCHEMA)
    assert figures(binding) == figures(held) and problems(binding) == problems(held)


def test_small_groups_are_hidden_in_files_too(tmp_path: Path) -> None:
    policy = RULES.replace("metric cases", "  publish groups of at least 60\nmetric cases", 1)
    program = cxengine.compile({"rules.cx": policy})
    rows = good_rows()
    in_file, held = (
        sorted(
            program.figures({"cases": of, "service": SERVICES}, by=("channel",), as_of=AS_OF).to_pylist(),
            key=lambda row: (row["metric"], row["id"], row["channel"]),
        )
        for of in (written(tmp_path, rows), pa.Table.from_pylist(rows, SCHEMA))
    )
    assert in_file == held
    assert {row["suppressed"] for row in held} == {True, False}


@pytest.mark.parametrize(
    ("field", "count"),
    [
        ("closed_on", 2**31 - 1), ("closed_on", 10**7), ("opened_on", -10**6), ("seen_at", 2**63 - 1),
        ("seen_at", 253_402_300_800_000_000), ("closed_on", 2_932_897),
    ],
)  # fmt: skip
def test_days_of_no_year_are_rejected_in_files_as_elsewhere(tmp_path: Path, field: str, count: int) -> None:
    """What ends never is infinite in some databases, whose exports hold a number of days that no calendar has."""
    held = pa.Table.from_pylist(good_rows(), SCHEMA)
    kind = SCHEMA.field(field).type
    whole = pa.int32() if kind == pa.date32() else pa.int64()
    counts = held.column(field).combine_chunks().view(whole).to_pylist()
    strange = pa.array([*counts[:-1], count], whole).view(kind)
    held = held.set_column(SCHEMA.get_field_index(field), field, strange)
    pq.write_table(held, tmp_path / "cases.parquet", row_group_size=100)
    binding = Binding(table="cases", plugin="parquet", paths=(tmp_path / "cases.parquet",))
    rows, rejected, said, _ = problems(binding)
    assert (rows, rejected, [(each.code, each.rows) for each in said]) == (400, 1, [("not-a-date", (400,))])
    assert "in no year from 1 to 9999" in said[0].message
    assert problems(held)[:2] == (rows, rejected)
    assert figures(binding) == figures(held) == figures(pa.Table.from_pylist(good_rows()[:-1], SCHEMA))


def test_the_first_and_the_last_day_fit(tmp_path: Path) -> None:
    rows = [{**row, "closed_on": date.max, "opened_on": date.min, "seen_at": datetime.max} for row in good_rows(2)]
    assert isinstance(read_in(written(tmp_path, rows)).tables["cases"].data, FileRows)
    assert problems(pa.Table.from_pylist(rows, SCHEMA))[:3] == (2, 0, ())


FAULTS: dict[str, tuple[str, Any]] = {
    "missing subject": ("service", None),
    "missing date": ("opened_on", None),
    "missing option": ("channel", None),
    "missing yes or no": ("urgent", None),
    "missing amount": ("minutes", None),
    "missing key": ("id", None),
    "option by its title": ("channel", "Telephone"),
    "option in capitals": ("reason", "NEW"),
    "no option": ("channel", "fax"),
    "no point": ("progress", "half"),
    "blank option": ("progress", " "),
    "below the scale": ("satisfied", 0),
    "above the scale": ("satisfied", 6),
    "too much money": ("cost", 10**17),
    "too little money": ("cost", -(10**17)),
    "blank text": ("comment", ""),
    "text of spaces": ("comment", "\u2003"),
    "text with a space before": ("comment", " fine"),
    "text with a space after": ("comment", "fine\n"),
    "subject with a space": ("service", "bins "),
    "key that stands before": ("id", "case 3"),
    "refused by the table": ("closed_on", date(2017, 1, 1)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_the_rows_read_and_told(tmp_path: Path, fault: str) -> None:
    field, value = FAULTS[fault]
    rows = good_rows()
    rows[137][field] = rows[391][field] = value
    binding, held = written(tmp_path, rows), pa.Table.from_pylist(rows, SCHEMA)
    assert not isinstance(read_in(binding).tables["cases"].data, FileRows)
    assert figures(binding) == figures(held) and problems(binding) == problems(held)
    if field not in ("comment", "progress") and fault != "option by its title":
        assert problems(binding)[2] or fault in ("option in capitals", "subject with a space")


LEFT: dict[str, tuple[str, Any]] = {
    "a subject that is not listed": ("service", "roads"),
    "a date after the assessment": ("opened_on", date(2019, 1, 1)),
}


@pytest.mark.parametrize("oddity", LEFT)
def test_what_is_only_told_leaves_the_rows_in_their_file(tmp_path: Path, oddity: str) -> None:
    field, value = LEFT[oddity]
    rows = good_rows()
    for at in (5, 137, *range(300, 340)):
        rows[at][field] = value
        rows[at]["closed_on"] = None
    binding, held = written(tmp_path, rows), pa.Table.from_pylist(rows, SCHEMA)
    assert isinstance(read_in(binding).tables["cases"].data, FileRows)
    assert figures(binding) == figures(held) and problems(binding) == problems(held)
    (problem,) = problems(binding)[2]
    assert problem.count == 42 and problem.rows[:3] == (6, 138, 301)


def test_several_files_and_other_headings(tmp_path: Path) -> None:
    rows = good_rows()
    paths = (written(tmp_path, rows[:150], "a.parquet").paths[0], written(tmp_path, rows[150:], "b.parquet").paths[0])
    for path in paths:
        table = pq.read_table(path)
        pq.write_table(table.rename_columns(["No." if name == "id" else name for name in table.column_names]), path)
    binding = Binding(table="cases", plugin="parquet", paths=paths, columns={"id": "no."})
    loaded = read_in(binding).tables["cases"]
    assert isinstance(loaded.data, FileRows) and loaded.files == (("a.parquet", 0), ("b.parquet", 150))
    assert figures(binding) == figures(pa.Table.from_pylist(rows, SCHEMA))


NEEDS_READING: tuple[Callable[[Binding], dict[str, Any]], ...] = (
    lambda binding: {"values": {"channel": {"web": "phone"}}},
    lambda binding: {"missing": ("fine",)},
    lambda binding: {"paths": (binding.paths[0].rename(binding.paths[0].with_name("a[b]*.parquet")),)},
)


@pytest.mark.parametrize("of", NEEDS_READING)
def test_what_cx_toml_changes_in_the_values_has_the_rows_read(tmp_path: Path, of: Any) -> None:
    binding = written(tmp_path, good_rows())
    changed = Binding(**{"table": "cases", "plugin": "parquet", "paths": binding.paths, **of(binding)})
    assert not isinstance(read_in(changed).tables["cases"].data, FileRows)


def test_a_file_that_changes_before_it_is_scanned_is_refused(tmp_path: Path) -> None:
    binding = written(tmp_path, good_rows())
    loaded = read_in(binding).tables["cases"]
    assert isinstance(loaded.data, FileRows)
    written(tmp_path, good_rows(399))
    with pytest.raises(CxError) as raised:
        loaded.data.files[0].refuse_change()
    assert [each.code for each in raised.value.diagnostics] == ["file-changed"] and raised.value.exit_code == 3


def test_a_damaged_file_is_an_error_with_the_table(tmp_path: Path) -> None:
    binding = written(tmp_path, good_rows(5000))
    content = bytearray(binding.paths[0].read_bytes())
    content[4:20000] = bytes(19996)
    binding.paths[0].write_bytes(content)
    program = cxengine.compile({"rules.cx": RULES})
    measured = program.metrics({"cases": binding, "service": SERVICES}, as_of=AS_OF)
    assert "not-parquet" in [each.code for each in measured.diagnostics]
    assert all(metric.value is None for metric in measured.metrics)


def test_the_answers_come_from_one_scan_beside_what_the_file_says_of_itself(tmp_path: Path) -> None:
    asked: list[str] = []

    class Watched:
        def run(self, scans: Any, tables: Any) -> Any:
            return DuckDBBackend().run(scans, tables, watch=asked)

    program = cxengine.compile({"rules.cx": RULES})
    loaded = load_table(
        program.names.tables["cases"], program.names, binding=written(tmp_path, good_rows()), host=standard_host(),
        found=Diagnostics(), scanning=Scanning(backend=Watched()),
    )  # fmt: skip
    assert loaded is not None and isinstance(loaded.data, FileRows)
    assert len(asked) == 2 and "GROUP BY" not in "".join(asked)

LOOSE = RULES.replace("  key id\n", "").replace("closed_on < opened_on", "closed_on < opened_on and cost < £0")
MORE = LOOSE + "".join(
    f"metric m{at}: M{at}\n  from cases\n  where {where}\n  formula {formula}\n"
    for at, (where, formula) in enumerate(
        (where, formula)
        for where in ("channel is web", "channel is phone", "reason is new", "not reason is new", "progress is none")
        for formula in ("csat(satisfied)", "share(satisfied <= 2)", "sum(cost)", "count")
    )
)


def all_figures(source: Any) -> list[dict[str, Any]]:
    program = cxengine.compile({"rules.cx": MORE})
    rows = program.figures({"cases": source, "service": SERVICES}, metrics=MANY, as_of=AS_OF).to_pylist()
    return sorted(rows, key=lambda row: (row["metric"], row["id"]))


MANY = tuple(f"m{at}" for at in range(20))
SEEN_AHEAD = {
    **{name: fault for name, fault in FAULTS.items() if "key" not in name and name != "refused by the table"},
    "money beyond all bounds": ("cost", 2**62),
}


def test_rows_that_fit_are_scanned_once_by_what_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options that are classes of the figures, and subjects that rows are gathered by, are not looked for apart."""
    watched: list[str] = []
    plainly = DuckDBBackend.answer

    def watching(self: DuckDBBackend, connection: Any, scan: Any, table: Any, spill: Any, watch: Any) -> pa.Table:
        return plainly(self, connection, scan, table, spill, watched)

    monkeypatch.setattr(DuckDBBackend, "answer", watching)
    found = all_figures(written(tmp_path, good_rows()))
    assert {row["metric"] for row in found} == set(MANY)
    counting = [query for query in watched if "GROUP BY" in query]
    assert len(counting) == 1 and '"apart"' in counting[0]
    listed = [query for query in watched if "ARRAY_AGG" in query]
    assert len(listed) <= 1 and not any(f'DISTINCT "{name}"' in "".join(listed) for name in ("service", "channel"))


@pytest.mark.parametrize("fault", [None, *SEEN_AHEAD])
def test_what_is_counted_ahead_of_rows_that_do_not_fit_is_not_used(tmp_path: Path, fault: str | None) -> None:
    rows = good_rows()
    if fault is not None:
        field, value = SEEN_AHEAD[fault]
        rows[137][field] = rows[391][field] = value
    assert all_figures(written(tmp_path, rows)) == all_figures(pa.Table.from_pylist(rows, SCHEMA))
