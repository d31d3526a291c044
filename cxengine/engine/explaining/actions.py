"""Why an action is proposed, or not."""

from __future__ import annotations

from cxengine.actions.choose import actions_of
from cxengine.engine.assessment import SubjectSaid
from cxengine.engine.explaining.criteria import criterion_node
from cxengine.engine.explaining.tree import Node, node_of, overrides_of, place_of
from cxengine.engine.said.actions import ActionSaid
from cxengine.maturity.because import Because
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.outcome import SAID
from cxengine.maturity.words import day_words


def action_node(action: ActionSaid, said: SubjectSaid) -> Node:
    details = [Node(text=f"proposed because {action.because}")]
    if action.owner_title:
        details.append(Node(text=f"owner: {action.owner_title}"))
    due = f", due {day_words(action.due)}" if action.due else ""
    details.append(Node(text=f"earliest start {day_words(action.starts)}{due}"))
    details += [Node(text=f"comes after {name.rpartition('@')[0]}") for name in action.depends_on]
    details += _declared(action, said)
    meets = tuple(f"criterion {m.criterion} being met" for m in action.meets)
    condition = next((c for r in _results(said) if (c := _condition(r, action.action, action.id))), None)
    if condition is not None:
        details.append(node_of(condition))
        meets = (f"this no longer being so: {condition.text}",)
    if action.rule is not None:
        meets = (f"the rule {action.rule.rpartition('.')[2]} no longer finding it",)
    return Node(
        text=f"{action.title} ({said.title})", outcome=action.status, because=tuple(details), would_change_it=meets
    )


def _declared(action: ActionSaid, said: SubjectSaid) -> tuple[Node, ...]:
    """What packs changed in the action itself."""
    for model in said.models:
        if model.result is not None and model.model in [meets.model for meets in action.meets]:
            return overrides_of(actions_of(model.result.outcomes.model)[action.action][0])
    return ()


def _results(said: SubjectSaid) -> list[ModelResult]:
    return [model.result for model in said.models if model.result is not None]


def _condition(result: ModelResult, name: str, id: str) -> Because | None:
    """What an action's own condition comes to; None where it has none. ``id`` tells actions of several models apart."""
    model = result.outcomes.model
    guard = model.proposals.get(name) if id.startswith(f"{model.key}.") else None
    return guard.tell.tell(result.outcomes.run) if guard is not None else None


def not_proposed(result: ModelResult, name: str) -> Node | None:
    """Why an action of the model is not proposed; None where the model has no such action."""
    action, criterion = actions_of(result.outcomes.model).get(name, (None, None))
    if action is None or criterion is None:
        return None
    condition = _condition(result, name, f"{result.outcomes.model.key}.{name}")
    if condition is not None:
        stands = "does not hold" if condition.truth is False else "is not known to hold"
        text = f"{action.title}: not proposed, because its condition {stands}"
        return Node(text=text, because=(node_of(condition),), source=place_of(action.span))
    outcome = result.outcomes.now.outcomes[criterion.index]
    stands = {
        "met": "is met",
        "not_applicable": "does not apply",
        "waived": "is waived",
        "unknown": "is unknown, and only what is known not to be met gets an action",
    }.get(outcome, "is " + SAID[outcome])
    return Node(
        text=f"{action.title}: not proposed, because criterion {criterion.id} {stands}",
        because=(criterion_node(result, criterion.index),),
        source=place_of(action.span),
    )
