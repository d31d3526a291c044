"""What people live through in a journey: feelings, pain points and opportunities, counted for stages and as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from cxengine.engine.journey_findings import as_number
from cxengine.lang import ast

Number = int | float


@attrs.frozen(kw_only=True)
class ExperienceSaid:
    """Steps, pain points and opportunities, counted. ``emotions`` are the steps that say how people feel; of those
    the lowest, the highest and the mean, from -2 to 2; null where no step says."""

    steps: int
    pains: int
    opportunities: int
    emotions: int
    lowest: int | None
    highest: int | None
    mean: Number | None


def experience(steps: Sequence[ast.Step]) -> ExperienceSaid:
    """What these steps come to together."""
    felt = [step.emotion.value for step in steps if step.emotion is not None]
    return ExperienceSaid(
        steps=len(steps),
        pains=sum(len(step.pains) for step in steps),
        opportunities=sum(len(step.opportunities) for step in steps),
        emotions=len(felt),
        lowest=min(felt, default=None),
        highest=max(felt, default=None),
        mean=as_number(Fraction(sum(felt), len(felt))) if felt else None,
    )
