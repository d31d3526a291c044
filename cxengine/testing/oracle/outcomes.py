"""The outcome of every criterion of a model, from answers and from the truth of comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.assessors import judged_answer
from cxengine.testing.oracle.conditions import Truths, atom_truth, condition_truth
from cxengine.testing.oracle.given import Key, Setting, World
from cxengine.testing.oracle.logic import Truth, atoms, kleene_and
from cxengine.testing.oracle.lookup import model_named


def criteria_of(model: ast.Model) -> list[ast.Criterion]:
    """Every criterion: those before the first level, then level by level."""
    return [*model.criteria, *(criterion for level in model.levels for criterion in level.criteria)]


def conditions_of(model: ast.Model) -> list[ast.Expr]:
    """Every condition that a model's outcomes and levels rest on."""
    of_criteria = [each for c in criteria_of(model) for each in (c.applies, c.when, c.unmet)]
    of_levels = [level.when for level in model.levels]
    of_levels += [model.withheld, *(cap.when for cap in model.caps)]
    of_levels += [each for a in model.aspects for each in (a.withheld, *(cap.when for cap in a.caps))]
    of_levels += [bound.when for of in [model.bounds, *(a.bounds for a in model.aspects)] for bound in of]
    of_actions = [action.when for c in criteria_of(model) for action in c.actions]
    return [condition for condition in of_criteria + of_levels + of_actions if condition is not None]


def truths_of(world: World, model: ast.Model, key: Key, on: date) -> dict[ast.Expr, Truth]:
    """The truth of each comparison with metrics and attributes in the model."""
    found = [atom for condition in conditions_of(model) for atom in atoms(condition)]
    of_criteria = (ast.CriterionIs, ast.EachCriterion)
    found = [atom for atom in found if not isinstance(atom, of_criteria) and not asks_for_result(atom, model)]
    return {atom: atom_truth(world, key, atom, on) for atom in found}


def asks_for_result(atom: ast.Expr, model: ast.Model) -> bool:
    """Whether a comparison is with a score or a level of the model itself, which comes out of the criteria."""
    sides = (atom.left, atom.right) if isinstance(atom, (ast.Compare, ast.Is)) else ()
    own = [None, *(aspect.name.text for aspect in model.aspects)]
    asked = [side for side in sides if isinstance(side, ast.Ref) and side.name.text in ("score", "level")]
    return any((side.of.text if side.of is not None else None) in own for side in asked)


def answers_of(world: World, model: ast.Model, key: Key, on: date) -> dict[str, Judgement]:
    """What the answers to the asked criteria come to, were they to apply."""
    found: dict[str, Judgement] = {}
    for criterion in criteria_of(model):
        if criterion.when is None:
            asking, asked = where_asked(world, model, criterion)
            policies = Setting(model, {}).policies_for(criterion)
            found[criterion.name.text] = judged_answer(world, key, asking, asked, on, policies, asked_for(model))
    return found


def asked_for(model: ast.Model) -> list[str]:
    """The answers of which the conditions of a model ask whether one is at least that."""
    every = [atom for condition in conditions_of(model) for atom in atoms(condition)]
    return [atom.outcome for atom in every if isinstance(atom, ast.CriterionIs | ast.EachCriterion) and atom.at_least]


def where_asked(world: World, model: ast.Model, criterion: ast.Criterion) -> tuple[ast.Model, ast.Criterion]:
    """A criterion that takes another's answer, under that one's name and assessors but with its own demands."""
    if criterion.answer_from is None:
        return model, criterion
    source = model_named(world, criterion.answer_from.source.text)
    scale = criterion.scale or model.scale
    said = {slot.name: getattr(criterion, slot.name) for slot in getattr(criterion, "__attrs_attrs__", ())}
    return source, ast.Criterion(**{**said, "name": criterion.answer_from.criterion, "scale": scale})


def judged(setting: Setting, truths: Truths, answers: Mapping[str, Judgement]) -> dict[str, Judgement]:
    """Every criterion's judgement. One that a condition names is judged before the one that names it.

    A criterion that stands in two rows is asked where both come to it, and where it is not, neither goes on.
    """
    found: dict[str, Judgement] = {}
    asked: dict[str, Truth] = {criterion.name.text: True for criterion in criteria_of(setting.model)}
    model = setting.model
    waiting = criteria_of(model)
    while waiting:
        criterion = next(c for c in waiting if all(name in found for name in needed_before(model, c)))
        name = criterion.name.text
        here = judge(criterion, truths, answers, found, setting)
        if name in setting.waived:
            here = Judgement("waived")
        above = [c for c in criteria_of(model) if c.name.text in asked_before(model, name)]
        if above:
            states = [kleene_and((asked[c.name.text], goes_on(setting, c, found[c.name.text]))) for c in above]
            asked[name] = kleene_and(states)
            here = where_asking_stops(here, states)
        found[name] = here
        waiting.remove(criterion)
    return found


def asked_before(model: ast.Model, name: str) -> list[str]:
    """The criteria above one in a row that stops at the first unmet: the whole model's, or that of an aspect."""
    found: list[str] = []
    for aspect in (None, *model.aspects):
        if not (model.stops if aspect is None else aspect.stops):
            continue
        inside = None if aspect is None else {aspect.name.text}
        for _ in model.aspects:
            if inside is not None:
                inside |= {a.name.text for a in model.aspects if a.parent is not None and a.parent.text in inside}
        row = [
            c.name.text for c in criteria_of(model) if inside is None or any(each.text in inside for each in c.aspects)
        ]
        found += row[: row.index(name)] if name in row else []
    return found


def waived_on(model: ast.Model, on: date) -> frozenset[str]:
    """The criteria whose waiver has not ended: its last day counts."""
    return frozenset(c.name.text for c in criteria_of(model) if c.waiver is not None and on <= c.waiver.until)


def needed_before(model: ast.Model, criterion: ast.Criterion) -> list[str]:
    """The criteria that a criterion's conditions name, and where asking stops all above it."""
    found = atoms(criterion.applies) + atoms(criterion.when) + atoms(criterion.unmet)
    named = [atom.criterion.text for atom in found if isinstance(atom, ast.CriterionIs)]
    for atom in found:
        if isinstance(atom, ast.EachCriterion):
            inside = {atom.aspect.text} if atom.aspect is not None else None
            for _ in model.aspects:
                if inside is not None:
                    inside |= {a.name.text for a in model.aspects if a.parent is not None and a.parent.text in inside}
            named += [
                c.name.text
                for c in criteria_of(model)
                if (inside is None or any(name.text in inside for name in c.aspects))
                and not (atom.other and c.name.text == criterion.name.text)
            ]
    return named + asked_before(model, criterion.name.text)


def where_asking_stops(here: Judgement, states: list[Truth]) -> Judgement:
    """Below an unmet one, unmet; below one of which nobody knows, unknown unless it is unmet anyway."""
    if here.outcome in ("unmet", "not applicable", "waived"):
        return here
    if False in states:
        return Judgement("unmet")
    return Judgement("unknown") if None in states else here


def goes_on(setting: Setting, criterion: ast.Criterion, judgement: Judgement) -> Truth:
    """Whether a criterion lets the next be asked."""
    outcome = judgement.outcome
    if outcome in ("unknown", "not applicable", "waived", "partly"):
        outcome = setting.policies_for(criterion)[outcome] if outcome != "partly" else "partly"
    return {"unmet": False, "unknown": None}.get(outcome, True)


def judge(
    criterion: ast.Criterion,
    truths: Truths,
    answers: Mapping[str, Judgement],
    found: Mapping[str, Judgement],
    setting: Setting,
) -> Judgement:
    """One criterion: whether it applies, then its answer or its condition."""
    name = criterion.name.text
    if criterion.applies is not None:
        applies = condition_truth(criterion.applies, truths, found, setting, name)
        if applies is False:
            return Judgement("not applicable")
        if applies is None:
            return Judgement("unknown")
    if criterion.when is None:
        if criterion.unmet is None:
            return answers[name]
        return unless(answers[name], condition_truth(criterion.unmet, truths, found, setting, name))
    return computed(condition_truth(criterion.when, truths, found, setting, name))


def unless(answer: Judgement, unmet: Truth) -> Judgement:
    """An answer beside ``unmet when``: unmet while it holds, unknown where that is unknown and would matter."""
    if answer.outcome in ("not applicable", "unmet") or unmet is False:
        return answer
    return Judgement("unmet") if unmet else Judgement("unknown")


def computed(holds: Truth) -> Judgement:
    """The outcome of a condition: no half way."""
    return Judgement({True: "met", False: "unmet", None: "unknown"}[holds])
