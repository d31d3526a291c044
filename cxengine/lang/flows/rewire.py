"""Flows with a step taken out, several made one, or one put in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.flows.flow import Edge, Flow


def without(flow: Flow, name: str) -> Flow:
    """The flow without a step: what came before it leads to what came after.

    Where that would mix ways side by side with a choice, the step stays as a silent place.
    """
    ahead, behind = flow.before[name], flow.after[name]
    if not _can_go(flow, name):
        return attrs.evolve(flow, silent=flow.silent | {name})
    after, before = dict(flow.after), dict(flow.before)
    splits, joins = dict(flow.splits), dict(flow.joins)
    for other in ahead:
        after[other] = _replaced(after[other], {name}, behind)
        splits[other] = (splits[other] or splits[name]) if len(after[other]) > 1 else None
    for edge in behind:
        before[edge.to] = _names_replaced(before[edge.to], {name}, ahead)
        joins[edge.to] = (joins[edge.to] or joins[name]) if len(before[edge.to]) > 1 else None
    return _dropped(flow, {name}, after, before, splits, joins)


def _can_go(flow: Flow, name: str) -> bool:
    ahead, behind = flow.before[name], flow.after[name]
    if len(flow.steps) == 1:
        return False
    if not behind:
        return all(len(flow.after[other]) == 1 for other in ahead)
    if not ahead:
        return len(behind) == 1 and len(flow.before[behind[0].to]) == 1
    parts = [flow.splits[other] for other in ahead if len(flow.after[other]) > 1]
    meets = [flow.joins[edge.to] for edge in behind if len(flow.before[edge.to]) > 1]
    parts_alike = len(behind) == 1 or all(kind == flow.splits[name] for kind in parts)
    meets_alike = len(ahead) == 1 or all(kind == flow.joins[name] for kind in meets)
    return parts_alike and meets_alike


def merged(flow: Flow, parts: Sequence[str], step: ast.Step) -> Flow:
    """The flow with several steps made one, which takes their edges and the place of the first."""
    name, gone = step.name.text, set(parts)
    ahead = tuple(dict.fromkeys(o for part in parts for o in flow.before[part] if o not in gone))
    behind = _joined(edge for part in parts for edge in flow.after[part] if edge.to not in gone)
    after = {other: _replaced(edges, gone, (Edge(name),)) for other, edges in flow.after.items()}
    before = {other: _names_replaced(names, gone, (name,)) for other, names in flow.before.items()}
    after[name], before[name] = behind, ahead
    splits, joins = dict(flow.splits), dict(flow.joins)
    splits[name] = next((kind for part in parts if (kind := flow.splits[part])), "and")
    joins[name] = next((kind for part in parts if (kind := flow.joins[part])), "and")
    steps: dict[str, ast.Step] = {}
    for other, old in flow.steps.items():
        if other == parts[0]:
            steps[name] = step
        if other not in gone or other == name:
            steps.setdefault(other, old)
    stages = {**flow.stages, name: flow.stages[parts[0]]}
    made = attrs.evolve(flow, steps=steps, stages=stages)
    return _dropped(made, gone - {name}, after, before, splits, joins)


def added(flow: Flow, step: ast.Step, ahead: Sequence[str], behind: Sequence[Edge], stage: str | None) -> Flow:
    """The flow with a step between those it comes after and those it leads to."""
    name = step.name.text
    targets = {edge.to for edge in behind}
    after, before = dict(flow.after), dict(flow.before)
    splits, joins = dict(flow.splits), dict(flow.joins)
    splits[name] = step.then.joint if step.then is not None else next((flow.splits[o] for o in ahead), None)
    joins[name] = step.after.joint if step.after is not None else None
    for other in ahead:
        kept = tuple(edge for edge in after[other] if edge.to not in targets)
        after[other] = (*kept, Edge(name))
        splits[other] = splits[other] if len(after[other]) > 1 else None
    for edge in behind:
        others = tuple(other for other in before[edge.to] if other not in ahead)
        before[edge.to] = (*others, name)
        joins[edge.to] = joins[edge.to] if len(before[edge.to]) > 1 else None
    after[name], before[name] = tuple(behind), tuple(ahead)
    places = list(flow.steps)
    last = max((places.index(other) for other in ahead), default=len(places) - 1)
    names = [*places[: last + 1], name, *places[last + 1 :]]
    steps = {other: step if other == name else flow.steps[other] for other in names}
    made = attrs.evolve(flow, steps=steps, stages={**flow.stages, name: stage})
    return _dropped(made, set(), after, before, splits, joins)


def _replaced(edges: Iterable[Edge], gone: set[str], by: Sequence[Edge]) -> tuple[Edge, ...]:
    known = tuple(edges)
    made: list[Edge] = []
    for edge in known:
        if edge.to not in gone:
            made.append(edge)
        for new in by if edge.to in gone else ():
            first = Fraction(1) if len(known) == 1 else edge.share
            second = Fraction(1) if len(by) == 1 else new.share
            share = first * second if first is not None and second is not None else None
            made.append(Edge(new.to, None if share == 1 else share))
    return _joined(made)


def _joined(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Two edges to one step as one, with the shares put together."""
    found: dict[str, Edge] = {}
    for edge in edges:
        old = found.get(edge.to)
        if old is None:
            found[edge.to] = edge
        else:
            share = old.share + edge.share if old.share is not None and edge.share is not None else None
            found[edge.to] = Edge(edge.to, share)
    if len(found) == 1:
        return tuple(Edge(name) for name in found)
    return tuple(found.values())


def _names_replaced(names: Iterable[str], gone: set[str], by: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new for name in names for new in (by if name in gone else (name,))))


def _dropped(
    flow: Flow,
    gone: set[str],
    after: dict[str, tuple[Edge, ...]],
    before: dict[str, tuple[str, ...]],
    splits: dict[str, ast.Joint | None],
    joins: dict[str, ast.Joint | None],
) -> Flow:
    """The flow with these edges, without the steps that are gone, in the order of its steps."""
    names = [name for name in flow.steps if name not in gone]
    return attrs.evolve(
        flow,
        steps={name: flow.steps[name] for name in names},
        stages={name: flow.stages[name] for name in names},
        after={name: after[name] for name in names},
        before={name: before[name] for name in names},
        splits={name: splits[name] if len(after[name]) > 1 else None for name in names},
        joins={name: joins[name] if len(before[name]) > 1 else None for name in names},
        silent=flow.silent - gone,
    )
