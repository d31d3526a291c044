"""What is said of a journey: its steps, how they are joined, and what is found in it."""

from __future__ import annotations

from typing import Literal

import attrs

from cxengine.engine.said.metrics import MetricSaid
from cxengine.engine.said.savings import SavingSaid
from cxengine.engine.said.words import Number
from cxengine.engine.to_json import named


@attrs.frozen(kw_only=True)
class PlaceSaid:
    """Where a step stands in the rule files."""

    step: str
    filename: str
    line: int


@attrs.frozen(kw_only=True)
class ActionOfFinding:
    """What to do about a finding; the same id stands in the action list of an assessment. Days of work, pounds."""

    id: str
    title: str
    owner: str | None
    owner_title: str | None
    effort_days: Number | None
    effort_estimate: bool
    cost: Number | None
    cost_estimate: bool


@attrs.frozen(kw_only=True)
class JourneyFindingSaid:
    """Something in a journey that may be redundant. ``remove`` is the one step that could go without harm to a later
    one; ``stays`` says what has to stay where it goes; ``accepted`` why it stays itself."""

    kind: str
    steps: tuple[str, ...]
    remove: str | None
    stays: str | None
    confidence: Literal["certain", "likely", "review"]
    severity: Literal["high", "medium", "low"]
    text: str
    suggestion: str
    heuristic: str
    drawback: str
    saves: SavingSaid | None
    accepted: str | None
    places: tuple[PlaceSaid, ...]
    notes: tuple[str, ...]
    actions: tuple[ActionOfFinding, ...]


@attrs.frozen(kw_only=True)
class NotComparedSaid:
    """Steps that a rule could not compare with others, because they do not say something that it asks for."""

    rule: str
    title: str
    attribute: str
    steps: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ExperienceSaid:
    """Steps, pain points and opportunities, counted. ``emotions`` are the steps that say how people feel; of those
    the lowest, the highest and the mean, from -2 to 2; null where no step says."""

    steps: int
    pains: int
    opportunities: int
    emotions: int
    lowest: int | None
    highest: int | None
    mean: Number | None


@attrs.frozen
class Named:
    """A declaration by its name, with its title."""

    id: str
    title: str


@attrs.frozen
class EmotionSaid:
    """How people feel, from -2 to 2."""

    value: int
    text: str


@attrs.frozen
class OnlyWhenSaid:
    """The fact that a step hangs on, and whether it must hold."""

    fact: str
    holds: bool


@attrs.frozen
class RejectsSaid:
    """How many cases a check turned back, of how many."""

    rejected: int
    of: int


@attrs.frozen
class QuestionSaid:
    """One of the six questions; ``answer`` is null while it is open."""

    question: str
    answer: bool | None
    text: str


@attrs.frozen
class AcceptedSaid:
    """A finding that is known and stays."""

    finding: str
    of: str | None
    because: str


@attrs.frozen
class LeadsSaid:
    """A step that follows; ``share`` in percent of the cases, null where it is not known."""

    to: str
    share: Number | None


@attrs.frozen(kw_only=True)
class RepeatSaid:
    """The cases that go back, in percent."""

    from_: str = named("from")
    share: Number
    why: str


@attrs.frozen(kw_only=True)
class ItemSaid:
    """Something that steps give and need. ``lasts_days`` is the shortest that the written time can be."""

    item: str
    title: str
    held_by: str | None
    lasts_days: Number | None
    no_gateway: str | None
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class FactSaid:
    """Something that holds of a customer or not."""

    fact: str
    title: str
    follows_from: tuple[str, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class StageSaid:
    """A stretch of the journey, and what its steps come to together."""

    stage: str
    title: str
    experience: ExperienceSaid
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class StepSaid:
    """One step. Times are in days of the calendar, a working day counting 7/5; ``split`` and ``join`` are ``and``
    where all of several ways are gone and ``or`` where one is. ``figures`` are those of ``measured_by``, of everybody
    together; empty where no data was read."""

    step: str
    title: str
    stage: str | None
    goal: str | None
    action: str | None
    touchpoint: str | None
    pains: tuple[str, ...]
    emotion: EmotionSaid | None
    opportunities: tuple[str, ...]
    statutory: str | None
    ends: str | None
    actor: Named | None
    other_party: Named | None
    owner: Named | None
    channels: tuple[Named, ...]
    asks: tuple[str, ...]
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    checks: tuple[str, ...]
    contact: Named | None
    avoidable: bool
    takes_days: Number | None
    waits_days: Number | None
    cost: Number | None
    cost_estimate: bool
    value: str | None
    only_when: OnlyWhenSaid | None
    rejects: RejectsSaid | None
    measured_by: tuple[str, ...]
    figures: tuple[MetricSaid, ...]
    questions: tuple[QuestionSaid, ...]
    accepted: tuple[AcceptedSaid, ...]
    after: tuple[str, ...]
    join: Literal["and", "or"] | None
    then: tuple[LeadsSaid, ...]
    split: Literal["and", "or"] | None
    repeats: tuple[RepeatSaid, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class JunctionSaid:
    """A place where ways part and meet and nobody does anything: a step that is taken out of a choice."""

    junction: str
    stage: str | None
    after: tuple[str, ...]
    join: Literal["and", "or"] | None
    then: tuple[LeadsSaid, ...]
    split: Literal["and", "or"] | None


@attrs.frozen(kw_only=True)
class ChangeSaid:
    """A change that makes a journey another, and why."""

    change: Literal["remove", "change", "merge", "add"]
    steps: tuple[str, ...]
    step_titles: tuple[str, ...]
    into: str | None
    into_title: str | None
    because: str
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class JourneySaid:
    """One journey, with its changes made. ``after`` and ``then`` of a step may name a junction."""

    journey: str
    title: str
    for_: Named = named("for")
    persona: tuple[str, ...]
    cites: tuple[str, ...]
    draft: str | None
    readiness: tuple[str, ...]
    reaches: tuple[str, ...]
    controls_reject: Number
    changes: str | None
    changes_title: str | None
    changed: tuple[ChangeSaid, ...]
    stages: tuple[StageSaid, ...]
    steps: tuple[StepSaid, ...]
    junctions: tuple[JunctionSaid, ...]
    experience: ExperienceSaid
    items: tuple[ItemSaid, ...]
    facts: tuple[FactSaid, ...]
    findings: tuple[JourneyFindingSaid, ...]
    not_compared: tuple[NotComparedSaid, ...]
    notes: tuple[str, ...]
