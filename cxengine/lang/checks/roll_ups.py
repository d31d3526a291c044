"""Metrics over the subjects of a kind: whose they are, what they ask of models, and no circle between the two."""

from __future__ import annotations

from collections.abc import Iterator

from cxengine.lang import ast
from cxengine.lang.checks.checking import BELONGS_TO_NOTHING, Checking
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.lang.names import LevelMeaning, Meaning, MetricMeaning, Names, ScoreMeaning, SubjectRows
from cxengine.lang.scope import Scope
from cxengine.lang.types import ANY, NUMBER, Type
from cxengine.lang.walk import conditions_of, references

OF_MODELS = ("level", "score")
"""What may be asked of a model in the rows of a kind of subject."""


def check_somebody_above(metric: ast.Metric, checking: Checking) -> None:
    """A figure over the subjects of a kind is of the one that they belong to, so there must be one."""
    assert metric.table is not None
    subject = checking.names.subjects[metric.table.text]
    once = (BELONGS_TO_NOTHING, subject.name.text)
    if subject.belongs_to is None and not checking.lookup.incomplete and once not in checking.said:
        checking.said.add(once)
        word = subject.name.text
        checking.error(
            "nobody-above",
            metric.table.span,
            f"`{metric.name.text}` counts each {word}, and `{word}` belongs to nothing whose figure this could be",
            f"Declare what it is a part of, with a line `belongs to …` in `subject {word}`, or say `for` with a field "
            "that names another subject.",
        )


def of_model(ref: ast.Ref, scope: Scope, checking: Checking) -> Type | None:
    """The type of ``level of supply`` or ``score of supply``; None where the words say nothing of the kind."""
    word = ref.name.text
    if word not in OF_MODELS or ref.of is None or not isinstance(scope.table, SubjectRows) or not scope.rows:
        return None
    kind, models = scope.table.name.text, checking.names.models
    if ref.of.text not in models:
        own = [name for name, model in models.items() if model.subject.text == kind]
        checking.lookup.unknown(ref.of, f"There is no model `{ref.of.text}`", own)
        return ANY
    model = models[ref.of.text]
    if model.subject.text != kind:
        checking.error(
            "wrong-subject",
            ref.span,
            f"The model `{model.name.text}` is for a {model.subject.text}, and here each row is a {kind}",
            f"Name a model for a {kind}, or count over another kind: `from {model.subject.text}`.",
        )
        return ANY
    if ref.arguments is not None or ref.at is not None:
        checking.error(
            "not-a-metric",
            ref.span,
            f"`{word} of {model.name.text}` stands for what each {kind} has now; only a metric can be narrowed or "
            "taken at another time",
            f"Write `{word} of {model.name.text}` alone.",
        )
        return ANY
    if word == "score" and model.score is None and model.starts_at is None and not checking.lookup.incomplete:
        checking.error(
            "no-score",
            ref.span,
            f"The model `{model.name.text}` has no score",
            "Say in it how it is scored, for instance `score is mean`, or ask for `level of` it.",
        )
        return ANY
    checking.meanings[ref.span] = LevelMeaning(model) if word == "level" else ScoreMeaning(model)
    return NUMBER


def rests_on_levels(metric: ast.Metric, checking: Checking) -> bool:
    """Whether a metric asks for a level or a score, itself or through those it is made of."""
    for expr in _of_metric(metric):
        for ref in references(expr):
            meaning = checking.meanings.get(ref.span)
            if isinstance(meaning, LevelMeaning | ScoreMeaning):
                return True
            if isinstance(meaning, MetricMeaning) and meaning.metric.name.text in checking.of_levels:
                return True
    return False


def check_now(ref: ast.Ref, metric: ast.Metric, checking: Checking) -> None:
    """Levels are those of the assessment date: a figure that rests on them cannot be taken at another time."""
    inside = [part for argument in ref.arguments or () for part in references(argument)]
    asked = metric.name.text in checking.of_levels or any(p.name.text in OF_MODELS and p.of for p in inside)
    if ref.at is not None and asked:
        checking.error(
            "levels-of-now",
            ref.span,
            f"`{metric.name.text}` rests on levels, which are worked out for the assessment date alone",
            f"Write `{metric.name.text}` without another time, or assess as of that date.",
        )


def check_circles(checking: Checking) -> None:
    """Report each circle of models and metrics: a level that rests on a figure that counts that level."""
    needs = rests_on(checking.names)
    for circle in in_order(needs)[1]:
        if not any(name in checking.names.models for name in circle):
            continue  # circles of metrics alone are reported where metrics are checked
        first = checking.names.models.get(circle[0]) or checking.names.metrics[circle[0]]
        checking.error(
            "circular-roll-up",
            first.name.span,
            f"`{circle[0]}` rests on itself: {path_in_words(circle)}",
            "A model may ask for figures over the levels of those below it, but no level may rest on a figure that "
            "counts it. Take one of these out of the other's conditions.",
        )


def rests_on(names: Names) -> dict[str, tuple[str, ...]]:
    """For each metric and model, the metrics and models that it names. They share one space of names."""
    needs = {name: tuple(_named(_of_metric(metric), names)) for name, metric in names.metrics.items()}
    return needs | {name: tuple(_named(conditions_of(model), names)) for name, model in names.models.items()}


def _of_metric(metric: ast.Metric) -> Iterator[ast.Expr]:
    yield from metric.where
    if metric.formula is not None:
        yield metric.formula


def _named(expressions: Iterator[ast.Expr], names: Names) -> Iterator[str]:
    for expr in expressions:
        for ref in references(expr):
            name = _name_of(names.meanings.get(ref.span))
            if name is not None:
                yield name


def _name_of(meaning: Meaning | None) -> str | None:
    match meaning:
        case MetricMeaning(metric):
            return metric.name.text
        case LevelMeaning(model) | ScoreMeaning(model):
            return model.name.text
    return None
