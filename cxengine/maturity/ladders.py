"""Comparisons of figures with numbers as written, decided together: each figure is placed once on a ladder of bounds.

A truth has a code of two bits: ``NO``, ``OPEN`` (nobody knows), ``YES``. The codes are chosen so that the bits of two
of them joined by ``&`` and ``|`` are the strong Kleene ``and`` and ``or``, also of thousands at a time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import attrs

from cxengine.lang import ast
from cxengine.maturity.outcome import Truth
from cxengine.metrics.measured import Measured

NO, OPEN, YES = 0b00, 0b01, 0b11
CODES: dict[Truth, int] = {False: NO, None: OPEN, True: YES}
TRUTHS: dict[int, Truth] = {code: truth for truth, code in CODES.items()}
_TRUTH = tuple(TRUTHS.get(code) for code in range(YES + 1))
_OPEN = bytes([OPEN])
_NEXT_HALF = frozenset({">", "<="})
"""Operators that turn just above their bound; the others turn at it."""


@attrs.frozen
class Rung:
    """``csat >= 80%``: the slot of the figure, the operator and the bound."""

    slot: int
    op: str
    bound: Fraction
    expr: ast.Expr


class Ladder(NamedTuple):
    """All comparisons of one figure, in the order of their places: from where on the figure turns each.

    A figure ``n/d`` stands at ``2⌊s·n/d⌋``, one more where that is not whole; ``s`` makes every bound a whole number.
    """

    slot: int
    scale: int
    turns: tuple[int, ...]
    """Where a figure must stand at the least to turn each comparison; rising."""
    turned: bytes
    """The code of each once it is turned: ``YES`` of one that a high figure helps."""
    unturned: bytes

    @property
    def unknown(self) -> int:
        """Where a figure is said to stand of which nobody knows: one further than above all."""
        return len(self.turns) + 1

    def codes(self, at: int) -> bytes:
        """The codes of the comparisons, in the order of their places, where the figure has turned so many."""
        if at > len(self.turns):
            return _OPEN * len(self.turns)
        return self.turned[:at] + self.unturned[at:]


def turned_on(ladders: Sequence[Ladder], measured: Sequence[Measured]) -> list[int]:
    """How many comparisons of each ladder its figure turns; one more than all where it is not known."""
    found: list[int] = []
    for slot, scale, turns, _, _ in ladders:
        figure = measured[slot]
        value = figure.value
        if value is None or figure.open:
            found.append(len(turns) + 1)
            continue
        top, bottom = value.as_integer_ratio()
        whole, part = divmod(top * scale, bottom)
        found.append(bisect_right(turns, 2 * whole + 1 if part else 2 * whole))
    return found


def codes_at(ladders: Sequence[Ladder], turned: Sequence[int]) -> bytes:
    """The codes of all comparisons, in the order of their places."""
    return b"".join([ladder.codes(at) for ladder, at in zip(ladders, turned, strict=True)])


def truths_of(codes: bytes) -> list[Truth]:
    """What the codes stand for."""
    return [_TRUTH[code] for code in codes]


def codes_of(truths: Iterable[Truth]) -> bytes:
    """Truths as codes."""
    return bytes([CODES[truth] for truth in truths])


def laid_out(rungs: Iterable[Rung]) -> tuple[tuple[Ladder, ...], tuple[Rung, ...]]:
    """The ladders, and the comparisons in the order in which their codes come."""
    by_slot: defaultdict[int, list[Rung]] = defaultdict(list)
    for rung in rungs:
        by_slot[rung.slot].append(rung)
    ladders: list[Ladder] = []
    ordered: list[Rung] = []
    for slot, own in sorted(by_slot.items()):
        scale = lcm(*(rung.bound.denominator for rung in own))
        turns = sorted((2 * int(rung.bound * scale) + (rung.op in _NEXT_HALF), place) for place, rung in enumerate(own))
        rising = [own[place] for _, place in turns]
        ordered += rising
        helped = [rung.op in (">=", ">") for rung in rising]
        ladders.append(
            Ladder(slot, scale, tuple(at for at, _ in turns), codes_of(helped), codes_of(not high for high in helped))
        )
    return tuple(ladders), tuple(ordered)
