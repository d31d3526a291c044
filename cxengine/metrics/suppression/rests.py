"""Who is left of a figure's rows when those of others are taken away: people whom no figure is of, and some tell of.

Of 100 answers and 99 by phone the one that came otherwise is told as surely as if it had a line of its own. So where of
two figures of a table one keeps part of what the other keeps, those that only the other keeps are a group too. So are
those left by several figures that share nobody. Such a group is never shown; it must only not follow from what is.
That one keeps part of the other is read off the rows, so that it holds however the conditions are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from cxengine.metrics.suppression.cells import Atom, Family, Rest, Signature

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
    more = 0
    for family in made:
        rest = family.rest
        if rest is not None and signature >> rest.whole & 1 and not any(signature >> bit & 1 for bit in rest.without):
            more |= 1 << family.kept
    return signature | more


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
        seen: set[Rest] = set()
        for (bit, kept), whole in sorted(wholes.items(), key=lambda each: each[0]):
            for chosen in self._chosen(self._parts(bit, kept)):
                rest = Rest(whole=bit, without=tuple(sorted(part[0].kept for part in chosen)))
                if rest not in seen and self._is_there(rest):
                    seen.add(rest)
                    yield rest, (whole, *chosen)

    def _parts(self, bit: int, kept: int) -> list[Side]:
        """For each filter within another the families that tell how many of the rows with the bit it keeps."""
        found: dict[int, list[Family]] = {}
        for family in self._families:
            rows = self._rows[family.kept]
            if rows and rows < self._rows[kept] and self._tells(family, bit):
                found.setdefault(family.kept, []).append(family)
        return sorted(found.values(), key=lambda part: (-len(self._rows[part[0].kept]), part[0].kept))

    def _tells(self, part: Family, bit: int) -> bool:
        there = self._rows[bit] & self._rows[part.kept]
        return any(self._rows[own] == there for own in part.published)

    def _chosen(self, parts: Sequence[Side]) -> Iterator[tuple[Side, ...]]:
        """Single parts, two that share nobody, and as many as share nobody."""
        yield from ((part,) for part in parts)
        if len(parts) <= MOST:
            yield from (pair for pair in combinations(parts, 2) if self._apart(*pair))
        left = list(parts)
        while left:
            chosen: list[Side] = []
            for part in left:
                if all(self._apart(part, other) for other in chosen):
                    chosen.append(part)
            if len(chosen) > 2:
                yield tuple(chosen)
            left = [part for part in left if part not in chosen]

    def _apart(self, one: Side, other: Side) -> bool:
        """Whether two filters keep no row both."""
        return not self._rows[one[0].kept] & self._rows[other[0].kept]

    def _is_there(self, rest: Rest) -> bool:
        taken = frozenset[Signature]().union(*(self._rows[bit] for bit in rest.without))
        return bool(self._rows[rest.whole] - taken)
