"""Metrics over the subjects of a kind: what they may name, whose they are, and no circle with the models they count."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, assert_marked, checked, unmarked

MODEL = "model care for service: Care\n  score is mean\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\n"
METRICS = [
    ("metric m: M\n  from «supplier»\n  formula count", "nobody-above"),
    ("metric m: M\n  from «suplier»\n  formula count", "unknown-name"),
    ("metric m: M\n  from service\n  formula share(level of «car» >= 1)", "unknown-name"),
    ("metric m: M\n  from directorate\n  formula share(«level of care» >= 1)", "wrong-subject"),
    ("metric m: M\n  from service\n  formula «level of care»", "field-outside-function"),
    ("metric m: M\n  from service\n  formula mean(«level»)", "field-outside-function"),
    ("metric m: M\n  from service\n  formula share(«level of care 12 months ago» >= 1)", "not-a-metric"),
    ("metric m: M\n  from service\n  formula share(«level of care >= 50%»)", "type-mismatch"),
    ("metric m: M\n  from service\n  formula mean(«region»)", "no-arithmetic"),
    ("metric m: M\n  from service\n  where «net» >= 8 points\n  formula count", "metric-in-rows"),
    (
        "metric m: M\n  from service\n  formula share(level of care >= 1)\n"
        "metric n: N\n  formula m - «m 12 months ago»",
        "levels-of-now",
    ),
    (
        "metric m: M\n  from service\n  formula count\n"
        "metric n: N\n  formula m - «m(level of care >= 1) on 2026-01-01»",
        "levels-of-now",
    ),
    (
        "metric m: M\n  from service\n  formula share(level of care >= 1)\n"
        "model b for directorate: B\nlevel 1: A\n  criterion 1.1: C\n    when «m» >= 50% with 95% confidence",
        "no-interval",
    ),
    (
        "metric m: M\n  from service\n  formula share(level of care >= 1)\n"
        "model b for service: B\nlevel 1: A\n  criterion 1.1: C\n    when «m» >= 50%",
        "wrong-subject",
    ),
    ("metric m: M\n  from service\n  formula share(«score of unscored» >= 1)", "no-score"),
]
SUBTRACTIVE = (
    "model taken_off for service: T\n  score starts at 10\n"
    "level 1: A\n  criterion 1.1: C\n    ask: Q\n    deducts 1\n"
)
UNSCORED = "model unscored for service: U\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\n"


@pytest.mark.parametrize(("lines", "code"), METRICS, ids=[unmarked(lines) for lines, _ in METRICS])
def test_in_a_metric_over_subjects(lines: str, code: str) -> None:
    extra = UNSCORED if "unscored" in lines else ""
    assert_marked(f"{BASE}{MODEL}{extra}{lines}\n", code)


def test_a_circle_of_a_model_and_a_metric_shows_its_way() -> None:
    text = (
        f"{BASE}metric m: M\n  from service\n  formula share(level of care >= 1)\n"
        "model care for service: Care\nlevel 1: A\n  criterion 1.1: C\n    when m of directorate >= 50%\n"
    )
    problems = [each for each in checked(text)[2] if each.code == "circular-roll-up"]
    assert [each.message for each in problems] == ["`m` rests on itself: m → care → m"]


def test_a_kind_may_be_counted_for_another_that_its_field_names() -> None:
    text = (
        f"{BASE}subject journey: Journey\nsubject part: A part\n  belongs to journey\n  field led_by is service\n"
        "metric m: M\n  from part\n  for led_by\n  formula count\nmetric n: N\n  from part\n  formula count\n"
    )
    _, types, problems = checked(text)
    assert [str(each) for each in problems] == []
    assert types.kinds["m"] == {"service", "directorate", "council"}
    assert types.kinds["n"] == {"journey"}


def test_a_score_that_starts_at_a_figure_is_a_score() -> None:
    text = f"{BASE}{MODEL}{SUBTRACTIVE}metric m: M\n  from service\n  formula mean(score of taken_off)\n"
    assert not [each for each in checked(text)[2] if each.severity == "error"]
