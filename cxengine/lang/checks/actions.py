"""Actions: named once in a model, and no circle among what comes after what."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.lang.resolve import declare_once
from cxengine.lang.walk import criteria_of


def check_actions(model: ast.Model, checking: Checking) -> None:
    """Every action of a model."""
    declared: list[ast.Action] = []
    seen: set[str] = set()
    for criterion in criteria_of(model):
        if criterion.name.text.casefold() in seen:
            continue  # a criterion that stands twice is reported as such
        seen.add(criterion.name.text.casefold())
        declared += criterion.actions
    check_declared_actions(declared, checking)


def check_declared_actions(declared: Iterable[ast.Action], checking: Checking) -> None:
    """The actions of one model or rule: each name once, and none that waits for itself."""
    first: dict[str, tuple[str, ast.Name]] = {}
    actions = {a.name.text: a for a in declared if declare_once(a.name, "action", first, checking.found)}
    for circle in in_order({name: [n.text for n in a.after] for name, a in actions.items()})[1]:
        place = next(name for name in actions[circle[0]].after if name.text == circle[1])
        checking.error(
            "circular-actions",
            place.span,
            f"The action `{circle[0]}` would have to wait for itself: {path_in_words(circle)}",
            "Take one of these out of an `after` line.",
        )


def check_actions_of_rule(declared: Iterable[ast.Action], checking: Checking) -> None:
    """The actions of a rule, which are proposed where it finds something and have no condition of their own."""
    actions = tuple(declared)
    check_declared_actions(actions, checking)
    for action in actions:
        if action.when is not None:
            checking.error(
                "condition-of-an-action",
                action.when.span,
                f"The action `{action.name.text}` of a rule has a condition of its own",
                "An action of a rule is proposed where the rule finds something: write a rule for this condition.",
            )
