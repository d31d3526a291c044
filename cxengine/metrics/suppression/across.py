"""Figures as other figures' groups make them up: what one shows by channel tells how many came by phone.

A figure of answers by phone that are urgent is not split, and answers by channel are not filtered; still one less the
other says how many came by phone and are not urgent. So for each figure whose condition looks at a field by which
others are split, those rows are looked at by themselves: within them the groups of the others come to one number each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import product

import attrs

from cxengine.metrics.suppression.cells import Atom, Combination, Family
from cxengine.metrics.suppression.coordinates import EVERYTHING, NOBODY, Axis, Plain, Within
from cxengine.metrics.suppression.remainders import Told, alike, sides

Chosen = tuple[int, int, frozenset[int]]
"""An axis and one of its views by number, and some of the labels there."""
Part = tuple[Chosen, ...]
"""Rows that have some labels on some axes."""


@attrs.frozen(kw_only=True)
class Inside:
    """The figures that tell how many of a part's rows there are, split as in ``combinations`` of each."""

    part: Part
    families: tuple[Family, ...]
    whole: frozenset[int]
    """Those that are of rows of the part only; the others tell of them by their groups."""
    beside: tuple[Told, ...] = ()
    """What is told of the part since other figures tell of all rows but those."""
    lines: bool = False
    """Whether it is of lines within which conditions hold that do not elsewhere: all that follows there is new."""

    @property
    def numbers(self) -> frozenset[int]:
        """Those of the families."""
        return frozenset(family.number for family in self.families)

    def tells_more(self, sides: Set[int]) -> bool:
        """Whether what follows from such families does not from figures of the part, or from their groups, alone."""
        beside = {told.family for told in self.beside}
        return self.lines or bool((sides & self.whole and sides - self.whole) or sides & beside)


@attrs.frozen(kw_only=True)
class Space:
    """The axes of a table, which views are looked at together, and the axes that each condition looks at, by bit."""

    axes: tuple[Axis, ...]
    combinations: tuple[Combination, ...]
    looks_at: Mapping[int, frozenset[int]]

    def parts(self, atoms: Mapping[Atom, int], families: Sequence[Family]) -> Iterator[Inside]:
        """Each part of which a figure tells that is split by no axis of it, beside figures that are."""
        used = sorted({number for family in families for number in family.combinations})
        found: dict[Part, None] = {}
        for kept in dict.fromkeys(family.kept for family in families):
            if self.looks_at.get(kept):
                found.update(dict.fromkeys(self._parts_of(kept, atoms, used)))
        for part in found:
            inside = self._inside(part, atoms, families, used)
            if inside.whole & inside.numbers and not inside.numbers <= inside.whole:
                yield inside
        yield from self._remainders(atoms, families, used)
        yield from self._lines(atoms, families, used)

    def _lines(self, atoms: Mapping[Atom, int], families: Sequence[Family], used: Sequence[int]) -> Iterator[Inside]:
        """The lines of split figures within which one keeps part of what another does, and not on the whole."""
        for at, axis in enumerate(self.axes):
            looking = {family.kept for family in families if at in self.looks_at.get(family.kept, ())}
            leaves = {(here[at], signature) for here, signature in atoms} if looking else set()
            for view in sorted({self.combinations[number][at] for number in used}) if looking else ():
                if axis.views[view] == EVERYTHING:
                    continue
                numbers = {number for number in used if self.combinations[number][at] == view}
                told = [
                    attrs.evolve(family, combinations=tuple(n for n in family.combinations if n in numbers))
                    for family in families
                    if numbers & set(family.combinations)
                ]
                table = axis.tables[view]
                kinds = ((table[leaf], signature) for leaf, signature in leaves if table[leaf] != NOBODY)
                for labels in alike(kinds, {family.kept for family in told}, looking):
                    yield Inside(part=((at, view, labels),), families=tuple(told), whole=frozenset(), lines=True)

    def _remainders(
        self, atoms: Mapping[Atom, int], families: Sequence[Family], used: Sequence[int]
    ) -> Iterator[Inside]:
        """The parts of which figures tell since others tell of all rows but those."""
        of = {family.number: family for family in families}
        for at, axis in enumerate(self.axes):
            looking = {family.kept for family in families if at in self.looks_at.get(family.kept, ())}
            leaves = {(here[at], signature) for (here, signature) in atoms} if looking else set()
            for view in sorted({self.combinations[number][at] for number in used}) if looking else ():
                finer = {number: self._finer(((at, view, frozenset()),), number) for number in used}
                split = [
                    (number, seen, family)
                    for number, seen in finer.items()
                    if seen is not None
                    for family in families
                    if number in family.combinations or seen in family.combinations
                ]
                for side in sides(axis, view, leaves, looking, split):
                    inside = self._inside(((at, view, side.labels),), atoms, families, used)
                    beside = [
                        Family(
                            number=told.family, kept=told.bit, published=(told.bit,), needs=(),
                            sensitive=frozenset({told.bit}) & of[told.family].sensitive,
                            combinations=(told.combination,),
                        )
                        for told in side.told
                    ]  # fmt: skip
                    yield attrs.evolve(inside, families=(*inside.families, *beside), beside=side.told)

    def with_sums(self, families: Sequence[Family], atoms: Mapping[Atom, int]) -> list[Family]:
        """The families with the views besides their own that they tell of as sums: months by the quarters they make up.

        Where rows name several subjects, figures of the one make up those of the other: all teams are all services.
        """
        found: list[Family] = []
        makes_up = _MakesUp(self, atoms)
        for family in families:
            more = tuple(
                number
                for number in range(len(self.combinations))
                if number not in family.combinations
                and any(makes_up(family.kept, own, number) for own in family.combinations)
            )
            found.append(attrs.evolve(family, combinations=(*family.combinations, *more)) if more else family)
        return found

    def holds(self, part: Part, atom: Atom) -> bool:
        """Whether rows are of the part, or count for nobody there."""
        return all(self.axes[at].tables[view][atom[0][at]] in (*labels, NOBODY) for at, view, labels in part)

    def within(self, part: Part, number: int) -> tuple[Plain | Within, ...]:
        """The views of a combination, of the part's rows only."""
        views = [axis.views[view] for axis, view in zip(self.axes, self.combinations[number], strict=True)]
        for at, view, labels in part:
            axis, shown = self.axes[at], views[at]
            seen = axis.views[view]
            assert not isinstance(shown, Within) and not isinstance(seen, Within)
            of = frozenset(label for (own, label), each in axis.labels.items() if own == seen and each in labels)
            views[at] = Within(shown, seen, of)
        return tuple(views)

    def _parts_of(self, kept: int, atoms: Mapping[Atom, int], used: Sequence[int]) -> Iterator[Part]:
        """The rows that a condition keeps, as each choice of views of the axes that it looks at shows them."""
        leaves = [leaves for leaves, signature in atoms if signature >> kept & 1]
        options: list[list[Chosen | None]] = []
        for at in sorted(self.looks_at[kept]):
            axis = self.axes[at]
            held: list[Chosen | None] = [None]
            for view in sorted({self.combinations[number][at] for number in used}):
                labels = frozenset(axis.tables[view][each[at]] for each in leaves) - {NOBODY}
                if axis.views[view] != EVERYTHING and labels and not labels >= set(axis.tables[view]) - {NOBODY}:
                    held.append((at, view, labels))
            options.append(held)
        for chosen in product(*options):
            if any(chosen):
                yield tuple(each for each in chosen if each is not None)

    def _inside(
        self, part: Part, atoms: Mapping[Atom, int], families: Sequence[Family], used: Sequence[int]
    ) -> Inside:
        outside = {signature for leaves, signature in atoms if not self.holds(part, (leaves, signature))}
        whole = frozenset(f.number for f in families if not any(signature >> f.kept & 1 for signature in outside))
        finer = {number: self._finer(part, number) for number in used}
        told: list[Family] = []
        for family in families:
            views = tuple(
                number
                for number, split in finer.items()
                if split is not None
                and (split in family.combinations or (family.number in whole and number in family.combinations))
            )
            if views:
                told.append(attrs.evolve(family, combinations=views))
        return Inside(part=part, families=tuple(told), whole=whole)

    def _finer(self, part: Part, number: int) -> int | None:
        """The combination that looks at the part's axes as the part does; None where this one does so already."""
        views = list(self.combinations[number])
        for at, view, _ in part:
            if not self.axes[at].is_finer(view, views[at]):
                return None
            views[at] = view
        wanted = tuple(views)
        return self.combinations.index(wanted) if wanted in self.combinations else None


class _MakesUp:
    """Whether what one combination shows makes up what another would: a field's values, or whom rows name."""

    def __init__(self, space: Space, atoms: Mapping[Atom, int]) -> None:
        self._space, self._atoms = space, atoms
        self._whose = [at for at, axis in enumerate(space.axes) if axis.is_subject]
        self._known: dict[tuple[int, int, int], bool] = {}
        self._leaves: dict[int, set[tuple[int, ...]]] = {}

    def __call__(self, kept: int, own: int, number: int) -> bool:
        """Of the rows with a bit."""
        key = kept, own, number
        if key not in self._known:
            self._known[key] = self._fields(own, number) and self._subjects(kept, own, number)
        return self._known[key]

    def _fields(self, own: int, number: int) -> bool:
        pairs = zip(self._space.axes, self._space.combinations[own], self._space.combinations[number], strict=True)
        return all(axis.is_subject or axis.tells(one, other) for axis, one, other in pairs)

    def _subjects(self, kept: int, own: int, number: int) -> bool:
        finer, views = self._space.combinations[own], self._space.combinations[number]
        if all(finer[at] == views[at] for at in self._whose):
            return True
        if len(self._whose) < 2:
            return False
        pairs = {(self._labels(finer, here), self._labels(views, here)) for here in self._of(kept)}
        nobody = any(NOBODY in labels for pair in pairs for labels in pair)
        return bool(pairs) and not nobody and len(pairs) == len({one for one, _ in pairs})

    def _labels(self, views: Combination, leaves: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self._space.axes[at].tables[views[at]][leaf] for at, leaf in zip(self._whose, leaves, strict=True))

    def _of(self, kept: int) -> set[tuple[int, ...]]:
        """Whom rows with a bit name."""
        if kept not in self._leaves:
            self._leaves[kept] = {
                tuple(here[at] for at in self._whose) for here, signature in self._atoms if signature >> kept & 1
            }
        return self._leaves[kept]
