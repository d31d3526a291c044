"""Which groups of cases are too small to be shown, and which others would give them away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs

from cxengine.lang.publishing import Policy


def hidden_groups(
    counts: Sequence[int], policy: Policy | None, already: Collection[int] = ()
) -> frozenset[int]:
    """The places of groups that are not shown, where groups make up a whole whose size is shown.

    Each that is too small, those that are hidden ``already``; and with them the smallest others, until what is hidden
    is at least two groups that together are not too few, so that the whole less what is shown tells of no small group.
    """
    if policy is None:
        return frozenset()
    hidden = {place for place, count in enumerate(counts) if policy.hides(count)}.union(already)
    others = [place for place, count in enumerate(counts) if count >= policy.least and place not in hidden]
    others.sort(key=lambda at: counts[at])
    while hidden and others and (len(hidden) < 2 or policy.hides(sum(counts[place] for place in hidden))):
        hidden.add(others.pop(0))
    return frozenset(hidden)


@attrs.frozen(kw_only=True)
class StepCases:
    """Cases of a step that do it, leave it out, do it elsewhere and get no further: all, and those of shown ways."""

    done: tuple[int, int]
    skipped: tuple[int, int]
    moved: tuple[int, int]
    stops_after: tuple[int, int]


def hidden_steps(steps: Mapping[str, StepCases], cases: tuple[int, int], policy: Policy | None) -> frozenset[str]:
    """The steps of which no number is shown. ``cases`` are all, and those whose ways are shown.

    A step is hidden where one of its numbers is too small, or the rest of the cases without it, or what is left of
    either among the cases whose ways are hidden; or where it would give away how many stop after another.
    """
    if policy is None:
        return frozenset()
    names = list(steps)
    hidden = {name for name in names if any(map(policy.hides, _told(steps[name], cases)))}
    stops = [steps[name].stops_after[0] for name in names]
    already = [place for place, name in enumerate(names) if name in hidden and stops[place]]
    return frozenset(hidden).union(names[place] for place in hidden_groups(stops, policy, already))


def _told(step: StepCases, cases: tuple[int, int]) -> list[int]:
    """The groups of cases that the numbers of a step tell of."""
    goes_on = step.done[0] - step.stops_after[0]
    found = [goes_on, goes_on - (step.done[1] - step.stops_after[1])]
    for of_all, shown in (step.done, step.skipped, step.moved, step.stops_after):
        rest = of_all - shown
        found += [of_all, cases[0] - of_all, rest, cases[0] - cases[1] - rest]
    return found
