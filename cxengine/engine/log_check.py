"""``cx journey check --log``: the journey's findings, what a log adds to them, and how its cases follow the journey."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostic
from cxengine.engine.event_logs import (
    LogAsked,
    LogRead,
    few_cases,
    not_beside_figures,
    not_for_publication,
    read_asked,
    strictest,
)
from cxengine.engine.journey_findings import found_in
from cxengine.engine.journey_routes import known_journey
from cxengine.engine.journeys_said import journey_said
from cxengine.engine.log_said import NO_GROUP, problems, reasons_said, share
from cxengine.engine.program import compile
from cxengine.engine.said.journeys import JourneySaid
from cxengine.engine.said.log_check import (
    AddedSaid,
    LogCheckSaid,
    LogGroupSaid,
    LogStepSaid,
    LogVariantSaid,
    WaySaid,
)
from cxengine.engine.said.logs import ReasonSaid
from cxengine.journeys.knowledge import Knowledge
from cxengine.lang.publishing import Policy
from cxengine.logs.event_log import EventLog, Labelled
from cxengine.logs.extra import extra_steps
from cxengine.logs.findings import log_findings
from cxengine.logs.following import AT_STEP, AtStep, Following, Way, following
from cxengine.logs.follows import reached
from cxengine.logs.people import repeated_by
from cxengine.logs.small import StepCases, hidden_groups, hidden_steps
from cxengine.logs.split import by_reason, groups
from cxengine.logs.steps_of import matched
from cxengine.logs.variants import Variants, variants


@attrs.frozen(kw_only=True)
class LogCheck:
    """A journey with its findings, those of the log among them; the log beside it; what failed, and warnings."""

    journey: JourneySaid
    log: LogCheckSaid
    failure: Diagnostic | None
    diagnostics: tuple[Diagnostic, ...]


def check_log(
    folder: Path, journey: str | None, asked: LogAsked, steps: Mapping[str, str], *, small_groups: bool = False
) -> LogCheck:
    """Align a log to a journey of a project; ``small_groups`` hides nothing. Raises CxError."""
    program = compile(folder)
    known = known_journey(program, journey)
    read = read_asked(asked, program)
    policy = read.policy or strictest(program)
    if small_groups and policy is not None:
        read = attrs.evolve(read, not_for_publication=not_for_publication(asked.source, policy))
        policy = None
    if policy is not None:
        read = attrs.evolve(read, not_for_publication=not_beside_figures(asked, program))
    cases = read.log.cases
    if policy is not None and cases and (policy.hides(cases) or not policy.shown(cases)):
        raise few_cases(asked.source, cases, policy, program)
    found = variants(read.log)
    follow = following(known.flow, found, matched(known.flow, read.log.activities, steps, _named(found, policy)))
    hidden = hidden_groups(found.cases.tolist(), policy)
    told = log_findings(follow, known, extra_steps(found), repeated_by(read.log), policy, hidden)
    designed = found_in(known, program.plugins.finders)
    return LogCheck(
        journey=journey_said(attrs.evolve(designed, findings=(*designed.findings, *told))),
        log=check_said(read, follow, known, policy),
        failure=read.log.failure,
        diagnostics=(*program.diagnostics, *designed.failures),
    )


def check_said(read: LogRead, follow: Following, known: Knowledge, policy: Policy | None) -> LogCheckSaid:
    """A log beside a journey, as it stands in the result."""
    log = read.log
    by, mixed, hidden_by = _groups(log, follow, policy)
    hidden_variants = hidden_groups(follow.variants.cases.tolist(), policy)
    hidden_at = _hidden_steps(follow, hidden_variants, policy)
    total = _said(log.cases, policy)
    added, hidden_added = _added(follow, total, policy, hidden_variants)
    contacts, hidden_reason = _contacts(log, follow, known, policy, hidden_variants)
    named = _named(follow.variants, policy)
    not_in_journey = tuple(activity for activity in follow.matched.unknown if activity in named)
    unnamed = len(follow.matched.unknown) - len(not_in_journey)
    hidden = hidden_by or hidden_variants or hidden_at or hidden_added or hidden_reason or unnamed
    return LogCheckSaid(
        source=log.name,
        journey=known.flow.journey.name.text,
        cases=total,
        events=_said(log.events, policy),
        follows=_way("follows", follow, total, policy),
        unfinished=_way("unfinished", follow, total, policy),
        differs=_way("differs", follow, total, policy),
        unknown=_way("unknown", follow, total, policy),
        steps=_steps(follow, known, hidden_at, policy),
        added=added,
        not_in_journey=not_in_journey,
        not_in_journey_hidden=unnamed,
        not_in_log=follow.matched.unseen,
        by_variant=_variants(follow, hidden_variants, policy),
        by=by,
        by_hidden=hidden_by,
        mixed=_said(mixed, policy),
        contacts=contacts,
        hidden_below=policy.least if policy is not None and hidden else None,
        ties=_said(int(log.tied.sum()), policy),
        rejected=log.rejected,
        problems=problems(log),
        not_for_publication=read.not_for_publication,
    )


def _named(found: Variants, policy: Policy | None) -> frozenset[str]:
    """The activities of so many cases that their names may be shown."""
    return frozenset(name for name, n in reached(found).items() if policy is None or not policy.hides(n.cases))


def _way(way: Way, follow: Following, total: int, policy: Policy | None) -> WaySaid:
    cases = _said(follow.cases(way), policy)
    return WaySaid(cases=cases, of_cases=share(min(cases, total), total) if total else None)


def _hidden_steps(follow: Following, hidden: frozenset[int], policy: Policy | None) -> frozenset[str]:
    """The steps whose numbers are not shown, where the variants at the places ``hidden`` are not."""
    of_all = {what: follow.with_step(what) for what in AT_STEP}
    of_shown = {what: follow.with_step(what, hidden) for what in AT_STEP}
    steps = {
        name: StepCases(**{what: (of_all[what][name], of_shown[what][name]) for what in AT_STEP})
        for name in follow.matched.labels
    }
    cases = follow.variants.cases.tolist()
    shown = sum(n for place, n in enumerate(cases) if place not in hidden)
    return hidden_steps(steps, (sum(cases), shown), policy)


def _steps(
    follow: Following, known: Knowledge, hidden: frozenset[str], policy: Policy | None
) -> tuple[LogStepSaid, ...]:
    counts = {what: follow.with_step(what) for what in AT_STEP}
    return tuple(
        _step(
            name, known, tuple(follow.variants.labels[at] for at in sorted(follow.matched.labels[name])),
            None if name in hidden else {what: _said(counts[what][name], policy) for what in AT_STEP},
        )
        for name in known.order
    )  # fmt: skip


def _step(
    name: str, known: Knowledge, activities: tuple[str, ...], counts: Mapping[AtStep, int] | None
) -> LogStepSaid:
    done = counts["done"] if counts is not None else 0
    return LogStepSaid(
        step=name,
        title=known.steps[name].title or name,
        activities=activities,
        done=counts["done"] if counts is not None else None,
        skipped=counts["skipped"] if counts is not None else None,
        moved=counts["moved"] if counts is not None else None,
        stops_after=counts["stops_after"] if counts is not None else None,
        of_cases=share(min(counts["stops_after"], done), done) if counts is not None and done else None,
        suppressed=counts is None,
    )


def _said(cases: int, policy: Policy | None) -> int:
    return cases if policy is None else policy.shown(cases)


def _telling(
    groups: Sequence[Collection[int]], follow: Following, hidden: frozenset[int], policy: Policy | None
) -> list[int]:
    """Which of several numbers of cases, each of some variants, tell of few beside the ways that are not hidden."""
    if policy is None:
        return []
    return [at for at, each in enumerate(groups) if any(map(policy.hides, follow.told_by(each, hidden)))]


def _added(
    follow: Following, total: int, policy: Policy | None, hidden_variants: frozenset[int]
) -> tuple[tuple[AddedSaid, ...], bool]:
    """The activities that may be shown where the journey has none, by their cases, and whether others are hidden."""
    found = sorted(follow.added().items(), key=lambda pair: (-pair[1][1], pair[0]))
    telling = _telling([follow.adding(activity) for activity, _ in found], follow, hidden_variants, policy)
    hidden = hidden_groups([cases for _, (_, cases) in found], policy, telling)
    shown = tuple(
        AddedSaid(
            activity=follow.variants.labels[activity],
            step=next(iter(follow.matched.steps[activity]), None),
            events=_said(events, policy),
            cases=_said(cases, policy),
            of_cases=share(min(_said(cases, policy), total), total),
        )
        for place, (activity, (events, cases)) in enumerate(found)
        if place not in hidden
    )
    return shown, bool(hidden)


def _variants(
    follow: Following, hidden: frozenset[int], policy: Policy | None
) -> tuple[LogVariantSaid, ...]:
    """The variants that may be shown."""
    cases = follow.variants.cases.tolist()
    shown = policy.shown if policy is not None else int
    labels = follow.variants.labels
    return tuple(
        LogVariantSaid(
            steps=follow.variants.steps(at),
            cases=shown(cases[at]),
            way=each.way,
            skipped=each.skipped,
            added=tuple(labels[activity] for activity in each.added),
            moved=each.moved,
            suppressed=False,
        )
        for at, each in enumerate(follow.aligned)
        if at not in hidden
    )


def _groups(log: EventLog, follow: Following, policy: Policy | None) -> tuple[tuple[LogGroupSaid, ...], int, int]:
    """Cases by group and way, how many are of several, and how many groups are hidden, which are not named."""
    held = groups(log, "by")
    if held is None:
        return (), 0, 0
    counts = [follow.by_group(held.of_case, code) for code in range(-1, len(held.labels))]
    hidden = hidden_groups([sum(count.values()) for count in counts], policy)
    made = [
        _group(label, count, policy)
        for place, (label, count) in enumerate(zip((NO_GROUP, *held.labels), counts, strict=True))
        if sum(count.values()) and place not in hidden
    ]
    made.sort(key=lambda group: (-(group.cases or 0), group.group))
    return tuple(made), held.mixed, len(hidden)


def _group(label: str, count: Mapping[Way, int], policy: Policy | None) -> LogGroupSaid:
    shown = policy.shown if policy is not None else int
    cases, follows = shown(sum(count.values())), shown(count["follows"])
    return LogGroupSaid(
        group=label,
        cases=cases,
        follows=follows,
        unfinished=shown(count["unfinished"]),
        differs=shown(count["differs"]),
        of_cases=share(min(follows, cases), cases) if cases else None,
        suppressed=False,
    )


def _contacts(
    log: EventLog, follow: Following, known: Knowledge, policy: Policy | None, hidden_variants: frozenset[int]
) -> tuple[tuple[ReasonSaid, ...], bool]:
    """Contacts by the reasons that the log gives, else by those that the journey's steps have, where they may be shown.

    And whether others are hidden.
    """
    of_steps = {} if "reason" in log.also else _reasons(follow, known)
    found = by_reason(log) if "reason" in log.also else by_reason(log, _labelled(log, of_steps))
    telling: list[int] = []
    if "reason" not in log.also:
        variants = [_having(follow, [a for a, word in of_steps.items() if word == each.reason]) for each in found]
        telling = _telling(variants, follow, hidden_variants, policy)
    hidden = hidden_groups([each.cases for each in found], policy, telling)
    total = _said(log.cases, policy)
    told = [
        attrs.evolve(each, contacts=_said(each.contacts, policy), cases=min(_said(each.cases, policy), total))
        for each in found
    ]
    rows = reasons_said(told, total) if total else ()
    return tuple(row for place, row in enumerate(rows) if place not in hidden), bool(hidden)


def _reasons(follow: Following, known: Knowledge) -> dict[int, str]:
    """Why people make contact by an activity, where the journey's steps say it."""
    found: dict[int, str] = {}
    for activity, steps in follow.matched.steps.items():
        reasons: list[Any] = [known.steps[name].contact for name in steps if known.steps[name].contact is not None]
        if reasons:
            found[activity] = reasons[0].text
    return found


def _labelled(log: EventLog, reasons: Mapping[int, str]) -> Labelled:
    import numpy as np

    labels = tuple(dict.fromkeys(reasons.values()))
    codes = np.full(len(log.activities), -1, np.int32)
    for activity, reason in reasons.items():
        codes[activity] = labels.index(reason)
    return Labelled(codes=codes[log.activity], labels=labels)


def _having(follow: Following, activities: Collection[int]) -> frozenset[int]:
    """The places of the variants with one of these activities."""
    wanted, found = set(activities), follow.variants
    return frozenset(at for at in range(found.count) if not wanted.isdisjoint(found.codes(at)))
