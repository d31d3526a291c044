"""Which groups of cases are too small to be shown, and which others would give them away."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.lang.publishing import Policy


def hidden_groups(counts: Sequence[int], policy: Policy | None) -> frozenset[int]:
    """The places of groups that are not shown, where groups make up a whole whose size is shown.

    Each that is too small; and with it the smallest others, until what is hidden is at least two groups that together
    are not too few, so that the whole less what is shown tells of no small group.
    """
    if policy is None:
        return frozenset()
    hidden = {place for place, count in enumerate(counts) if policy.hides(count)}
    others = sorted((place for place, count in enumerate(counts) if count >= policy.least), key=lambda at: counts[at])
    while hidden and others and (len(hidden) < 2 or policy.hides(sum(counts[place] for place in hidden))):
        hidden.add(others.pop(0))
    return frozenset(hidden)
