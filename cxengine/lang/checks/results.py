"""Scores and levels in the conditions of a model: of itself and its aspects, and of other models."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.targets import literal_type
from cxengine.lang.names import LevelMeaning, PartMeaning, ScoreMeaning
from cxengine.lang.scope import Scope
from cxengine.lang.types import ANY, NUMBER, SHARE, Type


def part_type(ref: ast.Ref, scope: Scope, checking: Checking) -> Type | None:
    """The type of ``score``, ``score of culture``, ``level of base``; None where the words say nothing of the kind."""
    from cxengine.lang.checks.scores import score_rules

    word, model = ref.name.text, scope.model
    if word in ("level", "score") and scope.of_models:
        return _in_rule(ref, scope, checking)
    if model is None or word not in ("level", "score") or (word == "level" and ref.of is None):
        return None
    if ref.arguments is not None or ref.at is not None:
        checking.error(
            "not-a-metric", ref.span, f"A {word} is that of the assessment date, and cannot be narrowed",
            "Write it alone, or make a metric.",
        )  # fmt: skip
        return ANY
    aspects = {aspect.name.text for aspect in model.aspects}
    if ref.of is not None and ref.of.text not in aspects:
        return _of_other(ref, ref.of, model, checking)
    if not scope.own_results:
        checking.error(
            "score-in-criterion",
            ref.span,
            f"The {word} is worked out from the criteria, so no criterion, aspect or bound of a score can ask for it",
            "Ask for it in the `when` of a level, in the model's own `withheld when` or `level at most`, "
            "or name another model.",
        )
        return ANY
    levels = {level.number: level for level in model.levels}
    if ref.level is not None and ref.level not in levels:
        message = f"The model `{model.name.text}` has no level {ref.level}"
        checking.error("unknown-level", ref.span, message, "Write one of its levels.")
        return ANY
    aspect = ref.of.text if ref.of is not None else None
    checking.meanings[ref.span] = PartMeaning("level" if word == "level" else "score", aspect, ref.level)
    if word == "level":
        return NUMBER
    rule = score_rules(model).get(aspect)
    rule = (levels[ref.level].score or rule) if ref.level is not None else rule
    if rule is None and not checking.lookup.incomplete:
        message = f"{'The model' if aspect is None else f'The aspect `{aspect}`'} has no score"
        checking.error("no-score", ref.span, message, "Say how it is scored, for instance `score is mean`.")
        return ANY
    return SHARE if rule in ("share met", "share of points") else NUMBER


def _in_rule(ref: ast.Ref, scope: Scope, checking: Checking) -> Type:
    """The level or the score of a model for the kind that a rule is about."""
    word = ref.name.text
    if ref.of is None or ref.arguments is not None or ref.at is not None:
        kind = scope.subject.name.text if scope.subject is not None else ""
        first = next((n for n, model in checking.names.models.items() if model.subject.text == kind), "MODEL")
        message = f"In a rule, `{word}` is that of a model on the assessment date"
        earlier = " `cx history` shows what it was at recorded dates." if ref.at is not None else ""
        checking.error("not-a-metric", ref.span, message, f"Write `{word} of {first}` alone.{earlier}")
        return ANY
    other = checking.names.models.get(ref.of.text)
    if other is None:
        checking.lookup.unknown(ref.of, f"There is no model `{ref.of}`", checking.names.models)
        return ANY
    if scope.subject is not None and other.subject.text != scope.subject.name.text:
        message = f"The model `{ref.of}` is for a {other.subject}, and this rule for a {scope.subject.name}"
        checking.error("wrong-subject", ref.span, message, "Name a model for the same kind of subject.")
        return ANY
    return _result_of(ref, ref.of, other, checking)


def _of_other(ref: ast.Ref, name: ast.Name, model: ast.Model, checking: Checking) -> Type:
    others = {key: other for key, other in checking.names.models.items() if other is not model}
    other = others.get(name.text)
    known = [*(aspect.name.text for aspect in model.aspects), *others]
    if other is None:
        if name.text == model.name.text:
            message = f"`{name.text}` is this model, whose {ref.name.text} is not known yet"
            checking.error("circular-roll-up", ref.span, message, "Name another model, or an aspect of this one.")
        else:
            help = "Name an aspect of this model, or another model for the same kind of subject."
            checking.lookup.unknown(name, f"There is no aspect and no other model `{name.text}`", known, help)
        return ANY
    if other.subject.text != model.subject.text:
        checking.error(
            "wrong-subject",
            ref.span,
            f"The model `{other.name.text}` is for a {other.subject.text}, and this one for a {model.subject.text}",
            "Name a model for the same kind of subject, or count the others with a metric.",
        )
        return ANY
    return _result_of(ref, name, other, checking)


def _result_of(ref: ast.Ref, name: ast.Name, other: ast.Model, checking: Checking) -> Type:
    from cxengine.lang.checks.scores import score_rules

    if ref.level is not None:
        message = "Only the score of this model and its aspects can be taken at a level"
        checking.error("unknown-level", ref.span, message, f"Write `{ref.name.text} of {name.text}`.")
        return ANY
    if ref.name.text == "level":
        checking.meanings[ref.span] = LevelMeaning(other)
        return NUMBER
    rule = score_rules(other).get(None)
    if rule is None and not checking.lookup.incomplete:
        checking.error("no-score", ref.span, f"The model `{name.text}` has no score", "Ask for its level.")
        return ANY
    checking.meanings[ref.span] = ScoreMeaning(other)
    return SHARE if rule in ("share met", "share of points") else NUMBER


def check_given(given: ast.GivenResult, model: ast.Model | None, checking: Checking) -> None:
    """``given level of base is 2``: another model, and a figure that it can have."""
    models = checking.names.models
    other = models.get(given.model.text)
    if other is None:
        checking.lookup.unknown(given.model, f"There is no model `{given.model.text}`", models)
        return
    if other is model:
        message = f"`{other.name.text}` is the model that is tried"
        checking.error("given-result", given.span, message, "Give its answers, and expect its level.")
        return
    if given.what == "level" and isinstance(given.value, ast.Number):
        numbers = {level.number for level in other.levels} | {0}
        if given.value.value not in numbers:
            run = f"Its levels are {', '.join(map(str, sorted(numbers)))}."
            checking.error("unknown-level", given.span, f"`{other.name.text}` has no level {given.value.value}", run)
    elif given.what == "score" and literal_type(given.value) not in (NUMBER, SHARE):
        message = "A score is a number or a percentage"
        checking.error("wrong-unit", given.value.span, message, "Write for instance `0.5` or `50%`.")
