"""What is known at a step, what a removal would break and what rules find: equal to going every way, pair by pair."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest

import cxengine
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.pairs import PairSearch
from cxengine.journeys.removal import unmet
from cxengine.journeys.step_values import StepValues
from cxengine.lang.flows.changed import flow_of
from cxengine.testing.oracle import journeys as oracle
from cxengine.testing.oracle.step_rules import Pairs
from tests.journeys.journeys_by_chance import journey
from tests.journeys.rules_by_chance import RuleWriter

SEEDS = range(150)
RULES = 6


@cache
def both(seed: int) -> tuple[Knowledge, oracle.Known, Counter[str]]:
    """A journey with rules as the engine and as the oracle know it."""
    chance, used = random.Random(seed), Counter[str]()
    writer = RuleWriter(chance, used)
    text = journey(chance) + "".join(writer.rule(f"r{n}") for n in range(RULES))
    names = cxengine.compile({"j.cx": text}).names
    flow = flow_of(names.journeys["j"], names.journeys)
    assert flow is not None
    return Knowledge(flow=flow, names=names), oracle.known(names.journeys["j"], tuple(names.facts.values())), used


@pytest.mark.parametrize("seed", SEEDS)
def test_what_every_way_has_brought_and_made_sure_of(seed: int) -> None:
    engine, slow, _ = both(seed)
    facts = list(engine.names.facts)
    for step in engine.steps:
        assert set(engine.items(engine.had[step])) == slow.had(step)
        checked = engine.checked[step]
        assert {fact for place, fact in enumerate(facts) if checked >> place & 1} == slow.checked(step)
        assert (step in engine.live) is slow.live(step)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_removal_would_break(seed: int) -> None:
    engine, slow, _ = both(seed)
    chance = random.Random(seed)
    for _ in range(5):
        gone = frozenset(chance.sample(list(engine.steps), chance.randint(1, 2)))
        assert frozenset(unmet(engine, gone)) == slow.unmet(gone)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_rules_find(seed: int) -> None:
    engine, slow, _ = both(seed)
    names = engine.names
    search = PairSearch(known=engine, values=StepValues(known=engine))
    pairs = Pairs(
        known=slow,
        traveller="me",
        parties={name: party.title for name, party in names.parties.items()},
        lasting={name: item.lasts for name, item in names.items.items() if item.lasts is not None},
        order=engine.order,
    )
    for rule in names.step_rules.values():
        assert list(search.pairs(rule).found) == pairs.found(rule), rule.name


def test_each_form_is_tried_often_and_finds_something() -> None:
    used, found, tried = Counter[str](), 0, 0
    for seed in SEEDS:
        engine, _, own = both(seed)
        used += own
        search = PairSearch(known=engine, values=StepValues(known=engine))
        for rule in engine.names.step_rules.values():
            tried += 1
            found += bool(search.pairs(rule).found)
    least = len(SEEDS) * RULES // 100
    assert {form for form, count in used.items() if count < least} == set()
    assert len(used) > 35 and tried * 0.2 < found < tried * 0.9
