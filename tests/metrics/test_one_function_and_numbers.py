"""Figures made of one function and numbers have its interval, turned; rows that are all alike have none.

What is expected was worked out by statsmodels 0.15 and scipy 1.17, turned by hand.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest

import cxengine
from cxengine.lang import ast
from cxengine.metrics import statistics
from cxengine.metrics.finish import interval
from cxengine.metrics.given import from_given
from cxengine.metrics.measured import Measured, Turned, Weighing
from cxengine.metrics.moved import moved, rows_of
from cxengine.metrics.planning import Listing
from cxengine.metrics.targets import difference

from .measuring import figure, program, run

P95 = Fraction(95, 100)
WILSON_3_OF_8 = 0.13684428582359737, 0.6942576053973728
STUDENT_12245 = 0.7597378580252325, 4.840262141974767
PHONED = [{"channel": "phone" if at < 3 else "web"} for at in range(8)]
COSTS = [{"hours": hours, "cost": f"{hours}.00", "satisfied": hours} for hours in (1, 2, 2, 4, 5)]


@pytest.mark.parametrize(
    ("formula", "rows", "value", "factor", "shift", "ends"),
    [
        ("100% - share(channel is phone)", PHONED, Fraction(5, 8), -1, 1, WILSON_3_OF_8),
        ("share(channel is phone) + 5%", PHONED, Fraction(17, 40), 1, 0.05, WILSON_3_OF_8),
        ("2 * (share(channel is phone) - 10%) / 4", PHONED, Fraction(11, 80), 0.5, -0.05, WILSON_3_OF_8),
        ("-share(channel is phone)", PHONED, Fraction(-3, 8), -1, 0, WILSON_3_OF_8),
        ("mean(hours) * 2", COSTS, Fraction(28, 5), 2, 0, STUDENT_12245),
        ("5 - mean(hours)", COSTS, Fraction(11, 5), -1, 5, STUDENT_12245),
        ("mean(hours) / 5 * (3 - 1)", COSTS, Fraction(28, 25), 0.4, 0, STUDENT_12245),
        ("£10 - mean(cost)", COSTS, Fraction(36, 5), -1, 10, STUDENT_12245),
    ],
)
def test_turned_as_the_figure_is(
    formula: str, rows: list[dict[str, Any]], value: Fraction, factor: float, shift: float, ends: tuple[float, float]
) -> None:
    found = figure(formula, rows)
    assert found.value == value
    assert (found.low, found.high) == pytest.approx(sorted(factor * end + shift for end in ends), abs=1e-9)
    listing: tuple[Listing, ...] = (("m", "service", (ast.Dimension(ast.Name("urgent")),)),)
    many = run(f"metric m: M\n  from cases\n  formula {formula}\n  by urgent\n", rows, listings=listing).to_arrow()
    assert (many["low"][0].as_py(), many["high"][0].as_py()) == pytest.approx((found.low, found.high), abs=1e-12)


@pytest.mark.parametrize(
    "formula",
    ["share(channel is phone) * share(urgent is yes)", "share(channel is phone) * 0", "1 / mean(hours)",
     "mean(cost) / mean(hours)", "mean(hours) + sum(hours)", "100 - median(hours)", "sum(hours) * 2",
     "mean(hours) * mean(hours)"],
)  # fmt: skip
def test_of_anything_else_there_is_none(formula: str) -> None:
    found = figure(formula, [{**row, "channel": "web", "urgent": True} for row in COSTS])
    assert found.value is not None and found.low is None and found.high is None


def test_a_condition_may_ask_for_it_and_the_reason_says_it() -> None:
    rules = """metric m: M
  from cases
  formula 100% - share(channel is phone)
  target at most 90 points
model good for service: Good
  level 1: One
    criterion 1.1: Few phone
      when m <= 87 points with 95% confidence
    criterion 1.2: Very few
      when m <= 86 points with 95% confidence
    criterion 1.3: Met
      when m meets target with 95% confidence
"""
    rows = [{"case_id": str(at), "service": "housing", "channel": row["channel"]} for at, row in enumerate(PHONED)]
    text = """pack t: Tests
version 1 from 2018-01-01
subject service: Service
table cases: Cases
  key case_id
  field case_id is text
  field service is service
  field channel is one of (web, phone)
"""
    compiled = cxengine.compile({"t.cx": text + rules})
    data = {"cases": rows, "service": [{"id": "housing"}]}
    said = compiled.assess(data, as_of=date(2018, 12, 31))["service:housing"]
    assert [each.outcome for each in said.models[0].criteria] == ["met", "unmet", "met"]
    assert "62.5 points (8 rows, 95% interval 30.6 to 86.3)" in str(said.models[0].criteria[0].because)


def test_changes_are_turned_too() -> None:
    """6 of 9 against 2 of 7: Newcombe's −0.0922 to 0.6754, turned by a factor of −2."""
    first = [{"channel": "phone" if at < 2 else "web"} for at in range(7)]
    second = [{"channel": "phone" if at < 6 else "web"} for at in range(9)]
    before, after = (figure("5% - 2 * share(channel is phone)", rows) for rows in (first, second))
    plain = [figure("share(channel is phone)", rows) for rows in (first, second)]
    found, own = moved(before, after), moved(*plain)
    assert found is not None and own is not None and found.tested is not None and own.tested is not None
    assert found.by == -2 * (Fraction(6, 9) - Fraction(2, 7))
    assert (found.low, found.high) == pytest.approx((-1.3507093758388408, 0.18447487209836134), abs=1e-9)
    assert (found.tested.z, found.tested.chance) == (-own.tested.z, own.tested.chance)
    assert difference(after, before, P95) == pytest.approx((found.low, found.high), abs=1e-12)
    rows = rows_of(after)
    assert rows is not None and rows.mean == after.value
    numbers = [Fraction(1, 20) - 2 * (at < 6) for at in range(9)]
    assert rows.squares == sum(number**2 for number in numbers)


def test_two_turned_means() -> None:
    """Welch: scipy's chance with 6 whole degrees of freedom, and turned by a factor that says nothing of it."""
    one, other = (
        figure("10 - mean(hours) / 4", [{"hours": hours} for hours in them]) for them in ((1, 2, 2, 4, 5), (3, 3, 5, 1))
    )
    found, ends = moved(other, one), difference(one, other, P95)
    assert found is not None and found.tested is not None and found.by == Fraction(1, 20)
    # standard errors: √(2.7 / 5) and √(8 / 3 / 4); t of 6 is 2.4469118511449692
    reach = 2.4469118511449692 * (2.7 / 5 + 8 / 3 / 4) ** 0.5 / 4
    assert ends == pytest.approx((0.05 - reach, 0.05 + reach), abs=1e-9)
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-12)


def test_given_in_a_rule_test() -> None:
    names, types = program("metric m: M\n  from cases\n  formula 100% - share(channel is phone)\n")
    found = from_given(names.metrics["m"], types.metrics["m"], Fraction(5, 8), 8)
    assert (found.low, found.high) == pytest.approx((1 - WILSON_3_OF_8[1], 1 - WILSON_3_OF_8[0]), abs=1e-9)
    beyond = from_given(names.metrics["m"], types.metrics["m"], Fraction(9, 8), 8)
    assert beyond.low is None


def test_what_is_no_sum_has_none_to_ask_for() -> None:
    text = "metric m: M\n  from cases\n  formula share(channel is phone) / share(urgent is yes)\n"
    surely = "with 95% confidence"
    with pytest.raises(AssertionError, match="has no confidence interval"):
        program(f"{text}model g for service: G\n  level 1: L\n    criterion 1.1: C\n      when m > 0.5 {surely}\n")


@pytest.mark.parametrize("n", [2, 29, 40])
def test_rows_that_are_all_alike_have_no_interval(n: int) -> None:
    alike = [{"hours": 2, "satisfied": 4}] * n
    for formula in ("mean(hours)", "mean(satisfied)", "mean(hours) * 3"):
        found = figure(formula, alike)
        assert found.value is not None and (found.low, found.high) == (None, None)
        listing: tuple[Listing, ...] = (("m", "service", (ast.Dimension(ast.Name("urgent")),)),)
        many = run(f"metric m: M\n  from cases\n  formula {formula}\n  by urgent\n", alike, listings=listing).to_arrow()
        assert (many["low"][0].as_py(), many["high"][0].as_py()) == (None, None)
    found, other = figure("mean(hours)", alike), figure("mean(hours)", [{"hours": at % 5} for at in range(400)])
    change = moved(other, found)
    assert change is not None and change.few == (change.tested is None) == (change.low is None) == (n < 30)
    assert (difference(found, other, P95) is None) == (n < 30)
    both = moved(figure("mean(hours)", [{"hours": 1}] * n), found)
    assert both is not None and both.low is None and both.few == (n < 30)


def test_the_interval_of_a_change_of_score_holds_it() -> None:
    """Also where one date has few answers; and the ends are never beyond what scores can differ by."""
    for first in [(1, 0, 1), (3, 0, 3), (0, 2, 2), (2, 1, 5), (1, 1, 40)]:
        for second in [(0, 1, 1), (39, 0, 40), (20, 18, 40), (2, 0, 2), (5, 0, 30)]:
            for confidence in (Fraction(1, 2), Fraction(9, 10), P95):
                for alike in (0.0, 0.4):
                    low, high = statistics.net_promoter_difference(first, second, confidence, alike)
                    gap = (first[0] - first[1]) / first[2] - (second[0] - second[1]) / second[2]
                    assert -2 <= low <= gap <= high <= 2
                low, high = statistics.net_promoter(*first, confidence)
                assert -1 <= low <= (first[0] - first[1]) / first[2] <= high <= 1


def test_a_change_of_score_by_hand() -> None:
    """Rocks's (5, 0, 0) against a score of 0 of 2 and 2 of 5, put together as Zou and Donner do."""
    first, second = statistics.net_promoter(5, 0, 5, P95), statistics.net_promoter(2, 2, 5, P95)
    assert first == pytest.approx((0.625 - 1.959963984540054 * (0.8125 - 0.390625) ** 0.5 / 8**0.5, 1.0), abs=1e-12)
    reach = 1.959963984540054 * (5.5 / 8 / 8) ** 0.5
    assert second == pytest.approx((-reach, reach), abs=1e-12)
    found = statistics.net_promoter_difference((5, 0, 5), (2, 2, 5), P95)
    assert found == pytest.approx((1 - ((1 - first[0]) ** 2 + reach**2) ** 0.5, 1 + reach), abs=1e-12)


def test_weighted_and_narrowed() -> None:
    """40% weighted, as sure as 30 answers, given by 50 of 101 people; what is left of it is as sure."""
    own = Measured(
        metric="m", unit="share", value=Fraction(2, 5), n=50, estimator="share", population=101,
        weighing=Weighing(effective=30.0, up=Fraction(2, 5)),
    )  # fmt: skip
    turned = attrs.evolve(own, value=Fraction(13, 5), turned=Turned(Fraction(-1), Fraction(3)))
    low, high = 0.24590628116801855, 0.5767963974667754  # statsmodels: 12 of 30
    found = interval(turned, P95)
    narrowed = (51 / 100) ** 0.5
    assert found == pytest.approx((2.6 - (high - 0.4) * narrowed, 2.6 + (0.4 - low) * narrowed), abs=1e-9)


def test_without_answers_nothing_else_is_said() -> None:
    found = figure("100% - share(urgent is yes)", [{}])
    assert found.value is None and found.unknown == "no answers" and found.low is None
