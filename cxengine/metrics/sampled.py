"""What a test of two figures is made of: the answers there are, or those that weighted ones are as sure as."""

from __future__ import annotations

from cxengine.metrics.formula import Worked
from cxengine.metrics.measured import Measured

Answers = tuple[float, float, float]
"""Hits, misses and how many answered."""
Spread = tuple[float, float, float]
"""A mean, the variance of one row, and how many rows."""


def answers_of(measured: Measured) -> Answers | None:
    """The answers behind a share or a net promoter score; None for any other figure."""
    if measured.weighing is not None:
        n = measured.weighing.effective
        return float(measured.weighing.up) * n, float(measured.weighing.down) * n, n
    if measured.hits is None or not measured.n:
        return None
    return measured.hits, measured.misses or 0, measured.n


def score_of(measured: Measured | Worked) -> Spread | None:
    """A mean of scores with how much these differ, of a single row by nothing; None for any other figure."""
    if measured.estimator != "score" or measured.value is None or not measured.n:
        return None
    weighing = measured.weighing
    variance, n = (measured.variance, measured.n) if weighing is None else (weighing.variance, weighing.effective)
    return float(measured.value), float(variance or 0), n


def spread_of(measured: Measured) -> Spread | None:
    """A mean with how much its rows differ; None where a single row says nothing of that."""
    weighing, value = measured.weighing, float(measured.value or 0)
    variance, n = (measured.variance, measured.n) if weighing is None else (weighing.variance, weighing.effective)
    if variance is None or not n or (weighing is not None and n < 2):
        return None
    factor = measured.turned.factor if measured.turned is not None else 1
    return value, float(variance * factor**2), n
