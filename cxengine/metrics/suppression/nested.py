"""Few people who follow from lines of figures that lie within one another, whatever each is split by.

Those by phone, as one figure lists them by channel, less those who are not urgent, as a figure of answers by phone or
urgent lists them, are by phone and urgent: neither figure is split as the other is, and nothing else tells of them. So
the lines that are left are laid beside one another by the rows that they are of: which line lies within another is read
off the rows of all subjects. Then all lines of a subject are added and taken away together (``elimination``).

How many of a group gave no answer is each figure's own to tell: of a line only those are taken that another keeps.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations
from typing import TYPE_CHECKING

import attrs

from cxengine.metrics.suppression.cells import Atom, Box, Cells, Family
from cxengine.metrics.suppression.coordinates import EVERYTHING
from cxengine.metrics.suppression.elimination import PRIME, Sums
from cxengine.metrics.suppression.moves import Move
from cxengine.subjects import SubjectKey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Kinds = int
"""Rows, a bit for each kind of them that is told apart."""
Terms = tuple[tuple[Box, int, int], ...]
"""Figures, the condition of each that is counted, and how often it is added."""
_Whose = tuple[tuple[int, int], ...]
"""A view and a label on each axis of subjects."""



@attrs.frozen(kw_only=True, eq=False)
class Columns:
    """Sums with a column for all kinds that none of them tells apart, how many rows these are, and which kinds."""

    rows: NDArray[np.bool_]
    sizes: NDArray[np.int64]
    kinds: Sequence[Kinds]

    def having(self, columns: Iterable[int]) -> Kinds:
        """The kinds of some columns."""
        found = 0
        for column in columns:
            found |= self.kinds[column]
        return found


class _Kinds:
    """Kinds of rows, told apart by their signature and by where they are on some axes."""

    def __init__(self, cells: Cells, axes: Sequence[int]) -> None:
        self._cells, self._axes = cells, axes
        self._numbers: dict[Atom, int] = {}
        for atom in cells.atoms:
            self._numbers.setdefault(self._kind(atom), len(self._numbers))
        self._of_bit: dict[int, Kinds] = {}
        self._of_label: dict[tuple[int, int], Mapping[int, Kinds]] = {}
        self._sizes: dict[tuple[int, ...], Mapping[tuple[int, ...], Mapping[int, int]]] = {}

    def holds(self, kinds: Kinds, atom: Atom) -> bool:
        """Whether rows are of one of the kinds."""
        return bool(kinds >> self._numbers[self._kind(atom)] & 1)

    def at(self, box: Box, axes: Sequence[int] | None = None) -> Kinds:
        """Those with a box's labels, on some axes only or on all."""
        found = (1 << len(self._numbers)) - 1
        views = self._cells.combinations[box[1]]
        for place, at in enumerate(self._axes):
            if (axes is None or at in axes) and self._cells.axes[at].views[views[at]] != EVERYTHING:
                found &= self._labelled(place, at, views[at])[box[2 + at]]
        return found

    def having(self, bit: int) -> Kinds:
        """Those that meet a condition."""
        if bit not in self._of_bit:
            self._of_bit[bit] = self._gathered(lambda kind: kind[1] >> bit & 1).get(1, 0)
        return self._of_bit[bit]

    def sizes(self, whose: Sequence[_Whose], subjects: Sequence[int]) -> Mapping[int, int]:
        """How many rows there are of each kind, of one subject or of all that are told apart."""
        views = () if set(subjects) <= set(self._axes) else tuple(view for view, _ in whose[0])
        if views not in self._sizes:
            found: dict[tuple[int, ...], Counter[int]] = {}
            tables = [self._cells.axes[at].tables[view] for at, view in zip(subjects, views, strict=False)]
            for atom, n in self._cells.atoms.items():
                labels = tuple([table[atom[0][at]] for at, table in zip(subjects, tables, strict=False)])
                found.setdefault(labels, Counter())[self._numbers[self._kind(atom)]] += n
            self._sizes[views] = found
        return self._sizes[views].get(tuple(label for _, label in whose[0]) if views else (), {})

    def columns(self, rows: Sequence[Kinds], lines: int, nobody: Kinds, sizes: Mapping[int, int]) -> Columns:
        """Rows with a column for all kinds that are in the same of them, where any of the first ``lines`` are."""
        import numpy as np

        size = len(self._numbers) // 8 + 1
        packed = np.frombuffer(b"".join((each & ~nobody).to_bytes(size, "little") for each in rows), np.uint8)
        marks = np.unpackbits(packed.reshape(len(rows), size), axis=1, bitorder="little")
        numbers = np.flatnonzero(marks[:lines].any(axis=0))
        marks = marks[:, numbers]
        _, first, same = np.unique(np.packbits(marks, axis=0), axis=1, return_index=True, return_inverse=True)
        own = np.array([sizes.get(number, 0) for number in numbers.tolist()], np.int64)
        sums = np.zeros(len(first), np.int64)
        np.add.at(sums, same.reshape(-1), own)
        kinds: list[Kinds] = [0] * len(first)
        for number, column in zip(numbers.tolist(), same.reshape(-1).tolist(), strict=True):
            kinds[column] |= 1 << number
        return Columns(rows=marks[:, first].astype(bool), sizes=sums, kinds=kinds)

    def _kind(self, atom: Atom) -> Atom:
        return tuple([atom[0][at] for at in self._axes]), atom[1]

    def _labelled(self, place: int, at: int, view: int) -> Mapping[int, Kinds]:
        if (at, view) not in self._of_label:
            table = self._cells.axes[at].tables[view]
            self._of_label[at, view] = self._gathered(lambda kind: table[kind[0][place]])
        return self._of_label[at, view]

    def _gathered(self, label: Callable[[Atom], int]) -> Mapping[int, Kinds]:
        found: dict[int, bytearray] = {}
        size = len(self._numbers) // 8 + 1
        for kind, number in self._numbers.items():
            found.setdefault(label(kind), bytearray(size))[number >> 3] |= 1 << (number & 7)
        return {each: int.from_bytes(bits, "little") for each, bits in found.items()}


@attrs.frozen(eq=False)
class Few:
    """People that no line is of, who follow from lines."""

    terms: Terms
    _of: _Kinds
    _kinds: Kinds

    def holds(self, atom: Atom) -> bool:
        """Whether rows are of those, whosever they are."""
        return self._of.holds(self._kinds, atom)

    def changes(self, cells: Cells, move: Move) -> bool:
        """Whether a move changes how many they are."""
        change = 0
        for (_, combination, *labels), bit, times in self.terms:
            more = (move.signature >> bit & 1) - ((move.instead or 0) >> bit & 1)
            if more:
                there = tuple(labels)
                at = sum(sign for leaves, sign in move.corners() if cells.labels(combination, leaves) == there)
                change += times * more * at
        return change % PRIME != 0


@attrs.frozen
class _Line:
    """``kinds`` are those of ``among`` that it counts, as the rest of whom gave no answer."""

    n: int
    kinds: Kinds
    among: Kinds
    terms: Terms
    split: bool
    minded: bool
    """Whether it is of a group of people, and not of all rows that a file has."""

    def leaves(self, other: _Line) -> bool:
        """Whether the other lies within it, so that it has others besides."""
        return self.kinds & other.among == other.kinds and (self.split or other.split)

    def without(self, other: _Line) -> _Line:
        """The others."""
        terms = (*self.terms, *((box, bit, -times) for box, bit, times in other.terms))
        return _Line(
            self.n - other.n, self.kinds & ~other.kinds, self.among & ~other.among, terms, self.split or other.split,
            self.minded,
        )  # fmt: skip


@attrs.define(eq=False)
class _Place:
    """The lines that are of one subject, and the rows that a share tells of as its own.

    ``nobody`` are kinds of which no row is there, since a figure that is not there would be.
    """

    of: _Kinds
    whose: Sequence[_Whose]
    boxes: set[Box] = attrs.field(factory=set)
    lines: list[_Line] = attrs.field(factory=list)
    own: set[Kinds] = attrs.field(factory=set)
    silent: set[Kinds] = attrs.field(factory=set)
    """Those of a figure's rows who gave no answer."""
    nobody: Kinds = 0
    looked_at: int = -1
    """How many of its figures were hidden when nobody followed."""

    def shown(self, hidden: Set[Box]) -> list[_Line]:
        """Its lines, each once, the smallest first."""
        known: dict[tuple[Kinds, Kinds], _Line] = {}
        for line in self.lines:
            before = known.get((line.kinds, line.among))
            if line.terms[0][0] not in hidden and (before is None or (line.minded and not before.minded)):
                known[line.kinds, line.among] = line
        return sorted(known.values(), key=_size)


class Nested:
    """The lines of one table."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._subjects = [at for at, axis in enumerate(cells.axes) if axis.is_subject]
        self._fields = [at for at, axis in enumerate(cells.axes) if not axis.is_subject]
        self._labels = [{number: label for (_, label), number in axis.labels.items()} for axis in cells.axes]
        self._places = list(self._all_places())

    def told(self, hidden: Set[Box]) -> Iterator[Few]:
        """The few who follow from what is not hidden; ``hidden`` may grow meanwhile."""
        for place in self._places:
            now = len(place.boxes & hidden)
            if now == place.looked_at:
                continue
            found = False
            shown = place.shown(hidden)
            for left in self._few(shown, shown):
                if left.kinds not in place.own and hidden.isdisjoint(box for box, _, _ in left.terms):
                    found = True
                    yield Few(left.terms, place.of, left.kinds)
            for few in self._eliminated(place, shown) if not found else ():
                found = True
                if hidden.isdisjoint(box for box, _, _ in few.terms):
                    yield few
            place.looked_at = now if not found else -1

    def following(self, boxes: Set[Box], hidden: Set[Box]) -> Iterator[Box]:
        """Those of some figures that follow from what is not hidden, with all that they tell; nobody few does."""
        for place in self._places:
            asked = sorted(boxes & place.boxes)
            lines = _of_all(place.shown(hidden)) if asked else []
            if not lines:
                continue
            told = [(box, place.of.at(box) & place.of.having(bit)) for box in asked for bit in self._published(box)]
            sums, _ = self._sums(place, lines, [kinds for _, kinds in told])
            wanted = sums.told[len(lines) :]
            only = attrs.evolve(sums, told=sums.told[: len(lines)])
            follow = only.follow(wanted)
            apart = {box for (box, kinds), follows in zip(told, follow, strict=True) if not follows}
            yield from (box for box in asked if box not in apart)

    def _published(self, box: Box) -> tuple[int, ...]:
        return self._cells.families[box[0]].published

    def _eliminated(self, place: _Place, shown: Sequence[_Line]) -> Iterator[Few]:
        """Those who follow from any number of lines."""
        lines = _of_all(shown)
        if not lines:
            return
        sums, columns = self._sums(place, lines)
        for found in sums.few() or ():
            terms = tuple((*lines[at].terms[0][:2], times) for at, times in found.times.items())
            yield Few(terms, place.of, columns.having(found.columns))

    def _sums(self, place: _Place, lines: Sequence[_Line], more: Sequence[Kinds] = ()) -> tuple[Sums, Columns]:
        """The lines of a place as sums, and ``more``."""
        minded = 0
        for line in place.lines:
            minded |= line.kinds if line.minded else 0
        told, silent = [*(line.kinds for line in lines), *more], sorted(place.silent)
        sizes = place.of.sizes(place.whose, self._subjects)
        columns = place.of.columns([*told, *silent, *sorted(place.own), minded], len(told), place.nobody, sizes)
        free = len(told) + len(silent)
        sums = Sums(
            told=columns.rows[: len(told)], free=columns.rows[len(told) : free], own=columns.rows[free:-1],
            minded=columns.rows[-1], sizes=columns.sizes, least=int(self._cells.policy.least),
        )  # fmt: skip
        return sums, columns

    def _few(self, within: Sequence[_Line], of: Sequence[_Line]) -> Iterator[_Line]:
        """Those whom lines have besides others that lie within; both are sorted by how many they are."""
        sizes, least = [line.n for line in of], self._cells.policy.least
        for less in within:
            for more in of[bisect_right(sizes, less.n) : bisect_left(sizes, less.n + least)]:
                if more.minded and more.leaves(less):
                    yield more.without(less)

    def _all_places(self) -> Iterator[_Place]:
        """Of each subject; of one that figures come to in several ways, rows are told apart by whom they name too.

        The only one of its kind is laid beside all rows.
        """
        whose: dict[SubjectKey | None, dict[_Whose, list[Box]]] = {}
        for box in self._cells.counts:
            family = self._cells.families[box[0]]
            if family.rest is None and not family.weighs:
                views = self._cells.combinations[box[1]]
                at = tuple((views[axis], box[2 + axis]) for axis in self._subjects)
                whose.setdefault(self._subject(box), {}).setdefault(at, []).append(box)
        plain, apart = _Kinds(self._cells, self._fields), _Kinds(self._cells, range(len(self._cells.axes)))
        kinds = Counter(key.kind for key in whose if key is not None)
        of_all = whose.pop(None, {})
        alone = [key for key in whose if key is not None and kinds[key.kind] == 1]
        for key, own in (whose if alone else {**whose, None: of_all}).items():
            ways = own | of_all if key in alone else own
            place = _Place(plain if len(ways) == 1 else apart, list(ways))
            for boxes in ways.values():
                for box in boxes:
                    self._add(box, place)
            place.nobody = self._nobody(place)
            yield place

    def _nobody(self, place: _Place) -> Kinds:
        """Kinds of which some figure of the place would be, which is not there."""
        there: dict[Box, Kinds] = {}
        rows: dict[Box, Kinds] = {}
        for box in place.boxes:
            kept = place.of.having(self._cells.families[box[0]].kept)
            of = (*box[:2], *(box[2 + at] for at in self._subjects))
            there[of] = there.get(of, 0) | place.of.at(box) & kept
            if of not in rows:
                rows[of] = place.of.at(box, self._subjects) & kept
        found = 0
        for of, all_rows in rows.items():
            found |= all_rows & ~there[of]
        return found

    def _subject(self, box: Box) -> SubjectKey | None:
        labels = (self._labels[at][box[2 + at]] for at in self._subjects)
        return next((label for label in labels if isinstance(label, SubjectKey)), None)

    def _add(self, box: Box, place: _Place) -> None:
        place.boxes.add(box)
        family, views = self._cells.families[box[0]], self._cells.combinations[box[1]]
        split = any(self._cells.axes[at].views[views[at]] != EVERYTHING for at in self._fields)
        here = place.of.at(box)
        asked = family.asked_within if split else family.asked
        for bit in sorted({family.kept, *family.sensitive, *asked}):
            kinds = here & place.of.having(bit)
            place.lines.append(
                _Line(
                    n=self._cells.counts[box][family.published.index(bit)], kinds=kinds,
                    among=kinds if bit in asked else here & place.of.having(family.kept), terms=((box, bit, 1),),
                    split=split, minded=bit in family.sensitive or bit in asked,
                )
            )  # fmt: skip
        place.own.update(_own(family, here, place.of))
        place.silent.update(here & place.of.having(family.kept) & ~place.of.having(bit) for bit in family.sensitive)


def _own(family: Family, here: Kinds, of: _Kinds) -> Iterator[Kinds]:
    """Those for whom a condition in a share holds, and does not hold."""
    asked = [here & of.having(bit) for bit in {*family.asked, *family.asked_within} - family.sensitive]
    for rows in (*asked, *(one | other for one, other in combinations(asked, 2) if not one & other)):
        yield rows
        yield from (here & of.having(bit) & ~rows for bit in {family.kept, *family.sensitive})


def _of_all(shown: Sequence[_Line]) -> list[_Line]:
    """One line for the same rows, whoever among them gave no answer."""
    return list({line.kinds: line for line in reversed(shown)}.values())[::-1]


def _size(line: _Line) -> tuple[int, int]:
    return line.n, line.kinds.bit_count()
