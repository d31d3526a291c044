"""The points that each criterion gives, after the policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.conditions import Truths
from cxengine.testing.oracle.given import Setting

Ends = tuple[Fraction, Fraction]
NONE = Fraction(0)


@dataclass(frozen=True)
class Part:
    """What goes into a score: points and a weight.

    ``known`` is False for what is unknown; ``points`` None with ``known`` is what is left out.
    """

    points: Fraction | None
    weight: Fraction = Fraction(1)
    known: bool = True


UNKNOWN = Part(None, known=False)
NOTHING = Part(None)


@dataclass(frozen=True)
class Scored:
    """A model with its judgements, to be scored. ``ends`` are the points of each scale's lowest and highest answer."""

    setting: Setting
    judgements: Mapping[str, Judgement]
    ends: Mapping[str, Ends]
    truths: Truths


def criterion_part(scored: Scored, criterion: ast.Criterion) -> Part:
    """The points of one criterion, after the policies."""
    weight = criterion.weight if criterion.weight is not None else Fraction(1)
    judgement = scored.judgements[criterion.name.text]
    lowest, highest = scored.ends[criterion.name.text]
    if judgement.outcome in ("unknown", "not applicable", "waived"):
        counted = scored.setting.policies_for(criterion)[judgement.outcome]
        if counted in ("left out", "unknown"):
            return Part(None, weight, known=counted == "left out")
        return Part(highest if counted == "met" else lowest, weight)
    if criterion.deductions:
        return Part(-taken_off(criterion, judgement), weight)
    value = judgement.value
    if value is None:
        value = highest if judgement.outcome == "met" else lowest
    return Part(lowest + highest - value if criterion.obligation == "must not" else value, weight)


def taken_off(criterion: ast.Criterion, judgement: Judgement) -> Fraction:
    """What a criterion deducts: the line of its answer, else of its outcome, else the one for all; nothing when met."""
    by_words = {line.when: line.points for line in criterion.deductions}
    points = {word: taken for word, taken in by_words.items() if word not in ast.OUTCOME_WORDS}
    if judgement.point is not None and judgement.point in points:
        return points[judgement.point]
    if judgement.outcome in by_words:
        return by_words[judgement.outcome]
    return NONE if judgement.outcome == "met" else by_words.get(None, NONE)


def left_out(criterion: ast.Criterion) -> Part:
    """What a criterion is in a score where a policy takes it out."""
    return Part(None, criterion.weight or Fraction(1))


def with_points(criteria: Sequence[ast.Criterion], judgements: Mapping[str, Judgement]) -> dict[str, Judgement]:
    """What is worked out counts 1 when met and 0 when not; an answer counts what its scale says."""
    worked_out = {c.name.text for c in criteria if c.when is not None}
    plain = {"met": Fraction(1), "unmet": Fraction(0)}
    return {
        name: judgement if name not in worked_out else replace(judgement, value=plain.get(judgement.outcome))
        for name, judgement in judgements.items()
    }
