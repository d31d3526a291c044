"""What is said of one figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

import attrs

from cxengine.engine.said.changes import ChangeSaid
from cxengine.engine.said.peers import PeersSaid
from cxengine.engine.said.words import Number
from cxengine.engine.to_json import named, python_only

if TYPE_CHECKING:
    from cxengine.metrics.measured import Measured


@attrs.frozen(kw_only=True)
class StandardSaid:
    """A standard that is in force, in the unit of its metric; ``met`` is null where the figure is unknown."""

    standard: str
    bound: Literal["at least", "at most"]
    at: Number
    met: bool | None


@attrs.frozen(kw_only=True)
class WindowSaid:
    """The first and the last day that a figure is over."""

    from_: date = named("from")
    to: date


@attrs.frozen(kw_only=True)
class MetricSaid:
    """One figure. ``unknown`` says why ``value`` is null.

    ``target_own``: the target is that of the subject alone. ``standard`` is the highest that is met, of those in
    ``standards``, which run from the lowest to the highest.
    ``effective`` is how many answers a weighted figure is as sure as, null where nothing is weighted; ``population``
    how many people those who answered are of, where that is known. ``weighted`` says of a table whose answers stand for
    others how much of the figure counts them by that: all, a part, or none of it, as numbers of rows and of different
    values; null where answers stand for themselves. ``combined``: it is worked out from several figures
    over different rows, and ``n`` is of the one that rests on the fewest. ``window``: the days that a figure split by
    month is over, where these are more months than the one that it is listed by; null elsewhere.
    """

    metric: str
    title: str
    subject: str | None
    subject_title: str | None
    by: Mapping[str, str | None]
    value: Number | None
    unit: str
    n: int | None
    excluded: int | None
    effective: Number | None
    population: int | None
    low: Number | None
    high: Number | None
    confidence: float
    target: Number | None
    target_bound: Literal["at least", "at most"] | None
    target_own: bool
    status: Literal["met", "unmet"] | None
    standard: str | None
    standards: tuple[StandardSaid, ...]
    suppressed: bool
    unknown: str | None
    lower_is_better: bool
    shown: str
    axis: tuple[Number, ...]
    change: ChangeSaid | None
    notes: tuple[str, ...]
    weighted: Literal["all", "part", "none"] | None = None
    combined: bool = False
    window: WindowSaid | None = None
    by_titles: Mapping[str, str] = attrs.field(factory=dict)
    """The titles of the groups in ``by``, where the rules give them one."""
    peers: PeersSaid | None = None
    """Beside the others of its kind, in an assessment."""
    measured: Measured | None = python_only()
