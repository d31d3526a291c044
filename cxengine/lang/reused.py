"""``answer from enfield 3.4``: the criterion whose answers count for another one."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.packs import pack_of
from cxengine.lang.walk import criteria_of

Found = tuple[ast.Model, ast.Criterion]


def models_named(name: str, names: Names) -> tuple[ast.Model, ...]:
    """The model of a name, else the models of the pack of that name."""
    if name in names.models:
        return (names.models[name],)
    packs = {pack.span.filename: pack for pack in names.packs}
    owned = [(model, pack_of(model.span.filename, packs)) for model in names.models.values()]
    return tuple(model for model, pack in owned if pack is not None and pack.name.text == name)


def reused(source: ast.AnswerFrom, names: Names) -> tuple[Found, ...]:
    """Every criterion that is meant, with its model: one where the line is right."""
    return tuple(
        (model, criterion)
        for model in models_named(source.source.text, names)
        for criterion in criteria_of(model)
        if criterion.name.text == source.criterion.text
    )
