"""What is wrong with a journey is told once, at the right words, with what to write."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, assert_marked, checked, unmarked

GROUND = f"""{BASE}party customer: Customer
party council_team: Council team
category contact_reason: Why
  option chasing: How far it has got
item form: Form
item proof: Proof
item deed: Deed
  held by council_team
fact poor: Has little money
fact old: Is over 65
"""

FIVE = """journey j for customer: J
  step a: A
    gives form
  step b: B
  step c: C
  step d: D
  step e: E
"""

CHOICE = "step a: A\n  then b or c\nstep b: B\nstep c: C\n  after a\n"

ALONE = [
    # ways
    ("step a: A\nstep b: B\n  then «a»\n", "circular-journey"),
    ("step a: A\n  then b or c\nstep b: B\n  after a\nstep c: C\n  after a\n  then «b»\n", "ends-disagree"),
    ("step a: A\n  then b\nstep b: B\n  then d\nstep «c»: C\nstep d: D\n  after b\n", "unreached-step"),
    ("step a: A\n  then b or «c»\nstep b: B\nstep c: C\n  after b\n", "ends-disagree"),
    ("step a: A\n  then b\nstep b: B\nstep c: C\n  after «a»\n", "ends-disagree"),
    ("step a: A\n  ends: Withdrawn\n  «then b»\nstep b: B\n", "after-the-end"),
    ("step a: A\n  then b or w\nstep b: B\nstep w: W\n  after a\n  ends: Gone\nstep c: C\n  after b or «w»\n",
     "after-the-end"),
    ("step «a»: A\nstep b: B\nstep c: C\n  after a\n", "unsaid-split"),
    ("step a: A\n  then b and c\nstep b: B\n  then d\nstep c: C\n  then d\nstep «d»: D\n", "unsaid-join"),
    ("step a: A\n  then b or c\nstep b: B\nstep c: C\n  after a\nstep d: D\n  «after b and c»\n", "ways-disagree"),
    ("step a: A\n  then b and c\nstep b: B\nstep c: C\n  after a\nstep d: D\n  «after b or c»\n", "ways-disagree"),
    ("step a: A\n  «then b and c»\nstep b: B\nstep c: C\n  after a\n", "never-meet"),
    ("step a: A\n  «then b 50% or c 40%»\nstep b: B\nstep c: C\n  after a\n", "shares-not-whole"),
    ("step a: A\n  «then b 50% or c»\nstep b: B\nstep c: C\n  after a\n", "shares-not-whole"),
    ("step a: A\n  «then b 50% and c 50%»\nstep b: B\nstep c: C\n  after a\nstep d: D\n  after b and c\n",
     "shares-not-whole"),
    ("step a: A\nstep b: B\n  «repeats from a 100%: All»\n", "shares-not-whole"),
    ("step a: A\n  repeats from «b» 10%: Wrong\nstep b: B\n", "repeats-ahead"),
    ("step a: A\nstep b: B\n  after «aa»\n", "unknown-name"),
    ("step a: A\nstep b: B\n  repeats from «aa» 10%: Again\n", "unknown-name"),
    ("step a: A\nstep b: B\n  accept duplicate of «aa» because: So\n", "unknown-name"),
    ("step a: A\nstep «a»: B\n", "duplicate-name"),
    ("step a: A\nstep «A»: B\n", "names-differ-in-case"),
    ("stage s: S\n  step a: A\nstage «s»: S\n  step b: B\n", "duplicate-name"),
    # ends and items
    ("reaches proof\nstep a: A\nstep «b»: B\n", "no-goal"),
    ("reaches «proff»\nstep a: A\nstep b: B\n  gives proof\n", "unknown-name"),
    ("step a: A\n  needs «proof»\n", "item-never-given"),
    (f"{CHOICE}  gives form\nstep d: D\n  after b or c\n  needs «form»\n", "item-missing"),
    ("step a: A\n  needs «proof»\nstep b: B\n  gives proof\n", "item-missing"),
    ("step a: A\nstep b: B\n  only when old\n  gives proof\nstep c: C\n  needs «proof»\n", "item-missing"),
    # names in steps
    ("step a: A\n  actor «custmer»\n", "unknown-name"),
    ("step a: A\n  other party «nobody»\n", "unknown-name"),
    ("step a: A\n  gives «prof»\n", "unknown-name"),
    ("step a: A\n  checks «pour»\n", "unknown-name"),
    ("step a: A\n  only when «olds»\n", "unknown-name"),
    ("step a: A\n  channel web, «fone»\n", "unknown-name"),
    ("step a: A\n  contact «chase»\n", "unknown-name"),
    ("step a: A\n  value «custmer»\n", "unknown-name"),
    ("step a: A\nstep b: B\n  accept «duplicates» of a because: So\n", "unknown-name"),
    ("step a: A\n  question «necesary» no: Why\n", "unknown-name"),
    ("step a: A\n  question digital no: Why\n  question «digital» no: Why\n", "written-twice"),
    ("step a: A\n  measured by «csats»\n", "unknown-name"),
    ("step a: A\n  «emotion -3: Awful»\n", "bad-emotion"),
    ("step a: A\n  takes «1 month»\n", "period-length"),
    ("step a: A\n  waits «2 working weeks»\n", "unknown-unit"),
    ("step a: A\n  «costs £5 a year»\n", "wrong-unit"),
    ("step a: A\n  «rejects 9 of 3»\n", "bad-number"),
    ("step a: A\nstep b: B\nstep c: C\n  after b\n  «after a or b»\n", "repeated-clause"),
    ("«remove step a»\n  because: So\n", "changes-of-nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), ALONE, ids=[unmarked(text).replace("\n", "; ") for text, _ in ALONE])
def test_in_a_journey(text: str, code: str) -> None:
    assert_marked(f"{GROUND}journey j for customer: J\n{text}", code)


CHANGES = [
    ("«step x: X»\n", "steps-beside-changes"),
    ("remove step «f»\n  because: So\n", "unknown-name"),
    ("remove step b\n  because: So\nremove step «b»\n  because: So\n", "step-gone"),
    ("remove step b\n  because: So\nchange step «b»\n  channel web\n  because: So\n", "step-gone"),
    ("remove step b\n  because: So\nadd step x: X\n  after «b»\n  because: So\n", "step-gone"),
    ("«change step b»\n  because: So\n", "step-unchanged"),
    ("«merge steps b into x: X»\n  because: So\n", "merge-of-one"),
    ("merge steps b, c into «d»: X\n  because: So\n", "duplicate-name"),
    ("add step «d»: X\n  after a\n  because: So\n", "duplicate-name"),
    ("add step x: X\n  after «f»\n  because: So\n", "unknown-name"),
    ("«add step x: X»\n  because: So\n", "no-place"),
    ("add step x: X\n  «after a or b»\n  because: So\n", "unclear-place"),
    ("add step x: X\n  in «stage_one»\n  after a\n  because: So\n", "unknown-name"),
    ("«remove step b»\n", "missing-clause"),
    ("change step b\n  because: So\n  «emotion +1: Planned joy»\n", "misplaced-clause"),
]


@pytest.mark.parametrize(("text", "code"), CHANGES, ids=[unmarked(text).replace("\n", "; ") for text, _ in CHANGES])
def test_in_a_journey_that_changes_another(text: str, code: str) -> None:
    assert_marked(f"{GROUND}{FIVE}journey n for customer: N\n  changes j\n{text}", code)


WHOLE = [
    ("journey j for «custmer»: J\n  step a: A\n", "unknown-name"),
    ("«journey j for customer: J»\n", "missing-clause"),
    ("journey j for customer: J\n  «stage s: S»\n", "missing-clause"),
    ("journey j for customer: J\n  changes «k»\n  remove step a\n    because: So\n", "unknown-name"),
    ("journey j for customer: J\n  changes «k»\njourney k for customer: K\n  changes j\n", "circular-journeys"),
    ("journey «csat» for customer: J\n  step a: A\n", "duplicate-name"),
    ("item i: I\n  held by «nobody»\n", "unknown-name"),
    ("item «form»: Again\n", "duplicate-name"),
    ("fact f: F\n  follows from «oldd»\n", "unknown-name"),
    ("fact f: F\n  follows from «g»\nfact g: G\n  follows from f\n", "circular-facts"),
]


TESTS = [
    ("«given csat is 80%»\n  expect no finding shortcut", "test-of-journey"),
    ("«expect level 2»", "test-of-journey"),
    ("expect finding «duplicat_step»", "unknown-name"),
    ("expect finding duplicate_step on a, «f»", "unknown-name"),
]


@pytest.mark.parametrize(("line", "code"), TESTS, ids=[line for line, _ in TESTS])
def test_in_the_test_of_a_journey(line: str, code: str) -> None:
    assert_marked(f"{GROUND}{FIVE}test j: T\n  {line}\n", code)


def test_steps_are_named_of_journeys_only() -> None:
    rule = "rule low for service: Low\n  when csat < 80%\n"
    assert_marked(f"{GROUND}{rule}test low: T\n  «expect finding low on a»\n", "steps-of-nothing")


@pytest.mark.parametrize(("text", "code"), WHOLE, ids=[unmarked(text).replace("\n", "; ") for text, _ in WHOLE])
def test_around_journeys(text: str, code: str) -> None:
    assert_marked(f"{GROUND}{text}", code)


def test_a_step_outside_a_journey_is_told_of() -> None:
    assert [d.code for d in checked(f"{GROUND}step a: A\n")[2]] == ["misplaced-block"]


def test_options_of_a_category_that_is_not_there() -> None:
    text = "pack p: P\nversion 1 from 2026-01-01\nparty customer: C\njourney j for customer: J\nstep a: A\n"
    found = checked(f"{text}  channel web\n")[2]
    assert [d.code for d in found] == ["unknown-name"] and "category channel" in found[0].help


@pytest.mark.parametrize(
    ("edges", "path"),
    [
        ("step a: A\nstep b: B\nstep c: C\n  then a\n", "a → b → c → a"),
        ("step a: A\nstep b: B\n  then c or d\nstep c: C\nstep d: D\n  then b\n", "b → d → b"),
        ("step a: A\n  then a\n", "a → a"),
    ],
)
def test_a_circle_is_shown_as_its_path_with_the_way_out(edges: str, path: str) -> None:
    (found,) = checked(f"{GROUND}journey j for customer: J\n{edges}")[2]
    assert found.code == "circular-journey" and found.message.endswith(path)
    start, *_, last, _ = path.split(" → ") if path.count("→") > 1 else (path[0], path[0], path[0])
    assert f"`repeats from {start} 15%: why`" in found.help and f"in `{last}`" in found.help


def test_the_way_on_which_an_item_is_missing_is_shown() -> None:
    text = (
        "step a: A\n  then b and p\nstep b: B\n  then c 70% or d 30%\nstep c: C\n  gives proof\nstep d: D\n"
        "step e: E\n  after c or d\nstep p: P\n  after a\nstep f: F\n  after e and p\n  needs proof\n"
    )
    (found,) = checked(f"{GROUND}journey j for customer: J\n{text}")[2]
    assert found.code == "item-missing" and found.message.endswith("a → b → d → e → f")
    side_by_side = text.replace("step p: P\n", "step p: P\n  gives proof\n")
    assert checked(f"{GROUND}journey j for customer: J\n{side_by_side}")[2] == ()


def test_an_item_that_somebody_holds_or_that_is_asked_for_is_there() -> None:
    text = "step a: A\n  needs deed\n  asks proof\nstep b: B\n  needs proof, deed\n"
    assert checked(f"{GROUND}journey j for customer: J\n{text}")[2] == ()


def test_what_a_change_breaks_is_told_at_the_journey_that_changes() -> None:
    base = FIVE.replace("step e: E\n", "step e: E\n    needs form\n    repeats from b 10%: Again\n")
    for change, code in (
        ("remove step a\n  because: So\n", "item-never-given"),
        ("remove step b\n  because: So\n", "step-gone"),
        ("change step b\n  ends: Given up\n  because: So\n", "after-the-end"),
    ):
        found = checked(f"{GROUND}{base}journey n for customer: N\n  changes j\n{change}")[2]
        assert [(d.code, d.span.column) for d in found] == [(code, len("journey n"))]


def test_nothing_is_said_of_the_ways_while_a_line_cannot_be_read() -> None:
    text = f"{GROUND}journey j for customer: J\n  step a: A\n    gives\n  step b: B\n    needs proof\n"
    assert [d.code for d in checked(text)[2]] == ["syntax"]


def test_a_mistake_in_a_journey_is_not_told_again_in_those_that_change_it() -> None:
    text = f"{GROUND}{FIVE}  then x\njourney n for customer: N\n  changes j\n  remove step b\n    because: So\n"
    assert [d.code for d in checked(text)[2]] == ["unknown-name"]
