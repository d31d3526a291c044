"""Names that two packs have: each place of the language in which one may stand says which is meant, and is heeded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

import cxengine
from cxengine.engine.rule_tests import run_tests
from cxengine.lang.naming.spaces import places_in
from tests.generated.constructs import CLASSES

PACK = """pack {name}: The {name}
version 1 from 2026-01-01
party head: Head of the {name}
scale depth {low} to 5, higher is better: How deep?
category channel: How
  option web: {name} web
subject area: An area of the {name}
  field large is yes_no, may be missing
subject shop: A shop of the {name}
  belongs to area
table notes: Notes of the {name}
  key id
  field id is text
  field about is shop
  field depth is depth
  field worded is text
theme slow: Slowness in the {name}
  words: {word}
objective glad: Gladness of the {name}
segment deep: Deep ones of the {name}
  from notes
  where depth >= {deep}
metric many: Many of the {name}
  from notes
  formula count
  target at least {low}
  standard good at least {deep}
metric both: Twice of the {name}
  formula many * 2
item form: The form of the {name}
fact known: Known to the {name}
model grown for shop: Growth of the {name}
  score is mean
  level 1: First
    criterion 1.1: Asked
      ask: Is it?
      scale depth
      target at least 4
rule busy for shop: Busy in the {name}
  when many >= {deep}
rule twice for steps one, other: Twice in the {name}
  when same goal
journey way for head: The way of the {name}
  step ask: Ask the {name}
    actor head
    other party head
    channel web
    gives form
    goal: To have it
  step tell: Tell the {name}
    actor head
    goal: To have it
"""
FIRST = PACK.format(name="first", low=1, deep=4, word="late")
SECOND = PACK.format(name="second", low=0, deep=3, word="cold")
OWN = """pack own: Own
version 1 from 2026-01-01
uses first 1
uses second 1
subject stall: A stall
  belongs to first.shop
  field depth is first.depth, may be missing
objective wide: Wide
  supports first.glad
segment some: Some
  from first.notes
  where depth >= 2
metric worded: Words
  from first.notes
  where worded mentions first.slow
  formula count
  supports first.glad
  target at least 1 for first.shop 1
metric parted: Parts
  from first.notes
  for first.shop
  formula share(first.deep or some)
metric stalls: Stalls
  from stall
  formula count
metric shops: Shops
  from first.shop
  formula count
metric against: Against
  formula first.many - 1
model rated for first.shop: Rating
  scale first.depth
  aim level 1 for first.shop 1 by 2026-02-01
  level 1: One
    criterion 1.1: Enough
      when first.many meets target and first.many(first.deep) > 1
      supports first.glad
      action act: Act
        owner first.head
    criterion 1.3: Asked here
      ask: Is it?
    criterion 1.2: Again
      answer from first.grown 1.1
      scale first.depth
      target at least 4
model resting for first.shop: Resting
  level 1: One
    when level of first.grown >= 1 and score of first.grown > 1
rule seen for first.shop: Seen
  when first.many > 2 and first.both of first.area > 3
  finding: There are {first.many}
item stamp: A stamp
  held by first.head
fact sure: Sure
  follows from first.known
rule meets for steps one, other in journey first.way: They meet
  when same goal and actor of one is first.head
journey ours for first.head: Ours
  reaches first.form
  step a: A
    actor first.head
    other party first.head
    owner first.head
    asks first.form
    gives first.form
    checks first.known
    measured by first.many
    accept first.twice because: It is meant
    waits 2 days
  step b: B
    needs first.form
  step c: C
    only when first.known
    asks stamp
    checks sure
journey changed for first.head: Changed
  changes first.way
  change step ask
    because: By chance
    waits 3 days
test first.grown: Tried
  given answer 1.1 is 4
  expect level 1
test first.many: A figure
  given first.many is 1
  expect first.many is 1
  expect standard of first.many is good
test own_rule: A rule
  given first.many is 3
  expect finding own_rule
test rated: On the scale
  given answer 1.3 is 1
  expect criterion 1.3 is unmet
test resting: Of another
  given level of first.grown is 1
  given score of first.grown is 2
  expect level 1
test first.busy: Busy
  given first.many is 3
  expect finding first.busy
test worded: Hidden
  expect suppressed first.many
rule own_rule for first.shop: Own rule
  when first.many >= 3
"""
LINES = [number for number, line in enumerate(OWN.split("\n")) if "first." in line]


def texts(own: str) -> dict[str, str]:
    """The two packs and one that uses both."""
    return {"first/first.cx": FIRST, "second/second.cx": SECOND, "own/own.cx": own}


def said(own: str) -> list[tuple[str, int, str, str]]:
    """What is wrong with it."""
    try:
        cxengine.compile(texts(own))
    except cxengine.CxError as error:
        return [(d.code, d.span.line, d.message, d.help) for d in error.diagnostics if d.severity == "error"]
    return []


def sources() -> Mapping[str, Any]:
    """Two packs' rows, of which those of the second are other ones."""
    found: dict[str, Any] = {"stall": [{"id": "9", "title": "Stall", "parent": "1", "depth": 0}]}
    for pack, rows in (("first", 3), ("second", 5)):
        found[f"{pack}.area"] = [{"id": "a", "title": "Area", "large": True}]
        found[f"{pack}.shop"] = [{"id": "1", "title": "Shop", "parent": "a"}]
        found[f"{pack}.notes"] = [
            {"id": str(n), "about": "1", "depth": n % 5 + 1, "worded": ("late", "cold", "late")[n % 3]}
            for n in range(rows)
        ]
    return found


def came_out(own: str) -> Iterator[object]:
    """What the rules lead to, the cheapest first."""
    try:
        program = cxengine.compile(texts(own))
    except cxengine.CxError as error:
        yield sorted(str(each) for each in error.diagnostics)
        return
    yield None
    yield run_tests(program).to_dict()
    told = program.assess(sources(), as_of=date(2026, 3, 1)).to_dict()
    yield {key: value for key, value in told.items() if key not in ("packs", "overrides")}


@pytest.fixture(scope="module")
def right() -> list[object]:
    return list(came_out(OWN))


def test_a_name_with_its_pack_stands_wherever_one_does(right: list[object]) -> None:
    assert right[0] is None, right[0]


@pytest.mark.parametrize("number", LINES)
def test_each_says_which_of_two_is_meant(number: int, right: list[object]) -> None:
    lines = OWN.split("\n")
    lines[number] = lines[number].replace("first.", "second.")
    assert any(other != mine for mine, other in zip(right, came_out("\n".join(lines)), strict=False)), lines[number]


@pytest.mark.parametrize("number", LINES)
def test_without_its_pack_one_message_says_what_to_write(number: int) -> None:
    lines = OWN.split("\n")
    names = re.findall(r"first\.(\w+)", lines[number])
    lines[number] = lines[number].replace("first.", "")
    found = said("\n".join(lines))
    assert [(code, line) for code, line, _, _ in found] == [("name-clash", 4)] * len(set(names))
    for name in set(names):
        assert any(f"`{name}` in line {number + 1} may be" in message for _, _, message, _ in found)
        assert any(help == f"Write `first.{name}` or `second.{name}` there, whichever is meant."
                   for *_, help in found)  # fmt: skip


@pytest.mark.parametrize("number", LINES[::3])
def test_a_misspelt_pack_or_name_is_told_with_what_is_meant(number: int) -> None:
    lines = OWN.split("\n")
    name = re.findall(r"first\.(\w+)", lines[number])[0]
    for wrong in (f"frist.{name}", f"first.{name}x"):
        tried = lines.copy()
        tried[number] = lines[number].replace(f"first.{name}", wrong, 1)
        ((code, line, _, help),) = said("\n".join(tried))
        assert (code, line, help) == ("unknown-name", number + 1, f"Did you mean `first.{name}`?")


def test_each_place_that_names_something_of_a_pack_is_tried() -> None:
    named = {f"{each.__name__}.{field}" for each in CLASSES for field, space in places_in(each) if space is not None}
    program = cxengine.compile(texts(OWN))
    found: set[str] = set()
    for each in standing(program.files[2].declarations):
        for field, space in places_in(type(each)):
            values = getattr(each, field)
            for value in values if isinstance(values, tuple) else (values,):
                if space is not None and value is not None and value.text.startswith("first."):
                    found.add(f"{type(each).__name__}.{field}")
    inherited = {name for name in named if name.split(".")[0] in ("AddedStep", "ChangedStep", "MergedSteps")}
    assert named - inherited - found == {"Model.assessors"}


def standing(node: Any) -> Iterator[Any]:
    """Every node of a tree."""
    if isinstance(node, tuple):
        for each in node:
            yield from standing(each)
    elif type(node) in CLASSES:
        yield node
        for field, _ in places_in(type(node)):
            yield from standing(getattr(node, field))


PARTS = [
    ("  where depth >= 2", "  where first.depth >= 2", "depth", "a field"),
    ("  formula share(first.deep or some)", "  formula share(first.id is known)", "id", "a field"),
    (
        "        owner first.head\n", "        owner first.head\n        after first.act\n", "act", "an action",
    ),
    ("  expect level 1\ntest first.many", "  expect action first.act\ntest first.many", "act", "an action"),
    ("    actor first.head\n    other", "    actor first.head\n    channel first.web\n    other", "web", "an option"),
    ("  changes first.way", "  changes first.way\n  remove step first.tell\n    because: Why", "tell", "a step"),
]


@pytest.mark.parametrize(("line", "wrong", "part", "what"), PARTS)
def test_what_belongs_to_a_block_is_written_without_a_pack(line: str, wrong: str, part: str, what: str) -> None:
    assert OWN.count(line) == 1
    [(_, _, message, help)] = said(OWN.replace(line, wrong))
    assert what in message and help == f"Write `{part}`."
