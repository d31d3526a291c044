"""Comparisons in the words of a policy or an e-mail: `is at least 4`, `no more than 5 days`, `1–5 days`, `and/or`."""

from __future__ import annotations

import re

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.expression_builder import iso_date
from cxengine.lang.syntax.first_words import first_word
from cxengine.lang.syntax.spelt_numbers import in_digits

CONDITIONS = ("when", "where", "formula", "applies", "reject", "and", "or", "given", "unmet", "withheld", "only")
"""First words of lines in which conditions stand."""

NEAR = 40
"""How many characters before a place a comparison may begin."""

_NOT = r"(?:no|not)\s+"
_MORE, _LESS = "more|greater|higher|larger|over|above|longer", "less|fewer|lower|smaller|under|below|shorter"
_THAN = r"(?:\s+than)"
MOST_OF_A_FILE = 100_000
"""How many characters of a file are looked through for a title."""

PHRASES: tuple[tuple[str, str], ...] = (
    (rf"{_NOT}(?:{_LESS}|earlier){_THAN}?|at\s+least|(?:a\s+)?minimum(?:\s+of)?|min\b", ">="),
    (rf"{_NOT}(?:{_MORE}|later){_THAN}?|at\s+most|up\s+to|(?:a\s+)?maximum(?:\s+of)?|max\b|within", "<="),
    (rf"(?:{_MORE}){_THAN}\s+or\s+equal\s+to", ">="),
    (rf"(?:{_LESS}){_THAN}\s+or\s+equal\s+to", "<="),
    (rf"(?:{_MORE}){_THAN}|over|above|exceeds|exceeding|beats|after|later{_THAN}", ">"),
    (rf"(?:{_LESS}){_THAN}|under|below|before|earlier{_THAN}", "<"),
    (r"since|on\s+or\s+after", ">="),
    (r"until|till|by|on\s+or\s+before", "<="),
    (r"equals|equal\s+to", "is"),
)
"""What stands between two sides, and the sign for it."""

_VALUE = r"(?P<value>-?£?\d[\d.,/-]*%?|[a-z]+(?:-[a-z]+)?(?=\s|$))(?P<unit>(?:\s*(?:%|per\s?cent\b))?)"
_SAID = tuple((re.compile(rf"\b(?:(?:is|are|was)\s+)?(?P<said>{words})\s+{_VALUE}"), sign) for words, sign in PHRASES)
_IN_HEADS = ("target", "standard", "score", "publish", "needs")


_OF_TIME = re.compile(r"after|before|since|until|till|by\\b|later|earlier|on\\b")


def _sign_in_words(error: BrokenLine) -> Diagnostic | None:
    """``waiting is less than 5 days``, ``satisfied is at least four``, ``waiting no more than 5 days``."""
    if first_word(error.text) not in CONDITIONS:
        return None
    begin = max(error.offset - NEAR, 0)
    for pattern, sign in _SAID:
        for match in pattern.finditer(error.text[: error.offset + NEAR], begin):
            figure = in_digits(match["value"].rstrip(".,"))
            if figure is not None and re.fullmatch(r"(19|20)\d\d", figure) and _OF_TIME.match(match["said"]):
                figure = f"{figure}-01-01"
            if not match.start() <= error.offset <= match.end() or figure is None:
                continue
            unit = "%" if "cent" in match["unit"] else match["unit"]
            right = f"{sign} {figure}{unit}"
            words = error.text[match.start() : match.start("value")].strip()
            message = f"`{words}` is written as a sign" if sign != "is" else f"cx does not write `{words}`"
            return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)
    return None


def _plus_behind(error: BrokenLine) -> Diagnostic | None:
    """``csat is 80%+``, ``csat 80% or higher``."""
    more = r"(?P<more>\+|or\s+(?:more|higher|above|over|better|greater|longer))(?!\w)"
    less = r"or\s+(?:less|lower|below|under|fewer|shorter)\b"
    match = re.search(rf"\b(?:is\s+)?(?P<value>£?\d[\d.,]*%?(?:\s+[a-z]+s\b)?)\s*(?:{more}|{less})", error.text)
    if match is None or first_word(error.text) not in CONDITIONS or not match.start() <= error.offset <= match.end():
        return None
    right = f"{'>=' if match['more'] else '<='} {match['value']}"
    message = f"`{match[0]}` is written as a sign"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


_DAY = r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Z][a-z]+)\s+(\d{4})|(\d{4}-\d\d-\d\d)"
_DAYS = re.compile(rf"(\w+)\s+(?:is\s+)?(?:between|from)\s+(?:{_DAY})\s+(?:and|to)\s+(?:{_DAY})")
_FIGURE = r"\s*(?!\d{4}-\d\d-\d\d)(£?\d[\d.,]*%?)(\s+[a-z]+)?"
_STRETCH = re.compile(rf"(\w+)\s+(?:is\s+|=\s*)?(?:between|from|of)?{_FIGURE}\s*(?:and|to|[-–—]|\.\.\.?|…){_FIGURE}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _between(error: BrokenLine) -> Diagnostic | None:
    """``waiting is between 1 and 5 days``, ``waiting is 1–5 days``, ``answered_on from 2026-01-01 to 2026-03-31``."""
    if first_word(error.text) not in CONDITIONS:
        return None
    dates = _DAYS.search(error.text)
    if dates is not None and dates.start() <= error.offset <= dates.end():
        first, last = _iso(dates, 2) or "2024-03-01", _iso(dates, 6) or "2024-03-31"
        right = f"{dates[1]} >= {first} and {dates[1]} <= {last}"
        message = "a stretch of days is written as two comparisons"
        return error.problem("syntax", *dates.span(), message, f"Write `{right}`.", replacement=right)
    match = next((m for m in _STRETCH.finditer(error.text) if m.start() <= error.offset <= m.end()), None)
    if match is None or match[1] in (*CONDITIONS, "criterion", "answer", "level", "of", "to"):
        return None
    unit = match[5] if match[5] and match[5].strip() not in ("and", "or") else ""
    right = f"{match[1]} >= {match[2]}{match[3] or unit} and {match[1]} <= {match[4]}{unit}"
    message = "a stretch is written as two comparisons"
    end = match.end(4) + len(unit)
    return error.problem("syntax", match.start(), end, message, f"Write `{right}`.", replacement=right)


def _iso(match: re.Match[str], group: int) -> str | None:
    day, month, year, written = match.group(group, group + 1, group + 2, group + 3)
    if written is not None:
        return str(written)
    place = month[:3].lower()
    return iso_date(year, _MONTHS.index(place) + 1, day) if place in _MONTHS else None


def _links(error: BrokenLine) -> Diagnostic | None:
    """``a >= 1 and/or b >= 2``, ``either a or b``, ``a >= 1, b >= 2``, ``a >= 1; b >= 2``."""
    text, offset = error.text, error.offset
    if first_word(text) not in CONDITIONS:
        return None
    both = re.search(r"\band\s*/\s*or\b", text)
    if both is not None and both.start() <= offset <= both.end():
        message = f"cx does not write `{both[0]}`"
        help = "Write `or`, which is met too where both are."
        return error.problem("syntax", *both.span(), message, help, replacement="or")
    extra = re.search(r"\b(either|both|if|that|IF)\s+$", text[:offset])
    if extra is not None:
        message = f"`{extra[1]}` says nothing more in a condition"
        return error.problem("syntax", *extra.span(1), message, "Take it out.", replacement="")
    listed = re.compile(r"[,;]\s*(and\b|or\b)?").match(text, offset)
    if listed is not None and re.match(r".*([<>]|\b(is|in|meets)\b)", text[listed.end() :]):
        link = listed[1] or "and"
        message = f"`{listed[0].strip()}` does not link conditions"
        return error.problem(
            "syntax", *listed.span(), message, f"Write `{link}` in its place.", replacement=f" {link} "
        )
    return None


_LISTED = re.compile(r"\bis\s+(?:one\s+of\s*)?(\[?\s*(\w+(?:\s*(?:,|/)\s*(?:or\s+)?\w+)+)\s*\]?)$")


def _options(error: BrokenLine) -> Diagnostic | None:
    """``channel is web, phone``, ``channel is one of [web, phone]``, ``channel isn't web``."""
    match = _LISTED.search(error.text)
    if match is not None and match.start() < error.offset and first_word(error.text) in CONDITIONS:
        listed = ", ".join(re.split(r"\s*(?:,|/)\s*(?:or\s+)?", match[2]))
        message = "several options stand in round brackets"
        right = f"is one of ({listed})"
        return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)
    negated = re.search(r"\b(isn|aren|wasn|doesn)['’]t\b", error.text)
    if negated is not None and negated.start() <= error.offset <= negated.end():
        message = f"cx does not write `{negated[0]}`"
        return error.problem("syntax", *negated.span(), message, "Write `is not`.", replacement="is not")
    bracket = error.text[error.offset : error.offset + 1]
    if first_word(error.text) in CONDITIONS and bracket in ("[", "{"):
        message = f"cx does not write `{bracket}`"
        help = "Conditions and functions take round brackets, `(…)`; a name stands without any."
        return error.problem("syntax", error.offset, error.offset + 1, message, help)
    return None


def _target_met(error: BrokenLine) -> Diagnostic | None:
    """``csat meets the target``, ``csat is on target``, ``csat hits target``."""
    match = re.search(
        r"\b(?:(?:meets|hits|reaches|achieves|is\s+(?:on|at|above|over))\s+(?:its\s+|the\s+)?target|"
        r"(?:is\s+)?on\s+track)\b", error.text
    )  # fmt: skip
    if match is None or not match.start() <= error.offset <= match.end() or first_word(error.text) not in CONDITIONS:
        return None
    message = f"cx does not write `{match[0]}`"
    return error.problem("syntax", *match.span(), message, "Write `meets target`.", replacement="meets target")


def _criteria(error: BrokenLine) -> Diagnostic | None:
    """``criterion 1.1 and 1.2 are met``, ``all criteria are met``."""
    outcome = r"(?P<is>is|are)\s+(?P<not>not\s+)?(?P<outcome>met|unmet|known|unknown|partly)"
    ids = r"(?P<ids>[\d.]+(?:\s*(?:,|and|&)\s*[\d.]+)+)"
    named = re.search(rf"\b(?:criteria|criterions?)\s+{ids}\s+{outcome}", error.text)
    if named is not None and named.start() <= error.offset <= named.end():
        asked = re.findall(r"\d[\d.]*", named["ids"])
        right = " and ".join(f"criterion {id} is {named['not'] or ''}{named['outcome']}" for id in asked)
        message = "each criterion is asked of by itself"
        return error.problem("syntax", *named.span(), message, f"Write `{right}`.", replacement=right)
    every = re.search(
        rf"\b(?P<each>all|every|each|any|some)(?:\s+of)?(?:\s+the)?\s+criteri(?:a|on|ons)\s+{outcome}",
        error.text,
    )
    if every is None or not every.start() <= error.offset <= every.end():
        return None
    right = (
        f"{'any' if every['each'] in ('any', 'some') else 'every'} criterion is {every['not'] or ''}{every['outcome']}"
    )
    message = f"cx does not write `{every[0]}`"
    return error.problem("syntax", *every.span(), message, f"Write `{right}`.", replacement=right)


def _title_of_a_metric(error: BrokenLine) -> Diagnostic | None:
    """``when Satisfied customers meets target``, where `metric csat: Satisfied customers` is declared."""
    if first_word(error.text) not in CONDITIONS:
        return None
    for declared in re.finditer(r"(?m)^\s*metric\s+(\w+)\s*:\s*(\S[^\n]*?)\s*$", error.file_text[:MOST_OF_A_FILE]):
        words = re.compile(rf"\b{re.escape(declared[2])}(?!\w)", re.IGNORECASE)
        title = words.search(error.text) if " " in declared[2] else None
        if title is not None and title.start() <= error.offset <= title.end():
            message = f"`{title[0]}` is the title of a metric"
            help = f"Write its name: `{declared[1]}`."
            return error.problem("unknown-name", *title.span(), message, help, replacement=declared[1])
    return None


_YEAR = re.compile(r"(\w+)\s+(?:is\s+)?(?:in\s+|during\s+)(?:the\s+year\s+)?(\d{4})(?:([/–-])(\d{2}|\d{4}))?\b")
_MONTH = re.compile(r"(\w+)\s+(?:is\s+)?(?:in|during)\s+([A-Z][a-z]{2,8})\s+(\d{4})\b")
_THIS = re.compile(r"(?:is\s+)?(?:in\s+|during\s+)?this\s+(?:financial\s+)?(year|quarter|month|week)\b")


def _stretch_by_name(error: BrokenLine) -> Diagnostic | None:
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
        match = next((m for m in pattern.finditer(error.text) if m.start() <= error.offset <= m.end()), None)
        found = None if match is None or match[1] in CONDITIONS else ends(match)
        if match is not None and found is not None:
            right = f"{match[1]} >= {found[0]} and {match[1]} < {found[1]}"
            message = "a stretch of days is written as two comparisons"
            return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)
    return None


def _ends_of_month(match: re.Match[str]) -> tuple[str, str] | None:
    place = match[2][:3].lower()
    if place not in _MONTHS:
        return None
    year, month = int(match[3]), _MONTHS.index(place) + 1
    return f"{year}-{month:02}-01", f"{year + month // 12}-{month % 12 + 1:02}-01"


def _ends_of_year(match: re.Match[str]) -> tuple[str, str] | None:
    """A calendar year, or a financial one, which begins in April."""
    year = int(match[2])
    if not 1900 < year < 2100:
        return None
    first = "04-01" if match[3] else "01-01"
    return f"{year}-{first}", f"{year + 1}-{first}"


COMPARISON_SLIPS = (
    _title_of_a_metric, _target_met, _criteria, _between, _plus_behind, _sign_in_words, _stretch_by_name, _links,
    _options,
)  # fmt: skip
"""Tried in this order; the first that fits speaks."""
