"""``answer from enfield 3.4``: there is such a question, to the same kind of subject, on the same scale."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.reused import models_named, reused
from cxengine.lang.walk import criteria_of


def check_reused(criterion: ast.Criterion, model: ast.Model, checking: Checking) -> None:
    """The line of one criterion; one message for it at most."""
    source = criterion.answer_from
    if source is None:
        return
    models = models_named(source.source.text, checking.names)
    if not models:
        known = (*checking.names.models, *(pack.name.text for pack in checking.names.packs))
        message = f"There is no model or pack `{source.source}` that asks anything"
        checking.lookup.unknown(source.source, message, known, "Name a model, or a pack with one.")
        return
    found = reused(source, checking.names)
    if not found:
        ids = [each.name.text for other in models for each in criteria_of(other)]
        message = f"There is no criterion {source.criterion} in `{source.source}`"
        checking.lookup.unknown(source.criterion, message, ids)
    elif len(found) > 1:
        several = " and ".join(f"`{other.name}`" for other, _ in found)
        message = f"Criterion {source.criterion} stands in the models {several}"
        help = f"Name the model: `answer from {found[0][0].name} {source.criterion}`."
        checking.error("answer-from", source.span, message, help)
    else:
        _check_fit(criterion, model, *found[0], source, checking)


def _check_fit(
    criterion: ast.Criterion,
    model: ast.Model,
    other: ast.Model,
    asked: ast.Criterion,
    source: ast.AnswerFrom,
    checking: Checking,
) -> None:
    here, there = criterion.scale or model.scale, asked.scale or other.scale
    said, help = "", ""
    if asked.answer_from is not None:
        said, help = "takes its own answer from elsewhere", f"Write `answer from {asked.answer_from}`."
    elif asked.ask is None:
        said, help = "is worked out, so it has no answer", "Write the same condition: `when …`."
    elif other.subject.text != model.subject.text:
        said = f"is asked of each {other.subject}, and this model assesses each {model.subject}"
        help = "Ask here: `ask: …`."
    elif (here and here.text) != (there and there.text):
        on = f"on the scale `{there}`" if there is not None else "without a scale"
        said = f"is answered {on}, this one {f'on `{here}`' if here is not None else 'without one'}"
        help = f"Write `scale {there}` here." if there is not None else "Ask here: `ask: …`."
    if said and not checking.lookup.incomplete:
        checking.error("answer-from", source.span, f"Criterion {source} {said}", help)
