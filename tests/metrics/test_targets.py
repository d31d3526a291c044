"""Targets and sure comparisons."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as F

import pytest

from cxengine.lang import ast
from cxengine.lang.publishing import Policy
from cxengine.lang.types import NUMBER, POINTS, SHARE
from cxengine.metrics.given import NotWhole, from_given
from cxengine.metrics.measured import Measured
from cxengine.metrics.targets import in_force, meets_target, status, surely_compares
from tests.metrics.measuring import HOUSING, PARKS, WASTE, program, run

TEXT = """metric s: Satisfied
  from cases
  formula csat(satisfied)
  target at least 80% from 2018-01-01
  target at least 90% from 2019-01-01
  needs 30 answers
metric n: Net
  from cases
  formula nps(recommend)
  target at least -5 points
metric k: Count
  from cases
  formula count
  target at least 10
  target at most 20 from 2018-06-01
metric plain: No target
  from cases
  formula csat(satisfied)
"""
NAMES, _ = program(TEXT)
S, N, K, PLAIN = (NAMES.metrics[name] for name in ("s", "n", "k", "plain"))
DAY = date(2018, 12, 31)


def share(value: F, count: int, metric: ast.Metric = S) -> Measured:
    return from_given(metric, SHARE, value, count)


def test_the_target_in_force() -> None:
    assert in_force(S.targets, date(2017, 12, 31), None) == ()
    assert [t.quantity for t in in_force(S.targets, date(2018, 12, 31), None)] == [ast.Percent(F(4, 5))]
    assert [t.quantity for t in in_force(S.targets, date(2019, 1, 1), None)] == [ast.Percent(F(9, 10))]


def test_a_value_is_never_rounded_before_it_is_compared() -> None:
    nearly = share(F(1799, 2000), 2000)  # 89.95%
    assert meets_target(S, nearly, date(2019, 1, 1), None) is False
    assert meets_target(S, share(F(9, 10), 2000), date(2019, 1, 1), None) is True
    assert status(S, nearly, date(2018, 6, 1)) == "met"
    assert meets_target(S, nearly, date(2017, 1, 1), None) is None
    assert status(PLAIN, nearly, DAY) is None
    assert meets_target(S, from_given(S, SHARE, None), DAY, None) is None


def test_both_sides_must_hold() -> None:
    def count(value: int, on: date) -> bool | None:
        return meets_target(K, from_given(K, NUMBER, F(value)), on, None)

    late, early = date(2018, 6, 1), date(2018, 5, 31)
    assert [count(value, late) for value in (9, 10, 20, 21)] == [False, True, True, False]
    assert [count(value, early) for value in (9, 10)] == [False, None]


def test_a_target_is_met_with_confidence_when_the_near_end_clears_it() -> None:
    sure = share(F(895, 1000), 22000)  # Highways England: 89.1% to 89.9%
    assert meets_target(S, sure, date(2018, 6, 1), F(95, 100)) is True
    assert meets_target(S, sure, date(2019, 6, 1), F(95, 100)) is False
    assert meets_target(S, share(F(86, 100), 100), DAY, None) is True
    assert meets_target(S, share(F(86, 100), 100), DAY, F(95, 100)) is False  # not sure is not unknown
    assert meets_target(S, share(F(90, 100), 20), DAY, F(95, 100)) is None  # under the minimum sample
    assert meets_target(N, from_given(N, POINTS, F(20, 100), 100), DAY, F(95, 100)) is True
    assert meets_target(N, from_given(N, POINTS, F(-1, 100), 100), DAY, F(95, 100)) is False


def test_two_figures_compare_by_the_interval_of_their_difference() -> None:
    left, right = share(F(56, 70), 70, PLAIN), share(F(48, 80), 80, PLAIN)
    held, ends = surely_compares(">", left, right, F(95, 100))
    assert held is True and ends == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert surely_compares(">", left, right, F(95, 100), margin=F(6, 100))[0] is False
    assert surely_compares(">", left, right, F(95, 100), margin=F(5, 100))[0] is True
    assert surely_compares("<", right, left, F(95, 100))[0] is True
    assert surely_compares("<", left, right, F(95, 100))[0] is False
    assert surely_compares(">", left, from_given(PLAIN, SHARE, None), F(95, 100)) == (None, None)
    one, other = from_given(N, POINTS, F(20, 100), 400), from_given(N, POINTS, F(-20, 100), 400)
    assert surely_compares(">", one, other, F(95, 100))[0] is True
    assert surely_compares(">", one, F(20, 100), F(95, 100))[0] is False


def test_means_compare_by_their_own_interval_and_by_that_of_their_difference() -> None:
    rows = [{"cost": cost} for cost in (10, 12, 14, 16, 18) * 8]
    rows += [{"cost": cost, "service": "waste"} for cost in (13, 15, 17, 19, 21) * 8]
    rows += [{"cost": 5, "service": "parks"}]
    measured = run("metric paid: Paid\n  from cases\n  formula mean(cost)\n  target at least £13\n", rows)
    metric, _ = program("metric paid: Paid\n  from cases\n  formula mean(cost)\n  target at least £13\n")
    housing, waste, parks = (measured.value(key, ast.Ref(ast.Name("paid"))) for key in (HOUSING, WASTE, PARKS))
    reach = 2.0226909 * (8 * 40 / 39 / 40) ** 0.5  # t of 39 degrees of freedom, squares of 320 about the mean of £14
    held, ends = surely_compares(">", housing, F(13), F(95, 100))
    assert held is True and ends == pytest.approx((14 - reach, 14 + reach), abs=1e-6)
    assert surely_compares(">", housing, F(14), F(95, 100))[0] is False
    assert surely_compares("<", housing, F(15), F(95, 100))[0] is True
    assert surely_compares(">", parks, F(1), F(95, 100)) == (None, None)  # one row says nothing of how rows differ
    both = 1.959963984540054 * (2 * 8 * 40 / 39 / 40) ** 0.5
    held, ends = surely_compares(">", waste, housing, F(95, 100), margin=F(1))
    assert held is True and ends == pytest.approx((3 - both, 3 + both), abs=1e-9)
    assert surely_compares(">", waste, housing, F(95, 100), margin=F(2))[0] is False
    declared = metric.metrics["paid"]
    assert meets_target(declared, housing, date(2018, 12, 31), F(95, 100)) is True
    assert meets_target(declared, parks, date(2018, 12, 31), F(95, 100)) is None


def test_given_figures() -> None:
    given = share(F(86, 100), 400)
    assert (given.hits, given.n, given.value, given.estimator) == (344, 400, F(86, 100), "share")
    with pytest.raises(NotWhole) as caught:
        share(F(86, 100), 39)
    assert caught.value.nearest == 50
    net = from_given(N, POINTS, F(20, 100), 100)
    assert (net.hits, net.misses, net.n) == (60, 40, 100)
    odd = from_given(N, POINTS, F(1, 5), 5)
    assert (odd.hits, odd.misses, odd.n) == (3, 2, 5)
    even = from_given(N, POINTS, F(0), 5)
    assert (even.hits, even.misses, even.value) == (2, 2, 0)
    assert share(F(1), 29).unknown == "29 answers, 30 needed"
    hidden = from_given(K, NUMBER, F(6), policy=Policy(least=10))
    assert hidden.suppressed and hidden.n is None
