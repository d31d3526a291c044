"""Percentages that people answer, and dates that are known of a subject, in a grid of two axes."""

from __future__ import annotations

from pathlib import Path

import cxengine
from cxengine.engine.rule_tests import run_tests


def test_worked_cases_of_percentages_and_dates() -> None:
    program = cxengine.compile(Path(__file__).with_name("percentages_and_dates.cx"))
    assert program.diagnostics == ()
    results = run_tests(program)
    assert (results.passed, results.failed) == (2, 0)
