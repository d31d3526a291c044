"""Exact figures to the numbers of a result: rounded once, in the unit they are shown in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import attrs

from cxengine.engine.said.changes import ChangeSaid
from cxengine.engine.said.criteria import Reason
from cxengine.engine.said.metrics import MetricSaid, StandardSaid, WindowSaid
from cxengine.engine.said.words import Number
from cxengine.lang import ast
from cxengine.maturity.because import Because
from cxengine.maturity.words import Style, measured_words, rounded, style_of, unit_words
from cxengine.metrics.measured import Measured
from cxengine.metrics.targets import Standing, amount, in_force, meets, standard_reached, standings, status
from cxengine.subjects import SubjectRecord

_PLAIN = Style("number", 6)
_PLAIN_1 = Style("number", 1)


def number(value: Fraction | float | None, style: Style | None) -> Number | None:
    """A figure in its shown unit and decimals; None stays None."""
    if value is None:
        return None
    used = style or _PLAIN
    return plain_number(rounded(value, used.decimals, used.factor))


def as_written(value: Fraction | None, style: Style | None) -> Number | None:
    """A bound of the rules in the unit of the figure, with all its decimals; None stays None.

    Rounded as the figure is, a target of 12.26% would seem to be met by 12.3%.
    """
    used = style or _PLAIN
    return number(value, attrs.evolve(used, decimals=max(used.decimals, _PLAIN.decimals)))


def plain_number(value: Decimal) -> Number:
    """A whole number as int, else a float of the same digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def short_number(value: Fraction) -> Number:
    """A number with at most four decimals, rounded half away from zero."""
    return plain_number(rounded(value, 4))


def reason(because: Because) -> Reason:
    """The ``because`` of a result."""
    behind = because.details()
    return Reason(
        text=because.text,
        expr=behind.expr,
        value=number(behind.value, behind.style),
        target=as_written(behind.target, behind.style),
        gap=number(behind.gap, behind.style),
        n=behind.n,
        missing=behind.missing,
    )


def metric_said(
    metric: ast.Metric, measured: Measured, record: SubjectRecord | None, on: date, change: ChangeSaid | None = None
) -> MetricSaid:
    """One metric of a result."""
    if record is not None:
        measured = attrs.evolve(measured, whose=record.key)
    style = style_of(metric, measured.unit)
    aims = in_force(metric.targets, on, measured.whose)
    stands = standings(metric, measured, on)
    failing = [aim for aim in aims if measured.value is not None and not meets(measured.value, aim)]
    aim = next(iter((*failing, *aims)), None)
    return MetricSaid(
        metric=metric.name.text,
        title=metric.title,
        subject=str(record.key) if record is not None else None,
        subject_title=record.title if record is not None else None,
        by=MappingProxyType(dict(measured.by)),
        value=number(measured.value, style),
        unit=style.sign,
        n=measured.n,
        excluded=None if measured.suppressed else measured.excluded,
        effective=number(measured.weighing.effective, _PLAIN_1) if measured.weighing is not None else None,
        population=None if measured.suppressed else measured.population,
        low=number(measured.low, style),
        high=number(measured.high, style),
        confidence=float(measured.confidence),
        target=as_written(amount(aim.quantity), style) if aim is not None else None,
        target_bound=aim.bound if aim is not None else None,
        target_own=aim is not None and aim.subject is not None,
        status=status(metric, measured, on),
        standard=standard_reached(stands),
        standards=tuple(_standard(each, style) for each in stands),
        suppressed=measured.suppressed,
        unknown=measured.unknown,
        lower_is_better=_lower_is_better(metric),
        shown=measured_words(measured, style),
        axis=_axis(metric),
        change=change,
        notes=metric.notes,
        weighted=measured.weighted,
        combined=measured.combined,
        window=WindowSaid(from_=measured.window[0], to=measured.window[1]) if measured.window is not None else None,
        measured=measured,
    )


def _standard(stands: Standing, style: Style) -> StandardSaid:
    at = as_written(amount(stands.mark.quantity), style)
    assert at is not None
    return StandardSaid(standard=stands.name, bound=stands.mark.bound, at=at, met=stands.met)


def _lower_is_better(metric: ast.Metric) -> bool:
    if metric.lower_is_better is not None:
        return metric.lower_is_better
    marks = (*metric.targets, *(line.mark for line in metric.standards))
    return bool(marks) and all(mark.bound == "at most" for mark in marks)


def _axis(metric: ast.Metric) -> tuple[Number, ...]:
    if metric.shown is None or metric.shown.low is None or metric.shown.high is None:
        return ()
    return tuple(plain_number(rounded(end, 6)) for end in (metric.shown.low, metric.shown.high))


def amount_words(value: Number, unit: str) -> str:
    """``80%``, ``£4,000.50``, ``10 points``."""
    if unit == "£":
        money = f"{abs(value):,}" if isinstance(value, int) else f"{abs(value):,.2f}"
        return f"{'−' if value < 0 else ''}£{money}"
    if unit == "%":
        return f"{value:,}%".replace("-", "−")
    return f"{value:,}".replace("-", "−") + f" {unit_words(value, unit)}".rstrip()
