"""What ways take, what removing steps would break, and how a journey differs from the one that it changes."""

from __future__ import annotations

from fractions import Fraction

import cxengine
from cxengine.journeys.differences import differences
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.removal import Removals
from cxengine.journeys.routes import Totals, routes, what_if
from cxengine.lang.flows.changed import flow_of
from tests.journeys.finding_them import GROUND

HOUR = Fraction(1, 24)
CHOICE = """step a: A
  actor customer
  other party council
  takes 1 hour
  costs £2
  then b 75% or c 25%
step b: B
  actor council
  waits 2 days
step c: C
  after a
  actor council
  waits 10 days
  costs £4
step d: D
  after b or c
  actor council
  other party customer
  repeats from a 50%: Wrong
"""
BESIDE = """step a: A
  then b and c
step b: B
  waits 2 days
  costs £1
step c: C
  after a
  waits 5 days
  costs £1
step d: D
  after b and c
  waits 1 day
"""


def known(text: str, *, name: str = "j") -> Knowledge:
    """What is known of a journey of these steps."""
    program = cxengine.compile({"j.cx": f"{GROUND}journey j for customer: J\n{text}"})
    flow = flow_of(program.names.journeys[name], program.names.journeys)
    assert flow is not None
    return Knowledge(flow=flow, names=program.names)


def totals(contacts: int, hand_offs: int, days: Fraction | int, effort: Fraction | int | None, cost: int) -> Totals:
    return Totals(
        contacts=Fraction(contacts), hand_offs=Fraction(hand_offs), days=Fraction(days),
        effort_days=None if effort is None else Fraction(effort), cost=Fraction(cost),
    )  # fmt: skip


def test_ways_by_choice() -> None:
    found = routes(known(CHOICE))
    assert found.shortest == totals(2, 1, 2 + HOUR, HOUR, 2)
    assert found.worst == totals(2, 1, 10 + HOUR, HOUR, 6)
    # Half of the cases go back, so that each is gone through twice; three in four take two days.
    assert found.expected is not None
    assert found.expected.days == 2 * (HOUR + Fraction(3, 4) * 2 + Fraction(1, 4) * 10)
    assert (found.expected.contacts, found.expected.cost) == (4, 2 * (2 + 1))


def test_side_by_side_the_longest_counts_and_all_costs() -> None:
    found = routes(known(BESIDE))
    assert found.shortest == found.worst == found.expected == totals(0, 0, 6, None, 2)


def test_what_is_not_written_is_not_nought() -> None:
    found = routes(known("step a: A\nstep b: B\n"))
    assert found.shortest is not None
    assert (found.shortest.days, found.shortest.effort_days, found.shortest.cost) == (None, None, None)
    assert found.unsaid == ("a", "b")


def test_nothing_is_expected_without_shares() -> None:
    assert routes(known(CHOICE.replace("b 75% or c 25%", "b or c"))).expected is None


def test_a_journey_of_too_many_ways_is_not_totalled() -> None:
    parts = [
        f"step s{n}: S\n  then a{n} 50% or b{n} 50%\nstep a{n}: A\nstep b{n}: B\n  after s{n}\n"
        f"step j{n}: J\n  after a{n} or b{n}\n"
        for n in range(13)
    ]
    assert routes(known("".join(parts[:4]))).shortest is not None
    assert routes(known("".join(parts))).shortest is None


def test_without_a_step_that_is_needed_the_way_is_shown() -> None:
    text = "step a: A\n  then b or c\nstep b: B\n  gives proof\nstep c: C\n  after a\n  gives proof\n"
    text += "step d: D\n  after b or c\n  needs proof\n"
    less, lacking = what_if(known(text), ("c",))
    assert [(each.step, each.item, each.route, each.at_end) for each in lacking] == [
        ("d", "proof", ("a", "d"), False)
    ]
    assert list(less.steps) == ["a", "b", "d"]
    assert what_if(known(text + "step e: E\n"), ("e",))[1] == ()


def test_what_is_lacking_at_the_end_counts() -> None:
    _, lacking = what_if(known("reaches proof\nstep a: A\nstep b: B\n  gives proof\nstep c: C\n"), ("b",))
    assert [(each.step, each.item, each.route, each.at_end) for each in lacking] == [("c", "proof", ("a", "c"), True)]


def test_a_step_that_needs_it_and_the_end_are_told_apart() -> None:
    text = "reaches proof\nstep a: A\n  gives proof\nstep b: B\n  needs proof\n"
    _, lacking = what_if(known(text), ("a",))
    assert [(each.step, each.at_end) for each in lacking] == [("b", False), ("b", True)]


def test_where_the_end_goes_only_the_way_that_ends_without_it_is_shown() -> None:
    text = "reaches proof\nstep a: A\n  then b or c\nstep b: B\n  gives proof\nstep c: C\n  after a\n"
    text += "step d: D\n  after b or c\n  gives proof\n"
    _, lacking = what_if(known(text), ("d",))
    assert [(each.step, each.item, each.route, each.at_end) for each in lacking] == [("c", "proof", ("a", "c"), True)]


def test_a_journey_without_its_only_step_has_no_way_left() -> None:
    _, lacking = what_if(known("reaches proof\nstep a: A\n  gives proof\n"), ("a",))
    assert [(each.step, each.route, each.at_end) for each in lacking] == [("a", (), True)]


def test_differences_are_sentences() -> None:
    text = "step a: Ask\n  channel phone\nstep b: Call\nstep c: Call\nstep d: D\n"
    text += "journey n for customer: N\n  changes j\n  change step a\n    channel web, post\n    because: Quicker\n"
    text += "  merge steps b, c into bc: Once\n    because: One is enough.\n"
    text += "  remove step d\n    because: Nobody reads it\n"
    text += "  add step e: Tell\n    after bc\n    because: They ask\n"
    assert differences(known(text), known(text, name="n")) == (
        "“D” goes. Nobody reads it.",
        "“Call” (b) and “Call” (c) become “Once”. One is enough.",
        "“Ask” is done otherwise: channel Online, Letter, not Phone. Quicker.",
        "“Tell” is new, after “Once”. They ask.",
    )


def test_an_end_that_gives_what_the_journey_is_for_cannot_go_unnoticed() -> None:
    less, lacking = what_if(known("reaches proof\nstep a: A\nstep b: B\nstep c: C\n  gives proof\n"), ("c",))
    assert [(each.step, each.item, each.route) for each in lacking] == [("b", "proof", ("a", "b"))]
    assert list(less.steps) == ["a", "b"]


def test_several_steps_may_go_where_each_alone_may_and_both_may_not() -> None:
    text = "step a: A\n  gives proof\nstep b: B\n  gives proof\nstep c: C\n  needs proof\n"
    assert what_if(known(text), ("a",))[1] == what_if(known(text), ("b",))[1] == ()
    (lacking,) = what_if(known(text), ("a", "b"))[1]
    assert (lacking.step, lacking.item, lacking.route) == ("c", "proof", ("c",))


def test_an_end_that_some_pass_by_does_not_stand_in_for_one_that_all_come_to() -> None:
    text = "reaches proof\nstep a: A\nstep b: B\n  only when poor\n  gives proof\nstep c: C\n  gives proof\n"
    _, lacking = what_if(known(text), ("c",))
    assert [(each.item, each.at_end) for each in lacking] == [("proof", True)]


def test_what_an_end_that_went_had_from_a_step_before_it_still_has_to_come() -> None:
    """Either of the two that give the proof may go, and not both, in whichever order they are tried."""
    text = "reaches proof\nstep a: A\n  gives proof\nstep b: B\nstep c: C\n  gives proof\n"
    one_by_one = Removals(known(text))
    assert not one_by_one.harms("c", keep=True)
    assert one_by_one.harms("a")
