"""Rules that ask for what models come to: levels by what they could be, scores, and both in the words of a finding."""

from __future__ import annotations

from datetime import date

import pytest

import cxengine
from cxengine.engine.rule_tests import run_tests

RULES = """pack p: Tried
version 1 from 2018-04-01
subject council: Council
subject service: Service
  belongs to council
model base for service: Base
  score is share met
  unknown counts as unmet
  level 1: One
    criterion 1.1: A
      ask: So?
  level 2: Two
    criterion 2.1: B
      ask: So?
model far for council: Of a council
  level 1: One
    criterion 1.1: A
      ask: So?
rule found for service: Found
  when {when}
  finding: At level {{level of base}}, {{score of base}} in place
{tests}"""
END = date(2019, 3, 31)


def compiled(when: str, tests: str = "") -> cxengine.Program:
    return cxengine.compile({"p.cx": RULES.format(when=when, tests=tests)})


def truths(when: str) -> list[bool | None]:
    """Of a service at level 1, of one at 0 or 1 or 2, and of one at level 2."""
    said = {"a": {"1.1": "met", "2.1": "unmet"}, "b": {}, "c": {"1.1": "met", "2.1": "met"}}
    answers = [
        {"kind": "service", "subject": id, "criterion": criterion, "answer": answer, "model": "base"}
        for id, given in said.items()
        for criterion, answer in given.items()
    ]
    services = [{"id": id, "title": id.upper()} for id in said]
    found = compiled(when).assess({"service": services, "answers": answers}, as_of=END)
    return [found[f"service:{id}"].rules[0].truth for id in said]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("level of base >= 1", [True, None, True]),
        ("level of base >= 0", [True, True, True]),
        ("level of base < 2", [True, None, False]),
        ("2 <= level of base", [False, None, True]),
        ("level of base is 1", [True, None, False]),
        ("level of base is not one of (0, 2)", [True, None, False]),
        ("level of base is one of (0, 1, 2)", [True, True, True]),
        ("level of base is known", [True, False, True]),
        ("score of base >= 50%", [True, False, True]),
    ],
)
def test_a_level_counts_by_what_it_could_be(when: str, expected: list[bool | None]) -> None:
    assert truths(when) == expected


def test_what_is_said_of_it() -> None:
    services = [{"id": "a", "title": "A"}]
    answers = [{"kind": "service", "subject": "a", "criterion": "1.1", "answer": "met", "model": "base"}]
    found = compiled("level of base <= 2").assess({"service": services, "answers": answers}, as_of=END)
    assert [f.text for f in found["service:a"].findings] == ["At level (unknown: from 1 to 2), 50.00% in place"]
    answers.append({**answers[0], "criterion": "2.1", "answer": "unmet"})
    found = compiled("level of base <= 2").assess({"service": services, "answers": answers}, as_of=END)
    assert [f.text for f in found["service:a"].findings] == ["At level 1, 50.00% in place"]


CASES = """test found: Given
  given level of base is 2
  expect finding found
test found: Not given
  expect no finding found
test base: Worked out
  given answers 1.1 to 2.1 are met
  expect finding found
test base: Worked out, too
  given answers 1.1 to 2.1 are unmet
  expect no finding found
"""


def test_worked_cases() -> None:
    results = run_tests(compiled("level of base is 2", CASES))
    assert results.failed == 0, [test.message for test in results.tests]


@pytest.mark.parametrize(
    ("when", "code", "help"),
    [
        ("level of bose is 2", "unknown-name", "Did you mean `base`?"),
        ("level of far is 1", "wrong-subject", "Name a model for the same kind of subject."),
        ("score of far > 1", "wrong-subject", "Name a model for the same kind of subject."),
        ("score > 1", "not-a-metric", "Write `score of base` alone."),
        ("level of base 12 months ago > 1", "not-a-metric",
         "Write `level of base` alone. `cx history` shows what it was at recorded dates."),
        ("score of base at level 1 > 1", "unknown-level", "Write `score of base`."),
    ],
)
def test_mistakes(when: str, code: str, help: str) -> None:
    with pytest.raises(cxengine.CxError) as caught:
        compiled(when)
    assert [(d.code, d.help) for d in caught.value.diagnostics] == [(code, help)]


def test_an_answer_after_the_day_of_its_case_is_told_where_the_case_fails() -> None:
    late = "test base: Dated later\n  given answer 1.1 is met on 2019-12-01\n  expect level 1\n"
    (test,) = run_tests(compiled("level of base is 2", late)).tests
    line = RULES.format(when="", tests="").count("\n") + 2
    assert test.message.splitlines()[1:] == [
        f"line {line}: the answer given on 2019-12-01 counts for nothing, for the day of the test is 2018-04-01. Write "
        "`given today is 2019-12-01`, or an earlier date for the answer."
    ]
    held = late.replace("\n  given", "\n  given today is 2019-12-01\n  given", 1)
    assert run_tests(compiled("level of base is 2", held)).failed == 0
