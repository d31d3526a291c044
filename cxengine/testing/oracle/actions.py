"""The actions that a set of outcomes calls for."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.lang import ast
from cxengine.testing.oracle.outcomes import criteria_of


def proposed(model: ast.Model, outcomes: Mapping[str, str]) -> dict[str, str]:
    """Those of criteria that are unmet or partly met, and those they come after whose criterion is unknown.

    With each stands where it improves things: what it says, else the kind of subject that the model is for.
    """
    actions = [(action, outcomes[c.name.text]) for c in criteria_of(model) for action in c.actions]
    found = {action.name.text for action, outcome in actions if outcome in ("unmet", "partly")}
    for _ in actions:
        before = {name.text for action, _ in actions if action.name.text in found for name in action.after}
        found |= {
            action.name.text for action, outcome in actions if outcome == "unknown" and action.name.text in before
        }
    reach = {action.name.text: model.subject.text if action.at is None else action.at for action, _ in actions}
    return {name: reach[name] for name in found}
