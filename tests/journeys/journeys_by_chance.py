"""Journeys made by chance: in a row, side by side and by choice, with items, checks and words that repeat."""

from __future__ import annotations

import random

import cxengine
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.flow import Flow
from cxengine.lang.names import Names

ITEMS, FACTS, WORDS = ("i1", "i2", "i3", "i4"), ("f1", "f2", "f3"), ("Ask", "Send", "Look", "Wait")
THINGS, GOALS = ("form", "letter"), ("To get on", "To get on", "To hear more")
HEAD = "pack p: P\nversion 1 from 2026-01-01\nparty me: Me\nparty you: You\n" + "".join(
    f"item {item}: {item}\n" for item in ITEMS
)
HEAD += "  lasts 10 days\ncategory channel: Channel\n  option web: Web\n  option phone: Phone\n  option post: Post\n"
HEAD += "category contact_reason: Why they get in touch\n  option chasing: To chase\n"
HEAD += "fact f1: F\nfact f2: F\n  follows from f1\nfact f3: F\njourney j for me: J\n"


def journey(chance: random.Random) -> str:
    """The text of a journey. It needs nothing that is not there: what a step takes it asks for."""
    lines: list[str] = []
    numbers = iter(range(1000))
    for _ in range(chance.randint(2, 4)):
        shape = chance.choice(("row", "row", "choice", "beside"))
        number = next(numbers)
        lines += [f"stage t{number}: Stage {number}"] if chance.random() < 0.3 else []
        if shape == "row":
            for _ in range(chance.randint(1, 3)):
                lines += step(f"s{next(numbers)}", chance)
            continue
        split, joint = f"s{next(numbers)}", "or" if shape == "choice" else "and"
        ways = [[f"s{next(numbers)}" for _ in range(chance.randint(1, 2))] for _ in range(2)]
        shares = (" 70%", " 30%") if shape == "choice" and chance.random() < 0.3 else ("", "")
        lines += [*step(split, chance), f"  then {ways[0][0]}{shares[0]} {joint} {ways[1][0]}{shares[1]}"]
        for way in ways:
            for place, name in enumerate(way):
                lines += step(name, chance)
                lines += [f"  after {split}"] if place == 0 else []
        lines += [*step(f"s{next(numbers)}", chance), f"  after {ways[0][-1]} {joint} {ways[1][-1]}"]
    reached = []
    if chance.random() < 0.3:
        item = chance.choice(ITEMS)
        reached, lines = [f"  reaches {item}"], [*lines, f"step s{next(numbers)}: The end", f"  gives {item}"]
    return HEAD + "\n".join([*reached, *lines]) + "\n"


def step(name: str, chance: random.Random) -> list[str]:
    """The lines of one step."""
    lines = [f"step {name}: {chance.choice(WORDS)}"]
    if chance.random() < 0.8:
        who = chance.choice(("", "Customer must ", "The "))
        lines += [f"  action: {who}{chance.choice(WORDS)} the {chance.choice(THINGS)}"]
    if chance.random() < 0.9:
        lines += [f"  goal: {chance.choice(GOALS)}"]
    if chance.random() < 0.9:
        lines += [f"  actor {chance.choice(('me', 'me', 'me', 'you'))}"]
    if chance.random() < 0.9:
        lines += ["  other party you"]
    if chance.random() < 0.8:
        lines += [f"  channel {chance.choice(('web', 'web', 'phone', 'web, post', 'post'))}"]
    if chance.random() < 0.2:
        days = chance.choice(("days", "working days"))
        lines += [f"  takes {chance.choice((10, 20))} minutes", f"  waits {chance.choice((0, 3, 9))} {days}"]
    if chance.random() < 0.1:
        lines += [f"  only when {chance.choice(('f3', 'not f3'))}"]
    if chance.random() < 0.2:
        lines += [f"  owner {chance.choice(('me', 'you'))}"]
    if chance.random() < 0.5:
        lines += [f"  gives {chance.choice(ITEMS)}"]
    if chance.random() < 0.3:
        lines += [f"  asks {chance.choice(ITEMS)}"]
    if chance.random() < 0.2:
        lines += [f"  checks {chance.choice(FACTS)}"]
    if chance.random() < 0.2:
        lines += [f"  costs £{chance.choice((1, 2, 5))}", f"  touchpoint: {chance.choice(WORDS)}"]
    if chance.random() < 0.1:
        lines += ["  statutory: An Act"]
    if chance.random() < 0.1:
        lines += [f"  value {chance.choice(('customer', 'council', 'nobody'))}"]
    if chance.random() < 0.1:
        lines += ["  contact chasing"]
    return lines


def compiled(text: str) -> tuple[Flow, Names]:
    """The flow of the journey, with the names it stands on."""
    program = cxengine.compile({"j.cx": text})
    made = flow_of(program.names.journeys["j"], program.names.journeys)
    assert made is not None
    return made, program.names
