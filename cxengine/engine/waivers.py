"""Waivers that are over on a date, or soon will be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cxengine.diagnostics import Diagnostic
from cxengine.lang import ast
from cxengine.lang.walk import criteria_of
from cxengine.maturity.words import day_words

DAYS_BEFORE = 30
"""How long before the end of a waiver the checker begins to warn."""


def waivers_at(files: Iterable[ast.File], as_of: date) -> tuple[Diagnostic, ...]:
    """A warning for each waiver that has no effect any more on a date, or ends within 30 days of it."""
    found: list[Diagnostic] = []
    for file in files:
        for model in file.declarations:
            if isinstance(model, ast.Model):
                found += [_said(c, c.waiver, as_of) for c in criteria_of(model) if _is_due(c.waiver, as_of)]
    return tuple(found)


def _is_due(waiver: ast.Waiver | None, as_of: date) -> bool:
    return waiver is not None and (waiver.until - as_of).days <= DAYS_BEFORE


def _said(criterion: ast.Criterion, waiver: ast.Waiver | None, as_of: date) -> Diagnostic:
    assert waiver is not None
    left = (waiver.until - as_of).days
    if left < 0:
        return Diagnostic(
            code="waiver-over",
            severity="warning",
            message=f"The waiver of criterion {criterion.name} ended on {day_words(waiver.until)}, so it counts again",
            help="Take the `waive` lines out, or give a later date if the reason still holds.",
            span=waiver.span,
        )
    days = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    return Diagnostic(
        code="waiver-ends",
        severity="warning",
        message=f"The waiver of criterion {criterion.name} ends {days}, on {day_words(waiver.until)}",
        help="From the next day the criterion counts again. See to it, or give a later date if the reason still holds.",
        span=waiver.span,
    )
