"""Sums of shares and means over one set of rows have the interval of a number of each row; others have none.

What is expected was worked out by hand from the rows: as for 0.5 × (a) + 0.25 × (b), numbers of 0, 0.25, 0.5 and 0.75.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Any

import pytest
from scipy.stats import t

from cxengine import plan
from cxengine.lang import ast
from cxengine.metrics import formula as tree, statistics
from cxengine.metrics.changes import row_scores
from cxengine.metrics.formula import Instance
from cxengine.metrics.lower import lower_all
from cxengine.metrics.moved import moved, rows_of
from cxengine.metrics.planning import Listing
from cxengine.metrics.suppression.published import conditions, published
from cxengine.metrics.targets import difference

from .measuring import HEAD, HOUSING, figure, program, run

P95, Z = Fraction(95, 100), NormalDist().inv_cdf(0.975)
ROWS: list[dict[str, Any]] = [
    {"channel": "phone" if at < 5 else "web", "urgent": at % 3 == 0, "satisfied": at % 5 + 1, "ease": at % 7 + 1,
     "hours": at % 4, "cost": f"{at}.50", "recommend": at}
    for at in range(11)
]  # fmt: skip
HALVES = "0.5 * share(channel is phone) + 0.25 * share(urgent is yes)"


def by_hand(numbers: list[float], low: float, high: float) -> tuple[float, float]:
    """Three rows more: 3/4 at each end of what a row can have, 3/2 in the middle."""
    rows = len(numbers) + 3
    more = [(low, 0.75), ((low + high) / 2, 1.5), (high, 0.75)]
    centre = (sum(numbers) + sum(x * w for x, w in more)) / rows
    squares = (sum((x - centre) ** 2 for x in numbers) + sum((x - centre) ** 2 * w for x, w in more)) / rows
    reach, mean = Z * sqrt(squares / rows), sum(numbers) / len(numbers)
    return min(max(low, centre - reach), mean), max(min(high, centre + reach), mean)


def phone(row: dict[str, Any]) -> bool:
    return bool(row["channel"] == "phone")


@pytest.mark.parametrize(
    ("formula", "number", "span"),
    [
        (HALVES, lambda r: 0.5 * phone(r) + 0.25 * r["urgent"], (0, 0.75)),
        ("share(channel is phone) - share(urgent is yes)", lambda r: phone(r) - r["urgent"], (-1, 1)),
        ("2 * (share(satisfied >= 4) - share(satisfied <= 2)) + 5 points",
         lambda r: 2 * ((r["satisfied"] >= 4) - (r["satisfied"] <= 2)) + 0.05, (-1.95, 2.05)),
        ("share(satisfied is 1) + share(satisfied is 2) * 2 + share(satisfied >= 3) * 4",
         lambda r: r["satisfied"] if r["satisfied"] < 3 else 4, (1, 4)),
        ("nps(recommend) - (share(urgent is yes) - share(channel is phone)) / 2",
         lambda r: (r["recommend"] >= 9) - (r["recommend"] <= 6) - (r["urgent"] - phone(r)) / 2, (-1.5, 1.5)),
        ("0.25 * csat(satisfied) + 0.75 * ces(ease)",
         lambda r: 0.25 * (r["satisfied"] >= 4) + 0.75 * (r["ease"] >= 5), (0, 1)),
        ("share(hours > 1) - share(hours > 2)", lambda r: (r["hours"] > 1) - (r["hours"] > 2), (-1, 1)),
    ],
)  # fmt: skip
def test_a_sum_of_shares_is_a_score_of_each_row(formula: str, number: Any, span: tuple[float, float]) -> None:
    found, numbers = figure(formula, ROWS), [float(number(row)) for row in ROWS]
    assert float(found.value or 0) == pytest.approx(sum(numbers) / len(numbers), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(by_hand(numbers, *span), abs=1e-9)
    listing: tuple[Listing, ...] = (("m", "service", (ast.Dimension(ast.Name("service")),)),)
    many = run(f"metric m: M\n  from cases\n  formula {formula}\n  by service\n", ROWS, listings=listing).to_arrow()
    assert (many["low"][0].as_py(), many["high"][0].as_py()) == pytest.approx((found.low, found.high), abs=1e-12)


@pytest.mark.parametrize(
    ("formula", "number"),
    [
        ("mean(hours) + mean(hours * hours) / 5", lambda r: r["hours"] + r["hours"] ** 2 / 5),
        ("mean(cost) * 2 - mean(cost) / 3 + £1", lambda r: float(r["cost"]) * 5 / 3 + 1),
        ("mean(hours) - 3 * mean(hours)", lambda r: -2 * r["hours"]),
    ],
)
def test_a_sum_with_means_has_students_interval(formula: str, number: Any) -> None:
    found, numbers = figure(formula, ROWS), [float(number(row)) for row in ROWS]
    n, mean = len(numbers), sum(numbers) / len(numbers)
    reach = t.ppf(0.975, n - 1) * sqrt(sum((x - mean) ** 2 for x in numbers) / (n - 1) / n)
    assert (found.low, found.high) == pytest.approx((mean - reach, mean + reach), abs=1e-9)
    alike = figure(formula, [ROWS[1]] * 40)
    assert alike.value is not None and (alike.low, alike.high) == (None, None)


def test_scores_that_are_all_alike_have_an_interval_and_within_what_they_can_be() -> None:
    for n in (1, 5, 40):
        found = figure(HALVES, [{"channel": "phone", "urgent": True}] * n)
        assert found.high == found.value == 0.75 and found.low is not None and found.low < 0.75
        assert found.low == pytest.approx(by_hand([0.75] * n, 0, 0.75)[0], abs=1e-9)


def test_it_is_that_of_a_net_score_and_of_a_share() -> None:
    net = figure("nps(recommend)", ROWS)
    for formula in ("nps(recommend) * 0.5 + 0.5 * nps(recommend)", "nps(recommend) * 3 - nps(recommend) * 2"):
        found = figure(formula, ROWS)
        assert (found.low, found.high) == pytest.approx((net.low, net.high), abs=1e-12)
    share, found = (figure(f, ROWS) for f in ("1.5 * share(urgent is yes) + 5%", "share(urgent is yes) * 2 + 5% "
                                              "+ share(urgent is yes) * -0.5"))  # fmt: skip
    assert (found.low, found.high) == pytest.approx((share.low, share.high), abs=1e-12)
    for mean, other, number in [(0.3, 0.4, 12.0), (-1.0, 0.0, 3.0), (0.2, 0.5, 60.0)]:
        up, down = (other + mean * mean + mean) / 2 * number, (other + mean * mean - mean) / 2 * number
        variance = other * number / (number - 1)
        plain = statistics.net_promoter(up, down, number, P95)
        assert statistics.row_score(mean, variance, number, (-1.0, 1.0), P95) == pytest.approx(plain, abs=1e-12)


def test_what_agresti_and_min_give_for_two_matched_shares_lies_close() -> None:
    """Their Wald+2, as on users.stat.ufl.edu/~aa/cda/R/matched: 20 rows with the one answer alone, 5 with the other."""
    n, b, c = 100, 20, 5
    gap = (b - c) / (n + 2)
    reach = Z * sqrt((b + c + 1) - (b - c) ** 2 / (n + 2)) / (n + 2)
    variance = ((b + c) / n - ((b - c) / n) ** 2) * n / (n - 1)
    found = statistics.row_score((b - c) / n, variance, n, (-1.0, 1.0), P95)
    assert found == pytest.approx((gap - reach, gap + reach), abs=0.003)


def test_of_other_rows_there_is_none() -> None:
    """Eleven rows answer both; with one more that answers one of them the parts rest on different rows."""
    assert figure(HALVES, ROWS).low is not None
    for more in ({"channel": "web"}, {"urgent": True}):
        found = figure(HALVES, [*ROWS, more])
        assert found.value is not None and found.low is None and found.combined
    neither = figure(HALVES, [*ROWS, {}])
    assert neither.low == figure(HALVES, ROWS).low and neither.excluded == 1 and not neither.combined
    as_many = figure(HALVES, [*ROWS, {"channel": "web"}, {"urgent": True}])
    assert as_many.value is not None and as_many.low is None
    listing: tuple[Listing, ...] = (("m", "service", (ast.Dimension(ast.Name("channel")),)),)
    text = f"metric m: M\n  from cases\n  formula {HALVES}\n  by channel\n"
    many = run(text, [*ROWS, {"channel": "web"}], listings=listing).to_arrow().to_pylist()
    assert {each["channel"]: each["low"] is not None for each in many} == {"phone": True, "web": False}


@pytest.mark.parametrize(
    "formula",
    ["share(channel is phone) - share(channel is phone)", "share(urgent is yes) + share(urgent is no)",
     "share(channel is phone) * share(urgent is yes)", "share(channel is phone) / share(urgent is yes)",
     "mean(hours) + median(hours)", "mean(hours) + count", "mean(cost / hours) + mean(cost)"],
)  # fmt: skip
def test_of_no_such_sum_there_is_none(formula: str) -> None:
    found = figure(formula, [{**row, "hours": row["hours"] + 1} for row in ROWS])
    assert found.value is not None and found.low is None


MADE_OF = f"""metric a: A
  from cases
  formula share(channel is phone)
metric b: B
  from cases
  formula share(urgent is yes)
metric c: C
  formula 100% - a
metric d: D
  formula a * 0.5 + b * 0.25
metric e: E
  from cases
  formula {HALVES}
metric of_d: Of it
  formula d * 2 - 5%
metric urgent_only: Urgent only
  from cases
  where urgent is yes
  formula share(channel is phone)
metric others: Of other rows
  formula a - urgent_only
metric above: Of the council
  formula a - b of council
metric before: Before
  formula a - b 12 months ago
"""


def test_figures_that_are_made_of_others_over_the_same_rows() -> None:
    found = run(MADE_OF, ROWS, listings=tuple((name, "service", ()) for name in ("c", "d", "of_d")))
    said = {name: found.value(HOUSING, ast.Ref(ast.Name(name))) for name in found._names.metrics}
    assert (said["c"].low, said["c"].high) == pytest.approx((1 - said["a"].high, 1 - said["a"].low), abs=1e-12)
    assert (said["d"].low, said["d"].high) == pytest.approx((said["e"].low, said["e"].high), abs=1e-12)
    twice = [2 * end - 0.05 for end in (said["d"].low, said["d"].high)]
    assert (said["of_d"].low, said["of_d"].high) == pytest.approx(twice, abs=1e-12)
    assert all(said[name].value is not None and said[name].low is None for name in ("others", "above"))
    assert said["before"].low is None
    listed = {each["metric"]: (each["low"], each["high"]) for each in found.to_arrow().to_pylist()}
    for name in ("c", "d", "of_d"):
        assert listed[name] == pytest.approx((said[name].low, said[name].high), abs=1e-12)


def test_it_needs_no_further_scan() -> None:
    names, _ = program(MADE_OF)
    found = run(MADE_OF, ROWS)
    assert len(found.planned.scans) == 1
    asked = set(found.planned.scans[0].aggregates)
    both = next(iter(found.planned.lowered[Instance("a", (), date(2018, 12, 31))].beside)).products[-1].of
    assert isinstance(both, plan.CountWhere) and both in asked


def test_changes_and_comparisons() -> None:
    first, second = ROWS[:4], ROWS[2:]
    before, after = figure(HALVES, first), figure(HALVES, second)
    change = moved(before, after)
    assert change is not None and change.tested is not None and change.by == after.value - before.value
    ends = [statistics.hybrid(
        (float(after.value), after.low, after.high), (float(before.value), before.low, before.high)
    )]  # fmt: skip
    assert (change.low, change.high) == pytest.approx(ends[0], abs=1e-12)
    assert difference(after, before, P95) == pytest.approx((change.low, change.high), abs=1e-12)
    rows, numbers = rows_of(after), [Fraction(phone(r), 2) + Fraction(r["urgent"], 4) for r in second]
    assert rows is not None and (rows.n, rows.total, rows.squares) == (9, sum(numbers), sum(x * x for x in numbers))
    many = row_scores((0.5, 0.04, 40), (0.4, 0.05, 50), (0.0, 1.0))
    assert many.z == pytest.approx(0.1 / sqrt(0.04 * 39 / 40 / 40 + 0.05 * 49 / 50 / 50), abs=1e-12)


def test_a_table_that_rounds_has_none_and_one_that_hides_tells_no_more_pairs_than_it_guards() -> None:
    def low(formula: str, publish: str) -> float | None:
        found = run(f"metric m: M\n  from cases\n  formula {formula}\n", ROWS, head=f"{HEAD}  {publish}\n")
        measured = found.value(HOUSING, ast.Ref(ast.Name("m")))
        assert measured.value is not None
        return measured.low

    assert low(HALVES, "publish groups of at least 5") is not None
    assert low(HALVES, "publish counts rounded to 5") is None
    names, _ = program(MADE_OF, f"{HEAD}  publish groups of at least 5\n")
    told = published(names, date(2018, 12, 31))
    lowered = lower_all([Instance("e", (), date(2018, 12, 31))], names)
    (score,) = (each.formula.score for each in lowered.values() if isinstance(each.formula, tree.Scored))
    both = {each.of for each in score.products}
    for metric in ("a", "e"):
        assert both <= set(conditions(told[Instance(metric, (), date(2018, 12, 31))]))


def test_where_squares_are_too_large_only_sums_of_shares_keep_an_interval() -> None:
    text = f"""metric cubed: Of three together
  from cases
  formula mean(hours * hours * hours) + mean(hours)
metric hours_alone: Hours
  from cases
  formula mean(hours)
metric both: Both
  formula cubed - hours_alone
{MADE_OF}"""
    found = run(text, [{**row, "hours": hours} for row, hours in zip(ROWS, (-5, 7) * 6, strict=False)])
    assert [each.code for each in found.problems()["cases"]] == ["squares-too-large"]
    for name, low in (("cubed", False), ("both", False), ("d", True), ("e", True), ("c", True)):
        measured = found.value(HOUSING, ast.Ref(ast.Name(name)))
        assert measured.value is not None and (measured.low is not None) == low, name
