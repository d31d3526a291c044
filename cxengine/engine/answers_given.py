"""Which of the recorded answers count for a model and a subject: the latest of each who may answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from cxengine.maturity.answer_points import fold
from cxengine.maturity.answers import Answer, Answered
from cxengine.maturity.compiled import CompiledModel, Question
from cxengine.subjects import SubjectKey, SubjectTree

Recorded = Mapping[SubjectKey, tuple[Answer, ...]]


def answers_that_count(
    model: CompiledModel, key: SubjectKey, recorded: Recorded, tree: SubjectTree, as_of: date
) -> Answered:
    """The answers to every criterion of a model that people answer, about one subject or by the teams below it."""
    questions = {criterion.id: criterion.question for criterion in model.criteria if criterion.when is None}
    kinds = {question.kind for question in questions.values() if question.kind is not None}
    teams = {kind: tree.below(key, kind) for kind in kinds}
    found: dict[str, tuple[Answer, ...]] = {}
    for id, question in questions.items():
        if question.kind is not None:
            each = [_of_team(question, team, recorded, tree, as_of) for team in teams[question.kind]]
        elif question.assessors:
            to_it = list(_to(question, recorded.get(key, ())))
            each = [_of_assessor(name, to_it, as_of) for name in question.assessors]
        else:
            each = [latest(_to(question, recorded.get(key, ())), as_of)]
        if given := tuple(answer for answer in each if answer is not None):
            found[id] = given
    return Answered(found, {kind: len(keys) for kind, keys in teams.items()})


def latest(answers: Iterable[Answer], as_of: date) -> Answer | None:
    """The latest answer that is not dated after the assessment; the last row wins a tie.

    A blank answer is none. Where all answers are dated later the first of them stands, which judges as unknown.
    """
    found: Answer | None = None
    later: Answer | None = None
    for answer in answers:
        if not answer.answer.strip():
            continue
        if answer.on is not None and answer.on > as_of:
            later = answer if later is None or answer.on < (later.on or date.max) else later
        elif found is None or (answer.on or date.min) >= (found.on or date.min):
            found = answer
    return found or later


def assessor_of(answer: Answer, assessors: Iterable[str]) -> str | None:
    """The assessor who gave an answer: as the source says, or else where the name of who answered is one."""
    who = fold(answer.assessor or answer.by or "")
    return next((name for name in assessors if fold(name) == who), None)


def _to(question: Question, answers: Iterable[Answer]) -> Iterable[Answer]:
    for answer in answers:
        if answer.criterion == question.criterion and answer.model in (None, question.model):
            yield answer


def _of_assessor(name: str, answers: Iterable[Answer], as_of: date) -> Answer | None:
    answer = latest((each for each in answers if assessor_of(each, (name,)) is not None), as_of)
    if answer is None:
        return None
    by = answer.by if fold(answer.by or "") != fold(name) else None
    return attrs.evolve(answer, assessor=name, assessor_title=name.replace("_", " "), by=by)


def _of_team(
    question: Question, team: SubjectKey, recorded: Recorded, tree: SubjectTree, as_of: date
) -> Answer | None:
    answer = latest(_to(question, recorded.get(team, ())), as_of)
    title = tree.records[team].title
    return None if answer is None else attrs.evolve(answer, assessor=team.id, assessor_title=title)
