"""Figures against values worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction as F
from typing import Any

import pytest

from cxengine.lang import ast
from cxengine.subjects import SubjectKey
from tests.metrics.measuring import COUNCIL, HEAD, HOUSING, PARKS, WASTE, figure, run

ANSWERS = [{"satisfied": x, "recommend": y, "ease": z} for x, y, z in
           [(5, 10, 7), (4, 9, 5), (3, 8, 4), (1, 6, 1), (None, 0, None), (5, None, 6)]]  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "value", "n", "excluded", "hits", "misses"),
    [
        ("csat(satisfied)", F(3, 5), 5, 1, 3, None),
        ("ces(ease)", F(3, 5), 5, 1, 3, None),
        ("nps(recommend)", F(0), 5, 1, 2, 2),
        ("share(recommend >= 9) - share(recommend <= 6)", F(0), 5, 1, 2, 2),
        ("share(satisfied >= 3)", F(4, 5), 5, 1, 4, None),
        ("mean(satisfied)", F(18, 5), 5, 1, None, None),
        ("count", F(6), 6, 0, None, None),
        ("count(satisfied >= 4)", F(3), 6, 1, None, None),
        ("count(satisfied >= 4) / count", F(1, 2), 6, 1, None, None),
        ("share(satisfied >= 4 or recommend >= 9)", F(3, 5), 5, 1, 3, None),  # unknown or no is unknown
        ("share(satisfied >= 4 and recommend >= 9)", F(2, 5), 5, 1, 2, None),  # unknown and no is no
        ("share(not satisfied >= 4)", F(2, 5), 5, 1, 2, None),
        ("share(satisfied is known)", F(5, 6), 6, 0, 5, None),
        ("share(satisfied is one of (1, 5))", F(3, 5), 5, 1, 3, None),
        ("share(satisfied is not 5)", F(3, 5), 5, 1, 3, None),
    ],
)
def test_functions(formula: str, value: F, n: int, excluded: int, hits: int | None, misses: int | None) -> None:
    found = figure(formula, ANSWERS)
    assert (found.value, found.n, found.excluded, found.hits, found.misses) == (value, n, excluded, hits, misses)


def test_amounts_are_exact() -> None:
    rows = [{"cost": Decimal("90.32"), "hours": Decimal("0.1")}, {"cost": Decimal("-9.68"), "hours": Decimal("0.2")},
            {"cost": None, "hours": Decimal(7)}]  # fmt: skip
    assert figure("sum(cost)", rows).value == F(8064, 100)
    assert figure("mean(hours)", rows[:2]).value == F(15, 100)
    assert figure("sum(cost) / count", rows).value == F(8064, 300)
    assert figure("mean(cost / hours)", rows).value == (F(9032, 10) + F(-968, 20)) / 2
    assert figure("share(cost / hours > £903.20)", rows).value == 0
    assert figure("share(cost / hours >= £903.20)", rows).value == F(1, 2)
    assert figure("share(cost * 3 >= £270.96)", rows).value == F(1, 2)
    assert figure("share(hours * 3 <= 0.3)", rows).value == F(1, 3)
    assert figure("share(hours / 3 < 0.0333333333)", rows).value == 0  # 0.1 / 3 is a little more


def test_division_by_zero_is_unknown_in_a_row_and_in_a_formula() -> None:
    rows = [{"cost": Decimal(1), "hours": Decimal(0)}, {"cost": Decimal(-1), "hours": Decimal(-2)}]
    shared = figure("share(cost / hours > £0)", rows)
    assert (shared.value, shared.n, shared.excluded) == (1, 1, 1)
    both = figure("share(cost / hours < cost / (hours - 1))", rows)
    assert (both.value, both.n, both.excluded) == (0, 1, 1)  # 1/2 < 1/3 is false, beside a division by zero
    ratio = figure("count / count(hours > 3)", rows)
    assert (ratio.value, ratio.unknown, ratio.n) == (None, "division by zero", 2)


def test_no_answers_no_rows_no_source() -> None:
    assert figure("mean(satisfied)", [{}]).unknown == "no answers"
    assert figure("sum(cost)", [{}]).unknown == "no answers"
    assert figure("sum(cost)", [{}], "where channel is web").value == 0
    assert figure("count", [{}], "where channel is web").value == 0
    assert figure("share(satisfied >= 4)", [{}], "where channel is web").unknown == "no answers"
    assert figure("count", [{}], key=PARKS).unknown == "no data for Parks"
    assert figure("count", None).unknown == "no source bound for table cases"


def test_where_keeps_only_what_is_true() -> None:
    rows = [{"channel": "web", "urgent": True}, {"channel": None, "urgent": True}, {"channel": "post", "urgent": None}]
    assert figure("count", rows, "where channel is web").value == 1
    assert figure("count", rows, "where channel is not web").value == 1
    assert figure("count", rows, "where not channel is one of (web, phone)").value == 1
    assert figure("count", rows, "where urgent is yes", "where channel is web").value == 1
    assert figure("count", rows, "where channel is web or urgent is yes").value == 2
    assert figure("count", rows, "where channel is unknown").value == 1


def test_text_ignores_case_and_outer_spaces_and_options_their_titles() -> None:
    rows = [{"words": "  Late "}, {"words": "LATE"}, {"words": "later"}, {"words": None}, {"outcome": "no_action"}]
    assert figure("count", rows, 'where words is "late"').value == 2
    assert figure("share(words is one of (\"late\", \" Later\"))", rows).value == 1
    assert figure("count", rows, 'where outcome is "Closed - no action"').value == 1


@pytest.mark.parametrize("words", ["ΟΔΟΣ", "İngilizce", "GRUẞ", "Kelvin", "ǅ"])
def test_a_text_is_the_same_as_itself_whatever_its_letters(words: str) -> None:
    """Python's small letters of a text depend on what stands beside a letter, those of databases do not."""
    rows = [{"words": words}, {"words": f" {words} "}, {"words": "x"}]
    assert figure("count", rows[:1], f'where words is "{words}"').value == 1
    assert figure(f'share(words is one of ("{words}", "y"))', rows[:1]).value == 1
    theme = f"theme own: Own\n  words: {words}\n"
    assert figure("count(words mentions own)", rows[:1], head=HEAD + theme).value == 1


@pytest.mark.parametrize("amount", ["999999.5", "1051200", "999999999.999999", "-1051200"])
def test_an_amount_may_have_as_many_digits_as_its_field_beside_another_field(amount: str) -> None:
    """A fault that was open for two years has more than a million minutes."""
    took = Decimal(amount)
    rows = [{"took": took, "opened_on": D(2019, 1, 1), "closed_on": D(2019, 1, 2)}, {"took": Decimal(20)}]
    assert figure("share(closed_on - opened_on < took)", rows[:1]).value == (took > 1440)
    assert figure("sum(took * 2)", rows).value == F(took + 20) * 2 / 1440
    assert figure("median(took + took)", rows).value == F(took + 20) / 1440


D = date


@pytest.mark.parametrize(
    ("window", "as_of", "inside", "outside"),
    [
        ("12 months", D(2019, 3, 31), [D(2018, 4, 1), D(2019, 3, 31)], [D(2018, 3, 31), D(2019, 4, 1)]),
        ("1 month", D(2018, 3, 31), [D(2018, 3, 1), D(2018, 3, 31)], [D(2018, 2, 28)]),
        ("12 months", D(2020, 2, 29), [D(2019, 3, 1), D(2020, 2, 29)], [D(2019, 2, 28)]),
        ("12 full months", D(2019, 3, 30), [D(2018, 3, 1), D(2019, 2, 28)], [D(2018, 2, 28), D(2019, 3, 1)]),
        ("12 full months", D(2019, 3, 31), [D(2018, 4, 1), D(2019, 3, 31)], [D(2018, 3, 31)]),
        ("1 full week", D(2019, 3, 30), [D(2019, 3, 18), D(2019, 3, 24)], [D(2019, 3, 17), D(2019, 3, 25)]),
        ("1 full week", D(2019, 3, 31), [D(2019, 3, 25), D(2019, 3, 31)], [D(2019, 3, 24)]),
        ("1 full quarter", D(2019, 3, 30), [D(2018, 10, 1), D(2018, 12, 31)], [D(2018, 9, 30), D(2019, 1, 1)]),
        ("7 days", D(2019, 3, 7), [D(2019, 3, 1), D(2019, 3, 7)], [D(2019, 2, 28), D(2019, 3, 8)]),
    ],
)
def test_windows(window: str, as_of: date, inside: list[date], outside: list[date]) -> None:
    for day in (*inside, *outside):
        rows: list[dict[str, Any]] = [{"opened_on": day}]
        assert figure("count", rows, f"where opened_on in last {window}", as_of=as_of).value == (day in inside), day
        late = [{"seen_at": datetime(day.year, day.month, day.day, 23, 59, 59, 999999)}]
        assert figure("count", late, f"where seen_at in last {window}", as_of=as_of).value == (day in inside), day


def test_rows_after_the_assessment_date_are_counted_as_a_problem() -> None:
    rows = [{"opened_on": date(2018, 12, 31)}, {"opened_on": date(2019, 1, 1)}, {"opened_on": date(2020, 1, 1)}]
    measured = run("metric m: M\n  from cases\n  where opened_on in last 12 months\n  formula count\n", rows)
    (problem,) = measured.problems()["cases"]
    assert (problem.code, problem.count) == ("after-assessment-date", 2)
    assert run("metric m: M\n  from cases\n  formula count\n", rows).problems() == {}


def test_dates() -> None:
    closed = (date(2018, 2, 28), date(2018, 3, 1), None)
    rows = [{"opened_on": date(2018, 1, 31), "closed_on": day} for day in closed]
    assert figure("share(closed_on <= opened_on + 1 month)", rows).value == F(1, 2)
    assert figure("mean(closed_on - opened_on)", rows).value == F(28 + 29, 2)
    assert figure("share(closed_on - opened_on <= 4 weeks)", rows).value == F(1, 2)
    assert figure("share(today - closed_on > 305 days)", rows, as_of=date(2018, 12, 31)).value == F(1, 2)
    assert figure("count", rows, "where closed_on is 2018-03-01").value == 1


def test_moments_are_exact_to_the_microsecond() -> None:
    start = datetime(2018, 1, 1, 10, 0, 0)
    rows = [{"seen_at": start, "left_at": datetime(2018, 1, 1, 10, 7, 30, 1)},
            {"seen_at": start, "left_at": datetime(2018, 1, 1, 10, 7, 30)}]  # fmt: skip
    assert figure("mean(left_at - seen_at)", rows).value == F(450_000_000 * 2 + 1, 2 * 86_400_000_000)
    assert figure("share(left_at - seen_at <= 7.5 minutes)", rows).value == F(1, 2)
    assert figure("share(left_at <= seen_at + 7.5 minutes)", rows).value == F(1, 2)
    assert figure("count", rows, "where left_at is 2018-01-01").value == 2
    assert figure("mean(took)", [{"took": Decimal(90)}]).value == F(1, 16)


ROLL_UP = """metric m: M
  from cases
  formula share(satisfied >= 4)
metric all: All
  from cases
  formula count
metric ratio: Ratio
  formula m / m of council
metric change: Change
  formula all - all 6 months ago
"""


def test_a_council_adds_up_its_services_and_a_service_may_name_it() -> None:
    rows = [{"service": "housing", "satisfied": 5}, {"service": "housing", "satisfied": 1},
            {"service": "waste", "satisfied": 4}, {"service": "elsewhere", "satisfied": 1}]  # fmt: skip
    council = ast.Ref(ast.Name("m"), of=ast.Name("council"))
    measured = run(ROLL_UP, rows, names_of=[council])
    plain = ast.Ref(ast.Name("m"))
    assert measured.value(HOUSING, plain).value == F(1, 2)
    assert measured.value(COUNCIL, plain).value == F(2, 3)
    for key in (HOUSING, WASTE, PARKS, COUNCIL):
        assert measured.value(key, council).value == F(2, 3)
    assert measured.value(HOUSING, ast.Ref(ast.Name("ratio"))).value == F(3, 4)
    assert measured.value(PARKS, ast.Ref(ast.Name("ratio"))).unknown == "no data for Parks"
    assert measured.value(SubjectKey("service", "elsewhere"), plain).value is None


def test_a_metric_is_taken_at_another_date_with_its_window_and_with_further_conditions() -> None:
    text = """metric m: M
  from cases
  where opened_on in last 6 months
  formula count
metric twice: Twice
  formula m + m 6 months ago
"""
    rows = [{"opened_on": date(2018, month, 5), "channel": "web" if month % 2 else "phone"} for month in (1, 2, 3, 8)]
    ago = ast.Ref(ast.Name("m"), at=ast.Period(F(6), "month"))
    on = ast.Ref(ast.Name("m"), at=date(2018, 2, 28))
    twice_ago = ast.Ref(ast.Name("twice"), at=ast.Period(F(6), "month"))
    measured = run(text, rows, names_of=[ago, on, twice_ago])
    assert measured.value(HOUSING, ast.Ref(ast.Name("m"))).value == 1
    assert measured.value(HOUSING, ago).value == 3
    assert measured.value(HOUSING, on).value == 2
    assert measured.value(HOUSING, ast.Ref(ast.Name("twice"))).value == 4
    assert measured.value(HOUSING, twice_ago).value == 3


def test_a_filter_narrows_a_metric_made_of_others() -> None:
    text = """metric m: M
  from cases
  formula count
metric online: Web
  formula m(channel is web) / m
"""
    measured = run(text, [{"channel": "web"}, {"channel": "post"}, {"channel": None}])
    assert measured.value(HOUSING, ast.Ref(ast.Name("online"))).value == F(1, 3)


def test_minimum_sample() -> None:
    rows = [{"satisfied": 5}] * 3 + [{"satisfied": None}] * 40
    found = figure("csat(satisfied)", rows, "needs 4 answers")
    assert (found.value, found.unknown, found.n, found.low) == (None, "3 answers, 4 needed", 3, None)
    assert figure("csat(satisfied)", rows, "needs 3 answers").value == 1


def test_printed_confidence() -> None:
    rows = [{"satisfied": 5}] * 65 + [{"satisfied": 1}] * 35
    found = figure("csat(satisfied)", rows)
    assert found.low == pytest.approx(0.5525444329688797, abs=1e-15)
    assert found.high == pytest.approx(0.7363575175690247, abs=1e-15)
    wider = figure("csat(satisfied)", rows, "confidence 99.8%")
    assert wider.low == pytest.approx(0.4954946574070431, abs=1e-12)


def test_order_of_rows_and_threads_change_nothing() -> None:
    rows = [{"service": ("housing", "waste")[i % 2], "satisfied": i % 5 + 1, "cost": Decimal(i * 7919 % 10007) / 100,
             "hours": Decimal(i * 31 % 97) / 7 if i % 11 else None, "channel": ("web", "phone", None)[i % 3]}
            for i in range(5000)]  # fmt: skip
    rows = [{**row, "hours": row["hours"] and row["hours"].quantize(Decimal("0.000001"))} for row in rows]
    text = """metric a: A
  from cases
  formula mean(cost / hours)
metric b: B
  from cases
  where channel is web
  formula sum(hours)
metric c: C
  from cases
  formula csat(satisfied)
"""
    one, other = run(text, rows), run(text, rows[::-1], threads=2)
    for name in "abc":
        for key in (HOUSING, WASTE, COUNCIL):
            assert one.value(key, ast.Ref(ast.Name(name))) == other.value(key, ast.Ref(ast.Name(name)))
