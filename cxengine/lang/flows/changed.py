"""The flow of a journey that is written as changes to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from cxengine.lang import ast
from cxengine.lang.constructs.step_clauses import FIELDS
from cxengine.lang.flows.flow import Edge, Flow
from cxengine.lang.flows.rewire import added, merged, without
from cxengine.lang.flows.written import written_flow
from cxengine.source import Span

MOST_CHANGES = 20
"""Journeys of which each changes the next."""

Told = Callable[[str, Span, str, str], None]
"""Takes a code, a place, what was found and what to write instead."""


def flow_of(journey: ast.Journey, journeys: Mapping[str, ast.Journey], tell: Told | None = None) -> Flow | None:
    """The flow of a journey with every change made, oldest first.

    None where it changes a journey that is not declared, or changes itself in the end. Names that no step has are
    passed over. What cannot be done is told of.
    """
    line = [journey]
    while line[-1].changes is not None:
        older = journeys.get(line[-1].changes.text)
        if older is None or older in line or len(line) > MOST_CHANGES:
            return None
        line.append(older)
    flow = written_flow(line[-1])
    for newer in reversed(line[:-1]):
        changed = changed_flow(flow, newer, tell if newer is journey else None)
        flow = attrs.evolve(changed, journey=newer, reaches=newer.reaches or flow.reaches)
    return flow


def changed_flow(flow: Flow, journey: ast.Journey, tell: Told | None) -> Flow:
    """The flow with the changes of one journey made: steps changed, merged, removed, added."""
    for change in journey.changed:
        if change.name.text in flow.steps:
            old = flow.steps[change.name.text]
            flow = attrs.evolve(flow, steps={**flow.steps, change.name.text: rewritten(old, change, change.written)})
    for merger in journey.merged:
        parts = [part.text for part in merger.parts if part.text in flow.steps]
        taken = merger.name.text in flow.steps and merger.name.text not in parts
        if parts and not taken:
            whole = merged_step([flow.steps[part] for part in parts], merger)
            flow = merged(flow, parts, whole)
    for removal in journey.removed:
        if removal.name.text in flow.steps:
            flow = without(flow, removal.name.text)
    for addition in journey.added:
        flow = _with_added(flow, addition, tell)
    return flow


def rewritten(step: ast.Step, change: ast.Step, written: frozenset[str]) -> ast.Step:
    """The step with the clauses that are written in place of its own."""
    fields = {field for word in written for field in FIELDS.get(word, ())}
    return attrs.evolve(step, **{field: getattr(change, field) for field in fields})


_LISTS = (
    "pains", "opportunities", "channels", "asks", "needs", "gives", "checks", "measured_by", "questions", "accepted",
)  # fmt: skip


def merged_step(parts: list[ast.Step], merger: ast.MergedSteps) -> ast.Step:
    """One step of several: lists are put together, of other clauses the first counts; its own go before them."""
    given: set[str] = set()
    needs: list[ast.Name] = []
    for part in parts:
        needs += [name for name in part.needs if name.text not in given and name not in needs]
        given |= {name.text for name in part.gives}
    fields = {field.name for field in attrs.fields(ast.Step)} - {"name", "title", "notes", "span", "then", "after"}
    both: dict[str, object] = {
        field: next((value for part in parts if (value := getattr(part, field)) not in (None, ())), None)
        for field in fields - set(_LISTS)
    }
    for field in _LISTS:
        both[field] = tuple(dict.fromkeys(value for part in parts for value in getattr(part, field)))
    both["needs"] = tuple(needs)
    both["repeats"] = tuple(repeat for part in parts for repeat in part.repeats)
    both["cost_estimate"] = any(part.cost_estimate for part in parts)
    both |= {"pains": (), "emotion": None}  # nobody has lived through the new step
    whole = ast.Step(name=merger.name, title=merger.title, notes=merger.notes, span=merger.span, **both)  # type: ignore[arg-type]
    return rewritten(whole, merger, merger.written)


def _with_added(flow: Flow, addition: ast.AddedStep, tell: Told | None) -> Flow:
    name = addition.name.text
    if name in flow.steps or addition.after is None:
        return flow
    ahead = [other.text for other in addition.after.steps if other.text in flow.steps]
    if not ahead:
        return flow
    behind = _behind(flow, addition, ahead, tell)
    stage = addition.stage.text if addition.stage is not None else flow.stages[ahead[0]]
    step = ast.Step(**{field.name: getattr(addition, field.name) for field in attrs.fields(ast.Step)})
    return added(flow, step, ahead, behind, stage)


def _behind(flow: Flow, addition: ast.AddedStep, ahead: list[str], tell: Told | None) -> tuple[Edge, ...]:
    if addition.then is not None:
        known = (branch for branch in addition.then.branches if branch.step.text in flow.steps)
        return tuple(Edge(branch.step.text, branch.share) for branch in known)
    targets = [{edge.to for edge in flow.after[other]} for other in ahead]
    if any(there != targets[0] for there in targets[1:]):
        if tell is not None and addition.after is not None:
            tell(
                "unclear-place",
                addition.after.span,
                f"`{addition.name.text}` comes after steps that lead to different ones",
                "Say where it leads: `then STEP`.",
            )
        return ()
    return flow.after[ahead[0]]
