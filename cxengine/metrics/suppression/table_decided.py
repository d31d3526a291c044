"""One table: how its figures lie, and which are hidden."""

from __future__ import annotations

import attrs

from cxengine.metrics.suppression.cells import Cells
from cxengine.metrics.suppression.coordinates import Axis
from cxengine.metrics.suppression.decide import Decided
from cxengine.metrics.suppression.tables import Layout


@attrs.frozen(kw_only=True)
class TableDecided:
    """The figures of one table, with what was decided."""

    layout: Layout
    axes: tuple[Axis, ...]
    cells: Cells
    decided: Decided
