"""What lines say of what is aimed at, and of answers that are given elsewhere."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.lang import ast
from cxengine.lang.syntax.lines import Clause
from cxengine.lang.syntax.step_rule_lines import StepRuleLines

Parts = list[Any]


class AnswerLines(StepRuleLines):
    """Builds the clauses."""

    def aim(self, parts: Parts) -> Clause:
        _, level, kind, id, by = parts
        name = None if kind is None else self.name(kind)
        whom = None if id is None else attrs.evolve(self.name(id), text=str(id).strip('"'))
        day = None if by is None else self.calendar_day(by)
        return Clause("aim", ast.Aim(self.count(level), name, whom, day, self.span), self.span)

    def answer_from(self, parts: Parts) -> Clause:
        return Clause("answer from", ast.AnswerFrom(self.name(parts[0]), self.name(parts[1]), self.span), self.span)
