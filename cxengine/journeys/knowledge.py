"""What is known, had and needed at each step of a journey: data-flow over bits, one pass each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from cxengine.lang import ast
from cxengine.lang.flows.flow import Flow, must
from cxengine.lang.names import Names


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Knowledge:
    """A flow with what its steps hand on. Items and facts are bits by their place in ``names``."""

    flow: Flow
    names: Names

    @cached_property
    def steps(self) -> Mapping[str, ast.Step]:
        """The steps that people take, by name."""
        return {name: step for name, step in self.flow.steps.items() if name not in self.flow.silent}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The steps, each after those before it."""
        return tuple(name for name in self.flow.order() if name in self.steps)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each step in the order of the flow, silent ones too."""
        return {name: place for place, name in enumerate(self.flow.order())}

    @cached_property
    def _item_bits(self) -> Mapping[str, int]:
        return {item: 1 << place for place, item in enumerate(self.names.items)}

    def bits(self, items: Iterable[ast.Name]) -> int:
        """Items as bits."""
        found = 0
        for item in items:
            found |= self._item_bits.get(item.text, 0)
        return found

    def items(self, bits: int) -> tuple[str, ...]:
        """Bits as items."""
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self._item_names[lowest.bit_length() - 1])
            bits ^= lowest
        return tuple(found)

    @cached_property
    def _item_names(self) -> tuple[str, ...]:
        return tuple(self.names.items)

    @cached_property
    def goals(self) -> int:
        """What the journey is for."""
        return self.bits(self.flow.reaches)

    @cached_property
    def given(self) -> Mapping[str, int]:
        """What each step gives."""
        return {name: self.bits(step.gives) for name, step in self.steps.items()}

    @cached_property
    def had(self) -> Mapping[str, int]:
        """For each step the items that every way to it has brought (MustAvail)."""
        return must(self.flow, self.brought)

    @cached_property
    def brought(self) -> Mapping[str, int]:
        """What each step brings: what it gives and what it asks for."""
        return {name: self.given[name] | self.bits(step.asks) for name, step in self.steps.items()}

    @cached_property
    def surely_brought(self) -> Mapping[str, int]:
        """What each step of the flow brings for certain: a step for some customers, or a silent one, nothing."""
        return {name: 0 if self.flow.optional(name) else self.brought.get(name, 0) for name in self.flow.steps}

    @cached_property
    def uses(self) -> Mapping[str, int]:
        """What each step takes from others: what it needs, and what it asks for that some step gives."""
        somewhere = 0
        for bits in self.given.values():
            somewhere |= bits
        return {
            name: self.bits(step.needs) | (self.bits(step.asks) & somewhere) for name, step in self.steps.items()
        }

    @cached_property
    def live(self) -> frozenset[str]:
        """Steps that something hangs on: ends, what the law asks for, what is of value to the customer, checks, what
        uses something and hands nothing on, so that its use ends there, and whatever gives something that a live later
        step uses or that the journey is for (Live)."""
        wanted_in_the_end = self.goals
        wanted: dict[str, int] = {}
        found: set[str] = set()
        for name in reversed(self.flow.order()):
            after = 0 if self.flow.after[name] else wanted_in_the_end
            for edge in self.flow.after[name]:
                after |= wanted[edge.to]
            wanted[name] = after
            if name not in self.steps:
                continue
            if self._matters(name) or self.given[name] & (after | wanted_in_the_end):
                found.add(name)
                wanted[name] = after | self.uses[name]
        return frozenset(found)

    def _matters(self, name: str) -> bool:
        step = self.steps[name]
        valued = step.value is not None and step.value.text == "customer"
        last_use = bool(self.uses[name]) and not self.given[name]
        return step.statutory is not None or valued or bool(step.checks) or last_use or not self.flow.after[name]

    @cached_property
    def _fact_bits(self) -> Mapping[str, int]:
        return {fact: 1 << place for place, fact in enumerate(self.names.facts)}

    def facts(self, facts: Iterable[ast.Name]) -> int:
        """Facts as bits."""
        found = 0
        for fact in facts:
            found |= self._fact_bits.get(fact.text, 0)
        return found

    @cached_property
    def checked(self) -> Mapping[str, int]:
        """For each step the facts that every way to it has checked, with what follows from them (MustChecked)."""
        own = {name: self.facts(step.checks) for name, step in self.steps.items()}
        return must(self.flow, own, self._implied if self._implications else None)

    @cached_property
    def _implications(self) -> tuple[tuple[int, int], ...]:
        """Facts, each with those from which it follows together."""
        declared = ((bit, self.names.facts[fact].follows_from) for fact, bit in self._fact_bits.items())
        return tuple((bit, self.facts(from_)) for bit, from_ in declared if from_)

    def _implied(self, bits: int) -> int:
        while True:
            more = bits
            for bit, from_ in self._implications:
                if from_ & bits == from_:
                    more |= bit
            if more == bits:
                return bits
            bits = more

    @cached_property
    def following(self) -> Mapping[str, int]:
        """For each step the steps that may come after it, as bits of the flow."""
        return self.flow.following()

    @cached_property
    def step_bits(self) -> Mapping[str, int]:
        """The bit of each step."""
        return self.flow.bits()

    @cached_property
    def users(self) -> Mapping[int, int]:
        """For the bit of each item the steps that use it and have it for certain; ends use what the journey is for."""
        goals = self.goals
        found: dict[int, int] = dict.fromkeys(self._item_bits.values(), 0)
        for name in self.order:
            wanted = self.uses[name] | (0 if self.flow.after[name] else goals)
            for item in self.items(wanted & self.had[name]):
                found[self._item_bits[item]] |= self.step_bits[name]
        return found

    def may_lack(self, name: str) -> bool:
        """Whether some later step could go short without this one.

        Without it only what it brings itself can be missing, and only at later steps that have it for certain now.
        """
        brings = self.brought[name] & ~self.had[name]
        after = self.following[name]
        goals = self.goals if not self.flow.after[name] else 0
        return bool(brings & goals) or any(
            self.users[self._item_bits[item]] & after for item in self.items(brings)
        )

    @cached_property
    def titles(self) -> Mapping[str, int]:
        """How many steps have each title."""
        found: dict[str, int] = {}
        for step in self.steps.values():
            found[step.title] = found.get(step.title, 0) + 1
        return found

    def follows(self, later: str, first: str) -> bool:
        """Whether a way leads from the one to the other."""
        return bool(self.following[first] & self.step_bits[later])
