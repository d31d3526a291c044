"""What plugins know of the actions of an assessment: owners, costs and effort from other systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from cxengine.engine.figures import plain_number
from cxengine.engine.said.actions import ActionSaid
from cxengine.engine.said.plugins import NotKnown
from cxengine.host.contracts import ActionGiven, Enrichment, PluginFailure
from cxengine.maturity.words import rounded

if TYPE_CHECKING:
    from cxengine.engine.assess import Run


def enriched(actions: Iterable[ActionSaid], run: Run) -> tuple[ActionSaid, ...]:
    """The actions with what each enricher of the run knows, in the order of their names; the later one wins.

    Dates stay as the rules' own effort made them. An enricher that fails is noted in the run, and changes nothing.
    """
    found = tuple(actions)
    host = run.program.plugins
    for name, enricher in host.enrichers.items():
        try:
            known: Mapping[str, Enrichment] = enricher.enrich(tuple(map(_given, found)))
        except PluginFailure as failure:
            run.failed.append(failure.problem)
            plugin = frozenset({failure.problem.name})
            run.unknown.append((plugin, NotKnown(kind="enrichment", subject=None, name=name)))
            continue
        found = tuple(_with(action, known[action.id]) if action.id in known else action for action in found)
    return found


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


def _with(action: ActionSaid, known: Enrichment) -> ActionSaid:
    if known.owner is not None:
        action = attrs.evolve(action, owner=action.owner or known.owner, owner_title=known.owner)
    if known.cost is not None:
        action = attrs.evolve(action, cost=plain_number(rounded(Fraction(known.cost), 2)), cost_estimate=False)
    if known.effort_days is not None:
        days = plain_number(rounded(Fraction(known.effort_days), 2))
        action = attrs.evolve(action, effort_days=days, effort_estimate=False)
    if known.note is not None:
        action = attrs.evolve(action, notes=(*action.notes, known.note))
    return attrs.evolve(action, estimate=action.effort_estimate or action.cost_estimate)
