"""The suites for functions, scorers, finders and backends: good ones pass, and each test catches one that is broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import pyarrow as pa
import pytest

import cxengine
from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.engine.hosting import engine_host
from cxengine.host.contracts import (
    Backend,
    Finder,
    FindingKind,
    FoundInJourney,
    Function,
    JourneyGiven,
    Scorer,
    ScorerInput,
    StepGiven,
)
from cxengine.lang.functions import Example
from cxengine.testing import BackendSuite, FinderSuite, FunctionSuite, ScorerSuite

# ---- functions


def half(numbers: Sequence[Fraction | None]) -> Fraction | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Fraction(0)) / len(known) / 2 if known else None


HALF = Function(
    kind="aggregate", parameters=("number",), result="number", doc="Half of the average.", usage="half(x)",
    examples=(Example(formula="half(x)", values=(4, 8, None), result="3"),),
    lower=lambda rows, x: rows.combine(rows.mean(x), "/", rows.constant(2)), reference=half,
)  # fmt: skip


def scalar(result: Any, lower: Any, reference: Any, *parameters: Any, example: Example) -> Function:
    return Function(kind="scalar", parameters=parameters, result=result, doc="Ours.", usage="f(x)", examples=(example,),
                    lower=lower, reference=reference)  # fmt: skip


FUNCTIONS: Mapping[str, Function] = {
    "half": HALF,
    "late": scalar(
        "condition", lambda rows, day, other: rows.compare(rows.days(day, other), ">", rows.number(30)),
        lambda day, other: (day - other).days > 30, "date", "date",
        example=Example(formula="count", values=(1,), result="1"),
    ),
    "warm": scalar(
        "condition", lambda rows, colour, done: rows.every(rows.is_text(colour, "red"), rows.opposite(done)),
        lambda colour, done: colour == "red" and not done, "text", "condition",
        example=Example(formula="count", values=(1,), result="1"),
    ),
    "spread": Function(
        kind="aggregate", parameters=("scale", "any"), result="number", doc="Ours.", usage="spread(x, y)",
        examples=(Example(formula="count", values=(1, 2), result="2"),),
        lower=lambda rows, x, y: rows.combine(rows.distinct(y), "+", rows.count(rows.known(x))),
        reference=lambda xs, ys: Fraction(len({y for y in ys if y is not None}) + sum(x is not None for x in xs)),
    ),
    "top": Function(
        kind="aggregate", parameters=("scale",), result="number", doc="Ours.", usage="top(x)",
        examples=(Example(formula="top(x)", values=(1, 9), result="9"),),
        lower=lambda rows, x: rows.percentile(x, Fraction(1)),
        reference=lambda xs: max((x for x in xs if x is not None), default=None),
    ),
}  # fmt: skip


class TestFunctions(FunctionSuite):
    @pytest.fixture
    def functions(self) -> Mapping[str, Function]:
        return FUNCTIONS


BROKEN_FUNCTIONS = {
    "test_examples_come_out_as_written": (
        attrs.evolve(HALF, examples=(Example(formula="half(x)", values=(4, 8), result="4"),)),
        attrs.evolve(HALF, examples=(Example(formula="halve(x)", values=(4, 8), result="3"),)),
        attrs.evolve(HALF, examples=(Example(formula="half(x)", values=(4, 8), result="about 3"),)),
        attrs.evolve(HALF, lower=lambda rows, x: 1 // 0),
    ),
    "test_functions_equal_their_lowering": (
        attrs.evolve(HALF, lower=lambda rows, x: rows.mean(x)),
        attrs.evolve(HALF, reference=lambda xs: half([x or Fraction(0) for x in xs])),
        attrs.evolve(HALF, reference=lambda xs: float(half(xs) or 0)),
        attrs.evolve(HALF, reference=lambda xs: 1 // 0),
        attrs.evolve(HALF, lower=lambda rows, x: rows.nothing(x)),
        # not to be told by counting: what does not hold is no missing value
        scalar(
            "condition", lambda rows, x: rows.compare(x, ">", rows.number(0)), lambda x: x > 0 or None, "number",
            example=Example(formula="count", values=(1,), result="1"),
        ),
    ),
}  # fmt: skip


def places(broken: Mapping[str, tuple[Any, ...]]) -> list[tuple[str, int]]:
    """Every broken plugin by its test and place."""
    return [(name, at) for name, each in broken.items() for at in range(len(each))]


@pytest.mark.parametrize(("name", "at"), places(BROKEN_FUNCTIONS))
def test_the_suite_catches_a_function(name: str, at: int) -> None:
    function = BROKEN_FUNCTIONS[name][at]

    class Offering:
        @cxengine.hookimpl
        def cx_functions(self) -> Mapping[str, Function]:
            return {"half": function}

    with pytest.raises(AssertionError):
        getattr(FunctionSuite(), name)({"half": function}, engine_host(also={"tried": Offering()}))


# ---- scorers


def met(given: ScorerInput) -> Fraction:
    return Fraction(sum(each.outcome == "met" for each in given.criteria), max(1, len(given.criteria)))


MET = Scorer(gives="score", low=Fraction(0), high=Fraction(1), monotone=True, doc="The share that is met.", score=met)


class TestScorer(ScorerSuite):
    @pytest.fixture
    def scorer(self) -> Scorer:
        return MET


class Counting:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, given: ScorerInput) -> Fraction:
        self.calls += 1
        return Fraction(self.calls % 2)


BROKEN_SCORERS = {
    "test_the_flag_is_that_of_the_scorer": (attrs.evolve(MET, monotone=False),),
    "test_it_is_bounded": (
        attrs.evolve(MET, score=lambda given: Fraction(len(given.criteria))),
        attrs.evolve(MET, score=lambda given: 0.5),
        attrs.evolve(MET, score=lambda given: Fraction(1, len(given.criteria))),
    ),
    "test_it_needs_no_order": (
        attrs.evolve(MET, score=lambda given: Fraction(bool(given.criteria) and given.criteria[0].outcome == "met")),
        attrs.evolve(MET, score=Counting()),
    ),
    "test_better_outcomes_never_make_less": (attrs.evolve(MET, score=lambda given: 1 - met(given)),),
}


@pytest.mark.parametrize(("name", "at"), places(BROKEN_SCORERS))
def test_the_suite_catches_a_scorer(name: str, at: int) -> None:
    with pytest.raises(AssertionError):
        getattr(ScorerSuite(), name)(BROKEN_SCORERS[name][at])


# ---- finders


def repeated(journey: JourneyGiven) -> tuple[FoundInJourney, ...]:
    found: list[FoundInJourney] = []
    for at, step in enumerate(journey.steps):
        first = next((other for other in journey.steps[:at] if other.title == step.title), None)
        if first is not None:
            found.append(
                FoundInJourney(kind="same_title", steps=(first.name, step.name), text="They are called the same.",
                               suggestion="Take one out.")
            )  # fmt: skip
    return tuple(found)


SAME = Finder(kinds={"same_title": FindingKind(heuristic="task elimination", drawback="None.")}, doc="d", find=repeated)
JOURNEY = JourneyGiven(
    name="j", title="J", steps=tuple(StepGiven(name=name, title="Apply") for name in "ab"), follows=(("a", "b"),)
)


class TestFinder(FinderSuite):
    @pytest.fixture
    def finder(self) -> Finder:
        return SAME

    @pytest.fixture
    def found_in(self) -> JourneyGiven:
        return JOURNEY


def changed(**more: Any) -> Finder:
    return attrs.evolve(SAME, find=lambda journey: tuple(attrs.evolve(each, **more) for each in repeated(journey)))


class Wavering:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, journey: JourneyGiven) -> tuple[FoundInJourney, ...]:
        self.calls += 1
        return repeated(journey)[: self.calls % 2]


BROKEN_FINDERS = {
    "test_it_finds_something": (attrs.evolve(SAME, find=lambda journey: ()),),
    "test_findings_are_such_as_it_declares": (
        changed(kind="other"), changed(steps=("z",)), changed(steps=()), changed(steps=("b", "a")), changed(text=" "),
        changed(remove="z"), attrs.evolve(SAME, find=lambda journey: list(repeated(journey))),
        attrs.evolve(SAME, find=lambda journey: 1 // 0), attrs.evolve(SAME, find=Wavering()),
        attrs.evolve(SAME, find=lambda journey: ("x",)),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "at"), places(BROKEN_FINDERS))
def test_the_suite_catches_a_finder(name: str, at: int) -> None:
    with pytest.raises(AssertionError):
        getattr(FinderSuite(), name)(BROKEN_FINDERS[name][at], JOURNEY)


# ---- backends


class TestBackend(BackendSuite):
    seeds = (0,)

    @pytest.fixture
    def backend(self) -> Backend:
        return DuckDBBackend()


class Wrong:
    """Runs plans on DuckDB and then does one thing wrong."""

    def __init__(self, bug: str) -> None:
        self.bug = bug
        self.runs = 0

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        self.runs += 1
        if self.bug == "first rows":
            tables = {name: table.slice(0, 20) for name, table in tables.items()}
        if self.bug == "no group" and all(table.num_rows < 2 for table in tables.values()):
            raise ZeroDivisionError
        if self.bug == "forgets" and self.runs > 1:
            tables = {name: table.slice(1) for name, table in tables.items()}
        if self.bug == "no missing values":
            tables = {name: _filled(table) for name, table in tables.items()}
        found = DuckDBBackend().run(scans, tables)
        return tuple(map(_overstated, scans, found)) if self.bug == "not alike" else found


def _overstated(scan: plan.Pass, found: pa.Table) -> pa.Table:
    """All rows of a group are said to be alike."""
    if isinstance(scan, plan.Scan):
        for at, each in enumerate(scan.aggregates):
            if isinstance(each, plan.FewestWhere):
                count = found.column(f"a{scan.aggregates.index(plan.CountWhere(each.condition))}")
                found = found.set_column(found.column_names.index(f"a{at}"), f"a{at}", count)
    return found


def _filled(table: pa.Table) -> pa.Table:
    import pyarrow.compute as pc

    columns = [pc.fill_null(column, False) if pa.types.is_boolean(column.type) else column for column in table.columns]
    return pa.Table.from_arrays(columns, names=table.column_names)


@pytest.mark.parametrize(
    ("name", "bug"),
    [
        ("test_it_equals_the_reference", "first rows"),
        ("test_it_equals_the_reference", "no missing values"),
        ("test_no_rows_are_no_figures", "no group"),
        ("test_the_order_of_rows_is_nothing", "first rows"),
        ("test_two_runs_give_the_same", "forgets"),
        ("test_no_more_rows_are_said_to_be_alike_than_are", "not alike"),
    ],
)
def test_the_suite_catches_a_backend(name: str, bug: str) -> None:
    with pytest.raises((AssertionError, ZeroDivisionError)):
        getattr(TestBackend(), name)(Wrong(bug))
