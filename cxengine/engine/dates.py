"""The assessment date of a run, and the earlier one that its figures are compared with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.maturity.words import day_words

if TYPE_CHECKING:
    from cxengine.engine.program import Program


def assessment_date(program: Program, as_of: date | None = None) -> tuple[date, bool]:
    """The date asked for, else that of the project, else today; and whether anybody gave it."""
    project = program.rules.project
    given = as_of or (project.as_of if project is not None else None)
    return (given, True) if given is not None else (date.today(), False)


def date_before(program: Program, as_of: date, since: date | None = None) -> date | None:
    """The date asked for, else that of the project if it is earlier. Raises CxError where one asked for is not."""
    project = program.rules.project
    if since is None:
        own = project.change_since if project is not None else None
        return own if own is not None and own < as_of else None
    if since < as_of:
        return since
    raise CxError(
        [
            Diagnostic(
                code="change-not-earlier",
                message=f"a change since {day_words(since)} ends on {day_words(as_of)}, which is no later",
                help="Compare with an earlier date: `--change-since 2018-03-31`.",
            )
        ]
    )


def change_left_out(program: Program, as_of: date) -> tuple[Diagnostic, ...]:
    """A note where the project's date to compare with is not before the assessment date that was asked for."""
    project = program.rules.project
    if project is None or project.change_since is None or project.change_since < as_of:
        return ()
    since, today = day_words(project.change_since), day_words(as_of)
    return (
        Diagnostic(
            code="change-not-earlier",
            severity="info",
            message=f"No figure is compared: `change_since` is {since}, and this is as of {today}",
            help="Compare with an earlier date: `--change-since DATE`.",
            span=project.change_since_place,
        ),
    )
