"""Who does the steps: hand-overs from one to another, and whether what comes again is done by the same or another."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.logs.event_log import EventLog


@attrs.frozen(kw_only=True)
class HandOvers:
    """Steps to the next where who does it changes, and where it changes back after the other's steps (A, B, B, A).

    No value counts as one who is nobody else: a change from somebody to nobody named is a change.
    """

    steps: int
    changes: int
    back: int
    cases_back: int


def hand_overs(log: EventLog, role: str) -> HandOvers | None:
    """The hand-overs between the values of a column; None where the log has no such column."""
    import numpy as np

    if role not in log.also:
        return None
    who, case = log.also[role].codes, case_of_event(log)
    same_case = case[1:] == case[:-1]
    changes = same_case & (who[1:] != who[:-1])
    begins = np.append(True, ~same_case | changes) if len(who) else np.zeros(0, bool)  # of what one does in a row
    who_of, case_of = who[begins], case[begins]
    back = (case_of[2:] == case_of[:-2]) & (who_of[2:] == who_of[:-2])
    return HandOvers(
        steps=int(same_case.sum()),
        changes=int(changes.sum()),
        back=int(back.sum()),
        cases_back=len(np.unique(case_of[2:][back])),
    )


@attrs.frozen
class ByWhom:
    """Repetitions by the one who did the activity before, by another, and where that is not known."""

    same: int
    other: int
    unknown: int


def repeated_by(log: EventLog, role: str = "resource") -> dict[str, ByWhom]:
    """For each activity that comes again in a case, by whom; empty where the log does not say who."""
    import numpy as np

    if role not in log.also:
        return {}
    who, case = log.also[role].codes, case_of_event(log)
    place = np.lexsort((log.activity, case))
    again = (case[place][1:] == case[place][:-1]) & (log.activity[place][1:] == log.activity[place][:-1])
    before, after = who[place][:-1][again], who[place][1:][again]
    activity = log.activity[place][1:][again]
    known = (before >= 0) & (after >= 0)
    counts = [
        np.bincount(activity[kind], minlength=len(log.activities))
        for kind in (known & (before == after), known & (before != after), ~known)
    ]
    return {
        label: ByWhom(*(int(count[at]) for count in counts))
        for at, label in enumerate(log.activities)
        if any(count[at] for count in counts)
    }


def case_of_event(log: EventLog) -> Any:
    """The number of the case of each event."""
    import numpy as np

    return np.repeat(np.arange(log.cases), np.diff(log.starts))
