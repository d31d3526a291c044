"""What the lines of a metric say of its figures: what they should reach, how they are split and shown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

import attrs

from cxengine.lang.ast.expressions import Expr, Name, Negative, Number, Ref, spanned
from cxengine.source import Span


@attrs.frozen
class Target:
    """``target at least 80% from 2018-04-01``. ``quantity`` is a literal, or Negative of one.

    In a criterion it names a point of the scale: a Ref, or a whole number.
    """

    bound: Literal["at least", "at most"]
    quantity: Expr
    since: date | None = None
    kind: Name | None = None
    subject: Name | None = None
    """``for service parking``: of one subject, whose own goes before that of all."""
    span: Span = spanned()

    @property
    def point(self) -> str | None:
        """The name of the point that a criterion's target names; None for a figure."""
        match self.quantity:
            case Ref(name, None, None, None):
                return name.text
            case Number(value) if value.denominator == 1:
                return str(value.numerator)
            case Negative(Number(value)) if value.denominator == 1:
                return str(-value.numerator)
            case _:
                return None


@attrs.frozen
class Standard:
    """``standard good at least 75% from 2026-04-01``: from where on a figure has the name."""

    name: Name
    mark: Target
    span: Span = spanned()


DatePart = Literal["month", "quarter", "year", "weekday", "hour"]


@attrs.frozen
class Dimension:
    """``by channel``; ``part`` for a date cut to it: ``by month of received_on``, ``by weekday of received_on``."""

    field: Name
    part: DatePart | None = None
    span: Span = spanned()

    @property
    def label(self) -> str:
        """How the dimension is named in options and results: ``channel``, ``month of received_on``."""
        return self.field.text if self.part is None else f"{self.part} of {self.field.text}"


@attrs.frozen
class Shown:
    """``shown as points from -100 to 100, 1 decimal``; the range is of the axis, in the shown unit."""

    unit: Literal["percent", "points", "number", "money", "days", "working days", "minutes"]
    low: Fraction | None = None
    high: Fraction | None = None
    decimals: int | None = None
    span: Span = spanned()
