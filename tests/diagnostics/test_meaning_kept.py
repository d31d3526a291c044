"""What a message says to write in place of a phrase holds for exactly the values that the phrase is true of."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from cxengine.lang import ast
from tests.diagnostics.test_helps_followed import followed
from tests.lang.reading import nodes, read

Meaning = Callable[[Any], bool]
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


def holds(condition: Any, value: Any) -> bool:
    """Whether a condition of one name is true of a value; days as a number, a percentage as a fraction."""
    match condition:
        case ast.And(parts):
            return all(holds(part, value) for part in parts)
        case ast.Or(parts):
            return any(holds(part, value) for part in parts)
        case ast.Not(inner):
            return not holds(inner, value)
        case ast.Compare(op, ast.Ref(), right):
            return _SIGNS[op](value, figure(right))
        case ast.Is(ast.Ref(), right, negated):
            return (value == figure(right)) is not negated
    raise AssertionError(condition)


def figure(literal: Any) -> Any:
    """The value of a literal."""
    match literal:
        case ast.Duration(period):
            return period.count
        case ast.Negative(inner):
            return -figure(inner)
    return literal.value


def corrected(condition: str) -> Any:
    """The condition that is read once each message has been followed; None where one offers no replacement."""
    text = f"metric m: M\n  formula {condition}\n"
    for times in range(4):
        file, found = read(text)
        if not found:
            (metric,) = file.declarations
            unknown = [node for node in nodes(metric.formula) if isinstance(node, ast.Ref) and len(node.name.text) > 1]
            assert times == 0 or not unknown, text
            return None if unknown else metric.formula
        assert len(found) == 1, found
        if found[0].replacement is None:
            return None
        text = followed(text, found[0])
    raise AssertionError(text)


FIGURES: list[tuple[str, Meaning]] = [
    ("is at least {}", lambda v: v >= 0),
    ("is not at least {}", lambda v: v < 0),
    ("at least {}", lambda v: v >= 0),
    ("is at most {}", lambda v: v <= 0),
    ("is not at most {}", lambda v: v > 0),
    ("is more than {}", lambda v: v > 0),
    ("is not more than {}", lambda v: v <= 0),
    ("no more than {}", lambda v: v <= 0),
    ("is no more than {}", lambda v: v <= 0),
    ("is less than {}", lambda v: v < 0),
    ("is not less than {}", lambda v: v >= 0),
    ("is no less than {}", lambda v: v >= 0),
    ("is not under {}", lambda v: v >= 0),
    ("is not over {}", lambda v: v <= 0),
    ("is more than or equal to {}", lambda v: v >= 0),
    ("is less than or equal to {}", lambda v: v <= 0),
    ("is not more than or equal to {}", lambda v: v < 0),
    ("exceeds {}", lambda v: v > 0),
    ("is equal to {}", lambda v: v == 0),
    ("is not equal to {}", lambda v: v != 0),
    ("is up to {}", lambda v: v <= 0),
    ("is within {}", lambda v: v <= 0),
    ("is not within {}", lambda v: v > 0),
    ("is a minimum of {}", lambda v: v >= 0),
    ("is {} or more", lambda v: v >= 0),
    ("is not {} or more", lambda v: v < 0),
    ("is {} or less", lambda v: v <= 0),
    ("is not {} or fewer", lambda v: v > 0),
    ("is {}+", lambda v: v >= 0),
    ("is not {}+", lambda v: v < 0),
    ("is under {} or over {}", lambda v: v != 0),
    ("> {} or more", lambda v: v >= 0),
]
"""Phrases of a figure, and what each means of a value, counted from the figure."""

DAYS: list[tuple[str, Meaning]] = [
    ("is after {}", lambda v: v > 0),
    ("is not after {}", lambda v: v <= 0),
    ("is before {}", lambda v: v < 0),
    ("is not before {}", lambda v: v >= 0),
    ("is on or after {}", lambda v: v >= 0),
    ("is on or before {}", lambda v: v <= 0),
    ("is not on or after {}", lambda v: v < 0),
    ("is not on or before {}", lambda v: v > 0),
    ("on or after {}", lambda v: v >= 0),
    ("since {}", lambda v: v >= 0),
    ("till {}", lambda v: v <= 0),
    ("until {}", lambda v: v <= 0),
    ("by {}", lambda v: v <= 0),
    ("is by {}", lambda v: v <= 0),
    ("is no later than {}", lambda v: v <= 0),
    ("is not later than {}", lambda v: v <= 0),
    ("is no earlier than {}", lambda v: v >= 0),
    ("is not earlier than {}", lambda v: v >= 0),
    ("is later than {}", lambda v: v > 0),
    ("is earlier than {}", lambda v: v < 0),
]
"""Phrases of a day, and what each means of another, in days from it."""

STRETCHES: list[tuple[str, Meaning]] = [
    ("w is between 1 and 5 days", lambda v: 1 <= v <= 5),
    ("w is not between 1 and 5 days", lambda v: not 1 <= v <= 5),
    ("not w is between 1 and 5 days", lambda v: not 1 <= v <= 5),
    ("w is 1-5 days", lambda v: 1 <= v <= 5),
    ("w is not 1-5 days", lambda v: not 1 <= v <= 5),
    ("not w is 1-5 days", lambda v: not 1 <= v <= 5),
    ("not w is not 1-5 days", lambda v: 1 <= v <= 5),
    ("w is 1–5 days", lambda v: 1 <= v <= 5),
    ("w is not 1–5 days", lambda v: not 1 <= v <= 5),
    ("w is 1 to 5 working days", lambda v: 1 <= v <= 5),
    ("w 1 to 5", lambda v: 1 <= v <= 5),
    ("w not 1 to 5", lambda v: not 1 <= v <= 5),
    ("w is not 5", lambda v: v != 5),
    ("w is outside 1 to 5 days", lambda v: not 1 <= v <= 5),
    ("w is at least 1 and no more than 5 days", lambda v: 1 <= v <= 5),
    ("w is not under 1 or over 5", lambda v: 1 <= v <= 5),
    ("w is not 4 days or more", lambda v: v < 4),
    ("w is below -1", lambda v: v < -1),
    ("w is at least 4 out of 5", lambda v: v >= 4),
    ("w is rarely over 5", lambda v: v > 5),
    ("w is not rarely over 5", lambda v: v <= 5),
    ("w is not one of 4 or more", lambda v: v < 4),
    ("w is at least 1 and at most 5", lambda v: 1 <= v <= 5),
    ("w is not 1 to 5", lambda v: not 1 <= v <= 5),
    ("over 5", lambda v: v > 5),
    ("not c is under 1% or over 5%", lambda v: Fraction(1, 100) <= v <= Fraction(5, 100)),
    ("c is under 1% or over 5%", lambda v: not Fraction(1, 100) <= v <= Fraction(5, 100)),
    ("c is between 1 and 5%", lambda v: Fraction(1, 100) <= v <= Fraction(5, 100)),
    ("c is 1-5%", lambda v: Fraction(1, 100) <= v <= Fraction(5, 100)),
    ("c is not 1 to 5%", lambda v: not Fraction(1, 100) <= v <= Fraction(5, 100)),
]
"""Conditions of figures, and what each means."""

TIMES: list[tuple[str, Meaning]] = [
    ("d in 2026", lambda v: v.year == 2026),
    ("d is in 2026", lambda v: v.year == 2026),
    ("d is not in 2026", lambda v: v.year != 2026),
    ("d not in 2026", lambda v: v.year != 2026),
    ("not d in 2026", lambda v: v.year != 2026),
    ("d during 2026", lambda v: v.year == 2026),
    ("d in 2025-2027", lambda v: 2025 <= v.year <= 2027),
    ("d is not in 2025-2027", lambda v: not 2025 <= v.year <= 2027),
    ("d in 2025/26", lambda v: date(2025, 4, 1) <= v < date(2026, 4, 1)),
    ("d in 2025-26", lambda v: date(2025, 4, 1) <= v < date(2026, 4, 1)),
    ("d in March 2026", lambda v: (v.year, v.month) == (2026, 3)),
    ("d is not in March 2026", lambda v: (v.year, v.month) != (2026, 3)),
    ("d in December 2026", lambda v: (v.year, v.month) == (2026, 12)),
    ("d is between 2026-01-01 and 2026-03-31", lambda v: date(2026, 1, 1) <= v <= date(2026, 3, 31)),
    ("d is not between 1/1/2026 and 31/3/2026", lambda v: not date(2026, 1, 1) <= v <= date(2026, 3, 31)),
    ("d is not from 1 January 2026 to 31 March 2026", lambda v: not date(2026, 1, 1) <= v <= date(2026, 3, 31)),
    ("d is after 2026", lambda v: v.year > 2026),
    ("d is before 2026", lambda v: v.year < 2026),
    ("d is not after 2026", lambda v: v.year <= 2026),
    ("d is not before 2026", lambda v: v.year >= 2026),
    ("d since 2026", lambda v: v.year >= 2026),
    ("d is no later than 2026", lambda v: v.year <= 2026),
    ("d by 2026", lambda v: v.year <= 2026),
    ("d is until 2026", lambda v: v.year <= 2026),
    ("d is not until 2026-03-31", lambda v: v >= date(2026, 3, 31)),
    ("d till 31 March", lambda v: v <= date(2026, 3, 31)),
]
"""Conditions of days, and what each means."""

EDGES = [
    day + timedelta(step) for year in range(2024, 2029) for month in (1, 3, 4, 12) for day in (date(year, month, 1),)
    for step in (-1, 0, 1, 29, 30, 31)
]  # fmt: skip


def test_phrases_of_figures() -> None:
    said: list[str] = []
    silent = []
    for phrase, meaning in FIGURES:
        for shown, middle in (("4", 4), ("4 days", 4), ("four", 4), ("80%", Fraction(4, 5)), ("1,000", 1000)):
            written = f"w {phrase.replace('{}', shown)}"
            condition = corrected(written)
            silent += [written] if condition is None else []
            for step in (-1, Fraction(-1, 100), 0, Fraction(1, 100), 1):
                if condition is not None and holds(condition, middle + step) is not meaning(step):
                    said.append(f"{written}: {step}")
    assert said == []
    assert len(silent) <= 12, silent


def test_phrases_of_days() -> None:
    said: list[str] = []
    silent = []
    for phrase, meaning in DAYS:
        for shown in ("2026-03-31", "31/3/2026", "31.03.2026", "31 March 2026", "31st March 2026"):
            written = f"d {phrase.replace('{}', shown)}"
            condition = corrected(written)
            silent += [written] if condition is None else []
            for step in (-400, -1, 0, 1, 400):
                other = date(2026, 3, 31) + timedelta(step)
                if condition is not None and holds(condition, other) is not meaning(step):
                    said.append(f"{written}: {step}")
    assert said == []
    assert len(silent) <= 5, silent


@pytest.mark.parametrize(("written", "meaning"), STRETCHES)
def test_stretches_of_figures(written: str, meaning: Meaning) -> None:
    condition = corrected(written)
    values = [Fraction(n, 2) for n in range(-4, 14)] + [Fraction(n, 200) for n in range(14)]
    assert condition is None or [holds(condition, v) for v in values] == [meaning(v) for v in values]


@pytest.mark.parametrize(("written", "meaning"), TIMES)
def test_stretches_of_time(written: str, meaning: Meaning) -> None:
    condition = corrected(written)
    assert condition is None or [holds(condition, v) for v in EDGES] == [meaning(v) for v in EDGES]


def test_a_replacement_is_offered_where_the_meaning_is_plain() -> None:
    unsure = {
        "w is outside 1 to 5 days", "w is not under 1 or over 5", "w is at least 4 out of 5", "w is rarely over 5",
        "w is below -1", "w is not rarely over 5", "w is not one of 4 or more", "not c is under 1% or over 5%",
        "over 5", "d by 2026", "d is until 2026", "d is not until 2026-03-31", "d till 31 March",
    }  # fmt: skip
    silent = {written for written, _ in (*STRETCHES, *TIMES) if corrected(written) is None}
    assert silent == unsure


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("w is not 4 days or more", "w < 4 days"),
        ("w is not 1-5 days", "not (w >= 1 day and w <= 5 days)"),
        ("w is at most 5 days", "w <= 5 days"),
        ("c is at least 70%", "c >= 70%"),
        ("c does not meet the target", "not c meets target"),
        ("c is not on track", "not c meets target"),
    ],
)
def test_the_help_is_the_whole_comparison(written: str, right: str) -> None:
    _, (told,) = read(f"metric m: M\n  formula {written}\n")
    assert (told.help, told.replacement) == (f"Write `{right}`.", right)
