"""What lines say of what is aimed at and measured against, of answers given elsewhere, and of what is tried."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.lang import ast
from cxengine.lang.syntax.expression_builder import outcome_word
from cxengine.lang.syntax.lines import Clause, Head
from cxengine.lang.syntax.step_rule_lines import StepRuleLines

Parts = list[Any]


class AnswerLines(StepRuleLines):
    """Builds the clauses, and the heads of tests."""

    def test(self, parts: Parts) -> Head:
        return self._opens("test", parts[0], parts[1])

    def things(self, parts: Parts) -> tuple[ast.Name, ...]:
        return tuple(self.name(part) for part in parts)

    def mark(self, parts: Parts) -> ast.Target:
        side, quantity, kind, id, since = parts
        bound: Any = "at least" if side.endswith("least") else "at most"
        day = None if since is None else self.calendar_day(since)
        name, whom = self._one_subject(kind, id)
        return ast.Target(bound, quantity, day, name, whom, self.span)

    def target(self, parts: Parts) -> Clause:
        return Clause("target", parts[1], self.span)

    def target_in_last(self, parts: Parts) -> Clause:
        return Clause("target in last", parts[1], self.span)

    def standard(self, parts: Parts) -> Clause:
        return Clause("standard", ast.Standard(self.name(parts[0]), parts[1], self.span), self.span)

    def _one_subject(self, kind: Any, id: Any) -> tuple[ast.Name | None, ast.Name | None]:
        if kind is None:
            return None, None
        return self.name(kind), attrs.evolve(self.name(id), text=str(id).strip('"'))

    def aim(self, parts: Parts) -> Clause:
        _, level, kind, id, by = parts
        name, whom = self._one_subject(kind, id)
        day = None if by is None else self.calendar_day(by)
        return Clause("aim", ast.Aim(self.count(level), name, whom, day, self.span), self.span)

    def answer_from(self, parts: Parts) -> Clause:
        return Clause("answer from", ast.AnswerFrom(self.name(parts[0]), self.name(parts[1]), self.span), self.span)

    def expect_standard(self, parts: Parts) -> Clause:
        return self._expected(ast.ExpectStandard(self.name(parts[0]), self.name(parts[1]), self.span))

    def expect_no_standard(self, parts: Parts) -> Clause:
        return self._expected(ast.ExpectStandard(self.name(parts[1]), None, self.span))

    def expect_aim(self, parts: Parts) -> Clause:
        standing: Any = outcome_word(parts[0])
        return self._expected(ast.ExpectAim(standing, self.span))

    def expect_no_aim(self, parts: Parts) -> Clause:
        return self._expected(ast.ExpectAim(None, self.span))

    def _expected(self, value: ast.Expectation) -> Clause:
        return Clause("expect", value, self.span)
