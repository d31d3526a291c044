"""Words with figures in them: ``Avoidable contact is {avoidable}``, cut into words and what stands in braces."""

from __future__ import annotations

import re

from cxengine.diagnostics import Diagnostic
from cxengine.lang.syntax.lines import LogicalLine

PREFIX = "formula "
"""A value is read as the line that says one."""
_PARTS = re.compile(r"[^{}]+|\{([^{}]*)\}|[{}]")


def cut(line: LogicalLine, filename: str) -> list[str | LogicalLine] | Diagnostic:
    """The words after the colon, and each value in braces as a line of its own in its own place."""
    begin = line.text.index(":") + 1
    words = line.text[begin:]
    begin += len(words) - len(words.lstrip())
    parts: list[str | LogicalLine] = []
    for match in _PARTS.finditer(line.text, begin):
        if match[0] in "{}" or match[0] == "{}":
            return _unclosed(match[0], line, match.span(), filename)
        if match[1] is None:
            parts.append(match[0])
        else:
            start = match.start(1) + len(match[1]) - len(match[1].lstrip())
            column = line.indent + start - len(PREFIX)
            parts.append(LogicalLine(line.number, column, PREFIX + match[1].strip()))
    return parts


def _unclosed(found: str, line: LogicalLine, where: tuple[int, int], filename: str) -> Diagnostic:
    message = {
        "{": "this brace is opened and not closed",
        "}": "this brace closes none that is open",
        "{}": "there is nothing in these braces",
    }[found]
    return Diagnostic(
        code="brackets",
        message=message,
        help="A figure stands in braces: `finding: Satisfaction is {csat}`.",
        span=line.place(filename, *where),
    )
