"""Journeys: stages and steps, what steps hand on, and the changes that make a journey another."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import attrs

from cxengine.lang.ast.declarations import Declaration
from cxengine.lang.ast.expressions import Name, Period, spanned
from cxengine.source import Span


@attrs.frozen(kw_only=True)
class Item(Declaration):
    """Something that steps give and need: a form, a certificate, an answer."""

    held_by: Name | None = None
    lasts: Period | None = None
    no_gateway: str | None = None
    """Why those who hold it may not pass it on."""


@attrs.frozen(kw_only=True)
class Fact(Declaration):
    """Something that holds of a customer or not; ``follows_from`` are facts that together imply it."""

    follows_from: tuple[Name, ...] = ()


@attrs.frozen
class Emotion:
    """``emotion -1: Could be some frustration``: from -2 to 2."""

    value: int
    text: str
    span: Span = spanned()


@attrs.frozen
class Question:
    """``question necessary no: why``: one of the six questions that are put to each step, answered."""

    about: Name
    answer: bool
    text: str
    span: Span = spanned()


@attrs.frozen
class Length:
    """``15 minutes``, ``20 working days``."""

    period: Period
    working: bool = False
    span: Span = spanned()


@attrs.frozen
class OnlyWhen:
    """``only when no_internet`` · ``only when not no_internet``: the step is for some customers."""

    fact: Name
    negated: bool = False
    span: Span = spanned()


@attrs.frozen
class Rejects:
    """``rejects 0 of 1400``: how many of the cases a check turned back."""

    rejected: int
    of: int
    span: Span = spanned()


@attrs.frozen
class Accepted:
    """``accept duplicate of ask because: why``: a finding that is known and stays; ``of`` is the other step."""

    finding: Name
    of: Name | None
    because: str
    span: Span = spanned()


Joint = Literal["and", "or"]
"""Side by side, or one of them."""


@attrs.frozen
class Branch:
    """One of the steps that follow; ``share`` of the cases, as a fraction of one."""

    step: Name
    share: Fraction | None = None
    span: Span = spanned()


@attrs.frozen
class Then:
    """``then a and b`` · ``then a 70% or b 30%`` · ``then a`` (joint None)."""

    joint: Joint | None
    branches: tuple[Branch, ...]
    span: Span = spanned()


@attrs.frozen
class After:
    """``after a and b`` · ``after a or b`` · ``after a`` (joint None)."""

    joint: Joint | None
    steps: tuple[Name, ...]
    span: Span = spanned()


@attrs.frozen
class Repeat:
    """``repeats from ready 15%: why``: the share of cases that go back, which is no edge of the journey."""

    start: Name
    share: Fraction
    why: str
    span: Span = spanned()


@attrs.frozen(kw_only=True)
class Step(Declaration):
    """What somebody does on the way. ``cost`` is in pounds each time."""

    goal: str | None = None
    action: str | None = None
    touchpoint: str | None = None
    pains: tuple[str, ...] = ()
    opportunities: tuple[str, ...] = ()
    emotion: Emotion | None = None
    statutory: str | None = None
    ends: str | None = None
    """Why the journey ends here without what was wanted."""
    actor: Name | None = None
    other_party: Name | None = None
    owner: Name | None = None
    channels: tuple[Name, ...] = ()
    asks: tuple[Name, ...] = ()
    needs: tuple[Name, ...] = ()
    gives: tuple[Name, ...] = ()
    checks: tuple[Name, ...] = ()
    contact: Name | None = None
    takes: Length | None = None
    waits: Length | None = None
    cost: Fraction | None = None
    cost_estimate: bool = False
    value: Name | None = None
    only_when: OnlyWhen | None = None
    rejects: Rejects | None = None
    measured_by: tuple[Name, ...] = ()
    questions: tuple[Question, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    then: Then | None = None
    after: After | None = None
    repeats: tuple[Repeat, ...] = ()


@attrs.frozen(kw_only=True)
class RemovedStep(Declaration):
    """``remove step ask``: ``name`` is the step's."""

    because: str


@attrs.frozen(kw_only=True)
class ChangedStep(Step):
    """``change step hear``: each clause written takes the place of the step's own; ``written`` are their words."""

    because: str
    written: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class MergedSteps(Step):
    """``merge steps a, b into c: Title``: c takes their edges, and its own clauses the place of theirs."""

    because: str
    parts: tuple[Name, ...] = ()
    written: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class AddedStep(Step):
    """``add step c: Title``: stands between the steps it comes after and what they led to."""

    because: str
    stage: Name | None = None


@attrs.frozen(kw_only=True)
class Stage(Declaration):
    """A stretch of a journey."""

    steps: tuple[Step, ...] = ()


@attrs.frozen(kw_only=True)
class Journey(Declaration):
    """The steps of somebody who wants something, or the changes to another journey.

    ``steps`` are those that stand before the first stage.
    """

    party: Name
    persona: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    draft: str | None = None
    readiness: tuple[str, ...] = ()
    changes: Name | None = None
    reaches: tuple[Name, ...] = ()
    controls_reject: Fraction | None = None
    steps: tuple[Step, ...] = ()
    stages: tuple[Stage, ...] = ()
    removed: tuple[RemovedStep, ...] = ()
    changed: tuple[ChangedStep, ...] = ()
    merged: tuple[MergedSteps, ...] = ()
    added: tuple[AddedStep, ...] = ()
