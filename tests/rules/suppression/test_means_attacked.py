"""The attacker reads means: with the number of answers a mean gives their sum, which lies between known ends."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

import cxengine

from .attacker import recovered
from .reading import Read, Told

LEAST = 5
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
scale five 1 to 5, higher is better: Satisfaction
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  field satisfied is five, may be missing
  publish groups of at least {LEAST}{{rounded}}
metric liked: How satisfied
  from replies
  formula mean(satisfied)
  shown as number, 2 decimals
  by channel
"""
AS_OF = date(2019, 12, 31)
BY = ((), ("channel",))
PARENTS = {"service:a": "council:c", "service:b": "council:c"}
Rows = list[dict[str, Any]]


def answers(of: dict[tuple[str, str], tuple[int | None, ...]]) -> Rows:
    """A row for each answer of a service and a channel."""
    return [
        {"service": service, "channel": channel, "satisfied": answer}
        for (service, channel), given in of.items()
        for answer in given
    ]


def read(rows: Rows, step: int = 1) -> Read:
    """All listings, as the attacker takes them."""
    sources = {
        "replies": rows, "service": [{"id": s, "title": s, "parent": "c"} for s in "ab"],
        "council": [{"id": "c", "title": "c"}],
    }  # fmt: skip
    rounded = f"\n  publish counts rounded to {step}" if step > 1 else ""
    program = cxengine.compile({"made.cx": RULES.format(rounded=rounded)})
    found = Read({"liked": Told("all", LEAST, scale=(1, 5), rounded_to=step)}, PARENTS)
    for by in BY:
        found.figures(program.metrics(sources, by=by, as_of=AS_OF).to_dict()["metrics"])
    found.hang_together()
    return found


def test_means_at_both_ends_of_a_scale_do_not_say_how_many_are_hidden() -> None:
    """Everybody is content with one service and nobody with the other: what both answer by web then tells how many."""
    content, not_at_all = (5,), (1,)
    found = read(
        answers({
            ("a", "web"): 3 * content, ("a", "phone"): 20 * content, ("b", "web"): 10 * not_at_all,
            ("b", "phone"): 20 * not_at_all,
        })
    )  # fmt: skip
    assert found.first
    assert not recovered(found.known, found.first | found.second | found.withheld)


def test_a_mean_beside_a_rounded_number_of_answers_does_not_say_how_many_are_hidden() -> None:
    """Only of 13 answers between 13 and 17 can the mean be 1.92: with the whole that would tell of those hidden."""
    found = read(answers({("a", "web"): (1,) * 10 + (5,) * 3, ("b", "web"): (5, 5, 4)}), step=5)
    assert found.first
    assert not recovered(found.known, found.first | found.second | found.withheld)


def made(seed: int) -> Rows:
    """Answers near the ends of the scale, few in some groups."""
    chance = Random(seed)
    kinds = ((5,), (1,), (5, 5, 4), (1, 1, 2), (1, 5), (None, 3, 5))
    of_service = {service: chance.choice(kinds) for service in "ab"}
    return answers({
        (service, channel): tuple(
            chance.choice(of_service[service]) for _ in range(chance.choice((0, 1, 3, 4, 6, 9, 15, 30)))
        )
        for service in "ab"
        for channel in ("web", "phone", "post")
    })  # fmt: skip


@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(8, 60), marks=pytest.mark.nightly)])
def test_nor_do_any_means_near_the_ends(seeds: range, capsys: pytest.CaptureFixture[str]) -> None:
    cells = hidden = 0
    for seed in seeds:
        rows = made(seed)
        if len(rows) < LEAST:
            continue
        found = read(rows)
        secret = found.first | found.second | found.withheld
        broken = recovered(found.known, secret)
        assert not broken, (seed, broken)
        cells, hidden = cells + sum(map(len, found.places.values())), hidden + len(secret)
    with capsys.disabled():
        print(f"\nMeans near the ends of a scale: {cells} cells, {hidden} hidden, 0 recovered")
    assert hidden > 20
