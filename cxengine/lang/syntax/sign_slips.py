"""Signs in words: `is at least 4`, `is no more than 5 days`, `is not before 1 March 2026`, `80% or higher`."""

from __future__ import annotations

import re
from typing import NamedTuple

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.clauses import BLANKS, CONDITIONS, is_whole, left_side
from cxengine.lang.syntax.expression_builder import MOST_DIGITS, OPPOSITE, OR_MORE
from cxengine.lang.syntax.first_words import first_word
from cxengine.lang.syntax.slips import as_cx_writes
from cxengine.lang.syntax.spelt_numbers import in_digits

NEAR = 40
"""How many characters before a place a comparison may begin."""

_NOT = rf"(?:no|not){BLANKS}"
_MORE, _LESS = "more|greater|higher|larger|over|above|longer", "less|fewer|lower|smaller|under|below|shorter"
_THAN = rf"(?:{BLANKS}than)"
_OR_EQUAL = BLANKS + BLANKS.join(("or", "equal", "to"))

PHRASES: tuple[tuple[str, str], ...] = (
    (rf"on{BLANKS}or{BLANKS}(?:after|later{_THAN})|since", ">="),
    (rf"on{BLANKS}or{BLANKS}(?:before|earlier{_THAN})|until|till|by", "<="),
    (rf"{_NOT}(?:{_LESS}|earlier){_THAN}?|at{BLANKS}least|(?:a{BLANKS})?minimum(?:{BLANKS}of)?|min\b", ">="),
    (rf"{_NOT}(?:{_MORE}|later){_THAN}?|at{BLANKS}most|up{BLANKS}to|(?:a{BLANKS})?maximum(?:{BLANKS}of)?|max\b|within",
     "<="),
    (rf"(?:{_MORE}){_THAN}{_OR_EQUAL}", ">="),
    (rf"(?:{_LESS}){_THAN}{_OR_EQUAL}", "<="),
    (rf"(?:{_MORE}){_THAN}|over|above|exceeds|exceeding|beats|after|later{_THAN}", ">"),
    (rf"(?:{_LESS}){_THAN}|under|below|before|earlier{_THAN}", "<"),
    (rf"equals|equal{BLANKS}to", "is"),
)  # fmt: skip
"""What stands between two sides, and the sign for it; a phrase that holds another stands before it."""

_DAY = rf"\d{{1,2}}(?:st|nd|rd|th)?{BLANKS}[A-Z][a-z]{{2,8}}{BLANKS}\d{{4}}"
_FIGURE = r"-?£?\d(?:[\d.,/-]*\d)?%?"
_UNIT = rf"(?:working{BLANKS})?(?:minute|hour|day|week|month|quarter|year|point)s?\b"
_VALUE = (
    rf"(?P<value>{_DAY}|{_FIGURE}|[a-z]{{1,20}}(?:-[a-z]{{1,20}})?(?=\s|$))(?!\w)(?![ \t]+[A-Z][a-z])"
    rf"(?:[ \t]{{0,4}}(?P<percent>%|per[ \t]?cent\b|pct\b)|{BLANKS}(?P<unit>{_UNIT}))?"
)
_IS = rf"(?:(?:is|are|was|were){BLANKS})?"
_SAID = tuple(
    (re.compile(rf"\b{_IS}(?P<not>not{BLANKS})?(?P<said>{words}){BLANKS}{_VALUE}"), sign) for words, sign in PHRASES
)
_OF_TIME = re.compile(r"\b(?:after|before|since|later|earlier)\b")
_END_OF_TIME = re.compile(r"until|till|by")
_READ = re.compile(r"-?(?:\d+(?:\.\d+)?%?|£\d+(?:\.\d\d)?|£\d{1,3}(?:,\d{3})+(?:\.\d\d)?)")


class _Said(NamedTuple):
    """A comparison in words."""

    match: re.Match[str]
    sign: str
    figure: str


def sign_in_words(error: BrokenLine) -> Diagnostic | None:
    """``waiting is less than 5 days``, ``satisfied is at least four``, ``waiting no more than 5 days``."""
    said = _said(error) if first_word(error.text) in CONDITIONS else None
    if said is None:
        return None
    match = said.match
    words = error.text[match.start() : match.start("value")].strip()
    message = f"`{words}` is written as a sign" if said.sign not in ("is", "is not") else f"cx does not write `{words}`"
    right = f"{said.sign} {said.figure}"
    start, end = match.span()
    side = left_side(error.text, start) or _side_before_a_link(error.text, start)
    if side is None or not is_whole(error.text, end):
        return error.problem("syntax", start, end, message, f"Write `{right}` behind what is compared.")
    negated = match["not"] or re.search(r"\bnot?\b", words) or re.search(r"\bnot\b[^,()]*$", error.text[:start])
    if negated and _goes_on(error.text, end):
        help = f"Write each comparison whole, such as `{side} {right}`, with `and` or `or` between them."
        return error.problem("syntax", start, end, message, help)
    if _END_OF_TIME.fullmatch(match["said"]) and match["not"]:
        return error.problem("syntax", start, end, message, f"Write `{side} > {said.figure}` or `{side} >= …`.")
    if re.fullmatch(r"\w+", side):
        right = f"{side} {right}"
        if left_side(error.text, start) is not None:
            start = len(error.text[:start].rstrip()) - len(side)
    return error.problem("syntax", start, end, message, f"Write `{right}`.", replacement=right)


def _said(error: BrokenLine) -> _Said | None:
    """The longest of what can be read as a comparison around the place where the line breaks."""
    begin = max(error.offset - NEAR, 0)
    found: list[_Said] = []
    for pattern, sign in _SAID:
        for match in pattern.finditer(error.text[: error.offset + NEAR], begin):
            if match.start() <= error.offset and not error.text[match.end() : error.offset].strip():
                said = _as_sign(match, OPPOSITE[sign] if match["not"] else sign)
                found += [said] if said is not None else []
    return max(found, key=lambda said: said.match.end() - said.match.start(), default=None)


def _as_sign(match: re.Match[str], sign: str) -> _Said | None:
    """The sign and the figure; None where the figure is none that cx reads."""
    value = match["value"]
    if match["unit"] is None and re.fullmatch(r"(19|20)\d\d", value):
        if _END_OF_TIME.fullmatch(match["said"]):
            return None
        if _OF_TIME.search(match["said"]):
            year = int(value)
            day = {">=": f"{year}-01-01", "<": f"{year}-01-01", ">": f"{year + 1}-01-01", "<=": f"{year}-12-31"}
            return _Said(match, ">=" if sign == ">" else sign, day[sign])
    figure = figure_of(value)
    if figure is None:
        return None
    if match["percent"]:
        figure += "" if figure.endswith("%") else "%"
    return _Said(match, sign, f"{figure} {match['unit']}" if match["unit"] else figure)


def figure_of(said: str) -> str | None:
    """A figure or a day as cx writes it; None where it is neither."""
    plain = in_digits(said) or said
    if sum(letter.isdigit() for letter in plain) > MOST_DIGITS:
        return None
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?%?", plain):
        plain = plain.replace(",", "")
    return plain if _READ.fullmatch(plain) else as_cx_writes(plain)


def _side_before_a_link(text: str, start: int) -> str | None:
    """What the condition before `or` compares: ``csat < 80% or over 90%``."""
    before = re.search(
        r"\b(\w+)[ \t]*(?:[<>]=?|\bis)[ \t]*[\w.%£-]+(?:[ \t]+\w+)?[ \t]+(?:and|or)[ \t]+$", text[:start]
    )
    return before[1] if before is not None else None


def _goes_on(text: str, end: int) -> bool:
    """Whether a further figure stands behind `or`, without what is compared."""
    link = re.match(r"[ \t]{1,4}(?:and|or)[ \t]{1,4}", text[end:])
    rest = "" if link is None else text[end + link.end() :]
    return any(pattern.match(rest) for pattern, _ in _SAID) or re.match(r"[£\d]", rest) is not None


_MORE_BEHIND = rf"\+(?!\w)|or{BLANKS}(?P<more>{'|'.join(OR_MORE)})\b(?![ \t]*[£\d])"
_BEHIND = re.compile(
    rf"(?<![\w.,£-]){_IS}(?P<not>not{BLANKS})?(?P<value>£?\d(?:[\d.,]*\d)?%?)(?:{BLANKS}(?P<unit>{_UNIT}))?"
    rf"[ \t]{{0,4}}(?:{_MORE_BEHIND})"
)


def plus_behind(error: BrokenLine) -> Diagnostic | None:
    """``csat is 80%+``, ``csat 80% or higher``, ``csat is not 80%+``."""
    if first_word(error.text) not in CONDITIONS:
        return None
    match = next((m for m in _BEHIND.finditer(error.text) if m.start() <= error.offset <= m.end()), None)
    figure = None if match is None else figure_of(match["value"])
    if match is None or figure is None:
        return None
    sign = OR_MORE[match["more"]] if match["more"] else ">="
    unit = f" {match['unit']}" if match["unit"] else ""
    right = f"{OPPOSITE[sign] if match['not'] else sign} {figure}{unit}"
    message = f"`{match[0]}` is written as a sign"
    if left_side(error.text, match.start()) is None or not is_whole(error.text, match.end()):
        return error.problem("syntax", *match.span(), message, f"Write `{right}` behind what is compared.")
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)
