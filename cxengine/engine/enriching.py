"""What plugins know of the actions of an assessment: owners, costs and effort from other systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from cxengine.actions.schedule import first_day, last_day, last_day_of
from cxengine.engine.figures import plain_number
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.plugins import NotKnown
from cxengine.host.contracts import ActionGiven, Enrichment, PluginFailure
from cxengine.maturity.words import rounded

if TYPE_CHECKING:
    from cxengine.engine.running import Run


def enriched(actions: Iterable[ActionSaid], run: Run) -> tuple[ActionSaid, ...]:
    """The actions with what each enricher of the run knows, in the order of their names; the later one wins.

    Effort moves dates as effort of the rules does, also of what waits for the action. An enricher that fails is noted
    in the run, and changes nothing.
    """
    found = tuple(actions)
    efforts: dict[str, Fraction] = {}
    host = run.program.plugins
    for name, enricher in host.enrichers.items():
        try:
            known: Mapping[str, Enrichment] = enricher.enrich(tuple(map(_given, found)))
        except PluginFailure as failure:
            run.failed.append(failure.problem)
            plugin = frozenset({failure.problem.name})
            run.unknown.append((plugin, NotKnown(kind="enrichment", subject=None, name=name)))
            continue
        found = tuple(_with(action, known[action.id], name) if action.id in known else action for action in found)
        efforts |= {id: Fraction(each.effort_days) for id, each in known.items() if each.effort_days is not None}
    return _dated(found, efforts, run.as_of) if efforts else found


def _dated(actions: tuple[ActionSaid, ...], efforts: Mapping[str, Fraction], as_of: date) -> tuple[ActionSaid, ...]:
    """The actions with the dates that their efforts make; each stands after those that it waits for."""
    ends: dict[str, date] = {}
    made: list[ActionSaid] = []
    for action in actions:
        if action.planned is not None:
            wanted, calendar = action.planned.proposed.action, action.planned.calendar
            starts = first_day(wanted, [ends[id] for id in action.depends_on if id in ends], as_of, calendar)
            due = last_day(starts, wanted.effort, calendar) if wanted.effort is not None else None
            if action.id in efforts:
                due = last_day_of(starts, efforts[action.id], calendar)
            action = attrs.evolve(action, starts=starts, due=due)
        ends[action.id] = action.due or action.starts
        made.append(action)
    return tuple(made)


def _given(action: ActionSaid) -> ActionGiven:
    (first, *_) = action.for_
    return ActionGiven(
        id=action.id,
        action=action.action,
        title=action.title,
        subject_kind=first.kind,
        subject_id=first.id,
        owner=action.owner,
        cost=None if action.cost is None else Fraction(str(action.cost)),
        effort_days=None if action.effort_days is None else Fraction(str(action.effort_days)),
    )


def _with(action: ActionSaid, known: Enrichment, by: str) -> ActionSaid:
    """What an enricher knows of an action, marked with its name."""
    if known.owner is not None:
        action = attrs.evolve(action, owner=action.owner or known.owner, owner_title=known.owner, owner_from=by)
    if known.cost is not None:
        cost = plain_number(rounded(Fraction(known.cost), 2))
        action = attrs.evolve(action, cost=cost, cost_estimate=False, cost_from=by)
    if known.effort_days is not None:
        days = plain_number(rounded(Fraction(known.effort_days), 2))
        action = attrs.evolve(action, effort_days=days, effort_estimate=False, effort_from=by)
    if known.note is not None:
        action = attrs.evolve(action, notes=(*action.notes, known.note))
    return attrs.evolve(action, estimate=action.effort_estimate or action.cost_estimate)
