"""Levels and aspects of a model."""

from __future__ import annotations

from cxengine.engine.explaining.criteria import criterion_node, guard_nodes
from cxengine.engine.explaining.levels import left_out, level_node
from cxengine.engine.explaining.tree import Node, counted, place_of
from cxengine.engine.figures import number
from cxengine.engine.model_said import score_style
from cxengine.maturity.evaluate import AspectResult, ModelResult


def part_node(result: ModelResult, name: str) -> Node | None:
    """A level by number (``2``, ``level 2``) or an aspect by name; None where the model has neither."""
    number = name.removeprefix("level ").strip()
    for level in result.outcomes.model.levels:
        if number == str(level.number):
            return level_node(result, level.number, f"level {number} {level.declared.title}")
    aspect = next((each for each in result.aspects if each.node.name == name.removeprefix("aspect ")), None)
    return _aspect(result, aspect) if aspect is not None else None


def _aspect(result: ModelResult, aspect: AspectResult) -> Node:
    declared = next(x for x in result.outcomes.model.declared.aspects if x.name.text == aspect.node.name)
    own, outcomes = aspect.node.all_criteria(), result.outcomes.now.outcomes
    said = [outcomes[index] for index in own]
    asked = len(said) - left_out(result, said)
    level = f"level {aspect.level}, " if aspect.level is not None else ""
    score = number(aspect.score.value, score_style(result.outcomes.model, aspect.node.rule))
    scored = f"score {score}, " if score is not None else ""
    withheld = f"withheld, because {aspect.withheld.text}; " if aspect.withheld is not None else ""
    met = f"{said.count('met')} of {counted(asked, 'criterion', 'criteria')} met"
    text = f"{aspect.node.title}: {withheld}{level}{scored}{met}"
    return Node(
        text=text,
        value=aspect.level,
        because=(*guard_nodes(aspect.withheld, aspect.capped), *(criterion_node(result, index) for index in own)),
        source=place_of(declared.span),
    )
