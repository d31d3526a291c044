"""Why a rule found something or not, and what supports an objective."""

from __future__ import annotations

from cxengine.engine.assessment import Assessment, SubjectSaid
from cxengine.engine.explaining.criteria import criterion_node
from cxengine.engine.explaining.figures import figure_node
from cxengine.engine.explaining.tree import Node, node_of, place_of
from cxengine.engine.said.findings import ObjectiveSaid
from cxengine.findings.judged import Judged


def rule_node(judged: Judged, said: SubjectSaid) -> Node:
    outcome = {True: "found", False: "not found", None: "could not be worked out"}[judged.truth]
    told = f"{judged.rule.declared.severity} severity: {judged.text}" if judged.truth is True else outcome
    return Node(
        text=f"{judged.rule.declared.title} ({said.title}): {told}",
        outcome=outcome,
        because=(node_of(judged.because),),
        missing=judged.because.details().missing,
        source=place_of(judged.rule.declared.span),
    )


def objective_node(objective: ObjectiveSaid, assessment: Assessment, said: SubjectSaid) -> Node:
    """What the subject has of all that supports an objective."""
    narrower = [each for each in assessment.objectives if each.objective in objective.objectives]
    nodes = [objective_node(each, assessment, said) for each in narrower]
    nodes += [figure_node(metric) for metric in said.metrics if metric.metric in objective.metrics]
    for model in said.models:
        assert model.result is not None
        own = {each.criterion for each in objective.criteria if each.model == model.model}
        nodes += [criterion_node(model.result, index) for index, c in enumerate(model.criteria) if c.criterion in own]
    nothing = "" if nodes else f": nothing of {said.title} supports it"
    return Node(text=f"{objective.title} ({said.title}){nothing}", because=tuple(nodes))
