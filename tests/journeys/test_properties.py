"""What holds of the findings in any journey: tried on journeys made by chance, against every way gone one by one."""

from __future__ import annotations

import random
import re
from itertools import product

import attrs
from hypothesis import given, settings, strategies as st

import cxengine
from cxengine.journeys.differences import differences
from cxengine.journeys.finding import Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.redundancy import findings
from cxengine.journeys.removal import Removals, ends_without, unmet
from cxengine.journeys.routes import what_if
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.flow import Flow
from cxengine.lang.flows.rewire import without
from cxengine.lang.names import Names
from tests.journeys.journeys_by_chance import compiled, journey

SEEDS = range(60)
CHANCE = st.randoms(use_true_random=False)
"""Shrinks to the smallest journey that breaks a property."""


def ways(flow: Flow) -> list[frozenset[str]]:
    """The steps of every way: one for each combination of choices and of steps for some customers."""
    splits = [name for name in flow.steps if flow.splits[name] == "or"]
    some = [name for name in flow.steps if flow.optional(name)]
    found = set()
    for chosen in product(*(flow.after[name] for name in splits)):
        picked = {name: edge.to for name, edge in zip(splits, chosen, strict=True)}
        gone, waiting = set(), [flow.start]
        while waiting:
            name = waiting.pop()
            if name is None or name in gone:
                continue
            gone.add(name)
            waiting += [picked[name]] if name in picked else [edge.to for edge in flow.after[name]]
        for skipped in product((False, True), repeat=len(some)):
            left = {name for name, skip in zip(some, skipped, strict=True) if skip}
            found.add(frozenset(gone - left))
    return list(found)


def short(flow: Flow, way: frozenset[str], somewhere: set[str]) -> set[tuple[str, str]]:
    """Steps of a way with an item that nothing before them on it has brought."""
    bits, before = flow.bits(), flow.preceding()
    found = set()
    for name in way - flow.silent:
        step = flow.steps[name]
        had: set[str] = set()
        for other in way - flow.silent:
            if before[name] & bits[other]:
                had |= {item.text for item in (*flow.steps[other].gives, *flow.steps[other].asks)}
        wanted = {item.text for item in step.needs} | ({item.text for item in step.asks} & somewhere)
        found |= {(name, item) for item in wanted - had}
    return found


def found_in(flow: Flow, names: Names) -> tuple[Finding, ...]:
    return findings(Knowledge(flow=flow, names=names))


@settings(max_examples=40, deadline=None)
@given(chance=CHANCE)
def test_what_is_certain_can_all_go_at_once(chance: random.Random) -> None:
    made, names = compiled(journey(chance))
    gone = {f.remove for f in found_in(made, names) if f.confidence == "certain" and f.remove is not None}
    less = made
    for name in sorted(gone):
        less = without(less, name)
    somewhere = {item.text for step in made.steps.values() for item in step.gives}
    for way in ways(made):
        left = way - gone
        assert short(less, left & set(less.steps), somewhere) <= short(made, way, somewhere)


@settings(max_examples=40, deadline=None)
@given(chance=CHANCE)
def test_what_may_be_taken_out_makes_no_step_lack_anything(chance: random.Random) -> None:
    """Each step alone, and all whose findings do not say that another has to stay for it."""
    made, names = compiled(journey(chance))
    known = Knowledge(flow=made, names=names)
    removals = [f for f in findings(known) if f.remove is not None]
    for finding in removals:
        assert finding.remove is not None
        assert what_if(known, (finding.remove,))[1] == (), finding
    free = tuple(dict.fromkeys(f.remove for f in removals if f.remove is not None and f.stays is None))
    assert unmet(known, free) == ()
    if len(free) < len(made.steps):
        assert what_if(known, free)[1] == ()


@settings(max_examples=40, deadline=None)
@given(chance=CHANCE)
def test_what_cannot_lack_without_trying_does_not_lack_when_tried(chance: random.Random) -> None:
    made, names = compiled(journey(chance))
    known = Knowledge(flow=made, names=names)
    for name in made.steps:
        if not known.may_lack(name):
            assert unmet(known, (name,)) == ()


@settings(max_examples=40, deadline=None)
@given(chance=CHANCE)
def test_what_is_followed_step_by_step_is_what_is_found_at_once(chance: random.Random) -> None:
    made, names = compiled(journey(chance))
    known = Knowledge(flow=made, names=names)
    one_by_one, gone, left = Removals(known), [], made
    for name in chance.sample(list(made.steps), len(made.steps)):
        less, out = without(left, name), (*gone, name)
        harms = bool(unmet(known, out) or ends_without(known, Knowledge(flow=less, names=names), out))
        found = one_by_one.harms(name)
        # built anew, a journey may end with a step for some as one for all: so it is followed more carefully
        assert found is harms or (found and known.goals)
        harms = found
        if not harms and chance.random() < 0.7:
            assert not one_by_one.harms(name, keep=True)
            gone, left = [*gone, name], less
    assert unmet(known, gone) == ()


@settings(max_examples=40, deadline=None)
@given(chance=CHANCE)
def test_findings_do_not_hang_on_the_names_of_steps(chance: random.Random) -> None:
    text = journey(chance)
    made, names = compiled(text)
    renamed, others = compiled(re.sub(r"\bs(\d+)\b", r"z\1", text))
    as_before = [attrs.astuple(f)[:4] for f in found_in(renamed, others)]
    assert [
        (kind, tuple("s" + step[1:] for step in steps), remove and "s" + remove[1:], sure)
        for kind, steps, remove, sure in as_before
    ] == [attrs.astuple(f)[:4] for f in found_in(made, names)]


def test_many_findings_are_tried() -> None:
    seen: dict[str, int] = {}
    for seed in SEEDS:
        made, names = compiled(journey(random.Random(seed)))
        for finding in found_in(made, names):
            seen[finding.kind] = seen.get(finding.kind, 0) + 1
    assert {"duplicate_step", "nothing_new", "dead_output", "asked_again", "check_again"} <= set(seen)
    assert seen["nothing_new"] > 20


@settings(max_examples=40, deadline=None)
@given(chance=CHANCE)
def test_an_unrelated_branch_changes_nothing_elsewhere(chance: random.Random) -> None:
    text = journey(chance)
    first = re.search(r"^(stage|step) ", text, re.MULTILINE)
    assert first is not None
    head, steps = text[: first.start()], text[first.start() :]
    branch = "step zz: Begin\n  then mm 50% or yy 50%\nstep yy: Something else\n  ends: Withdrawn\nstep mm: Go on\n"
    made, names = compiled(text)
    wider, others = compiled(f"{head}{branch}{steps}")
    now, then = ([attrs.astuple(f)[:5] for f in found] for found in (found_in(made, names), found_in(wider, others)))
    assert then == now


@settings(max_examples=40, deadline=None)
@given(chance=CHANCE)
def test_as_it_is_with_the_differences_is_as_it_is_to_be(chance: random.Random) -> None:
    text = journey(chance)
    made, names = compiled(text)
    steps = chance.sample(list(made.steps), len(made.steps))
    if set(names.journeys["j"].reaches) & set(made.steps[steps[0]].gives):
        return  # without that step the journey would not reach what it is for
    removed, changed, above = steps[: chance.randint(0, 1)], steps[1 : 1 + chance.randint(0, 2)], steps[-1]
    lines = ["journey new for me: N", "  changes j"]
    for name in changed:
        lines += [f"  change step {name}", "    goal: Quite another", "    because: Better"]
    for name in removed:
        lines += [f"  remove step {name}", "    because: Nobody needs it"]
    adding = above not in removed and len(made.before[above]) < 2 and len(made.after[above]) < 2
    if adding:
        lines += ["  add step extra: Extra", f"    after {above}", "    because: It helps"]
    if len(lines) == 2:
        return
    program = cxengine.compile({"j.cx": text + "\n".join(lines) + "\n"})
    flow = flow_of(program.names.journeys["new"], program.names.journeys)
    assert flow is not None
    edges = {(name, edge.to) for name, edge in made.edges()}
    for name in removed:
        if name not in flow.silent:
            ahead, behind = ([a for a, b in edges if b == name], [b for a, b in edges if a == name])
            edges = {edge for edge in edges if name not in edge} | {(a, b) for a in ahead for b in behind}
    if adding:
        behind = [b for a, b in edges if a == above]
        edges = {edge for edge in edges if edge[0] != above} | {(above, "extra")} | {("extra", b) for b in behind}
    assert {(name, edge.to) for name, edge in flow.edges()} == edges
    for name, step in flow.steps.items():
        if name in made.steps:
            own = made.steps[name]
            assert step == (attrs.evolve(own, goal="Quite another") if name in changed else own)
    before, after = (Knowledge(flow=each, names=program.names) for each in (made, flow))
    told = differences(before, after)
    assert len(told) == len(removed) + len(changed) + adding
    assert all(any(made.steps[name].title in sentence for sentence in told) for name in (*removed, *changed))
