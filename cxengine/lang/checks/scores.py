"""How a model is scored: rules and weights, bounds, deductions, rounding, and two sides at once."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.criterion_tests import check_point
from cxengine.lang.checks.expressions import condition
from cxengine.lang.checks.scorers import check_scorers
from cxengine.lang.checks.targets import literal_type
from cxengine.lang.scope import Scope
from cxengine.lang.types import NUMBER, SHARE
from cxengine.lang.walk import criteria_of


def check_scores(model: ast.Model, scope: Scope, checking: Checking) -> None:
    """Rules, weights, bounds, deductions and rounding of one model."""
    scored = any(rule is not None for rule in score_rules(model).values())
    if model.round_to is not None and not scored and not checking.lookup.incomplete:
        checking.error(
            "round-without-score",
            model.round_to.span,
            "There is no score to round",
            "Say how the model is scored, for instance `score is mean`, or take the line out.",
        )
    check_scorers(model, checking)
    rules = score_rules(model)
    for node in scored_nodes(model):
        rule = rules.get(node.name.text if isinstance(node, ast.Aspect) else None)
        for bound in node.bounds:
            _check_bound(bound, rule, scope, checking)
    _check_starts(model, rules, checking)
    for criterion in criteria_of(model):
        _check_deductions(criterion, model, checking)
        _check_grid(criterion, model, checking)
    for aspect in model.aspects:
        parent = aspect.parent.text if aspect.parent is not None else None
        _check_weight(aspect, rules.get(parent), parent, parent in rules, checking)
    for criterion in criteria_of(model):
        parents: list[str | None] = [aspect.text for aspect in criterion.aspects] or [None]
        meaning = [parent for parent in parents if rules.get(parent) == "mean"] or parents
        rule = rules.get(meaning[0]) if model.levelled_by is None else "by plugin"  # the scorer sees weights
        _check_weight(criterion, rule, meaning[0], meaning[0] in rules, checking)


def score_rules(model: ast.Model) -> dict[str | None, ast.ScoreRule | None]:
    """The score rule of each aspect, and of the model itself under None: its own, else that of what it stands in."""
    rules: dict[str | None, ast.ScoreRule | None] = {None: own_rule(model)}
    aspects = {aspect.name.text: aspect for aspect in model.aspects}
    for aspect in model.aspects:
        path: list[ast.Aspect] = []
        here: ast.Aspect | None = aspect
        while here is not None and here.name.text not in rules and here not in path:
            path.append(here)
            here = aspects.get(here.parent.text) if here.parent is not None else None
        rule = rules.get(here.name.text) if here is not None else own_rule(model)
        for node in reversed(path):
            rule = own_rule(node) or rule
            rules[node.name.text] = rule
    return rules


def _check_weight(
    node: ast.Aspect | ast.Criterion, rule: ast.ScoreRule | None, parent: str | None, known: bool, checking: Checking
) -> None:
    if node.weight is None or not known:
        return
    if node.weight <= 0:
        checking.error(
            "weight",
            node.name.span,
            f"The weight of `{node.name.text}` is not more than 0",
            "Write for instance `weight 2`.",
        )
    elif rule not in ("mean", "by plugin"):
        where = "the model" if parent is None else f"the aspect `{parent}`"
        said = f"is scored by `{rule}`" if rule is not None else "has no score"
        checking.error(
            "weight",
            node.name.span,
            f"The weight of `{node.name.text}` would change nothing, because {where} {said}",
            f"Weights count where {where} says `score is mean`. Write that, or take the weight out.",
        )


def scored_nodes(model: ast.Model) -> tuple[ast.Model | ast.Aspect, ...]:
    """The model and its aspects: all that may have a score."""
    return (model, *model.aspects)


def own_rule(node: ast.Model | ast.Aspect) -> ast.ScoreRule | None:
    """The rule that a model or an aspect says: what starts at a figure is a sum."""
    return node.score or ("sum" if node.starts_at is not None else None)


def _check_bound(bound: ast.ScoreBound, rule: ast.ScoreRule | None, scope: Scope, checking: Checking) -> None:
    if bound.when is not None:
        condition(bound.when, scope, checking)
    if rule is None:
        message = "There is no score to bound"
        checking.error("no-score", bound.span, message, "Say how it is scored, for instance `score is mean`.")
        return
    share = rule in ("share met", "share of points")
    if literal_type(bound.value) != (SHARE if share else NUMBER):
        example = "80%" if share else "4"
        message = f"A score by `{rule}` is a {'percentage' if share else 'number'}"
        checking.error("wrong-unit", bound.value.span, message, f"Write for instance `score {bound.bound} {example}`.")


def _check_starts(
    model: ast.Model, rules: dict[str | None, ast.ScoreRule | None], checking: Checking
) -> None:
    for node in scored_nodes(model):
        if node.starts_at is not None and node.score not in (None, "sum"):
            checking.error(
                "starts-at-sum",
                node.name.span,
                f"What starts at a figure is a sum, and `{node.name.text}` is scored by `{node.score}`",
                "Take `score starts at` out, or write `score is sum`.",
            )
    if model.starts_at is not None and model.score is None and not checking.lookup.incomplete:
        for criterion in criteria_of(model):
            if not criterion.deductions:
                checking.error(
                    "no-deduction",
                    criterion.name.span,
                    f"Criterion {criterion.name.text} does not say what it takes off the score",
                    "Add a line `deducts 5`, or `deducts 0` where it takes nothing off.",
                )
                return


def _check_deductions(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> None:
    seen: set[str | None] = set()
    for line in criterion.deductions:
        if line.when in seen:
            checking.error("written-twice", line.span, "Two lines deduct for the same", "Take one of them out.")
        seen.add(line.when)
        if line.when is not None:
            check_point(line.when, (criterion,), model, line.span, checking)


def _check_grid(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> None:
    """Two aspects of one criterion lie under different roots."""
    above = {aspect.name.text: aspect.parent.text if aspect.parent else None for aspect in model.aspects}
    roots: dict[str, ast.Name] = {}
    for aspect in criterion.aspects:
        here, seen = aspect.text, {aspect.text}
        while (parent := above.get(here)) is not None and parent not in seen:
            here = parent
            seen.add(here)
        first = roots.setdefault(here, aspect)
        if first is not aspect:
            checking.error(
                "aspects-of-one-root",
                aspect.span,
                f"`{first.text}` and `{aspect.text}` are both in `{here}`, so the criterion would count twice there",
                "Name one aspect under each root, or take one of the two out.",
            )
