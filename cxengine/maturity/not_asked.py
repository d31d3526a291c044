"""Whether it is settled by what is known of a subject alone that a criterion does not apply to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cxengine.lang import ast
from cxengine.lang.walk import walk
from cxengine.maturity.compiled import CompiledCriterion
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition, Negated, OfAnswer, OfCriterion
from cxengine.maturity.facts import Facts
from cxengine.maturity.outcome import Truth, all_of, any_of, negation
from cxengine.subjects import AttributeValue


def surely_not_asked(criterion: CompiledCriterion, attributes: Mapping[str, AttributeValue]) -> bool:
    """Whether ``applies when`` does not hold, whatever figures, answers, other models and the date will be."""
    return criterion.applies is not None and _truth(criterion.applies, Facts([], attributes, date.min)) is False


def _rests_on_the_day(expr: ast.Expr) -> bool:
    return any(isinstance(part, ast.InLast | ast.Today) for part in walk(expr))


def _truth(condition: Condition, facts: Facts) -> Truth:
    """The truth of a condition where only what is known of the subject is; everything else is unknown."""
    match condition:
        case Atom(expr=expr, run=run, metrics=metrics):
            return None if metrics or _rests_on_the_day(expr) else run([], facts)
        case OfCriterion() | OfAnswer():
            return None
        case Negated(part):
            return negation(_truth(part, facts))
        case AllOf(parts):
            return all_of(_truth(part, facts) for part in parts)
        case AnyOf(parts):
            return any_of(_truth(part, facts) for part in parts)
