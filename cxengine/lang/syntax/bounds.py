"""How big a rule file and its lines may be, so that no text can hang the engine or exhaust the stack."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang.syntax.lines import LogicalLine
from cxengine.source import Source, Span

MOST_CHARACTERS = 2_000_000
MOST_LINES = 50_000
MOST_IN_LINE = 20_000
MOST_BRACKETS = 50
MOST_EXPLAINED = 1_000
"""Broken lines of one file that are told of one by one: what stands wrong and what could be meant takes time."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that steer a terminal, or make a line look other than it reads (turning its direction)."""

_WIDE = re.compile("[\u00a0\u2007\u202f]")
"""Spaces at which no line is broken, as word processors and web pages put them in."""
_SPACES = re.compile(f'"[^"\n]*"|{_WIDE.pattern}')


def readable(source: Source, found: Diagnostics) -> str | None:
    """The text with line ends as ``\\n`` and without a byte order mark; None, reported, where it is not text."""
    text = source.text.removeprefix("\ufeff")
    start = Span(source.filename, 1, 1, 1, 1)
    if len(text) > MOST_CHARACTERS:
        message = f"the file holds {len(text):,} characters, more than {MOST_CHARACTERS:,}"
        found.error("too-big", start, message, "Split it into several files; all files of a project are read together.")
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _WIDE.search(text):
        text = _SPACES.sub(lambda match: match[0] if match[0][0] == '"' else " ", text)
    lines = text.count("\n")
    if lines >= MOST_LINES:
        message = f"the file has {lines + 1:,} lines, more than {MOST_LINES:,}"
        found.error("too-big", start, message, "Split it into several files; all files of a project are read together.")
        return None
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - (text.rfind("\n", 0, control.start()) + 1) + 1
        found.error(
            "not-text",
            Span(source.filename, line, column, line, column + 1),
            f"the file holds a character that no text has (number {ord(control[0])})",
            "Save it as plain text in UTF-8.",
        )
        return None
    return text


def report_unexplained(broken: Sequence[LogicalLine], filename: str, found: Diagnostics) -> None:
    """One message for the broken lines beyond those that are explained."""
    rest = broken[MOST_EXPLAINED:]
    if rest:
        message = f"from here on {len(rest):,} more lines cannot be read, beside the {MOST_EXPLAINED:,} told of above"
        help = "Is this a rule file of cx? If it is, mend the lines above and check again."
        found.error("too-many-broken", rest[0].span(filename), message, help)


def too_big(line: LogicalLine, filename: str) -> Diagnostic | None:
    """What is wrong with the size of a line; None where it is small enough to parse."""
    text = line.text
    if len(text) <= MOST_BRACKETS:
        return None
    if len(text) > MOST_IN_LINE:
        message = f"the line holds {len(text):,} characters, more than {MOST_IN_LINE:,}"
        help = "Split it. Words go on in a `more:` line below; a long condition becomes several metrics or criteria."
        return Diagnostic(code="too-big", span=line.span(filename), message=message, help=help)
    if text.count("(") > MOST_BRACKETS and _depth(text) > MOST_BRACKETS:
        message = f"brackets stand more than {MOST_BRACKETS} deep in each other"
        help = "Give parts of the expression names of their own, as metrics."
        return Diagnostic(code="too-deep", span=line.span(filename), message=message, help=help)
    return None


def _depth(text: str) -> int:
    deepest = depth = 0
    for sign in "".join(text.split('"')[::2]):
        if sign == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif sign == ")":
            depth -= 1
    return deepest
