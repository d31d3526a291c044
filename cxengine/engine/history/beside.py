"""An assessment beside the records of earlier dates: since when each level holds, and what changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.history.compared import compared
from cxengine.engine.history.over_time import level_then, over_time
from cxengine.engine.history.read import Given, Recorded, read_history
from cxengine.engine.history.recorded import record_of
from cxengine.engine.said.history import HistorySaid, NoLongerListed, RecordUsed
from cxengine.engine.said.record import Record
from cxengine.maturity.words import day_words
from cxengine.source import NOWHERE, Span

if TYPE_CHECKING:
    from cxengine.engine.assessment import Assessment, SubjectSaid
    from cxengine.engine.program import Program

MOST_NAMED = 5


def beside_history(
    program: Program, assessment: Assessment, given: Given | None, *, listed: Collection[str], since: date | None
) -> Assessment:
    """The assessment with its record, and with what earlier records tell; ``given`` is None where there are none.

    ``listed`` are all subjects of the project as ``kind:id``; ``since`` the date to compare with, None for the last
    one before. Raises CxError where there is no record of that date.
    """
    record = record_of(program, assessment)
    found = Diagnostics()
    read = read_history(given, record.project, found) if given is not None else ()
    earlier = tuple(each for each in read if each.record.as_of < record.as_of)
    chosen = _chosen(earlier, since, record.as_of)
    assessed = {f"{subject.kind}:{subject.id}" for subject in assessment.subjects}
    gone = _no_longer_listed(earlier, listed)
    if gone:
        found.add(_told(gone, earlier))
    return attrs.evolve(
        assessment,
        record=record,
        subjects=_with_past(assessment, (*(each.record for each in earlier), record)) if earlier else
        assessment.subjects,
        history=HistorySaid(
            records=tuple(RecordUsed(as_of=each.record.as_of, filename=each.filename) for each in earlier),
            no_longer_listed=gone,
            compared=compared(_of(chosen.record, assessed, listed), record) if chosen is not None else None,
        ) if earlier else None,
        diagnostics=(*assessment.diagnostics, *found),
    )  # fmt: skip


def chosen_record(records: Sequence[Recorded], day: date) -> Recorded:
    """The record of a date. Raises CxError where there is none."""
    for each in records:
        if each.record.as_of == day:
            return each
    known = [each.record.as_of.isoformat() for each in records]
    command = f"cx assess --as-of {day.isoformat()} --record"
    help = f"There are records of {', '.join(known)}." if known else f"`{command}` keeps one."
    message = f"There is no record of {day_words(day)} to compare with"
    raise CxError([Diagnostic(code="no-such-record", message=message, help=help)])


def _chosen(earlier: Sequence[Recorded], since: date | None, as_of: date) -> Recorded | None:
    if since is None:
        return earlier[-1] if earlier else None
    if since >= as_of:
        message = f"A comparison with {day_words(since)} ends on {day_words(as_of)}, which is no later"
        help = "Compare with an earlier date, or assess as of a later one: `--as-of DATE`."
        raise CxError([Diagnostic(code="no-such-record", message=message, help=help)])
    return chosen_record(earlier, since)


def _of(record: Record, assessed: Collection[str], listed: Collection[str]) -> Record:
    """Without the subjects that this run was not asked for; those that are listed no more stay."""
    kept = tuple(each for each in record.subjects if each.key in assessed or each.key not in listed)
    return attrs.evolve(record, subjects=kept)


def _with_past(assessment: Assessment, records: Sequence[Record]) -> tuple[SubjectSaid, ...]:
    today = assessment.as_of
    return tuple(
        attrs.evolve(
            subject,
            models=tuple(
                attrs.evolve(
                    model, history=over_time(records, f"{subject.kind}:{subject.id}", model.model, current=today)
                )
                for model in subject.models
            ),
        )
        for subject in assessment.subjects
    )


def _no_longer_listed(earlier: Sequence[Recorded], listed: Collection[str]) -> tuple[NoLongerListed, ...]:
    """As each was last recorded, in the order in which they went."""
    found: dict[str, NoLongerListed] = {}
    for each in earlier:
        for subject in each.record.subjects:
            if subject.key not in listed:
                levels = tuple(level_then(m.level, each.record.model(m.model)) for m in subject.models)
                found[subject.key] = NoLongerListed(
                    kind=subject.kind, id=subject.id, title=subject.title, last=each.record.as_of, levels=levels
                )
    return tuple(found.values())


def _told(gone: Sequence[NoLongerListed], earlier: Sequence[Recorded]) -> Diagnostic:
    """One message for all, at the latest file that has one of them."""
    last = max(each.last for each in gone)
    file = next((each.filename for each in earlier if each.record.as_of == last), None)
    names = ", ".join(f"{each.kind}:{each.id}" for each in gone[:MOST_NAMED])
    more = f" and {len(gone) - MOST_NAMED} more" if len(gone) > MOST_NAMED else ""
    are = "is" if len(gone) == 1 else "are"
    return Diagnostic(
        code="history-not-listed",
        severity="info",
        message=f"Recorded earlier and no longer listed {are} {names}{more}",
        help="What was recorded stays. If an id was changed, give the subject its old one back, or its history "
        "begins anew.",
        span=Span(file, 1, 1, 1, 2) if file is not None else NOWHERE,
    )
