"""Why a criterion, level, metric or action came out as it did: a tree from the result, made when it was."""

from __future__ import annotations

from cxengine.actions.choose import actions_of
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.assessment import Assessment, SubjectSaid
from cxengine.engine.explaining.actions import action_node, not_proposed
from cxengine.engine.explaining.aspects import part_node
from cxengine.engine.explaining.criteria import criterion_node
from cxengine.engine.explaining.figures import metric_node
from cxengine.engine.explaining.models import model_node
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.rules import objective_node, rule_node
from cxengine.engine.explaining.scores import score_node
from cxengine.engine.explaining.tree import Explanation, Node, with_lines
from cxengine.engine.history.words import changed_words, held_words
from cxengine.engine.peer_words import model_peers_words, peers_words
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.levels import ModelSaid
from cxengine.suggest import did_you_mean

NO_RULES = RuleBook()


def explain(
    assessment: Assessment,
    subject: str,
    name: str,
    rules: RuleBook = NO_RULES,
) -> Explanation:
    """Explains a criterion (``3.4``), a model, ``level``, ``score``, an aspect, a metric, a rule or an action of one
    subject.

    ``rules`` are quoted. Raises CxError for a name that the subject does not have.
    """
    said = assessment[subject]

    def told(node: Node, of: str = name, title: str = "") -> Explanation:
        return Explanation(
            subject=subject,
            subject_title=said.title or subject,
            name=of,
            title=title or of,
            outcome=node.outcome,
            tree=node,
        )

    for model in said.models:
        found = _of_model(assessment, said, model, name, rules)
        if found is not None:
            return told(found[1], found[0], _titled(found[0], model))
    for judged in said.rules:
        if name in (judged.rule.key, judged.rule.declared.name.text):
            return told(rule_node(judged, said))
    for objective in assessment.objectives:
        if name == objective.objective:
            return told(objective_node(objective, assessment, said))
    for metric in said.metrics:
        if metric.metric == name:
            node = metric_node(metric, said, assessment, rules)
            return told(with_lines(node, peers_words(metric.peers, metric.unit)), title=metric.title)
    actions = [a for a in assessment.actions if name in (a.action, a.id) and _is_for(a, said)]
    if actions:
        return told(action_node(actions[0], said))
    for model in said.models:
        assert model.result is not None
        left = not_proposed(model.result, name.partition("@")[0].removeprefix(f"{model.model}."))
        if left is not None:
            return told(left)
    raise CxError([_unknown(said, assessment, name)])


def _of_model(
    assessment: Assessment, said: SubjectSaid, model: ModelSaid, name: str, rules: RuleBook
) -> tuple[str, Node] | None:
    """A criterion of a model, the model, its level or score, or a part of it, with the name to show."""
    result = model.result
    assert result is not None
    ids = [criterion.criterion for criterion in model.criteria]
    short = name.removeprefix("criterion ").removeprefix(f"{model.model}.")
    own = {model.model, _plain_name(model, said)}
    if short in ids:
        node = criterion_node(result, ids.index(short))
        return short, with_lines(node, changed_words(assessment, said, model.model, short))
    if name in (*own, "level"):
        node = model_node(model, result, rules)
        return model.model, with_lines(node, (*held_words(model), *model_peers_words(model.peers)))
    taken = any(metric.metric == name for metric in said.metrics)
    if name in ("score", *(f"{each}.score" for each in own), *(f"score of {each}" for each in own)) and not taken:
        score = score_node(model, result, rules)
        return None if score is None else (f"{model.model}.score", score)
    part = part_node(result, name, rules)
    return None if part is None else (name, part)


def _titled(name: str, model: ModelSaid) -> str:
    """A model by its title, and its score; a criterion by its number, and a part of the model as it was asked for."""
    if name == model.model:
        return model.title or name
    return f"score of {model.title}" if name == f"{model.model}.score" and model.title else name


def _plain_name(model: ModelSaid, said: SubjectSaid) -> str:
    """The name of a model alone; with its pack where another model of the subject has it too."""
    word = model.model.rpartition(".")[2]
    others = (each.model.rpartition(".")[2] for each in said.models if each is not model)
    return model.model if word in others else word


def _is_for(action: ActionSaid, subject: SubjectSaid) -> bool:
    return any((who.kind, who.id) == (subject.kind, subject.id) for who in action.for_)


def _unknown(said: SubjectSaid, assessment: Assessment, name: str) -> Diagnostic:
    known = {metric.metric for metric in said.metrics}
    known |= {_plain_name(model, said) for model in said.models}
    known |= {criterion.criterion for model in said.models for criterion in model.criteria}
    results = [model.result for model in said.models if model.result is not None]
    known |= {objective.objective for objective in assessment.objectives}
    known |= {judged.rule.declared.name.text for judged in said.rules}
    known |= {name for result in results for name in actions_of(result.outcomes.model)}
    known |= {aspect.node.name for result in results for aspect in result.aspects}
    help = did_you_mean(name, known) or (
        "Name a criterion (3.4), a level, `score`, an aspect, a model, a metric, a rule or an action."
    )
    return Diagnostic(code="nothing-to-explain", message=f"{said.title} has nothing called `{name}`", help=help)
