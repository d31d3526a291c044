"""What subjects aim at, as it stands in an assessment."""

from __future__ import annotations

from collections.abc import Collection, Iterable

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


def said_of_nobody(
    models: Iterable[CompiledModel], metrics: Iterable[ast.Metric], tree: SubjectTree, brought: Collection[str]
) -> tuple[Diagnostic, ...]:
    """A warning for each aim and target of a subject that is not listed, where others of its kind are.

    Not for those in files that are ``brought`` in: whose pack that is has other subjects, and the line is not to be
    mended here.
    """
    listed = {key.kind for key in tree.records}
    named = [(aim.kind, aim.subject, "aim") for model in models for aim in model.declared.aims]
    for metric in metrics:
        named += [(mark.kind, mark.subject, "target") for mark in metric.targets]
        named += [(line.mark.kind, line.mark.subject, "standard") for line in metric.standards]
    return tuple(
        _of_nobody(kind.text, subject, what, tree)
        for kind, subject, what in named
        if kind is not None and subject is not None and kind.text in listed
        if SubjectKey(kind.text, subject.text) not in tree.records and subject.span.filename not in brought
    )


def _of_nobody(kind: str, subject: ast.Name, what: str, tree: SubjectTree) -> Diagnostic:
    return Diagnostic(
        code="unknown-subject",
        severity="warning",
        message=f"no {kind} `{subject}` is listed, so nobody has this {what}",
        help=did_you_mean(subject.text, [key.id for key in tree.records if key.kind == kind]),
        span=subject.span,
    )
