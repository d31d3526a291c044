"""How the cases of a log follow a journey: counted on the alignment of each variant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, Literal

import attrs

from cxengine.lang.flows.flow import Flow
from cxengine.logs.align import Alignment, Net
from cxengine.logs.steps_of import Matched
from cxengine.logs.variants import Variants

Way = Literal["follows", "unfinished", "differs", "unknown"]
AtStep = Literal["done", "skipped", "moved", "stops_after"]
AT_STEP: tuple[AtStep, ...] = ("done", "skipped", "moved", "stops_after")


@attrs.frozen(kw_only=True)
class Aligned:
    """A variant beside the journey. A step that is left out in its place and done in another is ``moved``."""

    way: Way
    skipped: tuple[str, ...] = ()
    added: tuple[int, ...] = ()
    """Activities by number."""
    moved: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    stops_after: str | None = None
    """Of what is not finished the last step that was done; None where none was."""


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Following:
    """The variants of a log beside a journey."""

    flow: Flow
    variants: Variants
    matched: Matched
    aligned: tuple[Aligned, ...]

    def cases(self, way: Way) -> int:
        """Cases that go that way."""
        return sum(n for n, each in self._each if each.way == way)

    @cached_property
    def _each(self) -> list[tuple[int, Aligned]]:
        return list(zip(self.variants.cases.tolist(), self.aligned, strict=True))

    def with_step(self, what: AtStep, without: Collection[int] = ()) -> Counter[str]:
        """Cases by step: those that do it, leave it out, do it elsewhere, or get no further.

        The variants at the places ``without`` are left out.
        """
        found: Counter[str] = Counter()
        for place, (n, each) in enumerate(self._each):
            steps = getattr(each, what) if place not in without else ()
            for step in {steps} if isinstance(steps, str) else set(steps or ()):
                found[step] += n
        return found

    def added(self) -> dict[int, tuple[int, int]]:
        """Activities by number that are added: how often, and in how many cases."""
        found: dict[int, tuple[int, int]] = {}
        for n, each in self._each:
            for activity, times in Counter(each.added).items():
                events, cases = found.get(activity, (0, 0))
                found[activity] = (events + n * times, cases + n)
        return found

    def adding(self, activity: int) -> frozenset[int]:
        """The places of the variants to which an activity is added."""
        return frozenset(place for place, (_, each) in enumerate(self._each) if activity in each.added)

    def told_by(self, variants: Collection[int], hidden: Collection[int]) -> list[int]:
        """How large the groups are of which the number of cases of some variants tells, where others are ``hidden``.

        They, all others, those of them whose ways are hidden; and what is left of the hidden ways, and of those of them
        that go alike: how many follow the journey, stop early or differ is told, and how many of the shown ways do.
        """
        these, secret = frozenset(variants), frozenset(hidden)
        found = [these, frozenset(range(len(self._each))) - these]
        if these & secret:
            ways = {each.way for place, (_, each) in enumerate(self._each) if place in these}
            found += [these & secret, secret - these]
            if len(ways) == 1:
                found.append(frozenset(place for place in secret - these if self.aligned[place].way in ways))
        return [sum(self._each[place][0] for place in places) for places in found]

    def by_group(self, of_case: Any, number: int) -> dict[Way, int]:
        """Cases of a group by the way they go."""
        import numpy as np

        counts = np.bincount(self.variants.of_case[of_case == number], minlength=self.variants.count).tolist()
        found: dict[Way, int] = {"follows": 0, "unfinished": 0, "differs": 0, "unknown": 0}
        for n, each in zip(counts, self.aligned, strict=True):
            found[each.way] += n
        return found


def following(flow: Flow, variants: Variants, matched: Matched) -> Following:
    """Every variant aligned to the journey."""
    net = Net(flow, matched.labels)
    aligned = tuple(_aligned(net.align(variants.codes(at)), matched) for at in range(variants.count))
    return Following(flow=flow, variants=variants, matched=matched, aligned=aligned)


def _aligned(found: Alignment | None, matched: Matched) -> Aligned:
    if found is None:
        return Aligned(way="unknown")
    done = tuple(move.step for move in found.moves if move.kind == "both" and move.step is not None)
    skipped = Counter(move.step for move in found.moves if move.kind == "skipped" and move.step is not None)
    added = [move.activity for move in found.moves if move.kind == "added" and move.activity is not None]
    if found.unfinished:
        return Aligned(way="unfinished", skipped=(), done=done, stops_after=done[-1] if done else None)
    moved, left = _moved(skipped, added, matched)
    return Aligned(
        way="differs" if found.cost else "follows",
        skipped=tuple(skipped.elements()), added=tuple(left), moved=moved, done=done,
    )  # fmt: skip


def _moved(skipped: Counter[str], added: Sequence[int], matched: Matched) -> tuple[tuple[str, ...], list[int]]:
    """Steps that are left out and added in one case, taken from ``skipped``; and the other additions."""
    moved, left = [], []
    for activity in added:
        step = next((name for name in matched.steps[activity] if skipped[name] > 0), None)
        if step is None:
            left.append(activity)
        else:
            skipped[step] -= 1
            moved.append(step)
    return tuple(moved), left
