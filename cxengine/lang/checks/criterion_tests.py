"""Conditions over criteria: those that they name exist, have the answer that is asked for, and are not their own."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.lang import ast
from cxengine.lang.checks.answer_targets import point_names
from cxengine.lang.checks.answer_thresholds import check_threshold
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.lost_scales import tells_of_lost_scale
from cxengine.lang.scope import Scope
from cxengine.lang.walk import criteria_meant
from cxengine.source import Span


def check_criterion(expr: ast.CriterionIs, scope: Scope, checking: Checking) -> None:
    """``criterion 3.4 is met``."""
    word = expr.criterion.text
    if scope.criteria is None:
        _outside(expr.span, scope, checking)
    elif word == scope.holder and not scope.settled:
        checking.error(
            "circular-criteria",
            expr.criterion.span,
            f"Criterion {word} asks for its own outcome",
            "Name another criterion, or take the condition out.",
        )
    elif word not in scope.criteria:
        checking.lookup.unknown(expr.criterion, f"The model has no criterion {word}", scope.criteria)
    elif scope.model is not None:
        _check_asked(expr, (scope.criteria[word],), scope.model, checking)


def check_each(expr: ast.EachCriterion, scope: Scope, checking: Checking) -> None:
    """``any other criterion of culture is met without evidence``."""
    if scope.criteria is None or scope.model is None:
        _outside(expr.span, scope, checking)
        return
    aspects = [aspect.name.text for aspect in scope.model.aspects]
    if expr.aspect is not None and expr.aspect.text not in aspects:
        help = f"Declare it in the model: `aspect {expr.aspect.text}: Title`."
        checking.lookup.unknown(expr.aspect, f"The model has no aspect `{expr.aspect.text}`", aspects, help)
        return
    if expr.other and scope.holder is None:
        checking.error(
            "no-criteria-meant",
            expr.span,
            "`other` leaves out the criterion that the line stands in, and this line stands in none",
            "Take `other` out.",
        )
        return
    meant = criteria_meant(expr, scope.model, scope.holder)
    if not scope.settled and any(criterion.name.text == scope.holder for criterion in meant):
        word = "every" if expr.every else "any"
        checking.error(
            "circular-criteria",
            expr.span,
            f"Criterion {scope.holder} is one of these, and would ask for its own outcome",
            f"Write `{word} other criterion`.",
        )
    elif not meant and not checking.lookup.incomplete:
        where = f"in the aspect `{expr.aspect.text}`" if expr.aspect is not None else "in the model"
        checking.error("no-criteria-meant", expr.span, f"There is no such criterion {where}", "Take the condition out.")
    else:
        _check_asked(expr, meant, scope.model, checking)


def _check_asked(
    expr: ast.CriterionIs | ast.EachCriterion,
    criteria: Sequence[ast.Criterion],
    model: ast.Model,
    checking: Checking,
) -> None:
    if expr.at_least:
        check_threshold(expr, criteria, model, checking)
    else:
        check_point(expr.outcome, criteria, model, expr.span, checking)


def points_of(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> tuple[str, ...] | None:
    """The names of the answers that a criterion takes; () where it has no scale; None where the scale is unknown."""
    scale = criterion.scale or model.scale
    if criterion.when is not None or scale is None:
        return ()
    declared = checking.names.scales.get(scale.text)
    if declared is None:
        return None
    return () if declared.takes is not None else point_names(declared)


def check_point(
    outcome: str, criteria: Sequence[ast.Criterion], model: ast.Model, span: Span, checking: Checking
) -> None:
    """Whether a word that is no outcome is an answer that one of the criteria takes; else reported."""
    if outcome in ast.OUTCOME_WORDS:
        return
    known = [points_of(criterion, model, checking) for criterion in criteria]
    if any(points is None or outcome in points for points in known):
        return
    if checking.lookup.incomplete or tells_of_lost_scale(outcome, model, checking):
        return
    every = list(dict.fromkeys(point for points in known for point in points or ()))
    one = criteria[0].name.text if len(criteria) == 1 else None
    who = f"criterion {one}" if one is not None else "any of these criteria"
    message = f"`{outcome}` is no outcome, and no answer to {who}"
    answers = f" or an answer: {', '.join(every)}" if every else ""
    help = f"Write met, partly, unmet, unknown, known, not applicable or waived{answers}."
    checking.error("no-such-point", span, message, help)


def _outside(span: Span, scope: Scope, checking: Checking) -> None:
    checking.error(
        "criterion-outside-model",
        span,
        f"A criterion has no outcome in {scope.place}",
        "Criteria may stand in the conditions of their own model.",
    )
