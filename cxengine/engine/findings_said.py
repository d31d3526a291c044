"""What the rules find about one subject, gravest first, and what could not be worked out."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.engine.figures import reason
from cxengine.engine.said.findings import FindingSaid, UndecidedSaid
from cxengine.findings.judged import Judged
from cxengine.lang import ast

GRAVEST_FIRST: tuple[ast.Severity, ...] = ("high", "medium", "low")


def findings_said(judged: Iterable[Judged]) -> tuple[FindingSaid, ...]:
    """The rules that found something; of one severity in the order of the files."""
    found = [each for each in judged if each.truth is True]
    found.sort(key=lambda each: GRAVEST_FIRST.index(each.rule.declared.severity))
    return tuple(
        FindingSaid(
            rule=each.rule.key,
            title=each.rule.declared.title,
            severity=each.rule.declared.severity,
            text=each.text,
            because=reason(each.because),
            notes=each.rule.declared.notes,
        )
        for each in found
    )


def undecided_said(judged: Iterable[Judged]) -> tuple[UndecidedSaid, ...]:
    """The rules whose condition is unknown: they find nothing, and must not be taken for fine."""
    return tuple(
        UndecidedSaid(rule=each.rule.key, title=each.rule.declared.title, because=reason(each.because))
        for each in judged
        if each.truth is None
    )
