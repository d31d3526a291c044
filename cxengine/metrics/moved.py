"""How far a figure moved between two dates, how sure that is, and between what ends it lies."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import attrs

from cxengine.metrics import changes, statistics
from cxengine.metrics.changes import Tested
from cxengine.metrics.measured import Measured


@attrs.frozen
class Rows:
    """Rows of which each has a number: how many, and the sums of these and of their squares.

    A share is of ones and zeros; a net promoter score of 1, 0 and -1. ``lost`` is 1 where the variance of one row is
    worked out over n - 1, as of a mean.
    """

    n: int
    total: Fraction
    squares: Fraction
    lost: int = 0

    def __sub__(self, other: Rows) -> Rows:
        return Rows(self.n - other.n, self.total - other.total, self.squares - other.squares, self.lost)

    @property
    def mean(self) -> Fraction:
        """The figure: ``n`` is above zero."""
        return self.total / self.n

    @property
    def error(self) -> float:
        """The variance of the figure."""
        return float((self.squares / self.n - self.mean**2) / max(self.n - self.lost, 1))


@attrs.frozen(kw_only=True)
class Moved:
    """``by`` is the later figure less the earlier; the ends are at the later figure's confidence.

    ``unmoved``: both figures are of the same rows, so that there is no change and nothing by chance.
    """

    by: Fraction
    tested: Tested | None = None
    low: float | None = None
    high: float | None = None
    unmoved: bool = False


def moved(before: Measured, after: Measured) -> Moved | None:
    """From one figure to the other; None where one of them is unknown or hidden.

    Where rows count on both dates (``before.twice``) they take part in both errors: two figures are then as much
    alike as the rows that they share say (G. Zou and A. Donner, Statistics in Medicine 27, 2008, 1693-1702).
    """
    if before.value is None or after.value is None or _hidden(before) or _hidden(after):
        return None
    gap = after.value - before.value
    if before.unmoved and not gap:
        certain = None if before.estimator == "none" else Tested(0.0, 1.0)
        return Moved(by=gap, tested=certain, low=0.0, high=0.0, unmoved=True)
    if before.estimator != after.estimator or before.estimator == "none":
        return Moved(by=gap)
    if before.estimator == "count":
        return _counts(before, after, gap)
    if before.weighing is not None and after.weighing is not None:
        if before.weighing.variance is None or after.weighing.variance is None:
            return Moved(by=gap)
        return _weighted(before, after, gap)
    first, second = rows_of(after), rows_of(before)
    if first is None or second is None or not first.n or not second.n:
        return Moved(by=gap)
    alike = likeness(before, after)
    low, high = _ends(before, after, first, second, alike)
    return Moved(by=gap, tested=_tested(before, first, second, alike), low=low, high=high)


def rows_of(measured: Measured) -> Rows | None:
    """The rows behind a share, a net promoter score or a mean; None for any other figure."""
    if measured.value is None or measured.n is None or _hidden(measured):
        return None
    n, value = measured.n, measured.value
    if measured.estimator == "mean":
        if n > 1 and measured.variance is None:
            return None
        return Rows(n, value * n, (measured.variance or Fraction(0)) * (n - 1) + n * value**2, 1)
    if measured.hits is None:
        return None
    if measured.estimator == "share":
        return Rows(n, Fraction(measured.hits), Fraction(measured.hits))
    misses = measured.misses or 0
    return Rows(n, Fraction(measured.hits - misses), Fraction(measured.hits + misses))


def likeness(before: Measured, after: Measured) -> float:
    """How much the errors of two figures go together, from 0 to 1, by the rows that both rest on."""
    return correlation(before.twice or 0, before.n or 0, after.n or 0)


def correlation(twice: int, n: int, other: int) -> float:
    """Of two figures over ``n`` and ``other`` rows that share ``twice`` of them."""
    return min(max(twice, 0) / sqrt(n * other), 1.0) if n and other else 0.0


def spread(first: Rows, second: Rows, alike: float) -> float:
    """The variance of a difference of two means."""
    return max(first.error + second.error - 2 * alike * sqrt(first.error * second.error), 0.0)


def _tested(before: Measured, first: Rows, second: Rows, alike: float) -> Tested:
    if before.estimator == "share":
        return changes.shares((int(first.total), first.n), (int(second.total), second.n), alike)
    return changes.tested(float(first.mean - second.mean), spread(first, second, alike))


def _ends(before: Measured, after: Measured, first: Rows, second: Rows, alike: float) -> statistics.Interval:
    confidence = after.confidence
    if before.estimator == "share":
        one, other = (int(first.total), first.n), (int(second.total), second.n)
        return statistics.newcombe(one, other, confidence, alike)
    if before.estimator == "nps":
        return statistics.net_promoter_difference(
            (after.hits or 0, after.misses or 0, first.n), (before.hits or 0, before.misses or 0, second.n),
            confidence, alike,
        )  # fmt: skip
    gap = float(first.mean - second.mean)
    reach = statistics.quantile(confidence) * sqrt(spread(first, second, alike))
    return gap - reach, gap + reach


def _weighted(before: Measured, after: Measured, gap: Fraction) -> Moved:
    """By z on the two errors, each of as many answers as the weighted ones are as sure as, and taken as independent."""
    variance = sum(_error(each) for each in (before, after))
    reach = statistics.quantile(after.confidence) * sqrt(variance)
    ends = float(gap) - reach, float(gap) + reach
    return Moved(by=gap, tested=changes.tested(float(gap), variance), low=ends[0], high=ends[1])


def _error(measured: Measured) -> float:
    weighing = measured.weighing
    assert weighing is not None and measured.value is not None
    if measured.estimator == "mean":
        return float(weighing.variance or 0) / weighing.effective
    return float(weighing.up + weighing.down - measured.value**2) / weighing.effective


def _counts(before: Measured, after: Measured, gap: Fraction) -> Moved:
    """Two counts of what happens by chance. What counts twice takes no part: these came and those went.

    J. Przyborowski and H. Wilenski, Biometrika 31 (1940), 313-323: of all that came or went, one in two came.
    """
    assert before.value is not None and after.value is not None
    went, came = (int(each.value or 0) - (before.twice or 0) for each in (before, after))
    tested = changes.tested(float(gap), float(came + went))
    low1, high1 = statistics.byar(came, after.confidence)
    low2, high2 = statistics.byar(went, after.confidence)
    low = float(gap) - ((came - low1) ** 2 + (high2 - went) ** 2) ** 0.5
    high = float(gap) + ((high1 - came) ** 2 + (went - low2) ** 2) ** 0.5
    return Moved(by=gap, tested=tested, low=low, high=high)


def _hidden(measured: Measured) -> bool:
    return measured.suppressed or measured.masked is not None
