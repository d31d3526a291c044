"""A line that is not cx, put in words."""

from __future__ import annotations

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.lang.lines import Broken, LogicalLine


@attrs.frozen(kw_only=True)
class BrokenLine:
    """A line with the place (from 0, in its text) where it breaks, and the terminals that could stand there."""

    filename: str
    line: LogicalLine
    offset: int
    expected: frozenset[str]


def explain(error: BrokenLine) -> Diagnostic:
    """The one diagnostic of the line."""
    return Diagnostic(code="syntax", span=error.line.span(error.filename), message="broken", help=str(sorted(error.expected)))


def broken(line: LogicalLine, filename: str) -> Broken:
    """What the line leaves behind."""
    return Broken(span=line.span(filename))
