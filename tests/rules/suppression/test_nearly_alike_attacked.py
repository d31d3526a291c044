"""Where nearly all answers are alike, the attacker lays shares around a hidden group beside one another.

That nobody in it is dissatisfied follows from any 100% that is shown of a group it is part of, and where all the
dissatisfied are in groups that are shown. How many of it are dissatisfied may follow too. How many there are in it does
not, nor any other share.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from math import inf
from random import Random
from typing import Any

import pytest

import cxengine

from .attacker import Cell, recovered
from .reading import Place, Read, Told

LEAST = 5
CHANNEL, QUARTER = "channel", "quarter of answered_on"
RULES = f"""pack made: Made by chance
version 1 from 2018-01-01
subject council: Council
subject directorate: Directorate
  belongs to council
subject service: Service
  belongs to directorate
scale five 1 to 5, higher is better: Satisfaction
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  field answered_on is date
  field satisfied is five, may be missing
  publish groups of at least {LEAST}
metric happy: Happy
  from replies
  formula csat(satisfied)
  by channel, quarter of answered_on
"""
SERVICES = {"s0": "d0", "s1": "d1", "s2": "d0", "s3": "d1"}
PARENTS = {f"service:{s}": f"directorate:{d}" for s, d in SERVICES.items()} | dict.fromkeys(
    ("directorate:d0", "directorate:d1"), "council:c"
)


def sources(seed: int, happy: float) -> dict[str, Any]:
    chance = Random(seed)
    rows = [
        {
            "service": service, "channel": channel, "answered_on": date(2019, month, 1),
            "satisfied": 5 if chance.random() < happy else 1,
        }
        for service in SERVICES
        for channel in ("web", "phone", "post")
        for month in (1, 4)
        for _ in range(int(chance.choice((0, 1, 2, 4, 7, 12, 30)) * chance.random() * 2))
    ]  # fmt: skip
    return {
        "replies": rows, "council": [{"id": "c", "title": "c"}],
        "service": [{"id": s, "title": s, "parent": d} for s, d in SERVICES.items()],
        "directorate": [{"id": d, "title": d, "parent": "c"} for d in ("d0", "d1")],
    }  # fmt: skip


def read(seed: int, happy: float) -> tuple[Read, set[Place]]:
    """All listings, with how many are dissatisfied as a cell, and the groups in which all are shown to be satisfied."""
    program, given = cxengine.compile({"made.cx": RULES}), sources(seed, happy)
    found, whole = Read({"happy": Told("all", LEAST, share=True)}, PARENTS), set[Place]()
    for by in ((), (CHANNEL,), (QUARTER,), (CHANNEL, QUARTER)):
        listed = program.metrics(given, by=by, as_of=date(2019, 12, 31)).to_dict()["metrics"]
        found.figures(listed)
        whole |= {(each["subject"], frozenset(each["by"].items())) for each in listed if each["value"] == 100}
    found.hang_together()
    for _, name, place in found.first | found.second | found.withheld:
        less: Cell = ("misses", name, place)
        found.known.ends[less] = (0, inf)
        found.known.sums.append((("n", name, place), (("hits", name, place), less)))
    return found, whole


def around(place: Place) -> Iterator[Place]:
    """The group and those it is part of."""
    subject: str | None = place[0]
    while subject is not None:
        for size in range(len(place[1]) + 1):
            yield from ((subject, frozenset(by)) for by in combinations(place[1], size))
        subject = PARENTS.get(subject)


@pytest.mark.parametrize(("happy", "most"), [(0.97, 0.12), (0.8, 0.02)])
def test_no_share_follows_but_that_all_are_of_one_mind(
    happy: float, most: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """``most``: the part of hidden shares that follow as 100%, of groups within none that is shown as that."""
    hidden = within = elsewhere = numbers = 0
    for seed in range(6):
        found, whole = read(seed, happy)
        of_groups = found.first | found.second | found.withheld
        assert not recovered(found.known, of_groups)
        places = {place for _, _, place in of_groups}
        cells = [(kind, "happy", place) for kind in ("hits", "misses") for place in places]
        worked_out = recovered(found.known, cells)
        follows = {(cell[0], cell[2]) for cell, n in worked_out.items() if n == 0}
        assert all(kind == "misses" for kind, _ in follows), "of nobody hidden it follows that all are dissatisfied"
        told = {place for _, place in follows if whole.intersection(around(place))}
        hidden, within, elsewhere = hidden + len(places), within + len(told), elsewhere + len(follows) - len(told)
        numbers += len(worked_out) - len(follows)
    with capsys.disabled():
        print(
            f"\n{happy:.0%} are satisfied: of {hidden} hidden shares {within} are within one shown as 100%, and "
            f"{elsewhere} more follow, as 100%; of {numbers} it follows how many are dissatisfied"
        )
    assert hidden > 200 and elsewhere < most * hidden
