"""Comparisons of figures with numbers as written, decided together: each figure is placed once on a ladder of bounds.

A truth has a code of one byte: ``NO``, ``OPEN`` (nobody knows), ``YES``. The codes are chosen so that the bits of two
of them joined by ``&`` and ``|`` are the strong Kleene ``and`` and ``or``, also of thousands at a time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import lcm
from operator import itemgetter
from typing import NamedTuple

import attrs

from cxengine.lang import ast
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition
from cxengine.maturity.outcome import Truth
from cxengine.metrics.measured import Measured

NO, OPEN, YES = 0b00, 0b01, 0b11
CODES: dict[Truth, int] = {False: NO, None: OPEN, True: YES}
TRUTHS: dict[int, Truth] = {code: truth for truth, code in CODES.items()}
_TRUTH = tuple(TRUTHS.get(code) for code in range(YES + 1))
_NO, _OPEN, _YES = (bytes([code]) for code in (NO, OPEN, YES))
_MOST_PARTS = 3
"""Conditions of more comparisons are decided one by one."""
Places = tuple[tuple[int, ...], bool]
"""Where the truths of a condition's comparisons stand, and whether all must hold."""
_LEFT_OPEN: Places = (-1,), True


@attrs.frozen
class Rung:
    """``csat >= 80%``: the slot of the figure, the operator and the bound."""

    slot: int
    op: str
    bound: Fraction
    expr: ast.Expr


class Ladder(NamedTuple):
    """All comparisons of one figure, in the order of their places: first those that a high figure helps.

    A figure ``n/d`` stands at ``2⌊s·n/d⌋``, one more where that is not whole; ``s`` makes every bound a whole number.
    """

    slot: int
    scale: int
    lows: tuple[int, ...]
    """For each comparison with ``>=`` or ``>``, where a figure must stand at the least; rising."""
    highs: tuple[int, ...]
    """For each with ``<=`` or ``<``, where it may stand at the most; rising."""


def codes_on(ladders: Sequence[Ladder], measured: Sequence[Measured]) -> bytes:
    """The codes of the comparisons, in the order of their places."""
    found: list[bytes] = []
    for slot, scale, lows, highs in ladders:
        figure = measured[slot]
        value = figure.value
        if value is None or figure.open:
            found.append(_OPEN * (len(lows) + len(highs)))
            continue
        top, bottom = value.as_integer_ratio()
        whole, part = divmod(top * scale, bottom)
        stand = 2 * whole + 1 if part else 2 * whole
        passed, over = bisect_right(lows, stand), bisect_left(highs, stand)
        found.append(_YES * passed + _NO * (len(lows) - passed + over) + _YES * (len(highs) - over))
    return b"".join(found)


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
        stands = sorted(((rung.op not in (">=", ">"), _stand(rung, scale)), place) for place, rung in enumerate(own))
        ordered += [own[place] for _, place in stands]
        lows = tuple(stand for (high, stand), _ in stands if not high)
        highs = tuple(stand for (high, stand), _ in stands if high)
        ladders.append(Ladder(slot, scale, lows, highs))
    return tuple(ladders), tuple(ordered)


def _stand(rung: Rung, scale: int) -> int:
    return 2 * int(rung.bound * scale) + {">": 1, "<": -1}.get(rung.op, 0)


@attrs.frozen(eq=False)
class Columns:
    """Conditions of one, two or three comparisons, as columns of places: all are decided by a few operations.

    ``places`` holds for each of the parts where its truth stands among the codes; a condition with fewer parts repeats
    its first. ``every`` has all bits of a condition set where all its parts must hold, and none where one is enough.
    """

    simple: frozenset[int]
    """The conditions that are decided so, by index; the others stay open."""
    size: int
    places: tuple[Callable[[bytes], tuple[int, ...]], ...]
    every: int

    def codes(self, codes: bytes) -> bytes:
        """The codes of the conditions by index, from those of the comparisons."""
        codes += _OPEN
        all_hold = one_holds = 0
        for number, pick in enumerate(self.places):
            part = int.from_bytes(bytes(pick(codes)), "big")
            all_hold = part if number == 0 else all_hold & part
            one_holds |= part
        return (all_hold & self.every | one_holds & ~self.every).to_bytes(self.size, "big")


def columns_of(conditions: Sequence[Condition | None]) -> Columns | None:
    """The conditions that can be decided so; None stands for one that cannot. None where it would not pay."""
    simple = [_simple(when) for when in conditions]
    found = frozenset(index for index, places in enumerate(simple) if places is not None)
    if len(found) < 2:
        return None
    filled = [places or _LEFT_OPEN for places in simple]
    width = max(len(places) for places, _ in filled)
    return Columns(
        found,
        len(filled),
        tuple(itemgetter(*(places[part % len(places)] for places, _ in filled)) for part in range(width)),
        int.from_bytes(bytes(0xFF if every else 0 for _, every in filled), "big"),
    )


def _simple(when: Condition | None) -> Places | None:
    match when:
        case Atom(place):
            return (place,), True
        case AllOf(parts) | AnyOf(parts) if len(parts) <= _MOST_PARTS:
            places = tuple(part.place for part in parts if isinstance(part, Atom))
            return (places, isinstance(when, AllOf)) if len(places) == len(parts) else None
        case _:
            return None
