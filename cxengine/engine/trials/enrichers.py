"""Enrichers: what they say is of the actions that they were given, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from cxengine.host.contracts import ActionGiven, Enricher, PluginFailure
from cxengine.suggest import did_you_mean

_MOST_ACTIONS = 6


def enricher_faults(enricher: Enricher, *, seed: int = 0) -> Iterator[str]:
    """Where it fails, speaks of other actions, or says something else when it is asked again."""
    random = Random(f"enricher {seed}")
    for count in (0, 1, _MOST_ACTIONS):
        actions = tuple(_action(number, random) for number in range(count))
        try:
            first, again = enricher.enrich(actions), enricher.enrich(actions)
        except PluginFailure as failure:
            yield f"{failure.problem.reason}, asked about {count} actions"
            return
        known = {action.id for action in actions}
        for stranger in sorted(set(first) - known):
            near = did_you_mean(stranger, known)
            yield f"it speaks of an action `{stranger}`, which it was not given. {near}".strip()
            return
        if dict(first) != dict(again):
            yield f"asked twice about the same {count} actions, it says two things"
            return


def _action(number: int, random: Random) -> ActionGiven:
    return ActionGiven(
        id=f"model.do_{number}@service:parking",
        action=f"do_{number}",
        title=f"Do what {number} asks for",
        subject_kind="service",
        subject_id="parking",
        owner=random.choice((None, "head")),
        cost=random.choice((None, Fraction(1250))),
        effort_days=random.choice((None, Fraction(15, 2))),
    )
