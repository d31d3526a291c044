"""The worked texts of the language's design, read in place: each checks, and its tests pass.

Where a text is wrong, or its form was bettered, an amendment names the line, what it becomes and why.
``h_journey.cx`` waits for journeys, ``i_rules.cx`` for rules over pairs of their steps, ``j_metrics.cx`` for medians,
percentiles, distinct counts and working days.
"""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import cxengine
from cxengine.engine import rule_tests

EXAMPLES = Path(__file__).parents[3] / "shared" / "design" / "examples"

pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason=f"{EXAMPLES} is not here")


@attrs.frozen
class Amendment:
    """A line of a text, every time it stands there, and what stands there instead."""

    old: str
    new: str
    why: str


WHOLE_COUNTS = "a share of so many answers is a whole number of them"
PROOFS_ARE_SAID = "a test's answers carry no proof unless it says so, and a criterion here must have evidence"
POINTS_HAVE_NAMES = "points of a scale without a range have names, so that answers and conditions can say them"

AMENDMENTS = {
    "a_enfield": (
        Amendment("given prompt_replies is 93% of 120", "given prompt_replies is 93% of 100", WHOLE_COUNTS),
        Amendment("given csat is 86% of 40", "given csat is 86% of 50", WHOLE_COUNTS),
        Amendment(
            "formula share(answered_on - received_on <= 10 working days)",
            "formula share(answered_on - received_on <= 14 days)",
            "working days wait for a calendar; two weeks hold ten of them",
        ),
        Amendment("given answers 1.1 to 3.5 are met", "given answers 1.1 to 3.5 are met with evidence",
                  PROOFS_ARE_SAID),
        Amendment("given answers 1.1 to 2.3 are met", "given answers 1.1 to 2.3 are met with evidence",
                  PROOFS_ARE_SAID),
    ),
    "b_override": (
        Amendment("given answers 1.1 to 1.3 are met", "given answers 1.1 to 1.3 are met with evidence",
                  PROOFS_ARE_SAID),
    ),
    "e_samm": (
        Amendment("point 0: No", "point none is 0: No", POINTS_HAVE_NAMES),
        Amendment("point 0.25: Yes, some of them", "point some is 0.25: Yes, some of them", POINTS_HAVE_NAMES),
        Amendment("point 0.5: Yes, at least half of them", "point half is 0.5: Yes, at least half of them",
                  POINTS_HAVE_NAMES),
        Amendment("point 1: Yes, most or all of them", "point most is 1: Yes, most or all of them",
                  POINTS_HAVE_NAMES),
        Amendment("given answer SM-A-3 is 1", "given answer SM-A-3 is most", POINTS_HAVE_NAMES),
    ),
    "g_nist": (
        Amendment("given answer 3.12.4 is met", "given answer 3.12.4 is met with evidence", PROOFS_ARE_SAID),
    ),
}  # fmt: skip

STANDS_ON = {"b_override": "a_enfield"}
"""What a text extends."""

TESTS = {
    "a_enfield": 5, "b_override": 1, "c_highways": 3, "d_iso33020": 3, "e_samm": 1, "f_badge": 2, "g_nist": 2,
}  # fmt: skip
"""How many tests each text holds."""


def text_of(name: str) -> str:
    """A text with its amendments. Each must still be called for."""
    lines = (EXAMPLES / f"{name}.cx").read_text("utf-8").splitlines()
    for amendment in AMENDMENTS.get(name, ()):
        assert amendment.old in map(str.strip, lines), f"{name} no longer says: {amendment.old}"
        lines = [
            line.replace(amendment.old, amendment.new) if line.strip() == amendment.old else line for line in lines
        ]
    return "\n".join(lines) + "\n"


def results_of(name: str, text: str) -> rule_tests.TestResults:
    """Check a text, with what it extends in a folder beside it, and run its tests. Raises CxError for a mistake."""
    below = {f"below/{STANDS_ON[name]}.cx": text_of(STANDS_ON[name])} if name in STANDS_ON else {}
    program = cxengine.compile({**below, f"own/{name}.cx": text})
    assert [found.message for found in program.diagnostics if found.severity != "info"] == []
    return rule_tests.run_tests(program)


@pytest.mark.parametrize("name", TESTS)
def test_each_checks_and_its_tests_pass(name: str) -> None:
    results = results_of(name, text_of(name))
    assert [test.message for test in results.tests if test.outcome == "failed"] == []
    assert results.passed == TESTS[name]


@pytest.mark.parametrize("name", AMENDMENTS)
def test_no_amendment_is_idle(name: str) -> None:
    """Without any one of its amendments, a text has a mistake or a test that fails."""
    for amendment in AMENDMENTS[name]:
        try:
            results = results_of(name, text_of(name).replace(amendment.new, amendment.old))
        except cxengine.CxError as error:
            assert error.diagnostics
        else:
            assert results.failed, amendment
