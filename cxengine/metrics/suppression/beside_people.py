"""Whether numbers of different people in groups that overlap tell of few: who is in one group and not in another.

Of 34 people who came by two channels, 31 by phone and 10 by web, 3 came by web alone and 7 by both. So of each whole
and the groups that it falls into are looked at those who are not in one of the groups, and those who are in several.
Who is in several by phone is also in several by any channel, so that the others of these are a group too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from cxengine.lang.publishing import Policy
from cxengine.metrics.tally import Tally
from cxengine.subjects import SubjectKey, SubjectTree

Place = tuple[SubjectKey | None, tuple[str | None, ...]]
"""Whose, and of which value of each field; ``ANY`` of all values of one."""
Coarser = Callable[[Place], Place | None]
"""The place in a whole that a place belongs to: all values of one field together, or whom a subject belongs to."""
People = Mapping[Place, Tally]
ANY = "\0"


def tells_of_few(people: People, kinds: Sequence[str], tree: SubjectTree, policy: Policy) -> bool:
    """Whether few follow from how many people there are in each place, and in whole ones.

    Whole ones are those of any value of some fields, of the same subject or of one of the ``kinds`` that it belongs to.
    """
    fields = len(next(iter(people))[1]) if people else 0
    owners = [_of_kind(kind, tree) for kind in kinds]
    single = [*_of_any_value(fields, (1,)), *owners]
    several_fields = _of_any_value(fields, range(2, fields + 1))
    in_owners = [_after(way, of) for of in owners for way in _of_any_value(fields, range(1, fields + 1))]
    sizes = _sizes(people)
    larger = [(way, whole, _sizes(whole)) for way in single for whole in [_together(people, way)]]
    for way in (*single, *several_fields, *in_owners):
        wholes, parts = _sizes(_together(people, way)), _parts(sizes, way)
        if any(policy.hides(wholes[whole] - n) for whole, n in parts):
            return True
        several = _several(wholes, parts)
        if any(map(policy.hides, several.values())):
            return True
        for other, groups, n in larger if way in single else ():
            in_larger = _several(_sizes(_together(groups, way)), _parts(n, way)) if other is not way else {}
            if _tells_of_others(several, in_larger, other, policy):
                return True
    return False


def _of_any_value(fields: int, sizes: Iterable[int]) -> list[Coarser]:
    """All values of so many of the fields together."""

    def together(dropped: tuple[int, ...]) -> Coarser:
        return lambda place: (place[0], tuple(ANY if at in dropped else each for at, each in enumerate(place[1])))

    return [together(dropped) for size in sizes for dropped in combinations(range(fields), size)]


def _after(one: Coarser, first: Coarser) -> Coarser:
    """One way after another."""

    def both(place: Place) -> Place | None:
        whole = first(place)
        return one(whole) if whole is not None else None

    return both


def _of_kind(kind: str, tree: SubjectTree) -> Coarser:
    def owner(place: Place) -> Place | None:
        key = tree.ancestor(place[0], kind) if place[0] is not None else None
        return None if key is None else (key, place[1])

    return owner


def _tells_of_others(
    several: Mapping[Place, int], in_larger: Mapping[Place, int], other: Coarser, policy: Policy
) -> bool:
    """Whether few are in several groups of a larger whole and not of one that is a part of it the other way."""
    larger = {whole: other(whole) for whole in several}
    known = ((in_larger.get(place), several[whole]) for whole, place in larger.items() if place is not None)
    return any(n is not None and policy.hides(n - own) for n, own in known)


def _several(wholes: Mapping[Place, int], parts: Sequence[tuple[Place, int]]) -> dict[Place, int]:
    """How often people in each whole are in one more of its groups."""
    found = {whole: -n for whole, n in wholes.items()}
    for whole, n in parts:
        found[whole] += n
    return found


def _sizes(people: People) -> dict[Place, int]:
    """How many people there are in each place, which takes long to count."""
    return {place: tally.distinct for place, tally in people.items()}


def _parts(sizes: Mapping[Place, int], way: Coarser) -> list[tuple[Place, int]]:
    """For each place the whole that it is in, with how many people there are."""
    found = ((way(place), n) for place, n in sizes.items())
    return [(whole, n) for whole, n in found if whole is not None]


def _together(people: People, way: Coarser) -> dict[Place, Tally]:
    found: dict[Place, Tally] = {}
    for place, tally in people.items():
        whole = way(place)
        if whole is not None:
            found[whole] = found.get(whole, Tally()) + tally
    return found
