"""Actions: named once in a model, and no circle among what comes after what."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.lang.resolve import declare_once
from cxengine.lang.walk import criteria_of


def check_actions(model: ast.Model, checking: Checking) -> None:
    """Every action of a model."""
    first: dict[str, tuple[str, ast.Name]] = {}
    actions: dict[str, ast.Action] = {}
    seen: set[str] = set()
    for criterion in criteria_of(model):
        if criterion.name.text.casefold() in seen:
            continue  # a criterion that stands twice is reported as such
        seen.add(criterion.name.text.casefold())
        for action in criterion.actions:
            if declare_once(action.name, "action", first, checking.found):
                actions[action.name.text] = action
    for circle in in_order({name: [n.text for n in a.after] for name, a in actions.items()})[1]:
        place = next(name for name in actions[circle[0]].after if name.text == circle[1])
        checking.error(
            "circular-actions",
            place.span,
            f"The action `{circle[0]}` would have to wait for itself: {path_in_words(circle)}",
            "Take one of these out of an `after` line.",
        )
