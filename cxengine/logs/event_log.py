"""An event log in memory: a number for each case and activity, sorted by case and then by what came first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.host.contracts import Problem


@attrs.frozen(kw_only=True, eq=False)
class Labelled:
    """A number for each event, and what the numbers stand for; -1 for no value. ``codes`` is a numpy array."""

    codes: Any
    labels: Any
    """A tuple; of cases an Arrow array."""


@attrs.frozen(kw_only=True, eq=False)
class EventLog:
    """Events by case, in the order in which they happened.

    ``starts`` has the place of the first event of each case, and the number of events last. Arrays are numpy's; times
    are microseconds since 1970-01-01. ``resource`` and the like are in ``also``, as far as the log has them.
    """

    name: str
    starts: Any
    case_labels: Any = attrs.field(repr=False)
    """The case of each stretch of events (Arrow)."""
    activity: Any
    activities: tuple[str, ...]
    time: Any
    also: Mapping[str, Labelled]
    rows: int
    """Rows of the source, also of those that were rejected or set aside."""
    ordered: bool
    """Whether a column says in which order events happened; else their times do, and the file where these are equal."""
    tied: Any
    """Whether nothing says that an event came after the one before it: a numpy array of booleans."""
    backwards: int
    """Events with a time before that of the event which the order column, or the file, puts before them."""
    set_aside: Mapping[str, int]
    """Events that are no step of their own, by lifecycle: those that only begin an activity, for example."""
    never_complete: tuple[str, ...] = ()
    """Activities that all of these are of, so that they do not appear."""
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    failure: Diagnostic | None = None
    """Why the source could not be read to its end."""

    @property
    def cases(self) -> int:
        """How many cases have an event."""
        return len(self.starts) - 1

    @property
    def events(self) -> int:
        """How many events count."""
        return len(self.activity)
