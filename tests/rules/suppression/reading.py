"""What the attacker reads: the JSON of figures, and what the rules say of how they hang together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf
from typing import Any

from .attacker import Cell, Knowledge

MONTHS_HIDDEN = "not published, since a month that it is made of is not"
WINDOWS_OVERLAP = "not published: beside each other, windows that overlap would tell more than each of them does"

Figure = Mapping[str, Any]
Place = tuple[str, frozenset[tuple[str, str | None]]]
"""A subject, and a value of each dimension that it is split by."""


@dataclass(frozen=True)
class Told:
    """What the rules say of a metric: the rows it keeps (metrics with the same word keep the same), and its policy."""

    rows: str
    least: int
    share: bool = False
    counts: bool = False
    """Whether its value is the number of its rows."""
    rounded_to: int = 1
    scale: tuple[int, int] | None = None
    """Whether its value is a mean of answers, and the least and the greatest of these."""


@dataclass
class Read:
    """Everything published, as cells: the rows a metric keeps, those it rests on, and those that fit."""

    told: Mapping[str, Told]
    parents: Mapping[str, str | None]
    known: Knowledge = field(default_factory=Knowledge)
    first: set[Cell] = field(default_factory=set)
    second: set[Cell] = field(default_factory=set)
    withheld: set[Cell] = field(default_factory=set)
    places: dict[str, set[Place]] = field(default_factory=dict)

    def figures(self, figures: Iterable[Figure]) -> None:
        """Reads figures; those without data are cells of nobody. Those over windows that overlap make no whole."""
        for figure in figures:
            told = self.told.get(figure["metric"])
            if told is not None and figure.get("window") is None and not in_one_line(figure):
                self._figure(told, figure)

    def _figure(self, told: Told, figure: Figure) -> None:
        place: Place = figure["subject"], frozenset(figure["by"].items())
        name = figure["metric"]
        self.places.setdefault(name, set()).add(place)
        rests, kept, hits = ("n", name, place), ("kept", told.rows, place), ("hits", name, place)
        total = ("total", name, place)
        for cell in (rests, kept, *((hits,) if told.share else ()), *((total,) if told.scale else ())):
            self.known.ends.setdefault(cell, (0, inf))
        if not figure["suppressed"]:
            n, off = figure["n"] or 0, told.rounded_to // 2
            for cell, people in ((rests, n), (kept, n + figure["excluded"])):
                self.known.narrow(cell, max(people - off, 0), people + off)
            if told.scale is not None and figure["value"] is not None:
                self._mean(total, rests, figure["value"], range(max(n - off, 1), n + off + 1))
            fit = re.search(r"\(([\d,]+) of ", figure["shown"]) if told.share else None
            if fit is not None:
                found = int(fit[1].replace(",", ""))
                self.known.narrow(hits, max(found - off, 0), found + off)
            return
        assert figure["value"] is None and figure["low"] is None and figure["n"] is None and figure["excluded"] is None
        if figure["unknown"].startswith("fewer than"):
            self.first.add(rests)
            self.known.narrow(rests, 1, told.least - 1)
            self.known.narrow(kept, 1, inf)
        elif figure["unknown"].startswith("not published"):
            self.withheld.add(rests)
            self.known.narrow(kept, 1, inf)
        else:
            self.second.add(rests)
            self.known.narrow(rests, told.least if told.counts else 0, inf)  # without answers nothing is small
            self.known.narrow(kept, 1, inf)

    def _mean(self, total: Cell, rests: Cell, mean: float, numbers: range) -> None:
        """Of how many answers a mean with two decimals can be, and what these come to: whole numbers only."""
        sums = {n: (ceil((mean - 0.005) * n - 1e-9), floor((mean + 0.005) * n + 1e-9)) for n in numbers}
        fit = {n: ends for n, ends in sums.items() if ends[0] <= ends[1]}
        self.known.narrow(rests, min(fit), max(fit))
        self.known.narrow(total, min(low for low, _ in fit.values()), max(high for _, high in fit.values()))

    def hang_together(self) -> None:
        """The sums that the rules imply: children make their parent, groups their whole; and what exceeds what."""
        for name, places in self.places.items():
            told = self.told[name]
            kinds = [("n", name), ("kept", told.rows)] + ([("hits", name)] if told.share else [])
            kinds += [("total", name)] if told.scale else []
            for whole, parts in wholes(places, self.parents):
                self.known.sums += [((*kind, whole), tuple((*kind, part) for part in parts)) for kind in kinds]
            for place in places:
                self.known.at_most.append((("n", name, place), ("kept", told.rows, place)))
                if told.share:
                    self.known.at_most.append((("hits", name, place), ("n", name, place)))
                if told.scale is not None:
                    least, most = told.scale
                    total, rests = ("total", name, place), ("n", name, place)
                    self.known.weighted.append((((total, 1.0), (rests, -float(least))), 0.0))
                    self.known.weighted.append((((total, -1.0), (rests, float(most))), 0.0))
                if told.counts:
                    self.known.sums.append((("n", name, place), (("kept", told.rows, place),)))
        self.known.sums = list(dict.fromkeys(self.known.sums))


def in_one_line(figure: Figure) -> bool:
    """Whether it stands for figures over windows that overlap, which make no whole and say nothing by themselves."""
    return bool(figure["suppressed"]) and figure["unknown"] in (MONTHS_HIDDEN, WINDOWS_OVERLAP)


def wholes(places: set[Place], parents: Mapping[str, str | None]) -> Iterable[tuple[Place, Sequence[Place]]]:
    """Every place and the parts that it is made of, in each way."""
    below: dict[Place, list[Place]] = {}
    split: dict[tuple[Place, str], list[Place]] = {}
    for subject, by in places:
        parent = parents.get(subject)
        if parent is not None:
            below.setdefault((parent, by), []).append((subject, by))
        for dimension, value in by:
            rest = by - {(dimension, value)}
            split.setdefault(((subject, rest), dimension), []).append((subject, by))
    yield from ((whole, parts) for whole, parts in below.items() if whole in places)
    yield from ((whole, parts) for (whole, _), parts in split.items() if whole in places)
