"""What the records of a project tell by themselves: ``cx history``, which reads neither rules nor data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.history.beside import chosen_record
from cxengine.engine.history.compared import compared
from cxengine.engine.history.over_time import over_time
from cxengine.engine.history.read import FOLDER, Recorded, read_history
from cxengine.engine.project import load_project
from cxengine.engine.said.history import ComparedSaid, History, RecordUsed, SubjectHistorySaid
from cxengine.engine.said.record import Record
from cxengine.maturity.words import day_words
from cxengine.suggest import subject_meant


def history_of(
    folder: Path, *, since: date | None = None, until: date | None = None, subjects: Collection[str] = ()
) -> tuple[History, tuple[Diagnostic, ...]]:
    """The levels of a project over its records, and two of them held against each other; what cannot be read.

    ``since`` and ``until`` are the two dates: the last record and the one before it. ``subjects`` are ``kind:id``, all
    where there are none. Raises CxError for a date or a subject without a record.
    """
    found = Diagnostics()
    project = load_project(folder, Diagnostics())
    read = read_history(folder / FOLDER, project.name, found)
    _refuse_unrecorded(subjects, read)
    records = [_only(each.record, subjects) for each in read]
    history = History(
        project=project.name,
        records=tuple(RecordUsed(as_of=each.record.as_of, filename=each.filename) for each in read),
        results=tuple(_results(records)),
        compared=_compared(read, records, since, until),
    )
    return history, tuple(found)


def _only(record: Record, subjects: Collection[str]) -> Record:
    if not subjects:
        return record
    return attrs.evolve(record, subjects=tuple(each for each in record.subjects if each.key in subjects))


def _refuse_unrecorded(subjects: Collection[str], read: Sequence[Recorded]) -> None:
    known = {subject.key for each in read for subject in each.record.subjects}
    missing = [name for name in subjects if name not in known]
    if missing:
        raise CxError(
            Diagnostic(
                code="unknown-subject",
                message=f"no record has a subject `{name}`",
                help=subject_meant(name, known),
            )
            for name in missing
        )


def _results(records: Sequence[Record]) -> Iterator[SubjectHistorySaid]:
    """Every subject and model of any date, in the order of the last; what is gone comes last."""
    seen: set[tuple[str, str]] = set()
    for record in reversed(records):
        for subject in record.subjects:
            for result in subject.models:
                pair = (subject.key, result.model)
                past = over_time(records, *pair) if pair not in seen else None
                seen.add(pair)
                if past is not None:
                    model = record.model(result.model)
                    yield SubjectHistorySaid(
                        kind=subject.kind, id=subject.id, title=subject.title, model=result.model,
                        model_title=model.title if model is not None and model.title else result.model, history=past,
                    )  # fmt: skip


def _compared(
    read: Sequence[Recorded], records: Sequence[Record], since: date | None, until: date | None
) -> ComparedSaid | None:
    """Two of the records; None where fewer than two are there and no date was asked for."""
    by_date = {each.as_of: each for each in records}
    if until is None and since is None and len(read) < 2:
        return None
    later = chosen_record(read, until).record.as_of if until is not None else max(by_date, default=None)
    before = [day for day in by_date if later is not None and day < later]
    earlier = chosen_record(read, since).record.as_of if since is not None else max(before, default=None)
    if later is None or earlier is None or earlier >= later:
        end = day_words(later) if later is not None else "no date"
        message = f"There is no record before the one of {end}" if since is None else (
            f"A comparison from {day_words(since)} ends on {end}, which is no later"
        )
        known = ", ".join(day.isoformat() for day in by_date)
        raise CxError([Diagnostic(code="no-such-record", message=message, help=f"There are records of {known}.")])
    return compared(by_date[earlier], by_date[later])
