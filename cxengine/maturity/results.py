"""Scores and levels as figures that conditions compare: of the model itself, of its aspects, and of other models."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.names import LevelMeaning, PartMeaning, ScoreMeaning
from cxengine.metrics.measured import Measured, MeasuredUnit


@attrs.frozen
class ResultRef:
    """A score or a level that conditions read; those of the model itself come after the outcomes."""

    ref: ast.Ref
    slot: int
    meaning: PartMeaning | LevelMeaning | ScoreMeaning
    unit: MeasuredUnit

    @property
    def own(self) -> bool:
        """Whether it is of the model itself."""
        return isinstance(self.meaning, PartMeaning)


@attrs.frozen
class Outside:
    """What another model came to for the same subject. ``level`` is None where it is withheld, and so is its score.

    It is None, too, where the scorer that says it cannot; ``why`` tells.
    """

    level: int | None
    low: int
    high: int
    score: Fraction | None
    why: str | None = None


NOT_YET = Measured(metric="", unit="number", unknown="not known yet")
"""Stands for a score or a level of the model itself before the outcomes are known."""


def level_figure(name: str, level: int | None, low: int, high: int, why: str | None = None) -> Measured:
    """A level as a figure; ``low`` and ``high`` are between which it could turn out, ``why`` tells if there is none."""
    if level is None:
        return Measured(metric=name, unit="number", unknown=why or "not known")
    return Measured(
        metric=name, unit="number", value=Fraction(level), low=float(low), high=float(high), open=low != high
    )


def score_figure(name: str, unit: MeasuredUnit, value: Fraction | None, reason: str | None) -> Measured:
    """A score as a figure."""
    return Measured(metric=name, unit=unit, value=value, unknown=reason if value is None else None)


def outside_figure(ref: ResultRef, others: Mapping[str, Outside]) -> Measured:
    """The level or the score of another model; unknown where nothing is known of it."""
    assert isinstance(ref.meaning, LevelMeaning | ScoreMeaning)
    name = ref.meaning.model.name.text
    other = others.get(name)
    if isinstance(ref.meaning, LevelMeaning):
        if other is None:
            return Measured(metric=f"level of {name}", unit="number", unknown="not known")
        return level_figure(f"level of {name}", other.level, other.low, other.high, other.why)
    return score_figure(f"score of {name}", ref.unit, other.score if other is not None else None, "not known")
