"""Who is left of a figure's rows when those of others are taken away: people whom no figure is of, and some tell of.

Of 100 answers and 99 by phone the one that came otherwise is told as surely as if it had a line of its own. So where of
two figures of a table one keeps part of what the other keeps, those that only the other keeps are a group too. So are
those left by several figures that share nobody, and whatever else follows from figures whose rows overlap: of all,
those by phone, those that are urgent and those that are both, who are neither. Such a group is never shown; it must
only not follow from what is. That one keeps part of the other is read off the rows, so that it holds however the
conditions are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from cxengine.metrics.suppression.cells import Atom, Family, Rest, Signature
from cxengine.metrics.suppression.overlaps import Group, overlapping

Side = Sequence[Family]
"""Families that keep the same rows."""
MOST = 8
"""Up to so many filters within one, each two that share nobody are looked at; of more only as many as share nobody."""


def with_rests(
    atoms: Mapping[Atom, int], families: Sequence[Family], bits: int
) -> tuple[dict[Atom, int], tuple[Family, ...]]:
    """The rows and families with a condition and a family more for each rest; ``bits`` conditions are there already."""
    found = _Rests({signature for _, signature in atoms}, families)
    made: list[Family] = []
    for rest, sides in found.all():
        shared = set.intersection(*({each for family in side for each in family.combinations} for side in sides))
        if shared:
            bit = bits + len(made)
            made.append(
                Family(
                    number=len(families) + len(made), kept=bit, published=(bit,), sensitive=frozenset({bit}),
                    combinations=tuple(sorted(shared)), needs=(), rest=rest,
                    sides=tuple(dict.fromkeys(family.number for side in sides for family in side)),
                )
            )  # fmt: skip
    if not made:
        return dict(atoms), tuple(families)
    known = {signature: _marked(signature, made) for signature in found.signatures}
    return {(leaves, known[signature]): n for (leaves, signature), n in atoms.items()}, (*families, *made)


def _marked(signature: Signature, made: Sequence[Family]) -> Signature:
    """With the bits of the rests that a row is in."""
    return signature | sum(1 << each.kept for each in made if each.rest is not None and each.rest.holds(signature))


class _Rests:
    def __init__(self, signatures: set[Signature], families: Sequence[Family]) -> None:
        self.signatures = signatures
        self._families = families
        self._rows = {
            bit: frozenset(signature for signature in signatures if signature >> bit & 1)
            for bit in {bit for family in families for bit in family.published}
        }

    def all(self) -> Iterator[tuple[Rest, Sequence[Side]]]:
        """Each rest once, with the families that tell of the whole and those that tell of each part."""
        wholes: dict[tuple[int, int], list[Family]] = {}
        for family in self._families:
            for bit in family.sensitive:
                wholes.setdefault((bit, family.kept), []).append(family)
        seen: set[frozenset[Signature]] = set()
        told = set(self._rows.values())
        for (bit, kept), whole in sorted(wholes.items(), key=lambda each: each[0]):
            parts = self._parts(bit, kept)
            own = Group(rows=self._rows[bit], terms={bit: 1}, sides=(whole,))
            within = [self._within(part, bit) for part in parts]
            for chosen in self._chosen(list(zip(parts, within, strict=True))):
                yield from self._once(own.without(chosen), seen)
            if len(parts) <= MOST:
                for group in overlapping(own, within):
                    if group.rows not in told:
                        yield from self._once(group, seen)

    def _once(self, group: Group, seen: set[frozenset[Signature]]) -> Iterator[tuple[Rest, Sequence[Side]]]:
        if group.rows and group.rows not in seen:
            seen.add(group.rows)
            yield Rest(tuple(sorted((bit, times) for bit, times in group.terms.items() if times))), group.sides

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
        return Group(rows=rows, terms={own: 1}, sides=(part,))

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
            left = [part for part in left if part not in chosen]

    def _apart(self, one: Side, other: Side) -> bool:
        """Whether two filters keep no row both."""
        return not self._rows[one[0].kept] & self._rows[other[0].kept]
