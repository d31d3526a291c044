"""DuckDB: one scan, locked down, exact."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import attrs
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxengine import plan
from cxengine.backends import progress
from cxengine.backends.duckdb import DuckDBBackend, bytes_of
from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, FileRows
from cxengine.metrics import stages
from cxengine.sources.parquet_source import read_parquet

A = plan.Column("a", "whole")
MANY = plan.Scan(
    "t",
    (plan.Group(plan.Column("g", "text")),),
    tuple(plan.CountWhere(plan.Compare(">=", plan.Whole(A), plan.Constant(at))) for at in range(40)),
)
DATA = pa.table({"g": ["x", "y", "x"], "a": pa.array([1, 30, None], pa.int32())})


def in_file(path: Path, *columns: str) -> FileRows:
    wanted = columns or ("g", "a")
    file = read_parquet(Binding(table="t", plugin="parquet", paths=(path,)), wanted)
    return FileRows(files=(file,), headings={name: name for name in wanted})


@pytest.mark.parametrize("most_classes", [0, 10**6])
def test_one_query_that_scans_the_table_once(monkeypatch: pytest.MonkeyPatch, most_classes: int) -> None:
    monkeypatch.setattr(stages, "MOST_CLASSES", most_classes)
    watched: list[str] = []
    backend = DuckDBBackend(threads=1)
    (found,) = backend.run([MANY], {"t": DATA}, watch=watched)
    assert len(watched) == 1 and found.num_rows == 2
    with backend.connect({"t": DATA}) as connection:
        steps = connection.sql(f"EXPLAIN {watched[0]}").fetchall()[0][1]
    assert steps.count("ARROW_SCAN") == 1


def test_a_run_sees_its_tables_and_nothing_else(tmp_path: Path) -> None:
    secret, allowed = tmp_path / "secret.parquet", tmp_path / "allowed.parquet"
    pq.write_table(DATA, secret)
    pq.write_table(DATA, allowed)
    with DuckDBBackend().connect({"t": in_file(allowed)}) as connection:
        assert connection.sql("SELECT count(*) FROM t").fetchall() == [(3,)]
        for query in (
            f"SELECT * FROM read_parquet('{secret}')", f"SELECT * FROM '{secret}'", f"COPY t TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/x.db'", "INSTALL httpfs", "LOAD httpfs", "SET enable_external_access = true",
            "SET allowed_paths = ['/']", "SELECT * FROM DATA", "SET threads = 1",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                connection.sql(query).fetchall()
    assert not (tmp_path / "out.csv").exists()


def test_parquet_gives_what_arrow_gives(tmp_path: Path) -> None:
    pq.write_table(DATA, tmp_path / "t.parquet")
    backend = DuckDBBackend()
    (one,), (other,) = (backend.run([MANY], {"t": t}) for t in (DATA, in_file(tmp_path / "t.parquet")))
    assert one.sort_by("g0").to_pylist() == other.sort_by("g0").to_pylist()


def test_what_memory_does_not_hold_goes_to_a_folder_that_is_gone_afterwards(tmp_path: Path, monkeypatch: Any) -> None:
    """A million groups in a tenth of the memory that they need; the same as with all of it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spill"))
    (tmp_path / "spill").mkdir()
    size = 1_000_000
    values = pa.array([f"a resident of a long street, number {at}" for at in range(size)])
    pq.write_table(pa.table({"g": values, "a": pa.array(range(size), pa.int32())}), tmp_path / "t.parquet")
    scan = plan.Scan("t", (plan.Group(plan.Column("g", "text")),), (plan.CountWhere(plan.ALWAYS),))
    (found,) = DuckDBBackend(threads=2, memory="60MB").run([scan], {"t": in_file(tmp_path / "t.parquet")})
    assert found.num_rows == size and not list((tmp_path / "spill").iterdir())


def test_whole_numbers_are_exact_or_refused() -> None:
    column = plan.Column("m", "decimal", 6)
    square = plan.Arithmetic("*", plan.Whole(column), plan.Whole(column))
    squared = plan.Scan("t", (), (plan.SumWhere(square, plan.ALWAYS),))
    fits = pa.table({"m": pa.array([Decimal("123456789012.345678")], pa.decimal128(28, 6))})
    (found,) = DuckDBBackend().run([squared], {"t": fits})
    assert found.column("a0")[0].as_py() == 123456789012345678**2
    too_large = pa.table({"m": pa.array([Decimal("1234567890123456789012.345678")], pa.decimal128(28, 6))})
    with pytest.raises(CxError) as caught:
        DuckDBBackend().run([squared], {"t": too_large})
    assert [d.code for d in caught.value.diagnostics] == ["number-too-large"]


@pytest.mark.parametrize("largest", ["999999.999999", "1000000.000000", "9999999999999.000000"])
def test_decimals_that_fit_64_bits_give_what_wider_ones_do(largest: str) -> None:
    numbers = [Decimal(largest), Decimal("-0.000001"), None, Decimal("12.5")]
    column = plan.Column("m", "decimal", 6)
    square = plan.Arithmetic("*", plan.Whole(column), plan.Whole(column))
    above = plan.Compare(">", plan.Whole(column), plan.Constant(10**26))
    sums = [plan.SumWhere(value, plan.ALWAYS) for value in (plan.Whole(column), square)]
    asked = (*sums, plan.CountWhere(above))
    data = pa.table({"m": pa.array(numbers, pa.decimal128(28, 6))})
    (found,) = DuckDBBackend().run([plan.Scan("t", (), asked)], {"t": data})
    known = [number for number in numbers if number is not None]
    assert found.to_pylist() == [{
        "a0": sum(known), "a1": sum(int(number * 10**6) ** 2 for number in known), "a2": 0,
    }]  # fmt: skip


@pytest.mark.parametrize("largest", ["9.99", "9999999.99", "10000000.00", "9999999999999999.99"])
def test_squares_of_large_amounts_are_exact(largest: str) -> None:
    """Amounts that 64 bits hold, whose squares they do not."""
    amounts = [Decimal(largest), Decimal("-0.01"), None, Decimal("12.50")]
    column = plan.Column("m", "decimal", 2, digits=18)
    square = plan.SumWhere(plan.Arithmetic("*", plan.Whole(column), plan.Whole(column)), plan.ALWAYS)
    data = pa.table({"m": pa.array(amounts, pa.decimal128(18, 2))})
    (found,) = DuckDBBackend().run([plan.Scan("t", (), (square,))], {"t": data})
    with localcontext(prec=60):
        assert found.column("a0").to_pylist() == [sum(amount**2 for amount in amounts if amount is not None)]


@pytest.mark.parametrize("largest", ["9999999.99", "-9999999.99", "10000000.00"])
@pytest.mark.parametrize("said", [True, False])
def test_decimals_of_files_are_exact_whatever_the_files_say_of_them(tmp_path: Path, largest: str, said: bool) -> None:
    """Numbers that 32 bits hold and one that they do not, in two groups of rows, with and without their ends."""
    amounts = [Decimal("-0.01"), None, Decimal("12.50"), Decimal(largest)]
    data = pa.table({"m": pa.array(amounts, pa.decimal128(18, 2))})
    pq.write_table(data, tmp_path / "t.parquet", row_group_size=2, write_statistics=said)
    column = plan.Column("m", "decimal", 2, digits=18)
    square = plan.Arithmetic("*", plan.Whole(column), plan.Whole(column))
    asked = plan.Scan("t", (), tuple(plan.SumWhere(value, plan.ALWAYS) for value in (plan.Whole(column), square)))
    (one,), (other,) = (DuckDBBackend().run([asked], {"t": t}) for t in (data, in_file(tmp_path / "t.parquet", "m")))
    known = [amount for amount in amounts if amount is not None]
    with localcontext(prec=60):
        assert one.to_pylist() == other.to_pylist() == [{"a0": sum(known), "a1": sum(each**2 for each in known)}]


def test_a_file_that_says_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    data = pa.table({"m": pa.array([Decimal("10000000.00")], pa.decimal128(18, 2))})
    pq.write_table(data, tmp_path / "t.parquet")
    rows = attrs.evolve(in_file(tmp_path / "t.parquet", "m"), casts={"m": (9, 2)})
    asked = plan.Scan("t", (), (plan.SumWhere(plan.Whole(plan.Column("m", "decimal", 2)), plan.ALWAYS),))
    with pytest.raises(CxError) as caught:
        DuckDBBackend().run([asked], {"t": rows})
    assert [d.code for d in caught.value.diagnostics] == ["number-too-large"]


@pytest.mark.parametrize("instead", [b"no Parquet at all", None])
def test_a_file_that_is_replaced_while_it_is_counted_is_refused(tmp_path: Path, instead: bytes | None) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"m": pa.array([Decimal("1.00")], pa.decimal128(18, 2))}), path)
    rows = in_file(path, "m")
    if instead is not None:
        path.write_bytes(instead)
    else:
        pq.write_table(pa.table({"n": [1, 2, 3]}), path)
    asked = plan.Scan("t", (), (plan.SumWhere(plan.Whole(plan.Column("m", "decimal", 2)), plan.ALWAYS),))
    with pytest.raises(CxError) as caught:
        DuckDBBackend().run([asked], {"t": rows})
    assert [d.code for d in caught.value.diagnostics] == ["not-parquet"]


def test_how_far_the_counting_of_files_is_can_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PAUSE", 0.001)
    path = tmp_path / "many.parquet"
    rows = np.arange(3_000_000)
    pq.write_table(pa.table({"g": pa.array(rows % 7).cast("string"), "a": pa.array(rows % 50, pa.int32())}), path)
    told: list[str] = []
    found = DuckDBBackend(threads=1, tell=told.append).run([MANY], {"t": in_file(path)})
    assert told and all(re.fullmatch(r"Counting t: \d+ %", each) for each in told)
    ordered = [result.sort_by("g0") for result in DuckDBBackend(threads=1).run([MANY], {"t": in_file(path)})]
    assert [result.sort_by("g0") for result in found] == ordered

    def stop(said: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DuckDBBackend(threads=1, tell=stop).run([MANY], {"t": in_file(path)})
    with DuckDBBackend().connect({}) as connection:
        assert connection.sql("SELECT current_setting('enable_progress_bar_print')").fetchall() == [(False,)]


def test_counting_that_takes_too_much_memory_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "long.parquet"
    texts = [f"{at:08}" * 500 for at in range(20_000)]
    pq.write_table(pa.table({"g": texts, "a": pa.array([1] * 20_000, pa.int32())}), path, row_group_size=20_000)
    with pytest.raises(CxError) as raised:
        DuckDBBackend(threads=1, memory="5MB").run([MANY], {"t": in_file(path)})
    (told,) = raised.value.diagnostics
    assert (told.code, raised.value.exit_code) == ("source-too-big", 3)
    assert told.message == "to count table t takes more than 5MB of memory, the most that may be used"


def test_quotients_that_take_too_much_memory_are_told_as_that(tmp_path: Path) -> None:
    """Each different one of a group comes back, and there may be as many as rows; they have no order that is exact."""
    path = tmp_path / "many.parquet"
    rows = np.arange(400_000)
    pq.write_table(pa.table({"g": pa.array(rows % 7).cast("string"), "a": pa.array(rows, pa.int32())}), path)
    of_seven = plan.TallyWhere(plan.Whole(A), plan.ALWAYS, over=plan.Constant(7))
    tally = plan.Tallies("t", (plan.Group(plan.Column("g", "text")),), (of_seven,))
    (found,) = DuckDBBackend(memory="200MB").run([tally], {"t": in_file(path)})
    assert sorted(found.column("v0").to_pylist()) == list(range(400_000)) and set(found.column("n").to_pylist()) == {1}
    for backend in (DuckDBBackend(memory="30MB"), DuckDBBackend(memory="30MB", tell=lambda said: None)):
        with pytest.raises(CxError) as raised:
            backend.run([tally], {"t": in_file(path)})
        (told,) = raised.value.diagnostics
        assert (told.code, raised.value.exit_code) == ("source-too-big", 3)
        assert "the different quotients of table t takes more than 30MB" in told.message
        assert "fewer decimals" in told.help


def test_a_run_goes_on_with_rows_in_memory_after_values_were_too_many() -> None:
    rows = np.arange(400_000)
    data = pa.table({"g": pa.array(rows % 7).cast("string"), "a": pa.array(rows, pa.int32())})
    group = (plan.Group(plan.Column("g", "text")),)
    of_seven = plan.TallyWhere(plan.Whole(A), plan.ALWAYS, over=plan.Constant(7))
    run = DuckDBBackend(memory="30MB").for_a_run()
    for _ in range(2):
        with pytest.raises(CxError) as raised:
            run.run([plan.Tallies("t", group, (of_seven,))], {"t": data})
        assert [told.code for told in raised.value.diagnostics] == ["source-too-big"]
        (found,) = run.run([plan.Scan("t", group, (plan.CountWhere(plan.ALWAYS),))], {"t": data})
        assert found.num_rows == 7
    run.close()


@pytest.mark.parametrize(
    ("said", "meant"),
    [("2GiB", 2 << 30), ("1.5 GiB", 3 << 29), ("40MB", 40_000_000), ("9000KB", 9_000_000), ("1TiB", 1 << 40)],
)
def test_memory_is_as_much_as_duckdb_takes_it_for(said: str, meant: int) -> None:
    assert bytes_of(said) == meant
    with duckdb.connect(config={"memory_limit": said}) as connection:
        ((told,),) = connection.sql("SELECT current_setting('memory_limit')").fetchall()
    assert abs(bytes_of(told) - meant) <= meant / 100  # as it is rounded
