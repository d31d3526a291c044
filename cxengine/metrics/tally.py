"""How often each value occurs, for what cannot be added up: middles, percentiles, different values. Exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan
from cxengine.metrics.exact import exact
from cxengine.metrics.rising import TOGETHER, Rising, different, first_at

if TYPE_CHECKING:
    import pyarrow as pa


RUN, REACHED, ABOUT = "values", "reached", "about"
"""Columns of an answer that has a run of rising values in each row: the values, how many rows there are up to each, and
the place of the aggregate that it is about."""
MANY = 50
"""Values from which on they are not weighed one by one."""
NEAR = Fraction(1, 10**9)
"""The part of a weight that raking may be off."""


@attrs.frozen(eq=False)
class Tally:
    """Values of some rows and how often each occurs, in pieces that may repeat a value.

    Each piece is two numpy arrays, or a run of rising values. Values are whole numbers, Fractions, or numbers that
    stand for texts.
    """

    pieces: tuple[tuple[Any, Any] | Rising, ...] = ()

    def __add__(self, other: object) -> Tally:
        """Both together; a plain 0 is nothing."""
        if isinstance(other, Tally):
            return Tally(self.pieces + other.pieces)
        return self if other == 0 else NotImplemented

    __radd__ = __add__

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        runs = self.runs
        return len(self._joined()[0]) if runs is None else different(runs)

    @property
    def sum(self) -> Fraction:
        """All of them added up."""
        values, counts = self._joined()
        return sum((_number(v) * n for v, n in zip(values.tolist(), counts.tolist(), strict=True)), Fraction(0))

    def at(self, part: Fraction) -> Fraction:
        """The value at a part of the way from the least to the greatest, in proportion where it falls between two.

        Type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50
        (1996), 361-365, as spreadsheets do it. Raises ValueError where there is no value.
        """
        import numpy as np

        runs = self.runs
        if runs is not None:
            return _between(part, _size(runs), lambda place: first_at(runs, lambda value: _up_to(runs, value) >= place))
        values, counts = self._joined()
        if not len(values):
            raise ValueError("no value")
        reached = np.cumsum(counts)
        return _between(part, int(reached[-1]), lambda place: _number(values[np.searchsorted(reached, place)]))

    @property
    def runs(self) -> tuple[Rising, ...] | None:
        """The runs of rising values that it is made of, where there are too many values to look at together."""
        runs = tuple(piece for piece in self.pieces if isinstance(piece, Rising))
        return runs if len(runs) == len(self.pieces) and self.size > TOGETHER else None

    @property
    def size(self) -> int:
        """How many values the pieces hold; one that stands in several pieces counts in each."""
        return sum(len(each.values if isinstance(each, Rising) else each[0]) for each in self.pieces)

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers of 64 bits."""
        return all(isinstance(each, Rising) or each[0].dtype != object for each in self.pieces)

    def rising(self) -> tuple[Rising, ...]:
        """All of it as runs of rising values, which have to be whole numbers of 64 bits."""
        import numpy as np

        runs = tuple(piece for piece in self.pieces if isinstance(piece, Rising))
        if len(runs) == len(self.pieces):
            return runs
        values, counts = self._joined()
        return (Rising(values, np.cumsum(counts)),) if len(values) else ()

    def counts(self) -> list[tuple[Fraction, int]]:
        """The different values, rising, with how often each occurs."""
        values, counts = self._joined()
        return [(_number(v), n) for v, n in zip(values.tolist(), counts.tolist(), strict=True)]

    def _joined(self) -> tuple[Any, Any]:
        """The different values, rising, and how often each occurs."""
        import numpy as np

        if not self.pieces:
            return np.array([], np.int64), np.array([], np.int64)
        pieces = [(each.values, each.counts) if isinstance(each, Rising) else each for each in self.pieces]
        values = np.concatenate([values for values, _ in pieces])
        counts = np.concatenate([counts for _, counts in pieces])
        found, where = np.unique(values, return_inverse=True)
        sums = np.zeros(len(found), np.int64)
        np.add.at(sums, where, counts)
        return found, sums


def weighted_at(tallies: Sequence[Tally], weights: Sequence[Fraction], part: Fraction) -> Fraction:
    """The value at a part of the way, where each value of a tally counts for its weight.

    Weights are made to add up to the number of values n. Of the places (n - 1) p + 1 and the next whole one each has
    the least value at or below which there is as much weight, as ``wtd.quantile`` of F. E. Harrell's Hmisc has it; with
    weights that are all one that is type 7. Raises ValueError where there is no value.
    """
    if sum(tally.size for tally in tallies) > MANY and all(tally.is_whole for tally in tallies):
        return _weighted_runs_at([tally.rising() for tally in tallies], weights, part)
    counted: dict[Fraction, Fraction] = {}
    n = 0
    for tally, weight in zip(tallies, weights, strict=True):
        for value, count in tally.counts():
            counted[value] = counted.get(value, Fraction(0)) + weight * count
            n += count if weight else 0
    heavy = sum(counted.values(), Fraction(0))
    if not heavy:
        raise ValueError("no value")
    return _between(part, n, lambda place: _reached(counted, heavy * min(place, n) / n))


def _weighted_runs_at(tallies: Sequence[Sequence[Rising]], weights: Sequence[Fraction], part: Fraction) -> Fraction:
    """``weighted_at`` of runs of rising values; those without weight do not count. Raises ValueError."""
    weighed = [(runs, weight) for runs, weight in zip(tallies, weights, strict=True) if runs and weight]
    n = sum(_size(runs) for runs, _ in weighed)
    heavy = sum((weight * _size(runs) for runs, weight in weighed), Fraction(0))
    if not heavy:
        raise ValueError("no value")
    together = [run for runs, _ in weighed for run in runs]

    def reached(place: int) -> int:
        aim = heavy * min(place, n) / n * (1 - NEAR)
        return first_at(together, lambda value: sum(weight * _up_to(runs, value) for runs, weight in weighed) >= aim)

    return _between(part, n, reached)


def _between(part: Fraction, n: int, placed: Callable[[int], Fraction | int]) -> Fraction:
    """The value at place (n - 1) p + 1 of n in order, in proportion where that falls between two."""
    way = part * (n - 1)
    before = way.numerator // way.denominator
    low = Fraction(placed(before + 1))
    return low if way == before else low + (way - before) * (Fraction(placed(before + 2)) - low)


def _size(runs: Sequence[Rising]) -> int:
    return sum(int(run.reached[-1]) for run in runs)


def _up_to(runs: Sequence[Rising], value: int) -> int:
    return sum(run.up_to(value) for run in runs)


def _reached(counted: Mapping[Fraction, Fraction], weight: Fraction) -> Fraction:
    """The least value at or below which there is so much weight; weights are as exact as raking is."""
    together = Fraction(0)
    rising = sorted(value for value, own in counted.items() if own)
    for value in rising:
        together += counted[value]
        if together >= weight * (1 - NEAR):
            return value
    return rising[-1]


def tallies(scan: plan.Tallies, table: pa.Table, index: Any, size: int) -> dict[plan.Aggregate, Any]:
    """A tally for each group and value of a scan's result, as columns of ``size`` groups.

    ``index`` is the group of each row of the result.
    """
    import numpy as np
    import pyarrow.compute as pc

    if RUN in table.column_names:
        return _runs(scan, table, index, size)
    counts = table.column("n").to_numpy()
    found: dict[plan.Aggregate, Any] = {}
    for at, aggregate in enumerate(scan.aggregates):
        value, over = table.column(f"v{at}"), table.column(f"w{at}") if aggregate.over is not None else None
        there = pc.and_(pc.equal(table.column(f"k{at}"), 0), pc.is_valid(value))
        there = there if over is None else pc.and_(there, pc.is_valid(over))
        mask = np.asarray(there)
        numbers = _numbers(value.filter(there))
        if over is not None:
            pairs = zip(numbers.tolist(), exact(over.filter(there)).tolist(), strict=True)
            numbers = np.array([*(Fraction(above, below) for above, below in pairs), None], dtype=object)[:-1]
        found[aggregate] = _by_group(numbers, counts[mask], index[mask], size)
    return found


def _runs(scan: plan.Tallies, table: pa.Table, index: Any, size: int) -> dict[plan.Aggregate, Any]:
    """The same of runs of rising values, which stay where they lie."""
    import numpy as np

    found: dict[plan.Aggregate, Any] = {each: np.array([0] * size, dtype=object) for each in scan.aggregates}
    abouts = table.column(ABOUT).to_pylist()
    at = 0
    for values, reached in zip(table.column(RUN).chunks, table.column(REACHED).chunks, strict=True):
        ends = values.offsets.to_numpy().tolist()
        numbers, rows = values.values.to_numpy(), reached.values.to_numpy()
        for start, end in pairwise(ends):
            run = Rising(numbers[start:end], rows[start:end])
            found[scan.aggregates[abouts[at]]][index[at]] += Tally((run,))
            at += 1
    return found


def _by_group(values: Any, counts: Any, index: Any, size: int) -> Any:
    import numpy as np

    order = np.argsort(index, kind="stable")
    ends = np.searchsorted(index[order], np.arange(size + 1))
    made = [
        Tally(((values[order[start:end]], counts[order[start:end]]),)) if end > start else 0
        for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
    ]
    return np.array([*made, None], dtype=object)[:-1]


def _numbers(column: pa.ChunkedArray) -> Any:
    """Numbers as they are; anything else as a number for each different value."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
        return exact(column)
    return _numbered(_encoded(column)) if len(column) else np.array([], np.int64)


def codes(column: pa.ChunkedArray) -> tuple[Any, Sequence[Any]]:
    """A number for each value, -1 for a missing one, and the values that they stand for."""
    import numpy as np

    if not len(column):
        return np.array([], np.int64), []
    encoded = _encoded(column)
    return _numbered(encoded), encoded.dictionary.to_pylist()


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column that is not empty, each of its values once and its place for every row."""
    import pyarrow as pa

    encoded = column.dictionary_encode().unify_dictionaries().combine_chunks()
    return encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded


def _numbered(encoded: pa.DictionaryArray) -> Any:
    return encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype("int64")


def _number(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(int(value))
