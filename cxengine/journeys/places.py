"""Who does what in a step, whether it is a contact, and how long what lies between two steps takes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cxengine.journeys.finding import Saving
from cxengine.journeys.knowledge import Knowledge
from cxengine.lang import ast
from cxengine.lang.flows.lengths import in_days, shortest_days


def traveller(known: Knowledge) -> str:
    """The party that the journey is of; of a journey made by changes, that of the first."""
    return known.flow.journey.party.text


def owner(step: ast.Step) -> str | None:
    """Who answers for a step: its owner, else its actor."""
    name = step.owner or step.actor
    return name.text if name is not None else None


def organisation(step: ast.Step, known: Knowledge) -> str | None:
    """The side of a step that is not the traveller; its owner where one is written."""
    if step.owner is not None:
        return step.owner.text
    sides = [side.text for side in (step.other_party, step.actor) if side is not None]
    return next((side for side in sides if side != traveller(known)), None)


def in_charge(step: ast.Step, known: Knowledge) -> str | None:
    """Who would see to a change of a step: its owner, else its side that is not the traveller, where that one does
    anything in the journey; None where nobody is known to."""
    if step.owner is not None:
        return step.owner.text
    sides = [side.text for side in (step.actor, step.other_party) if side is not None and side.text != traveller(known)]
    doing = {owner(other) for other in known.steps.values()}
    return next((side for side in sides if side in doing), None)


def is_contact(step: ast.Step, known: Knowledge) -> bool:
    """Whether the traveller and somebody else meet in the step."""
    if step.contact is not None:
        return True
    if step.actor is None or step.other_party is None:
        return False
    sides = {step.actor.text, step.other_party.text}
    return traveller(known) in sides and len(sides) == 2


def saving(step: ast.Step, known: Knowledge) -> Saving:
    """What a case no longer takes without the step."""
    times = [in_days(length) for length in (step.takes, step.waits) if length is not None]
    return Saving(
        contacts=1 if is_contact(step, known) else 0,
        days=sum(times, Fraction(0)) if times else None,
        effort_days=in_days(step.takes) if step.takes is not None else None,
        cost=step.cost,
    )


def longest_between(known: Knowledge, first: str, later: str) -> Fraction:
    """The days from the beginning of one step to that of a later one, on the longest way; what is not said counts 0."""
    reach: dict[str, Fraction] = {first: Fraction(0)}
    for name in known.flow.order():
        if name not in reach:
            continue
        step = known.steps.get(name)
        own = sum((in_days(x) for x in (step.takes, step.waits) if x is not None), Fraction(0)) if step else Fraction(0)
        for edge in known.flow.after[name]:
            reach[edge.to] = max(reach.get(edge.to, Fraction(0)), reach[name] + own)
    return reach.get(later, Fraction(0))


def may_have_expired(known: Knowledge, items: int, later: str) -> bool:
    """Whether one of the items may no longer hold good when a step is reached, counted from the last who gave it."""
    for word in known.items(items):
        lasts = known.names.items[word].lasts
        if lasts is None:
            continue
        bit = known.bits((ast.Name(word),))
        givers = [name for name in known.order if known.given[name] & bit and known.follows(later, name)]
        if givers and min(longest_between(known, giver, later) for giver in givers) >= shortest_days(lasts):
            return True
    return False


def said(name: str, known: Knowledge) -> str:
    """A step for people: its title, and its name where another has the same title."""
    step = known.steps[name]
    title = step.title or name
    return f"“{title}” ({name})" if known.titles[step.title] > 1 else f"“{title}”"


def listed_items(items: int, known: Knowledge) -> str:
    """Items by their titles."""
    return listed([known.names.items[word].title or word for word in known.items(items)])


def listed(words: Sequence[str]) -> str:
    """``a, b and c``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def party(word: str | None, known: Knowledge) -> str:
    """A party by its title."""
    declared = known.names.parties.get(word or "")
    return declared.title if declared is not None else word or "somebody"
