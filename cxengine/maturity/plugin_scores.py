"""What the scorer of a plugin is given."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from cxengine.host.contracts import CriterionOutcome, ScorerInput
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.outcome import Standing


def by_plugin_input(
    model: CompiledModel, indexes: Sequence[int], standings: Sequence[Standing], points: Sequence[Any]
) -> ScorerInput:
    """The criteria with what they came to; ``points`` are those after the policies."""
    return ScorerInput(
        model=model.key,
        levels=tuple(level.number for level in model.levels),
        criteria=tuple(
            CriterionOutcome(
                criterion=model.criteria[index].id,
                outcome=standings[index].outcome,
                level=model.criteria[index].level,
                aspects=tuple(aspect.text for aspect in model.criteria[index].declared.aspects),
                weight=model.criteria[index].declared.weight or Fraction(1),
                value=points[index] if isinstance(points[index], Fraction) else None,
                lowest=model.criteria[index].ends[0],
                highest=model.criteria[index].ends[1],
            )
            for index in indexes
        ),
    )
