"""What the lines of calendars say."""

from __future__ import annotations

from typing import Any

from cxengine.lang import ast
from cxengine.lang.syntax.expression_builder import ExpressionBuilder
from cxengine.lang.syntax.lines import Clause

Parts = list[Any]


class CalendarLines(ExpressionBuilder):
    """Builds the clauses."""

    def covers(self, parts: Parts) -> Clause:
        first, last = (self.calendar_day(part) for part in parts)
        if last < first:
            help = f"Write the earlier day first: `covers {last} to {first}`."
            raise self.stop("wrong-order", self.span, f"the calendar would end on {last}, before it begins", help)
        return Clause("covers", ast.Covers(first, last, self.span), self.span)

    def closed(self, parts: Parts) -> Clause:
        day, title = parts
        closed = ast.ClosedDay(self.calendar_day(day), str(title[1:]).strip(), self.span)
        return Clause("closed", closed, self.span)

    def includes(self, parts: Parts) -> Clause:
        return Clause("includes", parts[0], self.span)
