"""The way through a journey as a row of columns, one for each step, and the arrows between them."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate
from typing import Literal

import attrs

from cxengine.report.wording import Result

Joint = Literal["and", "or"]


@attrs.frozen(kw_only=True)
class Column:
    """A step with its number, from 1; a place where ways only part and meet has neither."""

    name: str
    number: int | None
    step: Result | None
    stage: str | None


@attrs.frozen
class Arrow:
    """From column to column; ``share`` in percent of the cases that come to the first, where it is known."""

    start: int
    end: int
    share: float | None = None


@attrs.frozen
class Return:
    """Cases that go back, in percent, and why."""

    start: int
    end: int
    share: float
    why: str


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Way:
    """Every arrow leads to a later column. ``splits`` and ``joins`` are columns where several ways part and meet."""

    columns: tuple[Column, ...]
    arrows: tuple[Arrow, ...]
    returns: tuple[Return, ...]
    splits: Mapping[int, Joint]
    joins: Mapping[int, Joint]

    @cached_property
    def over(self) -> tuple[int, ...]:
        """For each column how many arrows come to it or go by from earlier ones; the last number is 0."""
        changes = [0] * (len(self.columns) + 1)
        for arrow in self.arrows:
            changes[arrow.start + 1] += 1
            changes[arrow.end + 1 if arrow.end + 1 < len(changes) else -1] -= 1
        return tuple(accumulate(changes))

    @cached_property
    def shared(self) -> frozenset[int]:
        """The columns from which an arrow with a share leads."""
        return frozenset(arrow.start for arrow in self.arrows if arrow.share is not None)

    def runs(self) -> tuple[tuple[str | None, int, int], ...]:
        """Columns of one stage that stand beside each other: the stage, the first and the last of them."""
        found: list[tuple[str | None, int, int]] = []
        for at, column in enumerate(self.columns):
            if found and found[-1][0] == column.stage:
                found[-1] = (column.stage, found[-1][1], at)
            else:
                found.append((column.stage, at, at))
        return tuple(found)


def way_of(journey: Result) -> Way:
    """The steps in an order in which each follows those that lead to it; else by stage, else as the file has them."""
    places = {each["step"]: each for each in journey["steps"]}
    places |= {each["junction"]: each for each in journey["junctions"]}
    order = _in_order(places, [stage["stage"] for stage in journey["stages"]])
    at = {name: index for index, name in enumerate(order)}
    numbers = {name: index for index, name in enumerate((n for n in order if "step" in places[n]), start=1)}
    columns = tuple(
        Column(
            name=name,
            number=numbers.get(name),
            step=places[name] if name in numbers else None,
            stage=places[name]["stage"],
        )
        for name in order
    )
    return Way(
        columns=columns,
        arrows=tuple(
            Arrow(at[name], at[leads["to"]], leads["share"])
            for name in order
            for leads in sorted(places[name]["then"], key=lambda leads: at[leads["to"]])
        ),
        returns=tuple(
            Return(at[name], at[back["from"]], back["share"], back["why"])
            for name in numbers
            for back in places[name]["repeats"]
            if back["from"] in at
        ),
        splits={at[name]: places[name]["split"] or "and" for name in order if len(places[name]["then"]) > 1},
        joins={at[name]: places[name]["join"] or "or" for name in order if len(places[name]["after"]) > 1},
    )


def _in_order(places: Mapping[str, Result], stages: list[str]) -> list[str]:
    rank = {stage: number for number, stage in enumerate(stages)}
    keys = {name: (rank.get(place["stage"], -1), number, name) for number, (name, place) in enumerate(places.items())}
    left = {name: len(place["after"]) for name, place in places.items()}
    ready = [keys[name] for name, count in left.items() if not count]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        *_, name = heapq.heappop(ready)
        order.append(name)
        for leads in places[name]["then"]:
            left[leads["to"]] -= 1
            if not left[leads["to"]]:
                heapq.heappush(ready, keys[leads["to"]])
    return order
