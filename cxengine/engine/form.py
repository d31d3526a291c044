"""The questionnaire: a row for each subject and question, and the answers that come back in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.program import Program
from cxengine.engine.said.sources import ProblemSaid
from cxengine.host.contracts import Binding
from cxengine.lang import ast
from cxengine.lang.unparse import unparse
from cxengine.maturity.answer_points import meant_point, quoted
from cxengine.maturity.answering import judge
from cxengine.maturity.answers import Answer
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.evaluate import UNHEARD
from cxengine.maturity.not_asked import surely_not_asked
from cxengine.maturity.open_answers import NEVER, meant_open, takes_words
from cxengine.maturity.proofs import required_words
from cxengine.maturity.turns import in_turn
from cxengine.sources.answer_people import kind_that_answers
from cxengine.subjects import SubjectKey, SubjectTree

SHEET = "Questionnaire"
"""The sheet that holds the rows; it is read back by its name."""


@attrs.frozen(kw_only=True)
class Question:
    """One row to fill in: whom and what it asks, and the answers it takes, the best last.

    ``assessor`` is who answers where the model names several; else empty.
    """

    subject: str
    title: str
    assessor: str = ""
    model: str
    level: str
    criterion: str
    question: str
    needs: str
    takes: tuple[str, ...]
    """What can be chosen."""
    writes: str = ""
    """What can be written instead: any percentage, any date."""


@attrs.frozen(kw_only=True)
class AnswersRead:
    """What a workbook gave: a mapping for each answer, rows in it, and what could not be used."""

    schema: Literal["cxengine.answers/1"] = "cxengine.answers/1"
    answers: tuple[dict[str, str], ...]
    rows: int
    rejected: int
    problems: tuple[ProblemSaid, ...]


def questions(program: Program, subjects: tuple[str, ...] = ()) -> tuple[Question, ...]:
    """Every question to every listed subject, or to those of ``subjects`` (``kind:id``), model by model.

    Where several assess a subject, each has rows; so have the subjects below it where these assess it.

    At each level the aspects that a model assesses first come first. Left out is what surely does not apply by what
    the list says of a subject, whatever is answered and measured.

    Raises CxError where the list of subjects cannot be read, or has none of a name given.
    """
    tree = _tree(program)
    chosen, takers = frozenset(_chosen(tree, subjects)), _takers(program)
    return tuple(
        _question(tree, who, assessor, model, criterion)
        for model in program.models
        for key in tree.records
        if key.kind == model.declared.subject.text
        for who, assessor in _asked(program, model, key, tree)
        if chosen & {key, who}
        for criterion in in_turn(model.criteria, model.declared)
        if criterion.declared.ask is not None
        and not _rules_out(tree, key, (criterion, *takers.get((model.declared.name.text, criterion.id), ())))
    )


def _asked(
    program: Program, model: CompiledModel, key: SubjectKey, tree: SubjectTree
) -> Iterator[tuple[SubjectKey, str]]:
    """Whose rows a subject's questions stand in, and which assessor's: those below it, each assessor's, its own."""
    kind = kind_that_answers(model.declared, program.names)
    if kind != key.kind:
        yield from ((each, "") for each in tree.below(key, kind))
    elif model.declared.assessors:
        yield from ((key, name.text) for name in model.declared.assessors)
    else:
        yield key, ""


def _rules_out(tree: SubjectTree, key: SubjectKey, every: Sequence[CompiledCriterion]) -> bool:
    """Whether none of these criteria applies, by what the list says of the subject."""
    return all(surely_not_asked(each, tree.records[key].attributes) for each in every)


def _takers(program: Program) -> dict[tuple[str, str], list[CompiledCriterion]]:
    """The criteria that take the answer to another one, by its model and id."""
    found: dict[tuple[str, str], list[CompiledCriterion]] = {}
    for criterion in (each for model in program.models for each in model.criteria):
        if criterion.declared.answer_from is not None:
            found.setdefault((criterion.question.model, criterion.question.criterion), []).append(criterion)
    return found


def answers_in(program: Program, workbook: Path) -> AnswersRead:
    """The filled rows of a questionnaire. Raises CxError (3) where it cannot be read."""
    from cxengine.sources.answers import load_answers

    found = Diagnostics()
    binding = Binding(table="answers", plugin="xlsx", paths=(workbook,), options={"sheet": SHEET})
    tree = _tree(program)
    try:
        read, report = load_answers(binding, program.names, host=program.plugins, found=found, tree=tree)
    except CxError as failure:
        raise CxError(map(_no_form, failure.diagnostics), failure.exit_code) from failure
    found.stop_if_errors(exit_code=3)
    filled = tuple(_as_row(answer) for answer in read if answer.answer.strip())
    problems = [
        ProblemSaid(code=each.code, message=each.message, rows=each.rows, count=each.count) for each in report.problems
    ]
    problems += (*_unusable(program, read), *_not_asked(program, read, tree))
    return AnswersRead(answers=filled, rows=report.rows, rejected=report.rejected, problems=tuple(problems))


def _no_form(problem: Diagnostic) -> Diagnostic:
    """A file that is no workbook is named after --read, where a key of ``cx.toml`` cannot mend it."""
    help = (
        "Name a questionnaire that `cx form --out FILE.xlsx` wrote and people filled in. Answers in a csv file need no "
        "form: `[sources.answers]` in cx.toml names them."
    )
    return attrs.evolve(problem, help=help) if problem.code == "not-xlsx" else problem


def _unusable(program: Program, answers: Sequence[Answer]) -> Iterator[ProblemSaid]:
    """Answers that their criterion does not take, with the beginning of their words and what may be meant."""
    asked = {(model.declared.name.text, each.id): each for model in program.models for each in model.criteria}
    for answer in answers:
        criterion = asked.get((answer.model or "", answer.criterion))
        if criterion is None or not answer.answer.strip():
            continue
        judged = judge(criterion, answer, date.max)
        if judged.problem is not None:
            takes = ", ".join(_takes(criterion))
            message = (
                f"Column `Answer` has “{quoted(answer.answer)}” for {answer.subject}, which is none that "
                f"`{answer.criterion}` takes: {takes}. {_meant(answer.answer, criterion)}"
            ).rstrip()
            rows = () if answer.row is None else (answer.row,)
            yield ProblemSaid(code="answer-not-usable", message=message, rows=rows, count=1)


def _not_asked(program: Program, answers: Sequence[Answer], tree: SubjectTree) -> Iterator[ProblemSaid]:
    """Answers to what does not apply, by what the list says of the subject: they count for nothing."""
    takers, kinds = _takers(program), {m.declared.name.text: m.declared.subject.text for m in program.models}
    asked = {(model.declared.name.text, each.id): each for model in program.models for each in model.criteria}
    for answer in answers:
        criterion = asked.get((answer.model or "", answer.criterion))
        own = answer.subject in tree.records and answer.subject.kind == kinds.get(answer.model or "")
        if criterion is None or not answer.answer.strip() or not own:
            continue
        every = (criterion, *takers.get((answer.model or "", answer.criterion), ()))
        if criterion.declared.applies is not None and _rules_out(tree, answer.subject, every):
            message = (
                f"Column `Answer` has “{quoted(answer.answer)}” for {answer.subject}, but `{answer.criterion}` "
                f"does not apply to it (`applies when {unparse(criterion.declared.applies)}`): the answer {UNHEARD}."
            )
            rows = () if answer.row is None else (answer.row,)
            yield ProblemSaid(code="answer-not-asked", message=message, rows=rows, count=1)


def _meant(answer: str, criterion: CompiledCriterion) -> str:
    return meant_open(criterion.takes, answer) if criterion.takes else meant_point(answer, criterion.points)


def _as_row(answer: Any) -> dict[str, str]:
    from cxengine.sources.synthetic import ANSWER_FIELDS

    given = {name: getattr(answer, name) for name in ANSWER_FIELDS if name not in ("subject", "kind")}
    return {"subject": str(answer.subject), **{name: str(value) for name, value in given.items() if value}}


def _tree(program: Program) -> SubjectTree:
    from cxengine.sources.listed import load_all_subjects

    project, found = program.rules.project, Diagnostics()
    bound = {} if project is None else {each.table: each for each in project.bindings}
    kinds: dict[str, Binding | object] = {kind: bound[kind] for kind in program.names.subjects if kind in bound}
    tree, _ = load_all_subjects(kinds, program.names, host=program.plugins, found=found)
    found.stop_if_errors()
    return tree


def _chosen(tree: SubjectTree, subjects: tuple[str, ...]) -> tuple[SubjectKey, ...]:
    from cxengine.source import NOWHERE
    from cxengine.suggest import subject_meant

    listed = {str(key): key for key in tree.records}
    found = Diagnostics()
    for text in subjects:
        if text not in listed:
            found.error("unknown-subject", NOWHERE, f"There is no subject `{text}`.", subject_meant(text, listed))
    found.stop_if_errors()
    return tuple(key for text, key in listed.items() if not subjects or text in subjects)


def _question(
    tree: SubjectTree, key: SubjectKey, assessor: str, model: CompiledModel, criterion: CompiledCriterion
) -> Question:
    declared = criterion.declared
    return Question(
        subject=str(key),
        title=tree.records[key].title,
        assessor=assessor,
        model=model.declared.name.text,
        level="" if criterion.level is None else str(criterion.level),
        criterion=criterion.id,
        question=f"{declared.title}. {declared.ask}" if declared.title else declared.ask or "",
        needs=_needs(declared),
        takes=_chosen_from(criterion),
        writes=_written(criterion),
    )


def _takes(criterion: CompiledCriterion) -> tuple[str, ...]:
    """All the answers that a question takes, in words: what can be written, and what can be chosen."""
    written = _written(criterion)
    return (*((written,) if written else ()), *_chosen_from(criterion))


def _chosen_from(criterion: CompiledCriterion) -> tuple[str, ...]:
    """The answers that can be chosen, the best last of those of its scale."""
    points = tuple(point.spellings[0] for point in criterion.points)
    if criterion.takes is not None:
        points = (NEVER,) if criterion.takes == "date" else ()
    return (*points, *(("not applicable",) if criterion.declared.not_applicable_allowed else ()), "unknown")


def _written(criterion: CompiledCriterion) -> str:
    """What an answer may be that stands in no list."""
    if criterion.takes is None:
        bands = any(point.up_to is not None for point in criterion.points)
        return takes_words("percent") if bands else ""
    return takes_words(criterion.takes)


def _needs(criterion: ast.Criterion) -> str:
    words = [f"{required_words(proof)}{f' if {proof.when}' if proof.when else ''}" for proof in criterion.proofs]
    if criterion.review is not None:
        words.append("the date")
    return "; ".join(words)
