"""The answers that a scale takes, what each counts for, and which of them an answer names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.unparse import number_text
from cxengine.masking import MOST_SHOWN, masked
from cxengine.maturity.outcome import MET, PARTLY, UNMET, Outcome
from cxengine.suggest import nearest

_NUMBER = re.compile(r"\d*\.?\d+|\d+\.")
_WHOLE = re.compile(r"\A(-?\d+)\.0+\Z")
_ALIKE = 0.65
"""How much alike an answer and the one that may be meant are spelt: `ninety` is not `none`."""
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@attrs.frozen
class AnswerPoint:
    """One answer a scale takes: its spellings, what it counts for and its outcome.

    ``since`` where dates are answered and it stands for all from that day up to the next point.
    """

    spellings: tuple[str, ...]
    value: Fraction
    outcome: Outcome
    up_to: Fraction | None = None
    since: date | None = None

    def is_spelt(self, answer: str) -> bool:
        """Whether an answer is one of its spellings; ``4.0``, as some programs write whole numbers, is ``4``."""
        said = _WHOLE.sub(r"\1", fold(answer))
        return any(fold(spelling) in (fold(answer), said) for spelling in self.spellings)


DEFAULT_POINTS = (
    AnswerPoint(("unmet", "no"), Fraction(0), UNMET),
    AnswerPoint(("partly", "partly met"), Fraction(1, 2), PARTLY),
    AnswerPoint(("met", "yes"), Fraction(1), MET),
)


def points_of(scale: ast.Scale | None, target: str | None = None) -> tuple[AnswerPoint, ...]:
    """The answers that a scale takes, from lowest to highest value; those of the default scale for None.

    An answer is met from the point called ``target`` up, or at the highest only.
    """
    points = _points_on(scale)
    value = next((point.value for point in points if target in point.spellings), None)
    if value is None:
        return points
    return tuple(attrs.evolve(point, outcome=MET) if point.value >= value else point for point in points)


def target_value(points: Sequence[AnswerPoint]) -> Fraction:
    """From which value an answer is met."""
    return min(point.value for point in points if point.outcome == MET)


def outcome_of(value: Fraction, points: Sequence[AnswerPoint]) -> Outcome:
    """Met from the target up, unmet at the lowest point, partly between."""
    if value >= target_value(points):
        return MET
    return UNMET if value == points[0].value else PARTLY


def rank_of(value: Fraction, points: Sequence[AnswerPoint]) -> int:
    """The place of the highest point that is not above a value."""
    return max(rank for rank, point in enumerate(points) if point.value <= value)


def _points_on(scale: ast.Scale | None) -> tuple[AnswerPoint, ...]:
    if scale is None:
        return DEFAULT_POINTS
    if scale.low is not None and scale.high is not None:
        return _range_points(scale, scale.low, scale.high)
    values: list[Fraction] = []
    last = len(scale.points) - 1
    for place, point in enumerate(scale.points):
        given = point.value if point.value is not None else point.up_to
        values.append(given if given is not None else Fraction(place, last or 1))
    lowest, highest = min(values, default=Fraction(0)), max(values, default=Fraction(1))
    return tuple(
        AnswerPoint((point.name.text, point.title), value, _outcome(value, lowest, highest), point.up_to)
        for point, value in sorted(zip(scale.points, values, strict=True), key=lambda pair: pair[1])
    )


def _range_points(scale: ast.Scale, low: int, high: int) -> tuple[AnswerPoint, ...]:
    titles = {point.name.text: point.title for point in scale.points}
    span = high - low or 1
    made = []
    for number in range(low, high + 1):
        best = number - low if scale.higher_is_better is not False else high - number
        value = Fraction(best, span)
        spellings = tuple(word for word in (str(number), titles.get(str(number))) if word)
        made.append(AnswerPoint(spellings, value, _outcome(value, Fraction(0), Fraction(1))))
    return tuple(sorted(made, key=lambda point: point.value))


def _outcome(value: Fraction, lowest: Fraction, highest: Fraction) -> Outcome:
    if value == highest:
        return MET
    return UNMET if value == lowest else PARTLY


def fold(word: str) -> str:
    """Spellings compare without case, outer spaces, and with ``_`` as a space."""
    return " ".join(word.replace("_", " ").casefold().split())


def find_point(answer: str | Fraction, points: tuple[AnswerPoint, ...]) -> AnswerPoint | None:
    """The point that an answer names; a percentage falls in the first band whose upper bound is not below it."""
    percent = answer if isinstance(answer, Fraction) else None
    if isinstance(answer, str):
        for point in points:
            if point.is_spelt(answer):
                return point
        matched = _PERCENT.fullmatch(answer.strip())
        percent = Fraction(matched[1]) / 100 if matched else None
    if percent is None:
        return None
    bands = sorted((p for p in points if p.up_to is not None), key=lambda p: p.up_to or 0)
    return next((p for p in bands if p.up_to is not None and 0 <= percent <= p.up_to), None)


def percent_in(answer: str) -> str | None:
    """``95%`` of ``95 %``; None of anything else."""
    matched = _PERCENT.fullmatch(answer.strip())
    return f"{number_text(Fraction(matched[1]))}%" if matched is not None else None


def quoted(answer: str) -> str:
    """The beginning of an answer, in one line, masked where it looks personal: a person may have written it freely."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in answer).split())
    return masked(line)


def percent_meant(number: Fraction) -> str:
    """``Did you mean `75%`?`` of 75, and of 0.75; empty of more than 100."""
    percent = number * 100 if number <= 1 else number
    return f"Did you mean `{number_text(percent)}%`?" if percent <= 100 else ""


def meant_point(answer: str, points: Sequence[AnswerPoint]) -> str:
    """A sentence that names the answer most like one that is not taken; empty where none is near.

    A workbook gives a cell that shows 75% as 0.75, and people leave the sign out.
    """
    if any(point.up_to is not None for point in points) and _NUMBER.fullmatch(answer.strip()):
        return percent_meant(Fraction(answer.strip()))
    spelt = {spelling: point for point in points for spelling in point.spellings}
    near = nearest(" ".join(answer.split())[:MOST_SHOWN], spelt, alike=_ALIKE)
    return "" if near is None else f"Did you mean `{spelt[near].spellings[0]}`?"
