"""A slow, obvious evaluator that shares no code with the engine: from the tree and plain rows to levels.

It looks every name up where it stands, keeps only a policy, plans nothing, and is written to be read beside the
reference of the language. The engine must give the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cxengine.lang import ast
from cxengine.testing.oracle.conditions import standard_of
from cxengine.testing.oracle.given import (
    Figure as Figure,
    ModelResult as ModelResult,
    Offers as Offers,
    OracleAnswer as OracleAnswer,
    OracleData as OracleData,
    OracleFunction as OracleFunction,
    OracleResult as OracleResult,
    OracleScorer as OracleScorer,
    OracleSubject as OracleSubject,
    Range as Range,
    SubjectResult as SubjectResult,
    World as World,
)
from cxengine.testing.oracle.listings import listing
from cxengine.testing.oracle.lookup import all_declared, calendar_of
from cxengine.testing.oracle.metrics import metric_figure
from cxengine.testing.oracle.models import model_result
from cxengine.testing.oracle.outcomes import criteria_of
from cxengine.testing.oracle.rules import rule_truth
from cxengine.testing.oracle.schedule import Due, planned
from cxengine.testing.oracle.told import finding_words


def evaluate(files: Sequence[ast.File], data: OracleData, as_of: date) -> OracleResult:
    """Every metric for every listed subject, and every model for the subjects of its kind."""
    world = World(tuple(files), data)
    return {subject.key: subject_result(world, subject, as_of) for subject in data.subjects}


def subject_result(world: World, subject: OracleSubject, on: date) -> SubjectResult:
    """All of one subject."""
    declared = all_declared(world)
    metrics = [each for each in declared if isinstance(each, ast.Metric)]
    models = [each for each in declared if isinstance(each, ast.Model) and each.subject.text == subject.kind]
    rules = [each for each in declared if isinstance(each, ast.Rule) and each.subject.text == subject.kind]
    judged = {rule.name.text: rule_truth(world, rule, subject.key, on) for rule in rules}
    judgements = {model.name.text: model_result(world, model, subject.key, on) for model in models}
    figures = {metric.name.text: metric_figure(world, metric, subject.key, on) for metric in metrics}
    return SubjectResult(
        metrics=figures,
        standards={m.name.text: standard_of(m, figures[m.name.text], subject.key, on) for m in metrics if m.standards},
        listings={
            (metric.name.text, dimension.label): listing(world, metric, dimension, subject.key, on)
            for metric in metrics
            for dimension in metric.by
        },
        models=judgements,
        rules=judged,
        rule_actions=frozenset(a.name.text for rule in rules if judged[rule.name.text] for a in rule.actions),
        severities={rule.name.text: rule.severity for rule in rules},
        told={rule.name.text: finding_words(world, rule, subject.key, on) for rule in rules},
        due=all_due(world, models, judgements, [rule for rule in rules if judged[rule.name.text]], on),
    )


def all_due(
    world: World,
    models: Sequence[ast.Model],
    judgements: Mapping[str, ModelResult],
    found: Sequence[ast.Rule],
    on: date,
) -> dict[str, Due]:
    """When what models and rules propose is to be done; each plans its own."""
    due: dict[str, Due] = {}
    for model in models:
        actions = [action for criterion in criteria_of(model) for action in criterion.actions]
        dear = [level for level in model.levels if level.only_with_investment]
        of_dear = frozenset(a.name.text for level in dear for c in level.criteria for a in c.actions)
        names = frozenset(judgements[model.name.text].actions)
        due |= planned(actions, names, on, of_dear, calendar_of(world, model))
    for rule in found:
        names = frozenset(action.name.text for action in rule.actions)
        due |= planned(rule.actions, names, on, frozenset(), calendar_of(world, rule))
    return due
