"""Compiles the conditions of a model: each comparison to an atom that evaluates it and words its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from cxengine.lang import ast
from cxengine.lang.dates import minus, window
from cxengine.lang.estimators import estimator_of, turned_of
from cxengine.lang.names import MetricMeaning, Names, Types
from cxengine.lang.unparse import unparse
from cxengine.lang.walk import terms, walk
from cxengine.lang.working_days import in_alike
from cxengine.maturity.because import Details, Run, no_hint
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition, Negated, Words
from cxengine.maturity.criterion_tests import CriterionTests
from cxengine.maturity.facts import Exact, Facts
from cxengine.maturity.ladders import Rung, laid_out
from cxengine.maturity.operands import Operand, Operands, Value
from cxengine.maturity.outcome import Truth, negation
from cxengine.maturity.reasons import (
    COMPARE,
    SAID,
    TURNED,
    compare_words,
    known_words,
    same_words,
    target_words,
    window_words,
)
from cxengine.metrics.measured import Measured
from cxengine.metrics.targets import marks_of, meets_target, surely_compares

Direction = Literal["up", "down", "any"] | None


class Conditions:
    """The compiler for one model: gives every comparison its place; the same words share one."""

    def __init__(
        self,
        names: Names,
        types: Types,
        criteria: CriterionTests | None = None,
        conditions: Iterable[ast.Expr] = (),
        later: Iterable[ast.Expr] = (),
    ) -> None:
        self.operands = Operands(names, types)
        self.atoms: dict[ast.Expr, Atom] = {}
        self._names = names
        self.criteria = criteria or CriterionTests({})
        conditions = tuple(conditions)
        self.operands.reserve((*conditions, *later))
        self.ladders, ordered = laid_out(dict.fromkeys(rung for each in conditions for rung in self._rungs(each)))
        """Comparisons of figures with numbers have the first places, in the order of their ladders."""
        self.on_ladders = len(ordered)
        for rung in ordered:
            self.atoms[rung.expr] = self._atom(rung.expr, len(self.atoms))

    def _rungs(self, condition: ast.Expr) -> Iterator[Rung]:
        for part in walk(condition):
            exact = self._exact(part) if isinstance(part, ast.Compare) and part.confidence is None else None
            if exact is not None:
                yield Rung(*exact, part)

    def _exact(self, expr: ast.Compare) -> tuple[int, str, Fraction] | None:
        """The slot, operator and bound of a metric as it stands beside a number as written."""
        sides = (expr.left, expr.right)
        if not any(isinstance(self._names.meanings.get(side.span), MetricMeaning) for side in sides):
            return None
        return exactly(expr.op, *(self.operands.of(side) for side in sides))

    @property
    def size(self) -> int:
        """How many truths one evaluation records."""
        return len(self.atoms) + len(self.criteria.asked)

    def compile(self, expr: ast.Expr, holder: str | None = None) -> Condition:
        """The condition of an expression that was checked. ``holder`` is the criterion whose line it is."""
        match expr:
            case ast.And(parts):
                return AllOf(tuple(self.compile(part, holder) for part in parts), expr)
            case ast.Or(parts):
                return AnyOf(tuple(self.compile(part, holder) for part in parts), expr)
            case ast.Not(value):
                return Negated(self.compile(value, holder), expr)
            case ast.CriterionIs():
                return self.criteria.of_one(expr, self.size)
            case ast.EachCriterion():
                return self.criteria.of_each(expr, holder, self.size)
        if expr not in self.atoms:
            self.atoms[expr] = self._atom(expr, self.size)
        return self.atoms[expr]

    def _atom(self, expr: ast.Expr, place: int) -> Atom:
        match expr:
            case ast.Compare() | ast.Is() if self._of_level(expr):
                return self._level_is(expr, place)
            case ast.Compare():
                return self._compare(in_alike(expr), place)
            case ast.MeetsTarget():
                return self._meets_target(expr, place)
            case ast.Is():
                same = in_alike(expr)
                return self._one_of(expr, place, same.left, (same.right,), same.negated)
            case ast.OneOf(left, options, negated):
                return self._one_of(expr, place, left, options, negated)
            case ast.IsKnown(value, known):
                return self._is_known(expr, place, self.operands.of(value), known)
            case ast.InLast():
                return self._in_last(expr, place)
            case _:
                raise AssertionError(f"{type(expr).__name__} is not a condition")

    # ------------------------------------------------------------ comparisons of figures

    def _compare(self, expr: ast.Compare, place: int) -> Atom:
        left, right = self.operands.of(expr.left), self.operands.of(expr.right)
        if expr.confidence is not None:
            run = _run_surely(expr, self.operands, expr.confidence)
        else:
            run = _run_plain(expr.op, left, right)

        turned = left.slot is None
        op, other = (TURNED[expr.op], left) if turned else (expr.op, right)
        simple = (right.slot if turned else left.slot) is not None and other.constant is not None
        direction: Direction = None if not simple else "up" if op in (">=", ">") else "down"
        words = compare_words(expr, left, right)
        bounded = simple and self._bounded(right if turned else left)
        return _atom_of(place, expr, run, words, left, right, direction=direction, bounded=bounded)

    def _bounded(self, operand: Operand) -> bool:
        meaning = self._names.meanings.get(operand.ref.span) if operand.ref is not None else None
        if not isinstance(meaning, MetricMeaning) or turned_of(meaning.metric) is not None:
            return False
        return estimator_of(meaning.metric) in ("share", "nps")

    def _of_level(self, expr: ast.Compare | ast.Is) -> bool:
        """Whether a level is compared with a number as written."""
        sides = (expr.left, expr.right)
        return any(self.operands.is_level(side) for side in sides) and any(isinstance(s, ast.Number) for s in sides)

    def _level_is(self, expr: ast.Compare | ast.Is, place: int) -> Atom:
        """A level against a number: unknown where what it could be lies on both sides."""
        turned = isinstance(expr.left, ast.Number)
        level, number = (expr.right, expr.left) if turned else (expr.left, expr.right)
        left, right = self.operands.of(level), self.operands.of(number)
        if isinstance(expr, ast.Is):
            op = "is"
        else:
            op = TURNED[expr.op] if turned else expr.op
        slot, bound = left.slot or 0, right.constant
        assert isinstance(bound, Fraction)
        negated = isinstance(expr, ast.Is) and expr.negated
        direction: Direction = {">=": "up", ">": "up", "<=": "down", "<": "down"}.get(op)  # type: ignore[assignment]

        def run(numbers: list[Exact | None], facts: Facts) -> Truth:
            measured = facts.measured[slot]
            if measured.value is None:
                return None
            ends = {measured.low or 0.0, measured.high or 0.0} if measured.high is not None else {measured.value}
            truth = level_truth(op, min(ends), max(ends), bound)
            return negation(truth) if negated else truth

        said = f"{'not ' if negated else ''}{SAID.get(op, '')} {unparse(number)}".replace("  ", " ").strip()

        def text(run: Run, truth: Truth) -> str:
            verb = "is" if truth else "is not" if truth is False else "may or may not be"
            return f"{left.words(run.facts)} {verb} {said}"

        written = unparse(expr)

        def behind(run: Run, truth: Truth) -> Details:
            return Details(
                expr=written, missing=(unparse(level),) if truth is None else (), span=expr.span,
                hint=no_hint if truth else lambda: (f"{unparse(level)} being {said}",),
            )  # fmt: skip

        return _atom_of(place, expr, run, (text, behind), left, direction=direction)

    def _meets_target(self, expr: ast.MeetsTarget, place: int) -> Atom:
        meaning = self._names.meanings[expr.metric.span]
        assert isinstance(meaning, MetricMeaning)
        operand = self.operands.of(expr.metric)
        slot, metric, at = operand.slot or 0, meaning.metric, expr.metric.at
        named = expr.standard.text if expr.standard is not None else None

        def on(facts: Facts) -> date:
            return shifted(facts.as_of, at)

        def run(numbers: list[Exact | None], facts: Facts) -> Truth:
            return meets_target(metric, facts.measured[slot], on(facts), expr.confidence, named)

        words = target_words(expr, metric, operand, on)
        bounds = {mark.bound for mark in marks_of(metric, named)}
        direction: Direction = "up" if bounds == {"at least"} else "down" if bounds == {"at most"} else None
        return _atom_of(place, expr, run, words, operand, direction=direction)

    # ------------------------------------------------------------ sameness, knownness, windows

    def _one_of(
        self, expr: ast.Expr, place: int, left_expr: ast.Expr, options: tuple[ast.Expr, ...], negated: bool
    ) -> Atom:
        left, rights = self.operands.of(left_expr), tuple(self.operands.of(option) for option in options)
        of_level = self.operands.is_level(left_expr)

        def run(numbers: list[Exact | None], facts: Facts) -> Truth:
            if of_level and facts.measured[left.slot or 0].open:
                truth = _among(facts.measured[left.slot or 0], rights)
                return negation(truth) if negated else truth
            value = left.read(facts)
            wanted = [right.read(facts) for right in rights]
            if value is None or (None in wanted and not any(same(value, w) for w in wanted)):
                return None
            return any(same(value, w) for w in wanted) is not negated

        words = same_words(expr, left, rights, negated=negated)
        return _atom_of(place, expr, run, words, left, *rights)

    def _is_known(self, expr: ast.IsKnown, place: int, operand: Operand, known: bool) -> Atom:
        def run(numbers: list[Exact | None], facts: Facts) -> Truth:
            return operand.known(facts) is known

        return _atom_of(place, expr, run, known_words(expr, operand), operand, direction="any" if known else None)

    def _in_last(self, expr: ast.InLast, place: int) -> Atom:
        operand = self.operands.of(expr.value)

        def run(numbers: list[Exact | None], facts: Facts) -> Truth:
            day = operand.read(facts)
            first, last = window(facts.as_of, expr.period, full=expr.full)
            if isinstance(day, datetime):
                day = day.date()
            return first <= day <= last if isinstance(day, date) and day <= facts.as_of else None

        return _atom_of(place, expr, run, window_words(expr, operand), operand)


def level_truth(op: str, low: float | Fraction, high: float | Fraction, bound: Fraction) -> Truth:
    """Whether a level between ``low`` and ``high`` surely stands so to a number, surely not, or nobody knows."""
    if op == "is":
        return True if low == high == bound else None if low <= bound <= high else False
    truths = {COMPARE[op](Fraction(low), bound), COMPARE[op](Fraction(high), bound)}
    return truths.pop() if len(truths) == 1 else None


def _among(level: Measured, rights: Sequence[Operand]) -> Truth:
    """Whether an open level is one of some numbers, wherever it turns out; None where that makes a difference."""
    wanted = {right.constant for right in rights}
    found = {Fraction(at) in wanted for at in range(int(level.low or 0), int(level.high or 0) + 1)}
    return found.pop() if len(found) == 1 else None


def shifted(as_of: date, at: ast.Period | date | None) -> date:
    """The date that a reference looks at: ``12 months ago`` or ``on 2019-03-31``."""
    if at is None:
        return as_of
    return minus(as_of, at) if isinstance(at, ast.Period) else at


def same(left: Value, right: Value) -> bool:
    """Text compares ignoring case and outer spaces; a date and time compares by its date with a date."""
    if isinstance(left, str) and isinstance(right, str):
        return left.strip().casefold() == right.strip().casefold()
    if isinstance(left, datetime) and not isinstance(right, datetime) and isinstance(right, date):
        return left.date() == right
    if isinstance(right, datetime) and not isinstance(left, datetime) and isinstance(left, date):
        return right.date() == left
    return left == right


def _atom_of(
    place: int, expr: ast.Expr,
    run: Callable[[list[Exact | None], Facts], Truth], words: Words,
    *operands: Operand, direction: Direction = None, bounded: bool = False,
) -> Atom:  # fmt: skip
    metrics = tuple(slot for operand in operands for slot in operand.metrics)
    attributes = tuple(name for operand in operands for name in operand.attributes)
    return Atom(place, expr, run, *words, metrics, attributes, direction, bounded)


def _run_plain(op: str, left: Operand, right: Operand) -> Callable[[list[Exact | None], Facts], Truth]:
    if (exact := exactly(op, left, right)) is not None:
        return _run_exact(*exact)
    compare = COMPARE[op]

    def run(numbers: list[Exact | None], facts: Facts) -> Truth:
        a, b = left.read(facts), right.read(facts)
        if a is None or b is None:
            return None
        if isinstance(a, datetime) is not isinstance(b, datetime):
            a, b = (v.date() if isinstance(v, datetime) else v for v in (a, b))
        return compare(a, b)  # type: ignore[arg-type]

    return run


def exactly(op: str, left: Operand, right: Operand) -> tuple[int, str, Fraction] | None:
    """The slot, operator and bound where a figure as it stands is compared with a number as written."""
    if left.slot is not None and isinstance(right.constant, Fraction):
        return left.slot, op, right.constant
    if right.slot is not None and isinstance(left.constant, Fraction):
        return right.slot, TURNED[op], left.constant
    return None


def _run_exact(slot: int, op: str, bound: Fraction) -> Callable[[list[Exact | None], Facts], Truth]:
    """A metric against a literal, in whole numbers: exact, and without making a Fraction."""
    top, bottom = bound.numerator, bound.denominator

    def at_least(numbers: list[Exact | None], facts: Facts) -> Truth:
        value = numbers[slot]
        return None if value is None else value[0] * bottom >= top * value[1]

    def at_most(numbers: list[Exact | None], facts: Facts) -> Truth:
        value = numbers[slot]
        return None if value is None else value[0] * bottom <= top * value[1]

    def more(numbers: list[Exact | None], facts: Facts) -> Truth:
        value = numbers[slot]
        return None if value is None else value[0] * bottom > top * value[1]

    def less(numbers: list[Exact | None], facts: Facts) -> Truth:
        value = numbers[slot]
        return None if value is None else value[0] * bottom < top * value[1]

    return {">=": at_least, "<=": at_most, ">": more, "<": less}[op]


def _run_surely(
    expr: ast.Compare, operands: Operands, confidence: Fraction
) -> Callable[[list[Exact | None], Facts], Truth]:
    """A figure against a literal or against another figure and a margin: ``csat - csat of council > 2 points``."""
    parts = [(sign, operands.of(part)) for sign, part in terms(expr)]
    slots = sorted(((sign, o.slot) for sign, o in parts if o.slot is not None), reverse=True)
    (sign, first), second = slots[0], slots[1][1] if len(slots) > 1 else None
    constants = [(-sign * way, o) for way, o in parts if o.slot is None]
    op: ast.Comparison = expr.op if sign > 0 else TURNED[expr.op]  # type: ignore[assignment]

    def run(numbers: list[Exact | None], facts: Facts) -> Truth:
        margin = Fraction(0)
        for way, operand in constants:
            value = operand.read(facts)
            if not isinstance(value, Fraction):
                return None
            margin += way * value
        other = facts.measured[second] if second is not None else Fraction(0)
        return surely_compares(op, facts.measured[first], other, confidence, margin=margin)[0]

    return run
