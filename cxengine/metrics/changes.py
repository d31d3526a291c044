"""Whether a figure moved: tests of a difference between two groups of people, and of many differences at once.

Counts in, floats out. Chances are two-sided: how often a difference as large would come about by chance alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import attrs

from cxengine.metrics import statistics
from cxengine.metrics.fisher import fisher_chance
from cxengine.metrics.student import student_chance

FEWEST_EXPECTED = 5
"""Below so many expected answers of one kind a normal curve is not near (W. Cochran, Biometrics 10, 1954, 417-451)."""

MOST_EXACT = 1000
"""Of more rows that came or went a normal curve says what counting all ways would."""


@attrs.frozen
class Tested:
    """A difference first − second in errors of it, and the chance of one as large where nothing differs.

    Without any variance ``z`` is infinite, or zero where there is no difference. Of few rows it is Student's t.
    """

    z: float
    chance: float


def shares(first: tuple[float, float], second: tuple[float, float], alike: float = 0.0) -> Tested:
    """Two shares, each (hits, n), by the pooled z test (K. Pearson; Fleiss, Statistical Methods, 1981).

    Where fewer than ``FEWEST_EXPECTED`` answers of one kind are expected of either, the chance is Fisher's exact one: z
    then takes one odd answer for sure (I. Campbell, Statistics in Medicine 26, 2007, 3661-3675). It is of whole
    answers, those that weighted ones are as sure as. ``alike`` is the correlation of the two, above zero where rows
    count in both; the exact chance takes no account of it, which makes less sure.
    """
    gap = first[0] / first[1] - second[0] / second[1]
    together = (first[0] + second[0]) / (first[1] + second[1])
    sizes = 1 / first[1] + 1 / second[1] - 2 * alike / (first[1] * second[1]) ** 0.5
    found = tested(gap, together * (1 - together) * sizes)
    if min(together, 1 - together) * min(first[1], second[1]) >= FEWEST_EXPECTED:
        return found
    return Tested(found.z, fisher_chance(_whole(first), _whole(second)))


def _whole(answers: tuple[float, float]) -> tuple[int, int]:
    """Hits and answers as whole numbers, no more than there are."""
    n = int(answers[1] + statistics.NEAR)
    return round(answers[0] / answers[1] * n), n


def net_promoter(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """A net promoter score and the variance of one answer, each of which counts 1, 0 or -1."""
    score = (promoters - detractors) / n
    return score, (promoters + detractors) / n - score * score


def net_promoters(
    first: tuple[float, float, float], second: tuple[float, float, float], alike: float = 0.0
) -> Tested:
    """Two net promoter scores, each (promoters, detractors, n), by z on their two errors.

    With fewer than ``FEW`` answers to one of them by the adjusted errors that its interval has (B. Rocks, 2016): three
    answers that are all alike have none of their own. Few answers lean to the middle: where only that makes the scores
    differ, or differ the other way, nothing does. ``alike`` is the correlation of the two.
    """
    (score1, error1), (score2, error2) = ((s, v / n[2]) for n in (first, second) for s, v in [net_promoter(*n)])
    if min(first[2], second[2]) < statistics.FEW:
        plain = score1 - score2
        (score1, error1), (score2, error2) = statistics.adjusted(*first), statistics.adjusted(*second)
        if plain * (score1 - score2) <= 0:
            return Tested(0.0, 1.0)
    return tested(score1 - score2, error1 + error2 - 2 * alike * (max(error1, 0.0) * max(error2, 0.0)) ** 0.5)


def row_scores(
    first: tuple[float, float, float], second: tuple[float, float, float], span: tuple[float, float],
    alike: float = 0.0,
) -> Tested:  # fmt: skip
    """Two means of scores that shares make, each (mean, variance of one row, n): as ``net_promoters``, of which these
    are the general case. ``span`` are the least and the greatest score of a row.
    """
    gap = first[0] - second[0]
    errors = [max(n - 1, 0.0) * variance / n / n for _, variance, n in (first, second)]
    if min(first[2], second[2]) < statistics.FEW:
        plain = gap
        (score1, error1), (score2, error2) = (statistics.adjusted_score(*each, span) for each in (first, second))
        gap, errors = score1 - score2, [error1, error2]
        if plain * gap <= 0:
            return Tested(0.0, 1.0)
    return tested(gap, errors[0] + errors[1] - 2 * alike * (errors[0] * errors[1]) ** 0.5)


def means(
    first: tuple[float, float, float], second: tuple[float, float, float], covariance: float = 0.0
) -> Tested | None:
    """Two means, each (mean, variance of one row, n), by z on their two errors.

    With fewer than ``FEW`` rows behind one of them by Student's t (B. L. Welch, 1947); None where these few say nothing
    of how rows differ. ``covariance`` is that of the two means, above zero where the same people were asked twice.
    """
    gap = first[0] - second[0]
    if min(first[2], second[2]) >= statistics.FEW:
        return tested(gap, first[1] / first[2] + second[1] / second[2] - 2 * covariance)
    if any(statistics.tells_nothing(variance, n) for _, variance, n in (first, second)):
        return None
    errors = first[1] / first[2], second[1] / second[2]
    variance = errors[0] + errors[1] - 2 * covariance
    freedom = statistics.welch((errors[0], first[2]), (errors[1], second[2]))
    if variance <= 0 or freedom is None:
        return None if gap else Tested(0.0, 1.0)
    t = gap / variance**0.5
    return Tested(t, student_chance(t, freedom))


def counts(came: int, went: int) -> Tested:
    """Two counts of what happens by chance, of which so many came and so many went: of all these one in two came.

    J. Przyborowski and H. Wilenski, Biometrika 31 (1940), 313-323: twice the chance of as few of the fewer side; of
    more than ``MOST_EXACT`` by a normal curve from the middle between two numbers, which comes to the same.
    """
    n, gap = came + went, came - went
    z = gap / n**0.5 if n else 0.0
    if n > MOST_EXACT:
        return Tested(z, min(2 * NormalDist().cdf(-(abs(gap) - 1) / n**0.5), 1.0))
    ways = together = 1
    for at in range(min(came, went)):
        ways = ways * (n - at) // (at + 1)
        together += ways
    return Tested(z, min(2 * together / 2**n, 1.0))


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
