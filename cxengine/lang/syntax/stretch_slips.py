"""Stretches in words: `is between 1 and 5 days`, `1–5 days`, `in March 2026`, `from 2026-01-01 to 2026-03-31`."""

from __future__ import annotations

import re

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.clauses import BLANKS, CONDITIONS, as_one, is_whole, stands_alone
from cxengine.lang.syntax.expression_builder import iso_date, stretch, unit_behind
from cxengine.lang.syntax.first_words import first_word
from cxengine.lang.syntax.sign_slips import figure_of
from cxengine.lang.syntax.slips import as_cx_writes

_DAY = (
    rf"(\d{{1,2}}(?:st|nd|rd|th)?{BLANKS}[A-Z][a-z]{{2,8}}{BLANKS}\d{{4}}|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}})(?!\w)"
)
_NO_NAME = "is|are|was|not|no|in|to|of|during|between|from|within|where|when|and|or"
_NAME = rf"\b(?!(?:{_NO_NAME}|on(?!{BLANKS}between))\b)(?P<what>\w+)"
_WHAT = rf"{_NAME}{BLANKS}(?:(?:is|are|was){BLANKS})?(?P<not>not{BLANKS})?(?:on{BLANKS}(?=between))?"
_DAYS = re.compile(rf"{_WHAT}(?:between|from|within){BLANKS}{_DAY}{BLANKS}(?:and|to|until|till){BLANKS}{_DAY}")
_UNIT = rf"(?:{BLANKS}((?:working{BLANKS})?(?:minute|hour|day|week|month|quarter|year|point)s?)\b)?"
_FIGURE = rf"(£?\d(?:[\d.,]*\d)?)(%)?(?![\w%]){_UNIT}"
_TO = rf"(?:{BLANKS}to{BLANKS}|[ \t]{{0,4}}(?:[-–—]|\.\.\.?|…)[ \t]{{0,4}})"
_STRETCH = re.compile(
    rf"{_WHAT}(?:={BLANKS})?(?:(?:between|from){BLANKS}{_FIGURE}{BLANKS}and{BLANKS}{_FIGURE}|"
    rf"(?:(?:between|from|of){BLANKS})?{_FIGURE}{_TO}{_FIGURE})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN = rf"{_WHAT}(?:in|during){BLANKS}"
_YEAR = re.compile(
    rf"{_IN}(?:the{BLANKS}year{BLANKS})?(?P<y>\d{{4}})(?:(?P<sign>[/–-])(?P<last>\d{{2}}|\d{{4}}))?(?![\w-])"
)
_MONTH = re.compile(rf"{_IN}(?P<m>[A-Z][a-z]{{2,8}}){BLANKS}(?P<y>\d{{4}})(?![\w-])")
_THIS = re.compile(
    rf"(?:is{BLANKS})?(?:in{BLANKS}|during{BLANKS})?this{BLANKS}(?:financial{BLANKS})?(year|quarter|month|week)\b"
)


def _here(pattern: re.Pattern[str], error: BrokenLine) -> re.Match[str] | None:
    """A match that touches the place where the line breaks, of something that is compared as a whole."""
    if first_word(error.text) not in CONDITIONS:
        return None
    found = (m for m in pattern.finditer(error.text) if m.start() <= error.offset <= m.end())
    return next((m for m in found if stands_alone(error.text, m.start()) and is_whole(error.text, m.end())), None)


def between(error: BrokenLine) -> Diagnostic | None:
    """``waiting is between 1 and 5 days``, ``waiting is 1–5 days``, ``answered_on from 2026-01-01 to 2026-03-31``."""
    dates = _here(_DAYS, error)
    if dates is not None:
        first, last = as_cx_writes(dates[3]), as_cx_writes(dates[4])
        message = "a stretch of days is written as two comparisons"
        if first is None or last is None:
            help = "Write year, month, day: `answered_on >= 2024-03-01 and answered_on <= 2024-03-31`."
            return error.problem("syntax", *dates.span(), message, help)
        right = as_one(error.text, dates.start(), stretch(dates["what"], first, last), negated=dates["not"] is not None)
        return error.problem("syntax", *dates.span(), message, f"Write `{right}`.", replacement=right)
    match = _here(_STRETCH, error)
    if match is None:
        return None
    low, low_percent, low_unit, high, high_percent, high_unit = [match.group(n) for n in range(3, 15)][
        slice(0, 6) if match[3] else slice(6, 12)
    ]
    first, last = figure_of(low), figure_of(high)
    if first is None or last is None:
        return None
    if last.startswith("£") and not first.startswith("£"):
        first = f"£{first}"
    percent, unit = high_percent or "", f" {high_unit}" if high_unit else ""
    from_unit = f" {low_unit}" if low_unit else unit_behind(first, unit)
    said = stretch(match["what"], f"{first}{low_percent or percent}{from_unit}", f"{last}{percent}{unit}")
    right = as_one(error.text, match.start(), said, negated=match["not"] is not None)
    message = "a stretch is written as two comparisons"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


def stretch_by_name(error: BrokenLine) -> Diagnostic | None:
    """``answered_on in 2026``, ``answered_on in March 2026``, ``answered_on this year``."""
    if first_word(error.text) not in CONDITIONS:
        return None
    this = next((m for m in _THIS.finditer(error.text) if m.start() <= error.offset <= m.end()), None)
    if this is not None:
        count = {"year": "12 months", "quarter": "3 months", "month": "1 month", "week": "7 days"}[this[1]]
        message = f"`{this[0]}` is not how cx writes a stretch of time"
        help = f"Write `in last {count}`, counted back from the day of the assessment; or name the first day: "
        help += "`>= 2026-04-01`."
        return error.problem("syntax", *this.span(), message, help)
    for pattern, ends in ((_MONTH, _ends_of_month), (_YEAR, _ends_of_year)):
        match = _here(pattern, error)
        found = None if match is None else ends(match)
        if match is not None and found is not None:
            said = f"{match['what']} >= {found[0]} and {match['what']} < {found[1]}"
            right = as_one(error.text, match.start(), said, negated=match["not"] is not None)
            message = "a stretch of days is written as two comparisons"
            return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)
    return None


def _ends_of_month(match: re.Match[str]) -> tuple[str, str] | None:
    """The first day of a month, and that of the next."""
    place = match["m"][:3].lower()
    if place not in _MONTHS:
        return None
    year, month = int(match["y"]), _MONTHS.index(place) + 1
    first, next_first = iso_date(match["y"], month, "1"), iso_date(str(year + month // 12), month % 12 + 1, "1")
    return None if first is None or next_first is None else (first, next_first)


def _ends_of_year(match: re.Match[str]) -> tuple[str, str] | None:
    """The first day of a year, and that after it: of calendar years, or of a financial one, which begins in April."""
    year = int(match["y"])
    if not 1900 < year < 2100:
        return None
    last = year if match["last"] is None else int(match["last"]) + (year // 100 * 100 if len(match["last"]) == 2 else 0)
    if last == year:
        return f"{year}-01-01", f"{year + 1}-01-01"
    if last == year + 1 and (match["sign"] == "/" or len(match["last"]) == 2):
        return f"{year}-04-01", f"{year + 1}-04-01"
    if year + 1 < last < 2100 and match["sign"] != "/":
        return f"{year}-01-01", f"{last + 1}-01-01"
    return None  # `2025-2026` may be one financial year, or two of the calendar
