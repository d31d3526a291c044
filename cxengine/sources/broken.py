"""A source that was lost after rows had come: they are counted and not used, for a part must not pass for the whole."""

from __future__ import annotations

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.host.contracts import Problem
from cxengine.sources.failures import SOURCE_FAILED
from cxengine.sources.kept.reading import KeptReading

_KEPT = "the next run goes on from there."


class BrokenOff(CxError):
    """The error of a source that was lost in the middle; ``problems`` count what came, for the load report."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], problems: tuple[Problem, ...]) -> None:
        super().__init__(diagnostics, SOURCE_FAILED)
        self.problems = problems


def broken_off(lost: CxError, rows: int, kept: KeptReading | None) -> CxError:
    """The same error, which also says what became of the rows that had come, in this run and before."""
    before = kept.earlier.rows if kept is not None and kept.earlier is not None else 0
    if lost.exit_code != SOURCE_FAILED or not (rows or before):
        return lost
    told = _told(rows, before, kept is not None and kept.rows > 0)
    first = attrs.evolve(lost.diagnostics[0], help=f"{lost.diagnostics[0].help} {told}".strip())
    problem = Problem(code="source-broken-off", message=told, count=rows)
    return BrokenOff((first, *lost.diagnostics[1:]), (problem,) if rows else ())


def _told(rows: int, before: int, is_kept: bool) -> str:
    if not rows:
        return f"{_counted(before)} of earlier runs {_are(before)} still kept, and {_KEPT}"
    had = f"{_counted(rows)} had come by then and {_are(rows)} not used, since a part must not pass for the whole"
    return f"{had}; what came is kept, and {_KEPT}" if is_kept else f"{had}."


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _are(rows: int) -> str:
    return "is" if rows == 1 else "are"
