"""A ``test`` block for a generated program: what is given, and what the oracle expects of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle import ModelResult, OracleAnswer, OracleData, OracleSubject, evaluate

from .data import ANSWERS_ON, Cell
from .given import OFFERS, texts, tree
from .programs import Program
from .writing import Pen

TEAMS = ("alpha", "beta")
NAMES = {None: ("met", "partly", "unmet"), "covered": ("n", "p", "l", "f", "100%", "86%", "85%")}
"""Answers as a test writes them; those of other scales are their points."""


def with_test(program: Program) -> dict[str, str]:
    """The program's texts with a test that must pass, in the pack that is not extended."""
    pen = Pen(program.seed)
    file = tree(program)
    model = next(d for d in file.declarations if isinstance(d, ast.Model))
    kind = model.subject.text
    not_given = ("id", "title", "parent", "checked_at")  # a moment has no literal
    fields = {name: value for name, value in program.subjects[kind][0].items() if name not in not_given}
    subject = OracleSubject(kind=kind, id="tested", attributes=fields)
    teams = [OracleSubject(kind="service", id=id, parent=subject.key) for id in TEAMS if kind != "service"]
    answers = [given for criterion in asked(model) for given in answered(pen, model, criterion, program.as_of)]
    data = OracleData(tables={}, subjects=[subject, *teams], answers=answers, offers=OFFERS)
    result = evaluate([file], data, program.as_of)[subject.key].models[model.name.text]
    lines = ["test maturity: Made by chance", f"  given today is {program.as_of}"]
    lines += [f"  given {name} is {written(name, value)}" for name, value in fields.items() if value is not None]
    lines += [f"  {line}" for answer in answers for line in given_answer(answer)]
    lines += [f"  {line}" for line in expected(model, result)]
    made = texts(program)
    last = list(made)[-1]
    return {**made, last: made[last] + "\n".join(lines) + "\n"}


def asked(model: ast.Model) -> Iterator[ast.Criterion]:
    """The criteria that people answer."""
    every = [*model.criteria, *(criterion for level in model.levels for criterion in level.criteria)]
    return (criterion for criterion in every if criterion.when is None)


def answered(pen: Pen, model: ast.Model, criterion: ast.Criterion, as_of: date) -> list[OracleAnswer]:
    """An answer with some proofs, or none."""
    people = [name.text for name in model.assessors]
    if people:
        subjects = [("service", id) for id in TEAMS] if people == ["service"] else [(model.subject.text, "tested")] * 9
        names = TEAMS if people == ["service"] else people
        return [
            replace(answer, subject=subject, assessor=name)
            for subject, name in zip(subjects, names, strict=False)
            for answer in one_answer(pen, model, criterion, as_of)
        ]
    return one_answer(pen, model, criterion, as_of)


def one_answer(pen: Pen, model: ast.Model, criterion: ast.Criterion, as_of: date) -> list[OracleAnswer]:
    """One person's answer, or none."""
    if pen.likely(0.15):
        return []
    scale = criterion.scale or model.scale
    name = None if scale is None else scale.text
    words = NAMES.get(name) or tuple(word.casefold().replace(" ", "") for word in ANSWERS_ON[name])
    said = "not applicable" if criterion.not_applicable_allowed and pen.likely(0.2) else pen.one(words)
    proofs = pen.some(("evidence", "justification", "link", "plan"), 0, 4)
    return [
        OracleAnswer(
            subject=(model.subject.text, "tested"),
            criterion=criterion.name.text,
            answer=said,
            on=as_of - timedelta(days=pen.one((0, 30, 90, 91, 366))),
            evidence="given in the test" if "evidence" in proofs else "",
            justification="given in the test" if "justification" in proofs else "",
            plan="given in the test" if "plan" in proofs else "",
            link="https://example.org/given" if "link" in proofs else "",
        )
    ]


def given_answer(answer: OracleAnswer) -> Iterator[str]:
    """``given answer 1.1 is met on 2019-03-01 with evidence and link``."""
    proofs = {
        "evidence": answer.evidence, "justification": answer.justification, "link": answer.link, "plan": answer.plan,
    }  # fmt: skip
    words = " and ".join(word for word, text in proofs.items() if text)
    by = f" by {answer.assessor}" if answer.assessor is not None else ""
    yield f"given answer {answer.criterion}{by} is {answer.answer} on {answer.on}{f' with {words}' if words else ''}"


def written(name: str, value: Cell) -> str:
    """A subject's field as a literal."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "area":
        return f'"{value}"'
    units = {"lunch": " minutes", "notice": " days"}
    return f"£{value}" if name == "budget" else f"{value}{units.get(name, '')}"


def expected(model: ast.Model, result: ModelResult) -> Iterator[str]:
    """Level, band, aim, outcomes, actions and score."""
    if result.withheld or result.level is not None:
        yield "expect withheld" if result.withheld else f"expect level {result.level}"
    if not result.withheld and result.band is not None:
        yield f"expect band {result.band}"
    yield f"expect aim is {result.aim[1].replace('_', ' ')}" if result.aim is not None else "expect no aim"
    for name, outcome in result.outcomes.items():
        yield f"expect criterion {name} is {outcome}"
    for criterion in [*model.criteria, *(c for level in model.levels for c in level.criteria)]:
        for action in criterion.actions:
            yield f"expect {'' if action.name.text in result.actions else 'no '}action {action.name.text}"
    for aspect in model.aspects:
        if aspect.name.text in result.aspect_levels and result.aspect_levels[aspect.name.text]:
            yield f"expect level of {aspect.name.text} is {result.aspect_levels[aspect.name.text]}"
    score = None if result.withheld else result.scores[None, None]
    if score is None:
        yield "expect no score"
    elif model.score not in ("share met", "share of points"):
        yield f"expect score is {two_decimals(score)}"


def two_decimals(score: Fraction) -> str:
    """Rounded half up, as scores in tests compare."""
    if score < 0:
        return f"-{two_decimals(-score)}"
    whole = int(score * 100 + Fraction(1, 2))
    return f"{whole // 100}.{whole % 100:02}"
