"""Names that journeys, their steps and their items refer to: parties, items, facts, steps, options, metrics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from cxengine.lang import ast
from cxengine.lang.flows.written import placed_steps
from cxengine.lang.lookup import Lookup
from cxengine.lang.names import Names

QUESTIONS = ("necessary", "efficient", "digital", "upstream", "delight", "frustration")
"""The six questions of a workshop on the journey to be: is the step necessary at all, is there a more efficient way,
could it be digital, could it be moved upstream, how could it delight, how can frustration be taken out."""

FINDINGS = (
    "duplicate_step", "nothing_new", "near_duplicate", "asked_again", "ping_pong", "shortcut", "dead_output",
    "check_again", "dominated_route", "avoidable_contact", "wait_only", "pass_through", "never_rejects",
    "channel_switch", "rework", "extra_step",
)  # fmt: skip
"""What may be found in a journey, in the order in which it is looked for; the last two in an event log."""

HEURISTICS = (
    "task_elimination", "task_composition", "trusted_party", "order_assignment", "contact_reduction", "triage",
    "technology",
)  # fmt: skip
"""Heuristics of process redesign that a rule may name (Reijers and Liman Mansar, 2005)."""

VALUES = ("customer", "council", "nobody")
"""To whom a step may be of value."""


def resolve_journeys(names: Names, lookup: Lookup) -> None:
    """Report each name that nothing declares."""
    references = _References(names, lookup)
    for item in names.items.values():
        references.party(item.held_by)
    for fact in names.facts.values():
        references.facts(fact.follows_from)
    for journey in names.journeys.values():
        references.journey(journey)


def found_in_journeys(names: Names) -> tuple[str, ...]:
    """Every kind of finding: those that are built in, rules over steps, and what plugins find."""
    return tuple(dict.fromkeys((*FINDINGS, *names.step_rules, *names.vocabulary.finding_kinds)))


class _References:
    def __init__(self, names: Names, lookup: Lookup) -> None:
        self._names = names
        self._lookup = lookup

    def _expect(self, name: ast.Name | None, known: Iterable[str], what: str, help: str = "") -> None:
        if name is not None and name.text not in known:
            self._lookup.unknown(name, f"There is no {what} `{name.text}`", known, help)

    def party(self, name: ast.Name | None) -> None:
        self._expect(name, self._names.parties, "party", f"Declare it: `party {name}: Title`.")

    def facts(self, facts: Iterable[ast.Name]) -> None:
        for name in facts:
            self._expect(name, self._names.facts, "fact", f"Declare it: `fact {name}: Title`.")

    def _items(self, items: Iterable[ast.Name]) -> None:
        for name in items:
            self._expect(name, self._names.items, "item", f"Declare it: `item {name}: Title`.")

    def _option(self, name: ast.Name, category: Literal["channel", "contact_reason"]) -> None:
        declared = self._names.category_of_steps(category)
        if declared is None:
            if not self._lookup.may_be_declared(category):
                help = f"Declare it: `category {category}: Title`, and below it `option {name}: Title`."
                message = f"`{name}` would be an option of the category `{category}`, and there is none"
                self._lookup.unknown(name, message, (), help)
            return
        known = [option.name.text for option in declared.options]
        help = f"Declare it in the category `{category}`: `option {name}: Title`."
        self._expect(name, known, f"option in the category `{category}` called", help)

    def journey(self, journey: ast.Journey) -> None:
        self.party(journey.party)
        self._items(journey.reaches)
        help = f"Declare it: `journey {journey.changes} for {journey.party}: Title`."
        self._expect(journey.changes, self._names.journeys, "journey", help)
        for step, _ in placed_steps(journey):
            self._step(step)
        for change in (*journey.changed, *journey.merged, *journey.added):
            self._step(change)

    def _step(self, step: ast.Step) -> None:
        for party in (step.actor, step.other_party, step.owner):
            self.party(party)
        for items in (step.asks, step.needs, step.gives):
            self._items(items)
        self.facts(step.checks)
        if step.only_when is not None:
            self.facts((step.only_when.fact,))
        for channel in step.channels:
            self._option(channel, "channel")
        if step.contact is not None:
            self._option(step.contact, "contact_reason")
        for metric in step.measured_by:
            self._expect(metric, self._names.metrics, "metric", f"Declare it: `metric {metric}: Title`.")
        self._expect(step.value, VALUES, "kind of value", f"A step is of value to one of: {', '.join(VALUES)}.")
        for accepted in step.accepted:
            known = ("duplicate", *found_in_journeys(self._names))
            help = f"What is found is one of: {', '.join(known)}."
            if not self._names.vocabulary.left_out:
                self._expect(accepted.finding, known, "kind of finding", help)
        for question in step.questions:
            self._expect(question.about, QUESTIONS, "question", f"The six questions are: {', '.join(QUESTIONS)}.")
