"""Many values in rising order, of which no more than some are in memory at a time: they may lie in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

TOGETHER = 1 << 20
"""Values that are looked at together, about."""
_APART = 1 << 10
"""Every so many of a run's values one is taken, to see where the values lie."""


@attrs.frozen(eq=False)
class Rising:
    """A run of whole numbers: each of ``values`` once and rising, and how many there are up to each (``reached``)."""

    values: Whole
    reached: Whole

    @property
    def counts(self) -> Whole:
        """How often each value occurs."""
        import numpy as np

        return np.diff(self.reached, prepend=0)

    def up_to(self, value: int) -> int:
        """How many there are that are not above the value."""
        at = int(self.values.searchsorted(value, side="right"))
        return int(self.reached[at - 1]) if at else 0


def first_at(runs: Sequence[Rising], enough: Callable[[int], bool]) -> int:
    """The least value for which there is ``enough``; where there is for one, there is for each above. Of no empty run.

    The greatest value where there never is.
    """
    low, high = min(int(run.values[0]) for run in runs), max(int(run.values[-1]) for run in runs)
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def different(runs: Sequence[Rising]) -> int:
    """How many different values there are in all."""
    import numpy as np

    if len(runs) == 1:
        return len(runs[0].values)
    return sum(1 + int(np.count_nonzero(np.diff(np.sort(together)))) for together in _side_by_side(runs))


def _side_by_side(runs: Sequence[Rising]) -> Iterator[Whole]:
    """The values of all runs that lie between two bounds, from the least to the greatest."""
    import numpy as np

    seen = np.sort(np.concatenate([run.values[::_APART] for run in runs]))
    bounds = np.unique(seen[TOGETHER // _APART :: TOGETHER // _APART])
    ends = [[*run.values.searchsorted(bounds).tolist(), len(run.values)] for run in runs]
    begun = [0] * len(runs)
    for at in range(len(bounds) + 1):
        until = [end[at] for end in ends]
        pieces = [run.values[a:b] for run, a, b in zip(runs, begun, until, strict=True) if a < b]
        if pieces:
            yield np.concatenate(pieces)
        begun = until
