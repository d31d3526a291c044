"""Models and worked cases: levels, bands, aspects, scores, actions, what is given and expected."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxengine
from tests.lang.marked import BASE, assert_marked, checked, unmarked

MODELS = [
    ("model m for «servce»: M\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "unknown-name"),
    ("model m for service: M\n  scale «ease2x»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "unknown-name"),
    ("level 2: A\n  criterion 2.1: C\n    ask: Q\nlevel «1»: B\n  criterion 1.1: C\n    ask: Q", "level-order"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\nlevel «3»: B\n  criterion 3.1: C\n    ask: Q", "level-gap"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\nlevel «2»: B", "empty-level"),
    ("level 2: A\n  criterion «3.6»: C\n    ask: Q", "criterion-level"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n  criterion «1.3»: D\n    ask: Q", "criterion-gap"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n  criterion «1.1»: D\n    ask: Q", "duplicate-name"),
    ("  band «low» 1 to 2: L\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "band-outside-levels"),
    (
        "  band a 1: L\n  band «b» 1 to 2: H\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\n"
        "level 2: B\n  criterion 2.1: C\n    ask: Q",
        "bands-overlap",
    ),
    (
        "  band «a» 1: L\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\nlevel 2: B\n  criterion 2.1: C\n    ask: Q",
        "level-without-band",
    ),
    (
        "  aspect a: A\nlevel 1: A\n  criterion 1.1: C\n    aspect a\n    ask: Q\n  criterion «1.2»: C\n    ask: Q",
        "criterion-aspect",
    ),
    ("  aspect a: A\n  aspect «b»: B\nlevel 1: A\n  criterion 1.1: C\n    aspect a\n    ask: Q", "unused-aspect"),
    (
        "  aspect a: A\n    in «b»\n  aspect b: B\n    in a\nlevel 1: A\n  criterion 1.1: C\n    aspect a\n    ask: Q",
        "circular-aspects",
    ),
    ("  assess «b» first\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "unknown-name"),
    ("  assessed by a, «a»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "written-twice"),
    ("  assessed by a, «mean»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "assessors"),
    ("  assessed by «council»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "assessors"),
    ("  assessed by «service»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "assessors"),
    ("  on disagreement take «mean»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "assessors"),
    ("  assessed by a\n  on disagreement take «mean»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "assessors"),
    (
        "  assessed by self, peer\n  on disagreement take «pear»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q",
        "unknown-name",
    ),
    (
        "model m for council: M\n  assessed by self, «service»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q",
        "assessors",
    ),
    (
        "level 1: A\n  criterion 1.1: C\n    ask: Q\n    scale ease\n  criterion 1.2: C\n    «answer from m 1.1»",
        "answer-from",
    ),
    ("level 1: A\n  criterion 1.1: C\n    answer from «mm» 1.1", "unknown-name"),
    ("  score by «tenths»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "score-by"),
    ("  level by «tenths»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "level-by"),
    ("  «aim level 2 by 2019-03-31»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "unknown-level"),
    ("  aim level 1 for «council» c\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "aim-kind"),
    ("  aim level 1\n  «aim level 1»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "written-twice"),
    ("  «round half up to 2 decimals»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "round-without-score"),
    (
        "  reached when every criterion here is «at least most»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q",
        "no-such-point",
    ),
    (
        "  reached when at least «120% of criteria here are met»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q",
        "share-of-criteria",
    ),
    ("  «level at most 4 when csat is known»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "unknown-level"),
    (
        "  aspect a: A\n    «level at most 4 when csat is known»\nlevel 1: A\n  criterion 1.1: C\n    aspect a\n"
        "    ask: Q",
        "unknown-level",
    ),
    (
        "  score is mean\n  aspect a: A\n    withheld when «score» > 2\nlevel 1: A\n  criterion 1.1: C\n    aspect a\n"
        "    ask: Q",
        "score-in-criterion",
    ),
    (
        "  aspect a: A\n    level at most 0 when «level of a» is 1\nlevel 1: A\n  criterion 1.1: C\n    aspect a\n"
        "    ask: Q",
        "score-in-criterion",
    ),
    ("  withheld when «any other criterion is met»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "no-criteria-meant"),
    ("  withheld when any criterion of «b» is met\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "unknown-name"),
    ("  withheld when «criterion 1.1 is most»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "no-such-point"),
    ("  withheld when «criterion 1.1 is at least most»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "no-such-point"),
    ("  withheld when «criterion 1.1 is at least unmet»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "no-such-point"),
    ("  withheld when «any criterion is at least known»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "no-such-point"),
    ("  withheld when «criterion 1.1 is at least 80%»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "no-such-point"),
    (
        "level 1: A\n  when «criterion 1.1 is at least 9»\n  criterion 1.1: C\n    ask: Q\n    scale ease",
        "no-such-point",
    ),
    (
        "level 1: A\n  when «criterion 1.1 is at least 2»\n  criterion 1.1: C\n    when csat is known",
        "no-such-point",
    ),
    ("level 1: A\n  criterion «1.1»: C\n    obligation should\n    ask: Q", "unused-obligation"),
    (
        "  stop at first unmet\nlevel 1: A\n  criterion «1.1»: C\n    obligation must not\n    ask: Q",
        "must-not-where-asking-stops",
    ),
    ("level 1: A\n  criterion 1.1: C\n    when «any criterion is met»", "circular-criteria"),
    (
        "  stop at first unmet\nlevel 1: A\n  criterion 1.1: C\n    when «criterion 1.2 is met»\n"
        "  criterion 1.2: D\n    ask: Q",
        "circular-criteria",
    ),
    ("  «score at least 1»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "no-score"),
    ("  score is share met\n  score at least «1»\nlevel 1: A\n  criterion 1.1: C\n    ask: Q", "wrong-unit"),
    ("  score starts at 10\nlevel 1: A\n  criterion «1.1»: C\n    ask: Q", "no-deduction"),
    ("level 1: A\n  criterion 1.1: C\n    when «score» > 2", "score-in-criterion"),
    ("level 1: A\n  when «score» > 2\n  criterion 1.1: C\n    ask: Q", "no-score"),
    ("level 1: A\n  when level of «b» > 2\n  criterion 1.1: C\n    ask: Q", "unknown-name"),
    ("  score is mean\nlevel 1: A\n  when «score of level 4» > 2\n  criterion 1.1: C\n    ask: Q", "unknown-level"),
    (
        "  aspect a: A\n  aspect b: B\n    in a\nlevel 1: A\n  criterion 1.1: C\n    aspect a\n    aspect «b»\n"
        "    ask: Q",
        "aspects-of-one-root",
    ),
    ("  score is sum\nlevel 1: A\n  criterion «1.1»: C\n    ask: Q\n    weight 2", "weight"),
    ("  score is mean\nlevel 1: A\n  criterion «1.1»: C\n    ask: Q\n    weight 0", "weight"),
    ("level 1: A\n  criterion 1.1: C\n    when csat is known\n    «evidence required»", "nothing-to-answer"),
    ("level 1: A\n  criterion 1.1: C\n    when csat is known\n    review every «12 months»", "nothing-to-answer"),
    ("level 1: A\n  criterion «1.1»: C\n    when csat is known\n    not applicable allowed", "nothing-to-answer"),
    ("level 1: A\n  criterion 1.1: C\n    when csat is known\n    scale «ease»", "nothing-to-answer"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    «link required when not applicable»", "unused-proof"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    review every «2 hours»", "period-unit"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    «plan of at least 1001 characters required»", "proof-length"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    «link of at least 5 characters required»", "proof-length"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    target at least «most»", "unknown-name"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    target at least «unmet»", "target-kind"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    «target at least 80%»", "target-kind"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    «target at most 1»", "target-kind"),
    ("level 1: A\n  criterion 1.1: C\n    scale ease\n    ask: Q\n    target at least «8»", "unknown-name"),
    ("level 1: A\n  criterion 1.1: C\n    scale ease\n    ask: Q\n    target in last «12 months»", "target-kind"),
    ("level 1: A\n  criterion 1.1: C\n    when csat is known\n    target in last «12 months»", "nothing-to-answer"),
    ("level 1: A\n  criterion 1.1: C\n    when csat is known\n    «target at least partly»", "nothing-to-answer"),
    ("level 1: A\n  criterion 1.1: C\n    when csat is known\n    unmet when «price is known»", "nothing-to-answer"),
    (
        "level 1: A\n  criterion 1.1: C\n    ask: Q\n    unmet when «criterion 1.2 is met»\n"
        "  criterion 1.2: D\n    when criterion 1.1 is met",
        "circular-criteria",
    ),
    (
        "level 1: A\n  criterion 1.1: C\n    when «criterion 1.2 is met»\n"
        "  criterion 1.2: D\n    when not criterion 1.1 is met",
        "circular-criteria",
    ),
    (
        "level 1: A\n  criterion 1.1: C\n    ask: Q\n    applies when «criterion 1.2 is met»\n"
        "  criterion 1.2: D\n    when criterion 1.1 is met",
        "circular-criteria",
    ),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    action x: X\n      owner «hed»", "unknown-name"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    action x: X\n      phase «soon»", "unknown-name"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    action x: X\n      after «y»", "unknown-name"),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    action x: X\n      after «x»", "circular-actions"),
    (
        "level 1: A\n  criterion 1.1: C\n    ask: Q\n    action x: X\n      after «y»\n    action y: Y\n      after x",
        "circular-actions",
    ),
    ("level 1: A\n  criterion 1.1: C\n    ask: Q\n    action x: X\n    action «x»: Y", "duplicate-name"),
]


@pytest.mark.parametrize(("lines", "code"), MODELS, ids=[unmarked(lines) for lines, _ in MODELS])
def test_in_a_model(lines: str, code: str) -> None:
    head = "" if lines.startswith("model") else "model m for service: M\n"
    assert_marked(f"{BASE}{head}{lines}\n", code)


@pytest.mark.parametrize(
    ("line", "code"),
    [("«given answer 1.1 is met»", "answer-by"), ("given answer 1.1 by «pear» is met", "unknown-name")],
)
def test_a_worked_case_says_who_answers(line: str, code: str) -> None:
    model = "model m for service: M\n  assessed by self, peer\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\n"
    assert_marked(f"{BASE}{model}test m: T\n  {line}\n  expect level 0\n", code)


def test_a_lost_level_is_one_problem() -> None:
    lines = "".join(f"  criterion {n}: C\n    ask: Q\n" for n in ("1.1", "«2.1»", "2.2", "2.3"))
    assert_marked(f"{BASE}model m for service: M\nlevel 1: A\n{lines}", "criterion-level")


def test_a_lost_subject_field_is_one_problem() -> None:
    text = f"{BASE}model m for service: M\nlevel 1: A\n  criterion 1.1: C\n    when «residents» > 3\n"
    assert_marked(text + "  criterion 1.2: D\n    when residents > 4\n", "wrong-subject")


def test_the_path_of_a_circle_is_shown() -> None:
    lines = "level 1: A\n  criterion 1.1: C\n    ask: Q\n"
    for name, after in (("one", "two"), ("two", "three"), ("three", "one")):
        lines += f"    action {name}: T\n      after {after}\n"
    _, _, found = checked(f"{BASE}model m for service: M\n{lines}")
    assert [d.code for d in found] == ["circular-actions"]
    assert "one → two → three → one" in found[0].message


MODEL = """model m for service: M
  score is mean
  aspect a: A
  band all 1 to 2: All
level 1: One
  criterion 1.1: C
    aspect a
    ask: Q
    action mend: Mend it
  criterion 1.2: D
    aspect a
    when csat is known
  criterion 1.3: E
    aspect a
    scale rating
    ask: Q
level 2: Two
  criterion 2.1: F
    aspect a
    scale ease
    ask: Q
"""

CASES = [
    ("given answer «1.4» is met", "unknown-name"),
    ("given answer «1.2» is met", "answer-to-computed"),
    ("given answers 2.1 to «1.1» are met", "wrong-order"),
    ("given answer 1.1 by «peer» is met", "answer-by"),
    ("«given answer 1.1 is 3»", "answer-off-scale"),
    ("«given answer 1.3 is 3»", "answer-off-scale"),
    ("«given answer 2.1 is 8»", "answer-off-scale"),
    ("given «csaat» is 80%", "unknown-name"),
    ("given csat is «80»", "share-against-number"),
    ("given region is «nrth»", "no-such-option"),
    ("given csat is «price»", "not-a-value"),
    ("given budget is «4»", "wrong-unit"),
    ("«given csat is 86% of 40»", "given-count"),
    ("given csat is «120%» of 40", "given-count"),
    ("«given budget is £4 of 40»", "given-count"),
    ("given «csat(ok is yes)» is 80%", "given-narrowed"),
    ("«expect withheld»", "never-withheld"),
    ("expect withheld of «nothing»", "unknown-name"),
    ("«expect aim is reached»", "no-aim"),
    ("given «supplier» is a\n  expect level 1", "given-subject"),
    ("«expect level 3»", "unknown-level"),
    ("«expect score of level 0 is 1»", "unknown-level"),
    ("«expect level 2, could be 1»", "wrong-order"),
    ("expect band «gold»", "unknown-name"),
    ("expect criterion «1.4» is met", "unknown-name"),
    ("expect action «mended»", "unknown-name"),
    ("expect score of «b» is 0.5", "unknown-name"),
    ("expect score is «£4»", "wrong-unit"),
    ("expect csat is «80»", "share-against-number"),
    ("expect suppressed «csaat»", "unknown-name"),
]


@pytest.mark.parametrize(("line", "code"), CASES, ids=[unmarked(line) for line, _ in CASES])
def test_in_a_worked_case(line: str, code: str) -> None:
    rest = "" if "expect" in line else "  expect level 1\n"
    assert_marked(f"{BASE}{MODEL}test m: T\n  {line}\n{rest}", code)


def test_a_sound_worked_case_is_left_alone() -> None:
    lines = (
        "given answers 1.1 to 1.3 are met",
        "given answer 1.3 is 85.01%",
        "given answer 2.1 is 6",
        "given region is north",
        "given has_phone is yes",
        "given budget is unknown",
        "given csat is 86% of 400",
        "given csat 12 months ago is 80%",
        "given net is -20 points of 40",
        "expect level 0, could be 2",
        "expect score is 50%",
        "expect score of a is 0.5",
        "expect csat is 86%",
        "expect net is unknown",
        "expect no action mend",
        "expect band all",
    )
    assert checked(f"{BASE}{MODEL}test m: T\n" + "".join(f"  {line}\n" for line in lines))[2] == ()


def test_what_a_model_has_is_not_expected_of_a_metric() -> None:
    assert_marked(f"{BASE}test csat: T\n  given csat is 80%\n  «expect level 1»\n", "test-of-metric")
    assert_marked(f"{BASE}test csat: T\n  «given answer 1.1 is met»\n  expect csat is 80%\n", "test-of-metric")


def test_a_score_is_expected_only_where_there_is_one() -> None:
    text = MODEL.replace("  score is mean\n", "") + "test m: T\n  expect no score\n"
    assert checked(BASE + text)[2] == ()
    assert_marked(f"{BASE}{text}  «expect score is 50%»\n", "no-score")


def test_the_nearest_number_of_answers_is_named() -> None:
    _, _, found = checked(f"{BASE}test csat: T\n  given csat is 86% of 401\n  expect csat is 86%\n")
    assert [d.code for d in found] == ["given-count"]
    assert "400" in found[0].help


FAULTS = """pack bad: Faults on purpose
version 1 from 2026-01-01
subject service: Service
party head: Head
table responses: Answers
  field satisfied is one of (yes, no)
metrc csat: Satisfied
  from responses
  formula share(satisfied is yes)
  target at least 80%
metric nps: Net
  from respones
  formula share(satisfied is yes)
  target at least 80
model m for service: Model
level 1: One
  criterion 1.1: First
    when csat meets target
    owner head
  criterion 1.3: Third
    gaol: To be good
    ask: Is it?
    when nps >= ten points
test m: T
  given csat is 80%
  expect level 1
"""


def test_every_fault_is_reported_once_on_its_line() -> None:
    _, _, found = checked(FAULTS)
    assert [(d.span.line, d.severity) for d in found] == [(n, "error") for n in (7, 12, 14, 19, 21, 23)]


def test_packs_that_ship_check_clean() -> None:
    rules = Path(__file__).parents[2] / "rules"
    packs = sorted(folder for folder in rules.iterdir() if any(folder.glob("*.cx")) and folder.name != "calendars")
    assert packs
    for pack in packs:
        assert cxengine.compile(str(pack)).diagnostics == ()


def test_withheld_is_expected_only_where_it_can_be() -> None:
    model = "model m for service: M\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\n"
    assert_marked(f"{BASE}{model}test m: T\n  given answer 1.1 is met\n  «expect withheld»\n", "never-withheld")


def test_a_worked_case_is_not_given_what_it_tries() -> None:
    model = "model m for service: M\nlevel 1: A\n  criterion 1.1: C\n    ask: Q\n"
    assert_marked(f"{BASE}{model}test m: T\n  «given level of m is 1»\n  expect level 1\n", "given-result")


def test_what_starts_at_a_figure_is_a_sum() -> None:
    model = "model «m» for service: M\nscore starts at 10\nscore is mean\ncriterion 1.1: C\n  ask: Q\n  deducts 2\n"
    assert_marked(f"{BASE}{model}", "starts-at-sum")


def test_answers_that_lost_their_scale_or_their_people_are_one_message() -> None:
    rules = (
        "scale far: How far\n  point nowhere: Not\n  point throughout: Fully\n"
        "model m for service: M\n  assessed by self, peer\n  on disagreement take lowest\n  scale far\n"
        "level 1: A\n  criterion 1.1: C\n    ask: Q\n"
        "test m: One\n  given answer 1.1 by self is throughout\n"
        "  given answer 1.1 by peer is nowhere\n  expect level 0\n"
    )
    assert checked(BASE + rules)[2] == ()
    without_scale = checked(BASE + rules.replace("  scale far\n", ""))[2]
    assert [d.code for d in without_scale] == ["answer-off-scale"]
    assert "`scale far`" in without_scale[0].help
    without_people = checked(BASE + rules.replace("  assessed by self, peer\n", ""))[2]
    assert [d.code for d in without_people] == ["assessors"]
