"""What is left out is told once, at its place; what stands below it is not held against the block above."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, checked

SCALES = """scale care 1 to 2, higher is better: How easy was it?
  point 1: Hard
  point 2: Easy
scale speed 1 to 2, higher is better: How fast was it?
  point 1: Slow
  point 2: Fast
"""
METRICS = """metric first: First
  formula csat / csat of council
metric rows: Rows
  from responses
  formula count
"""
MODEL = """model m for service: M
  unknown counts as unmet
  score is share met
  level 1: One
    criterion 1.1: First
      ask: Is it?
"""


@pytest.mark.parametrize(
    ("text", "left_out", "line"),
    [
        (SCALES, "scale speed 1 to 2, higher is better: How fast was it?\n", "  point 1: Slow"),
        (METRICS, "metric ", None),
        (MODEL, "model ", "m for service: M"),
    ],
)
def test_one_message_where_it_was(text: str, left_out: str, line: str | None) -> None:
    assert list(checked(BASE + text)[2]) == []
    at = text.rindex(left_out)
    broken = text[:at] + text[at + len(left_out) :]
    (said,) = checked(BASE + broken)[2]
    assert broken.split("\n")[said.span.line - 1] == (line if line is not None else "rows: Rows")


def test_an_action_without_a_name_is_missed_nowhere() -> None:
    owned = MODEL + "      action act: Act\n        owner head\n"
    test = "test m: Case\n  given answer 1.1 is unmet\n  expect action act\n"
    assert list(checked(BASE + owned + test)[2]) == []
    (said,) = checked(BASE + owned.replace("action act:", "action:") + test)[2]
    assert said.message == "a name is missing after `action`"


def test_a_formula_that_is_a_condition_is_one_mistake() -> None:
    (said,) = checked(BASE + "metric m: M\n  from responses\n  formula satisfied >= 4 and ok is yes\n")[2]
    assert said.help == "Write the share of rows for which it holds: `formula share(satisfied >= 4 and ok is yes)`."
