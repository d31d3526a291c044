"""Who may answer a model, held against who answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.maturity.answer_points import fold


def kind_that_answers(model: ast.Model, names: Names) -> str:
    """The kind of subject that answers to a model are about: the assessed kind, or the one that answers for it."""
    return next((name.text for name in model.assessors if name.text in names.subjects), model.subject.text)


def assessor_fault(values: Mapping[str, Any], models: Sequence[ast.Model], names: Names) -> tuple[str, str] | None:
    """Code and words where every model that asks names its assessors, and the answer is by none of them.

    The assessor stands in the column of that name; where that is empty, in ``by``. What stands there is not said, for
    it may be a person's name.
    """
    people = [name.text for model in models for name in model.assessors]
    if not all(model.assessors for model in models) or any(name in names.subjects for name in people):
        return None
    who = values.get("assessor") or values.get("by") or ""
    if any(fold(name) == fold(who) for name in people):
        return None
    listed = " or ".join(dict.fromkeys(people))
    if values.get("assessor"):
        message = f"The `assessor` of an answer to `{values['criterion']}` is none of those who may be: {listed}."
        return "unknown-assessor", message
    return "unknown-assessor", f"An answer to `{values['criterion']}` does not say who gave it: {listed}."
