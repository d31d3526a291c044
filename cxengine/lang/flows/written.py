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


def written_steps(journey: ast.Journey) -> Iterator[ast.Step]:
    """Every step that the journey itself writes, changed and new ones too."""
    yield from (step for step, _ in placed_steps(journey))
    yield from (*journey.changed, *journey.merged, *journey.added)


def written_flow(journey: ast.Journey) -> Flow:
    """The flow of a journey that has steps of its own. Names that no step has lead nowhere; of two steps with one
    name the first counts."""
    steps: dict[str, ast.Step] = {}
    stages: dict[str, str | None] = {}
    for step, stage in placed_steps(journey):
        if step.name.text not in steps:
            steps[step.name.text] = step
            stages[step.name.text] = stage
    before = _before(steps)
    return Flow(
        journey=journey,
        reaches=journey.reaches,
        steps=steps,
        stages=stages,
        after=_after(steps, before),
        before=before,
        splits={name: step.then.joint if step.then is not None else None for name, step in steps.items()},
        joins={name: step.after.joint if step.after is not None else None for name, step in steps.items()},
    )


def _before(steps: dict[str, ast.Step]) -> dict[str, tuple[str, ...]]:
    named: dict[str, list[str]] = {}
    for other, step in steps.items():
        for branch in step.then.branches if step.then is not None else ():
            named.setdefault(branch.step.text, []).append(other)
    found: dict[str, tuple[str, ...]] = {}
    above: ast.Step | None = None
    for name, step in steps.items():
        said = step.after.steps if step.after is not None else ()
        ahead = (*(other.text for other in said if other.text in steps), *named.get(name, ()))
        if not ahead and step.after is None and above is not None and above.then is None and above.ends is None:
            ahead = (above.name.text,)
        found[name] = tuple(dict.fromkeys(ahead))
        above = step
    return found


def _after(steps: dict[str, ast.Step], before: dict[str, tuple[str, ...]]) -> dict[str, tuple[Edge, ...]]:
    edges: dict[str, dict[str, Edge]] = {name: {} for name in steps}
    for name, step in steps.items():
        for branch in step.then.branches if step.then is not None else ():
            if branch.step.text in before:
                edges[name].setdefault(branch.step.text, Edge(branch.step.text, branch.share))
    for name, others in before.items():
        for other in others:
            edges[other].setdefault(name, Edge(name))
    return {name: tuple(own.values()) for name, own in edges.items()}
