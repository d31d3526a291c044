"""Load reports as a result has them: without numbers from which a hidden figure would follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxengine.engine.hiding_said import hiding_said
from cxengine.engine.said.sources import FileUsed, ProblemSaid, SourceUsed
from cxengine.host.contracts import CountedNote, LoadReport, Problem
from cxengine.lang.publishing import Policy
from cxengine.metrics.late import Untold
from cxengine.metrics.suppress import PLACES_UNTOLD, ROWS_ROUNDED, ROWS_UNTOLD
from cxengine.subjects import SubjectTree

if TYPE_CHECKING:
    from cxengine.metrics.measure import Measurements

UNLISTED = "unlisted-subject"
UNLISTED_UNTOLD = "How many rows are about it is not told: few are, or a hidden figure would follow from it."


def source_said(
    report: LoadReport, more: tuple[Problem | Untold, ...], measurements: Measurements, tree: SubjectTree,
    *, keyed: Callable[[str], str], what_hides: bool,
) -> SourceUsed:  # fmt: skip
    """What is published of a load report; ``keyed`` makes its digests what they are published as.

    The number of a row says how many rows there are at least; so none is told where how many there are is not.
    """
    policy = measurements.policy_of(report.table)
    rounded = policy is not None and policy.round_to is not None
    few = any(_of_few(each, policy) for each in report.problems)
    untold = few or measurements.hides_rows(report.table)
    by_file = not few and not measurements.hides_any(report.table) and not rounded
    places = not untold and not rounded and (by_file or not report.files)
    problems = (*report.problems, *more)
    notes = {
        ROWS_UNTOLD: untold,
        ROWS_ROUNDED: rounded and not untold,
        PLACES_UNTOLD: not places and any(isinstance(each, Problem) and each.rows for each in problems),
    }
    return SourceUsed(
        table=report.table, plugin=report.plugin, rows=None if untold else _rows(report, policy),
        rejected=report.rejected, digest=keyed(report.digest),
        problems=tuple(_problem(each, places, counted=by_file) for each in problems),
        notes=(*_told(report.notes, by_file and not untold), *(note for note, said in notes.items() if said)),
        files=tuple(
            FileUsed(
                name=each.name, rows=each.rows if by_file else None, rejected=each.rejected, digest=keyed(each.digest)
            )
            for each in report.files
        ),
        hiding=hiding_said(measurements.hiding(report.table, by_line=what_hides), tree),
        rounded_to=policy.round_to if policy is not None else None,
    )  # fmt: skip


def source_in_full(report: LoadReport, more: tuple[Problem | Untold, ...]) -> SourceUsed:
    """The same for whoever mends the data, where nothing is published."""
    return SourceUsed(
        table=report.table, plugin=report.plugin, rows=report.rows, rejected=report.rejected, digest=report.digest,
        problems=tuple(_problem(each, True) for each in (*report.problems, *more)), notes=report.notes,
    )  # fmt: skip


def _of_few(problem: Problem, policy: Policy | None) -> bool:
    """Whether it is of subjects that are not listed and have so few rows that of a listed one it would not be said.

    How many these are is all rows less those of everybody who is listed.
    """
    return policy is not None and policy.round_to is None and problem.code == UNLISTED and policy.hides(problem.count)


def _told(notes: tuple[str, ...], numbers: bool) -> tuple[str, ...]:
    """Notes, those with numbers of rows without them where they say how many rows there are at least."""
    return tuple(note.uncounted if isinstance(note, CountedNote) and not numbers else str(note) for note in notes)


def _rows(report: LoadReport, policy: Policy | None) -> int:
    """How many rows were read; of those that count as many as the policy lets be said."""
    return report.rows if policy is None else policy.shown(report.rows - report.rejected) + report.rejected


def _problem(found: Problem | Untold, places: bool, *, counted: bool = True) -> ProblemSaid:
    """A problem as it is said; ``counted`` says whether the rows of nobody who is listed may be counted.

    They and those of all listed subjects are all rows, which figures of other subjects tell of too.
    """
    if isinstance(found, Untold):
        return ProblemSaid(code=found.code, message=found.message, rows=(), count=None)
    if found.code == UNLISTED and not counted:
        return ProblemSaid(code=found.code, message=f"{found.message} {UNLISTED_UNTOLD}", rows=(), count=None)
    return ProblemSaid(
        code=found.code, message=found.message, rows=found.rows if places else (), count=found.count
    )
