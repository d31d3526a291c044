"""What is said of one figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import attrs

from cxengine.engine.said.changes import ChangeSaid
from cxengine.engine.said.words import Number
from cxengine.engine.to_json import python_only

if TYPE_CHECKING:
    from cxengine.metrics.measured import Measured


@attrs.frozen(kw_only=True)
class MetricSaid:
    """One figure. ``unknown`` says why ``value`` is null."""

    metric: str
    title: str
    subject: str | None
    subject_title: str | None
    by: Mapping[str, str | None]
    value: Number | None
    unit: str
    n: int | None
    excluded: int
    low: Number | None
    high: Number | None
    confidence: float
    target: Number | None
    target_bound: Literal["at least", "at most"] | None
    status: Literal["met", "unmet"] | None
    suppressed: bool
    unknown: str | None
    lower_is_better: bool
    shown: str
    axis: tuple[Number, ...]
    change: ChangeSaid | None
    notes: tuple[str, ...]
    measured: Measured | None = python_only()
