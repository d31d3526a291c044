"""The attacker lays figures of some rows beside groups of others: urgent answers by phone beside answers by channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from math import inf
from random import Random
from typing import Any

import attrs
import pytest

import cxengine

from .attacker import Cell, recovered
from .reading import Figure, Place, Read, Told

LEAST = 5
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  field urgent is yes_no
  field received is date
  field closed is date
  publish groups of at least {LEAST}
"""
AS_OF = date(2019, 12, 10)
DAYS = (date(2019, 10, 3), date(2019, 11, 3), date(2019, 11, 20), date(2019, 12, 5))
"""Of two months each has days within the last month and days before it."""
Row = Mapping[str, Any]


@attrs.frozen
class Counted:
    """A number of answers: whom it counts, as it is written and worked out anew, and the parts it is split by."""

    where: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    formula: str = "count"
    within: tuple[str, ...] = ()
    """The conditions within the formula, of a `count` or a `share`."""

    def keeps(self, row: Row) -> bool:
        return all(HOLDS[each](row) for each in self.where)

    def counts(self, row: Row) -> bool:
        return self.keeps(row) and all(HOLDS[each](row) for each in self.within)

    def text(self, name: str) -> str:
        where = "".join(f"  where {each}\n" for each in self.where)
        by = f"  by {', '.join(self.by)}\n" if self.by else ""
        within = f"({' and '.join(self.within)})" if self.within else ""
        return f"metric {name}: M\n  from replies\n{where}  formula {self.formula}{within}\n{by}"


HOLDS: dict[str, Callable[[Row], bool]] = {
    "channel is phone": lambda row: row["channel"] == "phone",
    "channel is not post": lambda row: row["channel"] != "post",
    "urgent is yes": lambda row: bool(row["urgent"]),
    "channel is phone or urgent is yes": lambda row: row["channel"] == "phone" or bool(row["urgent"]),
    "received in last 30 days": lambda row: date(2019, 11, 10) < row["received"] <= AS_OF,
    "received in last 1 months": lambda row: date(2019, 11, 10) < row["received"] <= AS_OF,
    "closed in last 1 months": lambda row: date(2019, 11, 10) < row["closed"] <= AS_OF,
}
PARTS: dict[str, Callable[[Row], str]] = {
    "channel": lambda row: str(row["channel"]),
    "urgent": lambda row: "yes" if row["urgent"] else "no",
    "month of received": lambda row: f"{row['received']:%Y-%m}",
    "month of closed": lambda row: f"{row['closed']:%Y-%m}",
}
Metrics = Mapping[str, Counted]

PHONE: Metrics = {
    "everyone": Counted(by=("channel",)), "urgent_phone": Counted(("channel is phone", "urgent is yes")),
}  # fmt: skip
URGENT: Metrics = {
    "by_phone": Counted(("channel is phone",)), "urgent_ones": Counted(("urgent is yes",), ("channel",)),
}  # fmt: skip
DATES: Metrics = {
    "everyone": Counted(by=("month of received", "month of closed")),
    "came": Counted(("received in last 1 months",)), "went": Counted(("closed in last 1 months",)),
}  # fmt: skip
MANY: Metrics = {**PHONE, **URGENT, "not_post": Counted(("channel is not post",)), "went": DATES["went"]}
SPLIT: Metrics = {
    "everyone": Counted(by=("channel", "month of received")), "urgent_ones": Counted(("urgent is yes",)),
    "urgent_phone": Counted(("channel is phone", "urgent is yes"), ("month of received",)),
    "came": Counted(("received in last 1 months",), ("channel",)),
}  # fmt: skip

BOTH = ("channel is phone", "urgent is yes")
COUNT: Metrics = {"everyone": Counted(by=("channel",)), "urgent_phone": Counted(within=BOTH)}
SHARE: Metrics = {"everyone": Counted(by=("channel",)), "urgent_phone": Counted(formula="share", within=BOTH)}
WHERE_COUNT: Metrics = {"phone": Counted(("channel is phone",)), "urgent_phone": Counted(within=BOTH)}
WHERE_SHARE: Metrics = {"phone": Counted(("channel is phone",)), "urgent_phone": Counted(formula="share", within=BOTH)}
COUNTS: Metrics = {"phone": Counted(within=BOTH[:1]), "urgent_phone": Counted(within=BOTH)}
SHARED: Metrics = {
    **MANY, "share_urgent_phone": Counted(formula="share", within=BOTH),
    "count_came": Counted(within=("received in last 1 months", "urgent is yes"), by=("channel",)),
}  # fmt: skip
MONTHS: Metrics = {
    "everyone": Counted(by=("channel", "month of received")),
    "urgent_phone": Counted(within=BOTH, by=("month of received",)),
    "came": Counted(formula="share", within=("received in last 1 months", "urgent is yes")),
}  # fmt: skip
EITHER = ("channel is phone or urgent is yes",)
HARD: Metrics = {"everyone": Counted(by=("channel",)), "hard": Counted(EITHER)}
COUNT_HARD: Metrics = {"everyone": Counted(by=("channel",)), "hard": Counted(within=EITHER)}
HARD_URGENT: Metrics = {**HARD, "urgent_ones": Counted(("urgent is yes",))}
CAME: Metrics = {"everyone": Counted(by=("month of received",)), "came": Counted(("received in last 1 months",))}
NOT_POST: Metrics = {"some": Counted(("channel is not post",), ("channel",)), "urgent_ones": URGENT["urgent_ones"]}
RECENT: Metrics = {
    "came": Counted(("received in last 30 days",), ("month of received",)),
    "urgent_ones": Counted(("urgent is yes",), ("month of received",)),
}  # fmt: skip
HARD_SPLIT: Metrics = {"everyone": Counted(by=("channel",)), "hard": Counted(EITHER, ("urgent",))}
CHAIN: Metrics = {**HARD_SPLIT, "some": Counted(("channel is not post",), ("urgent",))}
CAME_SPLIT: Metrics = {
    "everyone": Counted(by=("channel", "month of received")), "hard": Counted(EITHER, ("urgent", "month of closed")),
    "came": Counted(("received in last 1 months",), ("urgent", "channel")),
}  # fmt: skip


def kind(row: Row) -> tuple[Any, ...]:
    return tuple(row[field] for field in ("service", "channel", "urgent", "received", "closed"))


def rows_of(*counts: tuple[Row, int]) -> list[Row]:
    plain = {"service": "s0", "channel": "web", "urgent": False, "received": DAYS[0], "closed": DAYS[0]}
    return [{**plain, **row} for row, n in counts for _ in range(n)]


def read(metrics: Metrics, rows: Sequence[Row]) -> tuple[Read, set[Cell]]:
    """All that is printed, with a cell for all rows alike and one for those that a service, a metric's rest and a group
    of it have; and those of the latter that are of few people."""
    program = cxengine.compile({"made.cx": RULES + "".join(each.text(name) for name, each in metrics.items())})
    services = sorted({row["service"] for row in rows})
    sources = {
        "replies": list(rows), "service": [{"id": s, "title": s, "parent": "c"} for s in services],
        "council": [{"id": "c", "title": "C"}],
    }  # fmt: skip
    parents = {f"service:{s}": "council:c" for s in services}
    plain = {name for name, each in metrics.items() if not each.within}
    found = Read({name: Told(name, LEAST, counts=True) for name in plain}, parents)
    within: list[Figure] = []
    for by in dict.fromkeys(split for each in metrics.values() for split in subsets(each.by)):
        listed = [name for name, each in metrics.items() if set(by) <= set(each.by)]
        figures = program.metrics(sources, metrics=listed, by=by, as_of=AS_OF).to_dict()["metrics"]
        found.figures(figures)
        within += [figure for figure in figures if figure["metric"] not in plain]
    found.hang_together()
    for figure in within:
        read_within(found, figure, metrics[figure["metric"]])
    people = Counter(map(kind, rows))
    fields = ("service", "channel", "urgent", "received", "closed")
    could_be = product(services, ("web", "phone", "post"), (True, False), DAYS, DAYS)
    of_kind = {each: dict(zip(fields, each, strict=True)) for each in could_be}
    for each in of_kind:
        found.known.ends["kind", each] = (0, inf)
    groups: dict[Cell, list[tuple[Any, ...]]] = {}
    by_shares: dict[Place, list[set[tuple[Any, ...]]]] = {}
    for name, counted in metrics.items():
        for place in found.places.get(name, ()):
            mine = [each for each, row in of_kind.items() if counted.keeps(row) and is_at(row, place)]
            found.known.sums.append((("n", name, place), tuple(("kind", each) for each in mine)))
            hits = [each for each in mine if counted.counts(of_kind[each])]
            if counted.within:
                found.known.sums.append((("hits", name, place), tuple(("kind", each) for each in hits)))
            if counted.formula == "share":
                by_shares.setdefault(place, []).extend((set(hits), set(mine) - set(hits)))
            elif counted.within:
                groups["count", name, place] = hits
                groups["others", name, place] = [each for each in mine if each not in hits]
            for other, of_other in metrics.items():
                if other != name:
                    left = [each for each in hits if not of_other.counts(of_kind[each])]
                    groups["left", name, other, place] = left
                    groups["all left", name, other, place] = [m for m in mine if not of_other.counts(of_kind[m])]
                    for there in found.places.get(other, ()):
                        if there[0] == place[0] and not place[1]:
                            groups["there", name, there] = [each for each in hits if is_at(of_kind[each], there)]
                            rest = [each for each in hits if not is_at(of_kind[each], there)]
                            groups["elsewhere", name, there] = rest
                        if there[0] == place[0] and place[1] and there[1]:
                            within = [m for m in mine if of_other.counts(of_kind[m]) and is_at(of_kind[m], there)]
                            groups["besides", name, place, other, there] = [m for m in mine if m not in within]
    few: set[Cell] = set()
    for cell, members in groups.items():
        found.known.ends[cell] = (0, inf)
        found.known.sums.append((cell, tuple(("kind", each) for each in members)))
        told = set(members) in by_shares.get(cell[-1], ())  # how people answer is what a share is for
        if 0 < sum(people[each] for each in members) < LEAST and not told:
            few.add(cell)
    return found, few


def read_within(found: Read, figure: Figure, counted: Counted) -> None:
    """How many answers a figure rests on, and how many of them its condition holds for."""
    place: Place = figure["subject"], frozenset(figure["by"].items())
    found.places.setdefault(figure["metric"], set()).add(place)
    n, hits = ("n", figure["metric"], place), ("hits", figure["metric"], place)
    found.known.ends[n] = found.known.ends[hits] = (0, inf)
    if not figure["suppressed"]:
        rests = figure["n"] or 0
        fit = (figure["value"] or 0) * (rests / 100 if counted.formula == "share" else 1)
        found.known.narrow(n, rests, rests)
        found.known.narrow(hits, round(fit), round(fit))
    elif figure["unknown"].startswith("hidden"):
        found.known.narrow(n, LEAST, inf)


def is_at(row: Row, place: Place) -> bool:
    subject, by = place
    here = subject in ("council:c", f"service:{row['service']}")
    return here and all(PARTS[dimension](row) == value for dimension, value in by)


def subsets(by: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [
        tuple(b for b, taken in zip(by, choice, strict=True) if taken) for choice in product((0, 1), repeat=len(by))
    ]


@pytest.mark.parametrize(
    ("metrics", "rows"),
    [
        (PHONE, rows_of(
            ({"channel": "phone", "urgent": True}, 48), ({"channel": "phone"}, 2), ({}, 30), ({"urgent": True}, 30)
        )),
        (URGENT, rows_of(
            ({"channel": "phone", "urgent": True}, 48), ({"channel": "phone"}, 2), ({}, 30), ({"urgent": True}, 30)
        )),
        (DATES, rows_of(
            ({"received": DAYS[1], "closed": DAYS[1]}, 3), ({"received": DAYS[2], "closed": DAYS[2]}, 40),
            ({"received": DAYS[3], "closed": DAYS[3]}, 50), ({}, 60),
        )),
        *((metrics, rows_of(
            ({"channel": "phone"}, 40), ({"channel": "post"}, 30), ({"urgent": True}, 2), ({}, 30)
        )) for metrics in (HARD, COUNT_HARD)),
        (HARD_URGENT, rows_of(
            ({"channel": "phone"}, 40), ({"channel": "phone", "urgent": True}, 2), ({"urgent": True}, 30), ({}, 30)
        )),
        (CAME, rows_of(
            ({"received": DAYS[1]}, 40), ({"received": DAYS[2]}, 3), ({"received": DAYS[3]}, 50), ({}, 60),
        )),
        (NOT_POST, rows_of(
            ({"urgent": True}, 40), ({}, 2), ({"channel": "phone", "urgent": True}, 40), ({"channel": "phone"}, 30),
            ({"channel": "post", "urgent": True}, 40), ({"channel": "post"}, 30),
        )),
        (RECENT, rows_of(
            ({"received": DAYS[3], "urgent": True}, 40), ({"received": DAYS[3]}, 2), ({"urgent": True}, 40), ({}, 30),
            ({"received": DAYS[2], "urgent": True}, 40), ({"received": DAYS[2]}, 30),
        )),
        *((metrics, rows_of(
            ({"channel": "phone", "urgent": True}, 48), ({"channel": "phone"}, 2), ({}, 30), ({"urgent": True}, 30)
        )) for metrics in (COUNT, SHARE, WHERE_COUNT, WHERE_SHARE, COUNTS)),
        (HARD_SPLIT, rows_of(
            ({"channel": "phone", "urgent": True}, 3), ({"channel": "phone"}, 12), ({"urgent": True}, 30), ({}, 40)
        )),
        (CHAIN, rows_of(
            ({"channel": "phone", "urgent": True}, 40), ({"channel": "phone"}, 30), ({"urgent": True}, 3), ({}, 50),
            ({"channel": "post", "urgent": True}, 20), ({"channel": "post"}, 20),
        )),
    ],
    ids=(
        "phone", "urgent", "dates", "either", "count_either", "either_and_one", "came", "not_post", "recent", "count",
        "share", "where_count", "where_share", "counts", "split", "chain",
    ),
)  # fmt: skip
def test_few_people_of_a_group_whom_another_figure_leaves(metrics: Metrics, rows: list[Row]) -> None:
    found, few = read(metrics, rows)
    assert few and not recovered(found.known, few | found.first | found.second | found.withheld)
    assert any(found.known.settled(cell) for cell in found.known.ends if cell[0] == "n")


TABLES = (
    PHONE, URGENT, DATES, MANY, SPLIT, {**SPLIT, **DATES}, COUNT, SHARE, WHERE_SHARE, SHARED, MONTHS, HARD, COUNT_HARD,
    HARD_URGENT, CAME, NOT_POST, RECENT, HARD_SPLIT, CHAIN, CAME_SPLIT,
)  # fmt: skip


@pytest.mark.parametrize("seeds", [range(11), pytest.param(range(11, 66), marks=pytest.mark.nightly)])
def test_nor_in_tables_made_by_chance(seeds: range, capsys: pytest.CaptureFixture[str]) -> None:
    told = Counter[str]()
    for seed in seeds:
        chance = Random(seed)
        metrics = TABLES[seed % len(TABLES)]
        rows = rows_of(*(
            (dict(zip(("service", "channel", "urgent", "received", "closed"), each, strict=True)), size)
            for each in product(("s0", "s1"), ("web", "phone", "post"), (True, False), DAYS, DAYS)
            if each[4] >= each[3] and (size := chance.choice((0, 0, 0, 1, 2, 4, 9, 20, 30)))
        ))  # fmt: skip
        found, few = read(metrics, rows)
        secret = found.first | found.second | found.withheld
        broken = recovered(found.known, few | secret)
        assert not broken, (seed, broken)
        told += Counter(few=len(few), hidden=len(secret), shown=sum(map(len, found.places.values())) - len(secret))
    with capsys.disabled():
        print(f"\nFigures beside groups of others: {dict(told)}, 0 recovered")
    assert told["few"] > 5 and told["shown"] > 30
