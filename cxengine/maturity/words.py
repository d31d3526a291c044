"""Figures in the words of a report: rounded once, half away from zero, in the metric's own unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.metrics.measured import Measured, MeasuredUnit


@attrs.frozen
class Style:
    """How a figure is shown: its unit in words and how many decimals; ``exact`` shows none of a whole number."""

    unit: str
    decimals: int
    exact: bool = False

    @property
    def factor(self) -> int:
        """What the exact value is multiplied by: a share of 1/2 is shown as 50."""
        if self.unit in ("percent", "points"):
            return 100
        return 1440 if self.unit == "minutes" else 1

    @property
    def sign(self) -> str:
        """The unit as it stands in the JSON."""
        return {"percent": "%", "money": "£", "number": ""}.get(self.unit, self.unit)


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DEFAULT: dict[MeasuredUnit, Style] = {
    "share": Style("percent", 1),
    "points": Style("points", 1),
    "number": Style("number", 1),
    "money": Style("money", 2),
    "days": Style("days", 1),
    "working days": Style("working days", 1),
}


def style_of(metric: ast.Metric | None, unit: MeasuredUnit) -> Style:
    """The style a metric asks for with ``shown as``, else that of its unit."""
    usual = _DEFAULT[unit]
    if metric is None:
        return usual
    if metric.shown is None:
        counted = isinstance(metric.formula, ast.Ref) and metric.formula.name.text == "count"
        if counted:
            return Style("number", 0)
        return attrs.evolve(usual, exact=usual.unit == "number" and _adds_up(metric.formula))
    decimals = metric.shown.decimals
    plain = 0 if metric.shown.unit == "number" and usual.unit != "number" else usual.decimals
    return Style(metric.shown.unit, plain if decimals is None else decimals)


def _adds_up(formula: ast.Expr | None) -> bool:
    """Whether a formula only counts and adds, so that a whole number is not the rounding of another."""
    match formula:
        case ast.Ref(name=ast.Name(text="count" | "sum" | "distinct")) | ast.Number():
            return True
        case ast.Negative(value):
            return _adds_up(value)
        case ast.Arithmetic(op="+" | "-" | "*", left=left, right=right):
            return _adds_up(left) and _adds_up(right)
    return False


def rounded(value: Fraction | float, decimals: int, factor: int = 1) -> Decimal:
    """``value`` times ``factor``, rounded half away from zero, exactly."""
    top, bottom = value.as_integer_ratio()
    whole = (2 * abs(top) * factor * 10**decimals + bottom) // (2 * bottom)
    result = Decimal(whole).scaleb(-decimals)
    return -result if top < 0 and whole else result


def plain(value: Decimal) -> str:
    """With thousands separated, and a true minus: a hyphen before a figure reads as a dash."""
    return f"{value:,}".replace("-", "−")


def shown(value: Fraction | float, style: Style) -> str:
    """``82.3%``, ``£4,000.50``, ``12 points``, ``7.5 days``."""
    number = _decimal(value, style)
    if style.unit == "percent":
        return f"{plain(number)}%"
    if style.unit == "money":
        return f"−£{plain(-number)}" if number < 0 else f"£{plain(number)}"
    if style.unit == "number":
        return plain(number)
    return f"{plain(number)} {unit_words(number, style.unit)}"


def shortly(value: Fraction, style: Style) -> str:
    """A bound as a person writes it: without decimals that say nothing, ``80%`` and not ``80.0%``."""
    in_unit = value * style.factor
    decimals = next((d for d in range(style.decimals) if (in_unit * 10**d).denominator == 1), style.decimals)
    return shown(value, Style(style.unit, 2 if style.unit == "money" and decimals else decimals))


def bare(value: Fraction | float, style: Style) -> str:
    """The number alone, for the ends of an interval."""
    return plain(_decimal(value, style))


def _decimal(value: Fraction | float, style: Style) -> Decimal:
    whole = style.exact and value.as_integer_ratio()[1] == 1
    return rounded(value, 0 if whole else style.decimals, style.factor)


ONE = {"points": "point", "days": "day", "working days": "working day", "minutes": "minute"}
"""The units that are words, and what one of them is called."""


def unit_words(number: Decimal | float, unit: str) -> str:
    """The unit after a number: ``day`` after 1 and -1, else ``days``; one that is no word is as it is."""
    return ONE.get(unit, unit) if abs(number) == 1 else unit


_WEIGHTED = {"all": "weighted", "part": "weighted in part", "none": "not weighted"}


def measured_words(measured: Measured, style: Style) -> str:
    """``82.3% (256 of 311, 95% interval 77.7 to 86.2)``, or the reason why it is unknown."""
    if (measured.masked or measured.suppressed) and measured.sign:
        return measured.sign
    if measured.masked:
        return measured.masked
    if measured.value is None:
        return f"unknown: {measured.unknown}"
    rests: list[str] = []
    if measured.estimator == "share" and measured.hits is not None and measured.n is not None and not measured.turned:
        rests.append(f"{measured.hits:,} of {measured.n:,}")
    elif measured.n is not None and style != Style("number", 0) and not measured.combined:
        noun = "answer" if measured.estimator == "nps" else "row"
        rests.append(f"{measured.n:,} {noun}{'' if measured.n == 1 else 's'}")
    if measured.weighing is not None:
        rests.append(f"weighted, as sure as {measured.weighing.effective:,.0f}")
    elif measured.weighted is not None:
        rests.append(_WEIGHTED[measured.weighted])
    if measured.low is not None and measured.high is not None:
        ends = f"{bare(measured.low, style)} to {bare(measured.high, style)}"
        rests.append(f"{float(measured.confidence * 100):g}% interval {ends}")
    inside = f" ({', '.join(rests)})" if rests else ""
    return shown(measured.value, style) + inside


def day_words(day: date) -> str:
    """``31 March 2019``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def standing_words(met: bool, value: float | None, at: float | None, bound: str | None) -> str:
    """``met`` or ``not met``, with ``before it is rounded`` where the value as it is shown seems to say otherwise."""
    word = "met" if met else "not met"
    if value is None or at is None:
        return word
    seems = value >= at if bound == "at least" else value <= at
    return word if seems == met else f"{word}, before it is rounded"
