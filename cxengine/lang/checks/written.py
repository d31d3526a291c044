"""How a value is written in a rule file, for the help lines."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.checks.time_units import TimeUnit
from cxengine.lang.types import DAYS, MONEY, NUMBER, POINTS, SHARE, WORKING_DAYS, ScaleType, Type
from cxengine.lang.unparse import number_text


def percent(value: Fraction) -> str:
    """``80%`` for 4/5."""
    return f"{number_text(value * 100)}%"


def _figure(literal: ast.Expr) -> Fraction | None:
    """The number as a person wrote it: 80 for ``80``, ``80%``, ``80 points`` and ``£80``."""
    match literal:
        case ast.Percent(value=value) | ast.Points(value=value):
            return value * 100
        case ast.Number(value=value) | ast.Money(value=value):
            return value
        case ast.Negative(value=inner):
            figure = _figure(inner)
            return None if figure is None else -figure
        case _:
            return None


def rewritten(literal: ast.Expr, wanted: Type, time: TimeUnit = "days") -> str | None:
    """The literal with the unit that is wanted: ``80`` as ``80%``. None where it is no literal with a plain figure.

    ``time`` is the unit of a length of time.
    """
    figure = _figure(literal)
    if figure is None:
        return None
    if wanted == SHARE:
        plain_part = isinstance(literal, ast.Number) and 0 < figure <= 1
        return f"{number_text(figure * 100 if plain_part else figure)}%"
    if wanted == POINTS:
        return f"{number_text(figure)} points"
    if wanted == MONEY:
        return f"-£{number_text(-figure)}" if figure < 0 else f"£{number_text(figure)}"
    if wanted == DAYS:
        return f"{number_text(figure)} {time}"
    if wanted == WORKING_DAYS:
        return f"{number_text(figure)} working days"
    if wanted == NUMBER or isinstance(wanted, ScaleType):
        return number_text(figure)
    return None


def sample_of(wanted: Type, time: TimeUnit = "days") -> str:
    """A literal of the type, for a line to copy: ``80%``. ``time`` is the unit of a length of time."""
    samples: dict[Type, str] = {
        SHARE: "80%", POINTS: "10 points", MONEY: "£40", WORKING_DAYS: "10 working days",
        DAYS: "7 days" if time == "days" else "15 minutes",
    }  # fmt: skip
    return samples.get(wanted, "4")
