"""Rules: their condition, the figures in their finding, and their actions."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.actions import check_actions_of_rule
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.expressions import condition, type_of
from cxengine.lang.scope import Scope, of_rule
from cxengine.lang.types import CONDITION


def check_rules(checking: Checking) -> None:
    """Every rule."""
    for rule in checking.names.rules.values():
        scope = of_rule(checking.names, rule)
        if rule.when is not None:
            condition(rule.when, scope, checking)
        for part in rule.finding:
            if not isinstance(part, str):
                _check_figure(part, scope, checking)
        check_actions_of_rule(rule.actions, checking)


def _check_figure(part: ast.Expr, scope: Scope, checking: Checking) -> None:
    """What stands in braces is a figure or something known of the subject."""
    if type_of(part, scope, checking) == CONDITION:
        checking.error(
            "not-a-figure",
            part.span,
            "A condition stands in braces, where a figure is shown",
            "Write a metric, a difference of two, or a field of the subject: `{csat}`.",
        )
