"""One finding about a journey, and the heuristic behind what it suggests."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from cxengine.lang import ast

Confidence = ast.Confidence


@attrs.frozen
class Heuristic:
    """A heuristic of process redesign with its known drawback (Reijers and Liman Mansar, 2005, Omega 33, 283-306)."""

    name: str
    drawback: str
    effort_days: Fraction | None = None
    """Days of work that such a change is put down for, where no rule says more: our estimate, of no source."""


_EFFECTS = (
    ("task_elimination", "The quality of the service may suffer.", 5),
    ("task_composition", "A larger step is less flexible, and its quality may suffer.", 10),
    ("trusted_party", "The quality of the answer then rests on somebody else's work.", 20),
    ("order_assignment", "A case waits while the one who knows it is away.", 10),
    ("contact_reduction", "Every contact that goes takes a chance to hear something with it.", 5),
    ("triage", "One way for all fits some cases worse.", 20),
    ("technology", "New technology costs money, and not everybody can use it.", 30),
)

HEURISTICS: Mapping[str, Heuristic] = {
    word: Heuristic(word.replace("_", " "), drawback, Fraction(days)) for word, drawback, days in _EFFECTS
}
"""By the names that rules give them."""

DRAWING = Heuristic("none", "Only the drawing changes, not the work.", Fraction(1))
UNNAMED = Heuristic("none", "The rule names no heuristic, so its drawback is not known here.")

ABOUT: Mapping[str, Heuristic] = {
    "asked_again": HEURISTICS["trusted_party"], "ping_pong": HEURISTICS["order_assignment"], "shortcut": DRAWING,
    "dead_output": HEURISTICS["task_elimination"], "check_again": HEURISTICS["task_elimination"],
    "dominated_route": HEURISTICS["triage"], "avoidable_contact": HEURISTICS["contact_reduction"],
    "wait_only": HEURISTICS["task_elimination"], "pass_through": HEURISTICS["task_elimination"],
    "never_rejects": HEURISTICS["task_elimination"],
    "rework": Heuristic("control addition", "A check that the first time was right takes time and effort itself."),
    "extra_step": HEURISTICS["task_elimination"],
}  # fmt: skip
"""The heuristic behind what each finder suggests."""


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

    ``remove`` is the one step that could go; None where none should. ``stays`` says what has to stay where it goes,
    though another finding would remove that; ``accepted`` why it stays itself, where its step says so.
    """

    kind: str
    steps: tuple[str, ...]
    remove: str | None
    confidence: Confidence
    text: str
    suggestion: str
    heuristic: Heuristic = UNNAMED
    severity: ast.Severity = "medium"
    rule: ast.StepRule | None = None
    """The rule that found it; None where a finder did."""
    stays: str | None = None
    accepted: str | None = None
    saves: Saving | None = None
