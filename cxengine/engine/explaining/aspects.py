"""Levels and aspects of a model."""

from __future__ import annotations

from cxengine.engine.explaining.criteria import criterion_node, guard_nodes
from cxengine.engine.explaining.levels import left_out, level_node
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.scores import aspect_score_node
from cxengine.engine.explaining.tree import Node, counted, place_of
from cxengine.engine.figures import number
from cxengine.engine.model_said import score_style
from cxengine.maturity.evaluate import AspectResult, ModelResult


def part_node(result: ModelResult, name: str, rules: RuleBook) -> Node | None:
    """A level by number (``2``, ``level 2``), an aspect by name, or ``score of ASPECT``; None for anything else."""
    number = name.removeprefix("level ").strip()
    for level in result.outcomes.model.levels:
        if number == str(level.number):
            return level_node(result, level.number, f"level {number} {level.declared.title}")
    named = name.removeprefix("score of ").removeprefix("aspect ")
    aspect = next((each for each in result.aspects if each.node.name == named), None)
    return _aspect(result, aspect, rules) if aspect is not None else None


def _aspect(result: ModelResult, aspect: AspectResult, rules: RuleBook) -> Node:
    declared = next(x for x in result.outcomes.model.declared.aspects if x.name.text == aspect.node.name)
    own, outcomes = aspect.node.all_criteria(), result.outcomes.now.outcomes
    said = [outcomes[index] for index in own]
    asked = len(said) - left_out(result, said)
    hidden = result.withheld or aspect.withheld
    level = f"level {aspect.level}, " if aspect.level is not None and hidden is None else ""
    score = number(aspect.score.value, score_style(result.outcomes.model, aspect.node.rule))
    scored = f"score {score}, " if score is not None and hidden is None else ""
    withheld = f"withheld, because {hidden.text}; " if hidden is not None else ""
    met = f"{said.count('met')} of {counted(asked, 'criterion', 'criteria')} met"
    working = aspect_score_node(aspect.node.name, result, rules)
    return Node(
        kind="aspect",
        text=f"{aspect.node.title}: {withheld}{level}{scored}{met}",
        value=aspect.level if hidden is None else None,
        because=(
            *guard_nodes(aspect.withheld, aspect.capped),
            *((working,) if working is not None else ()),
            *(criterion_node(result, index) for index in own),
        ),
        source=place_of(declared.span),
    )
