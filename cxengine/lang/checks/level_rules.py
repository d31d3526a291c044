"""How levels are reached: what the rule asks for exists, caps fit the levels, duties have a policy."""

from __future__ import annotations

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.criterion_tests import points_of
from cxengine.lang.checks.expressions import condition
from cxengine.lang.checks.lost_scales import tells_of_lost_scale
from cxengine.lang.scope import Scope
from cxengine.lang.walk import criteria_of, stopping_rows


def check_level_rules(model: ast.Model, scope: Scope, checking: Checking) -> None:
    """The rule itself, what withholds and caps the result, and the obligations of criteria."""
    for demand in model.reached:
        if isinstance(demand, ast.Demand):
            _check_demand(demand, model, checking)
    _check_guards(model, model, attrs.evolve(scope, own_results=True), checking)
    for aspect in model.aspects:
        _check_guards(aspect, model, scope, checking)
    _check_obligations(model, checking)


def _check_guards(of: ast.Model | ast.Aspect, model: ast.Model, scope: Scope, checking: Checking) -> None:
    """What withholds and caps the result of the model or of one of its aspects."""
    if of.withheld is not None:
        condition(of.withheld, scope, checking)
    numbers = {level.number for level in model.levels}
    for cap in of.caps:
        condition(cap.when, scope, checking)
        told = ("unknown-level", model.name.text, str(cap.level)) in checking.said or checking.lookup.incomplete
        if numbers and cap.level not in numbers | {0} and not told:
            checking.error(
                "unknown-level",
                cap.span,
                f"The model `{model.name.text}` has no level {cap.level}",
                f"Its levels are from {min(numbers)} to {max(numbers)}; 0 is where none is reached.",
            )


def _check_demand(demand: ast.Demand, model: ast.Model, checking: Checking) -> None:
    if demand.share is not None and not 0 < demand.share <= 1:
        checking.error(
            "share-of-criteria", demand.span, "No share of criteria is like that", "Write more than 0%, up to 100%."
        )
    answer = demand.need.answer
    if answer in ("met", "partly", "unmet"):
        return
    for level in model.levels:
        for criterion in level.criteria:
            known = points_of(criterion, model, checking)
            if criterion.when is not None or known is None or answer in known:
                continue
            if checking.lookup.incomplete or tells_of_lost_scale(answer, model, checking):
                return
            points = f": {', '.join(known)}" if known else ""
            checking.error(
                "no-such-point",
                demand.need.span,
                f"`{answer}` is no answer to criterion {criterion.name.text}",
                f"Write `met`, or an answer that the scale of every criterion has{points}.",
            )
            return


def _check_obligations(model: ast.Model, checking: Checking) -> None:
    said = {policy.about for of in (model.policies, *(a.policies for a in model.aspects)) for policy in of}
    in_rows = {criterion.name.text for row in stopping_rows(model) for criterion in row}
    for criterion in criteria_of(model):
        duty = criterion.obligation
        if duty == "must not" and criterion.name.text in in_rows:
            checking.error(
                "must-not-where-asking-stops",
                criterion.name.span,
                f"Criterion {criterion.name.text} must not be met, and asking stops at the first that is not",
                "Turn the criterion round, so that met is good, or take `stop at first unmet` out.",
            )
        if duty in ("should", "suggested") and duty not in said and not checking.lookup.incomplete:
            checking.found.warning(
                "unused-obligation",
                criterion.name.span,
                f"Criterion {criterion.name.text} is as binding as any other, because the model says nothing of "
                f"`{duty}`",
                f"Add a line to the model, such as `{duty} counts as met with justification`.",
            )
            return
