"""What subjects aim at, as it stands in an assessment."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.diagnostics import Diagnostic
from cxengine.engine.said.levels import AimSaid
from cxengine.lang import ast
from cxengine.maturity.aims import AimResult
from cxengine.maturity.compiled import CompiledModel
from cxengine.subjects import SubjectKey, SubjectTree
from cxengine.suggest import did_you_mean


def aim_said(model: CompiledModel, found: AimResult | None) -> AimSaid | None:
    """An aim with the name of its level."""
    if found is None:
        return None
    name = next((level.declared.title for level in model.levels if level.number == found.aim.level), None)
    return AimSaid(
        level=found.aim.level, name=name, by=found.aim.by, own=found.aim.subject is not None, status=found.status,
        certain=found.certain, declared=found.aim,
    )  # fmt: skip


def aims_of_nobody(models: Iterable[CompiledModel], tree: SubjectTree) -> tuple[Diagnostic, ...]:
    """A warning for each aim of a subject that is not listed, where others of its kind are."""
    listed = {key.kind for key in tree.records}
    named = [(model.declared, aim.subject) for model in models for aim in model.declared.aims]
    return tuple(
        _of_nobody(model, subject, tree)
        for model, subject in named
        if subject is not None and model.subject.text in listed
        if SubjectKey(model.subject.text, subject.text) not in tree.records
    )


def _of_nobody(model: ast.Model, subject: ast.Name, tree: SubjectTree) -> Diagnostic:
    kind = model.subject.text
    return Diagnostic(
        code="unknown-subject",
        severity="warning",
        message=f"no {kind} `{subject}` is listed, so nobody has this aim",
        help=did_you_mean(subject.text, [key.id for key in tree.records if key.kind == kind]),
        span=subject.span,
    )
