"""Which actions a set of outcomes calls for, and those that must come before them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.lang import ast
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.outcome import Outcome


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


def propose(model: CompiledModel, outcomes: tuple[Outcome, ...]) -> tuple[Proposed, ...]:
    """The actions for criteria that are unmet or only partly met.

    An action that one of them comes after joins the list when its own criterion is unknown: it is not known to
    be done. Where that criterion is met or does not apply, it is taken as done.
    """
    known = actions_of(model)
    reasons: dict[str, str] = {}
    for name, (_, criterion) in known.items():
        outcome = outcomes[criterion.index]
        if outcome in ("unmet", "partly"):
            said = "not met" if outcome == "unmet" else "only partly met"
            reasons[name] = f"criterion {criterion.id} is {said}"
    waiting = list(reasons)
    while waiting:
        name = waiting.pop()
        for before in known[name][0].after:
            criterion = known[before.text][1]
            if before.text not in reasons and outcomes[criterion.index] == "unknown":
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
