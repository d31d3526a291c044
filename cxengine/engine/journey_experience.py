"""What people live through in a journey: feelings, pain points and opportunities, counted for stages and as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cxengine.engine.figures import short_number
from cxengine.engine.said.journeys import ExperienceSaid
from cxengine.lang import ast


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
        mean=short_number(Fraction(sum(felt), len(felt))) if felt else None,
    )
