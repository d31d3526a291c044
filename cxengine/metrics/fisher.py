"""The chance of a two-by-two table, exactly: what a test of few answers needs, where no curve is near."""

from __future__ import annotations

from collections.abc import Sequence

Table = tuple[tuple[int, int], tuple[int, int]]
"""Two sides, each (hits, n)."""
_ALIKE = 1 + 1e-9
"""Tables that are as likely as one another may differ by so much in floats."""
_NEVER = 1e-300
"""What is less likely than that beside the likeliest is left out of several tables together."""


def fisher_chance(first: tuple[int, int], second: tuple[int, int]) -> float:
    """How often chance alone parts the hits of both, each (hits, n), as unevenly as that.

    R. A. Fisher, Journal of the Royal Statistical Society 98 (1935), 39-82. Of both sides, as J. O. Irwin has it
    (Metron 12, 1935, 83-94): all tables with these margins that are no more likely than the one there is.
    """
    return _as_uneven(_likely(first, second), first[0])


def strata_chance(tables: Sequence[Table]) -> float:
    """The same of several tables together, none of whose sides is held against another's: by the hits of all firsts.

    M. W. Birch, Journal of the Royal Statistical Society B 26 (1964), 313-324.
    """
    together = {0: 1.0}
    for first, second in tables:
        own, before = _likely(first, second), together
        together = {}
        for at, one in before.items():
            for hits, other in own.items():
                together[at + hits] = together.get(at + hits, 0.0) + one * other
        together = {at: each for at, each in together.items() if each > _NEVER}
    return _as_uneven(together, sum(first[0] for first, _ in tables))


def _as_uneven(likely: dict[int, float], hits: int) -> float:
    there = likely.get(hits, 0.0) * _ALIKE
    return min(sum(each for each in likely.values() if each <= there) / sum(likely.values()), 1.0)


def _likely(first: tuple[int, int], second: tuple[int, int]) -> dict[int, float]:
    """How likely so many hits of the first side are beside the likeliest number."""
    hits, n = first[0] + second[0], first[1] + second[1]
    least, most = max(0, hits - second[1]), min(hits, first[1])

    def next_to(at: int) -> float:
        """How much more likely the first has one hit more than ``at``."""
        return (hits - at) * (first[1] - at) / ((at + 1) * (second[1] - hits + at + 1))

    likeliest = (hits + 1) * (first[1] + 1) // (n + 2)
    likely = {likeliest: 1.0}
    for at in range(likeliest, most):
        likely[at + 1] = likely[at] * next_to(at)
    for at in range(likeliest, least, -1):
        likely[at - 1] = likely[at] / next_to(at - 1)
    return likely
