"""The changes that make a journey another: each names a step that is there."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.flows.changed import flow_of
from cxengine.lang.flows.flow import Flow


def check_changes(journey: ast.Journey, checking: Checking) -> None:
    """Every change of one journey; nothing is said where the journey that it changes is not known."""
    assert journey.changes is not None
    older = checking.names.journeys.get(journey.changes.text)
    base = flow_of(older, checking.names.journeys) if older is not None else None
    if base is None or older is None:
        return
    gone = _check_parts(journey, older, base, checking)
    _check_additions(journey, older, base, gone, checking)


def _check_parts(journey: ast.Journey, older: ast.Journey, base: Flow, checking: Checking) -> dict[str, ast.Name]:
    """Steps that are removed or merged, by name, each at the line that takes it out."""
    gone: dict[str, ast.Name] = {}
    for merger in journey.merged:
        for part in merger.parts:
            if _is_step(part, older, base, gone, checking):
                gone[part.text] = part
        _check_new_name(merger.name, [s for s in base.steps if s not in gone], older, checking)
        if len(merger.parts) < 2:
            checking.error(
                "merge-of-one",
                merger.span,
                "One step cannot be merged",
                "Name two or more: `merge steps a, b into c: Title`.",
            )
    for removal in journey.removed:
        if _is_step(removal.name, older, base, gone, checking):
            gone[removal.name.text] = removal.name
    for change in journey.changed:
        if _is_step(change.name, older, base, {}, checking) and change.name.text in gone:
            _say_gone(change.name, gone[change.name.text], checking)
        if not change.written and not checking.lookup.incomplete:
            checking.error(
                "step-unchanged",
                change.span,
                f"`change step {change.name}` changes nothing",
                "Write below it what is done otherwise, for instance `channel web`.",
            )
    return gone


def _is_step(name: ast.Name, older: ast.Journey, base: Flow, gone: dict[str, ast.Name], checking: Checking) -> bool:
    if name.text not in base.steps:
        message = f"There is no step in the journey `{older.name.text}` called `{name.text}`"
        checking.lookup.unknown(name, message, base.steps, f"Its steps are {_some(base.steps)}.")
        return False
    if name.text in gone:
        _say_gone(name, gone[name.text], checking)
        return False
    return True


def _some(names: Iterable[str]) -> str:
    words = [f"`{name}`" for name in names]
    return ", ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _say_gone(name: ast.Name, where: ast.Name, checking: Checking) -> None:
    checking.error(
        "step-gone",
        name.span,
        f"`{name}` is taken out of the journey in line {where.span.line}",
        "Name a step that stays, or take one of the two lines out.",
    )


def _check_new_name(name: ast.Name, taken: Iterable[str], older: ast.Journey, checking: Checking) -> None:
    if name.text in taken:
        checking.error(
            "duplicate-name",
            name.span,
            f"The journey `{older.name}` has a step `{name}` already",
            "Give the new step another name.",
        )


def _check_additions(
    journey: ast.Journey, older: ast.Journey, base: Flow, gone: dict[str, ast.Name], checking: Checking
) -> None:
    known = [step for step in base.steps if step not in gone] + [merger.name.text for merger in journey.merged]
    stages = {stage for stage in base.stages.values() if stage is not None}
    for addition in journey.added:
        _check_new_name(addition.name, known, older, checking)
        if addition.stage is not None and addition.stage.text not in stages:
            message = f"There is no stage in the journey `{older.name.text}` called `{addition.stage.text}`"
            help = f"Its stages are {_some(sorted(stages))}." if stages else "It has no stages: take the line out."
            checking.lookup.unknown(addition.stage, message, stages, help)
        if addition.after is None and not checking.lookup.incomplete:
            checking.error(
                "no-place",
                addition.span,
                f"`{addition.name}` does not say where in the journey it stands",
                "Write below it the step it comes after: `after STEP`.",
            )
        branches = addition.then.branches if addition.then is not None else ()
        ahead = addition.after.steps if addition.after is not None else ()
        for name in (*ahead, *(branch.step for branch in branches)):
            if name.text in gone and name.text not in known:
                _say_gone(name, gone[name.text], checking)
            elif name.text not in known:
                message = f"There is no step in the journey `{journey.name.text}` called `{name.text}`"
                checking.lookup.unknown(name, message, known, f"Its steps are {_some(known)}.")
        known.append(addition.name.text)
