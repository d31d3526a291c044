"""What the days of answers show: two that differ on one day, and those after the assessment date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cxengine.host.contracts import FIRST_ROWS, Problem
from cxengine.maturity.answer_points import fold
from cxengine.maturity.answers import Answer
from cxengine.maturity.words import day_words

_SAME = {"yes": "met", "no": "unmet", "partly met": "partly", "n/a": "not applicable"}


def contradicting(answers: Iterable[Answer]) -> tuple[Problem, ...]:
    """A problem for each criterion, subject and day that have answers that differ. What was answered is not said.

    An answer that names no model is for every model that asks, so it can differ from one of any model.
    """
    by_day: dict[tuple[str, str, str, date | None], list[Answer]] = {}
    for answer in answers:
        if answer.answer.strip():
            who = fold(answer.assessor or "")
            by_day.setdefault((str(answer.subject), answer.criterion, who, answer.on), []).append(answer)
    problems: list[Problem] = []
    for (subject, criterion, _, on), group in by_day.items():
        differ = [each for each in group if any(_differ(each, other) for other in group)]
        if differ:
            day = f"on {day_words(on)}" if on is not None else "without a date"
            message = f"{subject} has answers to `{criterion}` {day} that differ; the last row counts."
            problems.append(_problem("contradicting-answers", message, differ))
    return tuple(problems)


def dated_after(answers: Iterable[Answer], as_of: date | None) -> tuple[Problem, ...]:
    """The answers that a later assessment will count, as one problem."""
    later = [answer for answer in answers if as_of is not None and answer.on is not None and answer.on > as_of]
    if as_of is None or not later:
        return ()
    said = "1 answer is" if len(later) == 1 else f"{len(later):,} answers are"
    does = "it does" if len(later) == 1 else "they do"
    message = f"{said} dated after the assessment date {day_words(as_of)}; {does} not count."
    return (_problem("answer-after-assessment-date", message, later),)


def _differ(one: Answer, other: Answer) -> bool:
    if one.model is not None and other.model is not None and one.model != other.model:
        return False
    first, second = fold(one.answer), fold(other.answer)
    return _SAME.get(first, first) != _SAME.get(second, second)


def _problem(code: str, message: str, answers: list[Answer]) -> Problem:
    rows = sorted(answer.row for answer in answers if answer.row is not None)
    return Problem(code=code, message=message, count=len(answers), rows=tuple(rows[:FIRST_ROWS]))
