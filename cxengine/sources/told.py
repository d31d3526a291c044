"""What is wrong with values on its way to a load report, also where a file is read some rows at a time."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from cxengine.host.contracts import FIRST_ROWS, Problem
from cxengine.masking import examples

MOST_VALUES = 1000
"""Values of rows with a flaw, of which the first different ones are shown."""
LAST = 1 << 20
"""The place of a missing value among the flaws of a field."""


def rows_words(rows: int) -> str:
    """``1 row``, ``2,000 rows``."""
    return f"{rows:,} {'row' if rows == 1 else 'rows'}"


def passed_over(blank: int) -> str:
    """The note of blank rows."""
    return f"{blank} blank {'row is' if blank == 1 else 'rows are'} passed over."


@attrs.frozen(kw_only=True)
class Told:
    """Rows that do not fit for one reason. ``place``: of the field in the table, and of the flaw in the field.

    ``words`` come before the examples of ``values``, none of which are of a personal field, and ``help`` after them.
    """

    place: tuple[int, int]
    code: str
    words: str
    help: str = ""
    count: int
    rows: tuple[int, ...]
    values: tuple[str, ...] = ()

    def problem(self) -> Problem:
        """For the load report."""
        shown = f": {examples(self.values)}" if self.values else ""
        message = f"{self.words}{shown}. {self.help}".rstrip()
        return Problem(code=self.code, message=message, count=self.count, rows=self.rows)

    def followed_by(self, later: Told) -> Told:
        """With those of rows that come after."""
        return attrs.evolve(
            self,
            help=self.help or later.help,
            count=self.count + later.count,
            rows=(*self.rows, *later.rows)[:FIRST_ROWS],
            values=(*self.values, *later.values)[:MOST_VALUES],
        )


def once_each(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, with the rows of all parts of a file in which it is told in the same words."""
    found: dict[tuple[str, str], Problem] = {}
    for each in problems:
        key = each.code, each.message
        found[key] = joined(found[key], each) if key in found else each
    return tuple(found.values())


def joined(before: Problem, after: Problem) -> Problem:
    """One problem of rows in two parts, told by the first of them."""
    return attrs.evolve(before, count=before.count + after.count, rows=(*before.rows, *after.rows)[:FIRST_ROWS])


def together(told: Iterable[Told]) -> tuple[Told, ...]:
    """Each reason once, in the order of fields and flaws, of rows that are told in their order."""
    found: dict[tuple[tuple[int, int], str, str], Told] = {}
    for each in told:
        key = each.place, each.code, each.words
        found[key] = found[key].followed_by(each) if key in found else each
    return tuple(sorted(found.values(), key=lambda each: each.place))
