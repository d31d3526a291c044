"""The figures of one table as boxes of rows, and how many rows each condition keeps in every box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations
from typing import TYPE_CHECKING

import attrs

from cxengine.lang.publishing import Policy
from cxengine.metrics.suppression.coordinates import NOBODY, Axis, View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Signature = int
"""Which of the table's conditions a row meets, a bit each."""
Leaves = tuple[int, ...]
"""The number of a row's leaf on each axis."""
Atom = tuple[Leaves, Signature]
"""Rows that nothing published can tell apart."""
Combination = tuple[int, ...]
"""The number of one view of each axis."""
Box = tuple[int, ...]
"""A family and a combination by number, then the number of a label in each of its views: what a figure is of."""
Counts = tuple[int, ...]
"""The rows of a box by condition, in the order of the family's ``published``."""


@attrs.frozen
class Rest:
    """Rows whose number follows from those of conditions: bits, each with how often it is added or taken away."""

    terms: tuple[tuple[int, Fraction], ...]

    def holds(self, signature: Signature) -> bool:
        """Whether a row is one of them."""
        return sum(times for bit, times in self.terms if signature >> bit & 1) == 1


@attrs.frozen(kw_only=True)
class Family:
    """Figures that rest on the same conditions and may be split alike.

    ``published`` are the conditions, as places of bits, whose counts a figure tells; ``sensitive`` those of them that
    count groups of people it rests on, which must not be small; a figure is there where ``kept`` keeps a row. What a
    criterion tells of a hidden figure is whether it has as many answers as each of ``needs`` asks for.

    ``asked`` are those of its published conditions that stand in its formula and say whom it is of, as ``kept`` does.

    Of what is ``exact`` a value stands beside the counts from which they follow, also where these are rounded.

    Nothing is ever shown of what is a ``rest``; ``sides`` are families that it follows from together. What follows from
    those that are ``beyond`` is not looked for: they are not published where anybody could be told of. Nor is what
    ``tells`` of groups in other ways than by numbers of rows, where anything is hidden.

    ``asked_within`` are those and others that only matter within a group that figures are split by: the cells of a
    population.

    What ``weighs`` other families is how many answers there are in each cell of a population, from which their weights
    follow: it is shown nowhere, and known wherever one of them is.
    """

    number: int
    kept: int
    published: tuple[int, ...]
    sensitive: frozenset[int]
    combinations: tuple[int, ...]
    needs: tuple[int, ...]
    asked: tuple[int, ...] = ()
    asked_within: tuple[int, ...] = ()
    weighs: tuple[int, ...] = ()
    rest: Rest | None = None
    sides: tuple[int, ...] = ()
    exact: bool = False
    beyond: bool = False
    tells: bool = False
    mask: Signature = attrs.field(init=False)
    """The bits of all published conditions."""
    kept_place: int = attrs.field(init=False)
    """Where ``kept`` stands among the published conditions."""
    sensitive_places: tuple[int, ...] = attrs.field(init=False)
    """Where the sensitive ones stand."""

    @mask.default
    def _mask(self) -> Signature:
        return sum(1 << bit for bit in self.published)

    @kept_place.default
    def _kept_place(self) -> int:
        return self.published.index(self.kept)

    @sensitive_places.default
    def _sensitive_places(self) -> tuple[int, ...]:
        return tuple(place for place, bit in enumerate(self.published) if bit in self.sensitive)


@attrs.frozen(kw_only=True)
class Answer:
    """The bits that an answer decides, with those of whether a row is kept, which must be the same in both rows."""

    decides: Signature
    kept: Signature

    @property
    def within(self) -> Signature:
        """All bits that are looked at."""
        return self.decides | self.kept


@attrs.frozen(kw_only=True, eq=False)
class Cells:
    """One table: who is in it, and what is published of them."""

    axes: tuple[Axis, ...]
    combinations: tuple[Combination, ...]
    atoms: Mapping[Atom, int]
    families: tuple[Family, ...]
    policy: Policy
    counts: Mapping[Box, Counts]
    answers: Mapping[int, Answer]
    """What changes with the answer that a condition is on, by bit."""
    reported: frozenset[int] = frozenset()
    """The families that are hidden before any other: the load report's own counts of rows, which no reader came for."""
    periods: Mapping[int, Mapping[str, int]] = attrs.field(factory=dict)
    """The families of nothing but periods that windows are made of: in how many windows each period is."""
    key: bytes | None = attrs.field(default=None, repr=False)
    """A secret by which is chosen what is hidden second, where the project has one."""
    looked_at: frozenset[int] = frozenset()
    """The axes that a condition looks at: what a row meets does not hold wherever else it might be."""

    def views(self) -> list[tuple[View, ...]]:
        """The views of each combination."""
        return [
            tuple(axis.views[view] for axis, view in zip(self.axes, each, strict=True)) for each in self.combinations
        ]

    def primary(self, box: Box) -> bool:
        """Whether the figure rests on a group that is too small."""
        return self.is_small(self.families[box[0]], self.counts[box])

    def is_small(self, family: Family, counts: Counts) -> bool:
        """Whether a figure of the family with these counts would."""
        least = self.policy.least
        for place in family.sensitive_places:
            if 0 < counts[place] < least:
                return True
        return False

    def beyond(self) -> frozenset[Box]:
        """The figures that are not published, since too many others overlap with them; none where nobody is few."""
        families = {family.number for family in self.families if family.beyond}
        if not families:
            return frozenset()
        told = 0
        for family in self.families:
            told |= sum(1 << bit for bit in {family.kept, *family.asked, *family.sensitive})
        alike: Counter[Atom] = Counter()
        for (leaves, signature), n in self.atoms.items():
            alike[leaves, signature & told] += n
        few = any(self.policy.hides(n) for n in alike.values())
        return frozenset(box for box in self.counts if box[0] in families) if few else frozenset()

    def telling(self) -> frozenset[Box]:
        """The figures that tell of groups in other ways than by numbers of rows."""
        families = {family.number for family in self.families if family.tells}
        return frozenset(box for box in self.counts if box[0] in families) if families else frozenset()

    def size(self, box: Box) -> int:
        """The rows that the figure keeps."""
        family = self.families[box[0]]
        return self.counts[box][family.kept_place]

    def labels(self, combination: int, leaves: Leaves) -> tuple[int, ...]:
        """The labels of a row in the views of a combination."""
        views = self.combinations[combination]
        return tuple([axis.tables[view][leaf] for axis, view, leaf in zip(self.axes, views, leaves, strict=True)])


def subsets(parts: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """Every choice among the parts of a field, none first."""
    given = sorted(parts)
    return tuple(chain.from_iterable(combinations(given, size) for size in range(len(given) + 1)))


def count(
    axes: Sequence[Axis], combinations: Sequence[Combination], families: Sequence[Family], atoms: Mapping[Atom, int]
) -> dict[Box, Counts]:
    """The rows of every box that keeps any."""
    found: dict[Box, Counts] = {}
    if not atoms:
        return found
    rows = _Rows(axes, atoms)
    for number, views in enumerate(combinations):
        telling = [family for family in families if number in family.combinations]
        there, labels, places = rows.parted(views)
        for family in telling:
            sums = [rows.kept(bit, there, places, len(labels)) for bit in family.published]
            for label, counts in zip(labels, zip(*sums, strict=True), strict=True):
                if counts[family.kept_place]:
                    found[family.number, number, *label] = counts
    return found


class _Rows:
    """The atoms as columns, to be summed in whole numbers."""

    def __init__(self, axes: Sequence[Axis], atoms: Mapping[Atom, int]) -> None:
        import numpy as np

        self._axes = axes
        self._held = np.fromiter(atoms.values(), np.int64, len(atoms))
        self._leaves = np.array([leaves for leaves, _ in atoms], np.int64).reshape(len(atoms), len(axes))
        self._signatures = [signature for _, signature in atoms]
        self._kept: dict[int, NDArray[np.int64]] = {}

    def parted(self, views: Combination) -> tuple[NDArray[np.bool_], list[tuple[int, ...]], NDArray[np.intp]]:
        """Which atoms count for somebody in these views, the labels of their boxes, and the box of each."""
        import numpy as np

        labels = np.empty_like(self._leaves)
        for at, (axis, view) in enumerate(zip(self._axes, views, strict=True)):
            labels[:, at] = np.array(axis.tables[view], np.int64)[self._leaves[:, at]]
        there = (labels != NOBODY).all(axis=1)
        boxes, places = np.unique(labels[there], axis=0, return_inverse=True)
        return there, list(map(tuple, boxes.tolist())), places.reshape(-1)

    def kept(self, bit: int, there: NDArray[np.bool_], places: NDArray[np.intp], size: int) -> list[int]:
        """How many rows with a condition each box has."""
        import numpy as np

        if bit not in self._kept:
            meets = np.fromiter((signature >> bit & 1 for signature in self._signatures), np.int64, len(self._held))
            self._kept[bit] = meets * self._held
        sums = np.zeros(size, np.int64)
        np.add.at(sums, places, self._kept[bit][there])
        return sums.tolist()
