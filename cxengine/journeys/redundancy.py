"""All findings of a journey: every finder, what is accepted, what is saved, and proof of what is called certain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from cxengine.journeys.finding import ABOUT, Finding
from cxengine.journeys.handing import (
    asked_again,
    avoidable_contacts,
    checks_again,
    dead_outputs,
    never_rejects,
    pass_through,
    ping_pong,
    waits,
)
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import saving
from cxengine.journeys.removal import Removals
from cxengine.journeys.together import what_stays
from cxengine.journeys.ways import dominated, shortcuts
from cxengine.journeys.written import findings_of_rules

FINDERS: tuple[Callable[[Knowledge], Iterator[Finding]], ...] = (
    asked_again, ping_pong, shortcuts, dead_outputs, checks_again, dominated, avoidable_contacts, waits, pass_through,
    never_rejects,
)  # fmt: skip

ALIKE = frozenset({"duplicate_step", "nothing_new", "near_duplicate"})
"""What `accept duplicate of` accepts."""


def findings(known: Knowledge, more: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """The findings of a journey, by the place of the step that each is about, then by kind; ``more`` are of others."""
    found = [*findings_of_rules(known), *(_about(finding) for finder in FINDERS for finding in finder(known)), *more]
    forwarded = {finding.steps[-1] for finding in found if finding.kind == "pass_through"}
    found = [f for f in found if not (f.kind == "nothing_new" and f.steps[-1] in forwarded)]
    places = {name: place for place, name in enumerate(known.flow.steps)}
    found.sort(key=lambda finding: places[finding.steps[-1]])
    finished = [_finished(finding, known) for finding in _proven(found, known)]
    stays = what_stays(finished, known)
    return tuple(attrs.evolve(f, stays=stays.get(f.remove or "")) if f.accepted is None else f for f in finished)


def _about(finding: Finding) -> Finding:
    return attrs.evolve(finding, heuristic=ABOUT[finding.kind])


def _proven(found: list[Finding], known: Knowledge) -> Iterator[Finding]:
    """Each finding, with what it would remove tried: what is called certain may go all at once and harms no step."""
    alone, together = Removals(known), Removals(known)
    for finding in found:
        name, sure = finding.remove, finding.confidence == "certain"
        if name is None:
            yield finding
        elif known.may_lack(name) and alone.harms(name):
            yield attrs.evolve(finding, remove=None, confidence="review")
        elif sure and together.harms(name, keep=True):
            yield attrs.evolve(finding, confidence="likely")
        else:
            yield finding


def _finished(finding: Finding, known: Knowledge) -> Finding:
    saves = saving(known.steps[finding.remove], known) if finding.remove is not None else None
    return attrs.evolve(finding, accepted=accepted_because(finding, known), saves=saves)


def accepted_because(finding: Finding, known: Knowledge) -> str | None:
    """Why the finding stays, where one of its steps says so."""
    for name in finding.steps:
        for accepted in known.steps[name].accepted:
            kind = accepted.finding.text
            fits = kind == finding.kind or (kind == "duplicate" and finding.kind in ALIKE)
            if fits and (accepted.of is None or accepted.of.text in finding.steps):
                return accepted.because
    return None
