"""A journey that is mined from a log checks, covers the cases it says, and shows what was put into the log."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import cxengine
from cxengine.engine.event_logs import LogAsked
from cxengine.engine.log_mine import MineAsked, MinedSaid, mine_log
from cxengine.lang.flows.changed import flow_of
from cxengine.logs.following import following
from cxengine.logs.mine import mined
from cxengine.logs.mined_text import About, journey_text
from cxengine.logs.steps_of import matched
from cxengine.logs.variants import variants
from tests.logs.reading_logs import shared
from tests.logs.test_counting import CASES, log_of

RECEIPT = Path(__file__).with_name("receipt.cx")
ABOUT = About(name="mined", title="Mined", party="customer", until=date(2026, 1, 1), draft="Mined")


def text_of(cases: list[str], least: float = 0.0) -> str:
    """The journey that cases of letters show, without its head."""
    return journey_text(mined(variants(log_of(cases)), least), ABOUT).partition("  draft: Mined\n")[2]


def covered(cases: list[str], least: float = 0.0) -> int:
    """How many of the cases go as the journey that they show."""
    found = variants(log_of(cases))
    program = cxengine.compile({"mined.cx": journey_text(mined(found, least), ABOUT)})
    flow = flow_of(program.names.journeys["mined"], program.names.journeys)
    assert flow is not None
    return following(flow, found, matched(flow, found.labels, {}, found.labels)).cases("follows")


@settings(max_examples=150)
@given(CASES, st.sampled_from([0.0, 0.05, 0.3]))
def test_what_is_mined_always_checks(cases: list[str], least: float) -> None:
    covered(cases, least)


@settings(max_examples=150)
@given(st.text("abcd", min_size=1, max_size=4).filter(lambda case: len(set(case)) == len(case)), st.integers(1, 5))
def test_a_log_of_one_way_is_covered_whole(case: str, n: int) -> None:
    assert covered([case] * n) == n


def test_one_after_another_for_some_and_again() -> None:
    assert text_of(["abc"] * 9 + ["ac"]) == "  step a: a\n  step b: b\n    only when takes_b\n  step c: c\n"
    again = text_of(["abc"] * 8 + ["abbc", "abcbc"])
    assert "    repeats from b 10%: So many cases go back in the log\n" in again.partition("step c")[0]
    assert "    repeats from b 10%: So many cases go back in the log\n" in again.partition("step c")[2]
    assert covered(["abc"] * 8 + ["abbc", "abcbc"]) == 10


def test_a_choice_has_the_shares_of_the_log() -> None:
    cases = ["abd"] * 2 + ["acd"]
    assert text_of(cases) == (
        "  step a: a\n    then b 67% or c 33%\n  step b: b\n  step c: c\n  step d: d\n    after b or c\n"
    )
    assert covered(cases) == 3


def test_side_by_side() -> None:
    cases = ["abcd", "acbd"]
    assert text_of(cases) == (
        "  step a: a\n    then b and c\n  step b: b\n  step c: c\n  step d: d\n    after b and c\n"
    )
    assert covered(cases) == 2


def test_rare_ways_are_left_out() -> None:
    cases = ["abc"] * 97 + ["abdc"] * 2 + ["acb"]
    assert "step d" not in text_of(cases, 0.05) and covered(cases, 0.05) == 97
    assert "step d" in text_of(cases)


@pytest.mark.parametrize(
    "labels",
    [("Step", "step"), ("and", "or"), ("1", "2"), ("é", "漢字"), ("a # b", "a: b"), ("“", "-"), ("x" * 99, "X" * 99)],
)
def test_any_name_of_an_activity_can_be_written(labels: tuple[str, str], tmp_path: Path) -> None:
    rows = "".join(f'1,"{label}",2026-01-0{at}\n' for at, label in enumerate(labels, 1))
    (tmp_path / "log.csv").write_text(f"case,activity,time\n{rows}", "utf-8")
    columns = {"case": "case", "activity": "activity", "time": "time"}
    made = mine_log(LogAsked(file=tmp_path / "log.csv", columns=columns), None, MineAsked(name="j", party="p", least=0))
    assert made.covered == made.cases == 1 and made.steps == 2
    program = cxengine.compile({"j.cx": made.text})
    assert [step.title for step in program.names.journeys["j"].steps] == list(labels)


def receipt() -> MinedSaid:
    """The journey of the permit applications."""
    columns = {"case": "case_id", "activity": "activity", "time": "timestamp"}
    asked = LogAsked(file=shared("receipt.csv.gz"), columns=columns)
    return mine_log(asked, None, MineAsked(name="permit", party="applicant", least=0.05))


def test_the_journey_of_permit_applications(update: bool) -> None:
    made = receipt()
    if update:
        RECEIPT.write_text(made.text, "utf-8")
    assert made.text == RECEIPT.read_text("utf-8")
    assert (made.cases, made.covered) == (1434, 1282)
    flow = flow_of(cxengine.compile(RECEIPT).names.journeys["permit"], {})
    assert flow is not None and Counter(flow.splits.values())["and"] == 1
