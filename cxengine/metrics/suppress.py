"""Small groups are not shown, nor one group whose absence from the rest would give them away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import attrs

from cxengine import plan
from cxengine.lang.publishing import Policy
from cxengine.metrics import formula as tree
from cxengine.metrics.formula import Worked
from cxengine.metrics.measured import Measured, Unplaced

if TYPE_CHECKING:
    from cxengine.host.contracts import Problem

PROTECTING = "hidden to protect another group"
ROWS_UNTOLD = "how many rows there are is not told: a hidden figure would follow from it"
ROWS_ROUNDED = "how many rows count is rounded, as the table's `publish` line has it"
PLACES_UNTOLD = (
    "which rows are wrong is not told: their numbers say how many rows there are at least. A run with `--strict` tells "
    "it and publishes nothing"
)
ONE_PERSON = "the lowest or highest value is that of one person"
MONTHS_HIDDEN = "not published, since a month that it is made of is not"
WINDOWS_OVERLAP = "not published: beside each other, windows that overlap would tell more than each of them does"
WITHHELD = "not published, since nothing would protect the people in it"


def withheld_problem(figures: int, earlier: date | None = None, overlapping: int = 0) -> Problem:
    """What a load report says of figures that could not be protected; ``earlier`` is their date where it is not now.

    So many of them are of metrics that are ``overlapping`` too many others.
    """
    from cxengine.host.contracts import Problem

    of = f" of {earlier.day} {earlier:%B %Y}" if earlier is not None else ""
    one = f"1 figure{of} is" if figures == 1 else f"{figures:,} figures{of} are"
    why = "nothing that could be hidden beside them would protect the people in them"
    if earlier is not None:
        why = (
            "few came or went since, and nothing else of that date could be hidden that would protect them. An earlier "
            "date to compare with, or fewer `by` lines, leaves more to be shown"
        )
    elif overlapping:
        are = "is" if overlapping == 1 else "are"
        them = "They are" if figures == overlapping else f"{overlapping:,} of them {are}"
        why += (
            f". {them} of metrics whose rows overlap, of which at most eight within another are published: fewer "
            "metrics, or `by` in place of `where`, leave more to be shown"
        )
    return Problem(code="not-published", message=f"{one} not published: {why}", count=figures, rows=())


def other_people_problem(metric: str, others: Sequence[str]) -> Problem:
    """What a load report says of metrics that count other people than the one whose number is published."""
    from cxengine.host.contracts import Problem

    named = [f"`{each}`" for each in others]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    message = (
        f"{listed} {'is' if len(named) == 1 else 'are'} not published: of a table that hides small groups one number "
        f"of different people is, and that is `{metric}`. Beside it few could follow who are in one and not in the "
        f"other. `by` in `{metric}` tells of groups, and without `{metric}` the next is published"
    )
    return Problem(code="not-published", message=message, count=len(named), rows=())


def too_small(n: int | None, policy: Policy | None) -> bool:
    """Whether a group rests on so few rows that it may not be shown. No rows at all may."""
    return n is not None and policy is not None and policy.round_to is None and policy.hides(n)


def reason(policy: Policy | None) -> str:
    """Why a small group is not shown; never says how small it is."""
    return f"fewer than {policy.least if policy is not None else None} in the group"


def reason_between(policy: Policy | None) -> str:
    """The same of a date that another is compared with: few people may be between the two."""
    return f"{reason(policy)}, or of them between the dates"


def needed_at(part: Fraction, policy: Policy) -> int:
    """How many values there must be for so many as the smallest group to lie on either side of a percentile."""
    side = min(part, 1 - part)
    return ceil(policy.least / side) if side and policy.least > 1 else 0


def too_near_an_end(
    worked: Worked, formula: tree.Formula, policy: Policy, n_of: Callable[[plan.CountWhere], int]
) -> Worked:
    """The figure without its value where few people lie beyond a percentile that it is made of: it is then theirs.

    What is weighted rests on as many answers as it is as sure as.
    """
    for order in (order for leaf in tree.leaves(formula) if (order := tree.order_of(leaf)) is not None):
        if worked.value is not None and order.part in (0, 1) and policy.least > 1:
            return attrs.evolve(worked, value=None, unknown=ONE_PERSON)
        people: Fraction | int = policy.shown(n_of(order.known))
        if worked.weighing is not None:
            people = min(people, Fraction(worked.weighing.effective))
        if worked.value is not None and people < needed_at(order.part, policy):
            where = "on each side of" if 2 * order.part == 1 else "above" if 2 * order.part > 1 else "below"
            return attrs.evolve(worked, value=None, unknown=f"fewer than {policy.least} {where} it")
    return worked


def mask(measured: Measured, why: str | None) -> Measured:
    """The figure without its value, where there is a reason why it may not be said: conditions would tell of it.

    That there is one may be asked. Where there is none, why is not said either. What is hidden for its own small group
    stays so.
    """
    if why is None:
        return measured
    if measured.suppressed:
        return attrs.evolve(measured, unknown=why) if why == WITHHELD else measured
    there = measured.value is not None and why != WITHHELD
    return attrs.evolve(hide(measured, why), masked=why, there=there)


def says_less(why: str) -> bool:
    """Whether a reason stands in the place of that a group is small, which would tell more than what is shown does."""
    return why in (WITHHELD, MONTHS_HIDDEN, WINDOWS_OVERLAP)


def why_in_one_line(whys: Iterable[str | None]) -> str:
    """Why figures over windows are not shown, of which one line tells."""
    return WINDOWS_OVERLAP if WINDOWS_OVERLAP in whys else MONTHS_HIDDEN


def hide(measured: Measured, why: str) -> Measured:
    """The figure without anything that tells how large it is or what it rests on."""
    return attrs.evolve(
        measured,
        value=None, unknown=why, suppressed=True, n=None, excluded=0, unplaced=Unplaced(), hits=None, misses=None,
        variance=None, twice=None, unmoved=False, weighing=None, span=None, low=None, high=None,
    )  # fmt: skip
