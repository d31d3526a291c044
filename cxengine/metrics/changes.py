"""Whether a figure moved: tests of a difference between two groups of people, and of many differences at once.

Counts in, floats out. Chances are two-sided: how often a difference as large would come about by chance alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import attrs


@attrs.frozen
class Tested:
    """A difference first − second in errors of it, and the chance of one as large where nothing differs.

    Without any variance ``z`` is infinite, or zero where there is no difference.
    """

    z: float
    chance: float


def shares(first: tuple[int, int], second: tuple[int, int], alike: float = 0.0) -> Tested:
    """Two shares, each (hits, n), by the pooled z test (K. Pearson; Fleiss, Statistical Methods, 1981).

    ``alike`` is the correlation of the two, above zero where rows count in both.
    """
    gap = first[0] / first[1] - second[0] / second[1]
    together = (first[0] + second[0]) / (first[1] + second[1])
    sizes = 1 / first[1] + 1 / second[1] - 2 * alike / (first[1] * second[1]) ** 0.5
    return tested(gap, together * (1 - together) * sizes)


def net_promoter(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """A net promoter score and the variance of one answer, each of which counts 1, 0 or -1."""
    score = (promoters - detractors) / n
    return score, (promoters + detractors) / n - score * score


def net_promoters(first: tuple[int, int, int], second: tuple[int, int, int]) -> Tested:
    """Two independent net promoter scores, each (promoters, detractors, n), by z on their two errors."""
    score1, variance1 = net_promoter(*first)
    score2, variance2 = net_promoter(*second)
    return tested(score1 - score2, variance1 / first[2] + variance2 / second[2])


def means(first: tuple[float, float, int], second: tuple[float, float, int], covariance: float = 0.0) -> Tested:
    """Two means, each (mean, variance of one row, n), by z on their two errors.

    ``covariance`` is that of the two means, above zero where the same people were asked twice.
    """
    variance = first[1] / first[2] + second[1] / second[2] - 2 * covariance
    return tested(first[0] - second[0], variance)


def holm(chances: Sequence[float]) -> tuple[float, ...]:
    """Each chance made up for having looked at all of them, in the order given.

    S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70: the smallest times their number, the next times one
    less, and so on; none below the one before it, and none above 1.
    """
    adjusted, before = [0.0] * len(chances), 0.0
    for done, at in enumerate(sorted(range(len(chances)), key=lambda at: chances[at])):
        before = min(max(before, chances[at] * (len(chances) - done)), 1.0)
        adjusted[at] = before
    return tuple(adjusted)


def tested(gap: float, variance: float) -> Tested:
    """A difference with its variance."""
    if variance <= 0:
        return Tested(0.0, 1.0) if gap == 0 else Tested(float("inf") if gap > 0 else float("-inf"), 0.0)
    z = gap / variance**0.5
    return Tested(z, 2 * NormalDist().cdf(-abs(z)))
