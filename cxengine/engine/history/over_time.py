"""When each level was reached, first reached, and lost, from the records of one subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cxengine.engine.said.history import LevelHeld, LevelThen, ModelHistorySaid, PastSaid
from cxengine.engine.said.record import ModelRecorded, Record, ResultRecorded


def over_time(
    records: Sequence[Record], subject: str, model: str, *, current: date | None = None
) -> ModelHistorySaid | None:
    """A model for ``kind:id`` over records, the earliest first; None where none of them has it.

    ``current`` is the date of the assessment that the last record was made of, and which is not kept.
    """
    found = [
        (record, record.model(model), result)
        for record in records
        if (result := record.result(subject, model)) is not None
    ]
    if not found:
        return None
    results: list[PastSaid] = []
    before: ModelRecorded | None = None
    for record, rules, result in found:
        results.append(_past(record, rules, result, before, current))
        before = rules
    return ModelHistorySaid(results=tuple(results), levels=_levels(found[-1][1], results))


def level_then(number: int | None, model: ModelRecorded | None) -> LevelThen | None:
    """A level with the name that it had then; None where there was none."""
    if number is None:
        return None
    levels = model.levels if model is not None else ()
    return LevelThen(number=number, name=next((each.name for each in levels if each.number == number), None))


def same_rules(one: ModelRecorded | None, other: ModelRecorded | None) -> bool:
    """Whether two records decide a model alike: its criteria, and how levels are reached."""
    if one is None or other is None:
        return one is other
    return one.all_rules == other.all_rules


def _past(
    record: Record, rules: ModelRecorded | None, result: ResultRecorded, before: ModelRecorded | None,
    current: date | None,
) -> PastSaid:  # fmt: skip
    return PastSaid(
        as_of=record.as_of,
        level=level_then(result.level, rules),
        withheld=result.withheld,
        could_be_from=result.could_be_from,
        could_be_to=result.could_be_to,
        score=result.score,
        waivers=result.waivers,
        without_waivers=level_then(result.without_waivers, rules),
        rules_changed=before is not None and not same_rules(before, rules),
        current=record.as_of == current,
    )


def _levels(model: ModelRecorded | None, results: Sequence[PastSaid]) -> tuple[LevelHeld, ...]:
    """Each level from 1 on. What was withheld, or could be on either side of it, neither reaches it nor loses it."""
    known = [(past.as_of, past.could_be_from, past.could_be_to) for past in results if not past.withheld]
    levels = model.levels if model is not None else ()
    return tuple(_held(each.number, each.name, known) for each in levels if each.number > 0)


def _held(level: int, name: str, known: Sequence[tuple[date, int, int]]) -> LevelHeld:
    first = reached = lost = None
    for day, lowest, highest in known:
        if lowest >= level:
            first = first or day
            reached, lost = (day, None) if reached is None or lost is not None else (reached, None)
        elif highest < level and reached is not None and lost is None:
            lost = day
    return LevelHeld(level=level, name=name or None, first_reached=first, reached=reached, lost=lost)
