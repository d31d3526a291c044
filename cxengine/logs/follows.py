"""What follows what, where cases begin and end, what comes again: counted on variants, each with its cases."""

from __future__ import annotations

from typing import Any

import attrs

from cxengine.logs.variants import Variants


@attrs.frozen
class Counted:
    """How often something is, and in how many cases."""

    events: int
    cases: int


Pair = tuple[str, str]


def follows(found: Variants) -> dict[Pair, Counted]:
    """How often an activity directly follows another: the directly-follows graph."""
    pairs, variant = _pairs(found, 1)
    return _counted(found, pairs, variant)


def back_and_forth(found: Variants) -> dict[Pair, Counted]:
    """How often a case goes from an activity to another and straight back: A, B, A."""
    import numpy as np

    pairs, variant = _pairs(found, 1)
    if len(found.activity) < 3:
        return {}
    a, b, c = found.activity[:-2], found.activity[1:-1], found.activity[2:]
    owner = found.variant
    kept = (owner[:-2] == owner[2:]) & (a == c) & (a != b)
    pairs = a[kept].astype(np.int64) * len(found.labels) + b[kept]
    return _counted(found, pairs, owner[:-2][kept])


def starts_and_ends(found: Variants) -> tuple[dict[str, int], dict[str, int]]:
    """Cases by their first and by their last activity, the most frequent first."""
    import numpy as np

    sides = []
    for places in (found.starts[:-1], found.starts[1:] - 1):
        cases = np.bincount(found.activity[places], weights=found.cases, minlength=len(found.labels))
        sides.append(_sorted({found.labels[at]: int(n) for at, n in enumerate(cases) if n}))
    return sides[0], sides[1]


@attrs.frozen
class Again:
    """Cases with an activity more than once, and how many times more than once in all."""

    cases: int
    extra: int


def rework(found: Variants) -> tuple[dict[str, Again], int]:
    """What comes again in a case, and how many cases have any such. Not every repetition is redundant."""
    import numpy as np

    owner = found.variant
    pairs, times = np.unique(owner * len(found.labels) + found.activity, return_counts=True)
    more = times > 1
    variant, activity = np.divmod(pairs[more], len(found.labels))
    weights, extra = found.cases[variant], times[more] - 1
    size = len(found.labels)
    cases = np.bincount(activity, weights=weights, minlength=size)
    extras = np.bincount(activity, weights=weights * extra, minlength=size)
    again = {found.labels[at]: Again(int(cases[at]), int(extras[at])) for at in np.flatnonzero(cases).tolist()}
    any_case = int(found.cases[np.unique(variant)].sum())
    return dict(sorted(again.items(), key=lambda pair: (-pair[1].cases, -pair[1].extra, pair[0]))), any_case


def reached(found: Variants) -> dict[str, Counted]:
    """Events and cases of each activity, the most frequent first."""
    counted = _counted(found, found.activity.astype("int64"), found.variant, single=True)
    return {names[0]: n for names, n in counted.items()}


def _pairs(found: Variants, step: int) -> tuple[Any, Any]:
    import numpy as np

    owner = found.variant
    kept = owner[:-step] == owner[step:]
    pairs = found.activity[:-step].astype(np.int64) * len(found.labels) + found.activity[step:]
    return pairs[kept], owner[:-step][kept]


def _counted(found: Variants, what: Any, variant: Any, *, single: bool = False) -> dict[Any, Counted]:
    """Events and cases of each thing, the most frequent first."""
    import numpy as np

    things, place = np.unique(what, return_inverse=True)
    events = np.bincount(place, weights=found.cases[variant], minlength=len(things))
    thing, of = np.divmod(np.unique(place * found.count + variant), max(found.count, 1))
    cases = np.bincount(thing, weights=found.cases[of], minlength=len(things))
    size = len(found.labels)
    counted = {}
    for thing, n, of_cases in zip(things.tolist(), events.tolist(), cases.tolist(), strict=True):
        names = (found.labels[thing],) if single else (found.labels[thing // size], found.labels[thing % size])
        counted[names] = Counted(int(n), int(of_cases))
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1].events, pair[0])))


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
