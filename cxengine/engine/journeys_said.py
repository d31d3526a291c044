"""Journeys in the result: their steps with what each is, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from cxengine.engine.figures import short_number
from cxengine.engine.journey_changes import changes_said
from cxengine.engine.journey_experience import experience
from cxengine.engine.journey_findings import FoundIn, findings_said, not_compared_said
from cxengine.engine.said.journeys import (
    AcceptedSaid,
    EmotionSaid,
    FactSaid,
    ItemSaid,
    JourneySaid,
    JunctionSaid,
    LeadsSaid,
    Named,
    OnlyWhenSaid,
    QuestionSaid,
    RejectsSaid,
    RepeatSaid,
    StageSaid,
    StepSaid,
)
from cxengine.engine.said.metrics import MetricSaid
from cxengine.engine.said.words import Number
from cxengine.journeys.handing import LEAST_REJECTED
from cxengine.lang import ast
from cxengine.lang.flows.flow import Flow
from cxengine.lang.flows.lengths import in_days, shortest_days
from cxengine.lang.names import Names
from cxengine.lang.resolve_journeys import QUESTIONS

NO_FIGURES: Mapping[str, MetricSaid] = MappingProxyType({})
"""Where no data is read."""


def has_open_findings(journey: JourneySaid) -> bool:
    """Whether something is found that is not accepted."""
    return any(finding.accepted is None for finding in journey.findings)


def journeys_said(
    found: Iterable[FoundIn], figures: Mapping[str, MetricSaid] = NO_FIGURES
) -> tuple[JourneySaid, ...]:
    """Every journey of the rules, in file order; ``figures`` are those that steps are measured by, by metric."""
    return tuple(journey_said(each, figures) for each in found)


def journey_said(found: FoundIn, figures: Mapping[str, MetricSaid] = NO_FIGURES) -> JourneySaid:
    """One journey."""
    flow, names = found.known.flow, found.known.names
    journey = flow.journey
    steps = [step for name, step in flow.steps.items() if name not in flow.silent]
    used = {item.text for step in steps for item in (*step.asks, *step.needs, *step.gives)}
    used |= {item.text for item in flow.reaches}
    checked = {fact.text for step in steps for fact in step.checks}
    checked |= {step.only_when.fact.text for step in steps if step.only_when is not None}
    least = journey.controls_reject if journey.controls_reject is not None else LEAST_REJECTED
    return JourneySaid(
        journey=journey.name.text,
        title=journey.title,
        for_=_named(journey.party, names.parties) or Named(journey.party.text, journey.party.text),
        persona=journey.persona,
        cites=journey.cites,
        draft=journey.draft,
        readiness=journey.readiness,
        reaches=_texts(flow.reaches),
        controls_reject=short_number(least * 100),
        changes=journey.changes.text if journey.changes is not None else None,
        changes_title=names.journeys[journey.changes.text].title if journey.changes is not None else None,
        changed=changes_said(flow, names),
        stages=_stages(flow, names),
        steps=tuple(_step(flow, step, names, figures) for step in steps),
        junctions=tuple(_junction(flow, name) for name in flow.steps if name in flow.silent),
        experience=experience(steps),
        items=tuple(_item(item) for item in names.items.values() if item.name.text in used),
        facts=tuple(_fact(fact) for fact in names.facts.values() if fact.name.text in checked),
        findings=findings_said(found),
        not_compared=not_compared_said(found.known),
        notes=journey.notes,
    )


def _stages(flow: Flow, names: Names) -> tuple[StageSaid, ...]:
    first = flow.journey
    while first.changes is not None and not first.stages:
        first = names.journeys[first.changes.text]
    there = set(flow.stages.values())
    stages = (stage for stage in first.stages if stage.name.text in there)
    steps: dict[str | None, list[ast.Step]] = {}
    for name, step in flow.steps.items():
        if name not in flow.silent:
            steps.setdefault(flow.stages[name], []).append(step)
    return tuple(
        StageSaid(
            stage=stage.name.text,
            title=stage.title,
            experience=experience(steps.get(stage.name.text, ())),
            notes=stage.notes,
        )
        for stage in stages
    )


def _junction(flow: Flow, name: str) -> JunctionSaid:
    return JunctionSaid(
        junction=name,
        stage=flow.stages[name],
        after=flow.before[name],
        join=flow.joins[name],
        then=_leads(flow, name),
        split=flow.splits[name],
    )


def _leads(flow: Flow, name: str) -> tuple[LeadsSaid, ...]:
    return tuple(LeadsSaid(edge.to, _percent(edge.share)) for edge in flow.after[name])


def _step(flow: Flow, step: ast.Step, names: Names, figures: Mapping[str, MetricSaid]) -> StepSaid:
    name = step.name.text
    only, rejects = step.only_when, step.rejects
    return StepSaid(
        step=name,
        title=step.title,
        stage=flow.stages[name],
        goal=step.goal,
        action=step.action,
        touchpoint=step.touchpoint,
        pains=step.pains,
        emotion=EmotionSaid(step.emotion.value, step.emotion.text) if step.emotion is not None else None,
        opportunities=step.opportunities,
        statutory=step.statutory,
        ends=step.ends,
        actor=_named(step.actor, names.parties),
        other_party=_named(step.other_party, names.parties),
        owner=_named(step.owner, names.parties),
        channels=tuple(_option(channel, "channel", names) for channel in step.channels),
        asks=_texts(step.asks),
        needs=_texts(step.needs),
        gives=_texts(step.gives),
        checks=_texts(step.checks),
        contact=_option(step.contact, "contact_reason", names) if step.contact is not None else None,
        avoidable=is_avoidable(step, names),
        takes_days=_days(step.takes),
        waits_days=_days(step.waits),
        cost=short_number(step.cost) if step.cost is not None else None,
        cost_estimate=step.cost_estimate,
        value=step.value.text if step.value is not None else None,
        only_when=OnlyWhenSaid(only.fact.text, not only.negated) if only is not None else None,
        rejects=RejectsSaid(rejects.rejected, rejects.of) if rejects is not None else None,
        measured_by=_texts(step.measured_by),
        figures=tuple(figures[name.text] for name in step.measured_by if name.text in figures),
        questions=_questions(step),
        accepted=tuple(
            AcceptedSaid(a.finding.text, a.of.text if a.of is not None else None, a.because) for a in step.accepted
        ),
        after=flow.before[name],
        join=flow.joins[name],
        then=_leads(flow, name),
        split=flow.splits[name],
        repeats=tuple(
            RepeatSaid(from_=r.start.text, share=short_number(r.share * 100), why=r.why) for r in step.repeats
        ),
        notes=step.notes,
    )


def is_avoidable(step: ast.Step, names: Names) -> bool:
    """Whether the step is a contact for a reason that is marked as avoidable."""
    reasons = names.category_of_steps("contact_reason")
    if step.contact is None or reasons is None:
        return False
    return any(option.avoidable for option in reasons.options if option.name == step.contact)


def _questions(step: ast.Step) -> tuple[QuestionSaid, ...]:
    answered = {question.about.text: question for question in step.questions}
    said = {word: (question.answer, question.text) for word, question in answered.items()}
    return tuple(QuestionSaid(word, *said.get(word, (None, ""))) for word in QUESTIONS)


def _item(item: ast.Item) -> ItemSaid:
    return ItemSaid(
        item=item.name.text,
        title=item.title,
        held_by=item.held_by.text if item.held_by is not None else None,
        lasts_days=short_number(shortest_days(item.lasts)) if item.lasts is not None else None,
        no_gateway=item.no_gateway,
        notes=item.notes,
    )


def _fact(fact: ast.Fact) -> FactSaid:
    return FactSaid(fact=fact.name.text, title=fact.title, follows_from=_texts(fact.follows_from), notes=fact.notes)


def _named(name: ast.Name | None, declared: Mapping[str, ast.Party]) -> Named | None:
    if name is None:
        return None
    found = declared.get(name.text)
    return Named(name.text, found.title if found is not None else name.text)


def _option(name: ast.Name, category: Literal["channel", "contact_reason"], names: Names) -> Named:
    declared = names.category_of_steps(category)
    titles = {option.name.text: option.title for option in declared.options} if declared is not None else {}
    return Named(name.text, titles.get(name.text, name.text))


def _texts(names: Iterable[ast.Name]) -> tuple[str, ...]:
    return tuple(name.text for name in names)


def _days(length: ast.Length | None) -> Number | None:
    return short_number(in_days(length)) if length is not None else None


def _percent(share: Fraction | None) -> Number | None:
    return short_number(share * 100) if share is not None else None
