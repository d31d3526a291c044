"""What the lines of rules over two steps say, and the conditions that only they have."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.lang import ast
from cxengine.lang.syntax.journey_lines import JourneyLines
from cxengine.lang.syntax.lines import Clause, Head

Parts = list[Any]


def _one_word(said: str) -> str:
    """``other party`` as the name ``other_party``."""
    return "_".join(said.split())


class StepRuleLines(JourneyLines):
    """Builds the heads, clauses and conditions of rules for two steps of a journey."""

    def rule_for_steps(self, parts: Parts) -> Head:
        name, first, later, journey, title = parts
        return self._opens("rule", name, title, {"steps": (self.name(first), self.name(later)), "journey": journey})

    def in_journey(self, parts: Parts) -> ast.Name | None:
        return None if parts[0] is None else self.name(parts[0])

    def removes(self, parts: Parts) -> Clause:
        return Clause("removes", self.name(parts[0]), self.span)

    def heuristic(self, parts: Parts) -> Clause:
        return Clause("heuristic", self.name(parts[0]), self.span)

    def sureness(self, parts: Parts) -> Clause:
        _, word, when = parts
        sure: Any = str(word)
        held = None if when is None else self.whole_condition(when)
        return Clause("confidence …", ast.Sureness(sure, held, self.span), self.span)

    # ---- conditions
    def two_words_of(self, parts: Parts) -> ast.Ref:
        words, of = parts
        step, name = self.name(of), self.name(words)
        return ast.Ref(attrs.evolve(name, text=_one_word(words)), of=step, span=name.span.to(step.span))

    def compare_sets(self, parts: Parts) -> ast.CompareSets:
        left, relation, right = parts
        said: Any = str(relation)
        return ast.CompareSets(said, left, right, left.span.to(right.span))

    def follows(self, parts: Parts) -> ast.Follows:
        later, how, first = parts
        said: Any = None if how is None else str(how)
        return ast.Follows(self.name(later), self.name(first), said, self.between(later, first))

    def before(self, parts: Parts) -> ast.Follows:
        first, later = parts
        return ast.Follows(self.name(later), self.name(first), None, self.between(first, later))

    def same_of(self, parts: Parts) -> ast.SameOf:
        same, words, or_none = parts
        name = attrs.evolve(self.name(words), text=_one_word(words))
        place = self.between(same, words if or_none is None else or_none)
        return ast.SameOf(name, or_none is not None, place)
