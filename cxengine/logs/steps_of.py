"""Which activities of a log are which steps of a journey."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.lang.flows.flow import Flow
from cxengine.suggest import did_you_mean


@attrs.frozen(kw_only=True)
class Matched:
    """The activities of each step by number, and what stands alone on either side."""

    labels: Mapping[str, frozenset[int]]
    steps: Mapping[int, tuple[str, ...]]
    unknown: tuple[str, ...]
    """Activities that no step is."""
    unseen: tuple[str, ...]
    """Steps that no activity is."""


def matched(flow: Flow, activities: Sequence[str], given: Mapping[str, str], named: Collection[str]) -> Matched:
    """An activity is the step of its title or name, or the one that ``given`` says; several steps where they share it.

    Upper case and white space do not count. Raises CxError (2) where ``given`` names what is not there,
    with one of the activities ``named`` that may be meant.
    """
    _refuse_unknown(flow, activities, given, named)
    steps = {name: step for name, step in flow.steps.items() if name not in flow.silent}
    labels: dict[str, set[int]] = {name: set() for name in flow.steps}
    for number, activity in enumerate(activities):
        chosen = [given[activity]] if activity in given else []
        folded = _folded(activity)
        chosen = chosen or [name for name, step in steps.items() if _folded(step.title or "") == folded]
        chosen = chosen or [name for name in steps if _folded(name) == folded]
        for name in chosen:
            labels[name].add(number)
    of_activity = {
        number: tuple(name for name in steps if number in labels[name]) for number in range(len(activities))
    }
    return Matched(
        labels={name: frozenset(numbers) for name, numbers in labels.items()},
        steps=of_activity,
        unknown=tuple(activities[number] for number, names in of_activity.items() if not names),
        unseen=tuple(name for name in steps if not labels[name]),
    )


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _refuse_unknown(
    flow: Flow, activities: Sequence[str], given: Mapping[str, str], named: Collection[str]
) -> None:
    found: list[Diagnostic] = []
    for activity, step in given.items():
        if activity not in activities:
            message = f"the log has no activity `{activity}`"
            found.append(Diagnostic(code="unknown-activity", message=message, help=did_you_mean(activity, named)))
        if step not in flow.steps or step in flow.silent:
            message = f"the journey `{flow.journey.name}` has no step `{step}`"
            found.append(Diagnostic(code="unknown-step", message=message, help=did_you_mean(step, flow.steps)))
    if found:
        raise CxError(found)
