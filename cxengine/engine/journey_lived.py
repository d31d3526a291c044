"""As-is against to-be, as people live it: feelings, pain points, opportunities and questions, by step and stage."""

from __future__ import annotations

from typing import Literal

import attrs

from cxengine.engine.said.journeys import EmotionSaid, ExperienceSaid, JourneySaid, QuestionSaid, StepSaid

Fate = Literal["stays", "changed", "goes", "new"]
"""What becomes of a step. Of merged steps each goes, and the one that takes their place is new."""


@attrs.frozen(kw_only=True)
class LivedSaid:
    """What a step is like."""

    emotion: EmotionSaid | None
    pains: tuple[str, ...]
    opportunities: tuple[str, ...]


@attrs.frozen(kw_only=True)
class StepComparedSaid:
    """A step of either journey; null where it does not stand in that one. ``questions`` are empty where it goes."""

    step: str
    title: str
    stage: str | None
    fate: Fate
    now: LivedSaid | None
    then: LivedSaid | None
    questions: tuple[QuestionSaid, ...]


@attrs.frozen(kw_only=True)
class StageComparedSaid:
    """What the steps of a stage come to together; null where the stage has none."""

    stage: str
    title: str
    now: ExperienceSaid | None
    then: ExperienceSaid | None


@attrs.frozen(kw_only=True)
class StandingSaid:
    """A whole journey: what its steps come to together, and the findings that are not accepted."""

    experience: ExperienceSaid
    findings: int


@attrs.frozen(kw_only=True)
class ComparedSaid:
    """Both journeys, step by step in the order of the first, each new step after the one that it follows."""

    now: StandingSaid
    then: StandingSaid
    stages: tuple[StageComparedSaid, ...]
    steps: tuple[StepComparedSaid, ...]


def compared(before: JourneySaid, after: JourneySaid) -> ComparedSaid:
    """Both journeys side by side."""
    old = {step.step: step for step in before.steps}
    new = {step.step: step for step in after.steps}
    return ComparedSaid(
        now=_standing(before),
        then=_standing(after),
        stages=_stages(before, after),
        steps=tuple(_step(name, old.get(name), new.get(name)) for name in _in_order(before, after)),
    )


def _standing(journey: JourneySaid) -> StandingSaid:
    found = sum(finding.accepted is None for finding in journey.findings)
    return StandingSaid(experience=journey.experience, findings=found)


def _stages(before: JourneySaid, after: JourneySaid) -> tuple[StageComparedSaid, ...]:
    now = {stage.stage: stage.experience for stage in before.stages}
    then = {stage.stage: stage.experience for stage in after.stages}
    titles = {stage.stage: stage.title for stage in (*before.stages, *after.stages)}
    return tuple(
        StageComparedSaid(stage=name, title=title, now=now.get(name), then=then.get(name))
        for name, title in titles.items()
    )


def _in_order(before: JourneySaid, after: JourneySaid) -> list[str]:
    names = [step.step for step in before.steps]
    for step in after.steps:
        if step.step not in names:
            places = [names.index(other) + 1 for other in step.after if other in names]
            names.insert(max(places, default=0), step.step)
    return names


def _step(name: str, old: StepSaid | None, new: StepSaid | None) -> StepComparedSaid:
    known = new or old
    assert known is not None
    return StepComparedSaid(
        step=name,
        title=known.title,
        stage=known.stage,
        fate=_fate(old, new),
        now=_lived(old),
        then=_lived(new),
        questions=new.questions if new is not None else (),
    )


def _fate(old: StepSaid | None, new: StepSaid | None) -> Fate:
    if old is None:
        return "new"
    if new is None:
        return "goes"
    moved = attrs.evolve(old, after=new.after, then=new.then, join=new.join, split=new.split)
    return "stays" if moved == new else "changed"


def _lived(step: StepSaid | None) -> LivedSaid | None:
    if step is None:
        return None
    return LivedSaid(emotion=step.emotion, pains=step.pains, opportunities=step.opportunities)
