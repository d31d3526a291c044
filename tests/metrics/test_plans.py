"""What is asked of the data: shared, in one scan, in one stage or two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pyarrow as pa
import pytest

from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.lang import ast
from cxengine.metrics import sql, stages as two_stage
from cxengine.metrics.classes import holds_for
from cxengine.metrics.gathered import gather
from cxengine.metrics.packed_counts import MOST_ROWS, packed
from cxengine.metrics.planning import plan_for
from cxengine.metrics.reject import rejected_rows, without_rejected
from tests.metrics.measuring import HEAD, loaded, program, run

THREE = """metric a: A
  from cases
  where opened_on in last 12 months
  formula csat(satisfied)
metric b: B
  from cases
  where opened_on in last 12 months
  formula share(satisfied >= 4)
metric c: C
  formula a / b
"""


def test_metrics_over_one_table_and_grain_are_one_scan_and_share_aggregates() -> None:
    names, _ = program(THREE)
    requests = [("service", ast.Ref(ast.Name(name))) for name in "abc"]
    by_month = (ast.Dimension(ast.Name("opened_on"), "month"),)
    planned = plan_for(requests, names=names, as_of=date(2018, 12, 31), listings=[("c", "service", by_month)])
    assert [str(scan).splitlines()[0] for scan in planned.scans] == [
        "scan cases by service", "scan cases by service, month of opened_on"
    ]  # fmt: skip
    assert str(planned.scans[0]).splitlines()[1:] == [
        "  1  count where always",
        "  2  count where opened_on from 2018-01-01 to 2018-12-31",
        "  3  count where opened_on from 2018-01-01 to 2018-12-31 and satisfied >= 4",
        "  4  count where opened_on from 2018-01-01 to 2018-12-31 and not missing(satisfied)",
        "  5  count where opened_on > 2018-12-31",
    ]


A, M = plan.Column("a", "whole"), plan.Column("m", "decimal", 2)
S, D = plan.Column("s", "option"), plan.Column("d", "date")
T, Y = plan.Column("t", "moment"), plan.Column("y", "yes_no")
DAY = date(2018, 3, 1)


def atoms() -> list[plan.Row]:
    """Conditions of every kind."""
    one, two = plan.Constant(1), plan.Constant(2)
    return [
        plan.Compare(">=", plan.Whole(A), two), plan.Compare("=", plan.Whole(A), one),
        plan.Compare("<", plan.Whole(M), plan.Constant(150)), plan.InSet(plan.Whole(A), (1, 3)),
        plan.Compare("=", S, plan.Constant("x")), plan.InSet(S, ("x", "y")),
        plan.Compare("=", plan.Folded(S), plan.Constant("x")), plan.Within(D, DAY, DAY + timedelta(days=1)),
        plan.Within(T, DAY, DAY), plan.Compare(">", plan.DateOf(T), plan.Constant(DAY)),
        plan.Compare("<=", D, plan.Constant(DAY)), plan.Compare("<", D, plan.DateOf(T)), Y, plan.IsNull(plan.Whole(A)),
        plan.IsNull(D), plan.IsNull(plan.Compare("=", plan.Whole(A), one)), plan.Constant(None), plan.Constant(True),
        plan.IsNull(plan.NotZero(plan.Whole(A))),
        plan.Compare("<", plan.Arithmetic("*", plan.Whole(A), plan.Whole(M)), plan.Constant(300)),
    ]  # fmt: skip


def with_options(atom: plan.Row) -> plan.Row:
    """The condition on columns that are known to have few values."""
    match atom:
        case plan.Compare(op, plan.Column("s"), right):
            return plan.Compare(op, plan.Column("s", "option", options=3), right)
        case plan.InSet(plan.Column("s"), options):
            return plan.InSet(plan.Column("s", "option", options=3), options)
        case plan.Column("y"):
            return plan.Column("y", "yes_no", options=2)
    return atom


def rows() -> pa.Table:
    """Every combination of a few values, missing ones among them."""
    found: Sequence[tuple[Any, ...]] = list(
        product(
            (None, 0, 1, 2, 3), (None, Decimal("1.49"), Decimal("1.50")), (None, "x", " X", "z"),
            (None, DAY, date(2018, 3, 3)), (None, datetime(2018, 3, 1, 23, 59), datetime(2018, 3, 2)),
            (None, True, False),
        )
    )  # fmt: skip
    kinds = (pa.int32(), pa.decimal128(18, 2), pa.string(), pa.date32(), pa.timestamp("us"), pa.bool_())
    columns = [pa.array(values, kind) for values, kind in zip(zip(*found, strict=True), kinds, strict=True)]
    return pa.table(dict(zip("amsdty", columns, strict=True)))


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("spared", [-1, 1, 3])
def test_two_stages_give_what_one_gives(monkeypatch: pytest.MonkeyPatch, plain: bool, spared: int) -> None:
    """For every pair of conditions joined by and, or, not; counted and summed; in ones and all together.

    ``spared`` decides whether conditions are counted in the first stage: never, now and then, or wherever possible.
    """
    parts = [with_options(part) for part in atoms()] if plain else atoms()
    monkeypatch.setattr(two_stage, "_spared", lambda classes: spared * two_stage.log2(classes.size))
    joined = [plan.Not(plan.Or((a, plan.IsNull(b)))) for a, b in zip(parts, parts[3:], strict=False)]
    some = [parts[at : at + 6] for at in range(0, len(parts), 3)]
    table, groups = rows(), (plan.Group(S), plan.Group(D, "quarter"))
    split = 0
    for members in some:
        pairs = [plan.And((a, plan.Not(b))) for a, b in product(members, members)]
        chosen = [*pairs, *joined[-6:]]
        counts = [plan.CountWhere(c) for c in chosen]
        amounts = (plan.Whole(M), plan.Arithmetic("+", plan.Whole(A), plan.Whole(M)))
        sums = [plan.SumWhere(amount, c) for c in chosen[::5] for amount in amounts]
        scan = plan.Scan("t", groups, tuple(dict.fromkeys([*counts, *sums])))
        with monkeypatch.context() as patched:
            patched.setattr(two_stage, "MOST_CLASSES", 10**9)
            split += two_stage.stages(scan) is not None
            (two,) = DuckDBBackend(threads=1).run([scan], {"t": table})
        with monkeypatch.context() as patched:
            patched.setattr(two_stage, "MOST_CLASSES", 0)
            assert two_stage.stages(scan) is None
            (one,) = DuckDBBackend(threads=1).run([scan], {"t": table})
        first, second = gather(scan, one), gather(scan, two)
        places = {group: at for at, group in enumerate(zip(*second.groups, strict=True))}
        assert len(places) == first.size == second.size
        for at, group in enumerate(zip(*first.groups, strict=True)):
            for aggregate in scan.aggregates:
                assert first.totals[aggregate][at] == second.totals[aggregate][places[group]], (group, str(aggregate))
    assert split == len(some) if spared < 0 else split >= len(some) - 2


def test_rows_that_are_set_apart_are_gathered_by_themselves() -> None:
    """In two stages and in one, by conditions on the classes and on others; one that is unknown sets none apart."""
    with_few = [with_options(part) for part in atoms()]
    conditions = [with_few[at] for at in (4, 5, 12, 0, 3)]
    counts = tuple(plan.CountWhere(plan.And((a, b))) for a, b in product(conditions, conditions))
    groups = (plan.Group(D, "quarter"),)
    for apart in ((conditions[0],), (plan.Not(conditions[1]), plan.IsNull(plan.Whole(A))), ()):
        scan = plan.Scan("t", groups, (plan.CountWhere(plan.ALWAYS), *counts), apart)
        made = two_stage.stages(scan)
        assert made is not None and len(made.follow) + len(made.rest) == len(apart)
        alone = [plan.Scan("t", groups, (count,), apart) for count in scan.aggregates]
        two, *ones = DuckDBBackend(threads=1).run([scan, *alone], {"t": rows()})
        keys = ["g0", *([sql.APART] if apart else [])]
        for at, one in enumerate(ones):
            assert _by(two, keys, f"a{at}") == _by(one, keys, "a0"), (apart, at)


def _by(found: pa.Table, keys: list[str], counts: str) -> dict[tuple[Any, ...], int]:
    places = zip(*(found.column(name).to_pylist() for name in keys), strict=True)
    return {place: int(n or 0) for place, n in zip(places, found.column(counts).to_pylist(), strict=True)}


def test_cuts_at_the_start_of_a_period_follow_from_the_group() -> None:
    march = plan.Within(D, DAY, date(2018, 3, 31))
    later = plan.Compare(">", D, plan.Constant(date(2018, 3, 31)))
    known = plan.Not(plan.IsNull(D))
    at = [plan.Constant(number) for number in range(4)]
    conditions = [plan.And((c, plan.Compare("=", plan.Whole(A), n))) for c in (march, later, known) for n in at]
    counts = tuple(plan.CountWhere(c) for c in (*conditions, march, later, plan.Not(march), plan.IsNull(march)))
    for part, free in (("month", True), ("quarter", False), ("year", False)):
        scan = plan.Scan("t", (plan.Group(D, part),), counts)
        made = two_stage.stages(scan)
        assert made is not None and bool(made.later) == free, part
        alone = [plan.Scan("t", scan.groups, (count,)) for count in counts]  # too few for two stages
        two, *ones = DuckDBBackend(threads=1).run([scan, *alone], {"t": rows()})
        both = gather(scan, two)
        for count, single, result in zip(counts, alone, ones, strict=True):
            one = gather(single, result)
            pairs = [dict(zip(found.groups[0], found.totals[count], strict=True)) for found in (one, both)]
            assert pairs[0] == pairs[1], str(count)


TEXT = plan.Column("s", "option", options=3)


def test_counts_taken_together_are_those_taken_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of condition on a column of few numbers, joined and denied, within classes of text."""
    monkeypatch.setattr(two_stage, "_spared", lambda classes: 1000 if classes.about != TEXT else -1000)
    few = plan.Whole(plan.Column("a", "whole", ends=(0, 3)))
    at = [plan.Constant(number) for number in range(-1, 5)]
    single: list[plan.Row] = [plan.Compare(op, few, n) for op in ("<", "<=", ">", ">=", "=") for n in at]
    single += [plan.InSet(few, (0, 2, 9)), plan.InSet(few, ()), plan.IsNull(few), plan.known(few)]
    joined: list[plan.Row] = [plan.Not(plan.And((a, plan.Not(b)))) for a, b in zip(single, single[7:], strict=False)]
    joined += [plan.Or((a, plan.IsNull(b))) for a, b in zip(single, single[5:], strict=False)]
    by_text = [plan.Compare("=", TEXT, plan.Constant(text)) for text in ("x", "z")]
    conditions = dict.fromkeys([*single, *joined])
    counts = [plan.CountWhere(plan.And((text, c))) for text in by_text for c in conditions]
    scan = plan.Scan("t", (plan.Group(D, "month"),), (plan.CountWhere(plan.ALWAYS), *counts))
    made = two_stage.stages(scan)
    assert made is not None
    packs = packed(made.added)
    together = [count for pack in packs for count in pack.counts]
    assert len(packs) > 20 and len(set(together)) == len(together)
    kept = [count for count in made.added if count not in together]
    assert kept and all(holds_for(count.condition, None) is True or count.condition == plan.ALWAYS for count in kept)
    with DuckDBBackend(threads=1).connect({"t": rows()}) as connection:
        one, two = (connection.sql(sql.rendered(sql.select(scan, packing=each))).to_arrow_table() for each in (0, 1))
    first, second = gather(scan, one), gather(scan, two)
    assert first.groups == second.groups or sorted(map(str, first.groups[0])) == sorted(map(str, second.groups[0]))
    places = {group: at for at, group in enumerate(zip(*second.groups, strict=True))}
    for at_first, group in enumerate(zip(*first.groups, strict=True)):
        for count in scan.aggregates:
            assert first.totals[count][at_first] == second.totals[count][places[group]], (group, str(count))


def test_counts_of_more_rows_than_their_bits_hold_are_taken_one_by_one() -> None:
    counts = tuple(plan.CountWhere(plan.Compare(">=", plan.Whole(A), plan.Constant(at))) for at in range(3))
    few = plan.Column("a", "whole", ends=(0, 3))
    many = tuple(plan.CountWhere(plan.Compare(">=", plan.Whole(few), plan.Constant(at))) for at in range(3))
    assert not packed(counts), "the ends of the column are not known"
    (pack,) = packed(many)
    assert pack.counts == many and pack.adds == (1, 1 + (1 << 30), 1 + (1 << 30) + (1 << 60), 1 + (1 << 30) + (1 << 60))
    assert sum(pack.adds) * MOST_ROWS < 2**126 and max(pack.adds) < 2**63


@pytest.mark.parametrize(
    ("day", "part", "number"),
    [
        (date(2018, 3, 1), "month", 2018 * 12 + 2), (date(2018, 3, 2), "month", None),
        (date(2018, 4, 1), "quarter", 8073), (date(2018, 3, 1), "quarter", None),
        (date(2018, 1, 1), "year", 2018), (date(2018, 4, 1), "year", None), (date(2018, 1, 1), "weekday", None),
    ],
)  # fmt: skip
def test_periods_are_numbered_as_groups_are(day: date, part: str, number: int | None) -> None:
    assert two_stage.period_number(day, part) == number


def test_names_and_values_cannot_break_out_of_the_query() -> None:
    column = plan.Column('x" FROM secrets --', "option")
    scan = plan.Scan('t"; DROP', (), (plan.CountWhere(plan.Compare("=", column, plan.Constant("'; DROP"))),))
    (found,) = DuckDBBackend().run([scan], {'t"; DROP': pa.table({'x" FROM secrets --': ["'; DROP", "a"]})})
    assert found.to_pylist() == [{"a0": 1}]
    assert "identify" not in sql.rendered(sql.select(scan))


REJECT = HEAD + """  reject when closed_on < opened_on: Closed before it was opened
  reject when cost < £0 or hours < 0: Less than nothing
"""


def test_rejected_rows_have_a_reason_and_unknown_rejects_nothing() -> None:
    names, types = program("", REJECT)
    rows = [
        {}, {"closed_on": date(2018, 5, 31), "cost": Decimal(-1)}, {"cost": Decimal(-1)}, {"hours": Decimal(-1)},
        {"closed_on": date(2018, 6, 1), "cost": Decimal(1)}, {"cost": None, "hours": Decimal(0)},
    ]  # fmt: skip
    table, backend = loaded(names, rows), DuckDBBackend(threads=1)
    found = rejected_rows(names.tables["cases"], names, date(2018, 12, 31), table, backend)
    assert found == [("Closed before it was opened", (1,)), ("Less than nothing", (2, 3))]
    kept = without_rejected(names.tables["cases"], names, date(2018, 12, 31), table, backend)
    assert kept.data.num_rows == 3 and kept.report.rejected == 3
    assert [(p.code, p.message, p.count) for p in kept.report.problems] == [
        ("rejected-by-rule", "Closed before it was opened", 1), ("rejected-by-rule", "Less than nothing", 2)
    ]  # fmt: skip
    again = without_rejected(names.tables["cases"], names, date(2018, 12, 31), kept, backend)
    assert again is kept
    assert [int(number) for number in kept.row_numbers] == [1, 5, 6]


def test_a_month_may_lie_between_any_number_of_cuts() -> None:
    """A whole number of eight bits tells 128 classes apart; 150 metrics that each begin with a month have more."""
    starts = [date(2005 + at // 12, at % 12 + 1, 1) for at in range(150)]
    text = "".join(
        f"metric m{at}: M\n  from cases\n  where opened_on >= {start}\n  formula share(satisfied >= 4)\n"
        "  by month of opened_on\n"
        for at, start in enumerate(starts)
    )
    days = [start + timedelta(days=14) for start in starts]
    rows = [{"opened_on": day, "satisfied": at % 5 + 1} for at, day in enumerate(days)]
    by = (ast.Dimension(ast.Name("opened_on"), "month"),)
    found = run(text, rows, listings=[(f"m{at}", "service", by) for at in range(150)])
    for at in (0, 60, 127, 128, 149):
        listing = found.listing(f"m{at}", "service", by)
        assert [(dict(m.by)["month of opened_on"], m.value) for _, m in listing] == [
            (f"{day:%Y-%m}", int(number % 5 >= 3)) for number, day in enumerate(days) if number >= at
        ]
