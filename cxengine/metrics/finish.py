"""From a formula's value to the figure that may be shown: small groups, minimum samples, intervals."""

from __future__ import annotations

from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.lang.publishing import Policy
from cxengine.lang.types import Type
from cxengine.metrics import statistics, suppress
from cxengine.metrics.affine import statistic
from cxengine.metrics.formula import Worked
from cxengine.metrics.measured import HowWeighted, Measured, MeasuredUnit
from cxengine.metrics.sampled import score_of

DEFAULT_CONFIDENCE = Fraction(95, 100)
_UNITS: dict[str, MeasuredUnit] = {
    "share": "share", "points": "points", "money": "money", "days": "days", "working_days": "working days",
}  # fmt: skip


def unit(kind: Type | None) -> MeasuredUnit:
    """The unit that a metric of the type is measured in."""
    return _UNITS.get(getattr(kind, "kind", ""), "number")


def too_few(n: int, needs: int) -> str:
    """Why a figure under its minimum sample is unknown."""
    return f"{n:,} answer{'' if n == 1 else 's'}, {needs:,} needed"


def interval(measured: Measured, confidence: Fraction) -> statistics.Interval | None:
    """The two-sided interval of a figure, by the method of its kind; None where it has none or is unknown."""
    if measured.value is None or measured.n is None:
        return None
    if measured.turned is not None:
        own = interval(statistic(measured), confidence)
        return None if own is None else measured.turned.ends(*own)
    ends = _sampled(measured, confidence) if measured.weighing is None else of_weighted(measured, confidence)
    if ends is None or measured.population is None or measured.estimator == "count":
        return ends
    factor = shrinks(measured.n, measured.population)
    value = float(measured.value)
    return value - (value - ends[0]) * factor, value + (ends[1] - value) * factor


def shrinks(n: int, population: int) -> float:
    """What an error shrinks by where so many of a number of people answered.

    Nothing where more answered than there are: then the number is not that of who was asked, or some answered twice.
    """
    return statistics.finite_population(n, population) if n <= population else 1.0


def of_weighted(measured: Measured | Worked, confidence: Fraction) -> statistics.Interval | None:
    """As of so many answers as the weighted ones are as sure as; of a statistic alone."""
    weighing = measured.weighing
    if weighing is None or measured.value is None:
        return None
    n, value = weighing.effective, float(measured.value)
    if measured.estimator == "none":
        return None
    if measured.estimator == "mean":
        if n < 2 or weighing.variance is None:
            return None
        return statistics.mean_interval(value, float(weighing.variance) * int(n) / n, int(n), confidence)
    if measured.estimator == "share":
        return statistics.wilson(value * n, n, confidence)
    if measured.estimator == "score":
        return of_score(measured, confidence)
    return statistics.net_promoter(float(weighing.up) * n, float(weighing.down) * n, n, confidence)


def of_score(measured: Measured | Worked, confidence: Fraction) -> statistics.Interval | None:
    """Of a score that shares make."""
    score, span = score_of(measured), measured.span
    if score is None or span is None:
        return None
    return statistics.row_score(*score, (float(span[0]), float(span[1])), confidence)


def _sampled(measured: Measured, confidence: Fraction) -> statistics.Interval | None:
    if measured.value is None or measured.n is None:
        return None
    if measured.estimator == "count":
        return statistics.byar(float(measured.value), confidence)
    if measured.estimator == "mean" and measured.variance is not None:
        return statistics.mean_interval(float(measured.value), float(measured.variance), measured.n, confidence)
    if measured.estimator == "score":
        return of_score(measured, confidence)
    if not measured.n or measured.hits is None:
        return None
    if measured.estimator == "share":
        return statistics.wilson(measured.hits, measured.n, confidence)
    if measured.estimator == "nps" and measured.misses is not None:
        return statistics.net_promoter(measured.hits, measured.misses, measured.n, confidence)
    return None


def finish(
    metric: ast.Metric,
    worked: Worked,
    kind: Type | None,
    *,
    policy: Policy | None = None,
    by: tuple[tuple[str, str | None], ...] = (),
    complete: bool = False,
    population: int | None = None,
    weighted: HowWeighted | None = None,
    combined: bool = False,
) -> Measured:
    """The figure as it may be used and shown. What is ``complete`` rests on no sample, and has no interval."""
    confidence = metric.confidence if metric.confidence is not None else DEFAULT_CONFIDENCE
    name, measured_in = metric.name.text, unit(kind)
    if worked.suppressed or suppress.too_small(worked.n, policy):
        why = worked.unknown if worked.suppressed and worked.unknown else suppress.reason(policy)
        return Measured(
            metric=name, unit=measured_in, by=by, unknown=why, suppressed=True, estimator=worked.estimator,
            confidence=confidence, sign=policy.sign if policy is not None else None,
        )  # fmt: skip
    value, unknown = worked.value, worked.unknown
    if value is not None and metric.needs is not None and worked.n is not None and worked.n < metric.needs:
        value, unknown = None, too_few(worked.n, metric.needs)
    measured = Measured(
        metric=name,
        unit=measured_in,
        by=by,
        value=value,
        unknown=unknown if value is None else None,
        n=worked.n,
        excluded=worked.excluded,
        unplaced=worked.unplaced,
        estimator=worked.estimator,
        hits=worked.hits if value is not None else None,
        misses=worked.misses if value is not None else None,
        variance=worked.variance if value is not None else None,
        twice=worked.twice if value is not None else None,
        unmoved=worked.unmoved,
        weighing=worked.weighing if value is not None else None,
        turned=worked.turned if value is not None else None,
        span=worked.span if value is not None else None,
        weighted=weighted,
        combined=combined and worked.estimator == "none",
        parts=worked.parts if policy is None and value is not None else (),
        population=population if population is not None else worked.population,
        confidence=confidence,
        sign=policy.sign if policy is not None else None,
    )
    ends = None if complete else interval(measured, confidence)
    return measured if ends is None else _with_ends(measured, ends)


def _with_ends(measured: Measured, ends: statistics.Interval) -> Measured:
    return attrs.evolve(measured, low=ends[0], high=ends[1])
