"""Scorers: what the outcomes of a model's criteria come to as a score or as a level."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

import attrs

OutcomeWord = Literal["met", "partly", "unmet", "unknown", "not_applicable", "waived"]


@attrs.frozen(kw_only=True)
class CriterionOutcome:
    """One criterion of the model, in the order of the rule file.

    ``value`` are the points that its outcome gives after the model's policies, between ``lowest`` and ``highest``;
    None where it is unknown or left out.
    """

    criterion: str
    outcome: OutcomeWord
    level: int | None
    aspects: tuple[str, ...]
    weight: Fraction
    value: Fraction | None
    lowest: Fraction
    highest: Fraction


@attrs.frozen(kw_only=True)
class ScorerInput:
    """What a scorer sees: the outcomes for one subject, and the levels that the model has, rising."""

    model: str
    levels: tuple[int, ...]
    criteria: tuple[CriterionOutcome, ...]


@attrs.frozen(kw_only=True)
class Scorer:
    """One scorer. Its name is the key under which ``cx_scorers`` offers it.

    ``score`` is a pure function that gives a number from ``low`` to ``high``, or None where it cannot be said. Of a
    scorer that gives levels the number is one of the model's, or 0. ``monotone``: a criterion that is met instead of
    unmet, or has more points, never makes it less; with it a result with unknowns has a range, without it any result
    is still possible.
    """

    gives: Literal["score", "level"]
    low: Fraction
    high: Fraction
    monotone: bool
    doc: str
    """One sentence, with the source that the rule is taken from."""
    score: Callable[[ScorerInput], Fraction | int | None]
