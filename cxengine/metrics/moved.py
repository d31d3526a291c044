"""How far a figure moved between two dates, how sure that is, and between what ends it lies."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import attrs

from cxengine.metrics import changes, statistics
from cxengine.metrics.affine import statistic
from cxengine.metrics.changes import Tested
from cxengine.metrics.measured import Measured, Turned
from cxengine.metrics.sampled import answers_of, score_of, spread_of


@attrs.frozen
class Rows:
    """Rows of which each has a number: how many, and the sums of these and of their squares.

    A share is of ones and zeros; a net promoter score of 1, 0 and -1.
    """

    n: int
    total: Fraction
    squares: Fraction

    def __add__(self, other: Rows) -> Rows:
        return Rows(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: Rows) -> Rows:
        return Rows(self.n - other.n, self.total - other.total, self.squares - other.squares)

    @property
    def mean(self) -> Fraction:
        """The figure: ``n`` is above zero."""
        return self.total / self.n

    @property
    def variance(self) -> Fraction:
        """That of one row: ``n`` is above one."""
        return (self.squares - self.total**2 / self.n) / (self.n - 1)


@attrs.frozen(kw_only=True)
class Moved:
    """``by`` is the later figure less the earlier; the ends are at the later figure's confidence.

    ``unmoved``: both figures are of the same rows, so that there is no change and nothing by chance. ``few``: there is
    no test since one of them rests on so few rows that they say nothing of how rows differ.
    """

    by: Fraction
    tested: Tested | None = None
    low: float | None = None
    high: float | None = None
    unmoved: bool = False
    few: bool = False


def moved(before: Measured, after: Measured) -> Moved | None:
    """From one figure to the other; None where one of them is unknown or hidden.

    Where rows count on both dates (``before.twice``) they take part in both errors: two figures are then as much
    alike as the rows that they share say (G. Zou and A. Donner, Statistics in Medicine 27, 2008, 1693-1702).
    """
    if before.value is None or after.value is None or _hidden(before) or _hidden(after):
        return None
    gap = after.value - before.value
    if before.unmoved:
        if gap:  # the figure looks at the date: how many rows it turned is not known, so neither is any error
            return Moved(by=gap)
        certain = None if before.estimator == "none" else Tested(0.0, 1.0)
        return Moved(by=gap, tested=certain, low=0.0, high=0.0, unmoved=True)
    if before.estimator != after.estimator or before.estimator == "none" or before.turned != after.turned:
        return Moved(by=gap)
    if after.turned is not None:
        return _turned(moved(statistic(before), statistic(after)), after.turned, gap)
    if before.estimator == "count":
        return _counts(before, after, gap)
    return _sampled(before, after, gap)


def _turned(own: Moved | None, turned: Turned, gap: Fraction) -> Moved:
    """The change of a figure, of that of the statistic that it is made of: as sure, and as far as the factor says."""
    if own is None:
        return Moved(by=gap)
    way, tested = (1 if turned.factor > 0 else -1), own.tested
    if tested is not None:
        tested = attrs.evolve(tested, z=way * tested.z)
    if own.low is None or own.high is None:
        return attrs.evolve(own, by=gap, tested=tested)
    low, high = Turned(turned.factor).ends(own.low, own.high)
    return attrs.evolve(own, by=gap, tested=tested, low=low, high=high)


def _sampled(before: Measured, after: Measured, gap: Fraction) -> Moved:
    """Of two shares, net promoter scores or means: of the answers, or of those that weighted ones are as sure as.

    Two weighted figures are taken as independent.
    """
    alike, confidence = likeness(before, after) if after.weighing is None else 0.0, after.confidence
    if after.estimator == "mean":
        return _means(before, after, gap, alike)
    if after.estimator == "score":
        return _scores(before, after, gap, alike)
    one, other = answers_of(after), answers_of(before)
    if one is None or other is None:
        return Moved(by=gap)
    if after.estimator == "share":
        first, second = (one[0], one[2]), (other[0], other[2])
        tested, ends = changes.shares(first, second, alike), statistics.newcombe(first, second, confidence, alike)
    else:
        tested = changes.net_promoters(one, other, alike)
        ends = statistics.net_promoter_difference(one, other, confidence, alike)
    return Moved(by=gap, tested=tested, low=ends[0], high=ends[1])


def _scores(before: Measured, after: Measured, gap: Fraction, alike: float) -> Moved:
    first, second, ends = score_of(after), score_of(before), after.span
    if first is None or second is None or ends is None or ends != before.span:
        return Moved(by=gap)
    span = float(ends[0]), float(ends[1])
    low, high = statistics.row_score_difference(first, second, span, after.confidence, alike)
    return Moved(by=gap, tested=changes.row_scores(first, second, span, alike), low=low, high=high)


def _means(before: Measured, after: Measured, gap: Fraction, alike: float) -> Moved:
    first, second = spread_of(after), spread_of(before)
    if first is None or second is None:
        return Moved(by=gap, few=any(_rows(each) < 2 for each in (before, after)))
    covariance = alike * sqrt(first[1] / first[2] * second[1] / second[2])
    tested = changes.means(first, second, covariance)
    if tested is None:
        return Moved(by=gap, few=True)
    ends = statistics.mean_difference(first, second, after.confidence, covariance)
    if ends is None or not first[1] + second[1]:  # an interval without width would say more than alike rows do
        return Moved(by=gap, tested=tested)
    return Moved(by=gap, tested=tested, low=ends[0], high=ends[1])


def _rows(measured: Measured) -> float:
    return measured.weighing.effective if measured.weighing is not None else measured.n or 0


def rows_of(measured: Measured) -> Rows | None:
    """The rows behind a share, a score or a mean; None for any other figure."""
    if measured.value is None or measured.n is None or _hidden(measured):
        return None
    if measured.turned is not None:
        return _rows_turned(rows_of(statistic(measured)), measured.turned)
    n, value = measured.n, measured.value
    if measured.estimator in ("mean", "score"):
        if n > 1 and measured.variance is None:
            return None
        return Rows(n, value * n, (measured.variance or Fraction(0)) * (n - 1) + n * value**2)
    if measured.hits is None:
        return None
    if measured.estimator == "share":
        return Rows(n, Fraction(measured.hits), Fraction(measured.hits))
    misses = measured.misses or 0
    return Rows(n, Fraction(measured.hits - misses), Fraction(measured.hits + misses))


def _rows_turned(own: Rows | None, turned: Turned) -> Rows | None:
    """Each row's number turned."""
    if own is None:
        return None
    factor, shift = turned.factor, turned.shift
    squares = factor**2 * own.squares + 2 * factor * shift * own.total + own.n * shift**2
    return Rows(own.n, factor * own.total + own.n * shift, squares)


def likeness(before: Measured, after: Measured) -> float:
    """How much the errors of two figures go together, from 0 to 1, by the rows that both rest on."""
    return correlation(before.twice or 0, before.n or 0, after.n or 0)


def correlation(twice: int, n: int, other: int) -> float:
    """Of two figures over ``n`` and ``other`` rows that share ``twice`` of them."""
    return min(max(twice, 0) / sqrt(n * other), 1.0) if n and other else 0.0


def _counts(before: Measured, after: Measured, gap: Fraction) -> Moved:
    """Two counts of what happens by chance. What counts twice takes no part: these came and those went."""
    assert before.value is not None and after.value is not None
    then, now = int(before.value), int(after.value)
    twice = min(before.twice or 0, then, now)  # of rounded numbers it may be more than one of them
    went, came = then - twice, now - twice
    tested = changes.counts(came, went)
    low1, high1 = statistics.byar(came, after.confidence)
    low2, high2 = statistics.byar(went, after.confidence)
    low = float(gap) - ((came - low1) ** 2 + (high2 - went) ** 2) ** 0.5
    high = float(gap) + ((high1 - came) ** 2 + (went - low2) ** 2) ** 0.5
    return Moved(by=gap, tested=tested, low=low, high=high)


def _hidden(measured: Measured) -> bool:
    return measured.suppressed or measured.masked is not None
