"""The flow of a journey as its steps write it: the order in the file, `then`, `after`."""

from __future__ import annotations

from collections.abc import Iterator

from cxengine.lang import ast
from cxengine.lang.flows.flow import Edge, Flow


def placed_steps(journey: ast.Journey) -> Iterator[tuple[ast.Step, str | None]]:
    """Every step in file order, with the name of its stage."""
    yield from ((step, None) for step in journey.steps)
    for stage in journey.stages:
        yield from ((step, stage.name.text) for step in stage.steps)


def written_flow(journey: ast.Journey) -> Flow:
    """The flow of a journey that has steps of its own. Names that no step has lead nowhere; of two steps with one
    name the first counts."""
    steps: dict[str, ast.Step] = {}
    stages: dict[str, str | None] = {}
    for step, stage in placed_steps(journey):
        if step.name.text not in steps:
            steps[step.name.text] = step
            stages[step.name.text] = stage
    before = {name: _before(name, steps) for name in steps}
    return Flow(
        journey=journey,
        reaches=journey.reaches,
        steps=steps,
        stages=stages,
        after={name: _after(step, before) for name, step in steps.items()},
        before=before,
        splits={name: step.then.joint if step.then is not None else None for name, step in steps.items()},
        joins={name: step.after.joint if step.after is not None else None for name, step in steps.items()},
    )


def named_by_then(name: str, steps: dict[str, ast.Step]) -> tuple[str, ...]:
    """The steps whose `then` names this one."""
    return tuple(
        other
        for other, step in steps.items()
        if step.then is not None and any(branch.step.text == name for branch in step.then.branches)
    )


def _before(name: str, steps: dict[str, ast.Step]) -> tuple[str, ...]:
    step = steps[name]
    named = named_by_then(name, steps)
    if step.after is not None:
        said = tuple(other.text for other in step.after.steps if other.text in steps)
        return tuple(dict.fromkeys((*said, *named)))
    if named:
        return named
    places = list(steps)
    place = places.index(name)
    if place == 0:
        return ()
    above = steps[places[place - 1]]
    return (above.name.text,) if above.then is None and above.ends is None else ()


def _after(step: ast.Step, before: dict[str, tuple[str, ...]]) -> tuple[Edge, ...]:
    edges: dict[str, Edge] = {}
    for branch in step.then.branches if step.then is not None else ():
        if branch.step.text in before:
            edges.setdefault(branch.step.text, Edge(branch.step.text, branch.share))
    for name, others in before.items():
        if step.name.text in others:
            edges.setdefault(name, Edge(name))
    return tuple(edges.values())
