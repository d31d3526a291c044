"""From a recorded answer to an outcome and what it counts for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Key, OracleAnswer, World
from cxengine.testing.oracle.lookup import scale_named
from cxengine.testing.oracle.periods import at_distance

LINK = re.compile(r"https?://[^\s/.]+\.[^\s/.]", re.IGNORECASE)


@dataclass(frozen=True)
class Judgement:
    """An outcome, and its points for the score: None where the outcome has none of its own.

    ``point`` is the answer behind it, by its name on the scale, and ``proofs`` are the kinds that came with it.
    """

    outcome: str
    value: Fraction | None = None
    point: str | None = None
    proofs: frozenset[str] = frozenset()
    ways: tuple[Judgement, ...] = ()
    """What the answers of several people could still come to; empty where one person answers."""
    day: date | None = None
    """The date that was answered."""


UNKNOWN = Judgement("unknown")


def latest_answer(
    world: World, key: Key, model: ast.Model, criterion: ast.Criterion, on: date, by: str | None = None
) -> OracleAnswer | None:
    """The last answer dated on or before the date; one without a date comes before all dated ones, a blank is none.

    ``by`` is the assessor whose answers count, where not everybody's do.
    """
    answers = [
        answer
        for answer in world.data.answers
        if answer.subject == key
        and answer.criterion == criterion.name.text
        and (answer.model is None or answer.model.split(".")[-1] == model.name.text)
        and (answer.on is None or answer.on <= on)
        and answer.answer.strip()
        and by in (None, answer.assessor)
    ]
    latest: OracleAnswer | None = None
    for answer in answers:
        if latest is None or (answer.on or date.min) >= (latest.on or date.min):
            latest = answer
    return latest


def judged_alone(
    world: World, model: ast.Model, criterion: ast.Criterion, answer: OracleAnswer | None, on: date
) -> Judgement:
    """What one person's answer comes to."""
    if answer is None:
        return UNKNOWN
    scale = scale_of(world, model, criterion)
    if scale is not None and scale.takes is not None and scale.takes.text == "date":
        judged = on_calendar(criterion, answer.answer, on)
    else:
        judged = from_target(scale, criterion, on_scale(scale, answer.answer, criterion.not_applicable_allowed))
    if judged.outcome == "unknown" or is_stale(criterion, answer, on) or lacks_proof(criterion, answer, judged.outcome):
        return UNKNOWN
    given = frozenset(kind for kind, stands in proofs_of(answer).items() if stands)
    return Judgement(judged.outcome, judged.value, judged.point, given, day=judged.day)


def scale_of(world: World, model: ast.Model, criterion: ast.Criterion) -> ast.Scale | None:
    """The criterion's scale, else the model's, else None for unmet, partly, met."""
    name = criterion.scale or model.scale
    return None if name is None else scale_named(world, name.text)


def on_scale(scale: ast.Scale | None, answer: str, not_applicable_allowed: bool) -> Judgement:
    """What an answer says on a scale."""
    word = " ".join(answer.replace("_", " ").casefold().split())
    if word == "not applicable":
        return Judgement("not applicable") if not_applicable_allowed else UNKNOWN
    if word in ("", "unknown"):
        return UNKNOWN
    if scale is None:
        return on_default_scale(word)
    if scale.takes is not None:
        return on_percent(word)
    if scale.low is not None and scale.high is not None:
        return on_range(scale, scale.low, scale.high, word)
    return on_points(scale.points, word)


def on_calendar(criterion: ast.Criterion, answer: str, on: date) -> Judgement:
    """A date that was answered: met where it is late enough, unknown where it is still to come."""
    word = " ".join(answer.replace("_", " ").casefold().split())
    if word == "not applicable":
        return Judgement("not applicable") if criterion.not_applicable_allowed else UNKNOWN
    if word == "never":
        return Judgement("unmet", Fraction(0))
    try:
        day = date.fromisoformat(word)
    except ValueError:
        return UNKNOWN
    if day > on:
        return UNKNOWN
    late_enough = True
    if criterion.recent is not None:
        late_enough = day > at_distance(on, criterion.recent, -1)
    if criterion.target is not None and isinstance(criterion.target.quantity, ast.Day):
        late_enough = day >= criterion.target.quantity.value
    return Judgement("met" if late_enough else "unmet", Fraction(1 if late_enough else 0), day=day)


def on_percent(word: str) -> Judgement:
    """A percentage that counts as itself."""
    if not word.endswith("%"):
        return UNKNOWN
    share = Fraction(word[:-1].strip()) / 100
    return by_value(share, Fraction(0), Fraction(1)) if 0 <= share <= 1 else UNKNOWN


def from_target(scale: ast.Scale | None, criterion: ast.Criterion, judged: Judgement) -> Judgement:
    """An answer is met from the point on that the criterion names as its target."""
    least = least_to_be_met(scale, criterion)
    if least is None or judged.value is None:
        return judged
    return Judgement("met", judged.value, judged.point) if judged.value >= least else judged


def least_to_be_met(scale: ast.Scale | None, criterion: ast.Criterion) -> Fraction | None:
    """What the target of a criterion counts for; None where it has none, or where dates are answered."""
    if criterion.target is None:
        return None
    if isinstance(criterion.target.quantity, ast.Percent):
        return criterion.target.quantity.value
    return on_scale(scale, criterion.target.point or "", False).value


def on_default_scale(word: str) -> Judgement:
    """unmet < partly < met; no and yes."""
    if word in ("met", "yes"):
        return Judgement("met", Fraction(1), "met")
    if word == "partly":
        return Judgement("partly", Fraction(1, 2), "partly")
    if word in ("unmet", "no"):
        return Judgement("unmet", Fraction(0), "unmet")
    return UNKNOWN


def on_range(scale: ast.Scale, low: int, high: int, word: str) -> Judgement:
    """A whole number from low to high, or a point's label; the best end is met and counts 1, the worst 0."""
    for point in scale.points:
        if word == point.title.casefold().strip():
            word = point.name.text
    if not word.isdecimal() or not low <= int(word) <= high:
        return UNKNOWN
    steps = int(word) - low if scale.higher_is_better is not False else high - int(word)
    return by_value(Fraction(steps, high - low), Fraction(0), Fraction(1), str(int(word)))


def on_points(points: Sequence[ast.Point], word: str) -> Judgement:
    """A point by name or title, or the percentage that falls in it."""
    values = point_values(points)
    for point, value in zip(points, values, strict=True):
        spellings = (point.name.text.replace("_", " ").casefold(), point.title.casefold().strip())
        if word in spellings:
            return by_value(value, min(values), max(values), point.name.text)
    if word.endswith("%") and points[0].up_to is not None:
        share = Fraction(word[:-1].strip()) / 100
        reached = sorted(point.up_to for point in points if point.up_to is not None and share <= point.up_to)
        if reached:
            name = next(point.name.text for point in points if point.up_to == reached[0])
            return by_value(reached[0], min(values), max(values), name)
    return UNKNOWN


def point_values(points: Sequence[ast.Point]) -> list[Fraction]:
    """What each point counts for: as written, its upper bound, or evenly from 0 to 1 in the order listed."""
    values = []
    for place, point in enumerate(points):
        written = point.value if point.value is not None else point.up_to
        values.append(written if written is not None else Fraction(place, len(points) - 1))
    return values


def points_on(scale: ast.Scale | None) -> list[str]:
    """The names of a scale's points from the lowest to the highest; those of equal value in the order listed."""
    if scale is None:
        return ["unmet", "partly", "met"]
    if scale.low is not None and scale.high is not None:
        numbers = [str(number) for number in range(scale.low, scale.high + 1)]
        return numbers if scale.higher_is_better is not False else numbers[::-1]
    values = point_values(scale.points)
    return [point.name.text for point, _ in sorted(zip(scale.points, values, strict=True), key=lambda pair: pair[1])]


def judgements_on(
    scale: ast.Scale | None, criterion: ast.Criterion, asked: Sequence[str] = ()
) -> list[Judgement]:
    """What every answer to a criterion comes to; of percentages, those at the ends, at the target and below it.

    Conditions also ask whether it is at least one of the ``asked``: those and what is just below stand for the rest.
    """
    if scale is not None and scale.takes is not None:
        if scale.takes.text == "date":
            return [Judgement("unmet", Fraction(0)), *days_around(criterion, asked)]
        least = least_to_be_met(scale, criterion) or Fraction(1)
        found = {Fraction(0), least / 2, least, Fraction(1)}
        for share in (Fraction(each[:-1]) / 100 for each in asked if each.endswith("%")):
            found |= {share, share / 2, (share + least) / 2}
        shares = sorted(found)
        return [from_target(scale, criterion, by_value(share, Fraction(0), Fraction(1))) for share in shares]
    return [from_target(scale, criterion, on_scale(scale, point, False)) for point in points_on(scale)]


def days_around(criterion: ast.Criterion, asked: Sequence[str]) -> list[Judgement]:
    """Days that stand for all: the one of the target, those that are asked for, and the day before each."""
    found = [Judgement("met", Fraction(1))] if criterion.recent is not None else []
    if criterion.recent is None:
        target = criterion.target.quantity if criterion.target is not None else None
        days = {date.fromisoformat(each) for each in asked if "-" in each}
        days.add(target.value if isinstance(target, ast.Day) else date.min)
        days |= {day - timedelta(days=1) for day in days if day != date.min}
        found = [on_calendar(criterion, day.isoformat(), date.max) for day in sorted(days)]
    return found


def by_value(value: Fraction, lowest: Fraction, highest: Fraction, point: str | None = None) -> Judgement:
    """The highest point is met, the lowest unmet, anything between partly."""
    if value == highest:
        return Judgement("met", value, point)
    return Judgement("unmet" if value == lowest else "partly", value, point)


def is_stale(criterion: ast.Criterion, answer: OracleAnswer, on: date) -> bool:
    """Whether the answer is older than the review period; with no date nobody knows, so it counts as old."""
    if criterion.review is None:
        return False
    return answer.on is None or at_distance(answer.on, criterion.review, 1) < on


def lacks_proof(criterion: ast.Criterion, answer: OracleAnswer, outcome: str) -> bool:
    """Whether a proof that this outcome requires was not given, or is too short."""
    given = proofs_of(answer)
    required = [proof for proof in criterion.proofs if proof.when is None or proof.when == outcome]
    return not all(given[proof.kind] >= (proof.at_least or 1) for proof in required)


def proofs_of(answer: OracleAnswer) -> dict[str, int]:
    """The proofs that came with an answer, by kind, and how long each is; 1 for a link."""
    texts = (answer.link, answer.evidence, answer.justification, answer.plan)
    return {
        "evidence": len(answer.evidence.strip()),
        "justification": len(answer.justification.strip()),
        "link": 1 if any(LINK.search(text) for text in texts) else 0,
        "plan": len(answer.plan.strip()),
    }
