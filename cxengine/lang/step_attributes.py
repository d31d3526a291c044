"""What a rule over two steps may ask of a step, and of the two together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from cxengine.lang import ast
from cxengine.lang.types import DAYS, MONEY, NUMBER, SHARE, TEXT, YES_NO, Type
from cxengine.lang.walk import walk

Kind = Literal[
    "words", "party", "contact_reason", "channels", "items", "facts", "fact", "value", "days", "money", "number",
    "yes_no", "stage", "block",
]  # fmt: skip

ATTRIBUTES: Mapping[str, Kind] = {
    "title": "words", "goal": "words", "action": "words", "work": "words", "touchpoint": "words",
    "statutory": "words", "ends": "words", "actor": "party", "other_party": "party", "owner": "party",
    "channel": "channels", "contact": "contact_reason", "in_contact": "yes_no", "asks": "items", "needs": "items",
    "gives": "items", "had": "items", "renews": "yes_no", "checks": "facts", "checked": "facts", "only_when": "fact",
    "takes": "days", "waits": "days", "cost": "money", "emotion": "number", "value": "value", "stage": "stage",
    "block": "block",
}  # fmt: skip
"""The attributes of a step. ``work`` is the action, or the title where none is written; ``owner`` the actor where none
is written; ``had`` the items that every way to the step has brought, ``checked`` the facts that every way has checked;
``renews`` whether what it gives may have expired by then; ``block`` steps in a row with one owner."""

FIGURES: Mapping[str, Type] = {"shared_words": SHARE, "days_between": DAYS}
"""Figures of the two steps together: the part of the words of both that both have; the days from the beginning of the
first to that of the later one on the longest way."""

SETS = frozenset({"channels", "items", "facts"})
"""The kinds of attribute that may have several values."""

PLAIN: Mapping[Kind, Type] = {"words": TEXT, "days": DAYS, "money": MONEY, "number": NUMBER, "yes_no": YES_NO}
"""The types of attributes that are values."""


def conjuncts(expr: ast.Expr) -> Iterator[ast.Expr]:
    """The conditions that must all hold."""
    if isinstance(expr, ast.And):
        for part in expr.parts:
            yield from conjuncts(part)
    else:
        yield expr


def finds_partners(expr: ast.Expr, rule: ast.StepRule) -> bool:
    """Whether a condition leads from one step to few others, so that not every pair need be tried."""
    match expr:
        case ast.SameOf():
            return True
        case ast.Follows(how="directly"):
            return True
        case ast.CompareSets(relation, left, right):
            apart = sorted((whose(left) or "", whose(right) or "")) == sorted(rule.steps)
            return apart and (relation == "overlaps" or not _may_be_empty(left))
        case _:
            return False


def whose(expr: ast.Expr) -> str | None:
    """The one step that an expression is about; None where it is about both or neither."""
    steps = {here.of.text for here in walk(expr) if isinstance(here, ast.Ref) and here.of is not None}
    pairwise = any(_of_both(here) for here in walk(expr))
    return steps.pop() if len(steps) == 1 and not pairwise else None


def _may_be_empty(expr: ast.Expr) -> bool:
    """Whether a set may be known and have nothing in it, and so be within every other."""
    return any(isinstance(here, ast.Ref) and here.name.text in ("had", "checked") for here in walk(expr))


def _of_both(expr: ast.Expr) -> bool:
    figure = isinstance(expr, ast.Ref) and expr.of is None and expr.name.text in FIGURES
    return figure or isinstance(expr, ast.SameOf | ast.Follows)
