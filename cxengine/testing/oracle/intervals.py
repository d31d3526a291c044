"""Intervals, straight from the published formulas."""

from __future__ import annotations

from fractions import Fraction
from math import atan, cos, floor, pi, sin, sqrt
from statistics import NormalDist

FEW = 30
"""From so many answers on both sides means are compared by z, and net promoter scores by their own errors."""


def z_of(confidence: Fraction) -> float:
    """The two-sided normal quantile: 1.959964 for 95 %."""
    return NormalDist().inv_cdf((1 + float(confidence)) / 2)


def wilson(hits: int, n: int, confidence: Fraction) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927, JASA 22, p. 209)."""
    z, p = z_of(confidence), hits / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (max(0.0, centre - half), min(1.0, centre + half))


def newcombe(hits1: int, n1: int, hits2: int, n2: int, confidence: Fraction) -> tuple[float, float]:
    """The hybrid score interval of a difference of two independent shares (Newcombe 1998, method 10)."""
    return hybrid(hits1 / n1, wilson(hits1, n1, confidence), hits2 / n2, wilson(hits2, n2, confidence))


def hybrid(
    first: float, ends1: tuple[float, float], second: float, ends2: tuple[float, float]
) -> tuple[float, float]:
    """The interval of a difference of two figures that each have one (Zou and Donner 2008)."""
    return (
        first - second - sqrt((first - ends1[0]) ** 2 + (ends2[1] - second) ** 2),
        first - second + sqrt((ends1[1] - first) ** 2 + (second - ends2[0]) ** 2),
    )


def adjusted_nps(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """Centre and variance of AW(3, T): three answers more, a triangle's share of them on each side (Rocks 2016)."""
    m = n + 3
    p, d = (promoters + 0.75) / m, (detractors + 0.75) / m
    return (p - d, (p + d - (p - d) ** 2) / m)


def adjusted_wald(promoters: int, detractors: int, n: int, confidence: Fraction) -> tuple[float, float]:
    """The interval of a net promoter score, within -1 and 1; it reaches the score itself."""
    centre, variance = adjusted_nps(promoters, detractors, n)
    half, score = z_of(confidence) * sqrt(variance), (promoters - detractors) / n
    inside = [end for end in (centre - half, score, centre + half) if -1 <= end <= 1]
    beyond = [end for end in (-1.0, 1.0) if centre - half <= end <= centre + half]
    return (min(inside + beyond), max(inside + beyond))


def adjusted_score(values: list[Fraction], span: tuple[Fraction, Fraction]) -> tuple[float, float]:
    """Centre and variance of scores of rows with three more: 3/4 at each end, 3/2 in the middle."""
    low, high = span
    more = [(low, Fraction(3, 4)), ((low + high) / 2, Fraction(3, 2)), (high, Fraction(3, 4))]
    weighted = [*((value, Fraction(1)) for value in values), *more]
    m = len(values) + 3
    centre = sum((value * often for value, often in weighted), Fraction(0)) / m
    return (float(centre), float(sum(((v - centre) ** 2 * often for v, often in weighted), Fraction(0)) / m / m))


def score_interval(
    values: list[Fraction], span: tuple[Fraction, Fraction], confidence: Fraction
) -> tuple[float, float]:
    """The interval of a mean of scores, within what these can be; it reaches the mean itself."""
    centre, variance = adjusted_score(values, span)
    half, mean = z_of(confidence) * sqrt(variance), float(sum(values, Fraction(0)) / len(values))
    return (min(mean, max(float(span[0]), centre - half)), max(mean, min(float(span[1]), centre + half)))


def byar(count: int, confidence: Fraction) -> tuple[float, float]:
    """The interval of a count (Breslow and Day 1987, p. 69)."""
    z = z_of(confidence)
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3
    high = (count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * sqrt(count + 1))) ** 3
    return (max(0.0, low), high)


def mean_interval(values: list[Fraction], n: int, confidence: Fraction) -> tuple[float, float] | None:
    """The interval of a mean (Student 1908); nothing for one value alone.

    ``n`` is how many there are said to be.
    """
    if n < 2 or len(values) < 2 or len(set(values)) == 1:
        return None
    mean = sum(values, Fraction(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)
    half = t_of(confidence, n - 1) * sqrt(variance / n)
    return (float(mean) - half, float(mean) + half)


def t_of(confidence: Fraction, freedom: int) -> float:
    """The two-sided quantile of Student's t, by halving: 12.706 for 95 % and one degree of freedom."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if t_within(middle, freedom) < float(confidence) else (low, middle)
    return low


def t_within(t: float, freedom: int) -> float:
    """The chance of at most ``t`` either way, as the finite sum that holds for whole degrees of freedom.

    Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
    """
    angle = atan(t / sqrt(freedom))
    term, total = cos(angle), 0.0
    if freedom % 2 == 0:
        term = 1.0
        for k in range(freedom // 2):
            total += term
            term *= cos(angle) ** 2 * (2 * k + 1) / (2 * k + 2)
        return sin(angle) * total
    for k in range((freedom - 1) // 2):
        total += term
        term *= cos(angle) ** 2 * (2 * k + 2) / (2 * k + 3)
    return 2 / pi * (angle + sin(angle) * total)


def whole_freedom(errors: list[float], sizes: list[int]) -> int:
    """The degrees of freedom of a difference of two means (Welch 1947), rounded down.

    ``errors`` are the variances of the two means.
    """
    first, second = errors
    below = first * first / (sizes[0] - 1) + second * second / (sizes[1] - 1)
    return max(1, floor((first + second) * (first + second) / below + 1e-9))
