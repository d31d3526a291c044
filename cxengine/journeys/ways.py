"""What the shape of a journey shows: shortcuts, ways that are worse than others, and changes of channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cxengine.journeys.finding import Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import is_contact, said
from cxengine.lang.flows.flow import Flow
from cxengine.lang.flows.lengths import in_days


def shortcuts(known: Knowledge) -> Iterator[Finding]:
    """An edge beside a longer way that every case goes as well (R4). At a choice the longer way is optional."""
    for name, edges in known.flow.after.items():
        if known.flow.splits[name] != "and" or name not in known.steps:
            continue
        targets = [edge.to for edge in edges]
        for to, longer in _bypassed(targets, known.following, known.step_bits):
            if to in known.steps and longer in known.steps:
                yield Finding(
                    kind="shortcut", steps=(name, to), remove=None, confidence="certain",
                    text=f"{said(name, known)} leads to {said(to, known)} straight and by way of "
                    f"{said(longer, known)}, and every case goes both ways.",
                    suggestion=f"Take `{to}` out of the `then` line of `{name}`.",
                )  # fmt: skip


def reduced(flow: Flow) -> set[tuple[str, str]]:
    """The edges of a flow without those beside a longer way: its transitive reduction (Aho, Garey and Ullman, 1972)."""
    following, bits = flow.following(), flow.bits()
    found = {(name, edge.to) for name, edge in flow.edges()}
    for name, edges in flow.after.items():
        if len(edges) > 1:
            found -= {(name, to) for to, _ in _bypassed([edge.to for edge in edges], following, bits)}
    return found


def _bypassed(
    targets: Sequence[str], following: Mapping[str, int], bits: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """Each of several targets that another of them leads to, with the first that does."""
    reached = 0
    for target in targets:
        reached |= following[target]
    for target in targets:
        if reached & bits[target]:
            yield target, next(other for other in targets if following[other] & bits[target])


Totals = tuple[Fraction | None, ...]


def dominated(known: Knowledge) -> Iterator[Finding]:
    """One of several ways that is no better in contacts, days, effort and cost, and worse in one (R7)."""
    for name, edges in known.flow.after.items():
        if known.flow.splits[name] != "or":
            continue
        runs = [(run, _totals(run, known)) for edge in edges if (run := _run(edge.to, known))]
        for run, totals in runs:
            better = [
                other
                for other, others in runs
                if other != run and other[-1] == run[-1] and _worse(totals, others)
            ]
            if better:
                yield _dominated(run[:-1], better[0][:-1], known)


def _run(first: str, known: Knowledge) -> tuple[str, ...]:
    """The steps of one way up to where ways meet, with that step last; empty where the way itself parts."""
    steps = [first]
    if len(known.flow.before[first]) > 1:
        return ()
    while True:
        after = known.flow.after[steps[-1]]
        if len(after) != 1 or steps[-1] not in known.steps:
            return ()
        steps.append(after[0].to)
        if len(known.flow.before[after[0].to]) > 1:
            return tuple(steps)


def _totals(run: tuple[str, ...], known: Knowledge) -> Totals:
    """Contacts, days, effort and cost of a way; None where one of its steps does not say."""
    steps = [known.steps[name] for name in run[:-1]]
    times = [(step.takes, step.waits) for step in steps]
    days = [sum((in_days(x) for x in pair if x is not None), Fraction(0)) for pair in times if pair != (None, None)]
    efforts = [in_days(step.takes) for step in steps if step.takes is not None]
    costs = [step.cost for step in steps if step.cost is not None]
    whole = len(steps)
    return (
        Fraction(sum(is_contact(step, known) for step in steps)),
        sum(days, Fraction(0)) if len(days) == whole else None,
        sum(efforts, Fraction(0)) if len(efforts) == whole else None,
        sum(costs, Fraction(0)) if len(costs) == whole else None,
    )


def _worse(one: Totals, other: Totals) -> bool:
    """Whether the first is no better wherever both are known, and worse somewhere; nothing is known at one only."""
    if any((a is None) != (b is None) for a, b in zip(one, other, strict=True)):
        return False
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _dominated(worse: tuple[str, ...], better: tuple[str, ...], known: Knowledge) -> Finding:
    only = known.steps[worse[0]].only_when
    kept = " It is kept for those who cannot go the other way." if only is not None else ""
    return Finding(
        kind="dominated_route", steps=(*worse, *better), remove=None, confidence="review",
        text=f"The way by {said(worse[0], known)} is in nothing better than that by {said(better[0], known)}, and in "
        f"something worse.{kept}",
        suggestion="Help more people to go the better way; do not close this one to those who need it.",
    )  # fmt: skip
