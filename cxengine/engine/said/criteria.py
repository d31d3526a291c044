"""What is said of one criterion: its outcome, why, and who answered."""

from __future__ import annotations

from datetime import date

import attrs

from cxengine.engine.said.words import Number, OutcomeWord


@attrs.frozen(kw_only=True)
class Reason:
    """Why, in words and figures. ``gap`` is what is still lacking, 0 when nothing is."""

    text: str
    expr: str
    value: Number | None
    target: Number | None
    gap: Number | None
    n: int | None
    missing: tuple[str, ...]


@attrs.frozen(kw_only=True)
class EvidenceSaid:
    """What somebody recorded with an answer."""

    text: str
    by: str | None
    on: date | None
    stale: bool


@attrs.frozen(kw_only=True)
class AnswerSaid:
    """One assessor's answer. ``answer`` is the point of the scale; null where it is none, or of no use.

    ``given`` is the same as it was answered: `95%` where the point is a band.
    """

    assessor: str
    assessor_title: str
    answer: str | None
    given: str | None
    outcome: OutcomeWord
    on: date | None
    because: str


@attrs.frozen(kw_only=True)
class AnswerTaken:
    """The model and the criterion whose answer another criterion takes."""

    model: str
    criterion: str


@attrs.frozen(kw_only=True)
class CriterionSaid:
    """One criterion's outcome; ``answer_from`` where its answer is that to a criterion of another model."""

    criterion: str
    title: str
    level: int | None
    aspect: str | None
    outcome: OutcomeWord
    because: Reason
    evidence: tuple[EvidenceSaid, ...]
    answers: tuple[AnswerSaid, ...]
    answer_from: AnswerTaken | None
    notes: tuple[str, ...]
    answer: str | None = None
    """What was answered, a percentage or a date as it was given; null where it is worked out, several answered, or
    nobody did."""
