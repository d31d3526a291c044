"""One finding about a journey, and the heuristic behind what it suggests."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import attrs

Confidence = Literal["certain", "likely", "review"]


@attrs.frozen
class Heuristic:
    """A heuristic of process redesign with its known drawback (Reijers and Liman Mansar, 2005, Omega 33, 283-306)."""

    name: str
    drawback: str


ELIMINATE = Heuristic("task elimination", "The quality of the service may suffer.")
COMPOSE = Heuristic("task composition", "A larger step is less flexible, and its quality may suffer.")
TRUST = Heuristic("trusted party", "The quality of the answer then rests on somebody else's work.")
ONE_HAND = Heuristic("order assignment", "A case waits while the one who knows it is away.")
CONTACTS = Heuristic("contact reduction", "Every contact that goes takes a chance to hear something with it.")
TRIAGE = Heuristic("triage", "One way for all fits some cases worse.")
TECHNOLOGY = Heuristic("technology", "New technology costs money, and not everybody can use it.")
DRAWING = Heuristic("none", "Only the drawing changes, not the work.")

ABOUT: dict[str, Heuristic] = {
    "duplicate_step": ELIMINATE, "nothing_new": ELIMINATE, "near_duplicate": COMPOSE, "asked_again": TRUST,
    "ping_pong": ONE_HAND, "shortcut": DRAWING, "dead_output": ELIMINATE, "check_again": ELIMINATE,
    "dominated_route": TRIAGE, "avoidable_contact": CONTACTS, "wait_only": ELIMINATE, "pass_through": ELIMINATE,
    "never_rejects": ELIMINATE, "channel_switch": TECHNOLOGY,
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Saving:
    """What a case no longer takes; None where a step does not say. Days of the calendar, pounds."""

    contacts: int
    days: Fraction | None
    effort_days: Fraction | None
    cost: Fraction | None


@attrs.frozen(kw_only=True)
class Finding:
    """Something in a journey that may be redundant.

    ``remove`` is the one step that could go; None where none should. ``accepted`` says why it stays, where its step
    says so.
    """

    kind: str
    steps: tuple[str, ...]
    remove: str | None
    confidence: Confidence
    text: str
    suggestion: str
    accepted: str | None = None
    saves: Saving | None = None
