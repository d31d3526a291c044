"""Why a criterion came out otherwise than at an earlier date, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from cxengine.engine.said.history import Cause
from cxengine.engine.said.record import OutcomeRecorded, Record, RuleRecorded
from cxengine.maturity.outcome import SAID
from cxengine.maturity.words import day_words

_ENDS: Final[Mapping[str, str]] = {
    "out_of_date": "is out of date by now",
    "without_proof": "lacks the proof that it needs",
}


@attrs.frozen(kw_only=True)
class Side:
    """A criterion on one of the two dates: how it came out, and what decided it. Each is None where it was not."""

    outcome: OutcomeRecorded | None
    rule: RuleRecorded | None


def cause_of(before: Side, after: Side, *, data_changed: bool | None) -> Cause:
    """The nearest reason: a rule that is new or gone, a waiver, another rule, another answer, other data, or time.

    ``data_changed`` is None where that cannot be told.
    """
    was, now = before.outcome, after.outcome
    if was is None or now is None:
        return "rule"
    if "waived" in (was.outcome, now.outcome):
        return "waiver"
    if before.rule is not None and after.rule is not None and before.rule.digest != after.rule.digest:
        return "rule"
    if (was.answer, was.on) != (now.answer, now.on):
        return "answer"
    if now.flaw == "out_of_date" and was.flaw != now.flaw:
        return "time"
    if was.flaw != now.flaw:
        return "answer"
    return "time" if data_changed is False else "data"


def data_changed(before: Record, after: Record) -> bool | None:
    """Whether any table is not what it was.

    None where that cannot be told: it was counted in an engine, or only one of two digests takes a secret.
    """
    if tables_changed(before, after):
        return True
    was = {each.table: each.digest for each in before.sources}
    untold = any(not each.digest or _unlike(was[each.table], each.digest) for each in after.sources)
    return None if untold or any(not digest for digest in was.values()) else False


def tables_changed(before: Record, after: Record) -> tuple[str, ...]:
    """The tables whose contents differ, also those that only one of the two dates has."""
    was = {each.table: each.digest for each in before.sources}
    now = {each.table: each.digest for each in after.sources}
    return tuple(
        table
        for table in {**was, **now}
        if was.get(table) != now.get(table) and not _unlike(was.get(table, ""), now.get(table, ""))
    )


def _unlike(one: str, other: str) -> bool:
    """Whether two digests are made in different ways, ``sha256:…`` and ``hmac-sha256:…``."""
    return bool(one and other) and one.partition(":")[0] != other.partition(":")[0]


def cause_words(cause: Cause, before: Side, after: Side, *, to: date, data_changed: bool | None) -> str:
    """Why, as the end of a sentence; ``to`` is the later date."""
    was, now = before.outcome, after.outcome
    if was is None:
        return "it was not asked for before"
    if now is None:
        return "it is no longer asked for"
    match cause:
        case "waiver":
            return "it is waived now" if now.outcome == "waived" else "its waiver no longer holds"
        case "rule":
            return "the rule is another one"
        case "answer":
            return _answer_words(was, now)
        case "time":
            if now.flaw is not None and was.flaw != now.flaw:
                return f"the answer{_on(now)} {_ENDS[now.flaw]}"
            return f"worked out from the same data as of {day_words(to)}"
        case _:
            if now.answer is not None:
                return "what else it rests on is otherwise"
            return "the data are others" if data_changed else f"worked out from the data of {day_words(to)}"


def _answer_words(was: OutcomeRecorded, now: OutcomeRecorded) -> str:
    if now.answer is None:
        return "an answer that counts is no longer there" if now.on is None else f"the answer{_on(now)} cannot be used"
    said = f"answered “{_point(now.answer)}”{_on(now)}"
    if now.flaw is not None:
        return f"{said}, which {_ENDS[now.flaw]}"
    if was.answer is None:
        return f"{said}; not answered before" if was.on is None else said
    if was.answer == now.answer:
        return f"{said}, {'with its proof' if was.flaw == 'without_proof' else 'afresh'}"
    return f"{said}; before “{_point(was.answer)}”"


def _point(answer: str) -> str:
    """The name of a point of a scale as people read it."""
    return answer.replace("_", " ")


def _on(outcome: OutcomeRecorded) -> str:
    return f" on {day_words(outcome.on)}" if outcome.on is not None else ""


def outcome_words(side: Side) -> str:
    """``met``, ``not applicable``; nothing where there was no such criterion."""
    return SAID[side.outcome.outcome] if side.outcome is not None else ""
