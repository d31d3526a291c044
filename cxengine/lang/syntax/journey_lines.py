"""What the lines of journeys say: a method for each form of ``grammars/journeys.lark``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from cxengine.lang import ast
from cxengine.lang.syntax.calendar_lines import CalendarLines
from cxengine.lang.syntax.lines import NOTHING, Clause, Head

Parts = list[Any]


def _names_of(word: str) -> Any:
    def build(self: JourneyLines, parts: Parts) -> Clause:
        return Clause(word, parts[0], self.span)

    return build


def _name_of(word: str, index: int = 0) -> Any:
    def build(self: JourneyLines, parts: Parts) -> Clause:
        return Clause(word, self.name(parts[index]), self.span)

    return build


def _words(title: Any) -> str:
    return str(title[1:]).strip()


class JourneyLines(CalendarLines):
    """Builds the heads and clauses of journeys, steps, items and facts."""

    def _opens(self, kind: str, name: Any, title: Any = ":", values: Mapping[str, Any] = NOTHING) -> Head:
        return Head(kind=kind, name=self.name(name), title=_words(title), values=values, span=self.span)

    # ---- heads
    def journey(self, parts: Parts) -> Head:
        return self._opens("journey", parts[0], parts[2], {"party": self.name(parts[1])})

    def merge_steps(self, parts: Parts) -> Head:
        return self._opens("merge steps", parts[1], parts[2], {"parts": parts[0]})

    def remove_step(self, parts: Parts) -> Head:
        return self._opens("remove step", parts[0])

    def change_step(self, parts: Parts) -> Head:
        return self._opens("change step", parts[0])

    def add_step(self, parts: Parts) -> Head:
        return self._opens("add step", parts[0], parts[1])

    # ---- clauses of journey
    changes = _name_of("changes")
    reaches = _names_of("reaches")

    def controls_reject(self, parts: Parts) -> Clause:
        return Clause("controls reject", self.percentage(parts[-1]), self.span)

    # ---- clauses of step
    actor = _name_of("actor")
    other_party = _name_of("other party", 1)
    channel = _names_of("channel")
    asks = _names_of("asks")
    needs_items = _names_of("needs items")
    gives = _names_of("gives")
    checks = _names_of("checks")
    contact = _name_of("contact")
    value_to = _name_of("value")
    measured_by = _names_of("measured by")

    def emotion(self, parts: Parts) -> Clause:
        sign, number, title = parts
        value = self.count(number) * (-1 if sign == "-" else 1)
        return Clause("emotion", ast.Emotion(value, _words(title), self.span), self.span)

    def plus(self, parts: Parts) -> str:
        return "+"

    def minus(self, parts: Parts) -> str:
        return "-"

    def how_long(self, parts: Parts) -> ast.Length:
        period = self.period([parts[0], parts[1]])
        working = period.unit == "working day"
        return ast.Length(attrs.evolve(period, unit="day") if working else period, working, period.span)

    takes = _names_of("takes")
    waits = _names_of("waits")

    def only_when(self, parts: Parts) -> Clause:
        only = ast.OnlyWhen(self.name(parts[1]), parts[0] is not None, self.span)
        return Clause("only when", only, self.span)

    def rejects(self, parts: Parts) -> Clause:
        rejected, of = self.count(parts[0]), self.count(parts[1])
        if rejected > of or not of:
            raise self.stop(
                "bad-number",
                self.span,
                f"a check cannot turn back {rejected} of {of} cases",
                "Write the cases that were turned back, and of how many: `rejects 3 of 1400`.",
            )
        return Clause("rejects", ast.Rejects(rejected, of, self.span), self.span)

    def question(self, parts: Parts) -> Clause:
        about, answer, title = parts
        said = ast.Question(self.name(about), bool(answer == "yes"), _words(title), self.span)
        return Clause("question", said, self.span)

    def accept(self, parts: Parts) -> Clause:
        finding, of, title = parts
        other = None if of is None else self.name(of)
        return Clause("accept", ast.Accepted(self.name(finding), other, _words(title), self.span), self.span)

    # ---- the way
    def branch(self, parts: Parts) -> ast.Branch:
        step = self.name(parts[0])
        if parts[1] is None:
            return ast.Branch(step, None, step.span)
        return ast.Branch(step, self.percentage(parts[1]), self.between(parts[0], parts[1]))

    def _leads(self, joint: Any, parts: Parts) -> Clause:
        branches = tuple(part for part in parts if isinstance(part, ast.Branch))
        return Clause("then", ast.Then(joint if len(branches) > 1 else None, branches, self.span), self.span)

    def then(self, parts: Parts) -> Clause:
        return self._leads("and", parts)

    def then_one(self, parts: Parts) -> Clause:
        return self._leads("or", parts)

    def after_one(self, parts: Parts) -> Clause:
        steps = tuple(self.name(part) for part in parts if part != "or")
        return Clause("after … or", steps, self.span)

    def repeats(self, parts: Parts) -> Clause:
        start, share, title = parts
        repeat = ast.Repeat(self.name(start), self.percentage(share), _words(title), self.span)
        return Clause("repeats", repeat, self.span)

    # ---- clauses of item, fact, option
    held_by = _name_of("held by")
    lasts = _names_of("lasts")
    follows_from = _names_of("follows from")

    def avoidable(self, parts: Parts) -> Clause:
        return Clause("avoidable", True, self.span)
