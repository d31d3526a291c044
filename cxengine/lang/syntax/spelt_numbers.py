"""Numbers in words, as they stand in policies: `at least four`, `thirty answers`."""

from __future__ import annotations

import re

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.broken_line import BrokenLine

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELT: dict[str, int] = (
    {word: number for number, word in enumerate((*_UNITS, *_TEENS), start=1)}
    | {word: 10 * number for number, word in enumerate(_TENS, start=2)}
    | {f"{ten}-{unit}": 10 * t + u for t, ten in enumerate(_TENS, start=2) for u, unit in enumerate(_UNITS, start=1)}
    | {"hundred": 100, "thousand": 1000}
)
_WORDS = "|".join(sorted(SPELT, key=len, reverse=True))
NEAR = 120


def in_digits(said: str) -> str | None:
    """A figure as it is, a number in words in digits; None where it is neither."""
    if said[-1:].isdigit() or said[-1:] == "%":
        return said
    number = SPELT.get(said.lower())
    return None if number is None else str(number)


def spelt_number(error: BrokenLine) -> Diagnostic | None:
    """``needs thirty answers``, ``target at least eighty percent``."""
    near = slice(max(error.offset - NEAR, 0), error.offset + NEAR)
    pattern = re.compile(rf"\b({_WORDS})(?P<percent>[ \t]*(?:%|per[ \t]?cent\b))?(?=[ \t]+[a-z]|$)")
    found = (m for m in pattern.finditer(error.text, near.start, near.stop) if m.start() <= error.offset <= m.end())
    match = next(found, None)
    if match is None:
        start, _ = error.word_at(error.offset)
        unit = re.compile(r"(minute|hour|day|week|month|quarter|year|point|answer)s?\b").match(error.text, start)
        match = re.search(rf"\b({_WORDS})(?P<percent>)[ \t]$", error.text[:start]) if unit else None
    if match is None:
        return None
    right = f"{SPELT[match[1]]}{'%' if match['percent'] else ''}"
    end = match.end() if match["percent"] else match.end(1)
    message = f"numbers are written in digits, not as `{error.text[match.start() : end]}`"
    return error.problem("bad-number", match.start(), end, message, f"Write `{right}`.", replacement=right)
