"""From what somebody answered to an outcome: the scale, the proofs, the age, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from cxengine.lang import ast
from cxengine.lang.dates import plus
from cxengine.maturity.answer_points import find_point, fold, meant_point, percent_in, quoted
from cxengine.maturity.answers import Answer
from cxengine.maturity.compiled import CompiledCriterion
from cxengine.maturity.judged import Judged
from cxengine.maturity.open_answers import OpenAnswer, not_usable, open_answer
from cxengine.maturity.outcome import NOT_APPLICABLE, UNKNOWN
from cxengine.maturity.pooling import pooled
from cxengine.maturity.proofs import held, lacking
from cxengine.maturity.words import day_words


def verdict(
    criterion: CompiledCriterion, answers: Sequence[Answer], assessors: int, as_of: date
) -> Judged:
    """What the answers to one criterion come to: the only one, or those of several assessors together."""
    if criterion.question.assessors:
        each = [judge(criterion, answer, as_of) for answer in answers]
        return pooled(criterion, each, assessors)
    return judge(criterion, answers[-1] if answers else None, as_of)


def asked_as(criterion: ast.Criterion) -> str:
    """Where people answer: the criterion itself, or the one that its answer comes from."""
    return str(criterion.answer_from or criterion.name)


def judge(compiled: CompiledCriterion, answer: Answer | None, as_of: date) -> Judged:
    """What the answer to one ``ask:`` criterion comes to on the assessment date."""
    criterion = compiled.declared
    if answer is None:
        return Judged(UNKNOWN, None, "not answered yet", (f"an answer to {asked_as(criterion)}",))
    if answer.on is not None and answer.on > as_of:
        text = f"answered on {day_words(answer.on)}, after the assessment date"
        return Judged(UNKNOWN, None, text, (f"an answer to {asked_as(criterion)}",))
    return attrs.evolve(_judged(compiled, answer, as_of), answer=answer)


def _judged(compiled: CompiledCriterion, answer: Answer, as_of: date) -> Judged:
    criterion, points, takes = compiled.declared, compiled.points, compiled.takes
    said, given = fold(answer.answer), None
    if said in ("", "unknown"):
        text = "not answered yet" if answer.assessor is None else "does not know yet"
        return Judged(UNKNOWN, None, text, (f"an answer to {asked_as(criterion)}",))
    if said in ("not applicable", "n/a"):
        if not criterion.not_applicable_allowed:
            text = "answered “not applicable”, which this criterion does not allow"
            return Judged(UNKNOWN, None, text, (f"an answer to {asked_as(criterion)}",), problem=text)
        outcome, value, rank, word = NOT_APPLICABLE, None, None, "not applicable"
    elif takes is not None:
        came = open_answer(takes, criterion, points, answer.answer, as_of)
        if came is None or came.late:
            return _not_usable(compiled, takes, answer, came)
        outcome, value, rank, word = came.outcome, came.value, came.rank, came.word
    else:
        point = find_point(answer.answer, points)
        if point is None:
            known = ", ".join(p.spellings[0] for p in points)
            more = ", nor a percentage such as 62%" if any(p.up_to is not None for p in points) else ""
            text = f"answered “{quoted(answer.answer)}”, which is not one of {known}{more}"
            meant = meant_point(answer.answer, points)
            problem = f"{text}. {meant}" if meant else text
            return Judged(UNKNOWN, None, text, (f"an answer to {asked_as(criterion)}",), problem=problem)
        outcome, value, rank, word = point.outcome, point.value, points.index(point), point.spellings[0]
        given = percent_in(answer.answer) if not point.is_spelt(answer.answer) else None
    by = f" by {answer.by}" if answer.by else ""
    where = f" to {criterion.answer_from}" if criterion.answer_from is not None else ""
    point_said = word.replace("_", " ")
    told = f"“{given}” (“{point_said}”)" if given is not None else f"“{point_said}”"
    signed = f"answered {told}{where}{by}{f' on {day_words(answer.on)}' if answer.on else ''}"
    judged = _with_proofs(criterion, answer, Judged(outcome, value, signed, rank=rank, exact=takes == "percent"))
    return attrs.evolve(_with_age(criterion, answer, as_of, judged), said=word, given=given or word)


def _not_usable(compiled: CompiledCriterion, takes: str, answer: Answer, came: OpenAnswer | None) -> Judged:
    """No percentage and no date, or a date that is still to come."""
    missing = (f"an answer to {asked_as(compiled.declared)}",)
    if came is not None:
        return Judged(UNKNOWN, None, f"answered “{came.word}”, which is after the assessment date", missing)
    text = f"answered “{quoted(answer.answer)}”, which is {not_usable(takes, answer.answer)}"
    return Judged(UNKNOWN, None, text, missing, problem=text)


def _with_proofs(criterion: ast.Criterion, answer: Answer, judged: Judged) -> Judged:
    missing = lacking(criterion, answer, judged.outcome)
    if not missing:
        given = held(answer)
        return attrs.evolve(judged, proofs=given) if given else judged
    text = f"{judged.text}, but without the {' and the '.join(missing)} it needs"
    return Judged(UNKNOWN, None, text, missing, lacks_proof=True)


def _with_age(criterion: ast.Criterion, answer: Answer, as_of: date, judged: Judged) -> Judged:
    if criterion.review is None or judged.outcome == UNKNOWN:
        return judged
    if answer.on is None:
        return Judged(UNKNOWN, None, f"{judged.text}, without a date", ("the date of the answer",))
    until = plus(answer.on, criterion.review)
    if until >= as_of:
        return judged
    missing = f"a fresh answer to {asked_as(criterion)}"
    return Judged(UNKNOWN, None, f"{judged.text}, out of date since {day_words(until)}", (missing,), stale=True)
