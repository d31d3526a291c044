"""The lines in which figures are listed: as many as a reader counts, who must not learn how many groups stand in one.

Groups of few people stand in one line (``pooled``). How many there are would tell how few they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxengine.metrics.gathered import Place
from cxengine.metrics.pooled import listed
from cxengine.metrics.suppression.cells import Box
from cxengine.metrics.suppression.coordinates import EVERYTHING, Label
from cxengine.metrics.suppression.table_decided import TableDecided
from cxengine.subjects import SubjectKey

Line = tuple[Box, ...]
"""The figures that one line stands for."""


def lines(table: TableDecided) -> Iterator[Line]:
    """Each line of every listing of a table's figures, once for all metrics that rest on the same rows."""
    labels = [{number: label for (_, label), number in axis.labels.items()} for axis in table.axes]
    listings: dict[tuple[int, int], dict[Place, Box]] = {}
    for box in table.cells.counts:
        family, combination, *numbers = box
        if table.cells.families[family].rest is None and table.layout.is_figure(family):
            whose = [known[number] for known, number in zip(labels, numbers, strict=True)]
            listings.setdefault((family, combination), {})[_place(table, combination, whose)] = box
    for boxes in listings.values():
        yield from _of_listing(table, boxes)


def _of_listing(table: TableDecided, boxes: Mapping[Place, Box]) -> Iterator[Line]:
    rows = {place: int(table.cells.size(box)) for place, box in boxes.items()}
    if not next(iter(boxes))[1]:
        yield from ((box,) for box in boxes.values())
        return
    found = listed([(rows, table.layout.policy)])
    yield from ((boxes[place],) for place in found.places)
    for pool in found.pools:
        yield tuple(box for place, box in boxes.items() if pool.holds(place) and place not in found.places)


def _place(table: TableDecided, combination: int, labels: list[Label]) -> Place:
    """Whose figures they are, and of what values."""
    key: SubjectKey | None = None
    values: list[str | None] = []
    for view, label in zip(table.layout.combinations[combination], labels, strict=True):
        if isinstance(label, SubjectKey):
            key = label
        elif view != EVERYTHING:
            values += label
    return key, tuple(values)
