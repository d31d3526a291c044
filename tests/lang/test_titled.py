"""A title that stands in place of a name is told, with the name; of a level, with its number."""

from __future__ import annotations

import pytest

import cxengine
from cxengine.suggest import subject_meant

RULES = """pack demo: Demo
version 1 from 2018-04-01
subject service: Service
scale feel: Feeling
  point bad: Poor
  point good: Excellent
category channel: Channel
  option web: Online
  option face: Face to face
table responses: Answers
  field service is service
  field channel is channel, may be missing
  field feel is feel
segment old: Pensioners
  from responses
  where feel is good
metric counted: Counted
  from responses
  formula share({condition})
model maturity for service: Maturity
  level 1: Basic
    criterion 1.1: Asked
      ask: Do you ask?
  level 2: Embedded
    criterion 2.1: Answered
      ask: Do you answer?
rule better for service: Better
  when level of maturity >= {level}
  severity high
  finding: Better
"""


def helps(condition: str, level: str = "2") -> list[str]:
    with pytest.raises(cxengine.CxError) as caught:
        cxengine.compile({"demo.cx": RULES.format(condition=condition, level=level)})
    return [each.help for each in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("condition", "name"),
    [("channel is Online", "web"), ("channel is one of (face, ONLINE)", "web"), ("feel is Excellent", "good"),
     ("Pensioners", "old")],
)  # fmt: skip
def test_a_title_in_place_of_a_name(condition: str, name: str) -> None:
    assert helps(condition) == [f"It is a title. Did you mean `{name}`?"]


def test_the_title_of_a_level_in_place_of_its_number() -> None:
    assert helps("channel is web", "Embedded") == ["It is the title of a level. Write its number: `2`."]


def test_what_only_differs_in_capitals_is_no_title() -> None:
    assert helps("channel is Web") == ["Did you mean `web`?"]


def test_a_subject_by_its_title() -> None:
    known = {"service:bins": "Waste and recycling", "council:c": "Bins"}
    assert subject_meant("service:waste and Recycling", known, known).endswith("Did you mean `service:bins`?")
    assert subject_meant("Bins", known, known) == "`Bins` is its title. Did you mean `council:c`?"
    assert subject_meant("service:Bins", known, known) == "Did you mean `service:bins`?"
