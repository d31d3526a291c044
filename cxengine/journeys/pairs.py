"""The pairs of steps that a rule finds, without trying every pair.

Of a rule's conditions that must all hold, those that say what two steps have alike make a key: steps with the same key
are found by hashing. What both have some of (as where one lies within the other) is found by an index of each one, and
order by sets of bits. Only the pairs that are left are tried one by one, from the nearest earlier step on, and each
later step is named with the nearest that fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import attrs

from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.pair_conditions import PairConditions
from cxengine.journeys.step_values import StepValues, Value
from cxengine.lang import ast
from cxengine.lang.flows.flow import must
from cxengine.lang.step_attributes import conjuncts, finds_partners, whose

NOWHERE = ""
"""The name of no step, in place of the one that a condition is not about."""


@attrs.frozen(kw_only=True)
class Pairs:
    """What a rule found: pairs of an earlier and a later step, and how many pairs were tried one by one."""

    found: tuple[tuple[str, str], ...]
    tried: int


@attrs.frozen(kw_only=True, slots=False, eq=False)
class PairSearch:
    """Finds pairs in one journey; what rules have in common is worked out once."""

    known: Knowledge
    values: StepValues

    @cached_property
    def conditions(self) -> PairConditions:
        """Tries single pairs."""
        return PairConditions(values=self.values, follows=self._follows)

    def pairs(self, rule: ast.StepRule) -> Pairs:
        """The pairs that a rule finds, a later step each, in the order of the journey."""
        assert rule.when is not None
        plan = _Plan.of(rule)
        earlier, later = (self._fitting(plan.alone[name], name, rule) for name in rule.steps)
        partners = self._partners(plan, rule, earlier)
        found: list[tuple[str, str]] = []
        tried = 0
        for name in self.known.order:
            if not later & self._bits[name]:
                continue
            for first in self._nearest_first(partners.of(name) & ~self._bits[name], name):
                tried += 1
                steps = dict(zip(rule.steps, (first, name), strict=True))
                if all(self.conditions.truth(part, steps) is True for part in plan.rest):
                    found.append((first, name))
                    break
        return Pairs(found=tuple(found), tried=tried)

    def lacking(self, rule: ast.StepRule) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each attribute that two steps must have alike, with the steps that do not say it and so are not compared."""
        for same in _Plan.of(rule).same:
            word = same.attribute.text
            without = tuple(name for name in self.known.order if self.values.of(name, word) is None)
            if without and not same.or_none:
                yield word, without

    # ---- places and order
    @cached_property
    def _bits(self) -> Mapping[str, int]:
        return {name: 1 << place for place, name in enumerate(self.known.order)}

    @cached_property
    def _before(self) -> Mapping[str, int]:
        """For each step those from which a way leads to it."""
        found: dict[str, int] = {}
        for name in self.known.flow.order():
            reached = 0
            for other in self.known.flow.before[name]:
                reached |= found[other] | self._bits.get(other, 0)
            found[name] = reached
        return found

    @cached_property
    def _always_before(self) -> Mapping[str, int]:
        """For each step those that every way to it has passed; steps for some customers are passed by nobody for
        certain."""
        return must(self.known.flow, self._bits)

    def _directly_before(self, name: str) -> int:
        before = self.known.flow.before[name]
        alone = len(before) == 1 and before[0] in self.known.steps and len(self.known.flow.after[before[0]]) == 1
        return self._bits[before[0]] if alone else 0

    def earlier_than(self, how: str | None, name: str) -> int:
        """The steps that a step follows: somehow, always, or directly."""
        if how == "directly":
            return self._directly_before(name)
        return self._always_before[name] if how == "always" else self._before[name]

    def _follows(self, expr: ast.Follows, steps: Mapping[str, str]) -> bool:
        later, first = steps[expr.later.text], steps[expr.first.text]
        return bool(self.earlier_than(expr.how, later) & self._bits[first])

    def _nearest_first(self, partners: int, name: str) -> Iterator[str]:
        """Those before in the order, the nearest first; then those after, which no way need join."""
        order, place = self.known.order, self._bits[name].bit_length() - 1
        above = partners & ((1 << place) - 1)
        while above:
            last = above.bit_length() - 1
            yield order[last]
            above ^= 1 << last
        below = partners >> place + 1 << place + 1
        while below:
            lowest = below & -below
            yield order[lowest.bit_length() - 1]
            below ^= lowest

    # ---- partners
    def _fitting(self, alone: list[ast.Expr], name: str, rule: ast.StepRule) -> int:
        """The steps of which what the rule asks of one alone holds."""
        found = 0
        for step, bit in self._bits.items():
            steps = {word: step if word == name else NOWHERE for word in rule.steps}
            if all(self.conditions.truth(part, steps) is True for part in alone):
                found |= bit
        return found

    def _partners(self, plan: _Plan, rule: ast.StepRule, earlier: int) -> _Partners:
        first, later = rule.steps
        overlaps = [self._index(part, first, later, rule, earlier) for part in plan.overlaps]
        return _Partners(search=self, plan=plan, rule=rule, earlier=earlier, by_key=self._by_key(plan, earlier),
                         overlaps=overlaps)  # fmt: skip

    def _by_key(self, plan: _Plan, earlier: int) -> dict[tuple[Value | None, ...], int]:
        found: dict[tuple[Value | None, ...], int] = {}
        for step, bit in self._bits.items() if plan.same else ():
            key = self.key(plan, step)
            if earlier & bit and key is not None:
                found[key] = found.get(key, 0) | bit
        return found

    def key(self, plan: _Plan, step: str) -> tuple[Value | None, ...] | None:
        """What a step has of all that both must have alike; None where it lacks some of it."""
        values = tuple(self.values.of(step, same.attribute.text) for same in plan.same)
        lacks = any(v is None and not same.or_none for v, same in zip(values, plan.same, strict=True))
        return None if lacks else values

    def _index(
        self, part: ast.CompareSets, first: str, later: str, rule: ast.StepRule, earlier: int
    ) -> tuple[dict[int, int], ast.Expr]:
        """For each single value the steps that have it, and the expression that the later step is asked."""
        mine, theirs = (part.left, part.right) if whose(part.left) == first else (part.right, part.left)
        found: dict[int, int] = {}
        for step, bit in self._bits.items():
            value = self.conditions.value(mine, {first: step, later: NOWHERE}) if earlier & bit else None
            for single in _singles(value):
                found[single] = found.get(single, 0) | bit
        return found, theirs


@attrs.frozen(kw_only=True)
class _Partners:
    """The earlier steps that may go with a later one."""

    search: PairSearch
    plan: _Plan
    rule: ast.StepRule
    earlier: int
    by_key: Mapping[tuple[Value | None, ...], int]
    overlaps: list[tuple[dict[int, int], ast.Expr]]

    def of(self, name: str) -> int:
        """As bits by the order of the journey."""
        search, (first, later) = self.search, self.rule.steps
        found = self.earlier
        if self.plan.same:
            key = search.key(self.plan, name)
            found &= self.by_key.get(key, 0) if key is not None else 0
        for order in self.plan.orders:
            found &= search.earlier_than(order.how, name)
        for index, theirs in self.overlaps:
            both = 0
            for single in _singles(search.conditions.value(theirs, {first: NOWHERE, later: name})):
                both |= index.get(single, 0)
            found &= both
        return found


@attrs.frozen(kw_only=True)
class _Plan:
    """The conditions of a rule that must all hold, by how they are made use of."""

    same: list[ast.SameOf]
    orders: list[ast.Follows]
    overlaps: list[ast.CompareSets]
    alone: Mapping[str, list[ast.Expr]]
    rest: list[ast.Expr]

    @classmethod
    def of(cls, rule: ast.StepRule) -> _Plan:
        """The plan of a rule that was checked."""
        assert rule.when is not None
        plan = cls(same=[], orders=[], overlaps=[], alone={name: [] for name in rule.steps}, rest=[])
        for part in conjuncts(rule.when):
            one = whose(part)
            if isinstance(part, ast.SameOf):
                plan.same.append(part)
            elif isinstance(part, ast.Follows) and (part.first.text, part.later.text) == rule.steps:
                plan.orders.append(part)
            elif isinstance(part, ast.CompareSets) and finds_partners(part, rule):
                plan.overlaps.append(part)
                plan.rest.extend([part] if part.relation == "within" else [])
            elif one is not None:
                plan.alone[one].append(part)
            else:
                plan.rest.append(part)
        return plan


def _singles(bits: Value | None) -> Iterator[int]:
    """The single bits of a set."""
    left = bits if isinstance(bits, int) else 0
    while left:
        lowest = left & -left
        yield lowest
        left ^= lowest
