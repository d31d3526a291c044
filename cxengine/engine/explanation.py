"""Why a criterion, level, metric or action came out as it did: a tree from the result, made when it was."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.actions.choose import actions_of
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.assessment import Assessment, SubjectSaid
from cxengine.engine.explaining.actions import action_node, not_proposed
from cxengine.engine.explaining.aspects import part_node
from cxengine.engine.explaining.criteria import criterion_node
from cxengine.engine.explaining.figures import metric_node
from cxengine.engine.explaining.models import model_node
from cxengine.engine.explaining.rules import objective_node, rule_node
from cxengine.engine.explaining.tree import Explanation, with_lines
from cxengine.engine.history.words import changed_words, held_words
from cxengine.engine.peer_words import model_peers_words, peers_words
from cxengine.engine.said.actions import ActionSaid
from cxengine.lang import ast
from cxengine.suggest import did_you_mean


def explain(assessment: Assessment, subject: str, name: str, declared: Mapping[str, ast.Metric]) -> Explanation:
    """Explains a criterion (``3.4``), a model, ``level``, an aspect, a metric, a rule or an action of one subject.

    ``declared`` are the metrics by name. Raises CxError for a name that the subject does not have.
    """
    said = assessment[subject]
    for model in said.models:
        result = model.result
        assert result is not None
        ids = [criterion.criterion for criterion in model.criteria]
        short = name.removeprefix("criterion ").removeprefix(f"{model.model}.")
        if short in ids:
            node = criterion_node(result, ids.index(short))
            node = with_lines(node, changed_words(assessment, said, model.model, short))
            return Explanation(subject=subject, name=short, outcome=node.outcome, tree=node)
        if name in (model.model, model.model.rpartition(".")[2], "level"):
            return Explanation(subject=subject, name=model.model, outcome=None, tree=with_lines(
                model_node(model, result), (*held_words(model), *model_peers_words(model.peers))
            ))  # fmt: skip
        part = part_node(result, name)
        if part is not None:
            return Explanation(subject=subject, name=name, outcome=part.outcome, tree=part)
    for judged in said.rules:
        if name in (judged.rule.key, judged.rule.declared.name.text):
            node = rule_node(judged, said)
            return Explanation(subject=subject, name=name, outcome=node.outcome, tree=node)
    for objective in assessment.objectives:
        if name == objective.objective:
            return Explanation(
                subject=subject, name=name, outcome=None, tree=objective_node(objective, assessment, said)
            )
    for metric in said.metrics:
        if metric.metric == name:
            node = with_lines(metric_node(metric, declared.get(name)), peers_words(metric.peers, metric.unit))
            return Explanation(subject=subject, name=name, outcome=metric.status, tree=node)
    actions = [a for a in assessment.actions if name in (a.action, a.id) and _is_for(a, said)]
    if actions:
        return Explanation(subject=subject, name=name, outcome=actions[0].status, tree=action_node(actions[0], said))
    for model in said.models:
        assert model.result is not None
        left = not_proposed(model.result, name.partition("@")[0].removeprefix(f"{model.model}."))
        if left is not None:
            return Explanation(subject=subject, name=name, outcome=None, tree=left)
    raise CxError([_unknown(said, assessment, name)])


def _is_for(action: ActionSaid, subject: SubjectSaid) -> bool:
    return any((who.kind, who.id) == (subject.kind, subject.id) for who in action.for_)


def _unknown(said: SubjectSaid, assessment: Assessment, name: str) -> Diagnostic:
    known = {metric.metric for metric in said.metrics}
    known |= {model.model.rpartition(".")[2] for model in said.models}
    known |= {criterion.criterion for model in said.models for criterion in model.criteria}
    results = [model.result for model in said.models if model.result is not None]
    known |= {objective.objective for objective in assessment.objectives}
    known |= {judged.rule.declared.name.text for judged in said.rules}
    known |= {name for result in results for name in actions_of(result.outcomes.model)}
    known |= {aspect.node.name for result in results for aspect in result.aspects}
    help = did_you_mean(name, known) or (
        "Name a criterion (3.4), a level, an aspect, a model, a metric, a rule or an action."
    )
    return Diagnostic(code="nothing-to-explain", message=f"{said.title} has nothing called `{name}`", help=help)
