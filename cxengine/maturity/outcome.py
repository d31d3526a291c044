"""Outcomes of a criterion, and the three-valued logic (strong Kleene) of conditions.

A truth is True, False or None, where None is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple

Outcome = Literal["met", "partly", "unmet", "unknown", "not_applicable", "waived"]
Truth = bool | None

MET: Outcome = "met"
PARTLY: Outcome = "partly"
UNMET: Outcome = "unmet"
UNKNOWN: Outcome = "unknown"
NOT_APPLICABLE: Outcome = "not_applicable"
WAIVED: Outcome = "waived"

SAID: dict[Outcome, str] = {
    "met": "met",
    "partly": "partly met",
    "unmet": "not met",
    "unknown": "unknown",
    "not_applicable": "not applicable",
    "waived": "waived",
}


class Standing(NamedTuple):
    """What is known of a criterion. ``rank``: which point was answered, from the lowest; None where none was.

    ``proofs`` are the kinds of proof that came with the answer; ``value`` what it counts for where several people's
    answers come to something between two points.
    """

    outcome: Outcome
    rank: int | None = None
    proofs: frozenset[str] = frozenset()
    value: Fraction | None = None


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if any is False, else unknown if any is unknown, else True."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if any is True, else unknown if any is unknown, else False."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def negation(truth: Truth) -> Truth:
    """Unknown stays unknown."""
    return None if truth is None else not truth


def overruled(answered: Outcome, unmet: Truth) -> Outcome:
    """What an answer counts as beside a condition under which it is unmet. Not applicable stays so."""
    if answered == NOT_APPLICABLE or answered == UNMET or unmet is False:
        return answered
    return UNMET if unmet is True else UNKNOWN


def from_truth(truth: Truth) -> Outcome:
    """The outcome of a criterion that is worked out."""
    if truth is None:
        return UNKNOWN
    return MET if truth else UNMET
