"""Lines that were written for something else: bullet points, cells of a spreadsheet, and words of other tools."""

from __future__ import annotations

import re

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.first_words import FORMS, first_word

_BULLET = re.compile(r"(?:[-*•·▪◦–—+>]|\d{1,3}[.)]|[a-z][.)])[ \t]+(?=([A-Za-z]+)\b)")
_OTHERWISE = {
    "description": "note:", "desc": "note:", "definition": "note:", "comment": "note:", "comments": "note:",
    "remark": "note:", "remarks": "note:", "source": "cites:", "reference": "cites:", "prompt": "ask:",
    "reason": "because:", "unit": "shown as", "units": "shown as", "display": "shown as", "labelled": "shown as",
    "labeled": "shown as", "filter": "where", "calculation": "formula", "calculate": "formula", "responsible": "owner",
    "priority": "severity", "threshold": "target at least", "goal_value": "target at least",
}  # fmt: skip
"""Words of other tools and templates, and how a line of cx begins that says the same."""


def pasted(error: BrokenLine) -> Diagnostic | None:
    """What is said of such a line; None where it is not one."""
    return _bullet(error) or _cells(error) or _otherwise(error)


def _bullet(error: BrokenLine) -> Diagnostic | None:
    """``- criterion 1.1: We ask``, ``2. ask: Do we?``."""
    match = _BULLET.match(error.text)
    if match is None or match[1] not in FORMS:
        return None
    sign = match[0].strip()
    message = f"lines of cx have no bullets or numbers before them, and this has `{sign}`"
    help = f"Take it out: the line begins with `{match[1]}`."
    return error.problem("syntax", 0, match.end(), message, help, replacement="")


def _cells(error: BrokenLine) -> Diagnostic | None:
    """Two tabs or more between words, in a line that begins with no word of cx."""
    if first_word(error.text) in FORMS or len(re.findall(r"\S\t+(?=\S)", error.text)) < 2:
        return None
    message = "these look like cells of a spreadsheet, and rule files hold no data"
    help = "Take the line out. Data stay in a file of their own, which `cx.toml` names."
    return error.problem("unknown-word", 0, len(error.text), message, help)


def _otherwise(error: BrokenLine) -> Diagnostic | None:
    """``description: What it is about``."""
    word = first_word(error.text)
    right = _OTHERWISE.get(word.casefold())
    if right is None:
        return None
    message = f"`{word}` is not a word cx knows"
    return error.problem("unknown-word", 0, len(word), message, f"Such a line begins with `{right}`.")
