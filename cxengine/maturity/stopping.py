"""``stop at first unmet``: criteria after the first that is unmet are not asked, and count as unmet."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from cxengine.maturity.outcome import UNKNOWN, UNMET, Outcome, Truth, all_of
from cxengine.maturity.policies import Policies


@attrs.frozen
class Stops:
    """For each criterion, those right before it in each row that stops; () where none stands before it."""

    before: tuple[tuple[int, ...], ...]

    def asked(self, index: int, goes_on: Sequence[Truth]) -> Truth:
        """Whether a criterion is asked. ``goes_on`` says of each criterion before whether asking goes on after it."""
        return all_of(goes_on[place] for place in self.before[index])


def after_stop(outcome: Outcome, asked: Truth) -> Outcome:
    """The outcome of a criterion of which it is known, or not, that it is asked."""
    if asked is True or outcome in ("unmet", "not_applicable", "waived"):
        return outcome
    return UNMET if asked is False else UNKNOWN


def goes_on_after(outcome: Outcome, asked: Truth, policies: Policies) -> Truth:
    """Whether asking goes on after a criterion: unless it is unmet, after the policies."""
    if asked is False:
        return False
    counts = policies.of_outcome(outcome)
    if counts is None:
        here: Truth = outcome != "unmet"
    else:
        here = None if counts == "unknown" else counts != "unmet"
    return all_of((asked, here))
