"""The action list of an assessment: what is proposed for each subject, with owner, effort and dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from cxengine.actions.choose import propose, propose_for_finding
from cxengine.actions.schedule import Scheduled, effort_days, schedule
from cxengine.engine.figures import plain_number
from cxengine.engine.model_said import to_next
from cxengine.engine.said.actions import ActionSaid, Who
from cxengine.engine.said.findings import Meets
from cxengine.findings.judged import Judged
from cxengine.lang.names import Names
from cxengine.maturity.aims import aim_result
from cxengine.maturity.compiled import CompiledCriterion, CompiledModel
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.words import rounded
from cxengine.subjects import SubjectKey


def actions_said(result: ModelResult, subject: SubjectKey, names: Names, as_of: date) -> tuple[ActionSaid, ...]:
    """The actions for one subject and model, each after those it depends on."""
    model = result.outcomes.model
    planned = schedule(propose(result.outcomes), as_of, names.calendars)
    aim = aim_result(result, subject.id)
    wanted = to_next(result, aim)
    ahead = {*wanted.unmet, *wanted.unknown}
    said: list[ActionSaid] = []
    for item in planned:
        criterion = item.proposed.criterion
        assert criterion is not None
        said.append(
            attrs.evolve(
                action_said(item, model.key, subject, names),
                meets=(Meets(model=model.key, criterion=criterion.id),),
                only_with_investment=_needs_investment(item, criterion, model),
                for_next_level=criterion.id in ahead,
                beyond_aim=aim is not None and criterion.level is not None and criterion.level > aim.aim.level,
            )
        )
    return tuple(said)


def actions_of_findings(
    judged: Iterable[Judged], subject: SubjectKey, names: Names, as_of: date
) -> tuple[ActionSaid, ...]:
    """The actions of the rules that found something about one subject."""
    return tuple(
        attrs.evolve(action_said(item, each.rule.key, subject, names), rule=each.rule.key)
        for each in judged
        if each.truth is True
        for item in schedule(propose_for_finding(each.rule.declared), as_of, names.calendars)
    )


def action_id(owner: str, action: str, subject: SubjectKey) -> str:
    """Stable from run to run: made of names only."""
    return f"{owner}.{action}@{subject}"


def action_said(item: Scheduled, owner: str, subject: SubjectKey, names: Names) -> ActionSaid:
    """An action of the model or the rule ``owner``, without what it is for."""
    action = item.proposed.action
    phases = {p.name.text: p.title for m in names.models.values() if m.subject.text == subject.kind for p in m.phases}
    phase = action.phase.text if action.phase is not None else None
    party = action.owner.text if action.owner is not None else None
    effort = plain_number(rounded(effort_days(action.effort), 2)) if action.effort is not None else None
    return ActionSaid(
        id=action_id(owner, action.name.text, subject),
        action=action.name.text,
        title=action.title,
        for_=(Who(kind=subject.kind, id=subject.id),),
        meets=(),
        rule=None,
        at=action.at or subject.kind,
        status="open",
        owner=party,
        owner_title=names.parties[party].title if party is not None and party in names.parties else None,
        effort_days=effort,
        effort_estimate=action.effort_estimate,
        cost=plain_number(rounded(action.cost, 2)) if action.cost is not None else None,
        cost_a_year=action.cost_a_year,
        cost_estimate=action.cost_estimate,
        estimate=action.effort_estimate or action.cost_estimate,
        starts=item.starts,
        due=item.due,
        depends_on=tuple(action_id(owner, name, subject) for name in item.proposed.after),
        phase=phase,
        phase_title=phases.get(phase) if phase is not None else None,
        only_with_investment=action.only_with_investment,
        for_next_level=False,
        beyond_aim=False,
        because=item.proposed.because,
        notes=action.notes,
        journey=None,
        saves=None,
        planned=item,
    )


def _needs_investment(item: Scheduled, criterion: CompiledCriterion, model: CompiledModel) -> bool:
    declared = next((x.declared for x in model.levels if x.number == criterion.level), None)
    return item.proposed.action.only_with_investment or (declared is not None and declared.only_with_investment)
