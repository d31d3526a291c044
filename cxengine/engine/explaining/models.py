"""Why a model came to its level: the rule, every level with its criteria, and what guards or scores it."""

from __future__ import annotations

from cxengine.engine.explaining.criteria import criterion_node, guard_nodes
from cxengine.engine.explaining.levels import level_node
from cxengine.engine.explaining.lines import deciding_lines
from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.scores import score_node
from cxengine.engine.explaining.tree import Node, counted, overrides_of, place_of
from cxengine.engine.said.levels import LevelSaid, ModelSaid
from cxengine.lang import ast
from cxengine.lang.unparse import demand_text
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.gates import DEFAULT
from cxengine.maturity.words import day_words

NONE_YET = "none yet"
"""What is said of a level that is not reached."""


def model_node(model: ModelSaid, result: ModelResult, rules: RuleBook) -> Node:
    """The level with all that decides it, and the score."""
    level, outcomes = model.level, result.outcomes
    reached = _reached(level)
    if model.level_unknown is not None:
        reached = f"level not known, because {model.level_unknown}"
    shown = reached if model.withheld is None else f"withheld, because {model.withheld}"
    text = f"{model.title}: {shown}{_waivers(model)}"
    if model.could_be.from_ != model.could_be.to:
        about = "" if model.could_be.exact else " at the widest"
        text += f"; it could turn out from {model.could_be.from_} to {model.could_be.to}{about}"
    next_ = model.to_next
    hints = [
        f"{criterion.id} {criterion.declared.title}: {hint}"
        for criterion in outcomes.model.criteria
        if criterion.id in (*next_.unmet, *next_.unknown)
        for hint in outcomes.because(criterion.index).would_change[:1]
    ]
    if next_.condition is not None:
        hints.append(f"level {next_.level} itself: {next_.condition.text}")
    levels = tuple(
        level_node(result, x.number, f"level {x.number} {x.declared.title}")
        for x in outcomes.model.levels
        if x.own or x.when is not None or outcomes.model.leveller is not None
    )
    score = score_node(model, result, rules)
    return Node(
        kind="model",
        text=text,
        expr=rule_words(outcomes.model.declared),
        value=level.number if level else None,
        because=(
            *_aim(model),
            deciding_lines(result, rule_words(outcomes.model.declared), rules),
            *guard_nodes(result.withheld, result.capped),
            *_scorer(result),
            *levels,
            *((score,) if score is not None else ()),
            *overrides_of(outcomes.model.declared),
        ),
        missing=tuple(f"an answer to {name}" for name in next_.unknown),
        source=place_of(outcomes.model.declared.span),
        would_change_it=tuple(hints),
    )


def _waivers(model: ModelSaid) -> str:
    """``; with 1 waiver until 31 December 2026, without it none yet``."""
    if not model.waivers or model.without_waivers is None:
        return ""
    count = counted(len(model.waivers), "waiver", "waivers")
    first = min(waiver.until for waiver in model.waivers)
    them = "it" if len(model.waivers) == 1 else "them"
    without = model.without_waivers
    would = f"level {without.number}" if without.number or without.name else NONE_YET
    return f", with {count} until {day_words(first)}; without {them} {would}"


def _reached(level: LevelSaid | None) -> str:
    if level is None or not (level.number or level.name):
        return NONE_YET
    return f"level {level.number}{f' ({level.name})' if level.name else ''}"


def rule_words(model: ast.Model) -> str:
    """The rule by which a level is reached, as written; the default where none is."""
    if model.levelled_by is not None:
        return f"level by {model.levelled_by.text}"
    return f"reached when {' and '.join(demand_text(demand) for demand in model.reached or DEFAULT)}"


def _scorer(result: ModelResult) -> tuple[Node, ...]:
    """What the scorer of a plugin says of the level, and by which rule."""
    scorer, given = result.outcomes.model.leveller, result.given
    if scorer is None or given is None:
        return ()
    whose = f" of the plugin `{scorer.plugin}`" if scorer.plugin else ""
    says = f"says level {given.number}" if given.number is not None else "says no level"
    of_no_level = (c.index for c in result.outcomes.model.criteria if c.level is None)
    return (
        Node(
            text=f"`{scorer.name}`{whose} {says}: {scorer.doc or given.reason}",
            because=tuple(criterion_node(result, index) for index in of_no_level),
        ),
    )


def _aim(model: ModelSaid) -> tuple[Node, ...]:
    """What is aimed at, with the line of the rules that says so."""
    if model.aim is None:
        return ()
    stands = {"reached": "reached", "on_the_way": "on the way", "overdue": "overdue", "unknown": "not known"}
    by = f" by {day_words(model.aim.by)}" if model.aim.by is not None else ""
    accepted = f"; level {model.aim.level} accepted" if model.to_next.accepted else ""
    text = f"aim: level {model.aim.level}{by}: {stands[model.aim.status]}{accepted}"
    return (Node(text=text, source=place_of(model.aim.declared.span)),)
