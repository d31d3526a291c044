"""How often each value occurs, for what cannot be added up: middles, percentiles, different values. Exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from cxengine import plan

if TYPE_CHECKING:
    import pyarrow as pa


NEAR = Fraction(1, 10**9)
"""The part of a weight that raking may be off."""


@attrs.frozen(eq=False)
class Tally:
    """Values of some rows and how often each occurs, in pieces that may repeat a value.

    Each piece is two numpy arrays. Values are whole numbers, Fractions, or numbers that stand for texts.
    """

    pieces: tuple[tuple[Any, Any], ...] = ()

    def __add__(self, other: object) -> Tally:
        """Both together; a plain 0 is nothing."""
        if isinstance(other, Tally):
            return Tally(self.pieces + other.pieces)
        return self if other == 0 else NotImplemented

    __radd__ = __add__

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(self._joined()[0])

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

        values, counts = self._joined()
        if not len(values):
            raise ValueError("no value")
        reached = np.cumsum(counts)
        way = part * (int(reached[-1]) - 1)
        before = way.numerator // way.denominator
        low = _number(values[np.searchsorted(reached, before, side="right")])
        if way == before:
            return low
        high = _number(values[np.searchsorted(reached, before + 1, side="right")])
        return low + (way - before) * (high - low)

    def counts(self) -> list[tuple[Fraction, int]]:
        """The different values, rising, with how often each occurs."""
        values, counts = self._joined()
        return [(_number(v), n) for v, n in zip(values.tolist(), counts.tolist(), strict=True)]

    def _joined(self) -> tuple[Any, Any]:
        """The different values, rising, and how often each occurs."""
        import numpy as np

        if not self.pieces:
            return np.array([], np.int64), np.array([], np.int64)
        values = np.concatenate([values for values, _ in self.pieces])
        counts = np.concatenate([counts for _, counts in self.pieces])
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
    counted: dict[Fraction, Fraction] = {}
    n = 0
    for tally, weight in zip(tallies, weights, strict=True):
        for value, count in tally.counts():
            counted[value] = counted.get(value, Fraction(0)) + weight * count
            n += count if weight else 0
    heavy = sum(counted.values(), Fraction(0))
    if not heavy:
        raise ValueError("no value")
    way = part * (n - 1)
    before = way.numerator // way.denominator
    low, high = (_reached(counted, heavy * min(place, n) / n) for place in (before + 1, before + 2))
    return low + (way - before) * (high - low)


def _reached(counted: Mapping[Fraction, Fraction], weight: Fraction) -> Fraction:
    """The least value at or below which there is so much weight; weights are as exact as raking is."""
    together = Fraction(0)
    rising = sorted(value for value, own in counted.items() if own)
    for value in rising:
        together += counted[value]
        if together >= weight * (1 - NEAR):
            return value
    return rising[-1]


def tallies(scan: plan.Tallies, table: pa.Table, index: Any, size: int, exact: Any) -> dict[plan.Aggregate, Any]:
    """A tally for each group and value of a scan's result, as columns of ``size`` groups.

    ``index`` is the group of each row of the result; ``exact`` turns a column of numbers into whole ones.
    """
    import numpy as np
    import pyarrow.compute as pc

    counts = table.column("n").to_numpy()
    found: dict[plan.Aggregate, Any] = {}
    for at, aggregate in enumerate(scan.aggregates):
        value, over = table.column(f"v{at}"), table.column(f"w{at}") if aggregate.over is not None else None
        there = pc.and_(pc.equal(table.column(f"k{at}"), 0), pc.is_valid(value))
        there = there if over is None else pc.and_(there, pc.is_valid(over))
        mask = np.asarray(there)
        numbers = _numbers(value.filter(there), exact)
        if over is not None:
            pairs = zip(numbers.tolist(), exact(over.filter(there)).tolist(), strict=True)
            numbers = np.array([*(Fraction(above, below) for above, below in pairs), None], dtype=object)[:-1]
        found[aggregate] = _by_group(numbers, counts[mask], index[mask], size)
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


def _numbers(column: pa.ChunkedArray, exact: Any) -> Any:
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
