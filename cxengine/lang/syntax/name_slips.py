"""Slips in names and in words that stand for others: spaces, hyphens, titles, and what other tools call things."""

from __future__ import annotations

import re
from collections.abc import Callable

from cxengine.diagnostics import Diagnostic
from cxengine.lang.constructs import TABLE
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.syntax.first_words import first_word
from cxengine.lang.syntax.slips import as_cx_writes

_SCORES = {
    "average": "mean", "avg": "mean", "total": "sum", "minimum": "lowest", "min": "lowest", "maximum": "highest",
    "max": "highest", "percentage": "share met", "proportion": "share met", "number": "count met", "count": "count met",
}  # fmt: skip
"""How scores are called elsewhere."""

_DATES_OF_ACTIONS = ("due", "by", "until", "deadline", "start", "starts", "begin", "begins", "from", "on", "finish")


def _spaces_in_a_name(error: BrokenLine) -> Diagnostic | None:
    """``metric wait mean: Average wait``."""
    word = first_word(error.text)
    match = re.match(rf"{re.escape(word)}[ \t]+([A-Za-z_]\w*(?:[ \t]+\w+)+)[ \t]*(?=:)", error.text)
    if word not in TABLE or match is None or "TITLE" not in error.expected or not _within(error, match):
        return None
    if {"is", "for", "to", "from"} & set(match[1].split()):
        return None
    right = "_".join(match[1].split())
    message = f"a name has no spaces, and `{match[1]}` has"
    return error.problem("syntax", *match.span(1), message, f"Write `{right}`.", replacement=right)


def _hyphen_in_a_name(error: BrokenLine) -> Diagnostic | None:
    """``option e-mail: By e-mail``, ``channel e-mail``."""
    if error.text[error.offset : error.offset + 1] != "-" or "MINUS" in error.expected:
        return None
    for match in re.finditer(r"[A-Za-z_]\w*(?:-\w+)+", error.text):
        if match.start() < error.offset < match.end():
            right = match[0].replace("-", "_")
            message = f"a name has no hyphen, and `{match[0]}` has"
            return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)
    return None


def _title_of_an_option(error: BrokenLine) -> Diagnostic | None:
    """``where age is 65+``, where `option over_64: 65+` is declared."""
    match = re.search(r"\b(?:is(?:[ \t]+not)?)[ \t]+(\w+[+])$", error.text)
    if match is None or error.offset < match.end():
        return None
    title = re.escape(match[1])
    declared = re.search(rf"(?im)^[ \t]*(?:option|point)[ \t]+(\w+)\b[^\n:]*:[ \t]*{title}[ \t]*$", error.file_text)
    if declared is None:
        message = f"`{match[1]}` is no name: a name has letters, digits and `_` only"
        help = f"Write the name of the option, that of a line like `option over_64: {match[1]}`."
        return error.problem("syntax", *match.span(1), message, help)
    message = f"`{match[1]}` is the title of an option"
    help = f"Write its name: `{declared[1]}`."
    return error.problem("syntax", *match.span(1), message, help, replacement=declared[1])


def _date_of_an_action(error: BrokenLine) -> Diagnostic | None:
    """``due 2026-09-01``, ``due date: 31/12/2024``."""
    words = rf"(?:{'|'.join(_DATES_OF_ACTIONS)})(?:[ \t]+(?:date|by|on))?"
    match = re.fullmatch(rf"({words})[ \t]*:?[ \t]+(\S[^\n]*)", error.text)
    if match is None or (match[1] == "until" and error.offset > 0):
        return None
    day = match[2].strip() if re.fullmatch(r"\d{4}-\d\d-\d\d", match[2].strip()) else as_cx_writes(match[2])
    if day is None:
        return None
    message = "when an action ends is worked out from its start and its effort, and not written"
    begins = f"Write `not before {day}` for the day on which it may begin"
    help = f"{begins}; `aim level 3 by {day}` in the model says by when a level is to be reached."
    return error.problem("syntax", *match.span(1), message, help)


def _score_of_others(error: BrokenLine) -> Diagnostic | None:
    """``score is average``."""
    match = re.fullmatch(r"score[ \t]+is[ \t]+(?:the[ \t]+)?(\w+)[ \t]*", error.text)
    right = _SCORES.get(match[1].casefold()) if match is not None else None
    if match is None or right is None:
        return None
    message = f"cx does not call a score `{match[1]}`"
    return error.problem("syntax", *match.span(1), message, f"Write `score is {right}`.", replacement=right)


def _answer_compared(error: BrokenLine) -> Diagnostic | None:
    """``criterion 1.1 >= 70%``, ``criterion 1.2 is over 70%``, ``criterion 1.2 in last 3 months``."""
    match = _OF_AN_ANSWER.search(error.text)
    if match is None or not match.start() < error.offset <= match.end():
        return None
    id, sign, answer = match["id"], match["sign"], match["answer"]
    if answer is None:
        message = f"a condition asks what became of criterion {id}, not how long ago its answer is"
        target = "`target in last 12 months`"
        help = f"Write `criterion {id} is met`; a line {target} in that criterion says from where on it is."
        return error.problem("syntax", *match.span(), message, help)
    below = sign.removeprefix("is").strip() in ("<", "<=", "below", "under", "less than", "before")
    right = f"criterion {id} is {'not ' if below else ''}at least {answer}"
    above = sign == ">" or sign.endswith(("over", "above", "than", "after")) and not below
    itself = f", {answer} itself included" if above else f", without {answer} itself" if sign == "<=" else ""
    message = f"cx asks of an answer whether it `is at least` another, not `{sign}`"
    if sign.endswith("least"):
        message = f"an answer is called by its criterion: `criterion {id}`"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`{itself}.", replacement=right)


_OF_AN_ANSWER = re.compile(
    r"\b(?:criterion|(?:the[ \t]+)?answer[ \t]+(?:to|of))[ \t]+(?:criterion[ \t]+)?(?P<id>[\w.-]+)[ \t]+"
    r"(?:in[ \t]+last\b|(?P<sign>[<>]=?|=|is(?:[ \t]+(?:over|above|more[ \t]+than|greater[ \t]+than|after|since|"
    r"below|under|less[ \t]+than|before|at[ \t]+least))?)[ \t]*(?P<answer>\d{4}-\d\d-\d\d|\d+(?:\.\d+)?%?))"
)


def _question_of_a_criterion(error: BrokenLine) -> Diagnostic | None:
    """``question: Do we ask?``."""
    match = re.fullmatch(r"(question)[ \t]*:[ \t]*(\S.*)", error.text)
    if match is None:
        return None
    message = "what people are asked begins with `ask`"
    return error.problem("syntax", *match.span(1), message, f"Write `ask: {match[2]}`.", replacement="ask")


def _colon_of_a_target(error: BrokenLine) -> Diagnostic | None:
    """``target: 80%``, ``target: at least 80%``."""
    match = re.fullmatch(r"target[ \t]*(:)[ \t]*(\S.*)", error.text)
    if match is None:
        return None
    message = "no colon stands in a line that begins with `target`"
    sides = [""] if re.match(r"(at (least|most)|in last)\b", match[2]) else ["at least ", "at most "]
    help = f"Write {' or '.join(f'`target {side}{match[2]}`' for side in sides)}."
    return error.problem("syntax", *match.span(1), message, help)


def _month_alone(error: BrokenLine) -> Diagnostic | None:
    """``from March 2024``."""
    match = re.compile(r"([A-Z][a-z]{2,8})[ \t]+(\d{4})\b").match(error.text, error.offset)
    month = _MONTHS.find(match[1][:3].lower()) if match is not None else -1
    if re.search(r"\b(?:in|during)[ \t]+$", error.text[: error.offset]) and first_word(error.text) != "target":
        return None
    of_a_day = re.search(r"\d(?:st|nd|rd|th)?[ \t]+$", error.text[: error.offset]) is not None
    if match is None or month < 0 or month % 3 or of_a_day:
        return None
    message = f"`{match[0]}` is a month, and here stands a day"
    return error.problem("bad-date", *match.span(), message, f"Write its first: `{match[2]}-{month // 3 + 1:02}-01`.")


_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"


def _pack_before_a_part(error: BrokenLine) -> Diagnostic | None:
    """``aspect a.care``, ``after a.act``: what belongs to the block it stands in."""
    for match in re.finditer(r"\b([A-Za-z_]\w*)\.([A-Za-z_]\w*)\b", error.text):
        before = error.text[: match.start()].split()
        part = next((word for word in reversed(before) if word in _PARTS), None)
        if part is None or not match.start() <= error.offset <= match.end():
            continue
        message = f"no pack stands before {_PARTS[part]}, which belongs to what it stands in"
        return error.problem("syntax", *match.span(), message, f"Write `{match[2]}`.", replacement=match[2])
    return None


_PARTS = {
    "aspect": "the name of an aspect", "level": "the name of an aspect", "in": "the name of an aspect",
    "assess": "the name of an aspect", "after": "the name of an action or a step", "then": "the name of a step",
    "action": "the name of an action", "on": "the name of a step", "step": "the name of a step",
    "phase": "the name of a phase", "band": "the name of a band", "is": "an option", "channel": "an option",
    "contact": "an option", "key": "a field", "by": "a field", "field": "a field", "removes": "the name of a step",
}  # fmt: skip
"""Words before the name of what is no pack's own, and what that is."""


def _within(error: BrokenLine, match: re.Match[str]) -> bool:
    return match.start(1) < error.offset <= match.end(1)


NAME_SLIPS: tuple[Callable[[BrokenLine], Diagnostic | None], ...] = (
    _date_of_an_action,
    _spaces_in_a_name,
    _hyphen_in_a_name,
    _title_of_an_option,
    _score_of_others,
    _answer_compared,
    _pack_before_a_part,
    _question_of_a_criterion,
    _colon_of_a_target,
    _month_alone,
)
"""Tried in this order, before the others; the first that fits speaks."""
