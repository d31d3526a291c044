"""The value of one metric for one subject, with what it rests on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Literal

import attrs

from cxengine.subjects import SubjectKey


@attrs.frozen(kw_only=True)
class Weighing:
    """What a weighted figure is as sure as: ``effective`` answers of which a part is ``up`` and a part ``down``.

    ``variance`` is that of one answer to a mean or a score; None where it is not known, as of quotients row by row.
    """

    effective: float
    up: Fraction = Fraction(0)
    down: Fraction = Fraction(0)
    variance: Fraction | None = Fraction(0)


@attrs.frozen
class Unplaced:
    """``count`` answers of ``groups`` that no number of people is given for; None where it may not be told how many."""

    groups: tuple[str, ...] = ()
    count: int | None = 0


@attrs.frozen
class Turned:
    """What a figure is of one statistic: ``factor`` times it, which is not zero, and ``shift`` more."""

    factor: Fraction = Fraction(1)
    shift: Fraction = Fraction(0)

    def back(self, value: Fraction) -> Fraction:
        """The statistic, of the figure."""
        return (value - self.shift) / self.factor

    def ends(self, low: Any, high: Any) -> tuple[Any, Any]:
        """The ends of the figure's interval, of the statistic's: a factor below zero swaps them. Numbers or arrays."""
        factor, shift = float(self.factor), float(self.shift)
        one, other = factor * low + shift, factor * high + shift
        return (one, other) if factor > 0 else (other, one)


MeasuredUnit = Literal["share", "points", "number", "money", "days", "working days"]
HowWeighted = Literal["all", "part", "none"]
"""How much of a figure over answers that stand for others counts them by whom they stand for."""
Estimator = Literal["share", "nps", "score", "mean", "count", "none"]
"""How an interval is worked out: Wilson for a share, adjusted Wald for a net promoter score and any other score that is
made of shares, Student's t for a mean, Byar for a count, else none."""


@attrs.frozen(kw_only=True)
class Measured:
    """One figure. ``value`` is exact: a share or points as a fraction of one, money in pounds, time in days.

    ``value`` is None where it is unknown, and ``unknown`` then says why in words. ``n`` is the number of rows
    the value rests on (answers, respondents); ``excluded`` the rows left out because a field was missing.
    ``hits`` is the rows for which a share's condition holds (promoters for nps), ``misses`` the detractors.
    ``variance`` is that of one row of a mean or a score, in the square of its unit; ``span`` are the least and the
    greatest score that a row can have.
    These are of the statistic, also where the figure is made of one and numbers of the rule file: ``turned`` says how.
    ``unplaced`` are those of ``excluded`` that belong to a group without a population.
    ``twice`` is, of a date that another is compared with, how many of the rows the other date rests on too.
    ``unmoved``: they are the very same rows.
    ``weighing`` is of a figure in which answers count by what they stand for, and ``population`` how many people those
    asked are of, where that is known. ``weighted`` is None where no answers of its table have weights.
    ``suppressed``: nothing of it is here, and it counts as unknown. ``masked``: this is
    why, where another figure could be worked out from it; ``there`` is then whether it has a value, which may be asked.
    ``sign`` is what stands for a hidden figure where its policy says so.
    ``open``: it is a level that could still turn out anywhere from ``low`` to ``high``; the value follows a policy.
    ``whose``: the subject that it is of, where the rules say something of single subjects.
    ``combined``: it is worked out from several figures over different rows, and ``n`` is of the one
    that rests on the fewest. ``parts`` are what the functions over rows in it came to, in the order of the formula and
    None for other parts; only where the table publishes everything.
    ``low`` and ``high`` bound the interval at ``confidence``, in the unit of the value.
    """

    metric: str
    unit: MeasuredUnit
    by: tuple[tuple[str, str | None], ...] = ()
    value: Fraction | None = None
    unknown: str | None = None
    n: int | None = None
    excluded: int = 0
    unplaced: Unplaced = Unplaced()
    estimator: Estimator = "none"
    hits: int | None = None
    misses: int | None = None
    variance: Fraction | None = None
    twice: int | None = None
    unmoved: bool = False
    weighing: Weighing | None = None
    turned: Turned | None = None
    span: tuple[Fraction, Fraction] | None = None
    weighted: HowWeighted | None = None
    combined: bool = False
    parts: tuple[Fraction | None, ...] = ()
    population: int | None = None
    low: float | None = None
    high: float | None = None
    confidence: Fraction = Fraction(95, 100)
    suppressed: bool = False
    masked: str | None = None
    there: bool = False
    sign: str | None = None
    whose: SubjectKey | None = None
    open: bool = False
    window: tuple[date, date] | None = None
