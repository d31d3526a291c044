"""``aim level 3 by 2020-03-31``: a level of the model, for all its subjects or for one."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking


def check_aims(model: ast.Model, checking: Checking) -> None:
    """The aims of one model."""
    numbers = {level.number for level in model.levels}
    seen: set[str | None] = set()
    for aim in model.aims:
        _check_level(aim, model, numbers, checking)
        _check_kind(aim, model, checking)
        whom = aim.subject.text if aim.subject is not None else None
        if whom in seen:
            who = f"the {model.subject} `{whom}`" if whom is not None else f"every {model.subject}"
            message = f"Two lines say what {who} aims at"
            checking.error("written-twice", aim.span, message, "Take one of the lines out.")
        seen.add(whom)


def _check_level(aim: ast.Aim, model: ast.Model, numbers: set[int], checking: Checking) -> None:
    if not numbers or checking.lookup.incomplete:
        return
    if aim.level == 0:
        message = "Level 0 is where everybody starts, so nobody can aim at it"
        checking.error("unknown-level", aim.span, message, f"The highest level is {max(numbers)}.")
    elif aim.level not in numbers and ("unknown-level", model.name.text, str(aim.level)) not in checking.said:
        message = f"The model `{model.name.text}` has no level {aim.level}"
        help = f"Its levels are from {min(numbers)} to {max(numbers)}."
        checking.error("unknown-level", aim.span, message, help)


def _check_kind(aim: ast.Aim, model: ast.Model, checking: Checking) -> None:
    kind = aim.kind
    if kind is None or kind.text == model.subject.text or model.subject.text not in checking.names.subjects:
        return
    if kind.text not in checking.names.subjects:
        known = (model.subject.text,)
        checking.lookup.unknown(kind, f"There is no kind of subject `{kind}`", known, f"Write `for {known[0]} …`.")
        return
    message = f"The model `{model.name.text}` assesses each {model.subject}, and this is for a {kind}"
    help = f"Write `for {model.subject} …`, or move the line to a model for {kind}."
    checking.error("aim-kind", kind.span, message, help)
