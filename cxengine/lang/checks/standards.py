"""Standards of a metric: `standard good at least 75%`, each stricter than the one before it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.targets import check_marks, literal_value, owner_of
from cxengine.lang.lookup import place_in_words
from cxengine.lang.reserved import OUTCOMES, RESERVED
from cxengine.lang.types import Type
from cxengine.lang.unparse import unparse


def check_standards(metric: ast.Metric, given: Type, checking: Checking) -> None:
    """Every standard of one metric."""
    lines = metric.standards
    if not lines or any(not _check_name(line, lines, checking) for line in lines):
        return
    if not _one_side(metric, checking):
        return
    names = tuple(dict.fromkeys(line.name.text for line in lines))
    sound = [check_marks(_marks(metric, name), metric, given, checking) for name in names]
    if all(sound):
        _check_order(metric, names, checking)


def _marks(metric: ast.Metric, name: str) -> tuple[ast.Target, ...]:
    return tuple(line.mark for line in metric.standards if line.name.text == name)


def _check_name(line: ast.Standard, lines: tuple[ast.Standard, ...], checking: Checking) -> bool:
    word = line.name.text
    if word == "target" or word in RESERVED or word in OUTCOMES:
        message = f"`{word}` is a word of conditions, so no standard can have it"
        checking.error("reserved-word", line.name.span, message, f"Choose a longer name, such as `{word}_standard`.")
        return False
    first = next(other.name for other in lines if other.name.text.casefold() == word.casefold())
    if first.text != word:
        message = f"`{word}` and `{first.text}` differ only in capital letters"
        help = f"The first is the standard at {place_in_words(first.span)}. Write both alike."
        checking.error("names-differ-in-case", line.name.span, message, help, replacement=first.text)
        return False
    return True


def _one_side(metric: ast.Metric, checking: Checking) -> bool:
    first, *others = metric.standards
    for line in others:
        if line.mark.bound != first.mark.bound:
            checking.error(
                "standard-order",
                line.span,
                f"`{line.name}` is `{line.mark.bound}` a figure, and `{first.name}` is `{first.mark.bound}` one",
                f"All standards of a metric look the same way: write `{first.mark.bound}`, or make another metric.",
            )
            return False
    return True


def _check_order(metric: ast.Metric, names: tuple[str, ...], checking: Checking) -> None:
    """On every date and for every subject each standard is stricter than the one that is written before it."""
    marks = [line.mark for line in metric.standards]
    days = sorted({mark.since or date.min for mark in marks})
    for whose in dict.fromkeys([None, *(owner_of(mark) for mark in marks)]):
        for day in days:
            before: tuple[str, Fraction, str] | None = None
            for name in names:
                mark = _in_force(_marks(metric, name), day, whose)
                value = literal_value(mark.quantity) if mark is not None else None
                if mark is None or value is None:
                    continue
                if before is not None and (value <= before[1] if mark.bound == "at least" else value >= before[1]):
                    _refuse(mark, name, before, checking)
                    return
                before = name, value, unparse(mark.quantity)


def _in_force(marks: tuple[ast.Target, ...], on: date, whose: tuple[str, str] | None) -> ast.Target | None:
    begun = [mark for mark in marks if (mark.since or date.min) <= on and owner_of(mark) in (None, whose)]
    return max(begun, key=lambda mark: (mark.subject is not None, mark.since or date.min)) if begun else None


def _refuse(mark: ast.Target, name: str, before: tuple[str, Fraction, str], checking: Checking) -> None:
    lower, _, figure = before
    more = "more" if mark.bound == "at least" else "less"
    checking.error(
        "standard-order",
        mark.quantity.span,
        f"`{name}` would ask for no {more} than `{lower}`, which is {mark.bound} {figure}",
        f"Write the standards from the lowest to the highest, each asking for {more} than the one before it.",
    )
