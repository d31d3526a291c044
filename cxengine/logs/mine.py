"""From an event log to the text of a journey: its steps, its choices, what goes side by side, and who goes back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from cxengine.lang.reserved import RESERVED
from cxengine.logs.tree import Choice, Leaf, Line, Sequences, Together, Tree, in_order, once, tree_of
from cxengine.logs.variants import Variants

MOST_SHARES = 50
"""Ways to choose between up to which each has its whole percentage."""


@attrs.define
class Place:
    """A step to be written: after which steps it comes, and to which it leads; ``joint`` where there are several."""

    name: str
    title: str
    activity: int
    cases: int
    optional: bool = False
    after: tuple[str, ...] = ()
    after_joint: str = "or"
    then: tuple[str, ...] = ()
    then_joint: str = "or"
    shares: tuple[int, ...] = ()
    repeats: list[tuple[str, int]] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class Mined:
    """The steps of a journey that a log shows, and the activities that are too rare to be among them."""

    places: tuple[Place, ...]
    rare: tuple[str, ...]
    cases: int


def mined(found: Variants, least: float) -> Mined:
    """The journey of a log. What less than ``least`` of the cases do is passed over."""
    total = int(found.cases.sum())
    counts: Counter[int] = Counter()
    for at in range(found.count):
        for activity in set(found.codes(at)):
            counts[activity] += int(found.cases[at])
    kept = {activity for activity, n in counts.items() if n >= least * total}
    cases: Sequences = Counter()
    for at in range(found.count):
        sequence = tuple(activity for activity in found.codes(at) if activity in kept)
        if sequence:
            cases[sequence] += int(found.cases[at])
    places: tuple[Place, ...] = ()
    if cases:
        simple: Sequences = Counter()
        for sequence, n in cases.items():
            simple[once(sequence)] += n
        places = _Writing(found.labels, simple, least).places()
        _add_repeats(places, cases, total, least)
    rare = tuple(found.labels[activity] for activity in sorted(counts) if activity not in kept)
    return Mined(places=places, rare=rare, cases=total)


class _Writing:
    """Turns a tree into steps. Ways part after a step and meet before one: what cannot be written so, because one
    parting would follow another at once, becomes steps one after the other that only some cases take."""

    def __init__(self, labels: Sequence[str], cases: Sequences, least: float) -> None:
        self._labels = labels
        self._cases = cases
        self._tree = tree_of(cases, least)
        self._names: dict[str, int] = {}
        self._places: list[Place] = []

    def places(self) -> tuple[Place, ...]:
        """The steps, in the order in which they are written."""
        self._line(self._parts(self._tree), [])
        return tuple(self._places)

    def _parts(self, tree: Tree) -> list[Tree]:
        return list(tree.parts) if isinstance(tree, Line) else [tree]

    def _line(self, parts: list[Tree], ahead: list[Place], joint: str = "or") -> list[Place]:
        """Write parts one after another behind some steps; gives the steps at its end."""
        for place, part in enumerate(parts):
            if isinstance(part, Leaf):
                ahead, joint = [self._leaf(part, ahead, joint)], "or"
                continue
            follows = parts[place + 1] if place + 1 < len(parts) else None
            if self._can_part(part, ahead, follows):
                assert not isinstance(part, Line)
                ahead, joint = self._parted(part, ahead[0])
            else:
                ahead = self._line(self._one_after_another(part), ahead, joint)
                joint = "or"
        return ahead

    def _can_part(self, part: Tree, ahead: list[Place], follows: Tree | None) -> bool:
        if isinstance(part, Leaf | Line) or len(ahead) != 1:
            return False
        if follows is not None and not isinstance(follows, Leaf):
            return False
        firsts = [self._parts(own)[0] for own in part.parts]
        lasts = [self._parts(own)[-1] for own in part.parts]
        simple = all(isinstance(each, Leaf) for each in (*firsts, *lasts))
        taken = all(isinstance(each, Leaf) and not each.optional for each in firsts)
        return simple and (taken or isinstance(part, Together))

    def _parted(self, part: Choice | Together, gate: Place) -> tuple[list[Place], str]:
        joint = "and" if isinstance(part, Together) else "or"
        ends: list[Place] = []
        begins: list[str] = []
        for own in part.parts:
            before = len(self._places)
            ends += self._line(self._parts(own), [gate])
            begins.append(self._places[before].name)
        gate.then, gate.then_joint = tuple(begins), joint
        gate.shares = _percents(part.cases) if isinstance(part, Choice) and len(part.parts) <= MOST_SHARES else ()
        return ends, joint

    def _one_after_another(self, part: Tree) -> list[Tree]:
        activities = frozenset(leaf.activity for leaf in _leaves(part))
        own: Sequences = Counter()
        for sequence, n in self._cases.items():
            own[tuple(activity for activity in sequence if activity in activities)] += n
        return list(in_order(own).parts)

    def _leaf(self, leaf: Leaf, ahead: list[Place], joint: str) -> Place:
        place = Place(
            name=self._name(self._labels[leaf.activity]), title=self._labels[leaf.activity], activity=leaf.activity,
            cases=leaf.cases, optional=leaf.optional, after=tuple(each.name for each in ahead), after_joint=joint,
        )  # fmt: skip
        self._places.append(place)
        return place

    def _name(self, label: str) -> str:
        word = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:40].rstrip("_")
        if not word or word[0].isdigit() or word in RESERVED:
            word = f"step_{word}".rstrip("_")
        again = self._names[word] = self._names.get(word, 0) + 1
        return word if again == 1 else f"{word}_{again}"


def _leaves(tree: Tree) -> Iterator[Leaf]:
    if isinstance(tree, Leaf):
        yield tree
    else:
        for part in tree.parts:
            yield from _leaves(part)


def _percents(cases: Sequence[int]) -> tuple[int, ...]:
    """Whole percentages that add up to 100 (the largest remainders are rounded up), none of them zero."""
    total = sum(cases)
    exact = [Fraction(100 * n, total) for n in cases]
    found = [max(1, int(share)) for share in exact]
    order = sorted(range(len(cases)), key=lambda at: (found[at] - exact[at], at))
    while sum(found) < 100:
        found[order.pop(0)] += 1
    while sum(found) > 100:
        found[found.index(max(found))] -= 1
    return tuple(found)


def _add_repeats(places: Sequence[Place], cases: Sequences, total: int, least: float) -> None:
    """Write into each step from which cases go back to an earlier one how many do."""
    of_activity = {place.activity: place for place in places}
    before = {place.name: _before(place, {each.name: each for each in places}) for place in places}
    back: Counter[tuple[int, int]] = Counter()
    for sequence, n in cases.items():
        seen: set[int] = set()
        pairs: set[tuple[int, int]] = set()
        for place, activity in enumerate(sequence):
            if activity in seen:
                pairs.add((sequence[place - 1], activity))
            seen.add(activity)
        for pair in pairs:
            back[pair] += n
    for (last, first), n in sorted(back.items(), key=lambda pair: (-pair[1], pair[0])):
        here, there = of_activity[last], of_activity[first]
        percent = round(100 * n / here.cases)
        if n >= least * total and there.name in before[here.name] | {here.name} and 1 <= percent <= 99:
            here.repeats.append((there.name, percent))


def _before(place: Place, known: dict[str, Place]) -> set[str]:
    found, waiting = set[str](), list(place.after)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += known[name].after
    return found
