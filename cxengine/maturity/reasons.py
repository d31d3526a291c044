"""Reasons of comparisons: what never changes is worded when a model is compiled, figures once for each subject."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial

from cxengine.lang import ast
from cxengine.lang.unparse import number_text, unparse
from cxengine.maturity.because import Because, no_hint
from cxengine.maturity.facts import Facts
from cxengine.maturity.hints import lacking, needed_for
from cxengine.maturity.operands import Operand
from cxengine.maturity.outcome import Truth
from cxengine.metrics.targets import amount, in_force

Word = Callable[[Facts, Truth], Because]

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


def compare_word(expr: ast.Compare, left: Operand, right: Operand) -> Word:
    """The reason of a comparison, told from the side of its figure."""
    turned = left.slot is None and right.slot is not None
    one, other = (right, left) if turned else (left, right)
    op = TURNED[expr.op] if turned else expr.op
    text_of, span, style, said = unparse(expr), expr.span, one.style, SAID[op]
    surely, level = expr.confidence is not None, _level_words(expr.confidence)
    slot, read, read_other, words, words_other = one.slot, one.read, other.read, one.words, other.words
    compare, written = COMPARE[op], words_other(_NO_FACTS) if other.constant is not None else None
    if slot is not None and isinstance(other.constant, Fraction) and not surely:
        return _figure_word(expr, one, op, (other.constant, words_other(_NO_FACTS)))

    def word(facts: Facts, truth: Truth) -> Because:
        value, bound = read(facts), read_other(facts)
        value = value if isinstance(value, Fraction) else None
        target = bound if isinstance(bound, Fraction) else None
        short = truth is False
        if truth is None:
            text = _open_words(one, other, facts)
        elif truth:
            text = f"{words(facts)} is {said} {words_other(facts)}{f', with {level}' if surely else ''}"
        elif surely and value is not None and target is not None and compare(value, target):
            short = False
            text = f"{words(facts)} is {said} {words_other(facts)}, but not with {level}: it may be chance"
        else:
            text = f"{words(facts)} is not {said} {words_other(facts)}"
        return Because(
            text=text, expr=text_of, truth=truth, value=value, target=target, short=short,
            n=None if slot is None else facts.measured[slot].n, style=style,
            missing=(*lacking(one, facts), *lacking(other, facts)) if truth is None else (),
            hint=no_hint if truth else lambda: needed_for(one, op, (bound, written), facts, sure=surely),
            span=span,
        )  # fmt: skip

    return word


def _figure_word(expr: ast.Compare, one: Operand, op: str, bound: tuple[Fraction, str]) -> Word:
    """The reason of the usual comparison, of one figure with a literal: all but the figure is worded beforehand."""
    text_of, span, style, words, slot = unparse(expr), expr.span, one.style, one.words, one.slot or 0
    target, written = bound
    tails = {True: f" is {SAID[op]} {written}", False: f" is not {SAID[op]} {written}", None: ""}

    def word(facts: Facts, truth: Truth) -> Because:
        measured = facts.measured[slot]
        return Because(
            text=words(facts) + tails[truth], expr=text_of, truth=truth, value=measured.value, target=target,
            short=truth is False, n=measured.n, style=style, span=span,
            missing=lacking(one, facts) if truth is None else (),
            hint=no_hint if truth else partial(needed_for, one, op, bound, facts, sure=False),
        )  # fmt: skip

    return word


def target_word(
    expr: ast.MeetsTarget, metric: ast.Metric, operand: Operand, on: Callable[[Facts], date]
) -> Word:
    """The reason of ``meets target``: told by the side that fails, where one does."""
    text_of, surely, level = unparse(expr), expr.confidence is not None, _level_words(expr.confidence)
    sides = {
        target: (">=" if target.bound == "at least" else "<=", amount(target.quantity), unparse(target.quantity))
        for target in metric.targets
    }

    def word(facts: Facts, truth: Truth) -> Because:
        measured = facts.measured[operand.slot or 0]
        value = measured.value
        aims = [sides[target] for target in in_force(metric, on(facts))]
        failing = [aim for aim in aims if value is not None and not COMPARE[aim[0]](value, aim[1])]
        told = failing or aims
        words = " and ".join([f"{SAID[op]} {said}" for op, _, said in told])
        if not aims:
            text = f"{operand.words(facts)}; no target was in force yet"
        elif truth is None:
            text = f"{operand.words(facts)}; its target is {words}"
        elif truth:
            text = f"{operand.words(facts)} is {words}, its target{f', with {level}' if surely else ''}"
        elif failing:
            text = f"{operand.words(facts)} is not {words}, its target"
        else:
            text = f"{operand.words(facts)} is {words}, its target, but not with {level}: it may be chance"
        hopeless = truth is True or (truth is None and value is not None)
        return Because(
            text=text, expr=text_of, truth=truth, value=value, target=told[0][1] if told else None,
            short=bool(failing), n=measured.n, style=operand.style,
            missing=lacking(operand, facts) if truth is None else (),
            hint=no_hint if hopeless else lambda: _reaching(operand, told, facts, surely=surely),
            span=expr.span,
        )  # fmt: skip

    return word


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
