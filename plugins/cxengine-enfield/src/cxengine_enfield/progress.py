"""The council's own score: how far along the five levels a service is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cxengine.host.contracts import CriterionOutcome, Scorer, ScorerInput

_LEFT_OUT = ("not_applicable", "waived")


def progress(given: ScorerInput) -> Fraction | None:
    """One for each level that is reached, and of the first that is not the share of its criteria that is in place.

    What does not apply or is waived is left out. None where a criterion that counts is unknown.
    """
    reached = Fraction(0)
    for level in given.levels:
        share = _share([each for each in given.criteria if each.level == level and each.outcome not in _LEFT_OUT])
        if share is None:
            return None
        reached += share
        if share < 1:
            break
    return reached


def _share(criteria: Sequence[CriterionOutcome]) -> Fraction | None:
    """The weighted share of the points that there are to be had; 1 where nothing applies."""
    whole = sum((each.weight for each in criteria), Fraction(0))
    if not whole:
        return Fraction(1)
    points = Fraction(0)
    for each in criteria:
        if each.value is None:
            return None
        span = each.highest - each.lowest
        points += each.weight * ((each.value - each.lowest) / span if span else 1)
    return points / whole


PROGRESS = Scorer(
    gives="score",
    low=Fraction(0),
    high=Fraction(5),
    monotone=True,
    doc="How far along the five levels a service is: our reading of 'a score out of 1 to 5', Customer Experience "
    "Strategy 2018-2022, Table 4.",
    score=progress,
)
