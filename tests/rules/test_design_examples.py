"""The worked texts of the language's design, read in place: each checks, and its tests pass.

Where a text is wrong, or its form was bettered, an amendment names the line, what it becomes and why.
"""

from __future__ import annotations

from datetime import date
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
CALENDAR_IS_NAMED = "working days need a calendar that the pack names"
POINTS_HAVE_NAMES = "points of a scale without a range have names, so that answers and conditions can say them"

AMENDMENTS = {
    "a_enfield": (
        Amendment("given prompt_replies is 93% of 120", "given prompt_replies is 93% of 100", WHOLE_COUNTS),
        Amendment("given csat is 86% of 40", "given csat is 86% of 50", WHOLE_COUNTS),
        Amendment("version 2018.1 from 2018-04-01", "version 2018.1 from 2018-04-01\ncalendar england",
                  CALENDAR_IS_NAMED),
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
    "j_metrics": (
        Amendment("version 2026.1 from 2026-04-01", "version 2026.1 from 2026-04-01\ncalendar england",
                  CALENDAR_IS_NAMED),
        Amendment('and not outcome is "Closed - no action"', "and not outcome is closed_no_action",
                  "a title may be reworded; cx warns of one in quotation marks and offers the name"),
        Amendment("given contacts_made is 6", "given avoidable is 50% of 6",
                  "a figure that is given says nothing of the rows of another"),
    ),
}  # fmt: skip

STANDS_ON = {"b_override": "a_enfield", "i_rules": "h_journey"}
"""What a text extends or uses."""

TESTS = {
    "a_enfield": 5, "b_override": 1, "c_highways": 3, "d_iso33020": 3, "e_samm": 1, "f_badge": 2, "g_nist": 2,
    "h_journey": 2, "i_rules": 0, "j_metrics": 2,
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
    """Check a text, with what it rests on in a folder beside it, and run its tests. Raises CxError for a mistake."""
    below = {f"below/{STANDS_ON[name]}.cx": text_of(STANDS_ON[name])} if name in STANDS_ON else {}
    program = cxengine.compile({**below, f"own/{name}.cx": text})
    warnings = [found for found in program.diagnostics if found.severity != "info"]
    if warnings:
        raise cxengine.CxError(warnings)
    return rule_tests.run_tests(program)


FAULTY = {
    "six_faults": [
        ("unknown-word", 7), ("unknown-name", 12), ("share-against-number", 14), ("misplaced-clause", 19),
        ("unknown-word", 21), ("bad-number", 23),
    ],
}  # fmt: skip
"""The texts that are wrong on purpose, with what is said of them and where."""


def test_no_text_is_left_out() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.cx")} == {*TESTS, *FAULTY}
    for name, number in TESTS.items():
        assert sum(line.startswith("test ") for line in text_of(name).splitlines()) == number, name


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_wrong_on_purpose_is_told(name: str) -> None:
    with pytest.raises(cxengine.CxError) as refused:
        cxengine.compile({f"{name}.cx": text_of(name)})
    assert [(found.code, found.span.line) for found in refused.value.diagnostics] == FAULTY[name]


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


def test_the_rules_over_pairs_of_steps_find_the_two_steps_that_are_one() -> None:
    program = cxengine.compile({"below/h.cx": text_of("h_journey"), "own/i.cx": text_of("i_rules")})
    found = program.assess({}, as_of=date(2026, 4, 1)).to_dict()["journeys"]
    own = {"same_step_twice", "nothing_new", "told_twice"}
    of_rules = {journey["journey"]: [f for f in journey["findings"] if f["kind"] in own] for journey in found}
    (finding,) = of_rules["tax_discount"]
    assert (finding["kind"], finding["steps"]) == ("same_step_twice", ["gp_ask", "gp_chase"])
    assert finding["text"].endswith("are the same step. Remove one, or say what differs.")
    assert of_rules["tax_discount_new"] == []
