"""Several people's answers to one criterion as one: whose counts, and what it could still come to.

Each answer is judged by itself, then the model's policies turn what is unknown or not applicable into points, and the
rule puts the points together. Somebody without an answer is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cxengine.maturity.answer_points import AnswerPoint, outcome_of, rank_of
from cxengine.maturity.compiled import CompiledCriterion
from cxengine.maturity.judged import Judged
from cxengine.maturity.open_answers import share_text
from cxengine.maturity.outcome import NOT_APPLICABLE, UNKNOWN, Outcome, Standing

MOST_SUMS = 500
"""Different sums that are followed to find what a mean could be; with more, its ends stand for all."""


def pooled(criterion: CompiledCriterion, answers: Sequence[Judged], assessors: int) -> Judged:
    """The answers of several assessors as one; ``assessors`` is how many could answer."""
    parts = tuple(answer for answer in answers if answer.answer is not None)
    question, points = criterion.question, criterion.points
    if not parts:
        nobody = tuple(sorted(_could_be(criterion, parts, assessors)))
        return Judged(UNKNOWN, None, "not answered yet", (f"an answer to {criterion.id}",), values=nobody)
    values = _after_policies(criterion, parts)
    outcome, value = _come_to(question.rule, parts, values, points)
    open_ = _could_be(criterion, parts, assessors) if outcome != NOT_APPLICABLE else set()
    return Judged(
        outcome,
        value,
        _words(criterion, parts, outcome, value),
        missing=_missing(parts) if outcome == UNKNOWN else (),
        rank=None if value is None else rank_of(value, points),
        proofs=_given_by_all(parts),
        parts=parts,
        values=tuple(sorted(open_)) if outcome == UNKNOWN or len(open_) > 1 else (),
    )


def standings_of(criterion: CompiledCriterion, values: Sequence[Fraction]) -> frozenset[Standing]:
    """What points that answers could come to stand for."""
    points = criterion.points
    return frozenset(Standing(outcome_of(v, points), rank_of(v, points), frozenset(), v) for v in values)


def _given_by_all(parts: Sequence[Judged]) -> frozenset[str]:
    """The kinds of proof that came with every answer."""
    return frozenset.intersection(*(part.proofs for part in parts))


Values = list[tuple[Judged, Fraction | None]]


def _after_policies(criterion: CompiledCriterion, parts: Sequence[Judged]) -> Values:
    """The points of each answer, None where they are unknown; without those that the policies leave out.

    What must not be met counts as met at its lowest.
    """
    policies, points = criterion.policies, criterion.points
    lowest, highest = points[0].value, points[-1].value
    if criterion.forbidden:
        lowest, highest = highest, lowest
    found: Values = []
    for part in parts:
        policy = {UNKNOWN: policies.unknown, NOT_APPLICABLE: policies.not_applicable}.get(part.outcome, "")
        if policy != "left out":
            found.append((part, {"": part.value, "met": highest, "unmet": lowest}.get(policy)))
    return found


def _come_to(
    rule: str | None, parts: Sequence[Judged], values: Values, points: Sequence[AnswerPoint]
) -> tuple[Outcome, Fraction | None]:
    outcomes = {part.outcome for part in parts}
    if outcomes == {NOT_APPLICABLE}:
        return NOT_APPLICABLE, None
    if not outcomes - {UNKNOWN} or not values:
        return UNKNOWN, None
    known = [value for _, value in values if value is not None]
    value = _put_together(rule, values, known)
    if len(known) < len(values) and value is None and known:
        end = {"lowest": points[0].value, "highest": points[-1].value}.get(rule or "")
        value = end if end in known else None
    return (UNKNOWN, None) if value is None else (outcome_of(value, points), value)


def _put_together(rule: str | None, values: Values, known: Sequence[Fraction]) -> Fraction | None:
    if rule not in ("lowest", "highest", "mean", None):
        return _preferred(rule, values)[1]
    if len(known) < len(values):
        return None
    match rule:
        case "lowest":
            return min(known)
        case "highest":
            return max(known)
        case "mean":
            return sum(known, Fraction(0)) / len(known)
        case _:
            return known[0] if len(set(known)) == 1 else None


def _preferred(rule: str, values: Values) -> tuple[Judged, Fraction | None]:
    """The answer of the one who wins; where that one has none, of the first who has."""
    return next((each for each in values if each[0].assessor == rule), values[0])


def _could_be(criterion: CompiledCriterion, parts: Sequence[Judged], assessors: int) -> set[Fraction]:
    """Every value it could come to over every way the unknown answers could turn out."""
    rule, points = criterion.question.rule, criterion.points
    some = {point.value for point in points}
    fixed = [(part, value) for part, value in _after_policies(criterion, parts) if part.outcome != UNKNOWN]
    known = [value for _, value in fixed if value is not None]
    unknown = sum(part.outcome == UNKNOWN for part in parts)
    if not parts:
        both = {(one + other) / 2 for one in some for other in some}
        return some | both if rule == "mean" and assessors > 1 else some
    if rule == "mean":
        return _means(known, unknown, some)
    if rule in ("lowest", "highest"):
        best = min if rule == "lowest" else max
        ways = some if unknown or not known else known
        return {best((*known, way)) for way in ways}
    if rule is None:
        return some if unknown or len(set(known)) != 1 else set(known)
    counting = dict(fixed)
    live = [(part, counting.get(part)) for part in parts if part.outcome == UNKNOWN or part in counting]
    chosen = _preferred(rule, live)[1] if live else None
    return some if chosen is None else {chosen}


def _means(known: Sequence[Fraction], unknown: int, some: set[Fraction]) -> set[Fraction]:
    count = len(known) + unknown
    if not count:
        return some
    sums = {sum(known, Fraction(0))}
    for _ in range(unknown):
        sums = {before + value for before in sums for value in some}
        if len(sums) > MOST_SUMS:
            total = sum(known, Fraction(0))
            ends = total + unknown * min(some), total + unknown * max(some)
            sums = {*ends, (ends[0] + ends[1]) / 2}
            break
    return {value / count for value in sums}


def _missing(parts: Sequence[Judged]) -> tuple[str, ...]:
    missing = [
        f"{what} by {part.assessor_title}" if not what.startswith("an answer") else what
        for part in parts
        for what in part.missing
    ]
    return tuple(dict.fromkeys(missing)) or (f"agreement of {_listed([part.assessor_title for part in parts])}",)


def _words(criterion: CompiledCriterion, parts: Sequence[Judged], outcome: Outcome, value: Fraction | None) -> str:
    """Who answered what; whether they differ; and whose answer counts."""
    rule, points = criterion.question.rule, criterion.points
    said = "; ".join(f"{part.assessor_title} {part.text}" for part in parts)
    if len(parts) == 1 or not differ(parts):
        return said
    if rule is None:
        return f"{said}; they differ"
    if outcome == UNKNOWN or value is None:
        return f"{said}; they differ, and what counts is not known yet"
    if rule == "mean":
        mean = f"{_figure(value)} of {_figure(points[-1].value)}"
        return f"{said}; they differ, and the mean is {share_text(value) if criterion.takes == 'percent' else mean}"
    point = next((part.said for part in parts if part.value == value and part.said is not None), None)
    point = point or next((point.spellings[0] for point in points if point.value == value), "")
    whose = f"the {rule}" if rule in ("lowest", "highest") else f"what {rule} says"
    return f"{said}; they differ, and {whose} counts: “{point}”"


def differ(parts: Sequence[Judged]) -> bool:
    """Whether two of the answers say something else."""
    return len({(part.outcome, part.value) for part in parts if part.outcome != UNKNOWN}) > 1


def _figure(value: Fraction) -> str:
    return f"{float(value):.4g}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
