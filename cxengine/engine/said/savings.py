"""What a change to a journey saves, and which one an action is about."""

from __future__ import annotations

import attrs

from cxengine.engine.said.words import Number


@attrs.frozen(kw_only=True)
class SavingSaid:
    """What each case no longer takes; null where a step does not say."""

    contacts: int
    days: Number | None
    effort_days: Number | None
    cost: Number | None


@attrs.frozen(kw_only=True)
class InJourney:
    """What an action is for in a journey: the kinds of finding that it does away with, and their steps."""

    journey: str
    kinds: tuple[str, ...]
    steps: tuple[str, ...]
