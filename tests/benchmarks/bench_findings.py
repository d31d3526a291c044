"""How long it takes to look for what is redundant in a journey of 5,000 steps and 10,000 edges.

Printed, in time of the processor: findings at 500 and 5,000 steps and how they grow; a rule over two steps;
transitive reduction beside networkx.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import networkx
import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.pairs import PairSearch
from cxengine.journeys.redundancy import findings
from cxengine.journeys.step_values import StepValues
from cxengine.journeys.ways import reduced
from cxengine.lang import ast
from cxengine.lang.flows.flow import Edge, Flow
from cxengine.lang.names import Names
from cxengine.lang.parse import parse
from cxengine.source import Source

pytestmark = pytest.mark.benchmark

T = TypeVar("T")
RULE = """rule told_twice for steps first, later: Told twice
  when later follows first
    and asks of later overlaps asks of first
    and same other party
    and shared_words >= 50%
"""
ITEMS = 200


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The best of three runs in seconds of the processor, and what came out."""
    best, result = float("inf"), work()
    for _ in range(3):
        begin = time.process_time()
        result = work()
        best = min(best, time.process_time() - begin)
    return best, result


def _names() -> Names:
    """The names that the journeys use."""
    declared = {f"i{n}": ast.Item(name=ast.Name(f"i{n}"), title=f"Item {n}") for n in range(ITEMS)}
    parties = {f"p{n}": ast.Party(name=ast.Name(f"p{n}"), title=f"Party {n}") for n in range(20)}
    facts = {f"f{n}": ast.Fact(name=ast.Name(f"f{n}"), title=f"Fact {n}") for n in range(50)}
    return Names(items=declared, parties=parties, facts=facts)


NAMES = _names()


def journey(steps: int) -> Flow:
    """A journey in which each step but the last leads to the next and, on average, to one of the following."""
    chance = random.Random(steps)
    every = {f"s{n}": _step(n, chance) for n in range(steps)}
    after: dict[str, tuple[Edge, ...]] = {}
    before: dict[str, list[str]] = {name: [] for name in every}
    for n, name in enumerate(every):
        far = {min(steps - 1, n + 1 + chance.randint(1, 30))} - {n + 1, n}
        targets = [f"s{m}" for m in sorted({n + 1} | far) if m < steps]
        after[name] = tuple(Edge(target) for target in targets)
        for target in targets:
            before[target].append(name)
    joint: list[ast.Joint] = ["and", "or"]
    return Flow(
        journey=ast.Journey(name=ast.Name("big"), title="Big", party=ast.Name("p0")),
        reaches=(ast.Name("i0"),),
        steps=every,
        stages=dict.fromkeys(every),
        after=after,
        before={name: tuple(others) for name, others in before.items()},
        splits={name: chance.choice(joint) if len(edges) > 1 else None for name, edges in after.items()},
        joins={name: chance.choice(joint) if len(others) > 1 else None for name, others in before.items()},
    )


def _step(number: int, chance: random.Random) -> ast.Step:
    def some(kind: str, most: int, share: float) -> tuple[ast.Name, ...]:
        return (ast.Name(f"{kind}{chance.randrange(most)}"),) if chance.random() < share else ()

    return ast.Step(
        name=ast.Name(f"s{number}"),
        title=f"Step {number}",
        action=f"Do the thing {chance.randrange(2000)}",
        goal=f"Goal {chance.randrange(300)}",
        actor=ast.Name(f"p{chance.randrange(20)}"),
        other_party=ast.Name(f"p{chance.randrange(20)}"),
        gives=some("i", ITEMS, 0.3),
        needs=some("i", ITEMS, 0.3),
        asks=some("i", ITEMS, 0.1),
        checks=some("f", 50, 0.1),
    )


def test_findings_and_how_they_grow() -> None:
    took: dict[int, float] = {}
    for steps in (500, 5_000):
        flow = journey(steps)
        edges = sum(len(targets) for targets in flow.after.values())
        took[steps], found = timed(lambda flow=flow: findings(Knowledge(flow=flow, names=NAMES)))  # type: ignore[misc]
        print(f"\nfindings: {steps:,} steps, {edges:,} edges: {took[steps] * 1000:,.0f} ms ({len(found):,} found)")
    print(f"ten times the steps take {took[5_000] / took[500]:.1f} times as long (quadratic: 100)")


def test_a_rule_over_two_steps() -> None:
    flow = journey(5_000)
    file = parse(Source("rule.cx", RULE), Diagnostics())
    rule = next(declared for declared in file.declarations if isinstance(declared, ast.StepRule))

    def search() -> int:
        known = Knowledge(flow=flow, names=NAMES)
        return PairSearch(known=known, values=StepValues(known=known)).pairs(rule).tried

    seconds, tried = timed(search)
    print(f"\na rule over two steps: {seconds * 1000:,.0f} ms, {tried:,} of {5_000 * 4_999:,} pairs tried one by one")


def test_transitive_reduction() -> None:
    flow = journey(5_000)
    graph = networkx.DiGraph((name, edge.to) for name, edge in flow.edges())
    ours, mine = timed(lambda: reduced(flow))
    begin = time.process_time()
    theirs = set(networkx.transitive_reduction(graph).edges)
    peer = time.process_time() - begin
    assert mine == theirs
    print(f"\ntransitive reduction: {ours * 1000:,.1f} ms; networkx: {peer * 1000:,.0f} ms; {peer / ours:,.0f} times")
