"""Why a criterion, level, metric or action came out as it did: a tree from the result, made when it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs

from cxengine.actions.choose import actions_of
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.assessment import Assessment, SubjectSaid
from cxengine.engine.figures import amount_words, number, plain_number
from cxengine.engine.history.words import changed_words, held_words
from cxengine.engine.model_said import score_style
from cxengine.engine.overrides_said import override_words
from cxengine.engine.peer_words import model_peers_words, peers_words
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.findings import ObjectiveSaid
from cxengine.engine.said.levels import LevelSaid, ModelSaid
from cxengine.engine.said.metrics import MetricSaid, StandardSaid
from cxengine.engine.said.words import Number
from cxengine.engine.to_json import to_json
from cxengine.findings.judged import Judged
from cxengine.lang import ast
from cxengine.lang.unparse import demand_text
from cxengine.maturity.because import Because
from cxengine.maturity.evaluate import AspectResult, ModelResult
from cxengine.maturity.gates import DEFAULT
from cxengine.maturity.outcome import SAID, Outcome
from cxengine.maturity.score_tree import Guard
from cxengine.maturity.words import day_words, rounded
from cxengine.metrics.measured import Unplaced
from cxengine.source import NOWHERE, Span
from cxengine.suggest import did_you_mean

NONE_YET = "none yet"
"""What is said of a level that is not reached."""


@attrs.frozen
class Place:
    """Where the rule stands."""

    filename: str
    line: int


@attrs.frozen(kw_only=True)
class Node:
    """One node of the tree."""

    text: str
    expr: str = ""
    value: Number | None = None
    target: Number | None = None
    gap: Number | None = None
    n: int | None = None
    outcome: str | None = None
    because: tuple[Node, ...] = ()
    missing: tuple[str, ...] = ()
    source: Place | None = None
    would_change_it: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Explanation:
    """The result of ``explain``; ``to_dict`` is the JSON of ``cx explain``."""

    schema: Literal["cxengine.explanation/1"] = "cxengine.explanation/1"
    subject: str
    name: str
    outcome: str | None
    tree: Node

    def to_dict(self) -> dict[str, Any]:
        """The JSON as Python values."""
        made = to_json(self)
        assert isinstance(made, dict)
        return made


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
            node = _criterion(result, ids.index(short))
            node = _with_lines(node, changed_words(assessment, said, model.model, short))
            return Explanation(subject=subject, name=short, outcome=node.outcome, tree=node)
        if name in (model.model, model.model.rpartition(".")[2], "level"):
            return Explanation(subject=subject, name=model.model, outcome=None, tree=_with_lines(
                _model(model, result), (*held_words(model), *model_peers_words(model.peers))
            ))  # fmt: skip
        part = _part(result, name)
        if part is not None:
            return Explanation(subject=subject, name=name, outcome=part.outcome, tree=part)
    for judged in said.rules:
        if name in (judged.rule.key, judged.rule.declared.name.text):
            node = _rule(judged, said)
            return Explanation(subject=subject, name=name, outcome=node.outcome, tree=node)
    for objective in assessment.objectives:
        if name == objective.objective:
            return Explanation(subject=subject, name=name, outcome=None, tree=_objective(objective, assessment, said))
    for metric in said.metrics:
        if metric.metric == name:
            node = _with_lines(_metric(metric, declared.get(name)), peers_words(metric.peers, metric.unit))
            return Explanation(subject=subject, name=name, outcome=metric.status, tree=node)
    actions = [a for a in assessment.actions if name in (a.action, a.id) and _is_for(a, said)]
    if actions:
        return Explanation(subject=subject, name=name, outcome=actions[0].status, tree=_action(actions[0], said))
    for model in said.models:
        assert model.result is not None
        left = _not_proposed(model.result, name.partition("@")[0].removeprefix(f"{model.model}."))
        if left is not None:
            return Explanation(subject=subject, name=name, outcome=None, tree=left)
    raise CxError([_unknown(said, assessment, name)])


def _with_lines(node: Node, lines: tuple[str, ...]) -> Node:
    """A node with what earlier records tell of it."""
    return attrs.evolve(node, because=(*node.because, *(Node(text=line) for line in lines)))


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


def _criterion(result: ModelResult, index: int) -> Node:
    criterion = result.outcomes.model.criteria[index]
    outcome = result.outcomes.now.outcomes[index]
    because = result.outcomes.because(index)
    title = f"{criterion.id} {criterion.declared.title}: {SAID[outcome]}"
    return attrs.evolve(
        _node(because), text=title, outcome=outcome,
        because=(_node(because), *_overrides(criterion.declared, waived=outcome == "waived")),
        source=_place(criterion.declared.span), would_change_it=because.would_change,
    )  # fmt: skip


def _overrides(declared: ast.Declaration, *, waived: bool = False) -> tuple[Node, ...]:
    """What packs changed in it, each with its reason and place; a waiver in force is told of as the outcome."""
    told = [done for done in declared.overridden if not (waived and done.verb == "waive")]
    return tuple(Node(text=override_words(done), source=_place(done.span)) for done in told)


def _waivers(model: ModelSaid) -> str:
    """``; with 1 waiver until 31 December 2026, without it none yet``."""
    if not model.waivers or model.without_waivers is None:
        return ""
    count = _counted(len(model.waivers), "waiver", "waivers")
    first = min(waiver.until for waiver in model.waivers)
    them = "it" if len(model.waivers) == 1 else "them"
    without = model.without_waivers
    would = f"level {without.number}" if without.number or without.name else NONE_YET
    return f", with {count} until {day_words(first)}; without {them} {would}"


def _node(because: Because) -> Node:
    behind = because.details()
    return Node(
        text=because.text,
        expr=behind.expr,
        value=number(behind.value, behind.style),
        target=number(behind.target, behind.style),
        gap=number(behind.gap, behind.style),
        n=behind.n,
        outcome="unknown" if because.truth is None else "met" if because.truth else "unmet",
        because=tuple(_node(part) for part in behind.inner()),
        missing=behind.missing,
        source=_place(behind.span),
        would_change_it=behind.hint(),
    )


def _place(span: Span) -> Place | None:
    return Place(span.filename, span.line) if span.line else None


def _model(model: ModelSaid, result: ModelResult) -> Node:
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
        _level(result, x.number, f"level {x.number} {x.declared.title}")
        for x in outcomes.model.levels
        if x.own or x.when is not None or outcomes.model.leveller is not None
    )
    return Node(
        text=text,
        expr=rule_words(outcomes.model.declared),
        value=level.number if level else None,
        because=(
            *_aim(model), *_guards(result.withheld, result.capped), *_scorer(result), *levels,
            *_overrides(outcomes.model.declared),
        ),
        missing=tuple(f"an answer to {name}" for name in next_.unknown),
        source=_place(outcomes.model.declared.span),
        would_change_it=tuple(hints),
    )


def _reached(level: LevelSaid | None) -> str:
    if level is None or not (level.number or level.name):
        return NONE_YET
    return f"level {level.number}{f' ({level.name})' if level.name else ''}"


def rule_words(model: ast.Model) -> str:
    """The rule by which a level is reached, as written; the default where none is."""
    if model.levelled_by is not None:
        return f"level by {model.levelled_by.text}"
    return f"reached when {' and '.join(demand_text(demand) for demand in model.reached or DEFAULT)}"


def _guards(withheld: Because | None, capped: Sequence[tuple[Guard, Because]]) -> tuple[Node, ...]:
    """What withholds the result of a model or an aspect, and the caps that hold or may."""
    found = [_node(withheld)] if withheld is not None else []
    for cap, because in capped:
        holds = "held" if because.truth is True else "it is not known whether it is held"
        node = _node(because)
        found.append(attrs.evolve(node, text=f"{holds} at level {cap.level} at most: {because.text}", because=(node,)))
    return tuple(found)


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
            because=tuple(_criterion(result, index) for index in of_no_level),
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
    return (Node(text=text, source=_place(model.aim.declared.span)),)


def _part(result: ModelResult, name: str) -> Node | None:
    """A level by number (``2``, ``level 2``) or an aspect by name; None where the model has neither."""
    number = name.removeprefix("level ").strip()
    for level in result.outcomes.model.levels:
        if number == str(level.number):
            return _level(result, level.number, f"level {number} {level.declared.title}")
    aspect = next((each for each in result.aspects if each.node.name == name.removeprefix("aspect ")), None)
    return _aspect(result, aspect) if aspect is not None else None


def _aspect(result: ModelResult, aspect: AspectResult) -> Node:
    declared = next(x for x in result.outcomes.model.declared.aspects if x.name.text == aspect.node.name)
    own, outcomes = aspect.node.all_criteria(), result.outcomes.now.outcomes
    said = [outcomes[index] for index in own]
    asked = len(said) - _left_out(result, said)
    level = f"level {aspect.level}, " if aspect.level is not None else ""
    score = number(aspect.score.value, score_style(result.outcomes.model, aspect.node.rule))
    scored = f"score {score}, " if score is not None else ""
    withheld = f"withheld, because {aspect.withheld.text}; " if aspect.withheld is not None else ""
    met = f"{said.count('met')} of {_counted(asked, 'criterion', 'criteria')} met"
    text = f"{aspect.node.title}: {withheld}{level}{scored}{met}"
    return Node(
        text=text,
        value=aspect.level,
        because=(*_guards(aspect.withheld, aspect.capped), *(_criterion(result, index) for index in own)),
        source=_place(declared.span),
    )


def _left_out(result: ModelResult, outcomes: list[Outcome]) -> int:
    """How many are not asked for: those that do not apply, and those that are waived."""
    waived = outcomes.count("waived") if result.outcomes.model.policies.waived == "left out" else 0
    return outcomes.count("not_applicable") + waived


def _level(result: ModelResult, number: int, title: str) -> Node:
    model, outcomes = result.outcomes.model, result.outcomes.now.outcomes
    level = next(x for x in model.levels if x.number == number)
    own = [outcomes[i] for i in level.own]
    met, asked = own.count("met"), len(own) - _left_out(result, own)
    text = f"{title}: {met} of {asked} criteria met" if level.own else title
    condition = (_node(level.tell_when.tell(result.outcomes.run)),) if level.tell_when is not None else ()
    reached = number in result.reached
    if model.leveller is not None:
        said = result.given.number if result.given is not None else None
        text += f", which is {'within' if number <= said else 'above'} what the scorer says" if said is not None else ""
    elif not reached and met == asked and not any(node.outcome != "met" for node in condition):
        text += ", but not every level below" if not model.declared.reached else ", but not what the rule asks for"
    return Node(
        text=text,
        outcome="unknown" if result.not_said is not None else "met" if reached else "unmet",
        because=(*condition, *(_criterion(result, index) for index in level.own)),
        source=_place(level.declared.span),
    )


def _metric(metric: MetricSaid, declared: ast.Metric | None) -> Node:
    measured = metric.measured
    details: list[Node] = []
    if measured is not None and measured.n is not None:
        left_out = _rows_left_out(measured.excluded, measured.unplaced)
        details.append(Node(text=f"{_counted(measured.n, 'row counts', 'rows count')}; {left_out}"))
    if measured is not None and measured.hits is not None:
        details.append(Node(text=f"{measured.hits:,} of them {'fits' if measured.hits == 1 else 'fit'} the formula"))
    if measured is not None and measured.misses is not None:
        details.append(Node(text=f"{_counted(measured.misses, 'counts', 'count')} against it"))
    if metric.low is not None and metric.high is not None:
        ends = f"{amount_words(metric.low, metric.unit)} to {amount_words(metric.high, metric.unit)}"
        details.append(Node(text=f"{plain_number(rounded(metric.confidence * 100, 6))}% interval: {ends}"))
    if metric.target is not None:
        stands = {"met": "met", "unmet": "not met"}.get(metric.status or "", "not to be judged")
        target = amount_words(metric.target, metric.unit)
        whose = "its own target" if metric.target_own else "target"
        details.append(Node(text=f"{whose} {metric.target_bound} {target}: {stands}"))
    details += [_standard(each, metric.unit) for each in metric.standards]
    return Node(
        text=f"{metric.title}: {metric.shown}",
        value=metric.value,
        target=metric.target,
        n=metric.n,
        outcome=metric.status,
        because=(*details, *(_overrides(declared) if declared is not None else ())),
        missing=(metric.unknown,) if metric.unknown else (),
        source=_place(declared.span if declared is not None else NOWHERE),
    )


def _rows_left_out(excluded: int, unplaced: Unplaced) -> str:
    """Why rows do not count; where it may not be told how many are of a group, for either reason."""
    missing = "left out because a field is missing"
    if not unplaced.groups or not excluded or unplaced.count == 0:
        return f"{excluded:,} {missing}"
    why = f"no population is given for {', '.join(unplaced.groups)}"
    if unplaced.count is None:
        return f"{excluded:,} {missing}, or because {why}"
    rest = excluded - unplaced.count
    return f"{unplaced.count:,} left out because {why}" + (f"; {rest:,} {missing}" if rest else "")


def _standard(standard: StandardSaid, unit: str) -> Node:
    """``standard good, at least 75%: met``."""
    stands = {True: "met", False: "not met", None: "not to be judged"}[standard.met]
    named = standard.standard.replace("_", " ")
    return Node(text=f"standard {named}, {standard.bound} {amount_words(standard.at, unit)}: {stands}")


def _declared(action: ActionSaid, said: SubjectSaid) -> tuple[Node, ...]:
    """What packs changed in the action itself."""
    for model in said.models:
        if model.result is not None and model.model in [meets.model for meets in action.meets]:
            return _overrides(actions_of(model.result.outcomes.model)[action.action][0])
    return ()


def _objective(objective: ObjectiveSaid, assessment: Assessment, said: SubjectSaid) -> Node:
    """What the subject has of all that supports an objective."""
    narrower = [each for each in assessment.objectives if each.objective in objective.objectives]
    nodes = [_objective(each, assessment, said) for each in narrower]
    nodes += [_metric(metric, None) for metric in said.metrics if metric.metric in objective.metrics]
    for model in said.models:
        assert model.result is not None
        own = {each.criterion for each in objective.criteria if each.model == model.model}
        nodes += [_criterion(model.result, index) for index, c in enumerate(model.criteria) if c.criterion in own]
    nothing = "" if nodes else f": nothing of {said.title} supports it"
    return Node(text=f"{objective.title} ({said.title}){nothing}", because=tuple(nodes))


def _rule(judged: Judged, said: SubjectSaid) -> Node:
    outcome = {True: "found", False: "not found", None: "could not be worked out"}[judged.truth]
    told = f"{judged.rule.declared.severity} severity: {judged.text}" if judged.truth is True else outcome
    return Node(
        text=f"{judged.rule.declared.title} ({said.title}): {told}",
        outcome=outcome,
        because=(_node(judged.because),),
        missing=judged.because.details().missing,
        source=_place(judged.rule.declared.span),
    )


def _action(action: ActionSaid, said: SubjectSaid) -> Node:
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
        details.append(_node(condition))
        meets = (f"this no longer being so: {condition.text}",)
    if action.rule is not None:
        meets = (f"the rule {action.rule.rpartition('.')[2]} no longer finding it",)
    return Node(
        text=f"{action.title} ({said.title})", outcome=action.status, because=tuple(details), would_change_it=meets
    )


def _results(said: SubjectSaid) -> list[ModelResult]:
    return [model.result for model in said.models if model.result is not None]


def _condition(result: ModelResult, name: str, id: str) -> Because | None:
    """What an action's own condition comes to; None where it has none. ``id`` tells actions of several models apart."""
    model = result.outcomes.model
    guard = model.proposals.get(name) if id.startswith(f"{model.key}.") else None
    return guard.tell.tell(result.outcomes.run) if guard is not None else None


def _not_proposed(result: ModelResult, name: str) -> Node | None:
    """Why an action of the model is not proposed; None where the model has no such action."""
    action, criterion = actions_of(result.outcomes.model).get(name, (None, None))
    if action is None or criterion is None:
        return None
    condition = _condition(result, name, f"{result.outcomes.model.key}.{name}")
    if condition is not None:
        stands = "does not hold" if condition.truth is False else "is not known to hold"
        text = f"{action.title}: not proposed, because its condition {stands}"
        return Node(text=text, because=(_node(condition),), source=_place(action.span))
    outcome = result.outcomes.now.outcomes[criterion.index]
    stands = {
        "met": "is met",
        "not_applicable": "does not apply",
        "waived": "is waived",
        "unknown": "is unknown, and only what is known not to be met gets an action",
    }.get(outcome, "is " + SAID[outcome])
    return Node(
        text=f"{action.title}: not proposed, because criterion {criterion.id} {stands}",
        because=(_criterion(result, criterion.index),),
        source=_place(action.span),
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
