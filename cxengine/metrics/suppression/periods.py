"""The periods that windows ending with each month are made of, as families of what is decided on."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.metrics.formula import Instance
from cxengine.metrics.lower import Lowered
from cxengine.metrics.rolling import windows_by_period


def families_of_periods(
    instances: Mapping[Instance, Lowered], family_of: Mapping[Instance, int]
) -> dict[int, dict[str, int]]:
    """The families of nothing but periods that windows are made of, with how many windows each period is in."""
    found: dict[int, dict[str, int]] = {}
    for instance, lowered in instances.items():
        if lowered.window is not None and instance.of_months:
            each = found.setdefault(family_of[instance], {})
            for period, windows in windows_by_period(lowered.window, lowered.metric.by).items():
                each[period] = max(windows, each.get(period, 0))
    printed = {family for instance, family in family_of.items() if not instance.of_months}
    return {family: each for family, each in found.items() if family not in printed}
