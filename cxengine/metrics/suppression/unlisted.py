"""Groups that no listing names, since the rows they share a value with are few: they stand in one line together.

So no reader knows which of them there are (``metrics.pooled``), and rows may be taken to be in others of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxengine.metrics.suppression.cells import Box, Cells
from cxengine.metrics.suppression.coordinates import EVERYTHING, View


class Unlisted:
    """The groups of one table that stand together with others."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._views = cells.views()
        self._wholes: dict[tuple[int, int], list[int]] = {}
        self._parts: dict[tuple[int, int], list[int]] = {}
        self._known: dict[Box, bool] = {}

    def holds(self, box: Box) -> bool:
        """Whether a group is not listed by itself, or would not be if anybody were in it."""
        found = self._known.get(box)
        if found is None:
            found = self._known[box] = any(self.is_one_line(whole) for whole in self._above(box))
        return found

    def is_one_line(self, whole: Box) -> bool:
        """Whether a group's own parts stand in one line."""
        return whole in self._cells.counts and self._cells.policy.hides(self._cells.size(whole))

    def splits(self, box: Box) -> Sequence[int]:
        """The combinations that list parts of a group of the same subject."""
        key = box[0], box[1]
        if key not in self._parts:
            own = self._views[box[1]]
            numbers = self._cells.families[box[0]].combinations
            self._parts[key] = [each for each in numbers if self._is_coarser(own, self._views[each])]
        return self._parts[key]

    def _above(self, box: Box) -> Iterator[Box]:
        key = box[0], box[1]
        family = self._cells.families[box[0]]
        if key not in self._wholes:
            own = self._views[box[1]]
            listed = () if family.rest is not None else family.combinations
            self._wholes[key] = [each for each in listed if self._is_coarser(self._views[each], own)]
        finer = self._cells.combinations[box[1]]
        for number in self._wholes[key]:
            views = zip(self._cells.axes, finer, self._cells.combinations[number], box[2:], strict=True)
            yield (box[0], number, *(axis.above(here, there)[label] for axis, here, there, label in views))

    def _is_coarser(self, whole: Sequence[View], part: Sequence[View]) -> bool:
        """Whether the second view splits what the first shows of the same subject by more values."""
        return whole != part and all(
            one == other or (not axis.is_subject and _within(one, other))
            for axis, one, other in zip(self._cells.axes, whole, part, strict=True)
        )


def _within(whole: View, part: View) -> bool:
    return whole == EVERYTHING or (isinstance(whole, tuple) and isinstance(part, tuple) and set(whole) <= set(part))
