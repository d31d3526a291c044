"""How long cases take, and where they wait: the times between a step and the next."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.logs.event_log import EventLog
from cxengine.logs.people import case_of_event

MICROS = 1_000_000
Z95 = 1.959963984540054


@attrs.frozen(kw_only=True)
class Spread:
    """Seconds: mean, median, and between what the median lies with 95% confidence (None of too few)."""

    n: int
    mean: float
    median: float
    low: float | None
    high: float | None
    total: float


@attrs.frozen(kw_only=True)
class Wait:
    """The time from one activity to the next one of the case. ``backwards`` are events that lie before it in time,
    of which no waiting is known."""

    start: str
    end: str
    cases: int
    spread: Spread | None
    backwards: int


def durations(log: EventLog) -> Any:
    """Seconds from the first to the last event of each case (numpy)."""
    import numpy as np

    if not log.cases:
        return np.zeros(0)
    most = np.maximum.reduceat(log.time, log.starts[:-1])
    return (most - np.minimum.reduceat(log.time, log.starts[:-1])) / MICROS


def spread(seconds: Any) -> Spread | None:
    """Of times in any order; None where there are none."""
    import numpy as np

    return _spread(np.sort(seconds)) if len(seconds) else None


def _spread(ordered: Any) -> Spread:
    """The interval of the median is that between two of the times, by the normal approximation of the ranks between
    which it lies (W. J. Conover, Practical Nonparametric Statistics, 3rd edition 1999, section 3.2)."""
    n = len(ordered)
    reach = Z95 * n**0.5 / 2
    below, above = int(n / 2 - reach), int(n / 2 + reach + 1)  # ranks from 1, rounded outwards
    within = below >= 1 and above <= n
    total = float(ordered.sum())
    return Spread(
        n=n,
        mean=total / n,
        median=float(ordered[(n - 1) // 2] + ordered[n // 2]) / 2,
        low=float(ordered[below - 1]) if within else None,
        high=float(ordered[above - 1]) if within else None,
        total=total,
    )


def waits(log: EventLog) -> tuple[Wait, ...]:
    """The waiting between each two activities that follow one another, that with the most time in all first."""
    import numpy as np

    case = case_of_event(log)
    at = np.flatnonzero(case[1:] == case[:-1])
    if not len(at):
        return ()
    size = len(log.activities)
    pair = log.activity[at].astype(np.int64) * size + log.activity[at + 1]
    seconds = (log.time[at + 1] - log.time[at]) / MICROS
    place = np.lexsort((seconds, pair))
    pair, seconds, case = pair[place], seconds[place], case[at][place]
    ends = np.append(np.flatnonzero(np.diff(pair)) + 1, len(pair)).tolist()
    found, begin = [], 0
    for end in ends:
        own = seconds[begin:end]
        forward = own[np.searchsorted(own, 0) :]
        first, second = divmod(int(pair[begin]), size)
        found.append(
            Wait(
                start=log.activities[first],
                end=log.activities[second],
                cases=len(np.unique(case[begin:end])),
                spread=_spread(forward) if len(forward) else None,
                backwards=len(own) - len(forward),
            )
        )
        begin = end
    return tuple(sorted(found, key=lambda w: (-(w.spread.total if w.spread else 0.0), w.start, w.end)))
