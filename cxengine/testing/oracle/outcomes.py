"""The outcome of every criterion of a model, from answers and from the truth of comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement, judged_answer
from cxengine.testing.oracle.conditions import Truths, atom_truth, condition_truth
from cxengine.testing.oracle.given import Key, World
from cxengine.testing.oracle.logic import Truth, atoms

DEFAULTS = {"unknown": "unknown", "not applicable": "left out", "empty level": "left out"}


def policies_of(model: ast.Model) -> dict[str, str]:
    """What unknown, not applicable and an empty level count as; an empty level is passed over by default."""
    return {**DEFAULTS, **{policy.about: policy.value for policy in model.policies}}


def criteria_of(model: ast.Model) -> list[ast.Criterion]:
    """Every criterion: those before the first level, then level by level."""
    return [*model.criteria, *(criterion for level in model.levels for criterion in level.criteria)]


def conditions_of(model: ast.Model) -> list[ast.Expr]:
    """Every condition that a model's outcomes and levels rest on."""
    of_criteria = [each for c in criteria_of(model) for each in (c.applies, c.when, c.unmet)]
    of_levels = [level.when for level in model.levels]
    return [condition for condition in of_criteria + of_levels if condition is not None]


def truths_of(world: World, model: ast.Model, key: Key, on: date) -> dict[ast.Expr, Truth]:
    """The truth of each comparison with metrics and attributes in the model."""
    found = [atom for condition in conditions_of(model) for atom in atoms(condition)]
    return {atom: atom_truth(world, key, atom, on) for atom in found if not isinstance(atom, ast.CriterionIs)}


def answers_of(world: World, model: ast.Model, key: Key, on: date) -> dict[str, Judgement]:
    """What the answers to the asked criteria come to, were they to apply."""
    return {
        criterion.name.text: judged_answer(world, key, model, criterion, on)
        for criterion in criteria_of(model)
        if criterion.when is None
    }


def judged(
    model: ast.Model, truths: Truths, answers: Mapping[str, Judgement], policies: Mapping[str, str]
) -> dict[str, Judgement]:
    """Every criterion's judgement. One that a condition names is judged before the one that names it."""
    found: dict[str, Judgement] = {}
    waiting = criteria_of(model)
    while waiting:
        criterion = next(c for c in waiting if all(name in found for name in named_criteria(c)))
        found[criterion.name.text] = judge(criterion, truths, answers, found, policies)
        waiting.remove(criterion)
    return found


def named_criteria(criterion: ast.Criterion) -> list[str]:
    """The criteria that a criterion's conditions name."""
    found = atoms(criterion.applies) + atoms(criterion.when) + atoms(criterion.unmet)
    return [atom.criterion.text for atom in found if isinstance(atom, ast.CriterionIs)]


def judge(
    criterion: ast.Criterion,
    truths: Truths,
    answers: Mapping[str, Judgement],
    found: Mapping[str, Judgement],
    policies: Mapping[str, str],
) -> Judgement:
    """One criterion: whether it applies, then its answer or its condition."""
    outcomes = {name: judgement.outcome for name, judgement in found.items()}
    if criterion.applies is not None:
        applies = condition_truth(criterion.applies, truths, outcomes, policies)
        if applies is False:
            return Judgement("not applicable")
        if applies is None:
            return Judgement("unknown")
    if criterion.when is None:
        answer = answers[criterion.name.text]
        if criterion.unmet is None:
            return answer
        return unless(answer, condition_truth(criterion.unmet, truths, outcomes, policies))
    return computed(condition_truth(criterion.when, truths, outcomes, policies))


def unless(answer: Judgement, unmet: Truth) -> Judgement:
    """An answer beside ``unmet when``: unmet while it holds, unknown where that is unknown and would matter."""
    if answer.outcome in ("not applicable", "unmet") or unmet is False:
        return answer
    return Judgement("unmet") if unmet else Judgement("unknown")


def computed(holds: Truth) -> Judgement:
    """The outcome of a condition: no half way."""
    return Judgement({True: "met", False: "unmet", None: "unknown"}[holds])
