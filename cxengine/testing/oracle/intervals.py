"""Intervals, straight from the published formulas."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from statistics import NormalDist


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
    p1, p2 = hits1 / n1, hits2 / n2
    low1, high1 = wilson(hits1, n1, confidence)
    low2, high2 = wilson(hits2, n2, confidence)
    return (
        p1 - p2 - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2),
        p1 - p2 + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2),
    )


def adjusted_nps(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """Centre and variance of AW(3, T): three answers more, a triangle's share of them on each side (Rocks 2016)."""
    m = n + 3
    p, d = (promoters + 0.75) / m, (detractors + 0.75) / m
    return (p - d, (p + d - (p - d) ** 2) / m)


def adjusted_wald(promoters: int, detractors: int, n: int, confidence: Fraction) -> tuple[float, float]:
    """The interval of a net promoter score, within -1 and 1."""
    centre, variance = adjusted_nps(promoters, detractors, n)
    half = z_of(confidence) * sqrt(variance)
    return (max(-1.0, centre - half), min(1.0, centre + half))


def nps_difference(
    first: tuple[int, int, int], second: tuple[int, int, int], confidence: Fraction
) -> tuple[float, float]:
    """The interval of a difference of two scores, each as promoters, detractors and answers."""
    centre1, variance1 = adjusted_nps(*first)
    centre2, variance2 = adjusted_nps(*second)
    half = z_of(confidence) * sqrt(variance1 + variance2)
    return (centre1 - centre2 - half, centre1 - centre2 + half)
