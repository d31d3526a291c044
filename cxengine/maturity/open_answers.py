"""Answers that count as themselves: any percentage, or any date (``scale trained is percent``, ``… is date``).

A percentage is met from the target up, unmet at 0%, partly between, and its own value counts in scores. A date is met
where it is late enough, else unmet. For ranges some points stand for all: no rule and no condition tells other
percentages apart, save by a score.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.dates import day_written, window
from cxengine.lang.unparse import number_text
from cxengine.maturity.answer_points import AnswerPoint, fold, outcome_of, percent_meant, rank_of
from cxengine.maturity.outcome import MET, PARTLY, UNKNOWN, UNMET, Outcome
from cxengine.maturity.thresholds import Thresholds, days_of, shares_of
from cxengine.maturity.words import day_words
from cxengine.metrics.targets import amount

NEVER = "never"
"""What people answer to the question when something was done that was not."""
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MIDNIGHT = re.compile(r"[ T]00:00(:00)?")
"""What a workbook adds to a date."""


@attrs.frozen
class OpenAnswer:
    """What was answered: ``word`` as it is told; ``late`` where the day is still to come."""

    outcome: Outcome
    value: Fraction | None
    rank: int | None
    word: str
    late: bool = False


def open_points(takes: str, criterion: ast.Criterion, asked: Thresholds = ()) -> tuple[AnswerPoint, ...]:
    """The points that stand for all answers, from the lowest; each of the ``asked`` is one."""
    if takes == "date":
        return _points_in_time(criterion, asked)
    target = amount(criterion.target.quantity) if criterion.target is not None else Fraction(1)
    shares = set(shares_of(asked).values())
    lowest = min((each for each in (target, *shares) if each), default=target)
    values = sorted({Fraction(0), lowest / 2, target / 2, target, Fraction(1), *shares})
    return tuple(
        AnswerPoint((share_text(value),), value, MET if value >= target else PARTLY if value else UNMET)
        for value in values
    )


def _points_in_time(criterion: ast.Criterion, asked: Thresholds) -> tuple[AnswerPoint, ...]:
    enough = _met_from(criterion)
    found = [AnswerPoint((NEVER,), Fraction(0), UNMET)]
    for day in sorted({enough, *days_of(asked).values()}):
        words = _wanted(criterion) if day == enough else f"a date from {day_words(day)} on"
        met = day >= enough
        found.append(AnswerPoint((words,), Fraction(1 if met else 0), MET if met else UNMET, since=day))
    return tuple(found)


def _met_from(criterion: ast.Criterion) -> date:
    """The day of the target; where any date will do, the first of all. Where days are counted back from the assessment
    date no condition asks for a day of its own."""
    if criterion.target is not None and isinstance(criterion.target.quantity, ast.Day):
        return criterion.target.quantity.value
    return date.min


def open_ranks(takes: str, points: tuple[AnswerPoint, ...], asked: Thresholds) -> dict[str, int]:
    """Which point each of the ``asked`` is, by what is written."""
    if takes == "date":
        return {written: _rank_on(day, points) for written, day in days_of(asked).items()}
    return {written: rank_of(share, points) for written, share in shares_of(asked).items()}


def _rank_on(day: date, points: tuple[AnswerPoint, ...]) -> int:
    return max(rank for rank, point in enumerate(points) if point.since is None or point.since <= day)


def share_text(value: Fraction) -> str:
    """``62.5%``."""
    return f"{number_text(value * 100)}%"


def open_answer(
    takes: str, criterion: ast.Criterion, points: tuple[AnswerPoint, ...], answer: str, as_of: date
) -> OpenAnswer | None:
    """What an answer says; None where it is no percentage from 0% to 100%, or no date."""
    if takes == "date":
        return _dated(criterion, points, answer, as_of)
    matched = _PERCENT.fullmatch(answer.strip())
    value = Fraction(matched[1]) / 100 if matched is not None else None
    if value is None or value > 1:
        return None
    return OpenAnswer(outcome_of(value, points), value, rank_of(value, points), share_text(value))


def _dated(
    criterion: ast.Criterion, points: tuple[AnswerPoint, ...], answer: str, as_of: date
) -> OpenAnswer | None:
    if fold(answer) == NEVER:
        return OpenAnswer(UNMET, points[0].value, 0, NEVER)
    day = day_written(_MIDNIGHT.sub("", answer.strip()))
    if day is None:
        return None
    if day > as_of:
        return OpenAnswer(UNKNOWN, None, None, day_words(day), late=True)
    if criterion.recent is not None:
        rank = int(window(as_of, criterion.recent)[0] <= day)
    else:
        rank = _rank_on(day, points)
    return OpenAnswer(points[rank].outcome, points[rank].value, rank, day_words(day))


def not_usable(takes: str, answer: str) -> str:
    """What to answer instead, after ``answered “0.62”, which is``."""
    if takes == "date":
        return f"no date such as 2018-03-31, nor “{NEVER}”"
    return ". ".join(filter(None, ("no percentage from 0% to 100%", meant_open(takes, answer))))


def meant_open(takes: str, answer: str) -> str:
    """What may be meant; a workbook gives a cell that shows 62% as 0.62."""
    is_number = takes == "percent" and _NUMBER.fullmatch(answer.strip()) is not None
    return percent_meant(Fraction(answer.strip())) if is_number else ""


def takes_words(takes: str) -> str:
    """What a question takes, for the questionnaire."""
    return "a date such as 2018-03-31" if takes == "date" else "a percentage from 0% to 100%, such as 62%"


def _wanted(criterion: ast.Criterion) -> str:
    if criterion.recent is not None:
        unit = criterion.recent.unit if criterion.recent.count == 1 else f"{criterion.recent.unit}s"
        return f"a date in the last {number_text(criterion.recent.count)} {unit}"
    if criterion.target is not None and isinstance(criterion.target.quantity, ast.Day):
        return f"a date from {day_words(criterion.target.quantity.value)} on"
    return "a date"
