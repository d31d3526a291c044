"""What leads where in a journey, as written and with changes made."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.flow import Flow, must
from cxengine.lang.flows.rewire import without
from tests.lang.marked import checked

HEAD = """pack p: P
version 1 from 2026-01-01
party me: Me
item a_item: A
item b_item: B
fact rare: Rare
journey base for me: J
"""
DIAMOND = """step a: A
  then b 70% or c 30%
step b: B
  then d 50% or e 50%
step c: C
  after a
step d: D
step e: E
  after b
step f: F
  after c or d or e
"""
PARALLEL = """step a: A
  then b and c
step b: B
step c: C
  after a
step d: D
  after b and c
"""


def flow(text: str, changes: str = "") -> Flow:
    """The flow of a journey, or of one that changes it, in which nothing is wrong."""
    more = f"journey new for me: N\n  changes base\n{changes}" if changes else ""
    names, _, found = checked(HEAD + text + more)
    assert [d for d in found if d.severity == "error"] == []
    made = flow_of(names.journeys["new" if changes else "base"], names.journeys)
    assert made is not None
    return made


def edges(flow: Flow) -> str:
    """Every edge in short: ``a>b``."""
    return " ".join(f"{name}>{edge.to}" for name, edge in flow.edges())


def shares(flow: Flow, name: str) -> dict[str, Fraction | None]:
    return {edge.to: edge.share for edge in flow.after[name]}


def test_steps_follow_one_another_across_stages() -> None:
    assert edges(flow("stage s: S\nstep a: A\nstage t: T\nstep b: B\nstep c: C\n")) == "a>b b>c"


def test_ways_part_and_meet() -> None:
    made = flow(DIAMOND)
    assert edges(made) == "a>b a>c b>d b>e c>f d>f e>f"
    assert (made.splits["a"], made.joins["f"], made.start, made.ends) == ("or", "or", "a", ("f",))
    assert shares(made, "a") == {"b": Fraction(7, 10), "c": Fraction(3, 10)}


CHANGES = [
    (PARALLEL, "remove step b", "a>c a>d c>d"),
    (PARALLEL, "remove step d", "a>b a>c"),
    (DIAMOND, "remove step b", "a>d a>e a>c c>f d>f e>f"),
    (DIAMOND, "remove step c", "a>b a>f b>d b>e d>f e>f"),
    (PARALLEL, "merge steps b, c into x: X", "a>x x>d"),
    (PARALLEL, "merge steps a, b into x: X", "x>d x>c c>d"),
    (DIAMOND, "merge steps d, e into x: X", "a>b a>c b>x x>f c>f"),
    (PARALLEL, "add step x: X\n  after b", "a>b a>c b>x x>d c>d"),
    (PARALLEL, "add step x: X\n  after d", "a>b a>c b>d c>d d>x"),
    (PARALLEL, "add step x: X\n  after a", "a>x x>b x>c b>d c>d"),
    (PARALLEL, "add step x: X\n  after b and c", "a>b a>c b>x c>x x>d"),
    (DIAMOND, "add step x: X\n  after a\n  then c", "a>b a>x x>c b>d b>e c>f d>f e>f"),
]


@pytest.mark.parametrize(("text", "change", "wanted"), CHANGES, ids=[change for _, change, _ in CHANGES])
def test_changes(text: str, change: str, wanted: str) -> None:
    assert set(edges(flow(text, f"{change}\n  because: So\n")).split()) == set(wanted.split())


def test_removing_a_choice_within_a_choice_multiplies_the_shares() -> None:
    made = flow(DIAMOND, "remove step b\n  because: So\n")
    tenth = Fraction(1, 20)
    assert shares(made, "a") == {"d": 7 * tenth, "e": 7 * tenth, "c": 6 * tenth}


def test_what_would_mix_a_choice_with_ways_side_by_side_stays_silent() -> None:
    text = PARALLEL.replace("step b: B\n", "step b: B\n  then x or y\nstep x: X\nstep y: Y\n  after b\n").replace(
        "after b and c", "after z and c"
    ).replace("step c: C", "step z: Z\n  after x or y\nstep c: C")
    made = flow(text, "remove step b\n  because: So\n")
    assert made.silent == {"b"} and edges(made) == edges(flow(text))
    assert flow(text, "remove step x\n  because: So\n").silent == set()


def test_a_changed_step_keeps_what_is_not_written() -> None:
    text = "step a: A\n  goal: Old\n  gives a_item\n  takes 5 minutes\nstep b: B\n"
    made = flow(text, "change step a\n  goal: New\n  gives b_item\n  because: So\n")
    step = made.steps["a"]
    assert (step.goal, [item.text for item in step.gives], step.takes is not None) == ("New", ["b_item"], True)


def test_a_merged_step_has_the_lines_of_its_parts_unless_it_writes_its_own() -> None:
    text = "step a: A\n  goal: One\n  gives a_item\n  pain: X\nstep b: B\n  goal: Two\n  needs a_item\n  gives b_item\n"
    step = flow(text, "merge steps a, b into c: C\n  goal: Both\n  because: So\n").steps["c"]
    assert step.goal == "Both" and step.needs == () and step.pains == ()
    assert [item.text for item in step.gives] == ["a_item", "b_item"]


def test_changes_of_changes_are_made_oldest_first() -> None:
    text = HEAD + PARALLEL + "journey new for me: N\n  changes base\n  remove step b\n    because: So\n"
    text += "journey newer for me: N\n  changes new\n  add step x: X\n    after a\n    because: So\n"
    names, _, found = checked(text)
    made = flow_of(names.journeys["newer"], names.journeys)
    assert found == () and made is not None and set(edges(made).split()) == {"a>x", "x>c", "x>d", "c>d"}


def test_what_every_way_has_passed() -> None:
    one_each = {name: 1 << place for place, name in enumerate("abcdef")}
    assert must(flow(DIAMOND), one_each)["f"] == one_each["a"]
    assert must(flow(PARALLEL), one_each)["d"] == one_each["a"] | one_each["b"] | one_each["c"]
    some = PARALLEL.replace("step b: B\n", "step b: B\n  only when rare\n")
    assert must(flow(some), one_each)["d"] == one_each["a"] | one_each["c"]


def test_taking_the_first_or_the_only_step_out() -> None:
    made = flow("step a: A\nstep b: B\n")
    assert list(without(made, "a").steps) == ["b"] and list(without(made, "b").steps) == ["a"]
    assert without(flow("step a: A\n"), "a").silent == {"a"}
