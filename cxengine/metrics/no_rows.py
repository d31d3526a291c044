"""What stands for rows where a metric has none."""

from __future__ import annotations

from fractions import Fraction

from cxengine import plan
from cxengine.metrics.formula import Everybody
from cxengine.metrics.tally import Tally


class NoRows:
    """Totals of a metric that has no table: it asks for none."""

    def __call__(self, aggregate: plan.Aggregate) -> Fraction | int:
        raise KeyError(f"a metric without a table needs {aggregate}")

    def tally(self, aggregate: plan.TallyWhere) -> Tally:
        raise KeyError(f"a metric without a table needs {aggregate}")

    def weights(self, everybody: Everybody) -> tuple[Fraction, ...] | None:
        raise KeyError(f"a metric without a table needs {everybody}")
