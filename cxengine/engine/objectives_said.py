"""The golden thread as it stands in an assessment."""

from __future__ import annotations

from cxengine.engine.program import Program
from cxengine.engine.said.findings import Meets, ObjectiveSaid, UntracedSaid
from cxengine.lang.golden_thread import threads, untraced


def objectives_said(program: Program) -> tuple[ObjectiveSaid, ...]:
    """Every objective with what supports it."""
    keys = {model.declared.name.text: model.key for model in program.models}
    return tuple(
        ObjectiveSaid(
            objective=thread.objective.name.text,
            title=thread.objective.title,
            supports=tuple(wider.text for wider in thread.objective.supports),
            objectives=thread.objectives,
            metrics=thread.metrics,
            criteria=tuple(Meets(model=keys[model], criterion=id) for model, id in thread.criteria),
            notes=thread.objective.notes,
        )
        for thread in threads(program.names)
    )


def untraced_said(program: Program) -> UntracedSaid:
    """The metrics and criteria that support none."""
    keys = {model.declared.name.text: model.key for model in program.models}
    metrics, criteria = untraced(program.names)
    return UntracedSaid(
        metrics=metrics, criteria=tuple(Meets(model=keys[model], criterion=id) for model, id in criteria)
    )
