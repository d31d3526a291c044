"""Each kind of redundancy, and journeys that look redundant and are not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.journeys.finding_them import found, kinds

CALL = (
    "  goal: To get the proof\n  action: Call the surgery\n  actor customer\n  other party gp\n  channel phone\n"
    "  gives proof\n"
)
TWICE = f"step a: Call\n{CALL}step b: Call\n{CALL}step c: Apply\n  needs proof\n  gives answer\n"
CHOICE = "step a: A\n  then b 50% or c 50%\n"
PING = """step a: Look
  owner council
step b: Ask highways
  owner highways
step c: Go on
  owner council
"""
ROUTES = """step a: A
  then b 70% or c 30%
step b: Online
  takes 5 minutes
  costs £1
step c: On paper
  after a
  takes 15 minutes
  costs £5
step d: D
  after b or c
"""
SWITCH = """step a: Apply online
  goal: To apply
  actor customer
  other party council
  channel web
step b: Send the paper
  goal: To apply
  actor customer
  other party council
  channel post
"""

REDUNDANT = [
    ("the same step twice", TWICE, "duplicate_step", ("a", "b"), "b", "certain"),
    ("with labels only", "step a: Ring them\nstep b: Wait\nstep c: Ring them.\n", "duplicate_step", ("a", "c"), "c",
     "likely"),
    ("gives what is there", TWICE, "nothing_new", ("a", "b"), "b", "certain"),
    ("given on both ways of a choice",
     f"{CHOICE}step b: B\n  gives proof\nstep c: C\n  after a\n  gives proof\n"
     "step d: D\n  after b or c\n  gives proof\n",
     "nothing_new", ("c", "d"), "d", "certain"),
    ("similar words", "step a: Ring GP\n  goal: Proof\n  other party gp\nstep b: Phone the doctor's surgery\n"
     "  goal: Proof\n  other party gp\n", "near_duplicate", ("a", "b"), None, "review"),
    ("asks for what it holds", "step a: Apply\n  actor customer\n  other party council\n  asks number\n", "asked_again",
     ("a",), None, "likely"),
    ("asks twice", "step a: Apply\n  other party council\n  asks proof\nstep b: Check\n  actor council\n  asks proof\n",
     "asked_again", ("a", "b"), None, "likely"),
    ("tell us once", "step a: Apply\n  other party council\n  asks pension\n", "asked_again", ("a",), None, "likely"),
    ("to and fro", PING, "ping_pong", ("a", "b", "c"), None, "likely"),
    ("a way beside a longer one", "step a: A\n  then b and c\nstep b: B\nstep c: C\n  after a and b\n", "shortcut",
     ("a", "c"), None, "certain"),
    ("nobody reads it", "step a: Print it\n  gives form\nstep b: Decide\n  gives answer\n", "dead_output", ("a",), "a",
     "likely"),
    ("read by a step that nobody needs", "step a: A\n  gives form\nstep b: B\n  needs form\n  gives proof\nstep c: C\n",
     "dead_output", ("a",), None, "review"),
    ("printed before it is asked for", "step a: A\n  gives form\nstep b: B\n  asks form\nstep c: C\n  gives proof\n"
     "step d: D\n", "dead_output", ("c",), "c", "likely"),
    ("checked before", "step a: A\n  checks poor\nstep b: B\n  checks poor\nstep c: C\n", "check_again", ("b",), "b",
     "review"),
    ("follows from what was checked", "step a: A\n  checks on_credit\nstep b: B\n  checks low_income\nstep c: C\n",
     "check_again", ("b",), "b", "review"),
    ("follows on one way and is checked on the other",
     f"{CHOICE}step b: B\n  checks on_credit\nstep c: C\n  after a\n  checks low_income\n"
     "step d: D\n  after b or c\n  checks low_income\n", "check_again", ("d",), "d", "review"),
    ("worse in each way", ROUTES, "dominated_route", ("c", "b"), None, "review"),
    ("has it arrived",
     "step a: Apply\nstep b: Ask\n  actor customer\n  other party council\n  contact chasing\nstep c: C\n",
     "avoidable_contact", ("b",), "b", "likely"),
    ("only waits", "step a: A\nstep b: Wait for the letter\n  waits 6 weeks\nstep c: C\n", "wait_only", ("b",), None,
     "review"),
    ("passes on", "step a: A\n  gives form\nstep b: Forward\n  needs form\n  gives form\nstep c: C\n  needs form\n",
     "pass_through", ("b",), "b", "review"),
    ("never turns back", "step a: Sign off\n  rejects 0 of 1400\n", "never_rejects", ("a",), None, "review"),
    ("other channel", SWITCH, "channel_switch", ("a", "b"), None, "review"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_", "text", "kind", "steps", "remove", "confidence"), REDUNDANT, ids=[case[0] for case in REDUNDANT]
)
def test_redundant(
    _: str, text: str, kind: str, steps: tuple[str, ...], remove: str | None, confidence: str
) -> None:
    of_kind = [(f.steps, f.remove, f.confidence) for f in found(text) if f.kind == kind]
    assert (steps, remove, confidence) in of_kind


NOT_REDUNDANT = [
    ("duplicate_step", "another goal", TWICE.replace("goal: To get the proof", "goal: To ask for it", 1)),
    ("duplicate_step", "exclusive ways",
     f"{CHOICE}step b: Call\n{CALL}step c: Call\n  after a\n{CALL}step d: D\n  after b or c\n  needs proof\n"),
    ("duplicate_step", "for other customers",
     f"step a: Call\n  only when poor\n{CALL}step b: Call\n  only when not poor\n{CALL}step c: C\n"),
    ("duplicate_step", "the law asks for both", TWICE.replace("step b: Call\n", "step b: Call\n  statutory: An Act\n")),
    ("duplicate_step", "it brings more", TWICE.replace("gives proof\nstep c", "gives proof, form\nstep c")),
    ("nothing_new", "it expires",
     "step a: A\n  gives pass\n  waits 2 weeks\nstep b: B\n  gives pass\nstep c: C\n  needs pass\n"),
    ("nothing_new", "not on every way",
     f"{CHOICE}step b: B\n  gives proof\nstep c: C\n  after a\nstep d: D\n  after b or c\n  gives proof\n"),
    ("nothing_new", "given by some customers only",
     "step a: A\n  only when poor\n  gives proof\nstep b: B\n  gives proof\nstep c: C\n  needs proof\n"),
    ("nothing_new", "it also checks", "step a: A\n  gives proof\nstep b: B\n  gives proof\n  checks poor\nstep c: C\n"),
    ("near_duplicate", "another party", "step a: Ring GP\n  goal: Proof\n  other party gp\nstep b: Ring them\n"
     "  goal: Proof\n  other party dwp\n"),
    ("near_duplicate", "on ways that exclude each other", f"{CHOICE}step b: Ring GP\n  goal: Proof\n  other party gp\n"
     "step c: Phone the doctor's surgery\n  after a\n  goal: Proof\n  other party gp\nstep d: D\n  after b or c\n"),
    ("near_duplicate", "another goal", "step a: Ring GP\n  goal: Proof\n  other party gp\nstep b: Phone the GP\n"
     "  goal: To collect it\n  other party gp\n"),
    ("asked_again", "no gateway", "step a: Apply\n  other party council\n  asks record\n"),
    ("asked_again", "a long gap",
     "step a: A\n  other party council\n  asks pass\n  waits 3 weeks\nstep b: B\n  other party council\n  asks pass\n"),
    ("asked_again", "another side asks",
     "step a: A\n  other party council\n  asks proof\nstep b: B\n  other party gp\n  asks proof\n"),
    ("ping_pong", "what they do is used",
     PING.replace("owner highways\n", "owner highways\n  gives proof\n")
     .replace("step c: Go on\n", "step c: Go on\n  needs proof\n")),
    ("ping_pong", "the law asks them", PING.replace("owner highways\n", "owner highways\n  statutory: An Act\n")),
    ("shortcut", "a choice", f"{CHOICE}step b: B\nstep c: C\n  after a or b\n"),
    ("dead_output", "reassurance", "step a: Say it came\n  gives form\n  value customer\nstep b: B\n"),
    ("dead_output", "a notice by law", "step a: A\n  gives form\n  statutory: An Act\nstep b: B\n"),
    ("dead_output", "what the journey is for", "reaches form\nstep a: A\n  gives form\nstep b: B\n"),
    ("dead_output", "asked for later", "step a: A\n  gives form\nstep b: B\n  asks form\n"),
    ("check_again", "the law asks for a second",
     "step a: A\n  checks poor\nstep b: B\n  checks poor\n  statutory: An Act\n"),
    ("check_again", "checked on one way only",
     f"{CHOICE}step b: B\n  checks poor\nstep c: C\n  after a\nstep d: D\n  after b or c\n  checks poor\n"),
    ("dominated_route", "dearer and quicker", ROUTES.replace("takes 15 minutes", "takes 2 minutes")),
    ("dominated_route", "not known", ROUTES.replace("  costs £1\n", "")),
    ("avoidable_contact", "it brings something new",
     "step a: A\nstep b: Ask\n  contact chasing\n  gives form\nstep c: C\n  needs form\n"),
    ("avoidable_contact", "another reason", "step a: A\nstep b: Ask\n  contact asking\nstep c: C\n"),
    ("wait_only", "by law", "step a: A\nstep b: Wait\n  waits 6 weeks\n  statutory: An Act\nstep c: C\n"),
    ("wait_only", "somebody works", "step a: A\nstep b: Wait\n  waits 6 weeks\n  takes 5 minutes\nstep c: C\n"),
    ("pass_through", "it checks",
     "step a: A\n  gives form\nstep b: F\n  needs form\n  gives form\n  checks poor\nstep c: C\n"),
    ("pass_through", "its receipt is dated by law",
     "step a: A\n  gives form\nstep b: F\n  needs form\n  gives form\n  statutory: An Act\nstep c: C\n  needs form\n"),
    ("pass_through", "the customer is there",
     "step a: A\n  gives form\nstep b: F\n  actor council\n  other party customer\n  needs form\n  gives form\n"
     "step c: C\n"),
    ("wait_only", "something is asked for", "step a: A\nstep b: Wait\n  waits 6 weeks\n  asks form\nstep c: C\n"),
    ("wait_only", "it is where the journey ends", "step a: A\nstep b: Wait\n  waits 6 weeks\n  ends: Withdrawn\n"),
    ("dead_output", "asked for by a step that gives nothing itself and is not the last",
     "step a: A\n  gives form\nstep b: B\n  asks form\nstep c: C\n"),
    ("dead_output", "needed by a step that gives nothing itself and is not the last",
     "step a: A\n  gives form\nstep b: B\n  needs form\nstep c: C\n"),
    ("dead_output", "the customer's last word", "step a: A\nstep b: Say thanks\n  gives form\n"),
    ("ping_pong", "they make sure of something", PING.replace("owner highways\n", "owner highways\n  checks poor\n")),
    ("shortcut", "ways side by side that do not meet before",
     "step a: A\n  then b and c\nstep b: B\nstep c: C\n  after a\nstep d: D\n  after b and c\n"),
    ("check_again", "for some customers only before",
     "step a: A\n  only when offline\n  checks poor\nstep b: B\n  checks poor\nstep c: C\n"),
    ("channel_switch", "another goal", SWITCH.replace("goal: To apply", "goal: To prove it", 1)),
    ("channel_switch", "there is a choice",
     SWITCH.replace("channel web\n", "channel web\n  then b 50% or c 50%\n") + "step c: Send it online\n  after a\n"
     "  channel web\n"),
    ("never_rejects", "too few cases to tell", "step a: Sign off\n  rejects 0 of 290\n"),
    ("never_rejects", "it does reject", "step a: Sign off\n  rejects 30 of 1400\n"),
    ("never_rejects", "another limit", "controls reject at least 0.1%\nstep a: Sign off\n  rejects 0 of 1400\n"),
    ("channel_switch", "the first channel is open", SWITCH.replace("channel post", "channel post, web")),
    ("channel_switch", "the law wants it signed", SWITCH.replace("channel post\n",
     "channel post\n  statutory: An Act\n")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "_", "text"), NOT_REDUNDANT, ids=[f"{kind}: {why}" for kind, why, _ in NOT_REDUNDANT])
def test_not_redundant(kind: str, _: str, text: str) -> None:
    assert kind not in kinds(text)


def test_ways_kept_for_those_who_cannot_go_the_better_one_are_told_of_and_never_removed() -> None:
    kept = ROUTES.replace("step c: On paper\n", "step c: On paper\n  only when offline\n")
    (finding,) = [f for f in found(kept) if f.kind == "dominated_route"]
    assert finding.remove is None and "It is kept for those who cannot go the other way." in finding.text
    assert "dominated_route" in kinds(ROUTES)


def test_what_looks_like_a_circle_or_a_dead_end_and_is_none() -> None:
    """Structure (R15): cases that go back, and ways that end without, are part of a sound journey."""
    text = "reaches answer\nstep a: A\n  then b 90% or w 10%\nstep w: Withdraw\n  after a\n  ends: Withdrawn\n"
    text += "step b: B\n  after a\n  gives answer\n  repeats from a 20%: Something is missing\n"
    assert found(text) == ()


def test_near_misses_are_near() -> None:
    """Without what excuses them they are found."""
    assert "nothing_new" in kinds("step a: A\n  gives pass\n  waits 2 days\nstep b: B\n  gives pass\nstep c: C\n")
    assert "never_rejects" in kinds("step a: Sign off\n  rejects 0 of 300\n")


def test_an_accepted_finding_stays_in_sight() -> None:
    text = TWICE.replace("step b: Call\n", "step b: Call\n  accept duplicate of a because: The first is lost\n")
    accepted = {finding.kind: finding.accepted for finding in found(text)}
    assert accepted == dict.fromkeys(("duplicate_step", "nothing_new"), "The first is lost")
    other = text.replace("accept duplicate of a", "accept nothing_new")
    assert {f.kind for f in found(other) if f.accepted} == {"nothing_new"}


def test_removing_is_only_proposed_where_no_later_step_goes_short() -> None:
    text = TWICE.replace("gives proof\nstep c", "gives proof, form\nstep c").replace("needs proof", "needs proof, form")
    assert found(text) == ()
    dead = "step a: A\n  gives form\nstep b: B\n  needs form\n  gives proof\nstep c: C\n"
    assert {f.steps: f.remove for f in found(dead) if f.kind == "dead_output"} == {("a",): None, ("b",): "b"}


def test_three_of_a_kind_are_told_one_after_the_other() -> None:
    text = f"step a: Call\n{CALL}step b: Call\n{CALL}step c: Call\n{CALL}step d: D\n  needs proof\n"
    assert [f.steps for f in found(text) if f.kind == "duplicate_step"] == [("a", "b"), ("b", "c")]


def test_what_a_removal_saves() -> None:
    text = TWICE.replace("step b: Call\n", "step b: Call\n  takes 36 minutes\n  waits 5 working days\n  costs £4.50\n")
    saves = next(f.saves for f in found(text) if f.kind == "duplicate_step")
    assert saves is not None
    assert (saves.contacts, saves.cost) == (1, Fraction(9, 2))
    assert (saves.days, saves.effort_days) == (7 + Fraction(1, 40), Fraction(1, 40))


def test_a_dead_output_says_who_uses_it_in_vain() -> None:
    text = "step a: A\n  gives form\nstep b: B\n  asks form\n  gives proof\nstep c: C\n"
    assert [f.text for f in found(text) if f.kind == "dead_output"] == [
        "Only “B” uses what “A” gives: Form; and what is given there comes to nothing.",
        "Nobody uses what “B” gives: Proof.",
    ]


def test_of_two_steps_that_may_go_one_by_one_it_is_said_which_has_to_stay() -> None:
    text = "step a: A\n  gives form\nstep b: B\n  gives form\nstep c: C\n  asks form\n  gives proof\nstep d: D\n"
    assert {f.remove: f.stays for f in found(text)} == {
        "a": "Where “A” goes, “B” has to stay.", "b": None, "c": None
    }  # fmt: skip
    kept = "  accept duplicate because: Some ask again\n  accept dead_output because: Some do\n"
    accepted = text.replace("step c", f"{kept}step c")
    assert {f.remove: f.stays for f in found(accepted)}["a"] is None
