"""Tests of journeys, as rule files write them."""

from __future__ import annotations

import pytest

import cxengine
from cxengine.engine.rule_tests import run_tests

TEXT = """pack p: P
version 1 from 2026-01-01
party me: Me
item paper: Paper
journey j for me: J
  step a: Ask
    gives paper
  step b: Ask
    gives paper
    accept duplicate of a because: So be it
  step c: Read
    needs paper
test j: Tried
"""
CASES = [
    ("expect finding nothing_new", ""),
    ("expect finding nothing_new on b, a", ""),
    ("expect no finding nothing_new on a, c", ""),
    ("expect no finding dead_output", ""),
    ("expect finding dead_output", "line 14: expected finding dead_output; there is none"),
    ("expect finding nothing_new on c", "line 14: expected finding nothing_new on c; there is one on a, b"),
    (
        "expect no finding nothing_new",
        "line 14: expected no finding nothing_new; there is one: “Ask” (b) gives nothing new: only Paper, which is "
        "there by then on every way.",
    ),
]


@pytest.mark.parametrize(("line", "message"), CASES, ids=[line for line, _ in CASES])
def test_what_is_found_against_what_is_expected(line: str, message: str) -> None:
    (test,) = run_tests(cxengine.compile({"j.cx": f"{TEXT}  {line}\n"})).tests
    assert (test.outcome, test.message) == ("failed" if message else "passed", message)
