"""Small groups are not shown, nor one group whose absence from the rest would give them away."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from cxengine.metrics.measured import Measured

PROTECTING = "hidden to protect another group"


def too_small(n: int | None, publish_at_least: int | None) -> bool:
    """Whether a group rests on so few rows that it may not be shown. No rows at all may."""
    return n is not None and publish_at_least is not None and 0 < n < publish_at_least


def reason(publish_at_least: int | None) -> str:
    """Why a small group is not shown; never says how small it is."""
    return f"fewer than {publish_at_least} in the group"


def complement(rows: Sequence[int], hidden: Sequence[bool], publish_at_least: int) -> int | None:
    """Which further group of one whole must be hidden, by position; None where none need be.

    A total would give the hidden groups away when there is only one of them, or when together they hold fewer
    than the minimum. The smallest shown group goes; of two of one size, the first.
    """
    covered = [n for n, gone in zip(rows, hidden, strict=True) if gone]
    if not covered or (len(covered) > 1 and sum(covered) >= publish_at_least):
        return None
    shown = [(n, at) for at, (n, gone) in enumerate(zip(rows, hidden, strict=True)) if not gone and n > 0]
    return min(shown)[1] if shown else None


def mask(measured: Measured) -> Measured:
    """The figure with its value, for conditions alone; where it has none, why it has none is not said either."""
    unknown = PROTECTING if measured.value is None else None
    return attrs.evolve(measured, masked=True, unknown=unknown)


def hide(measured: Measured, why: str) -> Measured:
    """The figure without anything that tells how large it is or what it rests on."""
    return attrs.evolve(
        measured,
        value=None, unknown=why, suppressed=True, n=None, excluded=0, hits=None, misses=None, variance=None, low=None,
        high=None,
    )  # fmt: skip
