"""Which groups are not listed one by one: that there is such a group would tell what a few people have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set as AbstractSet
from itertools import combinations

import attrs

from cxengine.lang.publishing import Policy
from cxengine.metrics.gathered import Place
from cxengine.subjects import SubjectKey


@attrs.frozen(order=True)
class Pool:
    """The rows of a subject that have the values ``values`` in the dimensions at ``at``, and any in the others."""

    key: SubjectKey | None
    at: tuple[int, ...] = ()
    values: tuple[str | None, ...] = ()

    def holds(self, place: Place) -> bool:
        """Whether a group's rows are among them."""
        key, group = place
        return key == self.key and tuple(group[at] for at in self.at) == self.values

    def as_group(self, dimensions: int) -> tuple[str | None, ...]:
        """A value for each of so many dimensions, None where it has any."""
        known = dict(zip(self.at, self.values, strict=True))
        return tuple(known.get(at) for at in range(dimensions))


@attrs.frozen
class Listed:
    """The groups that are listed by themselves, and the rows that stand for the others."""

    places: AbstractSet[Place]
    pools: tuple[Pool, ...] = ()


def listed(parts: Iterable[tuple[Mapping[Place, int], Policy | None]]) -> Listed:
    """Of the groups in which the tables that a figure rests on have rows, with how many each.

    The groups of a subject, or of one value of a dimension, are listed where that itself is large enough to be shown;
    else it stands there for all of them. A group that one table may list is listed.
    """
    places: set[Place] = set()
    pools: set[Pool] = set()
    for rows, policy in parts:
        small = _small(rows, policy) if policy is not None else frozenset()
        places |= {place for place in rows if not any(pool.holds(place) for pool in small)} if small else set(rows)
        pools |= small
    return Listed(places, tuple(sorted(pools, key=_order)))


def _small(rows: Mapping[Place, int], policy: Policy) -> frozenset[Pool]:
    """The largest sets of groups that share a value and are too small together."""
    if not any(policy.hides(n) for n in rows.values()):
        return frozenset()
    found: set[Pool] = set()
    dimensions = len(next(iter(rows))[1])
    for shared in range(dimensions):
        for at in combinations(range(dimensions), shared):
            together: dict[Pool, int] = {}
            for (key, group), n in rows.items():
                pool = Pool(key, at, tuple(group[each] for each in at))
                together[pool] = together.get(pool, 0) + n
            found |= {pool for pool, n in together.items() if policy.hides(n) and not _within(pool, found)}
    return frozenset(found)


def _within(pool: Pool, others: AbstractSet[Pool]) -> bool:
    known = set(zip(pool.at, pool.values, strict=True))
    return any(o.key == pool.key and set(zip(o.at, o.values, strict=True)) <= known for o in others)


def _order(pool: Pool) -> tuple[SubjectKey, tuple[int, ...], tuple[tuple[bool, str], ...]]:
    return pool.key or SubjectKey("", ""), pool.at, tuple((each is None, each or "") for each in pool.values)
