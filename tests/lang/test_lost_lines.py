"""A line that is left out is one message: where the line stood, or with the name of the block that it stood in."""

from __future__ import annotations

import pytest

from cxengine.diagnostics import Diagnostic
from tests.lang.marked import checked

RULES = """pack ours: Ours
version 1 from 2026-01-01
subject council: Council
subject service: Service
  belongs to council
subject team: Team
  belongs to service
scale far: How far it has come
  point nowhere: Not at all
  point partly: In part
  point throughout: Throughout
scale ten 1 to 10: How likely are you to recommend us?
scale agreed 1 to 2: Do you agree?
  point 1: No
  point 2: Yes
table answers_given: Survey answers
  field service is service
  field likely is ten
  field agreed is agreed
table visits: Visits
  field council is council
  field started is number
  field completed is number
metric agreeing: Those who agree
  from answers_given
  for service
  formula share(agreed is 2)
metric recommending: Those who recommend
  from answers_given
  formula share(likely >= 9)
metric started: Visits started
  from visits
  formula sum(started)
metric completed: Visits completed
  from visits
  formula sum(completed)
metric completion: Visits completed of those started
  formula completed / started
  shown as percent
metric apart: How far they are apart
  formula agreeing - recommending
metric team_level: Mean level of teams
  from team
  formula mean(level of base)
model base for team: Base
  level 1: First
    criterion 1.1: One
      ask: Is it?
model m for service: M
  assessed by team
  scale far
  reached when every criterion at or below is at least partly
  band low 1: Low
  band high 2: High
level 1: One
  criterion 1.1: One
    ask: Is it?
level 2: Two
  criterion 2.1: Two
    when criterion 1.1 is throughout and team_level >= 1
test m: First
  given answer 1.1 by team_a is throughout
  expect level 1
test m: Second
  given answer 1.1 by team_a is partly
  expect level 1
test completion: One in five gives up
  given started is 100
  given completed is 80
  expect completion is 80%
test completion: One in two does
  given started is 100
  given completed is 50
  expect completion is 50%
"""


def said_without(line: str) -> tuple[tuple[str, Diagnostic], ...]:
    """What is said of the rules without a line: each line that is told of, and what is said."""
    text = RULES.replace(line, "", 1)
    assert text != RULES
    lines = text.split("\n")
    return tuple((lines[told.span.line - 1].strip(), told) for told in checked(text)[2])


def test_nothing_is_wrong_with_all_lines() -> None:
    assert checked(RULES)[2] == ()


LOST = [
    ("subject service: Service\n", "belongs to council", "circular-subjects", "`belongs to council` stands in"),
    ("  belongs to service\n", "from team", "nobody-above", "`team` belongs to nothing"),
    ("scale agreed 1 to 2: Do you agree?\n", "field agreed is agreed", "unknown-name", "`agreed`"),
    ("  scale far\n", "model m for service: M", "answer-off-scale", "`m` names no scale"),
    ("  shown as percent\n", "expect completion is 80%", "wrong-unit", "`completion` is a quotient"),
    ("level 1: One\n", "criterion 1.1: One", "band-outside-levels", "Criterion 1.1 stands in no level"),
]


@pytest.mark.parametrize(("line", "place", "code", "words"), LOST, ids=[line.strip() for line, _, _, _ in LOST])
def test_a_lost_line_is_one_message(line: str, place: str, code: str, words: str) -> None:
    ((where, told),) = said_without(line)
    assert (where, told.code) == (place, code)
    assert words in told.message


def test_a_lost_kind_of_subject_with_what_it_belongs_to_is_one_message() -> None:
    ((where, told),) = said_without("subject service: Service\n  belongs to council\n")
    assert told.code == "unknown-name" and "`service`" in told.message


@pytest.mark.parametrize("written", ["target at least 80%", "target at most 80%"])
def test_a_percentage_beside_a_quotient(written: str) -> None:
    metric = RULES.replace("  shown as percent\n", f"  {written}\n")
    (told,) = checked(metric)[2]
    assert told.code == "wrong-unit"
    assert "Write `shown as percent` in the metric `completion`" in told.help and "`0.8`" in told.help
    condition = RULES.replace("  shown as percent\n", "").replace("team_level >= 1", "completion of council >= 80%")
    (told,) = checked(condition)[2]
    assert "`shown as percent`" in told.help


def test_an_answer_off_the_scale_beside_others_is_told_of_where_it_stands() -> None:
    text = RULES.replace("  scale far\n", "").replace("by team_a is partly", "by team_a is met")
    text = text.replace("is at least partly", "is met").replace("is throughout and", "is met and")
    (told,) = checked(text)[2]
    assert told.code == "answer-off-scale"
    assert text.split("\n")[told.span.line - 1].strip() == "given answer 1.1 by team_a is throughout"


def test_a_head_of_a_worked_case_that_lost_its_word() -> None:
    text = RULES.replace("test completion: One in five", "completion: One in five")
    assert [d.code for d in checked(text)[2]] == ["unknown-word"]


def test_what_seems_to_be_a_level_does_not_put_aspects_out_of_place() -> None:
    text = RULES.replace("  band low 1", "  level 2 by 2027-03-31\n  aspect people: People\n  band low 1")
    assert [d.code for d in checked(text)[2]] == ["syntax"]


def test_a_head_of_a_scale_that_lost_its_word_takes_its_points() -> None:
    lost = RULES.replace("scale agreed 1 to 2", "agreed 1 to 2").replace("1 to 10: How", "1 to 2: How", 1)
    points = "  point 1: Unlikely\n  point 2: Likely\n"
    text = lost.replace("agreed 1 to 2", f"{points}agreed 1 to 2").replace("likely >= 9", "likely >= 2")
    assert [d.code for d in checked(text)[2]] == ["unknown-word"]


NAMELESS = [
    ("scale ten 1", "scale 1"), ("scale far:", "scale:"), ("model m for", "model for"), ("band low 1", "band 1"),
]  # fmt: skip


@pytest.mark.parametrize(("named", "nameless"), NAMELESS, ids=[nameless for _, nameless in NAMELESS])
def test_a_head_without_a_name_is_one_message(named: str, nameless: str) -> None:
    assert len(checked(RULES.replace(named, nameless, 1))[2]) == 1


def test_a_clause_with_a_colon_too_many_hides_no_other_mistake() -> None:
    text = RULES.replace("  from answers_given\n  for service\n", "  from: answers_given\n  owner head\n")
    assert [d.code for d in checked(text)[2]] == ["syntax", "misplaced-clause"]


def test_a_head_of_an_objective_that_lost_its_word_makes_no_circle() -> None:
    lost = "objective wide: What we are for\ntraining: Trained staff\n  supports wide\n"
    assert [d.code for d in checked(RULES + lost)[2] if d.severity == "error"] == ["unknown-word"]
