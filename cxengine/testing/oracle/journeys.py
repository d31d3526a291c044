"""Journeys, slowly: every way is gone, and what is known at a step is what is known on each of them.

A case goes from the start to an end: at a choice it takes one way, side by side it takes all, and a step for some
customers it takes or leaves. What is had at a step is what the steps before it on the way have brought, in every case
that comes there. Journeys made by changes to others are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from cxengine.lang import ast


@dataclass(frozen=True, kw_only=True)
class Way:
    """One case: the steps that somebody takes, and for each place on the way those that lead to it."""

    taken: frozenset[str]
    before: dict[str, tuple[str, ...]]

    def earlier(self, step: str) -> frozenset[str]:
        """The places that this case has passed before it comes to a step."""
        found: set[str] = set()
        waiting = list(self.before[step])
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += self.before[here]
        return frozenset(found)


@dataclass(frozen=True, kw_only=True)
class Known:
    """A journey with what its steps hand on, found by going every way."""

    steps: dict[str, ast.Step]
    ways: tuple[Way, ...]
    facts: Sequence[ast.Fact]
    reaches: frozenset[str]

    def had(self, step: str) -> frozenset[str]:
        """MustAvail: the items that every way to a step has brought."""
        return self._on_every_way(step, lambda one: _texts(one.gives) | _texts(one.asks))

    def checked(self, step: str) -> frozenset[str]:
        """MustChecked: the facts that every way to a step has made sure of, with what follows from them."""
        found: frozenset[str] | None = None
        for way in self._through(step):
            sure: set[str] = set()
            for earlier in way.earlier(step) & way.taken:
                sure |= _texts(self.steps[earlier].checks)
            sure = set(self._with_what_follows(sure))
            found = frozenset(sure) if found is None else found & sure
        return found or frozenset()

    def live(self, step: str) -> bool:
        """Live: the law asks for it, it ends the journey, is of value to the customer or checks something, uses
        something and gives nothing, or gives something that the journey is for, or that a live later step uses."""
        one = self.steps[step]
        given = _texts(one.gives)
        if one.statutory or one.checks or (one.value is not None and one.value.text == "customer"):
            return True
        if self.uses(step) and not given:
            return True
        later = [other for other in self.steps if self.follows(other, step)]
        if not later or given & self.reaches:
            return True
        return any(given & self.uses(other) and self.live(other) for other in later)

    def uses(self, step: str) -> frozenset[str]:
        """What a step needs, and what it asks for that some step gives."""
        somewhere = frozenset().union(*(_texts(other.gives) for other in self.steps.values()))
        return _texts(self.steps[step].needs) | (_texts(self.steps[step].asks) & somewhere)

    def follows(self, later: str, first: str) -> bool:
        """Whether some case comes to one step after the place of the other."""
        return any(first in way.earlier(later) for way in self._through(later))

    def always_follows(self, later: str, first: str) -> bool:
        """Whether every case that comes to one step has taken the other before."""
        return all(first in way.earlier(later) & way.taken for way in self._through(later))

    def unmet(self, gone: frozenset[str]) -> frozenset[tuple[str, str]]:
        """Steps with an item that they use and have for certain, and would not have without some steps."""
        left = replace(self, ways=tuple(replace(way, taken=way.taken - gone) for way in self.ways))
        return frozenset(
            (step, item)
            for step in self.steps
            if step not in gone
            for item in self.uses(step) & self.had(step) - left.had(step)
        )

    def _through(self, step: str) -> Iterator[Way]:
        return (way for way in self.ways if step in way.before)

    def _on_every_way(self, step: str, brings: object) -> frozenset[str]:
        assert callable(brings)
        found: frozenset[str] | None = None
        for way in self._through(step):
            brought = frozenset().union(*(brings(self.steps[name]) for name in way.earlier(step) & way.taken))
            found = brought if found is None else found & brought
        return found or frozenset()

    def _with_what_follows(self, sure: set[str]) -> frozenset[str]:
        for _ in self.facts:
            for fact in self.facts:
                if fact.follows_from and _texts(fact.follows_from) <= sure:
                    sure = sure | {fact.name.text}
        return frozenset(sure)


def known(journey: ast.Journey, facts: Sequence[ast.Fact]) -> Known:
    """A journey that has steps of its own, by going every way."""
    written = [*journey.steps, *(step for stage in journey.stages for step in stage.steps)]
    steps = {step.name.text: step for step in written}
    leads = _leads(written)
    return Known(steps=steps, ways=tuple(_ways(steps, leads)), facts=facts, reaches=_texts(journey.reaches))


def _leads(written: Sequence[ast.Step]) -> dict[str, list[str]]:
    """Where each step leads: as `then` and `after` say, else to the one below it."""
    named = {branch.step.text for step in written if step.then is not None for branch in step.then.branches}
    leads: dict[str, list[str]] = {step.name.text: [] for step in written}
    above: ast.Step | None = None
    for step in written:
        name = step.name.text
        for branch in step.then.branches if step.then is not None else ():
            leads[name] += [branch.step.text] if branch.step.text not in leads[name] else []
        for other in step.after.steps if step.after is not None else ():
            leads[other.text] += [name] if name not in leads[other.text] else []
        alone = step.after is None and name not in named
        if alone and above is not None and above.then is None and above.ends is None:
            leads[above.name.text].append(name)
        above = step
    return leads


def _ways(steps: dict[str, ast.Step], leads: dict[str, list[str]]) -> Iterator[Way]:
    choices = [name for name, step in steps.items() if _is_choice(name, step, steps, leads)]
    optional = [name for name in steps if steps[name].only_when is not None and not _is_chosen(name, choices, leads)]
    start = next(name for name in steps if not any(name in others for others in leads.values()))
    for chosen in product(*(leads[name] for name in choices)):
        picked = dict(zip(choices, chosen, strict=True))
        before: dict[str, list[str]] = {start: []}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            for there in [picked[here]] if here in picked else leads[here]:
                if there not in before:
                    waiting.append(there)
                before.setdefault(there, []).append(here)
        for skipped in product((False, True), repeat=len(optional)):
            left = {name for name, skip in zip(optional, skipped, strict=True) if skip}
            yield Way(taken=frozenset(before) - left, before={name: tuple(others) for name, others in before.items()})


def _is_choice(name: str, step: ast.Step, steps: dict[str, ast.Step], leads: dict[str, list[str]]) -> bool:
    return len(leads[name]) > 1 and step.then is not None and step.then.joint == "or"


def _is_chosen(name: str, choices: Sequence[str], leads: dict[str, list[str]]) -> bool:
    return any(name in leads[choice] for choice in choices)


def _texts(names: Sequence[ast.Name]) -> frozenset[str]:
    return frozenset(name.text for name in names)
