"""What tells rows apart: whose they are and the fields they may be split by, each seen more or less closely.

A coordinate has a leaf in every row and views of it. A view gives each leaf a label: a service's directorate, a month's
quarter; the view of everything gives all the same one. Leaves, views and labels are numbered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from cxengine.lang import ast
from cxengine.subjects import SubjectKey, SubjectTree

Leaf = tuple[str | None, ...]
"""What a row holds in a coordinate: a subject's id, or a field's value and its parts."""
Label = SubjectKey | tuple[str | None, ...]
Plain = str | tuple[int, ...]
"""A kind of subject, or which of a field's parts; none of them is the view of everything."""

EVERYTHING: tuple[int, ...] = ()
NOBODY = -1
"""The number in place of a label where a row counts for nobody in the view."""


@attrs.frozen
class Within:
    """As ``shown`` shows a leaf, but only of rows that have one of some ``labels`` as ``seen`` shows them."""

    shown: Plain
    seen: Plain
    labels: frozenset[Label]


View = Plain | Within


@attrs.frozen
class Subjects:
    """Whose rows they are. ``kind`` is the kind that the rows name."""

    kind: str
    tree: SubjectTree

    def label(self, view: Plain, leaf: Leaf) -> Label | None:
        """The subject of the view's kind that the row counts for; None where nobody's."""
        if view == EVERYTHING:
            return ()
        key = SubjectKey(self.kind, leaf[0] or "")
        if leaf[0] is None or key not in self.tree.records or not isinstance(view, str):
            return None
        return self.tree.ancestor(key, view)


@attrs.frozen
class Parts:
    """A field by which figures may be split, as itself and by parts of its date."""

    dimensions: tuple[ast.Dimension, ...]

    def label(self, view: Plain, leaf: Leaf) -> Label | None:
        """The values of the parts that the view looks at."""
        return tuple(leaf[at] for at in view if isinstance(at, int))


Coordinate = Subjects | Parts


def _label(coordinate: Coordinate, view: View, leaf: Leaf) -> Label | None:
    if not isinstance(view, Within):
        return coordinate.label(view, leaf)
    return coordinate.label(view.shown, leaf) if coordinate.label(view.seen, leaf) in view.labels else None


class Axis:
    """One coordinate with its leaves and views numbered: ``tables`` give each leaf's label in each view."""

    def __init__(self, coordinate: Coordinate, leaves: Sequence[Leaf], views: Sequence[View]) -> None:
        self._coordinate, self._leaves = coordinate, tuple(leaves)
        self.is_subject = isinstance(coordinate, Subjects)
        self.views = tuple(views)
        self.labels: dict[tuple[View, Label], int] = {}
        self.tables: list[list[int]] = []
        for view in views:
            table: list[int] = []
            for leaf in leaves:
                label = _label(coordinate, view, leaf)
                number = NOBODY if label is None else self.labels.setdefault((view, label), len(self.labels))
                table.append(number)
            self.tables.append(table)
        self._above: dict[tuple[int, int], Mapping[int, int]] = {}

    def also(self, views: Iterable[View]) -> Axis:
        """The same axis with more views, which are numbered after its own."""
        new = [view for view in dict.fromkeys(views) if view not in self.views]
        return Axis(self._coordinate, self._leaves, (*self.views, *new)) if new else self

    def is_part(self, view: int) -> bool:
        """Whether a view, by number, leaves rows out."""
        return isinstance(self.views[view], Within)

    def is_finer(self, view: int, other: int) -> bool:
        """Whether one view tells apart whatever the other does, and more."""
        return self.tells(view, other) and len(set(self.tables[view])) > len(set(self.tables[other]))

    def tells(self, view: int, other: int) -> bool:
        """Whether one view tells apart whatever the other does."""
        own, theirs = self.tables[view], self.tables[other]
        return view == other or len(set(zip(own, theirs, strict=True))) == len(set(own))

    def above(self, finer: int, coarser: int) -> Mapping[int, int]:
        """The label in a coarser view of each label in a finer one."""
        if (finer, coarser) not in self._above:
            self._above[finer, coarser] = dict(zip(self.tables[finer], self.tables[coarser], strict=True))
        return self._above[finer, coarser]


def covers(one: Plain, other: Plain, order: Mapping[str, int]) -> bool:
    """Whether a view is as coarse as another or coarser; ``order`` ranks kinds, the one rows name first."""
    if isinstance(one, str) and isinstance(other, str):
        return order[one] >= order[other]
    return not isinstance(one, str) and (one == EVERYTHING or (not isinstance(other, str) and set(one) <= set(other)))
