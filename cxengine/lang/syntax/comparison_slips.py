"""Comparisons in the words of a policy or an e-mail: `is at least 4`, `no more than 5 days`, `1–5 days`, `and/or`."""

from __future__ import annotations

import re

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.clauses import CONDITIONS, as_one, is_whole, left_side
from cxengine.lang.syntax.first_words import first_word
from cxengine.lang.syntax.sign_slips import plus_behind, sign_in_words
from cxengine.lang.syntax.stretch_slips import between, stretch_by_name

MOST_OF_A_FILE = 100_000
"""How many characters of a file are looked through for a title."""


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


_TARGET = re.compile(
    r"\b(?P<not>(?:(?:is|does)[ \t]+)?not[ \t]+)?(?:(?:meets?|hits?|reach(?:es)?|achieves?|(?:is[ \t]+)?(?:on|at)|"
    r"is[ \t]+(?P<side>above|over))[ \t]+(?:its[ \t]+|the[ \t]+)?target|(?:is[ \t]+)?on[ \t]+track)\b"
)


def _target_met(error: BrokenLine) -> Diagnostic | None:
    """``csat meets the target``, ``csat is on target``, ``csat does not hit target``."""
    match = next((m for m in _TARGET.finditer(error.text) if m.start() <= error.offset <= m.end()), None)
    if match is None or first_word(error.text) not in CONDITIONS:
        return None
    message = f"cx does not write `{match[0]}`"
    start, end = match.span()
    side = left_side(error.text, start)
    if match["not"] and side is not None and re.fullmatch(r"\w+", side):
        start = len(error.text[:start].rstrip()) - len(side)
        right = f"not {side} meets target"
        if re.search(r"\bnot[ \t]+$", error.text[:start]):
            right = f"({right})"
        replacement = right if is_whole(error.text, end) else None
        return error.problem("syntax", start, end, message, f"Write `{right}`.", replacement=replacement)
    if match["not"]:
        return error.problem("syntax", start, end, message, "Write `not METRIC meets target`.")
    if match["side"]:
        help = "Write `meets target`, which looks to the side from which it holds."
        return error.problem("syntax", start, end, message, help)
    replacement = "meets target" if side is not None and is_whole(error.text, end) else None
    return error.problem("syntax", start, end, message, "Write `meets target`.", replacement=replacement)


def _criteria(error: BrokenLine) -> Diagnostic | None:
    """``criterion 1.1 and 1.2 are met``, ``all criteria are met``."""
    outcome = r"(?P<is>is|are)\s+(?P<not>not\s+)?(?P<outcome>met|unmet|known|unknown|partly)"
    ids = r"(?P<ids>[\d.]+(?:\s*(?:,|and|&)\s*[\d.]+)+)"
    named = re.search(rf"\b(?:criteria|criterions?)\s+{ids}\s+{outcome}", error.text)
    if named is not None and named.start() <= error.offset <= named.end():
        asked = re.findall(r"\d[\d.]*", named["ids"])
        right = " and ".join(f"criterion {id} is {named['not'] or ''}{named['outcome']}" for id in asked)
        right = as_one(error.text, named.start(), right, negated=False)
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


_TITLED = re.compile(
    r"(?m)^[ \t]*(metric|option|point|segment|level)[ \t]+(\w+)(?:[ \t]+from[ \t]+\w+)?[ \t]*:[ \t]*(\S[^\n]*)$"
)


def _title(error: BrokenLine) -> Diagnostic | None:
    """``when Satisfied customers meets target``, where `metric csat: Satisfied customers` is declared."""
    if first_word(error.text) not in CONDITIONS:
        return None
    for declared in _TITLED.finditer(error.file_text[:MOST_OF_A_FILE]):
        written = declared[3].rstrip()
        words = re.compile(rf"\b{re.escape(written)}(?!\w)", re.IGNORECASE)
        title = words.search(error.text) if " " in written else None
        if title is not None and title.start() <= error.offset <= title.end():
            message = f"`{title[0]}` is the title of {'an' if declared[1] == 'option' else 'a'} {declared[1]}"
            help = f"Write its {'number' if declared[1] == 'level' else 'name'}: `{declared[2]}`."
            return error.problem("unknown-name", *title.span(), message, help, replacement=declared[2])
    return None


COMPARISON_SLIPS = (
    _title, _target_met, _criteria, between, plus_behind, sign_in_words, stretch_by_name, _links,
    _options,
)  # fmt: skip
"""Tried in this order; the first that fits speaks."""
