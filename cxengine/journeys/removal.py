"""What taking steps out of a journey does to those that stay: tried without building the journey anew.

A step that goes leaves a place that gives nothing. What came before it then leads to what came after, so that for every
other step the same ways lead there, and they have brought the same but for what the step gave.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import heappop, heappush

from cxengine.journeys.knowledge import Knowledge
from cxengine.lang.flows.flow import must


def unmet(known: Knowledge, gone: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Steps with an item that they use, have for certain now and would not have without some steps."""
    had = _had_without(known, gone)
    found: list[tuple[str, str]] = []
    for name in known.order:
        if name not in gone:
            found += [(name, item) for item in known.items(known.uses[name] & known.had[name] & ~had[name])]
    return tuple(dict.fromkeys(found))


def ends_without(known: Knowledge, less: Knowledge, gone: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Ends of the journey without some steps, ``less``, each with what the journey is for and would lack there.

    Only what an end of the journey has for certain now counts. An end that is new stands for those that are gone.
    """
    had, lost = _had_without(known, gone), 0
    for name in known.flow.ends:
        given = 0 if name in gone else _surely_given(known, name)
        lost |= known.goals & _at_end(known, name) & ~(had[name] | given)
    found: list[tuple[str, str]] = []
    for name in less.flow.ends:
        before = _at_end(known, name) if name in known.flow.ends else lost
        found += [(name, item) for item in less.items(lost & before & ~_at_end(less, name))]
    return tuple(found)


def _had_without(known: Knowledge, gone: Collection[str]) -> Mapping[str, int]:
    return must(known.flow, {name: 0 if name in gone else bits for name, bits in known.brought.items()})


def _at_end(known: Knowledge, name: str) -> int:
    """What a case that ends with a step has for certain."""
    return known.had[name] | _surely_given(known, name)


def _surely_given(known: Knowledge, name: str) -> int:
    """What a step gives to every case that comes there: nothing where it is for some customers."""
    return 0 if known.flow.optional(name) else known.given.get(name, 0)


class Removals:
    """Tries one removal after the other. Those that are kept count for the next ones."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._had = dict(known.had)
        self._gone: set[str] = set()

    def harms(self, name: str, *, keep: bool = False) -> bool:
        """Whether a step that stays would lack something for certain without this one, and those that are kept.

        With ``keep`` it stays out where it harms none. Follows only what changes, in the order of the flow.
        """
        if name in self._gone:
            return False
        changed: dict[str, int] = {}
        self._gone.add(name)
        harm = self._lacks_at_end(name, self._had[name]) or self._follow(name, changed)
        if harm or not keep:
            self._gone.discard(name)
        else:
            self._had.update(changed)
        return harm

    def _follow(self, name: str, changed: dict[str, int]) -> bool:
        known, flow = self._known, self._known.flow
        places = known.places
        waiting = [(places[edge.to], edge.to) for edge in flow.after[name]]
        waiting.sort()
        queued = {other for _, other in waiting}
        while waiting:
            _, here = heappop(waiting)
            queued.discard(here)
            had = self._passed(here, changed)
            if had == self._had[here]:
                continue
            changed[here] = had
            if self._lacks(here, had):
                return True
            for edge in flow.after[here]:
                if edge.to not in queued:
                    queued.add(edge.to)
                    heappush(waiting, (places[edge.to], edge.to))
        return False

    def _passed(self, name: str, changed: dict[str, int]) -> int:
        """What every way to a step has brought."""
        flow = self._known.flow
        found: int | None = None
        for other in flow.before[name]:
            out = changed.get(other, self._had[other])
            out |= 0 if other in self._gone else self._known.surely_brought[other]
            if found is None:
                found = out
            else:
                found = found | out if flow.joins[name] == "and" else found & out
        return found or 0

    def _lacks(self, name: str, had: int) -> bool:
        known = self._known
        used = 0 if name in self._gone else known.uses.get(name, 0)
        return bool(known.had[name] & ~had & used) or self._lacks_at_end(name, had)

    def _lacks_at_end(self, name: str, had: int) -> bool:
        known = self._known
        if known.flow.after[name]:
            return False
        own = _surely_given(known, name)
        left = had | (0 if name in self._gone else own)
        return bool(known.goals & (known.had[name] | own) & ~left)


