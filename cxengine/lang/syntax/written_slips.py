"""Slips of writing: names with other letters, signs at the end of a line, thousands in groups, words for signs."""

from __future__ import annotations

import re
import unicodedata

from cxengine.diagnostics import Diagnostic
from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.expression_builder import iso_date
from cxengine.lang.syntax.first_words import first_word

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "æ": "ae"})
_NAMED = re.compile(r"(\w+)[ \t]+([^\s:,()]+)")
_REFERRING = "owner|from|needs|effort|costs|by|key|formula|where|when"
"""Words of lines that never have a colon."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SIGNS = {
    "less": "<", "fewer": "<", "lower": "<", "under": "<", "below": "<",
    "more": ">", "greater": ">", "higher": ">", "above": ">", "over": ">",
}  # fmt: skip


def _name(error: BrokenLine) -> Diagnostic | None:
    """``metric people's_choice: …``, ``party customer-insight: …``."""
    match = _NAMED.match(error.text)
    if match is None or match[1] not in (*TABLE, "field") or not match.start(2) < error.offset < match.end(2):
        return None
    right = _as_name(match[2])
    if not right or right == match[2]:
        return None
    message = f"`{match[2]}` cannot be a name: names are the letters a to z, digits and `_`"
    help = f"Write `{right}`. The title after the colon may have any letters."
    return error.problem("syntax", *match.span(2), message, help, replacement=right)


def _as_name(word: str) -> str:
    """The word with letters that a name may have: `befuerwortet`, `peoples_choice`, `customer_insight`."""
    plain = unicodedata.normalize("NFKD", word.translate(_SPELT_OUT).replace("'", "").replace("’", ""))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9_]+", "_", letters).strip("_")


def _end(error: BrokenLine) -> Diagnostic | None:
    """``needs 30 answers,``."""
    sign = error.text[error.offset :].strip()
    if sign not in (",", ".", ";"):
        return None
    message = f"a line does not end with `{sign}`"
    return error.problem("syntax", error.offset, error.offset + 1, message, "Take it out.", replacement="")


def _thousands(error: BrokenLine) -> Diagnostic | None:
    """``£10 500``, ``1 000 answers``."""
    before = re.search(r"(£?)(\d{1,3}(?:[ \t]\d{3})*)[ \t]+$", error.text[: error.offset])
    after = re.compile(r"\d{3}(?:[ \t]\d{3})*(?![\w.])").match(error.text, error.offset)
    if before is None or after is None:
        return None
    figures = f"{before[2]} {after[0]}".split()
    right = f"{before[1]}{(',' if before[1] else '').join(figures)}"
    message = f"`{error.text[before.start() : after.end()]}` is not a number that cx reads"
    help = f"Write `{right}`, without a blank."
    return error.problem("bad-number", before.start(), after.end(), message, help, replacement=right)


def _month_first(error: BrokenLine) -> Diagnostic | None:
    """``January 1, 2026``."""
    date = r"([A-Z][a-z]{2,8})[ \t]+(\d{1,2})(?:st|nd|rd|th)?,?[ \t]+(\d{4})\b"
    match = re.compile(date).match(error.text, error.offset)
    if match is None or match[1][:3].lower() not in _MONTHS:
        return None
    right = iso_date(match[3], _MONTHS.index(match[1][:3].lower()) + 1, match[2])
    if right is None:
        return None
    message = f"`{match[0]}` is not a date that cx reads"
    help = f"Write year, month, day: `{right}`."
    return error.problem("bad-date", *match.span(), message, help, replacement=right)


def _sign_in_words(error: BrokenLine) -> Diagnostic | None:
    """``waiting is less than 5 days``, ``waiting is at most 5 days``."""
    near = error.text[max(error.offset - 40, 0) : error.offset + 40]
    match = re.search(rf"\b(?:is[ \t]+)?({'|'.join(_SIGNS)})[ \t]+than(?:[ \t]+or[ \t]+equal[ \t]+to)?\b", near)
    if match is None:
        return None
    start = max(error.offset - 40, 0) + match.start()
    right = _SIGNS[match[1]] + ("=" if "equal" in match[0] else "")
    if first_word(error.text) in ("target", "standard", "score"):
        right = "at least" if right.startswith(">") else "at most"
        message = f"cx does not write `{match[0]}` here"
        help = f"Write `{right}`, which takes the figure itself in."
        return error.problem("syntax", start, start + len(match[0]), message, help, replacement=right)
    message = f"`{match[0]}` is written as a sign"
    return error.problem("syntax", start, start + len(match[0]), message, f"Write `{right}`.", replacement=right)


def _day_of(day: str, month: str, year: str) -> str | None:
    place = month[:3].lower()
    return iso_date(year, _MONTHS.index(place) + 1, day) if place in _MONTHS else None


def _between(error: BrokenLine) -> Diagnostic | None:
    """``waiting is between 1 and 5 days``."""
    day = r"[ \t]+(\d{1,2})(?:st|nd|rd|th)?[ \t]+([A-Z][a-z]+)[ \t]+(\d{4})"
    dates = re.search(rf"(\w+)[ \t]+(?:is[ \t]+)?between{day}[ \t]+and{day}", error.text)
    if dates is not None and dates.start() <= error.offset <= dates.end():
        ends = [_day_of(*dates.group(*places)) for places in ((2, 3, 4), (5, 6, 7))]
        right = f"{dates[1]} >= {ends[0] or '2024-03-01'} and {dates[1]} <= {ends[1] or '2024-03-31'}"
        message = "a stretch of days is written as two comparisons"
        return error.problem("syntax", *dates.span(), message, f"Write `{right}`.", replacement=right)
    figure = r"[ \t]+(\S+)([ \t]+[a-z]+)?"
    match = re.search(rf"(\w+)[ \t]+(?:is[ \t]+)?between{figure}[ \t]+and{figure}", error.text)
    if match is None or not match.start() <= error.offset <= match.end():
        return None
    unit = match[5] if match[5] and match[5].strip() not in ("and", "or") else ""
    right = f"{match[1]} >= {match[2]}{match[3] or unit} and {match[1]} <= {match[4]}{unit}"
    message = "a stretch is written as two comparisons"
    end = match.end(4) + len(unit)
    return error.problem("syntax", match.start(), end, message, f"Write `{right}`.", replacement=right)


def _colon_of_a_reference(error: BrokenLine) -> Diagnostic | None:
    """``owner: insight``."""
    match = re.fullmatch(rf"({_REFERRING})[ \t]*:([ \t]*)(.+)", error.text)
    if match is None or error.offset != error.text.index(":"):
        return None
    message = f"no colon stands in a line that begins with `{match[1]}`"
    help = f"Write `{match[1]} {match[3]}`."
    blank = "" if match[2] else " "
    return error.problem("syntax", error.offset, error.offset + 1, message, help, replacement=blank)


WRITTEN_SLIPS = (_name, _end, _thousands, _month_first, _sign_in_words, _between, _colon_of_a_reference)
"""Tried in this order; the first that fits speaks."""
