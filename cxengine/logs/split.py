"""Cases by a value of theirs, such as a channel or an area, and contacts by reason."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.logs.event_log import EventLog, Labelled
from cxengine.logs.people import case_of_event


@attrs.frozen(kw_only=True, eq=False)
class Groups:
    """The group of each case, -1 for none: that of its first event. ``mixed`` cases have events of other groups too."""

    of_case: Any
    labels: tuple[str, ...]
    mixed: int


def groups(log: EventLog, role: str) -> Groups | None:
    """Cases by the values of a column; None where the log has no such column."""
    import numpy as np

    if role not in log.also:
        return None
    held = log.also[role]
    first = held.codes[log.starts[:-1]]
    case = case_of_event(log)
    other = (held.codes >= 0) & (held.codes != first[case])
    return Groups(of_case=first, labels=held.labels, mixed=len(np.unique(case[other])))


@attrs.frozen
class Share:
    """Contacts for a reason, and the cases that have one."""

    reason: str
    contacts: int
    cases: int


def by_reason(log: EventLog, held: Labelled | None = None) -> tuple[Share, ...]:
    """Contacts by reason, the most frequent first; what has no reason is no contact."""
    import numpy as np

    held = held or log.also.get("reason")
    if held is None:
        return ()
    known = held.codes >= 0
    size = len(held.labels)
    contacts = np.bincount(held.codes[known], minlength=size)
    once = np.unique(case_of_event(log)[known] * size + held.codes[known])
    cases = np.bincount(once % max(size, 1), minlength=size)
    found = [Share(label, int(contacts[at]), int(cases[at])) for at, label in enumerate(held.labels) if contacts[at]]
    return tuple(sorted(found, key=lambda share: (-share.contacts, share.reason)))
