"""What an event log shows, from its variants and its events to the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cxengine.engine.event_logs import LogRead
from cxengine.engine.said.logs import (
    ExtraSaid,
    FollowsSaid,
    GroupSaid,
    HandOversSaid,
    LogSaid,
    Number,
    ReasonSaid,
    ReworkSaid,
    ShareSaid,
    StepSaid,
    TimesSaid,
    VariantSaid,
    WaitSaid,
)
from cxengine.engine.said.sources import ProblemSaid
from cxengine.logs.event_log import EventLog
from cxengine.logs.extra import extra_steps
from cxengine.logs.follows import Counted, Pair, back_and_forth, follows, reached, rework, starts_and_ends
from cxengine.logs.people import hand_overs, repeated_by
from cxengine.logs.split import Groups, Share, by_reason, groups
from cxengine.logs.variants import Variants, variants, with_ties_reversed
from cxengine.logs.waiting import Spread, durations, spread, waits
from cxengine.metrics.statistics import wilson

CONFIDENCE = Fraction(95, 100)
NO_GROUP = "(none)"
"""The group of cases that have no value there."""


def log_said(read: LogRead) -> LogSaid:
    """Everything that a log shows."""
    log, found = read.log, variants(read.log)
    again, again_cases = rework(found)
    by_whom = repeated_by(log)
    starts, ends = starts_and_ends(found) if log.cases else ({}, {})
    tied = bool(log.tied.any())
    channels, groups_by = groups(log, "channel"), groups(log, "by")
    return LogSaid(
        source=log.name,
        cases=log.cases,
        events=log.events,
        activities=len(log.activities),
        variants=tuple(
            VariantSaid(steps=found.steps(at), cases=int(found.cases[at]), of_cases=share(found.cases[at], log.cases))
            for at in range(found.count)
        ),
        follows=_pairs(follows(found), log.cases),
        start=starts,
        end=ends,
        rework={
            activity: ReworkSaid(
                cases=n.cases,
                extra=n.extra,
                of_cases=share(n.cases, log.cases),
                by_same=by_whom[activity].same if activity in by_whom and not by_whom[activity].unknown else None,
                by_other=by_whom[activity].other if activity in by_whom and not by_whom[activity].unknown else None,
            )
            for activity, n in again.items()
        },
        rework_cases=again_cases,
        rework_of_cases=share(again_cases, log.cases) if log.cases else None,
        duration_seconds=times(spread(durations(log))),
        ties=int(log.tied.sum()),
        tied_cases=_tied_cases(log),
        variants_if_ties_reversed=with_ties_reversed(log).count if tied else None,
        ordered_by="column" if log.ordered else "time",
        backwards=log.backwards,
        rejected=log.rejected,
        rows=log.rows,
        set_aside=dict(log.set_aside),
        never_complete=log.never_complete,
        steps=_steps(reached(found), ends),
        back_and_forth=_pairs(back_and_forth(found), log.cases),
        hand_overs=_hand_overs(log),
        waiting=_waiting(log),
        extra_steps=tuple(
            ExtraSaid(activity=e.activity, with_it=e.with_it, without=e.without, variants=e.variants, again=e.again)
            for e in extra_steps(found)
        ),
        channels=_groups(log, found, channels),
        by=_groups(log, found, groups_by),
        mixed={role: each.mixed for role, each in (("channel", channels), ("by", groups_by)) if each is not None},
        contacts=reasons_said(by_reason(log), log.cases),
        problems=problems(log),
        notes=log.notes,
        not_for_publication=read.not_for_publication,
    )


def share(hits: Any, n: Any) -> ShareSaid:
    """A share in percent with its interval; ``n`` above zero."""
    hits, n = int(hits), int(n)
    low, high = wilson(hits, n, CONFIDENCE)
    return ShareSaid(share=rounded(100 * hits / n, 2), low=rounded(100 * low, 2), high=rounded(100 * high, 2))


def rounded(value: float, places: int) -> Number:
    """A number with so many decimals at most; a whole one without."""
    number = round(value, places)
    return int(number) if number == int(number) else number


def times(found: Spread | None) -> TimesSaid | None:
    """Seconds to the thousandth."""
    if found is None:
        return None
    low, high = (rounded(end, 3) if end is not None else None for end in (found.low, found.high))
    return TimesSaid(mean=rounded(found.mean, 3), median=rounded(found.median, 4), low=low, high=high)


def problems(log: EventLog) -> tuple[ProblemSaid, ...]:
    """Rows that were left out, by reason."""
    return tuple(ProblemSaid(code=p.code, message=p.message, rows=p.rows, count=p.count) for p in log.problems)


def _pairs(found: Mapping[Pair, Counted], cases: int) -> tuple[FollowsSaid, ...]:
    return tuple(
        FollowsSaid(from_=first, to=second, events=n.events, cases=n.cases, of_cases=share(n.cases, cases))
        for (first, second), n in found.items()
    )


def _tied_cases(log: EventLog) -> int:
    import numpy as np

    if not log.events:
        return 0
    return int(np.add.reduceat(log.tied, log.starts[:-1], dtype=np.int64).astype(bool).sum())


def _steps(found: Mapping[str, Counted], ends: Mapping[str, int]) -> tuple[StepSaid, ...]:
    return tuple(
        StepSaid(
            activity=activity,
            events=n.events,
            cases=n.cases,
            ends=ends.get(activity, 0),
            of_reached=share(ends.get(activity, 0), n.cases),
        )
        for activity, n in found.items()
    )


def _hand_overs(log: EventLog) -> dict[str, HandOversSaid]:
    found = {role: hand_overs(log, role) for role in ("resource", "group")}
    return {
        role: HandOversSaid(
            steps=each.steps,
            changes=each.changes,
            back=each.back,
            cases_back=each.cases_back,
            of_cases=share(each.cases_back, log.cases),
        )
        for role, each in found.items()
        if each is not None and log.cases
    }


def _waiting(log: EventLog) -> tuple[WaitSaid, ...]:
    found = waits(log)
    total = sum(wait.spread.total for wait in found if wait.spread is not None) or 1.0
    return tuple(
        WaitSaid(
            from_=wait.start,
            to=wait.end,
            events=(wait.spread.n if wait.spread is not None else 0) + wait.backwards,
            cases=wait.cases,
            seconds=times(wait.spread),
            share=rounded(100 * wait.spread.total / total, 2) if wait.spread is not None else 0,
            backwards=wait.backwards,
        )
        for wait in found
    )


def _groups(log: EventLog, found: Variants, held: Groups | None) -> tuple[GroupSaid, ...]:
    import numpy as np

    if held is None:
        return ()
    repeated = np.zeros(found.count, bool)
    for at in range(found.count):
        codes = found.codes(at)
        repeated[at] = len(set(codes)) < len(codes)
    again, seconds = repeated[found.of_case], durations(log)
    counts = [int((held.of_case == code).sum()) for code in range(-1, len(held.labels))]
    made = []
    for place, label in enumerate((NO_GROUP, *held.labels)):
        own = held.of_case == place - 1
        if counts[place]:
            made.append((counts[place], _group(label, own, again, seconds)))
    return tuple(group for _, group in sorted(made, key=lambda pair: (-pair[0], pair[1].group)))


def _group(label: str, own: Any, again: Any, seconds: Any) -> GroupSaid:
    cases, repeated = int(own.sum()), int(again[own].sum())
    return GroupSaid(
        group=label,
        cases=cases,
        duration_seconds=times(spread(seconds[own])),
        rework_cases=repeated,
        of_cases=share(repeated, cases),
        suppressed=False,
    )


def reasons_said(found: Sequence[Share], cases: int) -> tuple[ReasonSaid, ...]:
    """Contacts by reason, as they stand in the result."""
    total = sum(reason.contacts for reason in found)
    return tuple(
        ReasonSaid(
            reason=reason.reason,
            contacts=reason.contacts,
            share=rounded(100 * reason.contacts / total, 2) if total else 0,
            cases=reason.cases,
            of_cases=share(reason.cases, cases),
        )
        for reason in found
    )
