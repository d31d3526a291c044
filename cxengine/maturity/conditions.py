"""Conditions of criteria and levels, compiled once per model and evaluated for every subject.

Each comparison is an atom with a place in a list of truths: evaluation fills the list, and the reasons are
worded from what it holds. Nothing is compared a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import attrs

from cxengine.lang import ast
from cxengine.lang.unparse import answer_asked, unparse
from cxengine.maturity.because import Details, Run, Teller, Text, joined, no_hint
from cxengine.maturity.facts import Exact, Facts
from cxengine.maturity.outcome import Outcome, Standing, Truth, all_of, any_of, negation

Compare = Callable[[list[Exact | None], Facts], Truth]
Behind = Callable[[Run, Truth], Details]
Words = tuple[Text, Behind]
"""What words the reason of a comparison, and what gives the details behind it."""
Decide = Callable[[Sequence[Truth], Sequence[Outcome]], Truth]


@attrs.frozen(eq=False)
class Atom:
    """One comparison. ``metrics`` are the slots it reads, ``attributes`` the subject's fields.

    ``direction`` is ``up`` where a higher figure can only help it to hold, ``down`` where a lower one can,
    ``any`` where being known is enough, and None where it is not as simple.
    """

    place: int
    expr: ast.Expr
    run: Compare
    text: Text
    behind: Behind
    metrics: tuple[int, ...] = ()
    attributes: tuple[str, ...] = ()
    direction: Literal["up", "down", "any"] | None = None
    bounded: bool = False
    """Its figure is a share or a net score of one set of rows, which cannot leave its scale."""


@attrs.frozen(eq=False)
class OfCriterion:
    """``criterion 3.4 is met``: read from another criterion's outcome, after the policy for unknown.

    ``expr`` is what is asked of it, also where the line says it of every criterion.
    """

    index: int
    title: str
    expr: ast.CriterionIs
    test: Callable[[Outcome], Truth]


@attrs.frozen(eq=False)
class OfAnswer:
    """``criterion 3.4 is some``, ``criterion 3.4 is met without evidence``: of the answer, not of the outcome alone.

    Its truth has a ``place`` among those of the comparisons, and is set when its criterion is settled.
    """

    index: int
    place: int
    title: str
    expr: ast.Expr
    test: Callable[[Standing], Truth]
    about: tuple[str, str]
    """The criterion's id, and what is asked of it, in words."""


@attrs.frozen(eq=False)
class AllOf:
    """``and``."""

    parts: tuple[Condition, ...]
    expr: ast.Expr


@attrs.frozen(eq=False)
class AnyOf:
    """``or``."""

    parts: tuple[Condition, ...]
    expr: ast.Expr


@attrs.frozen(eq=False)
class Negated:
    """``not``."""

    part: Condition
    expr: ast.Expr


Condition = Atom | OfCriterion | OfAnswer | AllOf | AnyOf | Negated


def decider(condition: Condition) -> Decide:
    """A function from the truths of atoms and the outcomes of criteria to the truth of the condition."""
    match condition:
        case Atom(place) | OfAnswer(_, place):
            return lambda truths, outcomes: truths[place]
        case OfCriterion(index, _, _, test):
            return lambda truths, outcomes: test(outcomes[index])
        case Negated(part):
            inner = decider(part)
            return lambda truths, outcomes: negation(inner(truths, outcomes))
        case AllOf(parts) | AnyOf(parts):
            return _joined_decider(parts, all_of if isinstance(condition, AllOf) else any_of)


def _joined_decider(parts: tuple[Condition, ...], join: Callable[[list[Truth]], Truth]) -> Decide:
    if all(isinstance(part, Atom) for part in parts):
        places = tuple(part.place for part in parts if isinstance(part, Atom))
        stopping = join is not all_of

        def decide_places(truths: Sequence[Truth], outcomes: Sequence[Outcome]) -> Truth:
            result: Truth = not stopping
            for place in places:
                truth = truths[place]
                if truth is stopping:
                    return stopping
                if truth is None:
                    result = None
            return result

        return _decide_two(*places, stopping=stopping) if len(places) == 2 else decide_places
    inner = tuple(decider(part) for part in parts)
    return lambda truths, outcomes: join([decide(truths, outcomes) for decide in inner])


def _decide_two(one: int, other: int, *, stopping: bool) -> Decide:
    """As for any number of comparisons, for the usual two."""

    def decide(truths: Sequence[Truth], outcomes: Sequence[Outcome]) -> Truth:
        first, second = truths[one], truths[other]
        if first is stopping or second is stopping:
            return stopping
        return None if first is None or second is None else not stopping

    return decide


def atoms_in(condition: Condition) -> tuple[Atom, ...]:
    """Every comparison in a condition, from left to right."""
    match condition:
        case Atom():
            return (condition,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(atom for part in parts for atom in atoms_in(part))
        case Negated(part):
            return atoms_in(part)
        case OfCriterion() | OfAnswer():
            return ()


def answers_in(condition: Condition) -> tuple[OfAnswer, ...]:
    """What a condition asks of answers."""
    match condition:
        case OfAnswer():
            return (condition,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(found for part in parts for found in answers_in(part))
        case Negated(part):
            return answers_in(part)
        case OfCriterion() | Atom():
            return ()


def criteria_in(condition: Condition) -> tuple[int, ...]:
    """The criteria that a condition reads."""
    match condition:
        case OfCriterion(index) | OfAnswer(index):
            return (index,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(index for part in parts for index in criteria_in(part))
        case Negated(part):
            return criteria_in(part)
        case Atom():
            return ()


def teller(condition: Condition) -> Teller:
    """What words the reason of a condition."""
    decide = decider(condition)
    match condition:
        case Atom():
            return Teller(decide, condition.text, condition.behind, condition.place)
        case OfCriterion():
            return _of_criterion(condition, decide)
        case OfAnswer():
            return _of_answer(condition, decide)
        case Negated(part, expr):
            return _negated(teller(part), decide, expr)
        case AllOf(parts, expr) | AnyOf(parts, expr):
            about = (unparse(expr), expr.span)
            return joined(tuple(teller(p) for p in parts), decide, about, any_one=isinstance(condition, AnyOf))


def _negated(part: Teller, decide: Decide, expr: ast.Expr) -> Teller:
    written = unparse(expr)

    def text(run: Run, truth: Truth) -> str:
        return part.text(run, negation(truth))

    def behind(run: Run, truth: Truth) -> Details:
        told = part.tell(run)
        missing = told.details().missing
        return Details(
            expr=written, missing=missing, inner=lambda: (told,),
            hint=no_hint if truth else lambda: missing or (written,), span=expr.span,
        )  # fmt: skip

    return Teller(decide, text, behind)


def _of_answer(condition: OfAnswer, decide: Decide) -> Teller:
    id, asked = condition.about
    written = unparse(condition.expr)

    def text(run: Run, truth: Truth) -> str:
        verb = "is" if truth else "is not" if truth is False else "may or may not be"
        answered = run.answered(condition.index)
        return f"criterion {id} ({condition.title}) {verb} {asked}{f': {answered}' if answered else ''}"

    def behind(run: Run, truth: Truth) -> Details:
        return Details(
            expr=written, missing=(f"an answer to {id}",) if truth is None else (),
            hint=no_hint if truth else lambda: (f"criterion {id} being {asked}",), span=condition.expr.span,
        )  # fmt: skip

    return Teller(decide, text, behind)


def _of_criterion(condition: OfCriterion, decide: Decide) -> Teller:
    expr, written = condition.expr, unparse(condition.expr)
    name = f"criterion {expr.criterion.text}"
    wanted = f"{'not ' if expr.negated else ''}{answer_asked(expr)}"

    def text(run: Run, truth: Truth) -> str:
        return f"{name} ({condition.title}) is {run.outcomes[condition.index].replace('_', ' ')}"

    def behind(run: Run, truth: Truth) -> Details:
        return Details(
            expr=written, missing=(f"an answer to {expr.criterion.text}",) if truth is None else (),
            hint=no_hint if truth else lambda: (f"{name} being {wanted}",), span=expr.span,
        )  # fmt: skip

    return Teller(decide, text, behind)
