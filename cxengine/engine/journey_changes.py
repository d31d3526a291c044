"""What makes a journey another one, step by step, with the titles by which people know the steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cxengine.engine.said.journeys import ChangeSaid
from cxengine.lang import ast
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.flow import Flow
from cxengine.lang.names import Names

Word = Literal["remove", "change", "merge", "add"]
Change = ast.RemovedStep | ast.ChangedStep | ast.MergedSteps | ast.AddedStep


def changes_said(flow: Flow, names: Names) -> tuple[ChangeSaid, ...]:
    """The changes of a journey in the order of its file; of steps that go, the titles are those that they had."""
    journey = flow.journey
    older = flow_of(names.journeys[journey.changes.text], names.journeys) if journey.changes is not None else None
    titles = {name: step.title for each in (older, flow) if each is not None for name, step in each.steps.items()}
    return tuple(
        ChangeSaid(
            change=word,
            steps=steps,
            step_titles=tuple(titles.get(step) or step for step in steps),
            into=into,
            into_title=(titles.get(into) or into) if into is not None else None,
            because=change.because,
            notes=change.notes,
        )
        for change, word, steps, into in sorted(_changes(journey), key=lambda each: each[0].span)
    )


def _changes(journey: ast.Journey) -> Iterator[tuple[Change, Word, tuple[str, ...], str | None]]:
    for removal in journey.removed:
        yield removal, "remove", (removal.name.text,), None
    for change in journey.changed:
        yield change, "change", (change.name.text,), None
    for merger in journey.merged:
        yield merger, "merge", tuple(part.text for part in merger.parts), merger.name.text
    for addition in journey.added:
        yield addition, "add", (addition.name.text,), None
