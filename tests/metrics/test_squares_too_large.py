"""Figures are exact where only the squares of their numbers, which an interval needs, are too large to be added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest

from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend
from cxengine.diagnostics import CxError
from cxengine.lang import ast
from cxengine.metrics.asked import ask
from cxengine.metrics.measure import Measurements
from cxengine.metrics.measured import Measured
from cxengine.subjects import SubjectKey
from tests.metrics.measuring import COUNCIL, HOUSING, loaded, program, run

RULES = """metric cubed: Of three together
  from cases
  formula mean(hours * hours * hours)
  by channel
metric satisfied: Satisfied
  from cases
  formula csat(satisfied)
metric dear: Cost
  from cases
  formula 2 * mean(cost) - £1
metric worst: The worst
  from cases
  formula median(hours)
"""
ROWS: list[dict[str, Any]] = [
    {"hours": Decimal(-5), "cost": Decimal("1.5"), "satisfied": 5, "channel": "web"},
    {"hours": Decimal(7), "cost": Decimal("2.5"), "satisfied": 1, "channel": "web"},
    {"hours": None, "cost": None, "satisfied": None, "channel": "web"},
]


def value(measured: Measurements, metric: str, key: SubjectKey) -> Measured:
    return measured.value(key, ast.Ref(ast.Name(metric)))


def test_a_mean_of_products_is_exact_and_has_no_interval() -> None:
    """The squares of -5 ** 3 in a field of six decimals have 41 digits; the mean is -125 + 343, by two."""
    measured = run(RULES, ROWS)
    for key in (HOUSING, COUNCIL):
        cubed, dear = value(measured, "cubed", key), value(measured, "dear", key)
        assert (cubed.value, cubed.n, cubed.excluded, cubed.low) == (109, 2, 1, None)
        assert (dear.value, dear.low) == (3, None)
        assert value(measured, "satisfied", key).low is not None and value(measured, "worst", key).value == 1
    (problem,) = measured.problems()["cases"]
    assert problem.code == "squares-too-large" and "no interval" in problem.message


def test_what_fits_keeps_its_interval() -> None:
    measured = run(RULES, [{**row, "hours": None} for row in ROWS])
    assert value(measured, "dear", HOUSING).low is not None and measured.problems() == {}


def test_a_figure_that_is_itself_too_large_is_refused() -> None:
    with pytest.raises(CxError) as caught:
        run(RULES, [{"hours": Decimal(10) ** 9}])
    assert [each.code for each in caught.value.diagnostics] == ["number-too-large"]


def test_a_figure_that_is_a_sum_of_squares_stays() -> None:
    """Only what nothing but an interval needs is not asked for."""
    measured = run(RULES + "metric squared: Squared\n  from cases\n  formula mean(hours * hours)\n", ROWS)
    assert value(measured, "squared", HOUSING).value == Fraction(25 + 49, 2)


class CountsRuns:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def run(self, scans: Sequence[plan.Pass], tables: Mapping[str, Any]) -> tuple[pa.Table, ...]:
        self.asked.append(len(scans))
        return DuckDBBackend().run(scans, tables)


def test_what_fits_is_asked_once() -> None:
    measured, backend = run(RULES, ROWS[2:]), CountsRuns()
    came = ask(measured.planned, {"cases": loaded(program(RULES)[0], ROWS[2:]).data}, backend)
    assert backend.asked == [len(measured.planned.scans)] and came.planned is measured.planned
