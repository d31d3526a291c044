"""Answers that a test gives: to criteria that are asked, on their scale."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.assessors import check_by
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.lost_scales import tells_of_lost_scale
from cxengine.lang.checks.written import percent
from cxengine.lang.dates import is_day
from cxengine.lang.reserved import ANSWERS
from cxengine.lang.walk import criteria_of

_ALWAYS = ANSWERS | {"unknown", "not applicable"}


def check_answers(
    given: ast.GivenAnswers, model: ast.Model, criteria: Mapping[str, ast.Criterion], checking: Checking
) -> None:
    """One ``given answer`` or ``given answers … to …`` line; a range skips what is worked out."""
    check_by(given, model, checking)
    for name in (given.first, given.last):
        if name is not None and name.text not in criteria:
            message = f"There is no criterion {name.text} in the model `{model.name.text}`"
            checking.lookup.unknown(name, message, criteria)
            return
    meant = [criteria[given.first.text]]
    ids = [criterion.name.text for criterion in criteria_of(model)]
    if given.last is None and ids.count(given.first.text) > 1:
        return  # which of the two is meant is open, and that there are two is reported
    if given.last is None:
        if meant[0].when is not None and meant[0].ask is not None:
            return  # that both stand is reported
        if meant[0].when is not None:
            checking.error(
                "answer-to-computed",
                given.first.span,
                f"Criterion {given.first.text} is worked out, not answered",
                "Give the metrics that it rests on, for instance `given csat is 86% of 400`.",
            )
            return
    else:
        start, end = ids.index(given.first.text), ids.index(given.last.text)
        if end < start:
            if checking.lookup.incomplete:
                return
            checking.error(
                "wrong-order",
                given.last.span,
                f"{given.last.text} stands before {given.first.text} in the model",
                "Write the one that stands first in the file first.",
            )
            return
        meant = [criteria[word] for word in ids[start : end + 1] if criteria[word].when is None]
    for criterion in meant:
        scale = criterion.scale or model.scale
        declared = checking.names.scales.get(scale.text) if scale is not None else None
        if scale is not None and (declared is None or _is_unfinished(declared)):
            continue
        problem = _misfit(given.answer, declared)
        if problem is not None:
            key = ("answer-off-scale", model.name.text)
            if checking.lookup.incomplete or key in checking.said:
                return
            if scale is None and tells_of_lost_scale(given.answer, model, checking):
                return
            lost = _lost_scales(given.answer, checking) if scale is None else []
            if lost:
                # One mistake, however many answers stand on the scale that the model does not name.
                checking.said.add(key)
                problem = f"{problem[:-1]}; or name the scale in the model: `scale {lost[0]}`."
            message = f"{_said(given.answer)} is no answer to criterion {criterion.name.text}"
            checking.error("answer-off-scale", given.span, message, problem)
            return


def _is_unfinished(scale: ast.Scale) -> bool:
    """Whether it says nothing of what is an answer, which is told where it is declared."""
    return scale.low is None and not scale.points and scale.takes is None


def _misfit_open(answer: str | Fraction, takes: str) -> str | None:
    """The same where any percentage or any date is an answer."""
    if answer in ("unknown", "not applicable"):
        return None
    if takes == "percent":
        return None if isinstance(answer, Fraction) and answer <= 1 else "Write a percentage from 0% to 100%."
    if takes != "date" or (isinstance(answer, str) and (answer == "never" or is_day(answer))):
        return None
    return "Write a date, such as 2018-03-31, or `never`."


def _lost_scales(answer: str | Fraction, checking: Checking) -> list[str]:
    """The scales that have a point of this name."""
    scales = checking.names.scales.items()
    return [name for name, scale in scales if any(point.name.text == answer for point in scale.points)]


def _said(answer: str | Fraction) -> str:
    return percent(answer) if isinstance(answer, Fraction) else f"`{answer}`"


def _misfit(answer: str | Fraction, scale: ast.Scale | None) -> str | None:
    """What to write where the answer is not on the scale; None where it is. Without a scale: met, partly, unmet."""
    if scale is not None and scale.takes is not None:
        return _misfit_open(answer, scale.takes.text)
    if isinstance(answer, str) and answer in _ALWAYS:
        return None
    if scale is None:
        return "Write met, partly, unmet, unknown or not applicable."
    word = scale.name.text
    if scale.low is not None and scale.high is not None:
        digits = isinstance(answer, str) and answer.lstrip("-").isdigit()
        if digits and scale.low <= int(str(answer)) <= scale.high:
            return None
        return f"The scale `{word}` runs from {scale.low} to {scale.high}."
    if isinstance(answer, str) and any(point.name.text == answer for point in scale.points):
        return None
    points = ", ".join(f"`{point.name.text}`" for point in scale.points)
    if scale.points and scale.points[0].up_to is not None:
        if isinstance(answer, Fraction) and 0 <= answer <= 1:
            return None
        return f"The scale `{word}` takes a percentage from 0% to 100%, or {points}."
    return f"The scale `{word}` has the points {points}."
