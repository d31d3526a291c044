"""``--strict``: what is wrong with the data stops the run."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.diagnostics import Diagnostics
from cxengine.engine.load import SOURCE_FAILED
from cxengine.engine.said.sources import ProblemSaid, SourceUsed
from cxengine.source import NOWHERE

_SHOWN = 20
"""Row numbers in a message."""
_ABOUT_NO_ROW = frozenset({"unknown-option", "column-without-heading"})
_ALLOWED = frozenset({"missing-column", "source-broken-off"})
"""Of columns that may be missing, where one file of several lacks them; of rows that came before a source was lost,
which is told for itself."""


def refuse_problems(sources: Iterable[SourceUsed]) -> None:
    """Raise CxError (3) with one error for each problem of the data, as the load reports have them."""
    found = Diagnostics()
    for source in sources:
        for problem in source.problems:
            if (problem.count or problem.code in _ABOUT_NO_ROW) and problem.code not in _ALLOWED:
                message = f"`{source.table}`: {problem.message.rstrip('.')}{_where(problem)}"
                found.error(problem.code, NOWHERE, message, "Mend the data, or run without --strict.")
    found.stop_if_errors(exit_code=SOURCE_FAILED)


def _where(problem: ProblemSaid) -> str:
    """How many rows, and which."""
    if not problem.count:
        return ""
    if not problem.rows:
        return f" ({problem.count:,} {'rows' if problem.count != 1 else 'row'})"
    first = problem.rows[:_SHOWN]
    shown = ", ".join(str(row) for row in first)
    more = problem.count - len(first)
    return f" ({'rows' if problem.count != 1 else 'row'} {shown}{f' and {more:,} more' if more > 0 else ''})"
