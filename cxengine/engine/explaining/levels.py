"""Why a level is reached or not, by its criteria."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxengine.engine.explaining.criteria import criterion_node
from cxengine.engine.explaining.tree import Node, counted, node_of, place_of
from cxengine.lang import ast
from cxengine.lang.unparse import demand_text
from cxengine.maturity.compiled import CompiledLevel
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.gates import DEFAULT
from cxengine.maturity.levels import LEFT_OUT, holds
from cxengine.maturity.outcome import Outcome
from cxengine.maturity.words import Style, shown

_OUTCOME = {True: "met", False: "unmet", None: "unknown"}


def level_node(result: ModelResult, number: int, title: str) -> Node:
    """Whether a level is reached: what the rule asks for it, its own condition, and its criteria."""
    model, outcomes = result.outcomes.model, result.outcomes.now.outcomes
    level = next(x for x in model.levels if x.number == number)
    own = [outcomes[i] for i in level.own]
    met, asked = own.count("met"), len(own) - left_out(result, own)
    condition = (node_of(level.tell_when.tell(result.outcomes.run)),) if level.tell_when is not None else ()
    reached, is_said = number in result.reached, result.not_said is None and result.withheld is None
    said = [f"{met} of {counted(asked, 'criterion', 'criteria')} met"] if level.own else []
    if model.leveller is None:
        said[:0] = ["reached" if reached else "not reached"] if result.withheld is None else []
    elif result.given is not None and result.given.number is not None:
        said.append(f"which is {'within' if number <= result.given.number else 'above'} what the scorer says")
    return Node(
        kind="level",
        text=f"{title}: {', '.join(said)}" if said else title,
        value=number,
        outcome="unknown" if not is_said else "met" if reached else "unmet",
        because=(*_demands(result, level), *condition, *(criterion_node(result, index) for index in level.own)),
        source=place_of(level.declared.span),
    )


def _demands(result: ModelResult, level: CompiledLevel) -> Iterator[Node]:
    """What the rule asks for a level, each with how many criteria of how many are as it asks."""
    model = result.outcomes.model
    if model.leveller is not None:
        return
    rule = model.declared.reached or DEFAULT
    for written, demand in zip((d for d in rule if isinstance(d, ast.Demand)), level.demands, strict=True):
        parts = result.parts[demand.need]
        asked = [parts[index] for index in demand.indexes if parts[index] is not LEFT_OUT]
        text = f"{demand_text(written)}: {asked.count(True)} of {len(asked)}"
        if demand.share is not None and asked:
            text += f", {shown(Fraction(asked.count(True), len(asked)), Style('percent', 1))}"
        if None in asked:
            text += f", {asked.count(None)} not known"
        yield Node(kind="demand", text=text, outcome=_OUTCOME[holds(demand, parts)], source=place_of(written.span))
    if level.needs_levels_below:
        below = [each.number for each in model.levels if each.number < level.number]
        missed = [str(number) for number in below if number not in result.reached]
        text = "every level below is reached: " + (f"not {' and '.join(missed)}" if missed else "all of them")
        yield Node(kind="demand", text=text, outcome="unmet" if missed else "met")


def left_out(result: ModelResult, outcomes: list[Outcome]) -> int:
    """How many are not asked for: those that do not apply, and those that are waived."""
    waived = outcomes.count("waived") if result.outcomes.model.policies.waived == "left out" else 0
    return outcomes.count("not_applicable") + waived
