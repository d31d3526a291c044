"""What is known of one subject on one date: the input of conditions, in the order a compiled model reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from cxengine.metrics.measured import Measured
from cxengine.subjects import AttributeValue

Ends = tuple[Fraction, Fraction]
"""Lowest and highest value."""
Exact = tuple[int, int]
"""A fraction as numerator and (positive) denominator: compared without making objects."""


class Facts:
    """Metrics (by the slot the model gave each), attributes and the date. Not changed after it is made."""

    __slots__ = ("_numbers", "as_of", "attributes", "measured", "said", "unsettled")

    def __init__(
        self, measured: Sequence[Measured], attributes: Mapping[str, AttributeValue], as_of: date,
        unsettled: Mapping[int, Ends | None] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.measured = measured
        self.attributes = attributes
        self.as_of = as_of
        self.unsettled = unsettled
        """By slot: figures that count levels or scores of other subjects which are still open, with the ends of what
        they could come to; None where they could come to anything."""
        self._numbers: list[Exact | None] | None = None
        self.said: dict[int, str] = {}
        """Figures in words, by slot, as they are asked for."""

    @property
    def numbers(self) -> list[Exact | None]:
        """The exact values of the figures, made when they are first asked for; None where one is not settled."""
        if self._numbers is None:
            self._numbers = [
                None if m.value is None or m.open else m.value.as_integer_ratio() for m in self.measured
            ]
        return self._numbers

    def words(self, slot: int, make: Callable[[Measured], str]) -> str:
        """A figure in words, made when it is first asked for."""
        said = self.said.get(slot)
        if said is None:
            said = self.said[slot] = make(self.measured[slot])
        return said

    def resting_on_open(self, unsettled: Mapping[int, Ends | None]) -> Facts:
        """With figures that could turn out otherwise, since they count levels or scores that are open."""
        return Facts(self.measured, self.attributes, self.as_of, unsettled) if unsettled else self

    def extended(self, more: Sequence[Measured]) -> Facts:
        """With further figures after the metrics."""
        return Facts([*self.measured, *more], self.attributes, self.as_of, self.unsettled)

    def with_results(self, first: int, figures: Sequence[tuple[int, Measured]]) -> Facts:
        """With scores and levels in their slots, which begin at ``first``."""
        measured = list(self.measured)
        for slot, figure in figures:
            assert slot >= first
            measured[slot] = figure
        return Facts(measured, self.attributes, self.as_of, self.unsettled)

    def number(self, slot: int) -> Fraction | None:
        """The exact value of a metric."""
        return self.measured[slot].value


def unsettled(numbers: Sequence[Exact | None], facts: Facts) -> None:
    """Stands in for a truth that is known only once a criterion is settled."""
