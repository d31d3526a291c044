"""What somebody learns who has this program and re-runs its choice on every table that fits what is printed.

Of tables of three services and three channels, made by chance, all tables that give the same figures are listed; those
of which other figures would be hidden are ruled out. A hidden number is learned where all that are left agree on it.
With a secret, who re-runs the choice tries some keys, and rules a table out where none of them hides what is hidden.
Beside both: a choice that takes groups of any size as alike. By hand: ``python -m tests.benchmarks.bench_replay``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from random import Random
from typing import Any

import attrs
import pytest

import cxengine
from cxengine.metrics.suppression import decisions
from cxengine.metrics.suppression.cells import Box
from cxengine.metrics.suppression.decide import decide
from cxengine.metrics.suppression.moves import World
from cxengine.metrics.suppression.tables import Layout, cells_of

LEAST = 5
SERVICES, CHANNELS = ("s0", "s1", "s2"), ("phone", "post", "web")
SIZES = (0, 1, 2, 4, 7, 12, 30)
TABLES = 40
MOST_FITS = 300
"""A table that more fit is not looked at."""
HUGE = 10**6
KEYS = 12
RULES = f"""pack made: Made
version 1 from 2018-01-01
subject council: Council
subject service: Service
  belongs to council
table replies: Answers
  field service is service
  field channel is one of (web, phone, post)
  publish groups of at least {LEAST}
metric answers: Answers
  from replies
  formula count
  by channel
"""
Numbers = tuple[int, ...]
"""How many answers each service has by each channel."""
Place = tuple[int | None, int | None]
"""A service and a channel by number; None for all of them."""
Shown = Mapping[Place, int | str]
"""The number that is printed, or why there is none."""
PLACES = list(product(range(len(SERVICES)), range(len(CHANNELS))))


def layout() -> Layout:
    """How the figures lie."""
    found: list[Layout] = []
    decided = decisions._decided

    def noted(of: Layout, *more: Any) -> Any:
        found.append(of)
        return decided(of, *more)

    rows = [{"service": service, "channel": channel} for service in SERVICES for channel in CHANNELS]
    listed = [{"id": service, "title": service, "parent": "c"} for service in SERVICES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decisions, "_decided", noted)
        sources = {"replies": rows, "service": listed, "council": [{"id": "c", "title": "C"}]}
        cxengine.compile({"made.cx": RULES}).metrics(sources, as_of=date(2019, 12, 31))
    return found[0]


def printed(of: Layout, numbers: Numbers) -> Shown:
    """What is said of every group that has answers."""
    import pyarrow as pa

    held = [(place, n) for place, n in zip(PLACES, numbers, strict=True) if n]
    columns = {
        "g0": [SERVICES[service] for (service, _), _ in held], "g1": [CHANNELS[channel] for (_, channel), _ in held],
        "n": [n for _, n in held], "p0": [(1 << len(of.conditions)) - 1 for _ in held],
    }  # fmt: skip
    cells, _ = cells_of(of, pa.table(columns), of)
    made = decide(cells, of.coarser())
    words = dict.fromkeys(made.first, "few") | dict.fromkeys(made.second, "second")
    words |= dict.fromkeys(made.withheld, "withheld")
    shown: dict[Place, int | str] = {}
    for box in cells.counts:
        if box[0] not in of.reported:
            shown[place_of(cells.axes, cells.views()[box[1]], box)] = words.get(box, cells.size(box))
    return shown


def place_of(axes: Any, views: Any, box: Box) -> Place:
    """Which group a box is."""
    found: list[int | None] = []
    for axis, view, number, names in zip(axes, views, box[2:], (SERVICES, CHANNELS), strict=True):
        label = next(label for (own, label), each in axis.labels.items() if own == view and each == number)
        name = getattr(label, "id", None) or (label[0] if label else None)
        found.append(names.index(name) if name in names else None)
    return found[0], found[1]


def fits(shown: Shown) -> Iterator[Numbers]:
    """All tables that give these numbers, and groups as small or as large as is said."""
    ends = {place: bounds(shown.get(place, 0)) for place in PLACES}
    sums = [(held, bounds(said)) for place, said in shown.items() if None in place and (held := within(place))]
    moved = True
    while moved:
        before = dict(ends)
        for held, (low, high) in sums:
            for place in held:
                least, most = (sum(ends[each][at] for each in held if each != place) for at in (0, 1))
                ends[place] = max(ends[place][0], low - most), min(ends[place][1], high - least)
        moved = ends != before
    yield from _filled({}, ends, sums)


def _filled(known: dict[Any, int], ends: Any, sums: Any) -> Iterator[Numbers]:
    if len(known) == len(PLACES):
        yield tuple(known[place] for place in PLACES)
        return
    place = min((each for each in PLACES if each not in known), key=lambda each: ends[each][1] - ends[each][0])
    for n in range(ends[place][0], ends[place][1] + 1):
        now = {**known, place: n}
        if all(
            sum(now.get(each, ends[each][0]) for each in held) <= high
            and sum(now.get(each, ends[each][1]) for each in held) >= low
            for held, (low, high) in sums
        ):
            yield from _filled(now, ends, sums)


def bounds(said: int | str) -> tuple[int, int]:
    """Between what a number lies."""
    return (
        (said, said)
        if isinstance(said, int)
        else (1, LEAST - 1)
        if said == "few"
        else ((LEAST, HUGE) if said == "second" else (1, HUGE))
    )


def within(place: Place) -> list[tuple[int, int]]:
    """The finest groups of one."""
    return [each for each in PLACES if all(own in (None, here) for own, here in zip(place, each, strict=True))]


def replayed(ways: Sequence[Layout], tables: int = TABLES) -> tuple[int, int, int, int, int]:
    """Tables looked at, figures hidden second, hidden numbers, what figures alone tell, and what is learned besides.

    By the first of the ways figures are hidden; who replays the choice tries all of them.
    """
    chance = Random(5)
    looked = second = hidden = plain = learned = 0
    for _ in range(tables):
        numbers = tuple(chance.choice(SIZES) for _ in PLACES)
        shown = printed(ways[0], numbers)
        fitting = list(islice(fits(shown), MOST_FITS + 1))
        if len(fitting) > MOST_FITS:
            continue
        assert numbers in fitting
        left = [each for each in fitting if any(printed(way, each) == shown for way in ways)]
        secret = [at for at, place in enumerate(PLACES) if isinstance(shown.get(place), str)]
        looked, hidden = looked + 1, hidden + len(secret)
        second += sum(said in ("second", "withheld") for said in shown.values())
        plain += sum(len({each[at] for each in fitting}) == 1 for at in secret)
        learned += sum(len({each[at] for each in left}) == 1 for at in secret)
    return looked, second, hidden, plain, learned


def keyed(of: Layout) -> list[Layout]:
    """The same figures, each time with another secret."""
    return [attrs.evolve(of, key=bytes([number]) * 32) for number in range(KEYS)]


def report() -> None:
    """One line for each way to choose."""
    of = layout()
    line("without a key", [of])
    line(f"with a key, of which {KEYS} are tried", keyed(of))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(World, "_cost", lambda world, box: 1)
        line("groups of any size alike", [of])


def line(what: str, ways: Sequence[Layout]) -> None:
    """What is hidden, and what follows."""
    start = time.process_time()
    looked, second, hidden, plain, learned = replayed(ways)
    print(
        f"{what}: {looked} tables, {second} figures hidden second, {hidden} hidden numbers, of which figures alone "
        f"tell {plain} and a replay {learned} ({time.process_time() - start:.0f} s)"
    )


@pytest.mark.benchmark
def test_what_a_replay_learns() -> None:
    print()
    report()


if __name__ == "__main__":
    report()
