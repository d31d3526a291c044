"""What to do about the findings of journeys: actions of the action list, with owner, effort and what they save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from cxengine.actions.choose import Proposed
from cxengine.actions.schedule import Scheduled, effort_days, schedule
from cxengine.engine.actions_said import action_said
from cxengine.engine.figures import plain_number, short_number
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.journeys import ActionOfFinding
from cxengine.engine.said.savings import InJourney, SavingSaid
from cxengine.journeys.finding import Finding, Saving
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import in_charge, said
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.maturity.words import rounded
from cxengine.subjects import SubjectKey

KIND = "journey"
"""What stands as the kind of whom an action is for."""


@attrs.frozen(kw_only=True)
class Remedy:
    """What to do about some findings of a journey: they name one step to remove, or there is one of them."""

    id: str
    findings: tuple[Finding, ...]
    actions: tuple[ast.Action, ...]
    """Those of the rule, or one made of the finding, whose effort is an estimate that no source gives."""


def remedies(findings: Iterable[Finding], known: Knowledge) -> tuple[Remedy, ...]:
    """What to do about the findings that are not accepted; several that would remove one step are one."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.accepted is None:
            groups.setdefault(_name(finding), []).append(finding)
    return tuple(_remedy(name, group, known) for name, group in groups.items())


def _name(finding: Finding) -> str:
    if finding.rule is not None and finding.rule.actions:
        return ".".join((finding.kind, *finding.steps))
    return f"remove.{finding.remove}" if finding.remove is not None else ".".join((finding.kind, *finding.steps))


def _remedy(name: str, findings: Sequence[Finding], known: Knowledge) -> Remedy:
    rule = findings[0].rule
    own = rule.actions if rule is not None else ()
    return Remedy(id=name, findings=tuple(findings), actions=own or (_made(name, findings[0], known),))


def _made(name: str, finding: Finding, known: Knowledge) -> ast.Action:
    about = finding.remove or finding.steps[-1]
    owner = in_charge(known.steps[about], known)
    days = finding.heuristic.effort_days
    title = f"Take out {said(about, known)}" if finding.remove is not None else finding.suggestion.rstrip(".")
    return ast.Action(
        name=ast.Name(name.replace(".", "_")),
        title=title or f"Look at {said(about, known)}",
        owner=ast.Name(owner) if owner is not None else None,
        effort=ast.Period(days, "day") if days is not None else None,
        effort_estimate=days is not None,
    )


def actions_of_journey(findings: Iterable[Finding], known: Knowledge, as_of: date) -> tuple[ActionSaid, ...]:
    """The actions for the findings of one journey, with their dates."""
    journey = known.flow.journey.name.text
    made: list[ActionSaid] = []
    for remedy in remedies(findings, known):
        because = " ".join(dict.fromkeys(_reasons(remedy.findings)))
        proposed = [
            Proposed(action=action, because=because, after=tuple(before.text for before in action.after))
            for action in remedy.actions
        ]
        made += [_said(item, remedy, journey, known.names) for item in schedule(proposed, as_of, known.names.calendars)]
    return tuple(made)


def _reasons(findings: Sequence[Finding]) -> list[str]:
    """What was found, and what has to stay where the step goes."""
    return [*(finding.text for finding in findings), *(f.stays for f in findings if f.stays is not None)]


def _said(item: Scheduled, remedy: Remedy, journey: str, names: Names) -> ActionSaid:
    first = remedy.findings[0]
    steps = dict.fromkeys(step for finding in remedy.findings for step in finding.steps)
    return attrs.evolve(
        action_said(item, remedy.id, SubjectKey(KIND, journey), names),
        rule=first.kind if first.rule is not None and first.rule.actions else None,
        journey=InJourney(journey=journey, kinds=tuple(f.kind for f in remedy.findings), steps=tuple(steps)),
        saves=saving_said(first.saves),
    )


def actions_by_finding(
    findings: Iterable[Finding], known: Knowledge
) -> dict[tuple[str, tuple[str, ...]], tuple[ActionOfFinding, ...]]:
    """What to do about each finding, by its kind and steps."""
    journey = SubjectKey(KIND, known.flow.journey.name.text)
    found: dict[tuple[str, tuple[str, ...]], tuple[ActionOfFinding, ...]] = {}
    for remedy in remedies(findings, known):
        actions = tuple(_short(action, remedy, journey, known.names) for action in remedy.actions)
        found |= {(finding.kind, finding.steps): actions for finding in remedy.findings}
    return found


def _short(action: ast.Action, remedy: Remedy, journey: SubjectKey, names: Names) -> ActionOfFinding:
    whole = action_said(
        Scheduled(proposed=Proposed(action=action, because="", after=()), starts=date.min, due=None),
        remedy.id, journey, names,
    )  # fmt: skip
    effort = plain_number(rounded(effort_days(action.effort), 2)) if action.effort is not None else None
    return ActionOfFinding(
        id=whole.id, title=whole.title, owner=whole.owner, owner_title=whole.owner_title, effort_days=effort,
        effort_estimate=whole.effort_estimate, cost=whole.cost, cost_estimate=whole.cost_estimate,
    )  # fmt: skip


def saving_said(saves: Saving | None) -> SavingSaid | None:
    """What is saved, in the numbers of a result."""
    if saves is None:
        return None
    days, effort, cost = (
        short_number(value) if value is not None else None for value in (saves.days, saves.effort_days, saves.cost)
    )
    return SavingSaid(contacts=saves.contacts, days=days, effort_days=effort, cost=cost)
