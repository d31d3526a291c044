"""The words of a finding, where every figure in it is known and says itself how it is shown."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Key, World
from cxengine.testing.oracle.lookup import metric_named
from cxengine.testing.oracle.metrics import metric_ref_figure

TIMES = {"percent": 100, "points": 100, "minutes": 1440}


def finding_words(world: World, rule: ast.Rule, key: Key, on: date) -> str | None:
    """What is said of a subject; None where a part is not known, or shown as its kind of figure usually is."""
    parts = [part if isinstance(part, str) else figure_words(world, part, key, on) for part in rule.finding]
    return None if None in parts or not parts else "".join(part for part in parts if part is not None)


def figure_words(world: World, part: ast.Expr, key: Key, on: date) -> str | None:
    """A metric as it is shown: ``82.3%``, ``£4,000.50``, ``12 points``."""
    metric = metric_named(world, part.name.text) if isinstance(part, ast.Ref) else None
    if metric is None or metric.shown is None or metric.shown.decimals is None or not isinstance(part, ast.Ref):
        return None
    value = metric_ref_figure(world, part, key, on).value
    return None if value is None else shown(value, metric.shown.unit, metric.shown.decimals)


def shown(value: Fraction, unit: str, decimals: int) -> str:
    """Rounded half away from zero, with its unit."""
    times = value * TIMES.get(unit, 1)
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(times.numerator) / Decimal(times.denominator)
        number = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    number = abs(number) if number == 0 else number
    if unit == "percent":
        return f"{number:,}%".replace("-", "−")
    if unit == "money":
        return f"−£{-number:,}" if number < 0 else f"£{number:,}"
    if unit == "number":
        return f"{number:,}".replace("-", "−")
    return f"{number:,} {unit[:-1] if abs(number) == 1 else unit}".replace("-", "−")
