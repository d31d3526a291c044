"""The range of a council's level holds whatever the open levels of its services come to: each way is assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest

import cxengine
from cxengine.engine.said.levels import ModelSaid

ON = date(2026, 3, 31)
IDS, SERVICES, MOST_OPEN = ("1.1", "2.1"), 4, 4
RULES = """pack rolled: Rolled up
version 1 from 2026-01-01
subject council: Council
subject directorate: Directorate
  belongs to council
subject service: Service
  belongs to directorate
metric good: Services at level 2
  from service
  formula share(level of care >= 2)
metric typical: Mean level of services
  from service
  formula mean(level of care)
metric scored: Mean score of services
  from service
  formula mean(score of care)
metric better: How far services at level 1 go
  from service
  where level of care >= 1
  formula mean(score of care)
metric apart: How far the mean level is above the mean score
  formula typical - scored
metric led: Directorates at a level
  from directorate
  formula share(level of leading >= {level})
model care for service: Care
  score is mean
  {policy}
  level 1: Asking
    criterion 1.1: We ask
      ask: Do we?
  level 2: Acting
    criterion 2.1: We act
      ask: Do we?
model leading for directorate: Leading
  {policy}
  level 1: First
    criterion 1.1: One
      when {first}
  level 2: Second
    criterion 2.1: Two
      when {second}
model whole for council: Whole
  {policy}
  level 1: First
    criterion 1.1: One
      when {third}
  level 2: Second
    criterion 2.1: Two
      when {fourth}
"""
CONDITIONS = (
    "good >= 50%", "good < 40%", "typical >= 1", "scored >= 0.5", "better > 0.6", "scored is known", "apart <= 0.25",
    "not good >= 75%", "typical is unknown", "typical >= 1.5 or scored < 0.3",
)  # fmt: skip
ABOVE = ("led >= 50%", "led is known and good >= 25%", "led < 100%", "typical < 2", "led > 0% and scored >= 0.25")
POLICIES = ("unknown counts as unmet", "unknown counts as unknown", "unknown counts as met")


def written(chance: Random) -> str:
    """Rules by chance."""
    first, second = chance.sample(CONDITIONS, 2)
    third, fourth = chance.sample(ABOVE, 2)
    return RULES.format(
        first=first, second=second, third=third, fourth=fourth, level=chance.choice((1, 2)),
        policy=chance.choice(POLICIES),
    )  # fmt: skip


Given = dict[tuple[str, str], str]


def assessed(program: cxengine.Program, given: Given) -> dict[str, ModelSaid]:
    """The models of the directorates and of the council."""
    sources: dict[str, Any] = {
        "council": [{"id": "c", "title": "C"}],
        "directorate": [{"id": id, "title": id, "parent": "c"} for id in ("left", "right")],
        "service": [
            {"id": f"s{at}", "title": f"S{at}", "parent": "right" if at == SERVICES - 1 else "left"}
            for at in range(SERVICES)
        ],
        "answers": [
            {"kind": "service", "subject": subject, "criterion": criterion, "answer": said}
            for (subject, criterion), said in given.items()
        ] or [{"kind": "service", "subject": "s0", "criterion": "1.1", "answer": "unknown"}],
    }  # fmt: skip
    made = program.assess(sources, as_of=ON)
    return {
        "left": made["directorate:left"]["leading"], "right": made["directorate:right"]["leading"],
        "c": made["council:c"]["whole"],
    }  # fmt: skip


def every_way(given: Given, open_: list[tuple[str, str]]) -> Iterator[Given]:
    """With each open question answered or still open."""
    for said in product(("met", "unmet", None), repeat=len(open_)):
        yield {**given, **{at: answer for at, answer in zip(open_, said, strict=True) if answer is not None}}


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(s, marks=pytest.mark.nightly) for s in range(6, 60))])
def test_no_level_comes_out_beyond_its_range(seed: int) -> None:
    chance = Random(seed)
    program = cxengine.compile({"rolled.cx": written(chance)})
    asked = [(f"s{at}", id) for at in range(SERVICES) for id in IDS]
    open_ = chance.sample(asked, chance.randint(1, MOST_OPEN))
    given = {at: chance.choice(("met", "met", "unmet")) for at in asked if at not in open_}
    now = assessed(program, given)
    for way in every_way(given, open_):
        for subject, model in assessed(program, way).items():
            reach, level = now[subject].could_be, model.level.number if model.level is not None else 0
            assert reach.from_ <= level <= reach.to, (seed, subject, way, level)
