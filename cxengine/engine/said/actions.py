"""What is said of one action."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import attrs

from cxengine.engine.said.findings import Meets
from cxengine.engine.said.savings import InJourney, SavingSaid
from cxengine.engine.said.words import Number
from cxengine.engine.to_json import named, python_only

if TYPE_CHECKING:
    from cxengine.actions.schedule import Scheduled


@attrs.frozen(kw_only=True)
class Who:
    """A subject by kind and id."""

    kind: str
    id: str


@attrs.frozen(kw_only=True)
class ActionSaid:
    """One action for one subject; ``rule`` where one proposes it. ``estimate``: no source gives the effort or cost.

    ``beyond_aim``: no level up to the one aimed at asks for it. ``owner_from``, ``effort_from`` and ``cost_from`` name
    the enricher of a plugin that says it; null where the rules do.
    """

    id: str
    action: str
    title: str
    for_: tuple[Who, ...] = named("for")
    meets: tuple[Meets, ...]
    rule: str | None
    at: str
    status: Literal["open"]
    owner: str | None
    owner_title: str | None
    effort_days: Number | None
    effort_estimate: bool
    cost: Number | None
    cost_a_year: bool
    cost_estimate: bool
    estimate: bool
    starts: date
    due: date | None
    depends_on: tuple[str, ...]
    phase: str | None
    phase_title: str | None
    only_with_investment: bool
    for_next_level: bool
    beyond_aim: bool
    because: str
    notes: tuple[str, ...]
    journey: InJourney | None
    """What it does away with, where it is for a finding about a journey."""
    saves: SavingSaid | None
    """What each case of the journey no longer takes."""
    owner_from: str | None = None
    effort_from: str | None = None
    cost_from: str | None = None
    planned: Scheduled | None = python_only()
    """The action as the rules have it, with the dates of its own effort."""
