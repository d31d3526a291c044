"""Which actions a set of outcomes calls for, and those that must come before them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.lang import ast
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.evaluate import Outcomes


@attrs.frozen(kw_only=True)
class Proposed:
    """One action for one subject, and the criterion it is for; none where a rule proposes it.

    ``because`` says in words why it is on the list.
    """

    action: ast.Action
    criterion: CompiledCriterion | None = None
    because: str
    after: tuple[str, ...]
    """The proposed actions that must be done first."""


def actions_of(model: CompiledModel) -> Mapping[str, tuple[ast.Action, CompiledCriterion]]:
    """Every action of a model by name, in the order of the rule file."""
    return {a.name.text: (a, criterion) for criterion in model.criteria for a in criterion.declared.actions}


def propose_for_finding(rule: ast.Rule) -> tuple[Proposed, ...]:
    """Every action of a rule that has found something."""
    return tuple(
        Proposed(
            action=action,
            because=f"the rule “{rule.title}” found something",
            after=tuple(before.text for before in action.after),
        )
        for action in rule.actions
    )


def propose(found: Outcomes) -> tuple[Proposed, ...]:
    """The actions for criteria that are unmet or only partly met, and those whose own condition holds.

    An action that one of them comes after joins the list when its own criterion is unknown: it is not known to
    be done. Where that criterion is met or does not apply, it is taken as done. One with a condition never joins so.
    """
    known, outcomes = actions_of(found.model), found.now.outcomes
    reasons = {name: why for name, (_, criterion) in known.items() if (why := _reason(name, criterion, found))}
    waiting = list(reasons)
    while waiting:
        name = waiting.pop()
        for before in known[name][0].after:
            action, criterion = known[before.text]
            undone = action.when is None and outcomes[criterion.index] == "unknown"
            if before.text not in reasons and undone:
                reasons[before.text] = f"it comes before “{known[name][0].title}”, and {criterion.id} is unknown"
                waiting.append(before.text)
    return tuple(
        Proposed(
            action=action,
            criterion=criterion,
            because=reasons[name],
            after=tuple(before.text for before in action.after if before.text in reasons),
        )
        for name, (action, criterion) in known.items()
        if name in reasons
    )


def _reason(name: str, criterion: CompiledCriterion, found: Outcomes) -> str:
    """Why an action is on the list by itself; empty where it is not."""
    guard, outcome = found.model.proposals.get(name), found.now.outcomes[criterion.index]
    if guard is not None:
        holds = guard.decide(found.now.truths, found.now.outcomes) is True
        return f"its condition holds: {guard.tell.tell(found.run).text}" if holds else ""
    said = {"unmet": "not met", "partly": "only partly met"}.get(outcome)
    return f"criterion {criterion.id} is {said}" if said is not None else ""
