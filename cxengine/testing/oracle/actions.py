"""The actions that a set of outcomes calls for."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.conditions import Truths, condition_truth
from cxengine.testing.oracle.given import Setting
from cxengine.testing.oracle.outcomes import criteria_of


def proposed(setting: Setting, truths: Truths, judgements: Mapping[str, Judgement]) -> dict[str, str]:
    """Those of criteria that are unmet or partly met, and those they come after whose criterion is unknown.

    One with a condition of its own is there when that holds, and not otherwise. With each stands where it improves
    things: what it says, else the kind of subject that the model is for.
    """
    found: set[str] = set()
    actions: list[tuple[ast.Action, str]] = []
    for criterion in criteria_of(setting.model):
        for action in criterion.actions:
            outcome = judgements[criterion.name.text].outcome
            if action.when is None:
                actions.append((action, outcome))
                wanted = outcome in ("unmet", "partly")
            else:
                actions.append((action, "decided by its condition"))
                wanted = condition_truth(action.when, truths, judgements, setting, criterion.name.text) is True
            found |= {action.name.text} if wanted else set()
    for _ in actions:
        before = {name.text for action, _ in actions if action.name.text in found for name in action.after}
        found |= {
            action.name.text for action, outcome in actions if outcome == "unknown" and action.name.text in before
        }
    reach = {action.name.text: action.at or setting.model.subject.text for action, _ in actions}
    return {name: reach[name] for name in found}
