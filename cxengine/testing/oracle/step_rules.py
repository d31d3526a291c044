"""Rules over two steps of a journey, by trying every pair."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.journeys import Known
from cxengine.testing.oracle.logic import Truth, truth

DAYS = {"minute": Fraction(1, 1440), "hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7)}
SMALL = "a an and at for in of on the their to up with my your our customer s needs".split()
CONTACTING = ("ring", "phone", "call", "telephone", "email")


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """What may be asked of two steps. ``leads`` says for each step what it leads to."""

    known: Known
    traveller: str
    parties: Mapping[str, str]
    """The titles of the parties."""
    lasting: Mapping[str, ast.Period]
    """How long items hold good that do not for ever."""
    order: Sequence[str]
    """The steps, each after those that lead to it."""

    def found(self, rule: ast.StepRule) -> list[tuple[str, str]]:
        """For each later step the nearest earlier one for which the rule holds, else the nearest after it."""
        pairs = []
        for place, later in enumerate(self.order):
            near = [*reversed(self.order[:place]), *self.order[place + 1 :]]
            first = next((other for other in near if self._holds(rule, other, later)), None)
            if first is not None:
                pairs.append((first, later))
        return pairs

    def _holds(self, rule: ast.StepRule, first: str, later: str) -> bool:
        called = {rule.first.text: first, rule.later.text: later}
        assert rule.when is not None
        return truth(rule.when, lambda atom: self._atom(atom, called)) is True

    def _atom(self, atom: ast.Expr, called: Mapping[str, str]) -> Truth:
        match atom:
            case ast.SameOf(attribute, or_none):
                one, other = (self.has(step, attribute.text) for step in called.values())
                return None if not or_none and None in (one, other) else one == other
            case ast.Follows(later, first, how):
                return self._follows(called[later.text], called[first.text], how)
            case ast.CompareSets(relation, left, right):
                some, others = self._value(left, called), self._value(right, called)
                if not isinstance(some, frozenset) or not isinstance(others, frozenset):
                    return None
                return bool(some & others) if relation == "overlaps" else some <= others
            case ast.IsKnown(value, known):
                return (self._value(value, called) is not None) is known
            case ast.Is(left, right, negated):
                return self._is(left, right, called, negated=negated)
            case ast.Compare(op, left, right):
                less, more = self._value(left, called), self._value(right, called)
                if not isinstance(less, Fraction) or not isinstance(more, Fraction):
                    return None
                return {"<": less < more, "<=": less <= more, ">": less > more, ">=": less >= more}[op]
            case _:
                raise AssertionError(f"steps are not asked for {type(atom).__name__}")

    def _is(self, left: ast.Expr, right: ast.Expr, called: Mapping[str, str], *, negated: bool) -> Truth:
        has = self._value(left, called)
        if has is None:
            return None
        assert isinstance(right, ast.Ref)
        asked = {"yes": True, "no": False}.get(right.name.text, right.name.text)
        found = asked in has if isinstance(has, frozenset) else has == asked
        return found is not negated

    def _follows(self, later: str, first: str, how: str | None) -> bool:
        if how == "always":
            return self.known.always_follows(later, first)
        if how == "directly":
            alone = all(way.before[later] == (first,) for way in self.known.ways if later in way.before)
            onward = {step for way in self.known.ways for step, others in way.before.items() if first in others}
            return alone and onward == {later}
        return self.known.follows(later, first)

    # ---- values
    def _value(self, expr: ast.Expr, called: Mapping[str, str]) -> object:
        match expr:
            case ast.Ref(name=name, of=None):
                first, later = called.values()
                return self._shared_words(first, later) if name.text == "shared_words" else self._days(first, later)
            case ast.Ref(name=name, of=ast.Name(step)):
                return self.has(called[step], name.text)
            case ast.Arithmetic("+", left, right):
                both = [v for side in (left, right) if isinstance(v := self._value(side, called), frozenset)]
                return frozenset().union(*both) if both else None
            case ast.Duration(period):
                return period.count * DAYS[period.unit]
            case ast.Number(value) | ast.Percent(value) | ast.Money(value):
                return value
            case _:
                raise AssertionError(f"no value of {type(expr).__name__}")

    def has(self, name: str, attribute: str) -> object:
        """What a step has; None where it does not say."""
        step = self.known.steps[name]
        match attribute:
            case "had":
                return self.known.had(name)
            case "checked":
                return self.known.checked(name)
            case "asks" | "needs" | "gives" | "checks":
                return frozenset(item.text for item in getattr(step, attribute)) or None
            case "channel":
                return frozenset(option.text for option in step.channels) or None
            case "work":
                return self.has(name, "action") or self.has(name, "title")
            case "owner":
                return _text(step.owner) or _text(step.actor)
            case "in_contact":
                sides = {_text(step.actor), _text(step.other_party)}
                return step.contact is not None or (None not in sides and len(sides) == 2 and self.traveller in sides)
            case "renews":
                return any(self._over(item.text, name) for item in step.gives)
            case "only_when":
                return None if step.only_when is None else (step.only_when.fact.text, step.only_when.negated)
            case "takes" | "waits":
                return _length(getattr(step, attribute))
            case "cost":
                return step.cost
            case "title" | "goal" | "action" | "touchpoint" | "statutory":
                said = getattr(step, attribute)
                return " ".join(said.lower().split()).rstrip(".") if said else None
            case _:
                return _text(getattr(step, attribute))

    def _over(self, item: str, later: str) -> bool:
        """Whether an item may no longer hold good, counted from the last who gave it."""
        if item not in self.lasting:
            return False
        givers = [n for n, s in self.known.steps.items() if any(g.text == item for g in s.gives)]
        since = [self._days(giver, later) for giver in givers if self.known.follows(later, giver)]
        return bool(since) and min(since) >= self.lasting[item].count * DAYS[self.lasting[item].unit]

    def _days(self, first: str, later: str) -> Fraction:
        """From the beginning of one step to that of the other on the longest way; 0 where no way leads there."""
        edges = {(a, b) for way in self.known.ways for b, others in way.before.items() for a in others}

        def longest(here: str) -> Fraction | None:
            if here == later:
                return Fraction(0)
            step = self.known.steps[here]
            own = (_length(step.takes) or 0) + (_length(step.waits) or 0)
            onward = [days for a, b in edges if a == here and (days := longest(b)) is not None]
            return own + max(onward) if onward else None

        return longest(first) or Fraction(0)

    def _shared_words(self, first: str, later: str) -> Fraction | None:
        one, other = self._words(first), self._words(later)
        return Fraction(len(one & other), len(one | other)) if one | other else None

    def _words(self, name: str) -> set[str]:
        step = self.known.steps[name]
        with_whom = re.findall(r"[a-z0-9]+", self.parties.get(_text(step.other_party) or "", "somebody").lower())
        words = re.findall(r"[a-z0-9]+", (step.action or step.title).lower())
        return {"contact" if w in CONTACTING else w for w in words if w not in SMALL and w not in with_whom}


def _text(name: ast.Name | None) -> str | None:
    return None if name is None else name.text


def _length(length: ast.Length | None) -> Fraction | None:
    if length is None:
        return None
    return length.period.count * DAYS[length.period.unit] * (Fraction(7, 5) if length.working else 1)
