"""How ways lead through a journey: both ends of a parting and a meeting must say the same."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.written import percent
from cxengine.lang.cycles import path_in_words
from cxengine.lang.flows.flow import Flow
from cxengine.lang.flows.written import placed_steps
from cxengine.source import Span


def check_ways(journey: ast.Journey, flow: Flow, checking: Checking) -> bool:
    """Whether something is wrong with the ways, so that nothing can be said of what goes along them."""
    before = len(checking.found)
    if journey.changes is None:
        _check_written(journey, flow, checking)
    circular = _check_circles(journey, flow, checking)
    if not circular and len(checking.found) == before:
        _check_joints(flow, checking)
        _check_reached(journey, flow, checking)
    if not circular:
        _check_repeats(journey, flow, checking)
    return len(checking.found) > before


# ---- what the lines of the steps say


def _check_written(journey: ast.Journey, flow: Flow, checking: Checking) -> None:
    known = list(flow.steps)
    steps = dict(flow.steps)
    for step, _ in placed_steps(journey):
        for name in _named(step):
            if name.text not in steps:
                help = f"Declare it in the journey: `step {name}: Title`."
                message = f"There is no step in the journey `{journey.name}` called `{name.text}`"
                checking.lookup.unknown(name, message, known, help)
        if step.then is not None:
            _check_shares(step.then, checking)
            _check_then(step, step.then, steps, checking)
        if step.after is not None:
            _check_after(step, step.after, steps, checking)


def _named(step: ast.Step) -> Iterable[ast.Name]:
    yield from (branch.step for branch in (step.then.branches if step.then is not None else ()))
    yield from (step.after.steps if step.after is not None else ())
    yield from (repeat.start for repeat in step.repeats)
    yield from (accepted.of for accepted in step.accepted if accepted.of is not None)


def _check_shares(then: ast.Then, checking: Checking) -> None:
    shares = [branch.share for branch in then.branches if branch.share is not None]
    if not shares:
        return
    if then.joint != "or":
        checking.error(
            "shares-not-whole",
            then.span,
            "Shares stand only where one of several ways is gone",
            "Write `then a 70% or b 30%`, or take the shares out.",
        )
    elif len(shares) < len(then.branches):
        checking.error(
            "shares-not-whole", then.span, "Some of these ways have a share and some have none", "Give each way one."
        )
    elif sum(shares) != 1:
        total = sum(shares, Fraction(0))
        checking.error(
            "shares-not-whole",
            then.span,
            f"These shares add up to {percent(total)}",
            "Every case goes one of these ways, so they must add up to 100%.",
        )


def _check_then(step: ast.Step, then: ast.Then, steps: dict[str, ast.Step], checking: Checking) -> None:
    if step.ends is not None:
        checking.error(
            "after-the-end",
            then.span,
            f"The journey ends at `{step.name}`, and yet goes on from it",
            "Take the `then` line out, or the `ends:` line.",
        )
    for branch in then.branches:
        target = steps.get(branch.step.text)
        if target is not None and target.after is not None and step.name not in target.after.steps:
            checking.error(
                "ends-disagree",
                branch.step.span,
                f"`{step.name}` leads to `{branch.step}`, which comes after {_said(target.after.steps)}",
                f"Add `{step.name}` to the `after` line of `{branch.step}`, or take `{branch.step}` out here.",
            )


def _check_after(step: ast.Step, after: ast.After, steps: dict[str, ast.Step], checking: Checking) -> None:
    for name in after.steps:
        source = steps.get(name.text)
        if source is None:
            continue
        if source.ends is not None:
            checking.error(
                "after-the-end",
                name.span,
                f"`{step.name}` comes after `{name}`, where the journey ends",
                f"Take `{name}` out here, or the `ends:` line out of `{name}`.",
            )
        elif source.then is not None and step.name not in [branch.step for branch in source.then.branches]:
            goes = _said(branch.step for branch in source.then.branches)
            checking.error(
                "ends-disagree",
                name.span,
                f"`{step.name}` comes after `{name}`, which leads to {goes}",
                f"Add `{step.name}` to the `then` line of `{name}`, or take `{name}` out here.",
            )


def _said(names: Iterable[ast.Name]) -> str:
    words = [f"`{name}`" for name in names]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


# ---- circles, and ways that nobody goes


def _check_circles(journey: ast.Journey, flow: Flow, checking: Checking) -> bool:
    circles = flow.circles()
    for circle in circles:
        last, first = circle[-2], circle[-1]
        step = flow.steps[last]
        span = journey.span if journey.changes is not None else _place(step, first) or step.name.span
        checking.error(
            "circular-journey",
            span,
            f"The journey leads back to `{first}`: {path_in_words(circle)}",
            f"A journey runs to an end. Write in `{last}` how many cases go back: `repeats from {first} 15%: why`.",
        )
    return bool(circles)


def _place(step: ast.Step, target: str) -> Span | None:
    branches = step.then.branches if step.then is not None else ()
    return next((branch.step.span for branch in branches if branch.step.text == target), None)


def _check_reached(journey: ast.Journey, flow: Flow, checking: Checking) -> None:
    start = flow.start
    for name, step in flow.steps.items():
        if step.ends is not None and flow.after[name] and journey.changes is not None:
            checking.error(
                "after-the-end",
                journey.name.span,
                f"The journey ends at `{name}`, and yet goes on from it to `{flow.after[name][0].to}`",
                "Take the `ends:` line out, or remove what comes after.",
            )
    for name, before in flow.before.items():
        if not before and name != start:
            checking.error(
                "unreached-step",
                flow.steps[name].name.span,
                f"Nothing leads to `{name}`",
                f"Write `after STEP` in `{name}`, or name it in the `then` line of the step before it.",
            )
    if flow.reaches:
        _check_ends(journey, flow, checking)


def _check_ends(journey: ast.Journey, flow: Flow, checking: Checking) -> None:
    """Each way ends with what the journey is for, or with a step that says why not."""
    gives = {name: {item.text for item in step.gives} for name, step in flow.steps.items()}
    bits, before = flow.bits(), flow.preceding()
    for name in flow.ends:
        if flow.steps[name].ends is not None or name in flow.silent:
            continue
        passed = before[name] | bits[name]
        had = set().union(*(gives[other] for other in flow.steps if passed & bits[other]))
        for item in flow.reaches:
            if item.text in checking.names.items and item.text not in had:
                checking.error(
                    "no-goal",
                    flow.steps[name].name.span if journey.changes is None else journey.name.span,
                    f"A way ends with `{name}`, and no step on it gives `{item}`, which the journey is for",
                    f"Lead `{name}` on to a step that gives it, or say why it ends there: `ends: Withdrawn`.",
                )


# ---- partings and meetings


def _check_joints(flow: Flow, checking: Checking) -> None:
    for name, step in flow.steps.items():
        after, before = flow.after[name], flow.before[name]
        if len(after) > 1 and flow.splits[name] is None:
            names = [edge.to for edge in after]
            checking.error(
                "unsaid-split",
                step.name.span,
                f"`{name}` leads to {_said(map(ast.Name, names))}, and does not say whether to all of them",
                f"Write `then {' and '.join(names)}` where all follow, or `then {' or '.join(names)}` for one of them.",
            )
        if len(before) > 1 and flow.joins[name] is None:
            checking.error(
                "unsaid-join",
                step.name.span,
                f"`{name}` comes after {_said(map(ast.Name, before))}, and does not say whether after all of them",
                f"Write `after {' and '.join(before)}` where all come before, or `after {' or '.join(before)}`.",
            )


def _check_repeats(journey: ast.Journey, flow: Flow, checking: Checking) -> None:
    bits, before = flow.bits(), flow.preceding()
    for name, step in flow.steps.items():
        for repeat in step.repeats:
            start = repeat.start.text
            if start not in flow.steps:
                if journey.changes is not None:
                    _gone(journey, name, start, checking)
            elif start != name and not before.get(name, 0) & bits[start]:
                checking.error(
                    "repeats-ahead",
                    repeat.start.span,
                    f"`{name}` does not come after `{start}`, so no case goes back to it from there",
                    "Name a step that comes before.",
                )
            elif not 0 < repeat.share < 1:
                checking.error(
                    "shares-not-whole",
                    repeat.span,
                    f"{percent(repeat.share)} of the cases cannot go back",
                    "Write a share between 0% and 100%.",
                )


def _gone(journey: ast.Journey, name: str, start: str, checking: Checking) -> None:
    checking.error(
        "step-gone",
        journey.name.span,
        f"`{name}` repeats from `{start}`, which `{journey.name}` does not have any more",
        f"Write `change step {name}` with a line `repeats from STEP 15%: why`.",
    )
