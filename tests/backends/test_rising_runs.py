"""Values that are too many for the memory: put aside in runs, and the same middles and numbers of different ones."""

from __future__ import annotations

import errno
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxengine import plan
from cxengine.backends import duckdb, rising_runs
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.backends.streamed import streamed
from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, FileRows
from cxengine.metrics import gathered, rising, tally
from cxengine.metrics.gathered import Gathered
from cxengine.metrics.rising import Rising
from cxengine.metrics.tally import Tally, weighted_at
from cxengine.sources.parquet_source import read_parquet

ROWS = 5_000
CHANNEL = plan.Column("channel", "text")
GROUPS = (plan.Group(plan.Column("service", "text")), plan.Group(plan.Column("day", "date"), "month"))
ASKED = (
    plan.TallyWhere(plan.Whole(plan.Column("minutes", "decimal", 6)), plan.ALWAYS),
    plan.TallyWhere(plan.Column("day", "date"), plan.ALWAYS),
    plan.TallyWhere(plan.Folded(plan.Column("email", "text")), plan.InSet(CHANNEL, ("web",))),
    plan.TallyWhere(plan.Whole(plan.Column("stars", "whole")), plan.InSet(CHANNEL, ("phone",))),
    plan.TallyWhere(plan.Column("at", "moment"), plan.ALWAYS),
    plan.TallyWhere(plan.Column("told", "yes_no"), plan.ALWAYS),
    plan.TallyWhere(CHANNEL, plan.ALWAYS),
)
TALLIES = plan.Tallies("t", GROUPS, ASKED)
COUNTS = plan.Scan("t", GROUPS, (plan.CountWhere(plan.ALWAYS),))


def data(seed: int) -> pa.Table:
    chance = random.Random(seed)
    start = datetime(2018, 1, 1)
    some: Callable[[Any], Any] = lambda value: None if chance.random() < 0.05 else value  # noqa: E731
    rows = [
        {
            "service": some(chance.choice(["bins", "parks", "roads"])),
            "day": some(start.date() + timedelta(chance.randint(0, 80))),
            "minutes": some(Decimal(chance.randint(-(10**12), 10**12)) / 10**6),
            "email": some(chance.choice(["", " "]) + chance.choice("aAİéz") + f"{chance.randint(0, 900)}@x"),
            "stars": some(chance.randint(1, 5)),
            "at": some(start + timedelta(microseconds=chance.randint(0, 10**12))),
            "told": some(chance.random() < 0.5),
            "channel": chance.choice(["web", "phone"]),
        }
        for _ in range(ROWS)
    ]
    kinds = {"minutes": pa.decimal128(18, 6), "stars": pa.int32(), "day": pa.date32(), "at": pa.timestamp("us")}
    table = pa.Table.from_pylist(rows)
    return table.cast(pa.schema([(name, kinds.get(name, table.schema.field(name).type)) for name in rows[0]]))


def answered(source: Any, asked: plan.Tallies = TALLIES) -> Gathered:
    counts, values = DuckDBBackend(threads=2).run([COUNTS, asked], {"t": source})
    return gathered.with_tallies(gathered.gather(COUNTS, counts), asked, values)


def in_file(path: Path, table: pa.Table) -> FileRows:
    pq.write_table(table, path, row_group_size=700)
    file = read_parquet(Binding(table="t", plugin="parquet", paths=(path,)), table.column_names)
    return FileRows(files=(file,), headings={name: name for name in table.column_names})


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if some hundred values were many."""
    monkeypatch.setattr(duckdb, "_A_VALUE", 2**30)
    monkeypatch.setattr(rising_runs, "_A_ROW", 2**22)
    monkeypatch.setattr(rising_runs, "_TOGETHER", 300)
    monkeypatch.setattr(rising, "_APART", 4)
    for module in (rising, tally):
        monkeypatch.setattr(module, "TOGETHER", 64)


def figures(found: Gathered) -> Iterator[tuple[Any, ...]]:
    everywhere = [sum(found.totals[each], Tally()) for each in ASKED]
    places = [*zip(*found.groups, strict=True), ("all",)]
    columns = zip(*(found.totals[each] for each in ASKED), strict=True)
    for place, tallies in zip(places, [*columns, everywhere], strict=True):
        for at, each in enumerate(tallies):
            own = each if isinstance(each, Tally) else Tally()
            middles = [own.at(Fraction(part)) for part in ("0", "1/3", "1/2", "9/10", "1")] if own.pieces else []
            yield place, at, own.distinct, middles if at in (0, 3) else []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("as_file", [False, True])
def test_middles_and_different_values_are_those_of_memory(
    seed: int, as_file: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    table = data(seed)
    source = in_file(tmp_path / "t.parquet", table) if as_file else table
    expected = sorted(figures(answered(source)), key=repr)
    request.getfixturevalue("few_at_a_time")
    found = answered(source)
    assert all(isinstance(p, Rising) for a in ASKED for t in found.totals[a] if t for p in t.pieces)
    everywhere = sum(found.totals[ASKED[0]], Tally())
    assert everywhere.runs is not None and len(everywhere.runs) > 20
    assert sorted(figures(found), key=repr) == expected


@pytest.mark.usefixtures("few_at_a_time")
@pytest.mark.parametrize("seed", range(20))
def test_weighted_middles_of_many_values_are_those_of_each_weighed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    plain, runs = [], []
    for cell in range(4):
        values = [chance.randint(-50, 50 * 10**cell) for _ in range(chance.choice([0, 40, 300]))]
        half = len(values) // 3
        plain.append(tally_of(values))
        runs.append(Tally(tuple(run_of(part) for part in (values[:half], values[half:]) if part)))
    weights = [Fraction(chance.randint(0, 5), chance.randint(1, 7)) for _ in range(4)]
    for part in (Fraction(0), Fraction(1, 2), Fraction(chance.randint(0, 100), 100), Fraction(1)):
        expected = weighed(plain, weights, part, monkeypatch, 10**9)
        assert weighed(runs, weights, part, monkeypatch, 0) == expected
        assert weighed(plain, weights, part, monkeypatch, 0) == expected


def weighed(
    tallies: list[Tally], weights: list[Fraction], part: Fraction, patch: pytest.MonkeyPatch, many: int
) -> Fraction | str:
    patch.setattr(tally, "MANY", many)
    try:
        return weighted_at(tallies, weights, part)
    except ValueError as error:
        return str(error)


def tally_of(values: list[int]) -> Tally:
    return Tally(((np.array(values, np.int64), np.ones(len(values), np.int64)),)) if values else Tally()


def run_of(values: list[int]) -> Rising:
    counted = sorted(Counter(values).items())
    return Rising(np.array([v for v, _ in counted]), np.cumsum([n for _, n in counted]))


@pytest.mark.usefixtures("few_at_a_time")
def test_numbers_of_more_than_64_bits_are_refused() -> None:
    amounts = pa.array([Decimal(10**30), Decimal(3)], pa.decimal128(38, 0))
    asked = plan.Tallies("t", (), (plan.TallyWhere(plan.Whole(plan.Column("m", "decimal")), plan.ALWAYS),))
    with pytest.raises(CxError) as raised:
        DuckDBBackend().run([asked], {"t": pa.table({"m": amounts})})
    assert [told.code for told in raised.value.diagnostics] == ["source-too-big"]


@pytest.mark.usefixtures("few_at_a_time")
def test_where_there_is_no_room_for_them_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*taken: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pa.ipc, "new_file", full)
    with pytest.raises(CxError) as raised:
        answered(data(1))
    (told,) = raised.value.diagnostics
    assert told.code == "source-too-big" and "room for passing files" in told.message and "TMPDIR" in str(told.help)


def test_the_file_is_gone_with_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """400,000 values in the memory for 60,000, of which each comes back."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spill"))
    (tmp_path / "spill").mkdir()
    rows = np.arange(400_000)
    days = pa.array(rows % 900, pa.int32()).cast(pa.date32())
    table = pa.table({"service": pa.array(rows % 7).cast("string"), "day": days, "minutes": pa.array(rows, pa.int32())})
    asked = plan.Tallies("t", GROUPS, (plan.TallyWhere(plan.Whole(plan.Column("minutes", "whole")), plan.ALWAYS),))
    backend = DuckDBBackend(memory="20MB")
    counts, values = backend.run([COUNTS, asked], {"t": in_file(tmp_path / "many.parquet", table)})
    assert not list((tmp_path / "spill").iterdir())
    found = gathered.with_tallies(gathered.gather(COUNTS, counts), asked, values)
    total = sum(found.totals[asked.aggregates[0]], Tally())
    assert total.distinct == 400_000 and total.at(Fraction(1, 2)) == Fraction(399_999, 2)


class Breaks:
    """A connection of which some answers, by their place, end early, with an error as it comes through Arrow."""

    def __init__(self, real: Any, words: str, which: range) -> None:
        self.real, self.words, self.left = real, words, [*which]

    def __enter__(self) -> Breaks:
        self.real.__enter__()
        return self

    def __exit__(self, *failure: Any) -> None:
        self.real.__exit__(*failure)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def sql(self, query: str) -> Any:
        asked, outer = self.real.sql(query), self

        class Asked:
            types, to_arrow_table = asked.types, asked.to_arrow_table

            def to_arrow_reader(self, rows: int) -> pa.RecordBatchReader:
                found = asked.to_arrow_table()
                breaks = outer.left and outer.left.pop(0) == 0
                outer.left = [at - 1 for at in outer.left]

                def batches() -> Iterator[pa.RecordBatch]:
                    yield from found.slice(0, len(found) // 2).to_batches()
                    if breaks:
                        raise OSError(outer.words)
                    yield from found.slice(len(found) // 2).to_batches()

                return pa.RecordBatchReader.from_batches(found.schema, batches())

        return Asked()


NO_MEMORY = "Out of Memory Error: failed to pin block of size 256.0 KiB (30.4 MiB/30.5 MiB used)"


def breaking(monkeypatch: pytest.MonkeyPatch, words: str, which: range) -> None:
    opened = DuckDBBackend.connect
    monkeypatch.setattr(DuckDBBackend, "connect", lambda *given: Breaks(opened(*given), words, which))


def test_where_the_memory_runs_out_amid_an_answer_values_are_put_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    table = data(5)
    expected = [*figures(answered(table))]
    breaking(monkeypatch, NO_MEMORY, range(1))
    assert [*figures(answered(table))] == expected


@pytest.mark.parametrize(
    ("words", "code"),
    [(NO_MEMORY, "source-too-big"), ("Out of Range Error: Overflow in multiplication of INT128!", "number-too-large")],
)
def test_where_an_answer_breaks_off_it_is_told(words: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch, words, range(20))
    with pytest.raises(CxError) as raised:
        answered(data(5))
    assert [told.code for told in raised.value.diagnostics] == [code]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("9223372036854775807 + i", "OutOfRangeException"),
        ("('x' || i)::INT", "ConversionException"),
        ("error('no')", "Error"),
    ],
)
def test_what_goes_wrong_amid_an_answer_is_what_duckdb_raises(value: str, kind: str) -> None:
    import duckdb as database

    query = f"SELECT CASE WHEN i > 200000 THEN {value} END FROM range(300000) t(i)"
    with database.connect() as connection, pytest.raises(getattr(database, kind)):
        with streamed(connection.sql(query), 1000) as (_, rows):
            for _batch in rows:
                pass


def test_a_file_that_is_read_from_is_not_written_over(tmp_path: Path) -> None:
    """Of two answers that are put aside in one folder, where the database has had a file of its own in between."""
    passing = tmp_path / "of the database"
    passing.touch()
    asked = plan.Tallies("t", (), (plan.TallyWhere(plan.Whole(plan.Column("a", "whole")), plan.ALWAYS),))
    found = []
    for first in (0, 1000):
        data = pa.table({"a": pa.array(np.arange(first, first + 500), pa.int32())})
        with DuckDBBackend().connect({"t": data}) as connection:
            found.append(rising_runs.put_aside(connection, asked, tmp_path, 2**20))
        passing.unlink(missing_ok=True)
    for answer, first in zip(found, (0, 1000), strict=True):
        assert answer is not None and answer.column(tally.RUN)[0].as_py() == list(range(first, first + 500))
