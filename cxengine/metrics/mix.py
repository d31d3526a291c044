"""How much of a change is a change in who answered, and how much is within the groups that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

import attrs

from cxengine.metrics import changes
from cxengine.metrics.changes import Tested
from cxengine.metrics.fisher import strata_chance
from cxengine.metrics.measured import Measured, Turned
from cxengine.metrics.moved import Rows, correlation, rows_of


@attrs.frozen(kw_only=True)
class Group:
    """One group on both dates. ``label`` is None for all that are in no group that is shown.

    Its parts of the answers, its figures (None where it has no rows), and what it adds to the change of the whole:
    ``mix`` by being a larger or smaller part, ``within`` by having moved itself.
    """

    label: tuple[str | None, ...] | None
    before: Rows
    after: Rows
    part_before: Fraction
    part_after: Fraction
    mix: Fraction
    within: Fraction
    alike: float


@attrs.frozen(kw_only=True)
class Split:
    """``mix`` and ``within`` add up to the change. ``tested`` is of ``within``: like with like."""

    mix: Fraction
    within: Fraction
    tested: Tested
    groups: tuple[Group, ...]


Pair = tuple[tuple[str | None, ...], Measured | None, Measured | None]
"""A group's label with its figure before and after; None where it has no rows."""


def split(before: Measured, after: Measured, pairs: Sequence[Pair]) -> Split | None:
    """The change of a whole taken apart by groups that share nobody. None where that cannot be told.

    A group's part of the answers moved, at what it gave on average; and what it gave moved, at its average part
    (E. Kitagawa, "Components of a difference between two rates", Journal of the American Statistical Association 50,
    1955, 1168-1194). All is worked out from figures that are shown: groups that are hidden are together with those that
    belong to none, as what the shown ones leave of the whole.
    """
    first, second = rows_of(before), rows_of(after)
    if first is None or second is None or not first.n or not second.n:
        return None
    if before.unmoved and before.value != after.value:  # nobody else answered
        return None
    shown = [(label, *sides) for label, one, other in pairs if (sides := _sides(one, other)) is not None]
    rest_before, rest_after, rest_twice = first, second, before.twice or 0
    for _, one, other, twice in shown:
        rest_before, rest_after, rest_twice = rest_before - one, rest_after - other, rest_twice - twice
    parts: list[tuple[tuple[str | None, ...] | None, Rows, Rows, int]] = list(shown)
    if rest_before.n or rest_after.n:
        parts.append((None, rest_before, rest_after, rest_twice))
    if min(rest_before.n, rest_after.n) < 0 or len(parts) < 2:
        return None
    if not any(one.n and other.n for _, one, other, _ in parts):  # nothing is like with like
        return None
    middle = (first.mean + second.mean) / 2
    groups = tuple(_group(*part, first.n, second.n, middle) for part in parts)
    within = sum((group.within for group in groups), Fraction(0))
    variance = sum(_error(group) for group in groups)
    return Split(
        mix=sum((group.mix for group in groups), Fraction(0)),
        within=within,
        tested=_tested(within, variance, before, groups),
        groups=groups,
    )


NOBODY = Rows(0, Fraction(0), Fraction(0))


def _sides(one: Measured | None, other: Measured | None) -> tuple[Rows, Rows, int] | None:
    """The rows of a group on both dates, and how many are the same; None where it is hidden on one of them."""
    rows = [NOBODY if each is None or each.n == 0 else rows_of(each) for each in (one, other)]
    if rows[0] is None or rows[1] is None:
        return None
    return rows[0], rows[1], (one.twice or 0) if one is not None else 0


def _group(
    label: tuple[str | None, ...] | None,
    before: Rows,
    after: Rows,
    twice: int,
    n_before: int,
    n_after: int,
    middle: Fraction,
) -> Group:
    parts = Fraction(before.n, n_before), Fraction(after.n, n_after)
    gave = [each.mean for each in (before, after) if each.n]
    average = sum(gave, Fraction(0)) / len(gave) if gave else middle
    moved = after.mean - before.mean if before.n and after.n else Fraction(0)
    return Group(
        label=label, before=before, after=after, part_before=parts[0], part_after=parts[1],
        mix=(parts[1] - parts[0]) * (average - middle), within=moved * (parts[0] + parts[1]) / 2,
        alike=correlation(twice, before.n, after.n),
    )  # fmt: skip


def _error(group: Group) -> float:
    """The variance of what a group adds within itself where the date makes no difference, its part being given.

    Rows of both dates tell how rows differ, as in a pooled test, so that one row on each date does not count as sure
    (N. Mantel and W. Haenszel, Journal of the National Cancer Institute 22, 1959, 719-748).
    """
    before, after = group.before, group.after
    if not before.n or not after.n:
        return 0.0
    sizes = 1 / before.n + 1 / after.n - 2 * group.alike / sqrt(before.n * after.n)
    part = float(group.part_before + group.part_after) / 2
    return part**2 * float((before + after).variance) * max(sizes, 0.0)


def _tested(within: Fraction, variance: float, figure: Measured, groups: Sequence[Group]) -> Tested:
    """How often chance gives as much within groups.

    Of shares of fewer than ``FEWEST_EXPECTED`` answers of one kind on the smaller sides of all groups together
    (N. Mantel and J. Fleiss, American Journal of Epidemiology 112, 1980, 129-134) no less often than all ways to deal
    the answers of each group out to both dates give: the normal curve takes one odd answer for sure.
    """
    found = changes.tested(float(within), variance)
    if figure.estimator != "share":
        return found
    turned = figure.turned or Turned()
    sides = [[(turned.back(rows.mean) * rows.n, rows.n) for rows in (g.before, g.after) if rows.n] for g in groups]
    tables = [(one, other) for one, other in (side for side in sides if len(side) == 2)]
    expected = Fraction(0)
    for (hits, n), (more, m) in tables:
        part = (hits + more) / (n + m)
        expected += min(part, 1 - part) * min(n, m)
    if expected >= changes.FEWEST_EXPECTED:
        return found
    exact = strata_chance([((int(hits), n), (int(more), m)) for (hits, n), (more, m) in tables])
    return Tested(found.z, max(found.chance, exact))
