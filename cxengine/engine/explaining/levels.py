"""Why a level is reached or not, by its criteria."""

from __future__ import annotations

from cxengine.engine.explaining.criteria import criterion_node
from cxengine.engine.explaining.tree import Node, node_of, place_of
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.outcome import Outcome


def level_node(result: ModelResult, number: int, title: str) -> Node:
    model, outcomes = result.outcomes.model, result.outcomes.now.outcomes
    level = next(x for x in model.levels if x.number == number)
    own = [outcomes[i] for i in level.own]
    met, asked = own.count("met"), len(own) - left_out(result, own)
    text = f"{title}: {met} of {asked} criteria met" if level.own else title
    condition = (node_of(level.tell_when.tell(result.outcomes.run)),) if level.tell_when is not None else ()
    reached = number in result.reached
    if model.leveller is not None:
        said = result.given.number if result.given is not None else None
        text += f", which is {'within' if number <= said else 'above'} what the scorer says" if said is not None else ""
    elif not reached and met == asked and not any(node.outcome != "met" for node in condition):
        text += ", but not every level below" if not model.declared.reached else ", but not what the rule asks for"
    return Node(
        text=text,
        outcome="unknown" if result.not_said is not None else "met" if reached else "unmet",
        because=(*condition, *(criterion_node(result, index) for index in level.own)),
        source=place_of(level.declared.span),
    )


def left_out(result: ModelResult, outcomes: list[Outcome]) -> int:
    """How many are not asked for: those that do not apply, and those that are waived."""
    waived = outcomes.count("waived") if result.outcomes.model.policies.waived == "left out" else 0
    return outcomes.count("not_applicable") + waived
