"""Who is left of a figure's rows when those of others are taken away: people whom no figure is of, and some tell of.

Of 100 answers and 99 by phone the one that came otherwise is told as surely as if it had a line of its own. So where of
two figures of a table one keeps part of what the other keeps, those that only the other keeps are a group too. So are
those left by several figures that share nobody, and whatever else follows from figures whose rows overlap: of all,
those by phone, those that are urgent and those that are both, who are neither. Such a group is never shown; it must
only not follow from what is. That one keeps part of the other is read off the rows, so that it holds however the
conditions are written. Within some groups, figures that are split make up one that is not (``across``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from fractions import Fraction
from itertools import combinations

import attrs

from cxengine.metrics.suppression.across import Inside, Part, Space
from cxengine.metrics.suppression.cells import Atom, Combination, Family, Rest, Signature
from cxengine.metrics.suppression.coordinates import Axis, View
from cxengine.metrics.suppression.overlaps import Group, Rows, overlapping
from cxengine.metrics.suppression.remainders import Told

Side = Sequence[Family]
"""Families that keep the same rows."""
MOST = 8
"""Up to so many filters within one, each two that share nobody are looked at; of more the smallest that share nobody.

Of filters that overlap, as many are looked at together; the figures of any more are not published.
"""


@attrs.frozen(kw_only=True)
class WithRests:
    """Rows and families with those of rests, and axes and combinations with the views that rests need besides."""

    atoms: Mapping[Atom, int]
    families: tuple[Family, ...]
    axes: tuple[Axis, ...]
    combinations: tuple[Combination, ...]


def with_rests(atoms: Mapping[Atom, int], families: Sequence[Family], bits: int, space: Space) -> WithRests:
    """The rows and families with a condition and a family more for each rest; ``bits`` conditions are there already."""
    sizes: Counter[Signature] = Counter()
    for (_, signature), n in atoms.items():
        sizes[signature] += n
    views = _Views(space)
    figures = [family for family in families if not family.weighs]
    asked = {family.number: family.asked for family in figures}
    within = {family.number: family.asked_within for family in figures}
    whole = space.with_sums(_with_asked(figures, len(families), asked), atoms)
    told = space.with_sums(_with_asked(figures, len(families), within), atoms)
    parts = list(space.parts(atoms, told))
    of = {family.number: family.number % len(families) for family in told}
    beyond = {of[number] for number in _beyond(sizes, whole, atoms, parts, space)}
    found: dict[Rows, _Left] = {}
    for left in _Rests(sizes, [family for family in whole if of[family.number] not in beyond]).all():
        _put(left, left.combinations, sizes, found)
    for inside in parts:
        there = [family for family in inside.families if of[family.number] not in beyond]
        for left in _Rests(_held(inside, atoms, space), there).all():
            if inside.tells_more(left.sides):
                new = left.combinations - _known(left, sizes, found) if inside.lines else left.combinations
                _put(left, {views.within(inside.part, number) for number in new}, sizes, found)
        for each in inside.beside:
            if not beyond & {of[each.family], of[each.beside]} and _is_group(each, inside):
                left = _Left(Rest(((each.bit, Fraction(1)),)), sides={each.family, each.beside})
                _put(left, {views.within(inside.part, each.combination)}, sizes, found)
    made = [
        Family(
            number=len(families) + at, kept=bits + at, published=(bits + at,), sensitive=frozenset({bits + at}),
            combinations=tuple(sorted(left.combinations)), needs=(), rest=left.rest,
            sides=tuple(sorted({of[number] for number in left.sides})),
        )
        for at, left in enumerate(found.values())
    ]  # fmt: skip
    known = {signature: _marked(signature, made) for signature in sizes}
    marked = {(leaves, known[signature]): n for (leaves, signature), n in atoms.items()}
    axes, looked_at = views.all()
    own = (attrs.evolve(family, beyond=family.number in beyond) for family in families)
    return WithRests(atoms=marked, families=(*own, *made), axes=axes, combinations=looked_at)


def _with_asked(families: Sequence[Family], step: int, asked: Mapping[int, Sequence[int]]) -> tuple[Family, ...]:
    """The families, and one more for each condition asked in a formula, that keeps the rows for which it holds.

    The number of such a one is that of the family which it is told by, and a multiple of ``step`` more.
    """
    made: list[Family] = []
    for family in families:
        for at, bit in enumerate(asked[family.number], 1):
            made.append(
                Family(
                    number=family.number + at * step, kept=bit, published=(bit,), sensitive=frozenset({bit}),
                    combinations=family.combinations, needs=(),
                )
            )  # fmt: skip
    return (*families, *made)


def _beyond(
    sizes: Mapping[Signature, int],
    families: Sequence[Family],
    atoms: Mapping[Atom, int],
    parts: Sequence[Inside],
    space: Space,
) -> set[int]:
    """The families that overlap with so many others that what follows from all of them is not looked for."""
    found = _Rests(sizes, families).beyond()
    for inside in parts:
        if not inside.beside and not inside.lines:
            found |= _Rests(_held(inside, atoms, space), inside.families).beyond()
    return found


def _is_group(told: Told, inside: Inside) -> bool:
    """Whether what is told of a part is how many people a figure is of."""
    return any(family.number == told.family and told.bit in family.sensitive for family in inside.families)


def _held(inside: Inside, atoms: Mapping[Atom, int], space: Space) -> Counter[Signature]:
    """How many rows of each kind a part of the table has."""
    found: Counter[Signature] = Counter()
    for atom, n in atoms.items():
        if space.holds(inside.part, atom):
            found[atom[1]] += n
    return found


def _known(left: _Left, sizes: Mapping[Signature, int], found: Mapping[Rows, _Left]) -> set[int]:
    """The views in which the same rows are looked at already."""
    same = found.get(frozenset(filter(left.rest.holds, sizes)))
    return same.combinations if same is not None else set()


def _put(left: _Left, views: Set[int], sizes: Mapping[Signature, int], found: dict[Rows, _Left]) -> None:
    """Once for the same rows, whichever part of a table they follow in."""
    rows = frozenset(filter(left.rest.holds, sizes))
    kept = found.setdefault(rows, _Left(left.rest))
    kept.combinations |= views
    kept.sides |= left.sides


class _Views:
    """The combinations of a table and those that show a part of it."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._new: dict[tuple[View, ...], int] = {}

    def within(self, part: Part, number: int) -> int:
        """The number of a combination that shows a part's rows only."""
        views = self._space.within(part, number)
        return self._new.setdefault(views, len(self._space.combinations) + len(self._new))

    def all(self) -> tuple[tuple[Axis, ...], tuple[Combination, ...]]:
        """The axes with the views that are new, and all combinations."""
        axes = tuple(axis.also(views[at] for views in self._new) for at, axis in enumerate(self._space.axes))
        new = [tuple(axis.views.index(view) for axis, view in zip(axes, views, strict=True)) for views in self._new]
        return axes, (*self._space.combinations, *new)


def _marked(signature: Signature, made: Sequence[Family]) -> Signature:
    """With the bits of the rests that a row is in."""
    return signature | sum(1 << each.kept for each in made if each.rest is not None and each.rest.holds(signature))


@attrs.define
class _Left:
    """A rest, the views in which it follows from figures, and the families of these."""

    rest: Rest
    combinations: set[int] = attrs.field(factory=set)
    sides: set[int] = attrs.field(factory=set)


class _Rests:
    def __init__(self, sizes: Mapping[Signature, int], families: Sequence[Family]) -> None:
        self._sizes = sizes
        self._families = families
        self._rows = {
            bit: frozenset(signature for signature in sizes if signature >> bit & 1)
            for bit in {bit for family in families for bit in family.published}
        }
        self._protected: dict[Rows, set[int]] = {}
        """In which views rows are protected as those of a figure are, or told by a share as its own."""
        for family in families:
            for bit in family.sensitive:
                self._protect(self._rows[bit], family)
            own = [self._rows[bit] for bit in sorted({*family.asked, *family.asked_within} - family.sensitive)]
            for rows in (*own, *(one | other for one, other in combinations(own, 2) if not one & other)):
                for of in {family.kept, *family.sensitive}:
                    self._protect(self._rows[of] - rows, family)

    def _protect(self, rows: Rows, family: Family) -> None:
        self._protected.setdefault(rows, set()).update(family.combinations)

    def all(self) -> Iterable[_Left]:
        """Each rest once: rows that follow from a whole and parts of it, in whichever views these are told."""
        found: dict[Rows, _Left] = {}
        for bit, whole, parts, views in self._wholes():
            for group in self._following(bit, whole, parts):
                self._note(group, views, found)
        return found.values()

    def beyond(self) -> set[int]:
        """Families of filters that overlap, all but the first within each figure, in order of declaration."""
        found: set[int] = set()
        for _, _, parts, views in self._wholes():
            for together in self._overlapping(parts):
                more = sorted(together, key=lambda part: part[0].kept)[MOST:]
                found.update(each.number for part in more for each in part if views & set(each.combinations))
        return found

    def _wholes(self) -> Iterator[tuple[int, Side, list[Side], set[int]]]:
        """A group of people that figures are of, these figures, and filters within told in the same views."""
        wholes: dict[tuple[int, int], list[Family]] = {}
        for family in self._families:
            for bit in family.sensitive:
                wholes.setdefault((bit, family.kept), []).append(family)
        for (bit, kept), whole in sorted(wholes.items(), key=lambda each: each[0]):
            for parts, views in self._told_together(whole, self._parts(bit, kept)):
                yield bit, whole, parts, views

    def _overlapping(self, parts: Sequence[Side]) -> list[list[Side]]:
        """The parts that share rows with one another, or with others that do."""
        found: list[list[Side]] = []
        for part in parts:
            near = [each for each in found if any(not self._apart(part, other) for other in each)]
            found = [each for each in found if each not in near]
            found.append([*(other for each in near for other in each), part])
        return found

    def _note(self, group: Group, views: Set[int], found: dict[Rows, _Left]) -> None:
        more = views - self._protected.get(group.rows, set())
        if group.rows and more:
            terms = tuple(sorted((bit, times) for bit, times in group.terms.items() if times))
            left = found.setdefault(group.rows, _Left(Rest(terms)))
            left.combinations |= more
            left.sides |= {family.number for side in group.sides for family in side}

    def _told_together(self, whole: Side, parts: Sequence[Side]) -> Iterator[tuple[list[Side], set[int]]]:
        """The parts that are told in the same views of the whole, with these views."""
        found: dict[tuple[int, ...], set[int]] = {}
        for view in sorted({view for family in whole for view in family.combinations}):
            there = tuple(at for at, part in enumerate(parts) if any(view in family.combinations for family in part))
            found.setdefault(there, set()).add(view)
        yield from (([parts[at] for at in there], views) for there, views in found.items())

    def _following(self, bit: int, whole: Side, parts: Sequence[Side]) -> Iterator[Group]:
        """The groups whose numbers follow from those of a whole and its parts."""
        own = Group(rows=self._rows[bit], terms={bit: Fraction(1)}, sides=(whole,))
        within = [self._within(part, bit) for part in parts]
        for chosen in self._chosen(list(zip(parts, within, strict=True))):
            yield own.without(chosen)
        few = [list(parts)] if len(parts) <= MOST else self._overlapping(parts)
        for together in few:
            if len(together) > 1:
                yield from overlapping((own, *(self._within(part, bit) for part in together)), self._sizes)

    def _parts(self, bit: int, kept: int) -> list[Side]:
        """For each filter within another the families that tell how many of the rows with the bit it keeps."""
        found: dict[int, list[Family]] = {}
        for family in self._families:
            rows = self._rows[family.kept]
            if rows and rows < self._rows[kept] and self._tells(family, bit):
                found.setdefault(family.kept, []).append(family)
        return sorted(found.values(), key=lambda part: (-len(self._rows[part[0].kept]), part[0].kept))

    def _within(self, part: Side, bit: int) -> Group:
        """The rows with the bit that the families of a part keep, as one of the families tells them."""
        rows = self._rows[bit] & self._rows[part[0].kept]
        own = next(own for own in part[0].published if self._rows[own] == rows)
        return Group(rows=rows, terms={own: Fraction(1)}, sides=(part,))

    def _tells(self, part: Family, bit: int) -> bool:
        there = self._rows[bit] & self._rows[part.kept]
        return any(self._rows[own] == there for own in part.published)

    def _chosen(self, parts: Sequence[tuple[Side, Group]]) -> Iterator[tuple[Group, ...]]:
        """Single parts, two that share nobody, and as many as share nobody."""
        yield from ((group,) for _, group in parts)
        if len(parts) <= MOST:
            yield from ((one[1], other[1]) for one, other in combinations(parts, 2) if self._apart(one[0], other[0]))
        left = list(parts)
        while left:
            chosen: list[tuple[Side, Group]] = []
            for part in left:
                if all(self._apart(part[0], other[0]) for other in chosen):
                    chosen.append(part)
            if len(chosen) > 2:
                yield tuple(group for _, group in chosen)
            for size in range(2, len(chosen)) if len(parts) > MOST else ():
                yield tuple(group for _, group in chosen[:size])
            left = [part for part in left if part not in chosen]

    def _apart(self, one: Side, other: Side) -> bool:
        """Whether two filters keep no row both."""
        return not self._rows[one[0].kept] & self._rows[other[0].kept]
