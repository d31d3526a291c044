"""What a case goes through: the shortest way, the worst, and what is to be expected by the shares of the choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import is_contact, owner
from cxengine.journeys.removal import ends_without, unmet
from cxengine.lang.checks.routes import route_without
from cxengine.lang.flows.flow import Flow
from cxengine.lang.flows.lengths import in_days
from cxengine.lang.flows.rewire import without

MOST_WAYS = 4096
"""Ways that are gone one by one; of a journey with more nothing is totalled."""


@attrs.frozen(kw_only=True)
class Totals:
    """What one way takes: contacts, hand-offs, days of the calendar from begin to end, days of work, pounds.

    None where no step of the journey says. Steps that do not say count nothing beside those that do.
    """

    contacts: Fraction
    hand_offs: Fraction
    days: Fraction | None
    effort_days: Fraction | None
    cost: Fraction | None


@attrs.frozen(kw_only=True)
class Routes:
    """The totals of a journey; None where it has too many ways, ``expected`` also where a share is not known.

    ``unsaid`` are the steps without any time or cost, which count nothing for what they do not say. ``repeats`` are
    those from which cases go back, which counts in ``expected`` only.
    """

    shortest: Totals | None
    expected: Totals | None
    worst: Totals | None
    unsaid: tuple[str, ...]
    repeats: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Lacking:
    """A step that would lack an item, and a way on which it would.

    ``at_end``: not the step but the journey, which is for the item and would end with the step without it.
    """

    step: str
    item: str
    route: tuple[str, ...]
    at_end: bool


def routes(known: Knowledge) -> Routes:
    """The totals of a journey. The shortest way is that of the fewest days, of those that of the fewest contacts."""
    unsaid = tuple(n for n, s in known.steps.items() if s.takes is None and s.waits is None and s.cost is None)
    repeats = tuple(name for name, step in known.steps.items() if step.repeats)
    ways = _ways(known.flow)
    if ways is None:
        return Routes(shortest=None, expected=None, worst=None, unsaid=unsaid, repeats=repeats)
    again = _again(known)
    once = dict.fromkeys(known.steps, Fraction(1))
    every = [_totals(way, known, once) for way, _ in ways]
    ranked = sorted(every, key=lambda t: (t.days or 0, t.contacts, t.cost or 0, t.effort_days or 0, t.hand_offs))
    expected = _expected([(share, _totals(way, known, again)) for way, share in ways])
    return Routes(shortest=ranked[0], expected=expected, worst=ranked[-1], unsaid=unsaid, repeats=repeats)


def _expected(ways: list[tuple[Fraction | None, Totals]]) -> Totals | None:
    """The mean over the ways by their shares; None where a share is not known."""
    if any(share is None for share, _ in ways):
        return None
    sums: dict[str, Fraction | None] = {}
    for field in attrs.fields(Totals):
        values = [(share, getattr(totals, field.name)) for share, totals in ways]
        known = [share * value for share, value in values if share is not None and value is not None]
        sums[field.name] = sum(known, Fraction(0)) if len(known) == len(values) else None
    return Totals(**sums)  # type: ignore[arg-type]


Way = tuple[frozenset[str], Fraction | None]


def _ways(flow: Flow) -> list[Way] | None:
    """Every combination of choices, as the steps gone and the share of cases; None where there are too many.

    Steps for some customers only are gone on every way: how many take them is not written.
    """
    found: list[Way] = []
    for way in _each_way(flow):
        found.append(way)
        if len(found) > MOST_WAYS:
            return None
    return found


def _each_way(flow: Flow) -> Iterator[Way]:
    waiting: list[tuple[frozenset[str], tuple[str, ...], Fraction | None]] = [
        (frozenset(), (flow.start or "",), Fraction(1))
    ]
    while waiting:
        gone, ahead, share = waiting.pop()
        while ahead:
            name, ahead = ahead[0], ahead[1:]
            if name in gone or name not in flow.steps:
                continue
            gone = gone | {name}
            edges = flow.after[name]
            if flow.splits[name] != "or":
                ahead = (*ahead, *(edge.to for edge in edges))
                continue
            for edge in edges[1:]:
                waiting.append((gone, (*ahead, edge.to), _part(share, edge.share)))
            ahead, share = (*ahead, edges[0].to), _part(share, edges[0].share)
        yield gone, share


def _part(share: Fraction | None, of: Fraction | None) -> Fraction | None:
    return share * of if share is not None and of is not None else None


def _again(known: Knowledge) -> dict[str, Fraction]:
    """How often each step is gone, with cases that go back: 1/(1 - share) for all between, again and again."""
    often = dict.fromkeys(known.steps, Fraction(1))
    for last, step in known.steps.items():
        for repeat in step.repeats:
            start = repeat.start.text
            for name in often:
                after_start = name == start or known.follows(name, start)
                if after_start and (name == last or known.follows(last, name)):
                    often[name] /= 1 - repeat.share
    return often


def _totals(way: frozenset[str], known: Knowledge, often: Mapping[str, Fraction]) -> Totals:
    reach: dict[str, Fraction] = {}
    contacts = effort = cost = hand_offs = longest = Fraction(0)
    for name in known.flow.order():
        if name not in way:
            continue
        began = max((reach[b] for b in known.flow.before[name] if b in reach), default=Fraction(0))
        step = known.steps.get(name)
        if step is None:
            reach[name] = began
            continue
        times = [in_days(length) for length in (step.takes, step.waits) if length is not None]
        reach[name] = began + often[name] * sum(times, Fraction(0))
        longest = max(longest, reach[name])
        contacts += often[name] * is_contact(step, known)
        effort += often[name] * (in_days(step.takes) if step.takes is not None else 0)
        cost += often[name] * (step.cost or 0)
        hand_offs += sum(_handed(name, edge.to, known) for edge in known.flow.after[name] if edge.to in way)
    steps = known.steps.values()
    return Totals(
        contacts=contacts,
        hand_offs=hand_offs,
        days=longest if any(step.takes or step.waits for step in steps) else None,
        effort_days=effort if any(step.takes for step in steps) else None,
        cost=cost if any(step.cost is not None for step in steps) else None,
    )


def _handed(one: str, other: str, known: Knowledge) -> bool:
    if one not in known.steps or other not in known.steps:
        return False
    owners = {owner(known.steps[one]), owner(known.steps[other])}
    return len(owners) == 2 and None not in owners


def what_if(known: Knowledge, gone: tuple[str, ...]) -> tuple[Knowledge, tuple[Lacking, ...]]:
    """The journey without some steps, and every need that would then be unmet, with a way on which it is."""
    flow = known.flow
    for name in gone:
        flow = without(flow, name)
    less = Knowledge(flow=flow, names=known.names)
    lacking = [_lacking(less, name, item, at_end=False) for name, item in unmet(known, gone)]
    lacking += [_lacking(less, name, item, at_end=True) for name, item in ends_without(known, less, gone)]
    return less, tuple(lacking)


def _lacking(less: Knowledge, name: str, item: str, *, at_end: bool) -> Lacking:
    bit = next(1 << place for place, word in enumerate(less.names.items) if word == item)
    way = route_without(less.flow, name, less.brought, less.had, bit)
    route = tuple(step for step in way if step in less.steps)
    return Lacking(step=route[-1] if route else name, item=item, route=route, at_end=at_end)
