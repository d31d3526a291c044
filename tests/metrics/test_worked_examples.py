"""Counts, means, changes, weights and policies against the digits that their sources printed, and formulas by hand.

Shares, net promoter scores' intervals and differences of shares stand in ``test_statistics.py``, the Ministry of
Defence's table in ``test_policies.py``. Of the worked examples are left out, since nothing here does what they do: the
standard errors of the raked mean (they need to know which schools were drawn together), UK LLC's rule (it hides zeros
too) and the part of the GP Patient Survey's that looks at how many people a practice has.
"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from math import isnan, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cxengine
from cxengine.lang.publishing import POLICIES
from cxengine.metrics import changes, statistics, weights
from cxengine.metrics.student import student_quantile

WORKED = Path(__file__).parents[3] / "shared" / "data" / "statistics" / "cx_statistics.json"
P95 = Fraction(95, 100)


@pytest.fixture(scope="module")
def worked() -> Any:
    if not WORKED.exists():
        pytest.skip(f"{WORKED} is not here")
    return json.loads(WORKED.read_text("utf-8"))


def test_byar_as_published(worked: Any) -> None:
    for case in worked["byar_counts"]["cases"]:
        confidence = Fraction(case["confidence"].rstrip("%")) / 100
        found = statistics.byar(case["x"], confidence)
        low, high = statistics.byar_each([case["x"]], confidence)
        assert (low[0], high[0]) == pytest.approx(found, abs=1e-12)
        for end, printed in zip(found, case["published"], strict=True):
            assert end == (0.0 if isnan(printed) else pytest.approx(printed, abs=1e-11)), case
    assert statistics.byar(0, P95) == (0.0, pytest.approx((8 / 9 + 1.959963984540054 / 3) ** 3))


@pytest.mark.parametrize(
    ("confidence", "freedom", "printed"),
    [
        ("0.95", 1, "12.706"), ("0.95", 2, "4.303"), ("0.95", 3, "3.182"), ("0.95", 10, "2.228"),
        ("0.95", 30, "2.042"), ("0.95", 120, "1.980"), ("0.99", 5, "4.032"), ("0.999", 4, "8.610"),
        ("0.90", 7, "1.895"), ("0.80", 9, "1.383"), ("0.95", 10**7, "1.960"), ("0.9999", 3, "28.000"),
    ],
)  # fmt: skip
def test_student_as_in_printed_tables(confidence: str, freedom: int, printed: str) -> None:
    assert f"{student_quantile(Fraction(confidence), freedom):.3f}" == printed


def test_student_is_smooth_where_the_method_changes() -> None:
    before, at, after = (student_quantile(P95, freedom) for freedom in (999, 1000, 1001))
    assert before - at == pytest.approx(at - after, rel=5e-3) and before > at > after


def test_customer_effort_as_a_mean_and_a_share(worked: Any) -> None:
    case, points = worked["ces_average"], range(1, 8)
    n, total = sum(case["counts"]), sum(p * c for p, c in zip(points, case["counts"], strict=True))
    squares = sum(p * p * c for p, c in zip(points, case["counts"], strict=True))
    variance = float(Fraction(squares * n - total * total, n * (n - 1)))
    assert (total, total / n) == (case["published"]["sum"], case["published"]["mean"])
    assert sqrt(variance) == pytest.approx(case["recomputed"]["sd"], abs=1e-13)
    error = sqrt(variance / n)
    assert error == pytest.approx(case["recomputed"]["se"], abs=1e-14)
    by_z = tuple(total / n + sign * statistics.quantile(P95) * error for sign in (-1, 1))
    assert by_z == pytest.approx(tuple(case["recomputed"]["ci95"]), abs=1e-12)  # the figures there take z for t
    found = statistics.mean_interval(total / n, variance, n, P95)
    assert found == pytest.approx(tuple(total / n + t * error for t in (-1.962341, 1.962341)), abs=1e-7)
    assert statistics.mean_interval(4.0, 0.0, 1, P95) is None
    share = statistics.wilson(sum(case["counts"][4:]), n, P95)
    assert share == pytest.approx(tuple(case["recomputed"]["share_wilson95"]), abs=1e-14)


def test_net_promoter_variance_as_published(worked: Any) -> None:
    score, variance = changes.net_promoter(3, 1, 6)  # a half promoters, a third passive, a sixth detractors
    assert (Fraction(score).limit_denominator(99), Fraction(variance).limit_denominator(99)) == (
        Fraction(1, 3), Fraction(5, 9),
    )  # fmt: skip
    assert 100 * sqrt(variance / 324) == pytest.approx(worked["nps_whuber"]["recomputed"]["se_pct_at_n324"], abs=1e-11)
    _, even = changes.net_promoter(1, 1, 3)
    width = 2 * statistics.quantile(P95) * sqrt(even) * 100
    assert width == pytest.approx(worked["nps_cybaea"]["recomputed_full_width_times_sqrt_n"], abs=1e-9)
    assert changes.net_promoter(60, 10, 100)[0] * 100 == worked["nps_phpoms"]["published"]


def test_two_net_promoter_scores(worked: Any) -> None:
    case = worked["nps_two_sample_sigtest"]
    first, second = (123, 789, 123 + 456 + 789), (321, 987, 321 + 654 + 987)
    for at, group in enumerate((first, second)):
        score, variance = changes.net_promoter(*group)
        assert (score, variance) == pytest.approx((case[f"nps{at}"], case[f"var{at}"]), abs=1e-14)
    tested = changes.net_promoters(first, second)
    assert (tested.z, tested.chance) == pytest.approx((case["z"], case["p_two_sided"]), abs=1e-11)


def test_two_shares_by_pooled_z(worked: Any) -> None:
    case = worked["two_proportion_z"]
    tested = changes.shares((140, 200), (255, 340))
    assert f"{tested.z:.6f}" == f"{case['published']['z']:.6f}" == "-1.266015"
    assert (tested.z, tested.chance) == pytest.approx(
        (case["recomputed"]["z"], case["recomputed"]["p_two_sided"]), abs=1e-12
    )
    assert changes.shares((5, 5), (7, 7)) == changes.Tested(0.0, 1.0)


def test_two_means_and_the_same_people_twice() -> None:
    apart = changes.means((4.0, 1.0, 100), (3.7, 1.5, 100))
    assert apart is not None
    assert apart.z == pytest.approx(0.3 / sqrt(0.025))
    again = changes.means((4.0, 1.0, 100), (3.7, 1.5, 100), covariance=0.008)
    assert again is not None and again.z == pytest.approx(0.3 / sqrt(0.009)) and again.chance < apart.chance
    assert changes.means((2.0, 0.0, 3), (1.0, 0.0, 3)) is None  # three that are all alike say nothing of the next


def test_holm_as_in_its_textbook_example() -> None:
    assert changes.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert changes.holm([0.9, 0.6]) == (1.0, 1.0)
    assert changes.holm([]) == ()


def test_a_finite_population_as_in_highways_englands_survey() -> None:
    low, high = statistics.wilson(0.895 * 22000, 22000, P95)
    assert (round(low * 100, 1), round(high * 100, 1)) == (89.1, 89.9)
    assert statistics.finite_population(400, 1000) == pytest.approx(sqrt(600 / 999))
    assert statistics.finite_population(1000, 1000) == statistics.finite_population(1, 1) == 0.0


def friends_and_family(answers: dict[str, int]) -> dict[str, str]:
    """What is shown of each trust with so many answers, and of the country."""
    rules = (
        "pack t: T\nversion 1 from 2018-01-01\nsubject country: Country\nsubject trust: Trust\n  belongs to country\n"
        "table responded: Answers\n  field trust is trust\n  publish as nhs_friends_and_family\n"
        "metric responses: Responses\n  from responded\n  formula count\n"
    )
    ids = {title: title.replace(" ", "_") for title in answers}
    sources = {
        "responded": [{"trust": ids[title]} for title, n in answers.items() for _ in range(n)],
        "trust": [{"id": each, "title": title, "parent": "e"} for title, each in ids.items()],
        "country": [{"id": "e", "title": "England"}],
    }
    figures = cxengine.compile({"t.cx": rules}).metrics(sources, as_of=date(2026, 3, 31)).metrics
    return {figure.subject_title: figure.shown.partition(" (")[0] for figure in figures}


def test_the_friends_and_family_example_is_hidden_as_printed(worked: Any) -> None:
    (rule,) = (rule for rule in worked["suppression"]["rules"] if rule["source"].startswith("NHS England"))
    answers, printed = rule["example"]["input"], rule["example"]["output"]
    shown = friends_and_family(answers)
    assert shown == {"England": str(sum(answers.values())), **{title: str(said) for title, said in printed.items()}}


def test_dasa_s_example_is_rounded_as_printed(worked: Any) -> None:
    (example,) = (rule["example"] for rule in worked["suppression"]["rules"] if rule["source"] == "DASA")
    assert {count: POLICIES["dasa"].policy.shown(int(count)) for count in example} == example


def test_raking_as_published(worked: Any) -> None:
    case = worked["raking_r_survey"]
    cells = [tuple(name.split("/")) for name in case["cells"]]
    answers = [cell["n"] for cell in case["cells"].values()]
    raked = weights.rake(cells, answers, [case["margins"]["stype"], case["margins"]["sch_wide"]])
    assert raked.weights == pytest.approx([cell["weight"] for cell in case["cells"].values()], rel=1e-10)
    total = sum(w * cell["sum_api00"] for w, cell in zip(raked.weights, case["cells"].values(), strict=True))
    assert f"{total / 6194:.2f}" == f"{case['published']['mean_api00']:.2f}" == "641.23"
    enrolled = sum(w * cell["sum_enroll"] for w, cell in zip(raked.weights, case["cells"].values(), strict=True))
    assert round(enrolled) == case["published"]["total_enroll"]
    assert weights.effective(answers, raked.weights) == pytest.approx(case["recomputed"]["kish_neff"], abs=1e-9)
    assert not weights.is_uneven(answers, raked.weights) and raked.empty == ()


def test_raking_keeps_the_odds_and_meets_both_margins(worked: Any) -> None:
    cells = [(row, column) for row in "ab" for column in "xy"]
    raked = weights.rake(cells, [7, 9, 12, 7], [{"a": 5, "b": 15}, {"x": 10, "y": 10}])
    made = np.array([7, 9, 12, 7]) * raked.weights
    assert made.reshape(2, 2) == pytest.approx(np.array(worked["raking_2x2"]["recomputed"]), abs=1e-9)


def test_raking_goes_on_where_two_margins_say_nearly_the_same() -> None:
    """Nearly everybody on the web is young: each round brings the margins nearer by a few parts in a thousand."""
    cells, answers = [("web", "young"), ("web", "old"), ("phone", "young"), ("phone", "old")], [1000, 1, 1, 1000]
    margins = [{"web": 800.0, "phone": 1202.0}, {"young": 801.0, "old": 1201.0}]
    raked = weights.rake(cells, answers, margins)
    assert raked.rounds > 1000
    for at, margin in enumerate(margins):
        for group, people in margin.items():
            of = [w * n for w, n, cell in zip(raked.weights, answers, cells, strict=True) if cell[at] == group]
            assert sum(of) == pytest.approx(people, rel=1e-10)
    one, two, three, four = (w * n for w, n in zip(raked.weights, answers, strict=True))
    assert one * four / (two * three) == pytest.approx(1000 * 1000, rel=1e-9)  # the odds of the answers are kept


def test_raking_says_which_groups_nobody_answered_for_and_what_cannot_fit() -> None:
    raked = weights.rake([("a",), ("b",)], [10, 0], [{"a": 5, "b": 5}])
    assert raked.empty == ((0, "b"),)
    cells = [(channel, works) for channel in ("web", "phone", "post") for works in ("yes", "no")]
    people = [{"web": 500, "phone": 400, "post": 100}, {"yes": 550, "no": 450}]
    raked = weights.rake(cells, [5, 5, 5, 5, 0, 0], people)
    assert raked.empty == ((0, "post"),)
    assert raked.weights == pytest.approx((55, 45, 44, 36, 0, 0))  # of 900 people 5 in 9 use the web, and 55% work
    with pytest.raises(weights.DoesNotSettle):
        weights.rake([("a", "x"), ("b", "y")], [5, 5], [{"a": 5, "b": 15}, {"x": 10, "y": 10}])
    assert weights.is_uneven([90, 10], [1.0, 10.0])
    # half of the answers count for 1, half for w: as sure as (1 + w)²/(2 + 2w²) of them, which is 0.7 at w = 4.79129
    assert [weights.is_uneven([50, 50], [1.0, w]) for w in (4.79, 4.792)] == [False, True]
    assert weights.effective([90, 10], [1.0, 10.0]) == pytest.approx(190**2 / 1090)
