"""What a run of one date has decided, as it binds a run that compares that date with an earlier one.

Both are published, so that one reader has both. What the run of one date shows is known and stays as it is; what it
hides stays hidden, for the same reason. So all that a comparison needs besides is hidden of the earlier date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

import attrs

from cxengine.metrics.suppression.cells import Box, Cells, Rest, Signature
from cxengine.metrics.suppression.coordinates import Axis
from cxengine.metrics.suppression.decide import Decided, Given, Known
from cxengine.metrics.suppression.moves import Move, Moves
from cxengine.metrics.suppression.tables import Layout
from cxengine.metrics.suppression.ways import Target

MOST = 8
"""How many ways are tried to make one side of a move of one date one of both."""


@attrs.frozen(kw_only=True)
class Laid:
    """How a table's figures lie, the numbers of what tells its rows apart, and how many rows each figure counts."""

    layout: Layout
    axes: tuple[Axis, ...]
    cells: Cells


def given(decided: Decided, alone: Laid, beside: Laid) -> Given:
    """What is decided on ``alone`` in the numbers of ``beside``, which has the same rows and more figures."""
    same = _Same(alone, beside)
    hidden = decided.first | decided.second | decided.withheld
    kept = {twin for box in hidden for twin in same.boxes(box)}
    figures = (box for box in alone.cells.counts if alone.cells.families[box[0]].rest is None)
    shown = {twin for box in figures for twin in same.boxes(box)}
    return Given(
        shown=frozenset(shown - kept),
        hidden=frozenset(kept),
        withheld=frozenset(twin for box in decided.withheld for twin in same.boxes(box)),
        known=same.known(decided.moves),
    )


class _Same:
    """The same figures, conditions and moves on both."""

    def __init__(self, alone: Laid, beside: Laid) -> None:
        self._alone, self._beside = alone, beside
        self._families: dict[int, set[int]] = {alone.layout.rows: {beside.layout.rows}}
        late = ((own, beside.layout.late[dated]) for dated, own in alone.layout.late.items())
        self._families |= {own: {other} for own, other in late}
        self._families |= {own: {beside.layout.weighing[each]} for each, own in alone.layout.weighing.items()}
        for instance, family in alone.layout.family_of.items():
            self._families.setdefault(family, set()).add(beside.layout.family_of[instance])
        self._combinations = {views: number for number, views in enumerate(beside.cells.views())}
        self._views = alone.cells.views()
        self._labels = [{number: place for place, number in axis.labels.items()} for axis in alone.axes]
        places = {condition: bit for bit, condition in enumerate(beside.layout.conditions)}
        self._bits = [places[condition] for condition in alone.layout.conditions]
        self._add_rests()
        self._conditions = (1 << len(self._bits)) - 1
        self._alike: dict[Signature, list[Signature]] = {}
        for signature in sorted({signature for _, signature in beside.cells.atoms}, key=lambda s: (s.bit_count(), s)):
            self._alike.setdefault(self._of_date(signature), []).append(signature)

    def _add_rests(self) -> None:
        """Who is left of some figures beside others are the same on both, where they are looked at on both."""
        signatures = {signature for _, signature in self._beside.cells.atoms}
        there = {
            frozenset(signature for signature in signatures if signature >> each.kept & 1): each.number
            for each in self._beside.cells.families
            if each.rest is not None
        }
        for each in self._alone.cells.families:
            if each.rest is not None:
                same = Rest(tuple((self._bits[bit], times) for bit, times in each.rest.terms))
                number = there.get(frozenset(filter(same.holds, signatures)))
                self._families[each.number] = {number} if number is not None else set()

    def boxes(self, box: Box) -> list[Box]:
        """Those of the same figures."""
        number = self._combinations.get(self._views[box[1]])
        if number is None:  # a part of the table that is looked at on one of them only
            return []
        axes = zip(self._beside.axes, self._labels, box[2:], strict=True)
        labels = [axis.labels[known[label]] for axis, known, label in axes]
        return [(family, number, *labels) for family in sorted(self._families[box[0]]) if self._has(family, number)]

    def _has(self, family: int, combination: int) -> bool:
        """Whether a rest is looked at in these views; a figure is, where it is on the date by itself."""
        found = self._beside.cells.families[family]
        return found.rest is None or combination in found.combinations

    def known(self, moves: Mapping[Target, Moves]) -> _Known:
        """What moves the same rows, by what it keeps unknown."""
        found: dict[Target, Move] = {}
        for target, (move, *_) in moves.items():
            for boxes in zip(*(self.boxes(box) for box in target.boxes), strict=True):
                family = self._beside.cells.families[boxes[0][0]]
                bit = family.kept if family.rest is not None else self._bits[target.bit]
                found[Target(boxes=frozenset(boxes), bit=bit)] = move
        return _Known(self, found)

    def with_both(self, move: Move, bit: int, allowed: Callable[[Move], bool]) -> Iterator[Moves]:
        """The move with what the rows are on the earlier date: all the same, or others on each side of a turn."""

        def ways(of: Move) -> list[Move]:
            return list(islice(filter(allowed, self._ways(of, bit)), MOST))

        yield from ((each,) for each in ways(move))
        for at in range(len(move.turns)):
            yield from product(*map(ways, move.halves(at)))

    def _ways(self, move: Move, bit: int) -> Iterator[Move]:
        if move.within is not None:
            return self._of_answers(move, bit)
        others: Sequence[Signature | None] = [None]
        if move.instead is not None:
            others = self._alike.get(move.instead & self._conditions, [])
        pairs = product(self._alike.get(move.signature & self._conditions, []), others)
        return (attrs.evolve(move, signature=own, instead=other) for own, other in pairs)

    def _of_answers(self, move: Move, bit: int) -> Iterator[Move]:
        answer = self._beside.cells.answers.get(bit)
        if answer is None or move.within is None:
            return
        found: list[dict[Signature, None]] = []
        for wanted in (move.signature, move.instead):
            alike = (full for own, each in self._alike.items() if own & move.within == wanted for full in each)
            found.append(dict.fromkeys(signature & answer.within for signature in alike))
        for own, other in product(*found):
            if own & answer.kept == other & answer.kept:
                yield attrs.evolve(move, signature=own, instead=other, within=answer.within)

    def _of_date(self, signature: Signature) -> Signature:
        return sum((signature >> bit & 1) << own for own, bit in enumerate(self._bits))


@attrs.frozen
class _Known(Known):
    _same: _Same
    _moves: Mapping[Target, Move]

    def with_both(self, target: Target, allowed: Callable[[Move], bool]) -> Iterable[Moves]:
        move = self._moves.get(target)
        return self._same.with_both(move, target.bit, allowed) if move is not None else ()

    def has(self, target: Target) -> bool:
        return target in self._moves

    def of_answers(self, target: Target) -> bool:
        move = self._moves.get(target)
        return move is not None and move.within is not None
