"""Intervals of shares, net promoter scores, counts and means.

Counts in, floats out. Confidence is a fraction of one and two-sided: 95% leaves 2.5% at each end. The functions
take single counts or numpy arrays of them alike.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from cxengine.metrics.student import student_quantile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Interval = tuple[float, float]
FEW = 30
"""With fewer answers a normal curve is not yet near enough, and the variance among them not yet well known."""
NEAR = 1e-9
"""What a whole number may be missed by in floats, before it is rounded down."""


def quantile(confidence: Fraction) -> float:
    """The z of a two-sided interval: 1.96 for 95%."""
    return NormalDist().inv_cdf((1 + float(confidence)) / 2)


def wilson(hits: float, n: float, confidence: Fraction) -> Interval:
    """Score interval of a share: E. B. Wilson, JASA 22 (1927), 209-212.

    As published for English public health: Fingertips technical guidance, "Proportions". ``n`` above zero.
    """
    z = quantile(confidence)
    centre = 2 * hits + z * z
    spread = z * (z * z + 4 * hits * (1 - hits / n)) ** 0.5
    below = 2 * (n + z * z)
    # At the ends the exact bound is 0 or 1, which rounding would miss.
    low = 0.0 if hits <= 0 else (centre - spread) / below
    high = 1.0 if hits >= n else (centre + spread) / below
    return max(low, 0.0), min(high, 1.0)


def wilson_each(hits: Any, n: Any, confidence: Fraction) -> tuple[Floats, Floats]:
    """``wilson`` for arrays of counts, all ``n`` above zero."""
    import numpy as np

    z = quantile(confidence)
    found = np.asarray(hits, dtype=np.float64)
    rows = np.asarray(n, dtype=np.float64)
    centre = 2 * found + z * z
    spread = z * np.sqrt(z * z + 4 * found * (1 - found / rows))
    below = 2 * (rows + z * z)
    low = np.where(found <= 0, 0.0, np.maximum((centre - spread) / below, 0.0))
    high = np.where(found >= rows, 1.0, np.minimum((centre + spread) / below, 1.0))
    return low, high


def newcombe(
    first: tuple[float, float], second: tuple[float, float], confidence: Fraction, alike: float = 0.0
) -> Interval:
    """Interval of the difference first − second of two shares, each given as (hits, n).

    Hybrid score method, number 10 of R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890. ``alike`` is the
    correlation of the two where rows count in both (G. Zou and A. Donner, Statistics in Medicine 27, 2008, 1693-1702).
    """
    one, other = ((hits / n, *wilson(hits, n, confidence)) for hits, n in (first, second))
    low, high = hybrid(one, other, alike)
    return max(low, -1.0), min(high, 1.0)


def hybrid(
    first: tuple[float, float, float], second: tuple[float, float, float], alike: float = 0.0
) -> Interval:
    """Interval of first − second, each (figure, low, high) with an interval of its own: the method of Zou and Donner.

    Statistics in Medicine 27 (2008), 1693-1702. It holds the difference wherever both intervals hold their figures, and
    never leaves what the ends of the two allow. ``alike`` is the correlation of the two.
    """
    gap = first[0] - second[0]
    low = gap - _reach(first[0] - first[1], second[2] - second[0], alike)
    return low, gap + _reach(first[2] - first[0], second[0] - second[1], alike)


def _reach(one: float, other: float, alike: float) -> float:
    return sqrt(max(one**2 + other**2 - 2 * alike * one * other, 0.0))


def net_promoter(promoters: float, detractors: float, n: float, confidence: Fraction) -> Interval:
    """Interval of a net promoter score: adjusted Wald AW(3, T), clamped to -1 and 1.

    B. Rocks, "Interval estimation for the Net Promoter Score", The American Statistician 70 (2016), 365-372:
    three answers are added, three quarters of one each to promoters and to detractors. That leans to the middle: an end
    that the score of very few answers lies beyond is moved to it, which leaves nothing out that was in.
    """
    centre, variance = adjusted(promoters, detractors, n)
    reach, score = quantile(confidence) * variance**0.5, (promoters - detractors) / n
    return min(max(centre - reach, -1.0), score), max(min(centre + reach, 1.0), score)


def net_promoter_each(promoters: Any, detractors: Any, n: Any, confidence: Fraction) -> tuple[Floats, Floats]:
    """``net_promoter`` for arrays of counts."""
    import numpy as np

    rows = np.asarray(n, dtype=np.float64) + 3
    score = (np.asarray(promoters, dtype=np.float64) - np.asarray(detractors, dtype=np.float64)) / (rows - 3)
    up = (np.asarray(promoters, dtype=np.float64) + 0.75) / rows
    down = (np.asarray(detractors, dtype=np.float64) + 0.75) / rows
    centre = up - down
    reach = quantile(confidence) * np.sqrt(np.maximum(up + down - centre * centre, 0.0) / rows)
    low, high = np.maximum(centre - reach, -1.0), np.minimum(centre + reach, 1.0)
    return np.minimum(low, score), np.maximum(high, score)


def net_promoter_difference(
    first: tuple[float, float, float], second: tuple[float, float, float], confidence: Fraction, alike: float = 0.0
) -> Interval:
    """Interval of first − second, each (promoters, detractors, n): ``hybrid``, of the two adjusted-Wald intervals.

    Not centre against centre: where one has few answers that leans away from the difference that there is.
    """
    one, other = (((up - down) / n, *net_promoter(up, down, n, confidence)) for up, down, n in (first, second))
    low, high = hybrid(one, other, alike)
    return max(low, -2.0), min(high, 2.0)


def adjusted(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Centre and variance of AW(3, T)."""
    rows = n + 3
    up, down = (promoters + 0.75) / rows, (detractors + 0.75) / rows
    return up - down, (up + down - (up - down) ** 2) / rows


def row_score(mean: float, variance: float, n: float, span: tuple[float, float], confidence: Fraction) -> Interval:
    """Interval of a mean of scores that shares make, between the least and the greatest that a row can have (``span``).

    What AW(3, T) is for a net promoter score (B. Rocks, 2016), whose span is -1 to 1: three rows are added, three
    quarters of one at each end and the rest in the middle. With two such rows it would be what A. Agresti and Y. Min
    give for a difference of two shares of the same people (Statistics in Medicine 24, 2005, 729-740). So rows that are
    all alike have an interval too. ``variance`` is that of one of the ``n`` rows, their
    squares over n - 1; zero for one row.
    """
    centre, error = adjusted_score(mean, variance, n, span)
    reach = quantile(confidence) * error**0.5
    return min(max(centre - reach, span[0]), mean), max(min(centre + reach, span[1]), mean)


def adjusted_score(mean: float, variance: float, n: float, span: tuple[float, float]) -> tuple[float, float]:
    """Centre and variance of a mean of scores with three rows more."""
    rows, middle, half = n + 3, (span[0] + span[1]) / 2, (span[1] - span[0]) / 2
    shift = mean - middle  # about the middle of the span, so that nothing large is taken from anything large
    centre = n * shift / rows
    squares = (n * shift * shift + max(n - 1, 0.0) * variance + 1.5 * half * half) / rows
    return middle + centre, max(squares - centre * centre, 0.0) / rows


def row_score_difference(
    first: tuple[float, float, float], second: tuple[float, float, float], span: tuple[float, float],
    confidence: Fraction, alike: float = 0.0,
) -> Interval:  # fmt: skip
    """Interval of first − second, each (mean, variance of one row, n): ``hybrid``, of the intervals of the two."""
    one, other = ((each[0], *row_score(*each, span, confidence)) for each in (first, second))
    low, high = hybrid(one, other, alike)
    most = span[1] - span[0]
    return max(low, -most), min(high, most)


def byar(count: float, confidence: Fraction) -> Interval:
    """Interval of a count: Byar's approximation, in N. Breslow and N. Day, Statistical Methods in Cancer Research II
    (1987), 69. As published for English public health: Fingertips technical guidance. Never below zero.
    """
    third = quantile(confidence) / 3
    low = count * (1 - 1 / (9 * count) - third / count**0.5) ** 3 if count > 0 else 0.0
    above = count + 1
    return max(low, 0.0), above * (1 - 1 / (9 * above) + third / above**0.5) ** 3


def byar_each(counts: Any, confidence: Fraction) -> tuple[Floats, Floats]:
    """``byar`` for an array of counts."""
    import numpy as np

    found, third = np.asarray(counts, dtype=np.float64), quantile(confidence) / 3
    some = np.where(found > 0, found, 1.0)
    low = np.where(found > 0, some * (1 - 1 / (9 * some) - third / np.sqrt(some)) ** 3, 0.0)
    above = found + 1
    return np.maximum(low, 0.0), above * (1 - 1 / (9 * above) + third / np.sqrt(above)) ** 3


def mean_interval(mean: float, variance: float, n: int, confidence: Fraction) -> Interval | None:
    """Student's interval of a mean; ``variance`` is that of one row, its sum of squares over n - 1.

    "Student", Biometrika 6 (1908), 1-25. None for fewer than two rows, which say nothing of how rows differ, and for
    rows that do not differ at all: an interval without width would be false, for where ``n`` rows are alike 3 in ``n``
    of all may yet be otherwise (J. Hanley and A. Lippman-Hand, JAMA 249, 1983, 1743-1745).
    """
    if n < 2 or variance <= 0:
        return None
    reach = student_quantile(confidence, n - 1) * (variance / n) ** 0.5
    return mean - reach, mean + reach


def mean_difference(
    first: tuple[float, float, float], second: tuple[float, float, float], confidence: Fraction, covariance: float = 0.0
) -> Interval | None:
    """Interval of first − second of two means, each (mean, variance of one row, n), by the sum of their errors.

    By z; with fewer than ``FEW`` rows behind one of them by Student's t. ``covariance`` is that of the two means. None
    where one of them ``tells_nothing``.
    """
    if any(tells_nothing(variance, n) for _, variance, n in (first, second)):
        return None
    errors = first[1] / first[2], second[1] / second[2]
    freedom = welch((errors[0], first[2]), (errors[1], second[2]))
    t = quantile(confidence) if freedom is None else student_quantile(confidence, freedom)
    reach = t * sqrt(max(errors[0] + errors[1] - 2 * covariance, 0.0))
    gap = first[0] - second[0]
    return gap - reach, gap + reach


def tells_nothing(variance: float, n: float) -> bool:
    """Whether rows say nothing of how rows differ: a single one, or fewer than ``FEW`` that are all alike."""
    return n < 2 or (variance <= 0 and n < FEW)


def welch(first: tuple[float, float], second: tuple[float, float]) -> int | None:
    """The degrees of freedom of a difference of two means, each (variance of the mean, n); None for as good as normal.

    B. L. Welch, Biometrika 34 (1947), 28-35, rounded down as for printed tables. ``FEW`` rows or more behind both are
    taken for as good as normal, and so are rows that do not differ, which have no error.
    """
    together = first[0] + second[0]
    if min(first[1], second[1]) >= FEW or together <= 0:
        return None
    apart = sum(error**2 / (n - 1) for error, n in (first, second))
    return max(int(together**2 / apart + NEAR), 1)


def mean_interval_each(mean: Any, variance: Any, n: Any, confidence: Fraction) -> tuple[Floats, Floats]:
    """``mean_interval`` for arrays, all ``n`` above one; NaN for none."""
    import numpy as np

    sizes, of_each = np.unique(n, return_inverse=True)
    quantiles = np.array([student_quantile(confidence, int(size) - 1) for size in sizes], dtype=np.float64)
    reach = quantiles[of_each] * np.sqrt(variance / n)
    reach[np.asarray(variance) <= 0] = np.nan
    return mean - reach, mean + reach


def finite_population(n: int, population: int) -> float:
    """What an error shrinks by where ``n`` of a known ``population`` were asked: √((N - n) / (N - 1)).

    W. Cochran, Sampling Techniques (1977), 24. Nothing is left where everybody was asked.
    """
    return ((population - n) / (population - 1)) ** 0.5 if population > 1 else 0.0
