"""Formulas, splits and worked cases in other words: `formula % of …`, `by channel and team`, `given 1.1 is met`."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from cxengine.diagnostics import Diagnostic
from cxengine.lang.functions import SYNONYMS
from cxengine.lang.syntax.broken_line import BrokenLine
from cxengine.lang.unparse import number_text

_FUNCTIONS = "%|percentage|percent|share|proportion|rate|mean|average|median|sum|total|number|count"


def _formula(error: BrokenLine) -> Diagnostic | None:
    """``formula =nps(recommend)``, ``formula % of satisfied >= 4``."""
    equals = re.match(r"formula\s*(=+\s*)", error.text)
    if equals is not None:
        message = "a formula begins without `=`"
        return error.problem("syntax", *equals.span(1), message, "Take it out.", replacement="")
    whom = "answers|rows|customers|responses|people|contacts|cases"
    of = re.fullmatch(
        rf"formula\s+(?:the\s+)?({_FUNCTIONS})\s+of\s+(?:(?:all\s+)?(?:{whom})\s+(?:where|with|whose|who)\s+)?(\S[^\n]*)",
        error.text.rstrip(),
    )
    if of is None:
        return None
    function = "share" if of[1] in ("%", "rate") else SYNONYMS.get(of[1], of[1])
    right = f"formula {function}({of[2]})"
    message = f"what `{function}` is of stands in brackets"
    return error.problem("syntax", 0, len(error.text), message, f"Write `{right}`.", replacement=right)


def _by(error: BrokenLine) -> Diagnostic | None:
    """``by channel and service``."""
    match = re.fullmatch(r"by\s+(\w[\w\s,&/+]*)", error.text)
    parts = [] if match is None else [part.strip() for part in re.split(r",|&|/|[+]|\band\b", match[1])]
    if len(parts) < 2:
        return None
    right = f"by {', '.join(part for part in parts if part)}"
    message = "what a figure is split by is listed with commas"
    return error.problem("syntax", 0, len(error.text), message, f"Write `{right}`.", replacement=right)


def _shown(error: BrokenLine) -> Diagnostic | None:
    """``shown as %``, ``shown as £``, ``shown as 1 decimal``."""
    match = re.match(r"shown\s+as\s+(?:an?\s+)?(%|£|pounds|percentage|pct|integer|whole|decimal)(?![\w])", error.text)
    if match is None:
        return None
    right = {"%": "percent", "percentage": "percent", "pct": "percent", "£": "money", "pounds": "money"}.get(
        match[1], "number"
    )
    message = f"cx does not write `{match[0]}`"
    return error.problem(
        "syntax", *match.span(), message, f"Write `shown as {right}`.", replacement=f"shown as {right}"
    )


def _groups(error: BrokenLine) -> Diagnostic | None:
    """``publish groups over 10``."""
    match = re.match(
        r"publish\s+groups?\s+(?:of\s+)?(over|above|more\s+than|>=?|from|at\s+least)?\s*(\d+)",
        error.text,
    )
    if match is None:
        return None
    more = match[1] in ("over", "above", ">") or (match[1] or "").startswith("more")
    right = f"publish groups of at least {int(match[2]) + more}"
    message = "the smallest group that is published is said with `of at least`"
    return error.problem("syntax", *match.span(), message, f"Write `{right}`.", replacement=right)


def _after(error: BrokenLine) -> Diagnostic | None:
    """``after 1.1``."""
    match = re.fullmatch(r"after\s+(?:criterion\s+)?(\d+\.[\w.]+)\s*", error.text)
    if match is None:
        return None
    message = f"an action comes after another action, and `{match[1]}` is a criterion"
    help = f"Write the name of an action below criterion {match[1]}, that of a line like `action NAME: TITLE`."
    return error.problem("syntax", *match.span(1), message, help)


def _given(error: BrokenLine) -> Diagnostic | None:
    """``given 1.1 is met``, ``given csat is 360 out of 400``."""
    answer = re.match(r"(given|expect)\s+(\d+\.[\w.]+)\s", error.text)
    if answer is not None:
        right = f"{answer[1]} {'answer' if answer[1] == 'given' else 'criterion'} {answer[2]}"
        message = f"`{right.split()[1]}` is missing before `{answer[2]}`"
        help = f"Write `{right}{error.text[answer.end(2) :]}`."
        return error.problem("syntax", *answer.span(2), message, help, replacement=right.partition(" ")[2])
    parts = re.match(r"given\s+\w+\s+is\s+((\d+)\s*(?:out\s+of|of|/|from|in)\s*(\d+))\s*$", error.text)
    if parts is None or int(parts[3]) == 0 or int(parts[2]) > int(parts[3]) or 100 * int(parts[2]) % int(parts[3]):
        return None
    right = f"{number_text(Fraction(100 * int(parts[2]), int(parts[3])))}% of {parts[3]}"
    message = "how many of how many is said as a percentage"
    return error.problem("syntax", *parts.span(1), message, f"Write `{right}`.", replacement=right)


def _expected(error: BrokenLine) -> Diagnostic | None:
    """``expect level 2 or 3``, ``expect level is 2``, ``then level 2``."""
    either = re.fullmatch(r"expect\s+level\s+(\d+)\s*(?:or|to|-|–|/)\s*(\d+)\s*", error.text)
    is_level = re.match(r"expect\s+level\s+(?:is|=)\s*(\d+)", error.text)
    then = re.match(
        r"(?:then|should be|result|outcome|expected)\s*:?\s+(?=(?:level|criterion|action|score|band)\s)",
        error.text,
    )
    if either is not None:
        right, message = f"expect level {either[1]}, could be {either[2]}", "a level that is not sure is a range"
        return error.problem("syntax", 0, len(error.text), message, f"Write `{right}`.", replacement=right)
    if is_level is not None:
        right, message = f"expect level {is_level[1]}", "a level follows `level` at once"
        return error.problem("syntax", *is_level.span(), message, f"Write `{right}`.", replacement=right)
    if then is not None:
        message = f"what a case must come to begins with `expect`, not with `{then[0].strip()}`"
        help = f"Write `expect {error.text[then.end() :]}`."
        return error.problem("unknown-word", *then.span(), message, help, replacement="expect ")
    return None


CASE_SLIPS: tuple[Callable[[BrokenLine], Diagnostic | None], ...] = (
    _formula, _by, _shown, _groups, _after, _given, _expected,
)  # fmt: skip
"""Tried in this order; the first that fits speaks."""
