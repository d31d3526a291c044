"""Whether a condition on two steps holds: met, unmet, or unknown where a step does not say what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

import attrs

from cxengine.journeys.step_values import StepValues, Value, folded
from cxengine.lang import ast
from cxengine.lang.flows.lengths import shortest_days
from cxengine.lang.step_attributes import ATTRIBUTES, SETS

Truth = bool | None

_COMPARED: Mapping[ast.Comparison, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda one, other: one < other, "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other, ">=": lambda one, other: one >= other,
}  # fmt: skip

Order = Callable[[ast.Follows, Mapping[str, str]], bool]
"""Whether one step comes after another, as an expression says it."""


@attrs.frozen(kw_only=True)
class PairConditions:
    """Evaluates conditions; ``steps`` are the two by the names that the rule gives them."""

    values: StepValues
    follows: Order

    def truth(self, expr: ast.Expr, steps: Mapping[str, str]) -> Truth:
        """Kleene's three values: unknown where it hangs on what a step does not say."""
        match expr:
            case ast.And(parts=parts):
                return _all(self.truth(part, steps) for part in parts)
            case ast.Or(parts=parts):
                return _not(_all(_not(self.truth(part, steps)) for part in parts))
            case ast.Not(value=value):
                return _not(self.truth(value, steps))
            case ast.SameOf():
                return self._same(expr, steps)
            case ast.Follows():
                return self.follows(expr, steps)
            case ast.IsKnown(value=value, known=known):
                return (self.value(value, steps) is not None) is known
            case ast.CompareSets(relation=relation, left=left, right=right):
                return self._sets(relation, self.value(left, steps), self.value(right, steps))
            case ast.Is(left=left, right=right, negated=negated):
                found = self._is(left, right, steps)
                return _not(found) if negated else found
            case ast.OneOf(left=left, options=options, negated=negated):
                found = _not(_all(_not(self._is(left, option, steps)) for option in options))
                return _not(found) if negated else found
            case ast.Compare(op=op, left=left, right=right):
                one, other = self.value(left, steps), self.value(right, steps)
                if one is None or other is None:
                    return None
                return _COMPARED[op](_figure(one), _figure(other))
            case _:
                raise AssertionError(f"no truth of {type(expr).__name__}")

    def _same(self, expr: ast.SameOf, steps: Mapping[str, str]) -> Truth:
        one, other = (self.values.of(step, expr.attribute.text) for step in steps.values())
        if not expr.or_none and (one is None or other is None):
            return None
        return one == other

    @staticmethod
    def _sets(relation: str, left: Value | None, right: Value | None) -> Truth:
        if left is None or right is None:
            return None
        one, other = _bits(left), _bits(right)
        return bool(one & other) if relation == "overlaps" else not one & ~other

    def _is(self, left: ast.Expr, right: ast.Expr, steps: Mapping[str, str]) -> Truth:
        given = self.value(left, steps)
        kind = ATTRIBUTES.get(left.name.text) if isinstance(left, ast.Ref) and left.of is not None else None
        other: Value | None
        if isinstance(right, ast.Ref) and right.of is None and kind is not None:
            other = self._named(right.name.text, kind)
        else:
            other = self.value(right, steps)
        if given is None or other is None:
            return None
        return bool(_bits(given) & _bits(other)) if kind in SETS else given == other

    def _named(self, word: str, kind: str) -> Value:
        known = self.values.known
        if kind == "yes_no":
            return word == "yes"
        if kind == "channels":
            return self.values.channel_bits.get(word, 0)
        if kind in ("items", "facts"):
            return known.bits((ast.Name(word),)) if kind == "items" else known.facts((ast.Name(word),))
        return word

    def value(self, expr: ast.Expr, steps: Mapping[str, str]) -> Value | None:
        """What an expression comes to; of sets put together, what is said of any."""
        match expr:
            case ast.Ref(of=None, name=name):
                first, later = steps.values()
                return self.values.figure(name.text, first, later)
            case ast.Ref(of=ast.Name(step), name=name):
                return self.values.of(steps[step], name.text)
            case ast.Arithmetic(left=left, right=right):
                parts = [value for side in (left, right) if (value := self.value(side, steps)) is not None]
                return _union(parts) if parts else None
            case ast.Duration(period=period):
                return shortest_days(period)
            case ast.Negative(value=value):
                inner = self.value(value, steps)
                return -_figure(inner) if inner is not None else None
            case ast.Text(value=text):
                return folded(text)
            case ast.Number(value=number) | ast.Percent(value=number) | ast.Money(value=number):
                return number
            case _:
                raise AssertionError(f"no value of {type(expr).__name__}")


def _bits(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _figure(value: Value) -> Fraction:
    assert isinstance(value, Fraction)
    return value


def _union(parts: Iterable[Value]) -> int:
    bits = 0
    for part in parts:
        bits |= _bits(part)
    return bits


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all(truths: Iterable[Truth]) -> Truth:
    found: Truth = True
    for truth in truths:
        if truth is False:
            return False
        found = found if truth else None
    return found
