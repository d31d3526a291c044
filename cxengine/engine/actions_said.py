"""The action list of an assessment: what is proposed for each subject, with owner, effort and dates."""

from __future__ import annotations

from datetime import date

from cxengine.actions.choose import propose
from cxengine.actions.schedule import Scheduled, effort_days, schedule
from cxengine.engine.assessment import ActionSaid, Meets, Who
from cxengine.engine.figures import plain_number
from cxengine.engine.model_said import to_next
from cxengine.lang.names import Names
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.words import rounded
from cxengine.subjects import SubjectKey


def actions_said(result: ModelResult, subject: SubjectKey, names: Names, as_of: date) -> tuple[ActionSaid, ...]:
    """The actions for one subject and model, each after those it depends on."""
    model = result.outcomes.model
    planned = schedule(propose(model, tuple(result.outcomes.now.outcomes)), as_of)
    wanted = to_next(result)
    ahead = {*wanted.unmet, *wanted.unknown}
    return tuple(_said(item, model, subject, names, item.proposed.criterion.id in ahead) for item in planned)


def action_id(model: str, action: str, subject: SubjectKey) -> str:
    """Stable from run to run: made of names only."""
    return f"{model}.{action}@{subject}"


def _said(item: Scheduled, model: CompiledModel, subject: SubjectKey, names: Names, ahead: bool) -> ActionSaid:
    action, criterion = item.proposed.action, item.proposed.criterion
    phases = {phase.name.text: phase.title for phase in model.declared.phases}
    phase = action.phase.text if action.phase is not None else None
    owner = action.owner.text if action.owner is not None else None
    effort = plain_number(rounded(effort_days(action.effort), 2)) if action.effort is not None else None
    return ActionSaid(
        id=action_id(model.key, action.name.text, subject),
        action=action.name.text,
        title=action.title,
        for_=(Who(kind=subject.kind, id=subject.id),),
        meets=(Meets(model=model.key, criterion=criterion.id),),
        at=subject.kind,
        status="open",
        owner=owner,
        owner_title=names.parties[owner].title if owner is not None and owner in names.parties else None,
        effort_days=effort,
        effort_estimate=action.effort_estimate,
        cost=plain_number(rounded(action.cost, 2)) if action.cost is not None else None,
        cost_a_year=action.cost_a_year,
        cost_estimate=action.cost_estimate,
        estimate=action.effort_estimate or action.cost_estimate,
        starts=item.starts,
        due=item.due,
        depends_on=tuple(action_id(model.key, name, subject) for name in item.proposed.after),
        phase=phase,
        phase_title=phases.get(phase) if phase is not None else None,
        only_with_investment=_needs_investment(item, model),
        for_next_level=ahead,
        because=item.proposed.because,
        notes=action.notes,
    )


def _needs_investment(item: Scheduled, model: CompiledModel) -> bool:
    level = item.proposed.criterion.level
    declared = next((x.declared for x in model.levels if x.number == level), None)
    return item.proposed.action.only_with_investment or (declared is not None and declared.only_with_investment)
