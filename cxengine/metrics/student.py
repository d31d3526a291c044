"""Student's t: the quantile that the interval of a mean needs, and the chance that a test of few rows does."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import exp, lgamma, log, pi, sqrt, tan
from statistics import NormalDist

_TURNS = 400
_STEPS = 60
_CLOSE = 1e-15
_NEAR_NORMAL = 1000
"""From so many degrees of freedom on the expansion about the normal quantile is exact to 12 digits."""


@lru_cache(maxsize=1 << 16)  # hundreds of figures of many groups ask for the same sizes again and again
def student_quantile(confidence: Fraction, freedom: int) -> float:
    """The t of a two-sided interval: 12.706 for 95% and one degree of freedom.

    ``freedom`` is at least 1. Newton's steps from the normal quantile, for the tail as an incomplete beta function;
    for many degrees of freedom the expansion alone (Abramowitz and Stegun, 1964, 26.5.8, 26.7.1 and 26.7.5). Exact to
    11 digits. Worked out here, because a library for this one number would be larger than all others together.
    """
    both = 1 - float(confidence)
    if freedom == 1:
        return tan(pi * (1 - both) / 2)
    if freedom == 2:
        return sqrt(2 / (both * (2 - both)) - 2)
    t = _expanded(NormalDist().inv_cdf(1 - both / 2), freedom)
    for _ in range(_STEPS if freedom < _NEAR_NORMAL else 0):
        step = (_tail(t, freedom) - both / 2) / _density(t, freedom)
        t += step
        if abs(step) <= _CLOSE * t:
            break
    return t


def student_chance(t: float, freedom: int) -> float:
    """How often chance alone goes as far as ``t`` either way."""
    return min(2 * _tail(abs(t), freedom), 1.0)


def _expanded(z: float, freedom: int) -> float:
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))


def _density(t: float, freedom: int) -> float:
    height = lgamma((freedom + 1) / 2) - lgamma(freedom / 2)
    return exp(height - (freedom + 1) / 2 * log(1 + t * t / freedom)) / sqrt(freedom * pi)


def _tail(t: float, freedom: int) -> float:
    """The chance of more than ``t``: half of the incomplete beta ratio at freedom / (freedom + t²)."""
    a, b, x = freedom / 2, 0.5, freedom / (freedom + t * t)
    if x < (a + 1) / (a + b + 2):
        return _beta(a, b, x) / 2
    return (1 - _beta(b, a, t * t / (freedom + t * t))) / 2


def _beta(a: float, b: float, x: float) -> float:
    """The incomplete beta ratio as a continued fraction, by Lentz's method (Applied Optics 15, 1976)."""
    if x <= 0:  # no difference at all, or one without end
        return 0.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    tiny = 1e-300
    up, down, value = 1.0, 0.0, 1.0
    for turn in range(_TURNS):
        m = turn // 2
        if turn == 0:
            part = 1.0
        elif turn % 2:
            part = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            part = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        down = 1 / ((1 + part * down) or tiny)
        up = (1 + part / up) or tiny
        value *= up * down
        if turn and abs(up * down - 1) < _CLOSE:
            break
    return front * (value - 1)
