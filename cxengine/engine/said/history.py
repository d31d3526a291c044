"""What is said of a level over time, and of two assessments held against each other."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import attrs

from cxengine.engine.said.record import WaiverRecorded
from cxengine.engine.said.words import Number, OutcomeWord
from cxengine.engine.to_json import named, to_json

Movement = Literal["rose", "fell", "same", "new", "gone", "not_known", "not_certain"]
"""How a level moved: ``rose`` and ``fell`` where it did whatever is unknown, ``not_certain`` where what is unknown
could have it otherwise, ``not_known`` where one of the two results was withheld.
"""
Cause = Literal["answer", "data", "waiver", "rule", "time"]
"""Why an outcome changed. ``time``: nothing that was read or written did, but the date, so that an answer is out of
date, a window has moved on, or another target holds.
"""


@attrs.frozen(kw_only=True)
class LevelThen:
    """A level by number, with the name that it had."""

    number: int
    name: str | None


@attrs.frozen(kw_only=True)
class CouldHaveBeen:
    """The lowest and the highest level over every way the unknowns of a date could have turned out."""

    from_: int = named("from")
    to: int


@attrs.frozen(kw_only=True)
class PastSaid:
    """A model's result for one subject at one date. ``level`` is null where it was withheld or no level was said.

    ``rules_changed``: what decides it is not what it was at the date before. ``current``: of this assessment.
    """

    as_of: date
    level: LevelThen | None
    withheld: bool
    could_be_from: int
    could_be_to: int
    score: Number | None
    waivers: tuple[WaiverRecorded, ...]
    without_waivers: LevelThen | None
    rules_changed: bool
    current: bool


@attrs.frozen(kw_only=True)
class LevelHeld:
    """When a level, or one above it, was reached for certain, and when it was certain that it was lost.

    ``first_reached`` is the earliest recorded date with it, ``reached`` the beginning of the last time that it was held
    without a break, ``lost`` the date at which that ended; null where it is held still, or was never reached.
    """

    level: int
    name: str | None
    first_reached: date | None
    reached: date | None
    lost: date | None


@attrs.frozen(kw_only=True)
class ModelHistorySaid:
    """One model and one subject over all recorded dates, the earliest first, and level by level."""

    results: tuple[PastSaid, ...]
    levels: tuple[LevelHeld, ...]


@attrs.frozen(kw_only=True)
class CriterionChangeSaid:
    """A criterion that came out otherwise; ``before`` or ``after`` is null where there was no such one."""

    criterion: str
    title: str
    before: OutcomeWord | None
    after: OutcomeWord | None
    cause: Cause
    text: str


@attrs.frozen(kw_only=True)
class ResultChangeSaid:
    """One model for one subject on two dates.

    ``rules_changed``: how levels are reached is decided otherwise. ``waivers_begun`` and ``waivers_ended`` are those
    that hold on one of the dates only. What the level ``could_be`` is null where it was withheld or not assessed.
    """

    kind: str
    id: str
    title: str
    model: str
    model_title: str
    before: LevelThen | None
    after: LevelThen | None
    could_be_before: CouldHaveBeen | None
    could_be_after: CouldHaveBeen | None
    movement: Movement
    score_before: Number | None
    score_after: Number | None
    without_waivers_before: LevelThen | None
    without_waivers_after: LevelThen | None
    rules_changed: bool
    waivers_begun: tuple[WaiverRecorded, ...]
    waivers_ended: tuple[WaiverRecorded, ...]
    criteria: tuple[CriterionChangeSaid, ...]
    text: str


@attrs.frozen(kw_only=True)
class PackChangeSaid:
    """A pack whose text is not what it was; a version is null where there was none, or no such pack."""

    pack: str
    before: str | None
    after: str | None
    movement: Literal["changed", "new", "gone"]


@attrs.frozen(kw_only=True)
class RuleChangeSaid:
    """A criterion that is decided otherwise than it was, whether or not anybody's outcome changed."""

    model: str
    criterion: str
    title: str
    movement: Literal["changed", "new", "gone"]


@attrs.frozen(kw_only=True)
class ComparedSaid:
    """Two assessments held against each other: the results that differ, and which rules and data do.

    ``same`` counts the results that are alike. ``engine_changed``: another version of cx made the later one.
    """

    from_: date = named("from")
    to: date
    packs: tuple[PackChangeSaid, ...]
    rules: tuple[RuleChangeSaid, ...]
    sources: tuple[str, ...]
    engine_changed: bool
    results: tuple[ResultChangeSaid, ...]
    same: int


@attrs.frozen(kw_only=True)
class RecordUsed:
    """A record that was read; ``filename`` is null where a caller gave it."""

    as_of: date
    filename: str | None


@attrs.frozen(kw_only=True)
class NoLongerListed:
    """A subject that an earlier record has and the project lists no more, as it last stood."""

    kind: str
    id: str
    title: str
    last: date
    levels: tuple[LevelThen | None, ...]


@attrs.frozen(kw_only=True)
class HistorySaid:
    """The records that an assessment was read beside: those of earlier dates."""

    records: tuple[RecordUsed, ...]
    no_longer_listed: tuple[NoLongerListed, ...]
    compared: ComparedSaid | None


@attrs.frozen(kw_only=True)
class SubjectHistorySaid:
    """One model for one subject over all recorded dates."""

    kind: str
    id: str
    title: str
    model: str
    model_title: str
    history: ModelHistorySaid


@attrs.frozen(kw_only=True)
class History:
    """The result of ``cx history``; ``to_dict`` is the JSON."""

    schema: Literal["cxengine.history/1"] = "cxengine.history/1"
    project: str
    records: tuple[RecordUsed, ...]
    results: tuple[SubjectHistorySaid, ...]
    compared: ComparedSaid | None



    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``cx history --format json`` as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made
