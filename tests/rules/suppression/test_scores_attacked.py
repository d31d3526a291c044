"""The attacker reads intervals of sums of shares: how many gave two answers at once follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product
from math import inf
from random import Random
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import cxengine

from .attacker import Cell, Knowledge, recovered
from .test_shares_attacked import HEAD, LEAST, RUDE, figures

Z = NormalDist().inv_cdf(0.975)
SCORE = "0.5 * share(rude is yes) + 0.25 * share(slow is yes); shown as percent, 2 decimals"
Figure = Mapping[str, Any]


def answers(figure: Figure, times: tuple[float, float], off: float) -> set[tuple[int, int, int]]:
    """How many may have given the one answer, the other, and both, by the score and its interval as printed."""
    n = figure["n"]
    one, other, both = np.meshgrid(*(np.arange(n + 1),) * 3, indexing="ij")
    a, b = times
    low, high = min(a, 0) + min(b, 0), max(a, 0) + max(b, 0)
    middle, half = (low + high) / 2, (high - low) / 2
    total, squares = a * one + b * other, a * a * one + b * b * other + 2 * a * b * both
    centre = (total + 3 * middle) / (n + 3)
    error = (squares + 3 * (middle**2 + half**2 / 2)) / (n + 3) - centre**2
    reach = Z * np.sqrt(np.maximum(error, 0) / (n + 3))
    value = total / n
    ends = np.minimum(np.maximum(centre - reach, low), value), np.maximum(np.minimum(centre + reach, high), value)
    fits = (both <= one) & (both <= other) & (one + other - both <= n)
    for own, printed in zip((value, *ends), (figure["value"], figure["low"], figure["high"]), strict=True):
        fits &= abs(100 * own - printed) < off
    return {(int(x), int(y), int(z)) for x, y, z in zip(one[fits], other[fits], both[fits], strict=True)}


def few_left(found: Mapping[str, Figure]) -> set[int]:
    """How many may have been told rudely and not slowly: of all rude ones, less those who were both."""
    told = set(range(111)) if found["rude"]["suppressed"] else {int(found["rude"]["value"])}
    if found["mixed"]["suppressed"]:
        return {one - both for one in told for both in range(one + 1)}
    return {one - both for one, _, both in answers(found["mixed"], (0.5, 0.25), 0.0051) if one in told}


MADE_OF = {"a": "share(rude is yes)", "b": "share(slow is yes)"}


def test_few_of_a_group_of_people_do_not_follow_from_a_score() -> None:
    """50 rude ones are counted; of the score follows that 48 are slow as well."""
    found = figures(RUDE, f"publish groups of at least {LEAST}", rude="count(rude is yes)", mixed=SCORE)
    assert len(few_left(found)) > 1 and not all(each["suppressed"] for each in found.values())


def test_the_attacker_would_notice() -> None:
    found = figures(RUDE, "publish groups of at least 1", rude="count(rude is yes)", mixed=SCORE)
    assert (50, 78, 48) in answers(found["mixed"], (0.5, 0.25), 0.0051) and few_left(found) == {2}


def made_of_others(publish: str) -> Mapping[str, Figure]:
    """The same score as a metric that is made of two others."""
    text = f"{HEAD}  {publish}\nmetric rude: R\n  from replies\n  formula count(rude is yes)\n"
    text += "".join(f"metric {name}: M\n  from replies\n  formula {formula}\n" for name, formula in MADE_OF.items())
    text += "metric mixed: S\n  formula 0.5 * a + 0.25 * b\n  shown as percent, 2 decimals\n"
    sources = {"replies": RUDE, "council": [{"id": "c", "title": "C"}]}
    said = cxengine.compile({"made.cx": text}).metrics(sources, as_of="2019-12-31").to_dict()
    return {each["metric"]: each for each in said["metrics"]}


def test_nor_from_one_that_is_made_of_other_metrics() -> None:
    assert few_left(made_of_others("publish groups of at least 1")) == {2}
    found = made_of_others(f"publish groups of at least {LEAST}")
    assert len(few_left(found)) > 1 and not all(each["suppressed"] for each in found.values())


RULES = f"""pack made: Made by chance
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  field urgent is yes_no
  field rude is yes_no
  publish groups of at least {LEAST}
metric all: Answers
  from replies
  formula count
  by channel
metric urgent: Urgent
  from replies
  where urgent is yes
  formula count
metric rudely: Rude
  from replies
  formula count(rude is yes)
metric mixed: Score
  from replies
  formula 0.75 * share(urgent is yes) - 0.25 * share(rude is yes)
  shown as points, 3 decimals
  by channel
"""
PLACES = ("council:c", *(f"service:s{at}" for at in range(3)))
CHANNELS = ("web", "phone", "post")
KINDS = tuple(product(range(3), CHANNELS, (True, False), (True, False)))
"""A service, a channel, whether it was urgent, and whether it was rude."""


def made(seed: int) -> tuple[list[dict[str, Any]], dict[tuple[Any, ...], int]]:
    """Rows of three services by three channels, few in some groups."""
    chance = Random(seed)
    people = {kind: chance.choice((0, 0, 1, 2, 4, 7, 20)) for kind in KINDS}
    rows = [
        {"service": f"s{service}", "channel": channel, "urgent": urgent, "rude": rude}
        for (service, channel, urgent, rude), n in people.items()
        for _ in range(n)
    ]
    return rows, people


def groups(place: str, by: Mapping[str, str | None], kinds: tuple[bool | None, bool | None]) -> tuple[Cell, ...]:
    """The kinds of rows that a figure of a subject and a channel counts; None for either."""
    return tuple(
        ("kind", kind)
        for kind in KINDS
        if (place == "council:c" or place == f"service:s{kind[0]}")
        and by.get("channel", kind[1]) == kind[1]
        and all(wanted in (None, own) for wanted, own in zip(kinds, kind[2:], strict=True))
    )


def read(rows: list[dict[str, Any]]) -> tuple[Knowledge, set[Cell], int]:
    """All that is printed; the hidden counts, and how many scores with an interval are shown."""
    sources = {
        "replies": rows, "service": [{"id": f"s{at}", "title": "S", "parent": "c"} for at in range(3)],
        "council": [{"id": "c", "title": "C"}],
    }  # fmt: skip
    program = cxengine.compile({"made.cx": RULES})
    known = Knowledge({("kind", kind): (0, inf) for kind in KINDS})
    hidden: set[Cell] = set()
    scores = 0
    of = {"all": (None, None), "urgent": (True, None), "rudely": (None, True), "mixed": (None, None)}
    for by in ((), ("channel",)):
        for figure in program.metrics(sources, by=by, as_of=date(2019, 12, 31)).to_dict()["metrics"]:
            name, place = figure["metric"], figure["subject"]
            cell = (name, place, tuple(figure["by"].items()))
            behind = groups(place, figure["by"], of[name])
            known.ends[cell] = (0, inf)
            known.sums.append((cell, behind))
            if figure["suppressed"]:
                if name != "mixed":  # of which `all` may say how many there are
                    hidden.add(cell)
                if figure["unknown"].startswith("fewer than") and name != "rudely":
                    known.narrow(cell, 1, LEAST - 1)
                continue
            n = (figure["n"] if name in ("all", "mixed") else figure["value"]) or 0
            known.narrow(cell, n, n)
            if name == "mixed" and n:
                scores += figure["low"] is not None
                add_score(known, figure, place, n)
    return known, hidden, scores


def add_score(known: Knowledge, figure: Figure, place: str, n: int) -> None:
    """What a score and its interval say of how many were urgent, rude and both, as linear bounds."""
    a, b, off = 0.75, -0.25, 0.00000501
    urgent, rude, both = (groups(place, figure["by"], kinds) for kinds in ((True, None), (None, True), (True, True)))
    total = [*((cell, a) for cell in urgent), *((cell, b) for cell in rude)]
    bounded(known, total, (figure["value"] / 100 - off) * n, (figure["value"] / 100 + off) * n)
    middle, half = 0.25, 0.5
    centres = [((figure["value"] / 100 + way * off) * n + 3 * middle) / (n + 3) for way in (-1, 1)]
    ends = {"low": (figure["low"] / 100, -0.25), "high": (figure["high"] / 100, 0.75)}
    for end, last in ends.values():
        if abs(end - last) < 2 * off or abs(end - figure["value"] / 100) < 2 * off:
            continue  # cut off, or moved to the score
        reaches = [abs(end - centre) + way * off for centre, way in product(centres, (-1, 1))]
        errors = [max(each, 0.0) ** 2 / Z**2 * (n + 3) for each in (min(reaches), max(reaches))]
        squares = [
            (errors[at] + (min, max)[at](centre**2 for centre in centres)) * (n + 3) - 3 * (middle**2 + half**2 / 2)
            for at in (0, 1)
        ]
        terms = [*((c, a * a) for c in urgent), *((c, b * b) for c in rude), *((c, 2 * a * b) for c in both)]
        bounded(known, terms, squares[0] - 1e-9, squares[1] + 1e-9)


def bounded(known: Knowledge, terms: list[tuple[Cell, float]], low: float, high: float) -> None:
    """A sum of kinds, each counted once, lies between two numbers."""
    each: dict[Cell, float] = {}
    for cell, times in terms:
        each[cell] = each.get(cell, 0.0) + times
    known.weighted.append((tuple(each.items()), low - 1e-9))
    known.weighted.append((tuple((cell, -times) for cell, times in each.items()), -high - 1e-9))


def few_rest(people: Mapping[tuple[Any, ...], int], known: Knowledge) -> set[Cell]:
    """Of a subject the few urgent ones that were not rude, the rude that were not urgent, and those that were neither.

    How many were both, or were not urgent, is what a share says outright.
    """
    found: set[Cell] = set()
    for place in PLACES:
        for kinds in ((True, False), (False, True), (False, False)):
            behind = groups(place, {}, kinds)
            n = sum(people[kind] for _, kind in behind)  # type: ignore[misc]
            if 0 < n < LEAST:
                cell = ("left", place, kinds)
                known.ends[cell] = (0, inf)
                known.sums.append((cell, behind))
                found.add(cell)
    return found


@pytest.mark.parametrize("seeds", [range(6), pytest.param(range(6, 60), marks=pytest.mark.nightly)])
def test_nor_do_hidden_counts_follow_in_tables_made_by_chance(
    seeds: range, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = secret = shown = rest = 0
    for seed in seeds:
        rows, people = made(seed)
        known, hidden, scores = read(rows)
        few = few_rest(people, known)
        broken = recovered(known, {*hidden, *few})
        assert not broken, (seed, broken)
        cells, secret, shown, rest = cells + len(known.sums), secret + len(hidden), shown + scores, rest + len(few)
    with capsys.disabled():
        said = f"{cells} cells, {secret} hidden, {rest} few that nobody prints, {shown} intervals"
        print(f"\nScores: {said}, 0 recovered")
    assert secret > 10 and shown > 5


def test_this_attacker_reads_intervals() -> None:
    """Where nothing is hidden he knows how many of a service were urgent and rude at once, which no figure says."""
    rows = [
        {"service": "s0", "channel": "web", "urgent": urgent, "rude": rude}
        for (urgent, rude), n in {(True, True): 17, (True, False): 8, (False, True): 20, (False, False): 31}.items()
        for _ in range(n)
    ]
    known, _, scores = read(rows)
    behind = groups("service:s0", {}, (True, True))
    known.ends["both",] = (0, inf)
    known.sums.append((("both",), behind))
    assert scores and recovered(known, {("both",)}) == {("both",): 17}


