"""Where one condition of a broken line begins and ends, so that what is written in its place fits in."""

from __future__ import annotations

import re

CONDITIONS = ("when", "where", "formula", "applies", "reject", "and", "or", "given", "unmet", "withheld", "only")
"""First words of lines in which conditions stand."""

BLANKS = r"[ \t]{1,4}"
"""What stands between two words of a phrase; bounded, so that a line of blanks costs no more than another."""

_BEFORE = re.compile(rf"\b(?:{'|'.join(CONDITIONS)}|if|not)\b|[(,:\n]")
_NEGATES = re.compile(r"\b(?:is|are|was|were|does|do)[ \t]+$")
"""What stands before a `not` that is of the comparison, and not of the whole condition."""
_HAS_A_SIGN = re.compile(r"[<>=]|\b(?:is|are|was|were|has|in|on|meets|no|not|mentions|to|at)\b")
_ENDS = re.compile(r"\s*(?:$|[\n),:;+]|(?:and|or|with|then)\b|in[ \t]{1,4}working\b)")


def left_side(text: str, end: int) -> str | None:
    """What stands before a comparison and is compared; None where that is nothing, or has a sign already."""
    begin = 0
    for link in _BEFORE.finditer(text, 0, end):
        if link[0] == "not" and _NEGATES.search(text[: link.start()]):
            continue
        begin = link.end() if link[0] != "(" or ")" not in text[link.end() : end] else begin
    side = text[begin:end].strip()
    return None if not side or _HAS_A_SIGN.search(side) else side


def is_whole(text: str, end: int) -> bool:
    """Whether a condition may end at a place."""
    return _ENDS.match(text, end) is not None


def stands_alone(text: str, start: int) -> bool:
    """Whether a condition begins at a place: what stands there is compared as a whole."""
    before = text[:start].rstrip()
    if before.endswith("not") and _NEGATES.search(before.removesuffix("not")):
        return False
    return before.endswith(("(", ",")) or re.search(rf"\b(?:{'|'.join(CONDITIONS)}|if|not)$", before) is not None


def as_one(text: str, start: int, condition: str, *, negated: bool) -> str:
    """Two comparisons that are linked, in brackets where a `not` before them, or in them, is of both."""
    whole = f"not ({condition})" if negated else condition
    return f"({whole})" if re.search(r"\bnot[ \t]*$", text[:start]) else whole
