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
    "priority": "severity", "threshold": "target at least", "goal_value": "target at least", "column": "field",
    "split": "by", "group": "by", "per": "by", "sample": "needs", "minimum": "needs", "depends": "after",
    "suppress": "publish groups of at least", "hide": "publish groups of at least",
    "less": "lower is better", "more": "higher is better", "direction": "lower is better", "options": "option",
    "answers": "scale",
}  # fmt: skip
"""Words of other tools and templates, and how a line of cx begins that says the same."""


_AS_WRITTEN = (
    (r"(?:split|group(?:ed)?|break(?:[ \t]*down)?)[ \t]+by[ \t]+(\w[^\n]*)", "by {}"),
    (r"per[ \t]+(\w+)", "by {}"),
    (r"(?:minimum|sample|min|n)(?:[ \t]+(?:size|of)|[ \t]*[=:])*[ \t]*(\d+)(?:[ \t]+\w+)?", "needs {} answers"),
    (r"depends[ \t]+(?:up)?on[ \t]+(\w+)", "after {}"),
    (r"(?:suppress|hide)[ \t]+(?:groups|numbers|counts)[ \t]+(?:under|below|less[ \t]+than)[ \t]+(\d+)",
     "publish groups of at least {}"),
    (r"(less|smaller|shorter|fewer)[ \t]+is[ \t]+better", "lower is better"),
    (r"(more|bigger|greater|longer)[ \t]+is[ \t]+better", "higher is better"),
    (r"(higher|more|bigger|greater|longer)[ \t]+is[ \t]+worse", "lower is better"),
    (r"(lower|less|smaller|shorter|fewer)[ \t]+is[ \t]+worse", "higher is better"),
    (r"direction[ \t]*[:=]?[ \t]*(?:is[ \t]+)?(lower|higher)(?:[ \t]+is[ \t]+better)?", "{} is better"),
    (r"(lower|higher)[ \t]*(?:=|:)[ \t]*better", "{} is better"),
    (r"unless[ \t]+(\S[^\n]*)", "when not ({})"),
    (r"(?:show|display|format)[ \t]+as[ \t]+(\w+)", "shown as {}"),
    (r"column[ \t]+(\w[^\n]*)", "field {}"),
)  # fmt: skip
"""Whole lines of other tools and templates, and the line of cx that says the same."""


def in_other_words(error: BrokenLine) -> Diagnostic | None:
    """A whole line that says in other words what a line of cx says, whatever it begins with."""
    return _as_written(error) or _rows_that_count(error)


def pasted(error: BrokenLine) -> Diagnostic | None:
    """What is said of such a line; None where it is not one."""
    if len(error.text) > MOST_LOOKED_AT:
        return _bullet(error) or _otherwise(error)
    for case in (_bullet, _rows, _options, _otherwise, _of_a_document, _sentence):
        found = case(error)
        if found is not None:
            return found
    return None


def _as_written(error: BrokenLine) -> Diagnostic | None:
    """``split by channel``, ``minimum 30 answers``, ``unless waiting > 5 days``."""
    for pattern, form in _AS_WRITTEN:
        match = re.fullmatch(pattern, error.text.rstrip(), re.IGNORECASE)
        if match is not None:
            right = form.format(match[1].rstrip(" .,;"))
            message = f"cx does not write `{error.text.rstrip()}`"
            return error.problem("unknown-word", 0, len(error.text.rstrip()), message, f"Write `{right}`.",
                                 replacement=right)  # fmt: skip
    return None


_COUNTED = re.compile(
    r"(?:only[ \t]+(?:count|include|use|take)|(?:count|include|use|take)[ \t]+only|only|"
    r"(exclude|ignore|without|excluding|leave[ \t]+out))[ \t]+(?:the[ \t]+)?(\w[^\n:]*)", re.IGNORECASE
)  # fmt: skip


def _rows_that_count(error: BrokenLine) -> Diagnostic | None:
    """``only count web answers``, ``exclude phone``: which rows a figure is made of."""
    match = _COUNTED.fullmatch(error.text.rstrip(" \t."))
    if match is None or re.match(r"(when|with)\b", match[2]):
        return None
    message = "which rows a figure is made of is said in a `where` line"
    sign = "is not" if match[1] else "is"
    for option, field in _options_and_fields(error.file_text):
        if re.search(rf"(?i)\b(?:{re.escape(option[0])}|{re.escape(option[1])})\b", match[2]):
            right = f"where {field} {sign} {option[0]}"
            return error.problem("syntax", 0, len(error.text), message, f"Write `{right}`.", replacement=right)
    help = f"Write what must hold of each row, for instance `where channel {sign} web`."
    return error.problem("syntax", 0, len(error.text), message, help)


_CATEGORY_OR_OPTION = re.compile(r"(?m)^[ \t]*(category|option)[ \t]+(\w+)[^:\n]*:[ \t]*(\S[^\n]*)")


def _options_and_fields(text: str) -> list[tuple[tuple[str, str], str]]:
    """The name and the title of each option of a category, with the first field of that category."""
    fields: dict[str, str] = {}
    for name, kind in re.findall(r"(?m)^[ \t]*field[ \t]+(\w+)[ \t]+is[ \t]+(\w+)", text):
        fields.setdefault(kind, name)
    found: list[tuple[tuple[str, str], str]] = []
    category = ""
    for head in _CATEGORY_OR_OPTION.finditer(text):
        if head[1] == "category":
            category = head[2]
        elif category in fields:
            found.append(((head[2], head[3].strip()), fields[category]))
    return found


def _options(error: BrokenLine) -> Diagnostic | None:
    """``options web, phone``, ``answers yes, no, partly``."""
    match = re.fullmatch(r"(options|choices|values|answers)[ \t]*:?[ \t]+(\w+)[ \t]*,[^\n]*", error.text)
    if match is None:
        return None
    message = "each option has a line of its own"
    help = f"Write `option {match[2].lower()}: TITLE` below a `category`, and so on."
    if match[1] == "answers":
        message = "the answers to a question are met, partly or unmet, or the points of a scale"
        help = "Take the line out; or declare `scale NAME: TITLE` with a line `point NAME: TITLE` for each answer, and "
        help += "write `scale NAME` here."
    return error.problem("unknown-word", 0, len(error.text), message, help)


_HEADING = re.compile(
    r"\*\*|__|={3}|-{3}|~{3}|(?:section|chapter|part|table|annex|appendix)[ \t]+[\dA-Z]", re.IGNORECASE
)


def _of_a_document(error: BrokenLine) -> Diagnostic | None:
    """``section 2: Waiting``, ``end``: what stands between measures in a document."""
    heading = _HEADING.match(error.text)
    if heading is not None and not (first_word(error.text) in FORMS and ":" in error.text):
        message = "headings and rules of a document are no lines of cx"
        help = "Take the line out, or begin it with `#`, which makes it a comment."
        return error.problem("syntax", 0, len(error.text), message, help)
    if re.fullmatch(r"(end|endif|end[ \t]+if|done|fi|stop)[.;]?", error.text, re.IGNORECASE):
        message = "nothing closes a block: it ends where the next begins"
        return error.problem("unknown-word", 0, len(error.text), message, "Take the line out.", replacement="")
    return None


_DUTY = re.compile(r"\b(shall|must|should|will|needs to|has to|have to)\b")


def _sentence(error: BrokenLine) -> Diagnostic | None:
    """``The service shall ask every customer.``, ``Dear all, please see below.``."""
    words = error.text.split()
    plain = not re.search(r"[<>=()\"]|:[ \t]", error.text)
    first = first_word(error.text)
    if not plain or len(words) < 3 or first.lower() in FORMS:
        return None
    if not (words[0][:1].isupper() and len(words) > 4) and not _DUTY.match(error.text):
        return None
    message = "this is a sentence, and a line of cx begins with a word that says what it is"
    help = "Remarks begin with `#` or `note:`."
    if _DUTY.search(error.text):
        help = f"What is asked for is a criterion: `criterion NUMBER: TITLE` with `ask: QUESTION` below it. {help}"
    return error.problem("unknown-word", 0, len(error.text), message, help)


def _bullet(error: BrokenLine) -> Diagnostic | None:
    """``- criterion 1.1: We ask``, ``2. ask: Do we?``."""
    match = _BULLET.match(error.text)
    if match is None or match[1] not in FORMS:
        return None
    sign = match[0].strip()
    message = f"lines of cx have no bullets or numbers before them, and this has `{sign}`"
    help = f"Take it out: the line begins with `{match[1]}`."
    return error.problem("syntax", 0, match.end(), message, help, replacement="")


_BETWEEN_CELLS = (re.compile(r"\t+"), re.compile(r"[ \t]*\|[ \t]*"), re.compile(r"[,;](?=\S)|[,;][ \t]*(?=[,;]|$)"))
_MOST_CELLS = 200
MOST_LOOKED_AT = 2_000
"""Characters of a line up to which it is looked at as a whole."""


def is_row(text: str) -> bool:
    """Whether a line looks like a row of a table: three cells or more between tabs, strokes or commas."""
    first = first_word(text)
    if first in FORMS and "\t" not in text:
        return False
    cells = next((parts for sign in _BETWEEN_CELLS if len(parts := sign.split(text.strip(), _MOST_CELLS)) > 2), ())
    return len(cells) > 2 and ": " not in text and not re.search(r"[<>(]", text)


def last_row(number: int, text: str) -> int:
    """The number of the last line of a stretch of rows, of which the first is line ``number`` of a file."""
    lines = text.split("\n")
    last = number
    while last < len(lines) and (is_row(lines[last].strip()) or not lines[last].strip()):
        last += 1
    while last > number and not lines[last - 1].strip():
        last -= 1
    return last


def _rows(error: BrokenLine) -> Diagnostic | None:
    """Rows of a spreadsheet, told of once."""
    if first_word(error.text) in FORMS or not is_row(error.text):
        return None
    first, last = error.line.number, last_row(error.line.number, error.file_text)
    lines = f"lines {first} to {last} look" if last > first else "this looks"
    message = f"{lines} pasted from a spreadsheet, and rule files hold no data"
    them = "them" if last > first else "it"
    help = (
        f"Take {them} out and save {them} as a file of their own, such as `data/answers.csv`. Declare its columns as a "
        "`table`, here `answers`, and name the file in cx.toml: `[sources.answers]` with `path = \"data/answers.csv\"`."
    )
    return error.problem("pasted-rows", 0, len(error.text), message, help)


def _otherwise(error: BrokenLine) -> Diagnostic | None:
    """``description: What it is about``."""
    word = first_word(error.text)
    right = _OTHERWISE.get(word.casefold())
    if right is None:
        return None
    message = f"`{word}` is not a word cx knows"
    return error.problem("unknown-word", 0, len(word), message, f"Such a line begins with `{right}`.")
