"""The attacker takes windows that end with each month from one another, and from months and all there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import inf
from random import Random
from typing import Any

import attrs
import pytest

import cxengine

from .attacker import Cell, Knowledge, recovered

LEAST = 5
HEAD = f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table replies: Answers
  field service is service
  field day is date
  field channel is one of (web, phone)
  field urgent is yes_no
  publish groups of at least {LEAST}
"""
SERVICES, CHANNELS = ("s0", "s1"), ("web", "phone")
FIRST, MONTHS = (2019, 3), 10
DAYS = [date(FIRST[0], FIRST[1] + at, day) for at in range(MONTHS) for day in (5, 25)]
Kind = tuple[str, date, str, bool]
"""A service, a day, a channel, and whether it is urgent."""
KINDS: list[Kind] = list(product(SERVICES, DAYS, CHANNELS, (True, False)))
People = Counter[Kind]


@attrs.frozen
class Counted:
    """A number of answers, as it is written; what it keeps besides its window is worked out anew from ``holds``."""

    where: tuple[str, ...] = ()
    holds: Callable[[Kind], bool] = lambda kind: True
    by: tuple[str, ...] = ("month of day",)
    rolls: bool = True
    formula: str = "count"

    def text(self, name: str) -> str:
        lines = [*(f"where {each}" for each in self.where), f"formula {self.formula}"]
        lines += [f"by {', '.join(self.by)}"] if self.by else []
        return f"metric {name}: M\n  from replies\n" + "".join(f"  {line}\n" for line in lines)


def is_urgent(kind: Kind) -> bool:
    return kind[3]


def by_phone(kind: Kind) -> bool:
    return kind[2] == "phone"


WINDOW, YEAR = "day in last 3 months", "day in last 6 full months"
BOTH = ("month of day", "channel")
ALONE = {"recent": Counted((WINDOW,))}
PAIR = {"recent": Counted((WINDOW,)), "newest": Counted(("day in last 2 months",))}
BESIDE = {
    "recent": Counted((WINDOW,), by=BOTH), "pressing": Counted((WINDOW, "urgent is yes"), is_urgent),
    "everyone": Counted(by=("channel",), rolls=False),
}  # fmt: skip
TWO = {
    "recent": Counted((WINDOW,), by=("quarter of day",)), "longer": Counted((YEAR,), by=BOTH),
    "phoned": Counted(("channel is phone",), by_phone, rolls=False),
}  # fmt: skip
OF_MONTHS = {
    "recent": Counted((WINDOW, "channel is phone"), by_phone), "everyone": Counted(rolls=False),
    "pressing": Counted((YEAR,), by=("month of day",), formula="share(urgent is yes)"),
}  # fmt: skip
Metrics = Mapping[str, Counted]


def window_of(figure: Mapping[str, Any]) -> tuple[date, date] | None:
    if figure["window"] is None:
        return None
    return date.fromisoformat(figure["window"]["from"]), date.fromisoformat(figure["window"]["to"])


def own_window(counted: Counted, as_of: date) -> tuple[date, date]:
    """The days that a metric as it stands is over."""
    if counted.rolls and YEAR not in counted.where:
        month, end = as_of.month - int(counted.where[0].split()[3]), as_of.day
        return (date(2019, month, end + 1), as_of) if end < 28 else (date(2019, month + 1, 1), as_of)
    if YEAR in counted.where:
        last = as_of if as_of.day == 31 else date(2019, as_of.month - 1, 30)
        return date(2019, last.month - 5, 1), last
    return DAYS[0], DAYS[-1]


def members(counted: Counted, subject: str, window: tuple[date, date], channel: str | None) -> tuple[Kind, ...]:
    return tuple(
        kind
        for kind in KINDS
        if counted.holds(kind)
        and window[0] <= kind[1] <= window[1]
        and subject in ("council:c", f"service:{kind[0]}")
        and channel in (None, kind[2])
    )


def subsets(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for choice in product((0, 1), repeat=len(by)):
        yield tuple(each for each, taken in zip(by, choice, strict=True) if taken)


def month_window(label: str) -> tuple[date, date]:
    at = date.fromisoformat(f"{label}-01")
    return at, at.replace(day=28)


def read(metrics: Metrics, people: People, as_of: date) -> tuple[Knowledge, dict[Cell, int], Counter[str]]:
    """All that is printed, the groups of few people that follow from it if they can, and how much is shown of what."""
    rows = [dict(zip(("service", "day", "channel", "urgent"), each, strict=True)) for each in people.elements()]
    sources: dict[str, Any] = {
        "replies": rows, "council": [{"id": "c", "title": "C"}],
        "service": [{"id": each, "title": each, "parent": "c"} for each in SERVICES],
    }  # fmt: skip
    program = cxengine.compile({"made.cx": HEAD + "".join(each.text(name) for name, each in metrics.items())})
    known, shown = Knowledge({("kind", each): (0, inf) for each in KINDS}), Counter[str]()
    groups: dict[Cell, tuple[Kind, ...]] = {}
    for by in dict.fromkeys(each for counted in metrics.values() for each in subsets(counted.by)):
        listed = [name for name, counted in metrics.items() if set(by) <= set(counted.by)]
        for figure in program.metrics(sources, metrics=listed, by=by, as_of=as_of).to_dict()["metrics"]:
            counted, window = metrics[figure["metric"]], window_of(figure)
            part = next((figure["by"][each] for each in by if each.endswith("of day") and each in figure["by"]), None)
            if figure["n"] is None and not figure["suppressed"]:
                continue  # a service without answers
            if figure["suppressed"]:
                assert figure["value"] is None and figure["n"] is None and figure["low"] is None
                shown["hidden"] += 1
                continue
            assert (window is not None) == (counted.rolls and part is not None)
            shown["rolled" if window is not None else "plain"] += 1
            days = window or (month_window(part) if part is not None else own_window(counted, as_of))
            kinds = members(counted, figure["subject"], days, figure["by"].get("channel"))
            n = sum(people[kind] for kind in kinds)
            assert figure["n"] == n and (counted.formula != "count" or figure["value"] == n), figure
            cell = ("n", figure["metric"], figure["subject"], days, figure["by"].get("channel"))
            known.ends[cell] = (n, n)
            known.sums.append((cell, tuple(("kind", kind) for kind in kinds)))
            groups[cell] = kinds
    few: dict[Cell, int] = {}
    for cell, kinds in asked_for(metrics, groups, as_of):
        n = sum(people[kind] for kind in kinds)
        if 0 < n < LEAST and cell not in few:
            few[cell] = n
            known.ends[cell] = (0, inf)
            known.sums.append((cell, tuple(("kind", kind) for kind in kinds)))
    return known, few, shown


def asked_for(
    metrics: Metrics, groups: Mapping[Cell, tuple[Kind, ...]], as_of: date
) -> Iterator[tuple[Cell, tuple[Kind, ...]]]:
    """Each month of each metric, its own window, and what is left of one shown figure without another, of a subject."""
    subjects = ("council:c", *(f"service:{each}" for each in SERVICES))
    windows = [month_window(f"{day:%Y-%m}") for day in DAYS]
    for (name, counted), subject in product(metrics.items(), subjects):
        split = (None, *CHANNELS) if "channel" in counted.by else (None,)
        for channel in split:
            for days in (*windows, own_window(counted, as_of)) if counted.by else (own_window(counted, as_of),):
                yield ("few", name, subject, days, channel), members(counted, subject, days, channel)
    by_subject: dict[str, list[Cell]] = {}
    for cell in groups:
        by_subject.setdefault(cell[2], []).append(cell)  # type: ignore[index]
    for cells in by_subject.values():
        for one, other in product(cells, repeat=2):
            if set(groups[other]) < set(groups[one]):
                yield ("left", one, other), tuple(set(groups[one]) - set(groups[other]))


def made_by_chance(seed: int) -> People:
    """Most months have answers of many, and some of few or of nobody."""
    chance = Random(seed)
    months = sorted({day.month for day in DAYS})
    people = People()
    for service, month in product(SERVICES, months):
        n = chance.choice((12, 25, 40, 60, 60, 60) if chance.random() < 0.85 else (0, 1, 2, 3, 4, 6))
        there = [kind for kind in KINDS if kind[0] == service and kind[1].month == month]
        people.update(chance.choices(there, [chance.choice((0, 1, 9, 9)) + 0.01 for _ in there], k=n))
    return people


ENDS = (date(2019, 12, 31), date(2019, 12, 10))


def test_a_window_does_not_tell_the_month_that_it_has_more_than_the_one_before() -> None:
    """Two in August: by as many the three months up to October have more than the two."""
    people = People({kind: 10 for kind in KINDS if kind[0] == "s0"})
    people.update({kind: -people[kind] + (2 if kind[2] == "web" and kind[3] and kind[1].day == 5 else 0)
                   for kind in KINDS if kind[0] == "s0" and kind[1].month == 8})  # fmt: skip
    known, few, shown = read(PAIR, people, ENDS[0])
    assert 2 in few.values() and not recovered(known, few)
    assert shown["rolled"] == 6
    told = {cell[3] for cell in known.ends if cell[:2] == ("n", "recent")}  # type: ignore[index]
    assert told == {(date(2019, 10, 1), ENDS[0])}


@pytest.mark.parametrize("as_of", ENDS)
@pytest.mark.parametrize("metrics", [ALONE, PAIR, BESIDE, TWO, OF_MONTHS])
@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 40), marks=pytest.mark.nightly)])
def test_nor_in_tables_made_by_chance(metrics: Metrics, as_of: date, seeds: range) -> None:
    told, of_all = 0, Counter[str]()
    for seed in seeds:
        known, few, shown = read(metrics, made_by_chance(seed), as_of)
        told, of_all = told + len(few), of_all + shown
        assert not recovered(known, few), seed
    assert told and of_all["hidden"] and of_all["rolled"] > len(seeds)
