"""What a rule comes to for one subject."""

from __future__ import annotations

from datetime import date

from cxengine.lang import ast
from cxengine.testing.oracle.conditions import atom_truth
from cxengine.testing.oracle.given import Key, World
from cxengine.testing.oracle.logic import Truth, truth


def rule_truth(world: World, rule: ast.Rule, key: Key, on: date) -> Truth:
    """Whether the rule finds something; None where that cannot be worked out, and then it finds nothing."""
    assert rule.when is not None
    return truth(rule.when, lambda atom: atom_truth(world, key, atom, on))
