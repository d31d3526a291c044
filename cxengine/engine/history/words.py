"""What earlier records tell of one level or one criterion, as the lines of an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxengine.engine.said.history import LevelHeld
from cxengine.maturity.words import day_words

if TYPE_CHECKING:
    from cxengine.engine.assessment import Assessment, SubjectSaid
    from cxengine.engine.said.levels import ModelSaid


def held_words(model: ModelSaid) -> tuple[str, ...]:
    """When the present level was reached, when first, and what was lost; nothing without earlier records."""
    if model.history is None or len(model.history.results) < 2:
        return ()
    number = model.could_be.from_ if model.withheld is None else None
    lines: list[str] = []
    for held in model.history.levels:
        if held.level == number and held.reached is not None:
            again = held.first_reached is not None and held.first_reached != held.reached
            first = f", for the first time on {day_words(held.first_reached)}" if again and held.first_reached else ""
            lines.append(f"level {_named(held)} reached on {day_words(held.reached)}{first}")
        elif held.lost is not None and held.reached is not None:
            lines.append(f"level {_named(held)} held from {day_words(held.reached)}, lost on {day_words(held.lost)}")
    return tuple(lines)


def changed_words(assessment: Assessment, subject: SubjectSaid, model: str, criterion: str) -> tuple[str, ...]:
    """How a criterion stood at the record that is compared with, and why it changed; nothing where it did not."""
    compared = assessment.history.compared if assessment.history is not None else None
    if compared is None:
        return ()
    return tuple(
        f"since {day_words(compared.from_)}: {change.text}"
        for result in compared.results
        if (result.kind, result.id, result.model) == (subject.kind, subject.id, model)
        for change in result.criteria
        if change.criterion == criterion
    )


def _named(held: LevelHeld) -> str:
    return f"{held.level} ({held.name})" if held.name else str(held.level)
