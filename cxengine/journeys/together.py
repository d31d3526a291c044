"""Removals that harm no step one by one and would together: which of them has to stay where the other goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cxengine.journeys.finding import Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.places import said
from cxengine.journeys.removal import Removals

MOST_PAIRS = 20
"""Other removals with which one is tried, each by itself; of more it is only said that one of them has to stay."""


def what_stays(found: Iterable[Finding], known: Knowledge) -> Mapping[str, str]:
    """For each step that cannot go together with all others which findings remove, what has to stay where it goes.

    The surest are taken out first, so that what is said stands with the less sure.
    """
    removals = Removals(known)
    kept: list[str] = []
    stays: dict[str, str] = {}
    for name in _surest_first(found):
        if removals.harms(name, keep=True):
            stays[name] = _said(name, kept, known)
        else:
            kept.append(name)
    return stays


def _surest_first(found: Iterable[Finding]) -> Iterator[str]:
    named = [finding for finding in found if finding.remove is not None and finding.accepted is None]
    named.sort(key=lambda finding: finding.confidence != "certain")
    return iter(dict.fromkeys(finding.remove for finding in named if finding.remove is not None))


def _said(name: str, kept: Sequence[str], known: Knowledge) -> str:
    """``Where “A” goes, “B” has to stay.``"""
    brings = known.brought[name]
    others = [other for other in kept if known.brought[other] & brings]
    each = [other for other in others if _clash(name, other, known)] if len(others) <= MOST_PAIRS else []
    titles = [said(other, known) for other in each or others]
    if len(titles) == 1:
        return f"Where {said(name, known)} goes, {titles[0]} has to stay."
    if each:
        return f"Where {said(name, known)} goes, {', '.join(titles[:-1])} and {titles[-1]} have to stay."
    return f"Where {said(name, known)} goes, one of these has to stay: {', '.join(titles)}."


def _clash(name: str, other: str, known: Knowledge) -> bool:
    removals = Removals(known)
    removals.harms(other, keep=True)
    return removals.harms(name)
