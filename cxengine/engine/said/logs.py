"""What an event log shows, as it stands in ``cx journey log --format json``."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from cxengine.engine.said.sources import ProblemSaid
from cxengine.engine.to_json import named, to_json

Number = int | float


@attrs.frozen(kw_only=True)
class ShareSaid:
    """A share of cases in percent, with its interval of 95% (Wilson)."""

    share: Number
    low: Number
    high: Number


@attrs.frozen(kw_only=True)
class VariantSaid:
    """A sequence of activities, and how many cases have it."""

    steps: tuple[str, ...]
    cases: int
    of_cases: ShareSaid


@attrs.frozen(kw_only=True)
class FollowsSaid:
    """How often an activity directly follows another, and in how many cases."""

    from_: str = named("from")
    to: str
    events: int
    cases: int
    of_cases: ShareSaid


@attrs.frozen(kw_only=True)
class ReworkSaid:
    """Cases with an activity more than once; ``extra`` times more than once. By whom is null where it is not known."""

    cases: int
    extra: int
    of_cases: ShareSaid
    by_same: int | None
    by_other: int | None


@attrs.frozen(kw_only=True)
class TimesSaid:
    """Seconds; the median lies between ``low`` and ``high`` with 95% confidence, which are null of too few."""

    mean: Number
    median: Number
    low: Number | None
    high: Number | None


@attrs.frozen(kw_only=True)
class StepSaid:
    """An activity: its events and cases, the cases that end with it, and their share of those that reach it."""

    activity: str
    events: int
    cases: int
    ends: int
    of_reached: ShareSaid


@attrs.frozen(kw_only=True)
class WaitSaid:
    """The time between two activities; ``share`` in percent of all time between events. Events that lie before the
    one they follow, ``backwards``, have no waiting time."""

    from_: str = named("from")
    to: str
    events: int
    cases: int
    seconds: TimesSaid | None
    share: Number
    backwards: int


@attrs.frozen(kw_only=True)
class HandOversSaid:
    """Between the values of one column: ``back`` counts A, B, A."""

    steps: int
    changes: int
    back: int
    cases_back: int
    of_cases: ShareSaid


@attrs.frozen(kw_only=True)
class ExtraSaid:
    """Cases whose steps are those of others and this one; ``again`` where the others have the step too."""

    activity: str
    with_it: int = named("with")
    without: int
    variants: int
    again: bool


@attrs.frozen(kw_only=True)
class GroupSaid:
    """The cases of one group, by the value of their first event. None is suppressed here: what a table does not
    publish is shown only to who asks for it, and then whole."""

    group: str
    cases: int | None
    duration_seconds: TimesSaid | None
    rework_cases: int | None
    of_cases: ShareSaid | None
    suppressed: bool


@attrs.frozen(kw_only=True)
class ReasonSaid:
    """Contacts for a reason, their share of all contacts in percent, and the cases that have one."""

    reason: str
    contacts: int
    share: Number
    cases: int
    of_cases: ShareSaid


@attrs.frozen(kw_only=True)
class LogSaid:
    """An event log: what really happens."""

    schema: Literal["cxengine.log/1"] = "cxengine.log/1"
    source: str
    cases: int
    events: int
    activities: int
    variants: tuple[VariantSaid, ...]
    follows: tuple[FollowsSaid, ...]
    start: dict[str, int]
    end: dict[str, int]
    rework: dict[str, ReworkSaid]
    rework_cases: int
    rework_of_cases: ShareSaid | None
    duration_seconds: TimesSaid | None
    ties: int
    tied_cases: int
    variants_if_ties_reversed: int | None
    """How many variants there would be if what nothing orders had happened the other way round; null without ties."""
    ordered_by: Literal["column", "time"]
    backwards: int
    rejected: int
    rows: int
    set_aside: dict[str, int]
    never_complete: tuple[str, ...]
    steps: tuple[StepSaid, ...]
    back_and_forth: tuple[FollowsSaid, ...]
    hand_overs: dict[str, HandOversSaid]
    waiting: tuple[WaitSaid, ...]
    extra_steps: tuple[ExtraSaid, ...]
    channels: tuple[GroupSaid, ...]
    by: tuple[GroupSaid, ...]
    mixed: dict[str, int]
    """Cases with events of more than one channel, or group of ``by``; they count in that of their first event."""
    contacts: tuple[ReasonSaid, ...]
    problems: tuple[ProblemSaid, ...]
    notes: tuple[str, ...]
    not_for_publication: str | None
    """What is in it that the table of the source does not publish, which was asked for; else null."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx journey log``."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made
