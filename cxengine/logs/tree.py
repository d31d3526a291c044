"""From variants to a tree of steps: one after another, one of several, side by side, and steps of some cases only.

After the Inductive Miner (S. Leemans, D. Fahland and W. van der Aalst, PETRI NETS 2013, 311-329), on sequences in which
each activity stands once: what comes again is left to the journey's repeats. Where no cut fits, the activities stand
one after the other in the order in which they mostly come, each for some cases only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import attrs

BESIDE = 0.1
"""Of the cases with two activities the share in which the rarer order must be, for both to be side by side."""
Sequences = Counter[tuple[int, ...]]
"""Cases by their sequence."""


@attrs.frozen
class Leaf:
    """One activity. ``cases`` do it; ``optional`` where others pass it by."""

    activity: int
    cases: int
    optional: bool = False


@attrs.frozen
class Line:
    """One after another."""

    parts: tuple[Tree, ...]


@attrs.frozen
class Choice:
    """One of several; ``cases`` go each way."""

    parts: tuple[Tree, ...]
    cases: tuple[int, ...]


@attrs.frozen
class Together:
    """All, in any order."""

    parts: tuple[Tree, ...]


Tree = Leaf | Line | Choice | Together


def once(codes: Sequence[int]) -> tuple[int, ...]:
    """A sequence without what comes again."""
    return tuple(dict.fromkeys(codes))


def tree_of(cases: Sequences, least: float) -> Tree:
    """The tree of sequences. What happens in less than ``least`` of the cases that could show it is passed over."""
    some = Counter({sequence: n for sequence, n in cases.items() if sequence})
    activities = sorted({activity for sequence in some for activity in sequence})
    missing = sum(cases.values()) - sum(some.values())
    if len(activities) == 1:
        return Leaf(activities[0], sum(some.values()), optional=missing > 0)
    if missing:
        return _optional(tree_of(some, least), some)
    profile = _profile(some, activities, least)
    for cut in (_choice, _line, _together):
        found = cut(some, profile, least)
        if found is not None:
            return found
    return in_order(some)


def in_order(cases: Sequences) -> Line:
    """All activities in the order in which they mostly come, those that some cases lack as optional ones.

    An activity goes before others by how many it mostly comes before (A. Copeland's method of pairwise majorities).
    """
    total, counts, ahead = sum(cases.values()), Counter[int](), Counter[tuple[int, int]]()
    for sequence, n in cases.items():
        for place, activity in enumerate(sequence):
            counts[activity] += n
            for later in sequence[place + 1 :]:
                ahead[activity, later] += n
    wins = {one: sum(ahead[one, other] > ahead[other, one] for other in counts) for one in counts}
    order = sorted(counts, key=lambda activity: (-wins[activity], activity))
    return Line(tuple(Leaf(each, counts[each], optional=counts[each] < total) for each in order))


def _optional(tree: Tree, cases: Sequences) -> Tree:
    """A tree that some cases pass by: each of its steps is for some only."""
    if isinstance(tree, Leaf):
        return attrs.evolve(tree, optional=True)
    if isinstance(tree, Line | Together):
        return attrs.evolve(tree, parts=tuple(_optional(part, cases) for part in tree.parts))
    return Line(tuple(attrs.evolve(part, optional=True) for part in in_order(cases).parts if isinstance(part, Leaf)))


Relation = Literal["before", "after", "beside", "never"]
Profile = Mapping[int, Mapping[int, Relation]]
"""How each two activities stand to one another: the first mostly before the second, after it, either, or never in one
case (M. Weidlich, J. Mendling and M. Weske, IEEE Transactions on Software Engineering 37, 2011, 410-429)."""


def _profile(cases: Sequences, activities: Sequence[int], least: float) -> Profile:
    ahead, counts = Counter[tuple[int, int]](), Counter[int]()
    for sequence, n in cases.items():
        for place, activity in enumerate(sequence):
            counts[activity] += n
            for later in sequence[place + 1 :]:
                ahead[activity, later] += n

    def relation(one: int, other: int) -> Relation:
        first, second = ahead[one, other], ahead[other, one]
        if first + second <= least * min(counts[one], counts[other]):
            return "never"
        if min(first, second) > BESIDE * (first + second):
            return "beside"
        return "before" if first > second else "after"

    return {one: {other: relation(one, other) for other in activities if other != one} for one in activities}


def _groups(profile: Profile, near: Collection[Relation]) -> list[frozenset[int]]:
    """Activities that stand so to one another, directly or by others."""
    left, groups = list(profile), []
    while left:
        group, waiting = set[int](), [left[0]]
        while waiting:
            here = waiting.pop()
            if here not in group:
                group.add(here)
                waiting += [other for other, relation in profile[here].items() if relation in near]
        groups.append(frozenset(group))
        left = [activity for activity in left if activity not in group]
    return groups


def _choice(cases: Sequences, profile: Profile, least: float) -> Tree | None:
    """Activities that never stand in one case are ways to choose between."""
    groups = _groups(profile, ("before", "after", "beside"))
    if len(groups) < 2:
        return None
    parts = [_within(cases, group, whole=False) for group in groups]
    return Choice(tuple(tree_of(part, least) for part in parts), tuple(sum(part.values()) for part in parts))


def _line(cases: Sequences, profile: Profile, least: float) -> Tree | None:
    """Groups of which the first always comes before the second."""
    groups = _groups(profile, ("beside", "never"))
    groups.sort(key=lambda group: sum(relation == "before" for relation in profile[min(group)].values()), reverse=True)
    later = [(one, other) for at, one in enumerate(groups) for other in groups[at + 1 :]]
    if len(groups) < 2 or any(profile[a][b] != "before" for one, other in later for a in one for b in other):
        return None
    return _flat(tuple(tree_of(_within(cases, group, whole=True), least) for group in groups))


def _together(cases: Sequences, profile: Profile, least: float) -> Tree | None:
    """Groups of which every activity may come before or after every one of another."""
    groups = _groups(profile, ("before", "after", "never"))
    if len(groups) < 2:
        return None
    return Together(tuple(tree_of(_within(cases, group, whole=True), least) for group in groups))


def _flat(parts: tuple[Tree, ...]) -> Line:
    return Line(tuple(own for part in parts for own in (part.parts if isinstance(part, Line) else (part,))))


def _within(cases: Sequences, group: frozenset[int], *, whole: bool) -> Sequences:
    """The sequences less all other activities. Unless ``whole``, a case counts in the group that most of it is in."""
    found: Sequences = Counter()
    for sequence, n in cases.items():
        own = tuple(activity for activity in sequence if activity in group)
        if whole or 2 * len(own) > len(sequence) or (2 * len(own) == len(sequence) and sequence[0] in group):
            found[own] += n
    return found
