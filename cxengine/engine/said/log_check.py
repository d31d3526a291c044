"""How a log follows a journey, as it stands in ``cx journey check --log --format json``."""

from __future__ import annotations

from typing import Literal

import attrs

from cxengine.engine.said.logs import ReasonSaid, ShareSaid
from cxengine.engine.said.sources import ProblemSaid


@attrs.frozen(kw_only=True)
class WaySaid:
    """Cases that go one way, and their share of all."""

    cases: int
    of_cases: ShareSaid | None


@attrs.frozen(kw_only=True)
class LogStepSaid:
    """A step beside the log: the cases that do it, leave it out, do it in another place, or get no further.

    ``activities`` stand for it; where there is none, every case that should do it leaves it out. The numbers of a step
    that is ``suppressed`` are null.
    """

    step: str
    title: str
    activities: tuple[str, ...]
    done: int | None
    skipped: int | None
    moved: int | None
    stops_after: int | None
    of_cases: ShareSaid | None
    """Of the cases that do it those that get no further."""
    suppressed: bool


@attrs.frozen(kw_only=True)
class AddedSaid:
    """An activity where the journey has none, or not there; ``step`` where it is a step of it."""

    activity: str
    step: str | None
    events: int
    cases: int
    of_cases: ShareSaid


@attrs.frozen(kw_only=True)
class LogVariantSaid:
    """A variant beside the journey; a hidden one is left out."""

    steps: tuple[str, ...]
    cases: int | None
    way: Literal["follows", "unfinished", "differs", "unknown"] | None
    skipped: tuple[str, ...]
    added: tuple[str, ...]
    moved: tuple[str, ...]
    suppressed: bool


@attrs.frozen(kw_only=True)
class LogGroupSaid:
    """The cases of a group by the way they go; a hidden one is left out."""

    group: str
    cases: int | None
    follows: int | None
    unfinished: int | None
    differs: int | None
    of_cases: ShareSaid | None
    """Of the group those that follow the journey."""
    suppressed: bool


@attrs.frozen(kw_only=True)
class LogCheckSaid:
    """A log beside a designed journey: what share of cases follows it, and how the others differ.

    ``unfinished`` cases do as designed and stop before the end; ``unknown`` ones are too wide to be aligned.
    """

    schema: Literal["cxengine.log_check/1"] = "cxengine.log_check/1"
    source: str
    journey: str
    cases: int
    events: int
    follows: WaySaid
    unfinished: WaySaid
    differs: WaySaid
    unknown: WaySaid
    steps: tuple[LogStepSaid, ...]
    added: tuple[AddedSaid, ...]
    not_in_journey: tuple[str, ...]
    not_in_journey_hidden: int
    """How many more activities no step is, of so few cases that they are not named."""
    not_in_log: tuple[str, ...]
    by_variant: tuple[LogVariantSaid, ...]
    by: tuple[LogGroupSaid, ...]
    by_hidden: int
    """How many groups are left out, for they are small or would give small ones away."""
    mixed: int
    """Cases with events of more than one group; they count in that of their first event."""
    contacts: tuple[ReasonSaid, ...]
    hidden_below: int | None
    """Groups of fewer cases are not shown, nor what would give them away; null where nothing is hidden."""
    ties: int
    rejected: int
    problems: tuple[ProblemSaid, ...]
    not_for_publication: str | None
    """What is shown that is not published otherwise, where somebody asked for it; else null."""
