"""Which shown figures must be masked, because with them a hidden one could be worked out by subtraction.

A subject's rows are those of its children together, so a parent less its shown children gives the hidden ones
away: where there is only one of them, or where together they hold fewer rows than the smallest group to publish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

import attrs

from cxengine.metrics import figures
from cxengine.metrics.gathered import Dimensions, Place, place_order
from cxengine.subjects import SubjectKey

Whose = TypeVar("Whose")
"""A subject, as the caller names it."""


@attrs.frozen(kw_only=True)
class Family(Generic[Whose]):
    """Who is made of whom: ``below`` gives each parent's children, ``tops`` those who have no parent listed."""

    below: Mapping[Whose, Sequence[Whose]]
    tops: Sequence[Whose]


def masked(
    family: Family[Whose], hidden: frozenset[Whose], sizes: Sequence[Mapping[Whose, int]], least: int
) -> frozenset[Whose]:
    """The subjects to mask beside those that are hidden for their own small group.

    ``sizes`` are the rows of each subject, once for each kind of group that the figure tells the size of. The first
    decides which of the shown ones goes: the smallest; of two of one size, the first listed. Whoever is masked has
    a masked child as well, since its shown children would add up to it.
    """
    if not hidden:
        return frozenset()
    work = _Masking(family=family, sizes=sizes, least=least, gone=set(hidden))
    while any(work.protect(place) for place in range(len(sizes))):
        pass
    return frozenset(work.gone - hidden)


@attrs.frozen(kw_only=True)
class _Masking(Generic[Whose]):
    family: Family[Whose]
    sizes: Sequence[Mapping[Whose, int]]
    least: int
    gone: set[Whose]

    def protect(self, place: int) -> bool:
        """Masks what is needed for one kind of group; whether anything was."""
        before = len(self.gone)
        size = self.sizes[place]
        for parent, children in self.family.below.items():
            if parent not in self.gone and not self._covered(children, size):
                self._hide(parent)
        self._covered(self.family.tops, size)
        return len(self.gone) > before

    def _covered(self, children: Sequence[Whose], size: Mapping[Whose, int]) -> bool:
        """Masks shown ones of one whole until the hidden ones are safe; whether that can be reached."""
        while self._at_risk(children, size):
            shown = [child for child in children if child not in self.gone and size.get(child, 0) > 0]
            if not shown:
                return False
            self._hide(min(shown, key=lambda child: self.sizes[0].get(child, 0)))
        return True

    def _at_risk(self, children: Sequence[Whose], size: Mapping[Whose, int]) -> bool:
        hidden = [child for child in children if child in self.gone and size.get(child, 0) > 0]
        return bool(hidden) and (len(hidden) < 2 or sum(self._least_of(child, size) for child in hidden) < self.least)

    def _least_of(self, one: Whose, size: Mapping[Whose, int]) -> int:
        """The rows of a hidden subject that are in no shown child of it."""
        hidden = [child for child in self.family.below.get(one, ()) if child in self.gone and size.get(child, 0) > 0]
        return sum(self._least_of(child, size) for child in hidden) if hidden else size.get(one, 0)

    def _hide(self, one: Whose) -> None:
        self.gone.add(one)
        for size in self.sizes:
            children = [child for child in self.family.below.get(one, ()) if size.get(child, 0) > 0]
            if children and not any(child in self.gone for child in children):
                self._hide(min(children, key=lambda child: self.sizes[0].get(child, 0)))


class Listed:
    """The figures of one metric for all subjects, and for all groups of a dimension where it is split by one."""

    def __init__(self, *, least: int, families: Family[SubjectKey]) -> None:
        self._least, self._family = least, families
        self._sizes: dict[Dimensions, list[dict[SubjectKey, int]]] = {}
        self._rows: dict[Place, int] = {}
        self._small: set[Place] = set()

    def add(self, place: tuple[SubjectKey, Dimensions], sizes: Sequence[int], rows: int, *, small: bool) -> None:
        """One figure: the sizes of the groups behind it, the rows it rests on, and whether it is hidden itself."""
        key, group = place
        of_group = self._sizes.setdefault(group, [{} for _ in sizes])
        for known, size in zip(of_group, sizes, strict=True):
            known[key] = size
        self._rows[place] = rows
        if small:
            self._small.add(place)

    def masked(self, *, across: bool) -> frozenset[Place]:
        """What must be masked; ``across``: the groups of a subject are one whole too."""
        if not self._small:
            return frozenset()
        hidden = set(self._small)
        wholes = self._wholes() if across else frozenset()
        before = 0
        while len(hidden) > before:
            before = len(hidden)
            if across:
                hidden |= self._across(hidden)
                hidden |= self._one_each(wholes - {key for key, _ in hidden if key is not None})
            for group, sizes in self._sizes.items():
                gone = frozenset(key for key, other in hidden if other == group and key is not None)
                hidden |= {(key, group) for key in masked(self._family, gone, sizes, self._least)}
        return frozenset(hidden - self._small)

    def _wholes(self) -> frozenset[SubjectKey]:
        """The subjects whose figure without groups is masked: their groups must not add up to it."""
        wholes: list[dict[SubjectKey, int]] = [{} for _ in next(iter(self._sizes.values()))]
        for sizes in self._sizes.values():
            for whole, known in zip(wholes, sizes, strict=True):
                for key, size in known.items():
                    whole[key] = whole.get(key, 0) + size
        small = frozenset(key for whole in wholes for key, size in whole.items() if 0 < size < self._least)
        return masked(self._family, small, wholes, self._least)

    def _one_each(self, keys: frozenset[SubjectKey]) -> set[Place]:
        """The smallest group of each of the subjects."""
        found: set[Place] = set()
        for key in keys:
            groups = [place for place, rows in self._rows.items() if place[0] == key and rows > 0]
            if groups:
                found.add(min(groups, key=lambda place: (self._rows[place], place_order(place))))
        return found

    def _across(self, hidden: set[Place]) -> set[Place]:
        places = sorted(self._rows, key=place_order)
        rows = [self._rows[place] for place in places]
        gone = [place in hidden for place in places]
        return {places[at] for at in figures.further(places, rows, gone, self._least)}
