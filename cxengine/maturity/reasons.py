"""Reasons of comparisons: what never changes is worded when a model is compiled, figures once for each subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TypeVar

from cxengine.lang import ast
from cxengine.lang.unparse import number_text, unparse
from cxengine.maturity.because import Details, Run, no_hint
from cxengine.maturity.conditions import Behind, Words
from cxengine.maturity.facts import Facts
from cxengine.maturity.hints import becoming_known, lacking, needed_for
from cxengine.maturity.operands import Operand, Value, attribute_words, masks
from cxengine.maturity.outcome import Truth, negation
from cxengine.maturity.words import rounded
from cxengine.metrics.targets import amount, in_force, marks_for, marks_of

Number = TypeVar("Number")
SAID = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}
_NO_FACTS = Facts((), {}, date.min)
"""For the words of a literal, which depend on no facts."""
TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def compare_words(expr: ast.Compare, left: Operand, right: Operand) -> Words:
    """The reason of a comparison, told from the side of its figure."""
    turned = left.slot is None and right.slot is not None
    one, other = (right, left) if turned else (left, right)
    op = TURNED[expr.op] if turned else expr.op
    written = other.words(_NO_FACTS) if other.constant is not None else None
    if one.slot is not None and isinstance(other.constant, Fraction) and written and expr.confidence is None:
        return _figure_words(expr, one, op, (other.constant, written))
    surely, level, said, text_of = expr.confidence is not None, _level_words(expr.confidence), SAID[op], unparse(expr)

    def figures(facts: Facts) -> tuple[Fraction | None, Fraction | None, bool]:
        """The two figures, and whether the comparison would hold without a confidence."""
        value, target = _figure(one.read(facts)), _figure(other.read(facts))
        return value, target, value is not None and target is not None and COMPARE[op](value, target)

    def text(run: Run, truth: Truth) -> str:
        facts = run.facts
        if truth is None:
            return _open_words(one, other, facts)
        if truth:
            return f"{one.words(facts)} is {said} {other.words(facts)}{f', with {level}' if surely else ''}"
        if surely and figures(facts)[2]:
            return f"{one.words(facts)} is {said} {other.words(facts)}, but not with {level}: it may be chance"
        return f"{one.words(facts)} is not {said} {other.words(facts)}"

    def behind(run: Run, truth: Truth) -> Details:
        facts = run.facts
        value, target, holds = figures(facts)
        bound = other.read(facts)
        value, target = _sayable(one, value, facts), _sayable(other, target, facts)
        bound = _sayable(other, bound, facts)
        return Details(
            expr=text_of, value=value, target=target, short=truth is False and not holds,
            n=None if one.slot is None else _sayable(one, facts.measured[one.slot].n, facts), style=one.style,
            missing=(*lacking(one, facts), *lacking(other, facts)) if truth is None else (),
            hint=no_hint if truth else lambda: needed_for(one, op, (bound, written), facts, sure=surely),
            span=expr.span,
        )  # fmt: skip

    return text, behind


def _figure_words(expr: ast.Compare, one: Operand, op: str, bound: tuple[Fraction, str]) -> Words:
    """The reason of the usual comparison, of one figure with a literal: all but the figure is worded beforehand."""
    text_of, words, slot = unparse(expr), one.words, one.slot or 0
    target, written = bound
    tails = {True: f" is {SAID[op]} {written}", False: f" is not {SAID[op]} {written}", None: ""}

    def text(run: Run, truth: Truth) -> str:
        facts = run.facts
        said = (facts.said.get(slot) or words(facts)) + tails[truth]
        return said + _before_rounding(one, op, target, truth, facts)

    def behind(run: Run, truth: Truth) -> Details:
        facts = run.facts
        measured = facts.measured[slot]
        return Details(
            expr=text_of, value=_sayable(one, measured.value, facts), target=target, short=truth is False,
            n=_sayable(one, measured.n, facts), style=one.style,
            missing=lacking(one, facts) if truth is None else (),
            hint=no_hint if truth else partial(needed_for, one, op, bound, facts, sure=False), span=expr.span,
        )  # fmt: skip

    return text, behind


def target_words(
    expr: ast.MeetsTarget, metric: ast.Metric, operand: Operand, on: Callable[[Facts], date]
) -> Words:
    """The reason of ``meets target``: told by the side that fails, where one does."""
    text_of, surely, level = unparse(expr), expr.confidence is not None, _level_words(expr.confidence)
    marks = marks_of(metric, expr.standard.text if expr.standard is not None else None)
    sides = {
        mark: (">=" if mark.bound == "at least" else "<=", amount(mark.quantity), unparse(mark.quantity))
        for mark in marks
    }
    whole = expr.standard.text.replace("_", " ") if expr.standard is not None else None
    what, its = ("target", "its target") if whole is None else (f"standard “{whole}”", f"which is “{whole}”")

    def aims(facts: Facts) -> tuple[list[tuple[str, Fraction, str]], bool]:
        """The sides to tell of, and whether they fail."""
        measured = facts.measured[operand.slot or 0]
        found = [sides[mark] for mark in in_force(marks, on(facts), measured.whose)]
        value = measured.value
        failing = [aim for aim in found if value is not None and not COMPARE[aim[0]](value, aim[1])]
        return failing or found, bool(failing)

    def text(run: Run, truth: Truth) -> str:
        facts = run.facts
        told, fails = aims(facts)
        words = " and ".join([f"{SAID[op]} {said}" for op, _, said in told])
        if not told:
            of_it = bool(marks_for(marks, facts.measured[operand.slot or 0].whose))
            return f"{operand.words(facts)}; no {what} {'was in force yet' if of_it else 'is set for it'}"
        if truth is None:
            return f"{operand.words(facts)}; its {what} is {words}"
        if truth:
            return f"{operand.words(facts)} is {words}, {its}{f', with {level}' if surely else ''}"
        if fails:
            close = _before_rounding(operand, told[0][0], told[0][1], truth, facts)
            return f"{operand.words(facts)} is not {words}, {its}{close}"
        return f"{operand.words(facts)} is {words}, {its}, but not with {level}: it may be chance"

    def behind(run: Run, truth: Truth) -> Details:
        facts = run.facts
        told, fails = aims(facts)
        measured = facts.measured[operand.slot or 0]
        hopeless = truth is True or (truth is None and measured.value is not None)
        return Details(
            expr=text_of, value=_sayable(operand, measured.value, facts), target=told[0][1] if told else None,
            short=fails, n=_sayable(operand, measured.n, facts), style=operand.style,
            missing=lacking(operand, facts) if truth is None else (),
            hint=no_hint if hopeless else lambda: _reaching(operand, told, facts, surely=surely),
            span=expr.span,
        )  # fmt: skip

    return text, behind


def same_words(expr: ast.Expr, left: Operand, rights: tuple[Operand, ...], *, negated: bool) -> Words:
    """The reason of ``x is y`` and ``x is one of (a, b)``."""

    def text(run: Run, truth: Truth) -> str:
        facts = run.facts
        listed = " or ".join(attribute_words(right.constant) or right.words(facts) for right in rights)
        stands = truth if not negated else negation(truth)
        if truth is None:
            return f"{left.words(facts)}, so it cannot be compared with {listed}"
        return f"{left.words(facts)} {'is' if stands else 'is not'} {listed}"

    return text, _plain_details(expr, left)


def known_words(expr: ast.Expr, operand: Operand) -> Words:
    """The reason of ``x is known``."""
    text_of = unparse(expr)

    def text(run: Run, truth: Truth) -> str:
        said = operand.words(run.facts)
        return f"{said} is known" if operand.known(run.facts) else said

    def behind(run: Run, truth: Truth) -> Details:
        facts = run.facts
        return Details(
            expr=text_of, missing=lacking(operand, facts), span=expr.span,
            hint=no_hint if truth else lambda: becoming_known(operand, facts) or (text_of,),
        )  # fmt: skip

    return text, behind


def window_words(expr: ast.InLast, operand: Operand) -> Words:
    """The reason of ``day in last 12 months``."""
    said = unparse(expr).removeprefix(unparse(expr.value))

    def text(run: Run, truth: Truth) -> str:
        verb = "may or may not be" if truth is None else "is" if truth else "is not"
        return f"{operand.words(run.facts)} {verb}{said}"

    return text, _plain_details(expr, operand)


def _plain_details(expr: ast.Expr, operand: Operand) -> Behind:
    text_of = unparse(expr)

    def behind(run: Run, truth: Truth) -> Details:
        return Details(
            expr=text_of, missing=lacking(operand, run.facts) if truth is None else (),
            hint=no_hint if truth else lambda: becoming_known(operand, run.facts) or (text_of,), span=expr.span,
        )  # fmt: skip

    return behind


def _sayable(operand: Operand, number: Number, facts: Facts) -> Number | None:
    """The number, unless it is of a figure that may count but not be said."""
    return None if masks(facts, operand.metrics) else number


def _before_rounding(operand: Operand, op: str, bound: Fraction, truth: Truth, facts: Facts) -> str:
    """What a reader has to know where a figure, as it is printed, looks like what it is compared with."""
    value, style = operand.read(facts), operand.style
    if style is None or not isinstance(value, Fraction) or masks(facts, operand.metrics):
        return ""
    if truth is not (op in ("<", ">")):
        return ""
    alike = rounded(value, style.decimals, style.factor) == rounded(bound, style.decimals, style.factor)
    return ", before it is rounded" if alike and value != bound else ""


def _figure(value: Value) -> Fraction | None:
    return value if isinstance(value, Fraction) else None


def _reaching(
    operand: Operand, aims: list[tuple[str, Fraction, str]], facts: Facts, *, surely: bool
) -> tuple[str, ...]:
    hints = [needed_for(operand, op, (bound, said), facts, sure=surely) for op, bound, said in aims]
    return tuple(dict.fromkeys(hint for found in hints for hint in found)) or lacking(operand, facts)


def _open_words(one: Operand, other: Operand, facts: Facts) -> str:
    if one.read(facts) is None:
        return one.words(facts)
    return f"{one.words(facts)}, to be compared with {other.words(facts)}"


def _level_words(confidence: Fraction | None) -> str:
    return "" if confidence is None else f"{number_text(confidence * 100)}% confidence"
