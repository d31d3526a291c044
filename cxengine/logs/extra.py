"""Steps that some cases have and others, alike in all else, have not: a variant that is another and one step more."""

from __future__ import annotations

import attrs

from cxengine.logs.variants import Variants

MOST_VARIANTS = 2_000
"""The most frequent variants, among which pairs are looked for."""


@attrs.frozen(kw_only=True)
class Extra:
    """Cases whose steps are those of others and this one, and those others; ``variants`` are such pairs.

    Both end with the same step: where the one step more is the last, cases end otherwise and are not compared.
    ``again`` where the step stands in the shorter variant too. ``longer`` and ``shorter`` are variants' places.
    """

    activity: str
    with_it: int
    without: int
    variants: int
    again: bool
    longer: frozenset[int] = frozenset()
    shorter: frozenset[int] = frozenset()


def extra_steps(found: Variants) -> tuple[Extra, ...]:
    """Every such step, that of most cases first."""
    known = {found.codes(number): number for number in range(min(found.count, MOST_VARIANTS))}
    pairs: dict[tuple[int, bool], set[tuple[int, int]]] = {}
    for longer, number in known.items():
        for place in range(len(longer) - 1):
            if place and longer[place] == longer[place - 1]:
                continue  # the same step twice in a row: either is the one more
            shorter = known.get(longer[:place] + longer[place + 1 :])
            if shorter is not None:
                again = longer.count(longer[place]) > 1
                pairs.setdefault((longer[place], again), set()).add((number, shorter))
    extras = [_extra(found, code, again, both) for (code, again), both in pairs.items()]
    return tuple(sorted(extras, key=lambda extra: (-extra.with_it, -extra.without, extra.activity, extra.again)))


def _extra(found: Variants, code: int, again: bool, both: set[tuple[int, int]]) -> Extra:
    longer, shorter = (frozenset(side) for side in zip(*both, strict=True))
    with_it, without = (int(sum(found.cases[number] for number in side)) for side in (longer, shorter))
    return Extra(
        activity=found.labels[code], with_it=with_it, without=without, variants=len(both), again=again,
        longer=longer, shorter=shorter,
    )  # fmt: skip
