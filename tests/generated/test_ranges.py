"""Ranges of levels: exact where at most twelve unknowns decide, sound always, narrower with each thing that is known.

Models are made of what stands between an answer and a level: aspects that stop, withhold and cap, gates, shares and
scores, conditions for and against, waivers, criteria that another pack moves, and services of which a directorate's
levels are made. The oracle tries every way in which the unknowns could turn out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import attrs
import pytest

import cxengine
from cxengine.diagnostics import Diagnostics
from cxengine.engine.said.levels import ModelSaid
from cxengine.lang.effective import effective
from cxengine.lang.parse import parse
from cxengine.source import Source
from cxengine.testing.oracle import ModelResult, OracleAnswer, OracleData, OracleSubject, evaluate, ranges

ON = date(2026, 3, 31)
MOST, LEVELS = 12, (1, 2, 3)
HEAD = """pack shared: Shared
version 1 from 2026-01-01
subject service: Service
scale so: Is it so?
  point no: No
  point yes: Yes
"""
OVER = """pack own: Own
version 1 from 2026-01-01
extends shared 1
"""
RULES = (
    "", "reached when at least 60% of criteria here are met", "reached when every criterion at or below is met",
    "reached when at least 75% of criteria at or below are met", "reached when every criterion here is met",
    "reached when every criterion here is at least yes\n    and every level below is reached",
)  # fmt: skip
UNKNOWN = ("", "", "unknown counts as met", "unknown counts as unmet", "unknown is left out")
SIDES = ("aspect left: Left", "aspect right: Right")


@attrs.frozen
class Written:
    """A model with twelve criteria that people answer with yes or no, and a pack that changes it."""

    text: str
    own: str
    asked: tuple[str, ...]

    @property
    def files(self) -> dict[str, str]:
        return {"shared/shared.cx": HEAD + self.text, "own/own.cx": OVER + self.own}


def written(seed: int, positive: bool = False) -> Written:
    """By chance. ``positive``: no line by which one more yes could be the worse."""
    chance = Random(seed)
    ids = [f"{level}.{place}" for level in LEVELS for place in range(1, 5)]
    good = "met" if positive else chance.choice(("met", "unmet", "met", "not met"))

    def met(among: Sequence[str]) -> str:
        return f"criterion {chance.choice(among)} is {good if chance.random() < 0.5 else 'met'}"

    def condition(among: Sequence[str]) -> str:
        return chance.choice((" and ", " or ")).join(met(among) for _ in range(chance.randint(1, 3)))

    rule = chance.choice(RULES[:5] if positive else RULES)
    lines = ["model m for service: M", "  scale so", *([f"  {rule}"] if rule else [])]
    if positive and rule:
        lines = [line for line in lines if "here is met" not in line]
    lines += ["  score is mean"]
    lines += [f"  {policy}" for policy in (chance.choice(UNKNOWN[:1] if positive else UNKNOWN),) if policy]
    if chance.random() < 0.3:
        lines.append("  stop at first unmet")
    if chance.random() < 0.4:
        lines.append(f"  level at most {chance.choice((1, 2))} when criterion {chance.choice(ids)} is unmet")
    for side in SIDES:
        lines.append(f"  {side}")
        if chance.random() < 0.3:
            lines.append("    stop at first unmet")
        if chance.random() < 0.3:
            lines.append(f"    level at most 1 when criterion {chance.choice(ids)} is unmet")
        if chance.random() < 0.3:
            lines.append(f"    withheld when criterion {chance.choice(ids)} is unmet")
    for level in LEVELS:
        lines.append(f"  level {level}: L")
        roll = chance.random()
        if roll < 0.25:
            lines.append(f"    when {condition(ids)}")
        elif roll < 0.45:
            lines.append(f"    when score >= {chance.choice(('0.25', '0.5', '0.75'))}")
        for id in (each for each in ids if each.startswith(f"{level}.")):
            lines += [f"    criterion {id}: C", f"      aspect {chance.choice(('left', 'right'))}", "      ask: So?"]
            if not positive and chance.random() < 0.15:
                above = [each for each in ids if each < id]
                lines.append(f"      unmet when {met(above)}" if above else "      weight 2")
        if chance.random() < 0.4:
            earlier = [each for each in ids if each[0] <= str(level)]
            lines += [f"    criterion {level}.5: C", "      aspect left", f"      when {condition(earlier)}"]
    own: list[str] = []
    for id in chance.sample(ids, chance.randint(0, 2)):
        own += [f"waive criterion m.{id}", "  until 2026-12-31", "  because: By chance"]
    if chance.random() < 0.5 and "stop at" not in "".join(lines):
        moved = chance.choice(ids)
        own += [f"change criterion m.{moved}", f"  in level {chance.choice(LEVELS)}", "  because: By chance"]
    return Written("\n".join(lines) + "\n", "\n".join(own) + "\n", tuple(ids))


Given = dict[str, str]


def answered(chance: Random, of: Written, open_: int) -> Given:
    """Yes and no, with so many left unknown."""
    known = chance.sample(of.asked, len(of.asked) - open_)
    return {id: chance.choice(("yes", "yes", "no")) for id in known}


def by_the_engine(of: Written, services: Sequence[Given]) -> list[ModelSaid]:
    sources: dict[str, Any] = {
        "service": [{"id": f"s{at}", "title": "S"} for at in range(len(services))],
        "answers": [
            {"kind": "service", "subject": f"s{at}", "criterion": id, "answer": said}
            for at, given in enumerate(services)
            for id, said in given.items()
        ],
    }
    made = cxengine.compile(of.files).assess(sources, as_of=ON)
    return [made[f"service:s{at}"]["m"] for at in range(len(services))]


def by_the_oracle(of: Written, services: Sequence[Given]) -> list[ModelResult]:
    found = Diagnostics()
    files = effective([parse(Source(name, text), found) for name, text in of.files.items()], found)
    data = OracleData(
        tables={},
        subjects=[OracleSubject(kind="service", id=f"s{at}") for at in range(len(services))],
        answers=[
            OracleAnswer(subject=("service", f"s{at}"), criterion=id, answer=said)
            for at, given in enumerate(services)
            for id, said in given.items()
        ],
    )
    result = evaluate(files, data, ON)
    return [result["service", f"s{at}"].models["m"] for at in range(len(services))]


def held_against_the_oracle(seed: int, unknown: Sequence[int]) -> None:
    """Every yes and no of so many answers, and what the range then is: the very same, and called exact."""
    of, chance = written(seed), Random(seed)
    services = [answered(chance, of, open_) for open_ in unknown]
    for given, said, truly in zip(services, by_the_engine(of, services), by_the_oracle(of, services), strict=True):
        for got, expected in (
            (said.could_be, truly.could_be), (said.could_be_without_waivers, truly.could_be_without_waivers),
        ):  # fmt: skip
            assert (got is None) == (expected is None) or truly.withheld
            if got is not None and expected is not None:
                assert (got.from_, got.to, got.exact) == (expected.low, expected.high, True), (of, given)
        assert (said.level.number if said.level else None) == (None if truly.withheld else truly.level)


@pytest.mark.parametrize("seed", range(16))
def test_ranges_are_what_every_way_gives(seed: int) -> None:
    held_against_the_oracle(seed, (8, 7, 6, 5, 3, 0))


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1_000_000, 1_000_004))
def test_ranges_of_twelve_unknowns_are_what_every_way_gives(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "MOST_WAYS", 2**MOST)
    held_against_the_oracle(seed, (MOST, 11))


@pytest.mark.parametrize("seed", range(20))
def test_up_to_twelve_unknowns_are_exact(seed: int) -> None:
    of, chance = written(seed), Random(seed)
    for said in by_the_engine(of, [answered(chance, of, open_) for open_ in (MOST, MOST, 11, 10, 9)]):
        assert said.could_be is None or said.could_be.exact, of
        assert said.could_be_without_waivers is None or said.could_be_without_waivers.exact, of


@pytest.mark.parametrize("seed", range(20))
def test_what_becomes_known_only_narrows_the_range(seed: int) -> None:
    of, chance = written(seed), Random(seed)
    for open_ in (MOST, 6):
        given = answered(chance, of, open_)
        fills = [{**given, id: said} for id in of.asked if id not in given for said in ("yes", "no")]
        first, *later = by_the_engine(of, [given, *fills])
        for fill, said in zip(fills, later, strict=True):
            for before, after in (
                (first.could_be, said.could_be), (first.could_be_without_waivers, said.could_be_without_waivers),
            ):  # fmt: skip
                if before is not None and after is not None:
                    assert before.from_ <= after.from_ <= after.to <= before.to, (of, given, fill)


@pytest.mark.parametrize("seed", range(20))
def test_one_more_that_is_met_never_lowers_a_level(seed: int) -> None:
    of, chance = written(seed, positive=True), Random(seed)
    for open_ in (8, 3, 0):
        given = answered(chance, of, open_)
        better = [{**given, id: "yes"} for id in of.asked if given.get(id) != "yes"]
        first, *later = by_the_engine(of, [given, *better])
        for more, said in zip(better, later, strict=True):
            if first.level is not None and said.level is not None:
                assert said.level.number >= first.level.number, (of, given, more)
                assert said.could_be.from_ >= first.could_be.from_ and said.could_be.to >= 0
