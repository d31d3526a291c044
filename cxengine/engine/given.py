"""What a test in a rule file gives: answers, figures, attributes and the date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.criteria import MOST_CHARACTERS
from cxengine.lang.names import Names, Types, ValueMeaning
from cxengine.lang.publishing import policy_of
from cxengine.lang.unparse import number_text
from cxengine.maturity.answers import Answer, Answered
from cxengine.maturity.comparing import Conditions, shifted
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.facts import Facts
from cxengine.maturity.results import Outside
from cxengine.metrics.finish import unit as unit_of
from cxengine.metrics.given import NotWhole, from_given
from cxengine.metrics.measured import Measured
from cxengine.metrics.targets import amount
from cxengine.subjects import AttributeValue, SubjectKey

GIVEN_PROOF = "given" * (MOST_CHARACTERS // 5)
"""What a test gives as a proof: long enough for any that can be asked for."""

TESTED = SubjectKey("subject", "in this test")


@attrs.frozen(kw_only=True)
class Given:
    """What a test states. ``problems`` are statements that cannot be."""

    today: date
    answers: Answered
    attributes: Mapping[str, AttributeValue]
    figures: Mapping[ast.Ref, Measured]
    others: Mapping[str, Outside]
    """What other models come to, by name."""
    subjects: Mapping[str, str]
    """The ids of those whom the case is about, by kind."""
    kind: str | None
    """Whose figures are given, where nothing else is said."""
    names: Names
    types: Types
    problems: tuple[str, ...]

    def measured(self, ref: ast.Ref) -> Measured:
        """The figure given for a reference; one made of other metrics is worked out from those; else unknown."""
        return attrs.evolve(self._figure(ref), whose=self.whose(ref.of.text if ref.of is not None else self.kind))

    def whose(self, kind: str | None) -> SubjectKey | None:
        """The subject of a kind that the case is about; None where it is about nobody in particular."""
        return SubjectKey(kind, self.subjects[kind]) if kind is not None and kind in self.subjects else None

    def _figure(self, ref: ast.Ref) -> Measured:
        if ref in self.figures:
            return self.figures[ref]
        metric = self.names.metrics[ref.name.text]
        unit = unit_of(self.types.metrics.get(ref.name.text))
        if metric.table is None and metric.formula is not None and ref.of is None and not ref.arguments:
            return self._made(metric, metric.formula, ref)
        return Measured(metric=ref.name.text, unit=unit, unknown="not given in this test")

    def _made(self, metric: ast.Metric, formula: ast.Expr, ref: ast.Ref) -> Measured:
        conditions = Conditions(self.names, self.types)
        operand = conditions.operands.of(formula)
        parts = [self.measured(_moved(part, ref)) for part in conditions.operands.refs]
        value = operand.read(Facts(parts, self.attributes, shifted(self.today, ref.at)))
        unit = unit_of(self.types.metrics.get(metric.name.text))
        reasons = [f"{part.metric}: {part.unknown}" for part in parts if part.value is None]
        known = isinstance(value, Fraction)
        return Measured(
            metric=metric.name.text,
            unit=unit,
            value=value if isinstance(value, Fraction) else None,
            unknown=None if known else "; ".join(reasons) or "a division by zero",
        )


def _moved(part: ast.Ref, ref: ast.Ref) -> ast.Ref:
    """A part of a metric, seen from the date that the metric is asked for."""
    return part if ref.at is None or part.at is not None else attrs.evolve(part, at=ref.at)


def gather(test: ast.Test, model: CompiledModel | None, names: Names, types: Types, today: date) -> Given:
    """Everything a test gives."""
    for given in test.givens:
        if isinstance(given, ast.GivenToday):
            today = given.value
    answers: dict[tuple[str, str | None], Answer] = {}
    attributes: dict[str, AttributeValue] = {}
    figures: dict[ast.Ref, Measured] = {}
    others: dict[str, Outside] = {}
    subjects = _subjects(test, names)
    problems: list[str] = []
    for given in test.givens:
        match given:
            case ast.GivenAnswers() if model is not None:
                answers.update(_answers(given, model, today))
            case ast.GivenResult(what, other, figure):
                before = others.get(other.text, Outside(None, 0, 0, None))
                level = int(amount(figure)) if what == "level" else before.level
                score = amount(figure) if what == "score" else before.score
                others[other.text] = Outside(level, level or 0, level or 0, score)
            case ast.GivenFact(subject) if subject.name.text in names.metrics:
                try:
                    figures[subject] = _figure(given, names, types)
                except NotWhole as error:
                    problems.append(f"line {given.span.line}: {error}")
            case ast.GivenFact(subject) if subject.name.text in subjects:
                pass
            case ast.GivenFact(subject):
                value = _attribute(given.value, names)
                if value is not None:
                    attributes[subject.name.text] = value
    tried = names.models.get(test.name.text) or names.rules.get(test.name.text)
    kind = tried.subject.text if tried is not None else next(iter(subjects), None)
    return Given(
        today=today, answers=_answered(answers, model), attributes=attributes, figures=figures, others=others,
        names=names, types=types, problems=tuple(problems), subjects=subjects, kind=kind,
    )  # fmt: skip


def _subjects(test: ast.Test, names: Names) -> dict[str, str]:
    """``given service is parking``, where the service has no field or figure of that name."""
    tried = names.models.get(test.name.text) or names.rules.get(test.name.text)
    kind = names.subjects.get(tried.subject.text) if tried is not None else None
    taken = {*names.metrics, *(field.name.text for field in (kind.fields if kind is not None else ()))}
    found: dict[str, str] = {}
    for given in test.givens:
        if isinstance(given, ast.GivenFact) and given.subject.name.text in {*names.subjects} - taken:
            id = given.value.value if isinstance(given.value, ast.Text) else getattr(given.value, "name", "")
            found[given.subject.name.text] = str(id)
    return found


def _answered(answers: Mapping[tuple[str, str | None], Answer], model: CompiledModel | None) -> Answered:
    """The answers by criterion, each assessor's in the order in which the model names them."""
    found: dict[str, list[Answer]] = {}
    for (id, _), answer in answers.items():
        found.setdefault(id, []).append(answer)
    if model is None:
        return Answered()
    order = {name.text: place for place, name in enumerate(model.declared.assessors)}
    for given in found.values():
        given.sort(key=lambda answer: order.get(answer.assessor or "", len(order)))
    teams = len({by for _, by in answers})
    return Answered({id: tuple(given) for id, given in found.items()}, dict.fromkeys(order, teams))


def _answers(given: ast.GivenAnswers, model: CompiledModel, today: date) -> dict[tuple[str, str | None], Answer]:
    said = f"{number_text(given.answer * 100)}%" if isinstance(given.answer, Fraction) else given.answer
    by = given.by.text if given.by is not None else None
    return {
        (name, by): Answer(
            subject=TESTED,
            criterion=name,
            assessor=by,
            answer=said,
            on=given.on if given.on is not None else today,
            evidence=GIVEN_PROOF if "evidence" in given.proofs else "",
            justification=GIVEN_PROOF if "justification" in given.proofs else "",
            plan=GIVEN_PROOF if "plan" in given.proofs else "",
            link="https://example.org/" if "link" in given.proofs else "",
        )
        for name in asked(given, model)
    }


def late_answers(test: ast.Test, today: date) -> list[str]:
    """A line for each answer that a test dates after its own day, and which counts for nothing."""
    return [
        f"line {given.span.line}: the answer{'s' if given.last is not None else ''} given on {given.on} "
        f"count{'' if given.last is not None else 's'} for nothing, for the day of the test is {today}. Write "
        f"`given today is {given.on}`, or an earlier date for the answer."
        for given in test.givens
        if isinstance(given, ast.GivenAnswers) and given.on is not None and given.on > today
    ]


def asked(given: ast.GivenAnswers, model: CompiledModel) -> tuple[str, ...]:
    """The criteria that answers are given to: a range runs in the order of the file and skips computed ones."""
    if given.last is None:
        return (given.first.text,)
    ids = [criterion.id for criterion in model.criteria]
    low, high = ids.index(given.first.text), ids.index(given.last.text)
    return tuple(c.id for c in model.criteria[low : high + 1] if c.when is None)


def _figure(given: ast.GivenFact, names: Names, types: Types) -> Measured:
    metric = names.metrics[given.subject.name.text]
    kind = types.metrics.get(metric.name.text)
    table = names.rows(metric.table.text) if metric.table is not None else None
    value = amount(given.value) if given.value is not None else None
    policy = policy_of(table) if table is not None else None
    return from_given(metric, kind, value, given.count, policy=policy)


def _attribute(value: ast.Expr | None, names: Names) -> AttributeValue | None:
    match value:
        case None:
            return None
        case ast.Day(day):
            return day
        case ast.Text(text):
            meaning = names.meanings.get(value.span)
            return meaning.value if isinstance(meaning, ValueMeaning) else text
        case ast.Ref(name):
            meaning = names.meanings.get(value.span)
            return meaning.value if isinstance(meaning, ValueMeaning) else name.text
        case _:
            return amount(value)


def names_in(test: ast.Test, model: CompiledModel | None) -> set[tuple[str, str]]:
    """The criteria, as (model, id), and the metrics, as ("", name), that a test gives or expects something of."""
    owner = test.name.text if model is not None else ""
    found: set[tuple[str, str]] = set()
    for line in (*test.givens, *test.expects):
        match line:
            case ast.GivenAnswers() if model is not None:
                found |= {(owner, name) for name in asked(line, model)}
            case ast.ExpectCriterion(criterion):
                found.add((owner, criterion.text))
            case ast.GivenFact(subject) | ast.ExpectMetric(subject):
                found |= {("", subject.name.text)}
            case ast.ExpectSuppressed(metric) | ast.ExpectStandard(metric):
                found.add(("", metric.text))
            case _:
                pass
    return found


