"""Weighted figures, answer by answer: each answer has a weight of its own until all margins are met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Answer = tuple[Mapping[str, str | None], Fraction]
"""The groups that who answered belongs to, and what the answer counts for: 1 or 0, 1, 0 or -1, or a number."""


@dataclass(frozen=True, kw_only=True)
class Weighted:
    """A weighted figure, and how many unweighted answers would be as sure."""

    value: float
    effective: float
    n: int


def weights_of(
    answers: Sequence[Mapping[str, str | None]], margins: Mapping[str, Mapping[str, int]]
) -> list[float]:
    """A weight for each answer; 0 for one that belongs to no group of some margin."""
    weights = [1.0 if all(a[field] in groups for field, groups in margins.items()) else 0.0 for a in answers]
    for _ in range(5000):
        before = list(weights)
        for field, groups in margins.items():
            sums = {g: sum(w for w, a in zip(weights, answers, strict=True) if a[field] == g) for g in groups}
            weights = [
                w * groups[group] / sums[group] if w and group is not None and sums.get(group) else w
                for w, a in zip(weights, answers, strict=True)
                for group in [a[field]]
            ]
        moved = max((abs(w - b) for w, b in zip(weights, before, strict=True)), default=0.0)
        if moved <= 1e-12 * max(weights, default=1.0):
            return weights
    return weights


def weighted(
    answers: Sequence[Answer], everybody: Sequence[Answer], margins: Mapping[str, Mapping[str, int]]
) -> Weighted | None:
    """The mean of ``answers``, some of ``everybody`` whose answers are weighted together; None where there are none."""
    all_weights = weights_of([groups for groups, _ in everybody], margins)
    chosen = [(w, each[1]) for w, each in zip(all_weights, everybody, strict=True) if each in answers]
    heavy = sum(w for w, _ in chosen)
    if not heavy:
        return None
    return Weighted(
        value=sum(w * float(number) for w, number in chosen) / heavy,
        effective=heavy**2 / sum(w * w for w, _ in chosen),
        n=sum(w > 0 for w, _ in chosen),
    )


def weighted_sum(
    answers: Sequence[Answer], everybody: Sequence[Answer], margins: Mapping[str, Mapping[str, int]]
) -> float | None:
    """All of ``answers`` added up, each as often as it counts; None where there are none.

    Everybody's weights are stretched to add up to the number of their answers, so that the sums of parts add up.
    """
    all_weights = weights_of([groups for groups, _ in everybody], margins)
    chosen = [(w, each[1]) for w, each in zip(all_weights, everybody, strict=True) if w and each in answers]
    stretched = sum(w > 0 for w in all_weights) / sum(all_weights) if chosen else 0.0
    return sum(w * stretched * float(number) for w, number in chosen) if chosen else None


def weighted_place(
    answers: Sequence[Answer], everybody: Sequence[Answer], margins: Mapping[str, Mapping[str, int]], part: Fraction
) -> float | None:
    """The value at a part of the way of ``answers``, weighted as in ``weighted``; None where there are none.

    The weights are stretched to add up to the number of answers, and laid end to end in the order of the values; what
    is wanted lies between the answers that reach two whole places.
    """
    all_weights = weights_of([groups for groups, _ in everybody], margins)
    chosen = [(float(each[1]), w) for w, each in zip(all_weights, everybody, strict=True) if w and each in answers]
    if not chosen:
        return None
    n, heavy = len(chosen), sum(w for _, w in chosen)
    way = float(part) * (n - 1)
    whole = int(way + 1e-12)

    def reaching(place: int) -> float:
        laid = 0.0
        for value, w in sorted(chosen):
            laid += w * n / heavy
            if laid >= min(place, n) - 1e-7:
                return value
        return max(value for value, _ in chosen)

    low, high = reaching(whole + 1), reaching(whole + 2)
    return low + (way - whole) * (high - low)
