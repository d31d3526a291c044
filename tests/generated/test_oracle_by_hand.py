"""The oracle against cases worked out by hand, so that it and the engine cannot be wrong together unnoticed."""

from __future__ import annotations

import ast as pyast
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import cxengine.testing.oracle
from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.parse import parse
from cxengine.source import Source
from cxengine.testing.oracle import (
    Figure,
    ModelResult,
    OracleAnswer,
    OracleData,
    OracleSubject,
    Range,
    SubjectResult,
    evaluate,
)
from cxengine.testing.oracle.asked import on_scale
from cxengine.testing.oracle.intervals import adjusted_wald, newcombe, wilson
from cxengine.testing.oracle.periods import add_months, full_window, window

COUNCIL = OracleSubject(kind="council", id="enfield")
HOUSING = OracleSubject(kind="service", id="housing", parent=("council", "enfield"), attributes={"has_phone": True})
WASTE = OracleSubject(kind="service", id="waste", parent=("council", "enfield"))
END = date(2019, 3, 31)

HEAD = """
subject council: Council
subject service: Service
  belongs to council
  field has_phone is yes_no, may be missing
scale satisfaction 1 to 5, higher is better: How satisfied were you?
scale likelihood 0 to 10, higher is better: How likely are you to recommend us?
category channel: Channel
  option web: Online
  option phone: By phone
table responses: Answers
  key id
  field id is text
  field service is service
  field answered_on is date
  field satisfied is satisfaction, may be missing
  field recommend is likelihood, may be missing
  field channel is channel, may be missing
  field cost is money, may be missing
  field started_at is date_and_time, may be missing
  field ended_at is date_and_time, may be missing
"""


def assessed(
    text: str,
    rows: Sequence[Mapping[str, Any]] = (),
    answers: Sequence[OracleAnswer] = (),
    on: date = END,
    head: str = HEAD,
) -> Mapping[tuple[str, str], SubjectResult]:
    """Everything, for a council with two services."""
    found = Diagnostics()
    file = parse(Source("hand.cx", head + text), found)
    assert not len(found), [f"{d.span.line}: {d.message}" for d in found]
    numbered = [{"id": str(n), "service": "housing", "answered_on": END, **row} for n, row in enumerate(rows)]
    data = OracleData(tables={"responses": numbered}, subjects=[COUNCIL, HOUSING, WASTE], answers=list(answers))
    return evaluate([file], data, on)


def figure(lines: str, rows: Sequence[Mapping[str, Any]], of: str = "housing", on: date = END) -> Figure:
    """One metric of one subject."""
    kind = "council" if of == "enfield" else "service"
    return assessed(f"metric m: M\n  from responses\n{lines}", rows, on=on)[kind, of].metrics["m"]


def times(count: int, **row: Any) -> list[dict[str, Any]]:
    """So many rows alike."""
    return [row] * count


def test_a_share_leaves_out_what_is_missing_and_says_how_much() -> None:
    rows = times(3, satisfied=5) + times(1, satisfied=2) + times(2, satisfied=None)
    found = figure("  formula share(satisfied >= 4)", rows)
    assert (found.value, found.n, found.excluded) == (Fraction(3, 4), 4, 2)


def test_89_95_percent_does_not_meet_90() -> None:
    rows = times(1799, satisfied=5) + times(201, satisfied=1)
    text = """
metric m: M
  from responses
  formula share(satisfied >= 4)
  target at least 90%
model x for service: X
level 1: One
  criterion 1.1: Enough
    when m meets target
"""
    found = assessed(text, rows)["service", "housing"]
    assert found.metrics["m"].value == Fraction(1799, 2000)
    assert found.models["x"].outcomes == {"1.1": "unmet"}


def test_the_published_net_promoter_score_is_exact() -> None:
    rows = times(28, recommend=9) + times(3, recommend=0)
    assert figure("  formula nps(recommend)", rows).value == Fraction(28, 31) - Fraction(3, 31) == Fraction(25, 31)


def test_in_last_12_months_excludes_the_day_a_year_ago_and_takes_today() -> None:
    days = [date(2018, 3, 31), date(2018, 4, 1), END, END + timedelta(days=1)]
    rows = [{"answered_on": day} for day in days]
    assert figure("  where answered_on in last 12 months\n  formula count", rows).value == 2


def test_a_window_is_clipped_to_the_end_of_a_short_month() -> None:
    month = ast.Period(Fraction(1), "month")
    assert window(date(2019, 3, 31), month, full=False) == (date(2019, 3, 1), date(2019, 3, 31))
    assert window(date(2019, 3, 30), month, full=False) == (date(2019, 3, 1), date(2019, 3, 30))
    assert add_months(date(2020, 2, 29), -12) == date(2019, 2, 28)


def test_whole_periods_count_the_one_that_ends_on_the_date() -> None:
    months, weeks = ast.Period(Fraction(2), "month"), ast.Period(Fraction(1), "week")
    assert full_window(date(2019, 3, 31), months) == (date(2019, 2, 1), date(2019, 3, 31))
    assert full_window(date(2019, 3, 30), months) == (date(2019, 1, 1), date(2019, 2, 28))
    assert full_window(date(2018, 12, 30), weeks) == (date(2018, 12, 24), date(2018, 12, 30))
    assert full_window(date(2018, 12, 31), weeks) == (date(2018, 12, 24), date(2018, 12, 30))
    assert full_window(date(2019, 6, 15), ast.Period(Fraction(1), "quarter")) == (date(2019, 1, 1), date(2019, 3, 31))
    assert full_window(date(2018, 12, 31), ast.Period(Fraction(1), "year")) == (date(2018, 1, 1), date(2018, 12, 31))


def test_a_row_of_a_service_counts_for_its_council_and_a_stranger_for_nobody() -> None:
    rows = [{"service": "housing"}, {"service": "waste"}, {"service": "waste"}, {"service": "nobody"}]
    assert [figure("  formula count", rows, of).value for of in ("housing", "waste", "enfield")] == [1, 2, 3]


def test_no_rows_at_all_is_unknown_but_none_after_a_filter_is_zero() -> None:
    rows = [{"service": "housing", "channel": "web"}]
    assert figure("  where channel is phone\n  formula count", rows).value == 0
    assert figure("  where channel is phone\n  formula count", rows, "waste").unknown == "no data for waste"
    assert figure("  where channel is phone\n  formula sum(cost)", rows).value == 0
    assert figure("  formula sum(cost)", rows).unknown == "no answers"


def test_below_the_minimum_sample_the_value_is_unknown_and_the_count_is_given() -> None:
    found = figure("  formula share(satisfied >= 4)\n  needs 5 answers", times(4, satisfied=5) + times(3))
    assert (found.value, found.n, found.unknown) == (None, 4, "4 answers, 5 needed")


def test_time_between_moments_is_exact_to_the_microsecond() -> None:
    start = datetime(2019, 3, 1, 12)
    rows = [{"started_at": start, "ended_at": start + timedelta(hours=1, microseconds=1)}]
    assert figure("  formula mean(ended_at - started_at)", rows).value == Fraction(3_600_000_001, 86_400_000_000)


def test_division_by_zero_is_unknown() -> None:
    rows = times(2, channel="web", cost=Decimal("1.50"))
    assert figure("  formula sum(cost) / count(channel is phone)", rows).value is None
    assert figure("  formula sum(cost) / count(channel is web)", rows).value == Fraction(3, 2)


def test_a_missing_value_is_neither_the_option_nor_another() -> None:
    rows = times(1, channel="web") + times(1, channel="phone") + times(2, channel=None)
    assert figure("  formula count(channel is web)", rows).value == 1
    assert figure("  formula count(channel is not web)", rows).value == 1
    assert figure("  formula count(channel is known)", rows).value == 2
    assert figure("  formula count(not channel is web or channel is unknown)", rows).value == 3


def test_wilson_as_printed() -> None:
    low, high = wilson(65, 100, Fraction(95, 100))
    assert (round(low, 6), round(high, 6)) == (0.552544, 0.736358)


def test_newcombe_as_printed() -> None:
    """Newcombe 1998, table II, example (a), method 10: 56/70 − 48/80."""
    low, high = newcombe(56, 70, 48, 80, Fraction(95, 100))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_five_promoters_are_not_a_certainty() -> None:
    low, high = adjusted_wald(5, 0, 5, Fraction(95, 100))
    assert -1 < low < 0.5 and high == 1.0


def test_small_groups_are_hidden_and_none_for_their_sake() -> None:
    text = "metric m: M\n  from responses\n  formula count\n  by channel"
    rows = times(2, channel="web") + times(4, channel="phone") + times(5)
    head = HEAD + "  publish groups of at least 3\n"
    found = assessed(text, rows, head=head)["service", "housing"].listings["m", "channel"]
    assert found["web"].suppressed and found["web"].n is None
    assert found["phone"].value == 4
    assert found[None].value == 5


MODEL = """
metric csat: Satisfied
  from responses
  where answered_on in last 12 months
  formula share(satisfied >= 4)
  target at least 80% from 2018-04-01
  target at least 85% from 2020-04-01
  needs 30 answers
model maturity for service: Maturity
  band bronze 1 to 2: Bronze
  band silver 3: Silver
level 1: Interested
  criterion 1.1: Audit
    ask: Done?
    evidence required
    review every 12 months
  criterion 1.2: Approach
    ask: Agreed?
level 2: Invested
  criterion 2.1: Strategy
    ask: Signed?
  criterion 2.2: Measured
    when csat is known
level 3: Committed
  criterion 3.1: Used
    when csat meets target with 95% confidence
"""


def answered(criterion: str, answer: str = "met", on: date = END, evidence: str = "minutes") -> OracleAnswer:
    """An answer of housing."""
    return OracleAnswer(subject=("service", "housing"), criterion=criterion, answer=answer, on=on, evidence=evidence)


def maturity(rows: Sequence[Mapping[str, Any]], answers: Sequence[OracleAnswer], text: str = MODEL) -> ModelResult:
    """The model for housing."""
    return assessed(text, rows, answers)["service", "housing"].models["maturity"]


def test_a_service_that_measures_and_acts_is_committed() -> None:
    rows = times(344, satisfied=4) + times(56, satisfied=3)
    found = maturity(rows, [answered(c) for c in ("1.1", "1.2", "2.1")])
    assert (found.level, found.band, found.could_be) == (3, "silver", Range(low=3, high=3))


def test_few_answers_leave_satisfaction_unproven() -> None:
    """86% of 40 is about 72% to 94%: not surely 80%, so unmet rather than unknown."""
    rows = times(35, satisfied=4) + times(5, satisfied=3)
    found = maturity(rows, [answered(c) for c in ("1.1", "1.2", "2.1")])
    assert (found.level, found.outcomes["3.1"]) == (2, "unmet")


def test_one_unknown_answer_widens_the_range() -> None:
    rows = times(400, satisfied=4)
    found = maturity(rows, [answered("1.1"), answered("1.2")])
    assert (found.level, found.could_be) == (1, Range(low=1, high=3))


def test_old_evidence_and_missing_evidence_are_unknown() -> None:
    old = maturity([], [answered("1.1", on=date(2018, 3, 30)), answered("1.2")])
    edge = maturity([], [answered("1.1", on=date(2018, 3, 31)), answered("1.2")])
    bare = maturity([], [answered("1.1", evidence=" "), answered("1.2")])
    assert [found.outcomes["1.1"] for found in (old, edge, bare)] == ["unknown", "met", "unknown"]
    assert [found.level for found in (old, edge, bare)] == [0, 1, 0]


def test_the_latest_answer_counts_and_a_later_one_is_ignored() -> None:
    answers = [
        answered("1.2", "met", date(2019, 3, 2)),
        answered("1.2", "unmet", date(2019, 3, 1)),
        answered("1.2", "unmet", date(2019, 4, 1)),
    ]
    assert maturity([], answers).outcomes["1.2"] == "met"


@pytest.mark.parametrize(
    ("policy", "level"), [("unknown counts as met", 3), ("unknown counts as unmet", 1), ("unknown is left out", 3)]
)
def test_the_policy_for_unknown_moves_the_level_and_not_the_range(policy: str, level: int) -> None:
    rows = times(400, satisfied=4)
    text = MODEL.replace("Maturity\n", f"Maturity\n  {policy}\n", 1)
    found = maturity(rows, [answered("1.1"), answered("1.2")], text)
    assert (found.level, found.could_be) == (level, Range(low=1, high=3))


def test_an_empty_level_is_passed_over_counts_or_blocks() -> None:
    text = MODEL.replace("level 3: Committed", "level 3: Nothing\nlevel 4: Committed").replace("3.1", "4.1")
    rows = times(400, satisfied=4)
    answers = [answered(c) for c in ("1.1", "1.2", "2.1")]
    half = [*answers[:2], answered("2.1")]
    for policy, full, without in (
        ("", 4, 2),
        ("  empty level counts as met\n", 4, 3),
        ("  empty level counts as unmet\n", 2, 2),
    ):
        with_policy = text.replace("Maturity\n", f"Maturity\n{policy}", 1)
        assert maturity(rows, answers, with_policy).level == full
        assert maturity(times(35, satisfied=4) + times(5, satisfied=3), half, with_policy).level == without


def test_scores_roll_up_by_weight_and_leave_out_what_does_not_apply() -> None:
    text = """
model maturity for service: Maturity
  score is mean
  round half up to 2 decimals
  aspect a: A
    weight 2
  aspect b: B
    score is count met
level 1: One
  criterion 1.1: One
    aspect a
    ask: So?
  criterion 1.2: Two
    aspect a
    ask: So?
    weight 3
  criterion 1.3: Three
    aspect a
    ask: So?
    applies when has_phone is no
  criterion 1.4: Four
    aspect b
    when has_phone is yes
"""
    found = maturity([], [answered("1.1"), answered("1.2", "partly")], text)
    assert found.outcomes["1.3"] == "not applicable"
    assert found.scores["a", None] == Fraction(63, 100)  # (1 + 3/2) / 4 = 0.625
    assert found.scores["b", None] == 1
    assert found.scores[None, None] == Fraction(75, 100)  # (2 × 0.625 + 1) / 3


def test_answers_on_scales() -> None:
    found = Diagnostics()
    text = """
scale worry 1 to 4, lower is better: Worry
scale covered: Covered
  point n up to 15%: Not
  point p up to 50%: Partly
  point l up to 85%: Largely
  point f up to 100%: Fully
"""
    worry, covered = parse(Source("s.cx", text), found).declarations
    assert isinstance(worry, ast.Scale) and isinstance(covered, ast.Scale)
    said = [(covered, "85%"), (covered, "85.1%"), (covered, "Not"), (covered, "101%"), (worry, "1"), (worry, "2")]
    judged = [on_scale(scale, answer, False) for scale, answer in said]
    assert [(j.outcome, j.value) for j in judged] == [
        ("partly", Fraction(85, 100)),
        ("met", Fraction(1)),
        ("unmet", Fraction(15, 100)),
        ("unknown", None),
        ("met", Fraction(1)),
        ("partly", Fraction(2, 3)),
    ]
    assert on_scale(None, "not applicable", False).outcome == "unknown"
    assert on_scale(None, "Not applicable", True).outcome == "not applicable"


def test_the_oracle_shares_nothing_with_the_engine_but_the_tree() -> None:
    home = Path(cxengine.testing.oracle.__file__).parent
    allowed = ("cxengine.lang", "cxengine.lang.ast", "cxengine.source", "attrs")  # of which the nodes are made
    for path in home.glob("*.py"):
        for node in pyast.walk(pyast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, pyast.Import) else []
            names += [node.module or ""] if isinstance(node, pyast.ImportFrom) else []
            for name in names:
                ours = name in allowed or name.startswith("cxengine.testing.oracle")
                assert ours or name.split(".")[0] in sys.stdlib_module_names, f"{path.name} imports {name}"
                if name == "cxengine.lang" and isinstance(node, pyast.ImportFrom):
                    assert [a.name for a in node.names] == ["ast"], path.name


THRESHOLDS = """
scale three: Three
  point none: None
  point some: Some
  point full: Full
scale two: Two
  point some: Some
  point full: Full
scale trained is percent: How many?
scale looked is date: When?
model x for service: X
  unknown counts as unmet
  criterion a: First
    ask: How far?
    scale {first}
  criterion b: Second
    ask: How far?
    scale {second}
level 1: One
  when every criterion is at least {least}
"""


@pytest.mark.parametrize(
    ("first", "second", "least", "given", "wanted", "could_be"),
    [
        ("three", "two", "some", {"a": "full"}, 1, 1),  # unknown counts as the lowest of two: some
        ("two", "three", "some", {"a": "full"}, 0, 1),  # and as the lowest of three: none
        # a percentage counts where it is met
        ("trained", "looked", "2018-01-01", {"a": "100%", "b": "2018-06-01"}, 1, 1),
        ("trained", "looked", "2018-01-01", {"a": "99%", "b": "2018-06-01"}, 0, 0),
        ("trained", "looked", "2018-01-01", {"a": "100%", "b": "2017-06-01"}, 0, 0),
        ("trained", "looked", "60%", {"a": "70%", "b": "2018-06-01"}, 1, 1),
        ("trained", "looked", "60%", {"a": "70%", "b": "never"}, 0, 0),
        ("trained", "two", "60%", {"a": "70%"}, 0, 1),  # what cannot be 60% and is unknown counts as unmet
    ],
)
def test_at_least_is_asked_of_scales_that_have_such_an_answer_and_of_others_whether_they_are_met(
    first: str, second: str, least: str, given: dict[str, str], wanted: int, could_be: int
) -> None:
    answers = [answered(criterion, answer) for criterion, answer in given.items()]
    text = THRESHOLDS.format(first=first, second=second, least=least)
    found = assessed(text, answers=answers)["service", "housing"].models["x"]
    assert (found.level, found.could_be) == (wanted, Range(low=wanted, high=could_be))
    rows = [{"kind": "service", "subject": "s", "criterion": c, "answer": answer} for c, answer in given.items()]
    sources = {"service": [{"id": "s", "title": "S"}], "answers": rows}
    pack = f"pack t: T\nversion 1 from 2018-01-01\nsubject service: Service\n{text}"
    said = cxengine.compile({"t.cx": pack}).assess(sources, as_of=END)["service:s"].models[0]
    assert said.level is not None and said.could_be is not None
    assert (said.level.number, said.could_be.from_, said.could_be.to) == (wanted, wanted, could_be)
