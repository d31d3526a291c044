"""Slips of writing: names with other letters, signs at the end of a line, thousands in groups, words for signs."""

from __future__ import annotations

import re
import unicodedata

from cxengine.diagnostics import Diagnostic
from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.expression_builder import iso_date

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "æ": "ae"})
_NAMED = re.compile(r"(\w+)[ \t]+([^\s:,()]+)")
_NAMED_KINDS = ({*TABLE} - {"criterion", "level"}) | {"field"}
_REFERRING = "owner|from|needs|effort|costs|by|key|formula|where|when"
"""Words of lines that never have a colon."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

def _name(error: BrokenLine) -> Diagnostic | None:
    """``metric people's_choice: …``, ``party customer-insight: …``."""
    match = _NAMED.match(error.text)
    if match is None or match[1] not in _NAMED_KINDS or not match.start(2) < error.offset < match.end(2):
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
    if sign not in (",", ".", ";", "…", "...", "!", "?", "etc.", "etc", "*", "%%"):
        return None
    message = f"a line does not end with `{sign}`"
    end = error.offset + len(error.text[error.offset :].rstrip())
    return error.problem("syntax", error.offset, end, message, "Take it out.", replacement="")


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


def _colon_of_a_reference(error: BrokenLine) -> Diagnostic | None:
    """``owner: insight``."""
    match = re.fullmatch(rf"({_REFERRING})[ \t]*:([ \t]*)(.+)", error.text)
    if match is None or error.offset != error.text.index(":"):
        return None
    message = f"no colon stands in a line that begins with `{match[1]}`"
    help = f"Write `{match[1]} {match[3]}`."
    blank = "" if match[2] else " "
    return error.problem("syntax", error.offset, error.offset + 1, message, help, replacement=blank)


WRITTEN_SLIPS = (_name, _end, _thousands, _month_first, _colon_of_a_reference)
"""Tried in this order; the first that fits speaks."""
