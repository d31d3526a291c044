"""What steps have, as rules over two of them ask for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property

import attrs

from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import is_contact, longest_between, may_have_expired, owner, party
from cxengine.lang import ast
from cxengine.lang.flows.lengths import in_days

Value = str | int | bool | Fraction | tuple[str, bool]
"""Words without capitals, a name, a number, yes or no, a fact with whether it must not hold; of several values bits."""


@attrs.frozen(kw_only=True, slots=False, eq=False)
class StepValues:
    """The attributes of the steps of a journey. What a step does not say is None."""

    known: Knowledge
    _kept: dict[tuple[str, str], Value | None] = attrs.field(factory=dict, init=False)
    _words: dict[str, frozenset[str]] = attrs.field(factory=dict, init=False)

    def of(self, step: str, attribute: str) -> Value | None:
        """What a step has."""
        key = (step, attribute)
        if key not in self._kept:
            self._kept[key] = self._read(step, attribute)
        return self._kept[key]

    def figure(self, name: str, first: str, later: str) -> Fraction | None:
        """A figure of two steps."""
        if name == "days_between":
            return longest_between(self.known, first, later)
        one, other = self._wording(first), self._wording(later)
        return Fraction(len(one & other), len(one | other)) if one | other else None

    def _read(self, name: str, attribute: str) -> Value | None:
        known, step = self.known, self.known.steps[name]
        match attribute:
            case "asks" | "needs" | "gives":
                return known.bits(getattr(step, attribute)) or None
            case "checks":
                return known.facts(step.checks) or None
            case "had":
                return known.had[name]
            case "checked":
                return known.checked[name]
            case "channel":
                return sum(self.channel_bits.get(channel.text, 0) for channel in set(step.channels)) or None
            case "in_contact":
                return is_contact(step, known)
            case "renews":
                return may_have_expired(known, known.given[name], name)
            case "stage":
                return known.flow.stages[name]
            case "block":
                return self._blocks[name]
            case _:
                return _WRITTEN[attribute](step)

    @cached_property
    def channel_bits(self) -> Mapping[str, int]:
        """The bit of each channel."""
        declared = self.known.names.category_of_steps("channel")
        options = declared.options if declared is not None else ()
        return {option.name.text: 1 << place for place, option in enumerate(options)}

    @cached_property
    def _blocks(self) -> Mapping[str, str]:
        """For each step the first of those in a row, without parting or meeting, that have its owner."""
        found: dict[str, str] = {}
        flow, steps = self.known.flow, self.known.steps
        for name in self.known.order:
            before = flow.before[name]
            last = before[0] if len(before) == 1 and before[0] in found else None
            goes_on = last is not None and len(flow.after[last]) == 1 and owner(steps[last]) == owner(steps[name])
            found[name] = found[last] if goes_on and last is not None else name
        return found

    def _wording(self, name: str) -> frozenset[str]:
        """The words of what is done, without small ones and those of the other party; verbs of contact as one."""
        if name not in self._words:
            step = self.known.steps[name]
            other = _every_word(party(_text(step.other_party), self.known))
            words = (word for word in _every_word(step.action or step.title) if word not in _SMALL)
            self._words[name] = frozenset(_SAME_VERB.get(word, word) for word in words if word not in other)
        return self._words[name]


def folded(text: str | None) -> str | None:
    """A text as it is compared: without regard to capitals, spaces and the full stop."""
    return " ".join(text.casefold().split()).rstrip(".") if text else None


def _text(name: ast.Name | None) -> str | None:
    return name.text if name is not None else None


def _days(length: ast.Length | None) -> Fraction | None:
    return in_days(length) if length is not None else None


_WRITTEN: Mapping[str, Callable[[ast.Step], Value | None]] = {
    "title": lambda step: folded(step.title),
    "goal": lambda step: folded(step.goal),
    "action": lambda step: folded(step.action),
    "work": lambda step: folded(step.action) or folded(step.title),
    "touchpoint": lambda step: folded(step.touchpoint),
    "statutory": lambda step: folded(step.statutory),
    "ends": lambda step: folded(step.ends),
    "actor": lambda step: _text(step.actor),
    "other_party": lambda step: _text(step.other_party),
    "owner": owner,
    "contact": lambda step: _text(step.contact),
    "value": lambda step: _text(step.value),
    "only_when": lambda step: (step.only_when.fact.text, step.only_when.negated) if step.only_when else None,
    "takes": lambda step: _days(step.takes),
    "waits": lambda step: _days(step.waits),
    "cost": lambda step: step.cost,
    "emotion": lambda step: Fraction(step.emotion.value) if step.emotion is not None else None,
}
"""How each attribute is read that a step says itself."""

_SAME_VERB = {"ring": "contact", "phone": "contact", "call": "contact", "telephone": "contact", "email": "contact"}
_SMALL = frozenset("a an and at for in of on the their to up with my your our customer s needs".split())


def _every_word(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())
