"""How often each interval holds the truth: exactly where every outcome can be counted, else by simulation.

python -m tests.benchmarks.bench_coverage
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import exp, lgamma, log
from typing import Any

import numpy as np

from cxengine.metrics import statistics

P95 = Fraction(95, 100)
SIZES = (10, 20, 30, 50, 100, 400)
SHARES = np.linspace(0.0005, 0.9995, 1999)
FEW_SHARES = (0.005, 0.01, 0.02, 0.05, *np.arange(0.1, 1, 0.1).tolist(), 0.95, 0.98, 0.99, 0.995)
DRAWS = 20_000
SEED = 20261127
NEAR = 1e-12
"""What an end may be missed by in floats that the truth lies just on."""

Scores = tuple[float, float]
"""The parts of promoters and of detractors among all people."""


def choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def binomial(n: int, p: float) -> Any:
    hits = np.arange(n + 1)
    return np.exp(np.array([choose(n, k) for k in range(n + 1)]) + hits * np.log(p) + (n - hits) * np.log1p(-p))


def shares(n: int) -> list[float]:
    """Of each share of all people, how often Wilson's interval of ``n`` answers holds it."""
    low, high = statistics.wilson_each(np.arange(n + 1), np.full(n + 1, n), P95)
    return [float((binomial(n, p) * ((low <= p) & (p <= high))).sum()) for p in SHARES.tolist()]


def shares_apart(n: int, m: int) -> Iterator[float]:
    """Newcombe's, of a difference."""
    ends = [[statistics.newcombe((k, n), (j, m), P95) for j in range(m + 1)] for k in range(n + 1)]
    low, high = np.moveaxis(np.array(ends), 2, 0)
    for p in FEW_SHARES:
        for q in FEW_SHARES:
            chance = binomial(n, p)[:, None] * binomial(m, q)
            yield float((chance * ((low <= p - q) & (p - q <= high))).sum())


def answered(n: int) -> list[tuple[int, int]]:
    return [(up, down) for up in range(n + 1) for down in range(n + 1 - up)]


def trinomial(n: int, of: Scores) -> Any:
    up, down = of
    rest = 1 - up - down
    return np.array([
        exp(choose(n, a) + choose(n - a, b) + a * log(up) + b * log(down) + (n - a - b) * log(rest))
        for a, b in answered(n)
    ])  # fmt: skip


def scores(n: int, all_people: Sequence[Scores]) -> list[float]:
    """Adjusted Wald's, of a net promoter score."""
    low, high = np.array([statistics.net_promoter(a, b, n, P95) for a, b in answered(n)]).T
    return [float((trinomial(n, of) * ((low <= of[0] - of[1]) & (of[0] - of[1] <= high))).sum()) for of in all_people]


def scores_apart(n: int, m: int, all_people: Sequence[Scores]) -> list[float]:
    """Zou and Donner's, of a difference."""
    first, second = answered(n), answered(m)
    ends = [[statistics.net_promoter_difference((*a, n), (*b, m), P95) for b in second] for a in first]
    low, high = np.moveaxis(np.array(ends), 2, 0)
    found = []
    for one, other in zip(all_people, reversed(all_people), strict=True):
        gap = one[0] - one[1] - other[0] + other[1]
        chance = trinomial(n, one)[:, None] * trinomial(m, other)
        found.append(float((chance * ((low <= gap) & (gap <= high))).sum()))
    return found


def held_at_once(n: int, of: Sequence[float]) -> tuple[Any, Any]:
    """Every way in which ``n`` rows may hold neither of two conditions, the first alone, the second alone or both.

    With the chance of each, where ``of`` are the parts of all people.
    """
    ways = [
        (n - a - b - c, a, b, c) for a in range(n + 1) for b in range(n + 1 - a) for c in range(n + 1 - a - b)
    ]  # fmt: skip
    logs = np.log(np.array(of))
    factor = [lgamma(n + 1) - sum(lgamma(each + 1) for each in way) for way in ways]
    found = np.array(ways)
    return found, np.exp(np.array(factor) + found @ logs)


def row_scores(n: int, times: Scores, all_people: Sequence[Sequence[float]]) -> list[float]:
    """Of two shares that count ``times`` over the same ``n`` rows."""
    numbers = np.array([0.0, times[0], times[1], times[0] + times[1]])
    span = float(numbers.min()), float(numbers.max())
    found = []
    for of in all_people:
        ways, chance = held_at_once(n, of)
        mean = ways @ numbers / n
        variance = np.maximum(ways @ numbers**2 - n * mean**2, 0) / (n - 1)
        ends = [statistics.row_score(m, v, n, span, P95) for m, v in zip(mean.tolist(), variance.tolist(), strict=True)]
        low, high = np.array(ends).T
        truth = float(np.array(of) @ numbers)
        found.append(float((chance * ((low <= truth + NEAR) & (truth <= high + NEAR))).sum()))
    return found


def of_five(n: int, people: Sequence[float], alike: float, chance: Any) -> list[float]:
    """Of five shares that count a fifth each, by simulation: of these parts of all people hold each of five
    conditions, and a part ``alike`` of them all or none.
    """
    found = []
    for part in people:
        together = chance.random((DRAWS, n, 1)) < alike
        held = np.where(together, chance.random((DRAWS, n, 1)) < part, chance.random((DRAWS, n, 5)) < part)
        numbers = held.mean(2)
        mean, variance = numbers.mean(1), numbers.var(1, ddof=1)
        each = zip(mean.tolist(), variance.tolist(), strict=True)
        low, high = np.array([statistics.row_score(m, v, n, (0.0, 1.0), P95) for m, v in each]).T
        found.append(float(((low <= part + NEAR) & (part <= high + NEAR)).mean()))
    return found


def counts(expected: float) -> float:
    """Byar's, of a count that so many are expected of."""
    found = np.arange(int(expected + 12 * expected**0.5 + 20))
    low, high = statistics.byar_each(found, P95)
    chance = np.exp(found * np.log(expected) - expected - np.array([lgamma(k + 1) for k in found.tolist()]))
    return float((chance * ((low <= expected) & (expected <= high))).sum())


def means(rows: Any, truth: float) -> tuple[float, float]:
    """Student's, where there is one, and how often there is."""
    low, high = statistics.mean_interval_each(rows.mean(1), rows.var(1, ddof=1), np.full(len(rows), rows.shape[1]), P95)
    there = ~np.isnan(low)
    return float(((low <= truth) & (truth <= high))[there].mean()), float(there.mean())


def narrowed(people: int, n: int) -> Iterator[float]:
    """Of a share of so many people, of whom ``n`` were asked."""
    factor = statistics.finite_population(n, people)
    for fit in range(1, people):
        hits = np.arange(max(0, n - people + fit), min(n, fit) + 1)
        rest, of_all = people - fit, choose(people, n)
        chance = np.array([exp(choose(fit, k) + choose(rest, n - k) - of_all) for k in hits.tolist()])
        low, high = statistics.wilson_each(hits, np.full(len(hits), n), P95)
        share, truth = hits / n, fit / people
        inside = (share - (share - low) * factor <= truth) & (truth <= share + (high - share) * factor)
        yield float((chance * inside).sum())


def said(what: str, found: Sequence[float]) -> None:
    """The mean, the least, and how many of all are below 90%."""
    few = sum(each < 0.9 for each in found) / len(found)
    print(f"{what:<44} on average {np.mean(found):.1%}, at worst {min(found):.1%}, below 90% for {few:.1%}")


def main() -> None:
    chance = np.random.default_rng(SEED)
    people = [(float(a), float(b)) for a, b, _ in chance.dirichlet((1, 1, 1), 60)]
    people += [(0.97, 0.01), (0.9, 0.05), (0.01, 0.97), (0.05, 0.9), (0.5, 0.49), (0.1, 0.01), (0.02, 0.01)]
    for n in SIZES:
        said(f"share of {n}", shares(n))
    for n in SIZES[:5]:
        said(f"score of {n}", scores(n, people))
    of_two = np.random.default_rng(SEED + 1)
    pairs = [tuple(map(float, each)) for each in of_two.dirichlet((1, 1, 1, 1), 60)]
    pairs += [(0.01, 0.01, 0.01, 0.97), (0.97, 0.01, 0.01, 0.01), (0.02, 0.9, 0.06, 0.02), (0.48, 0.01, 0.01, 0.5)]
    pairs += [(0.003, 0.007, 0.09, 0.9), (0.9, 0.05, 0.04, 0.01), (0.005, 0.005, 0.98, 0.01)]
    for n in SIZES[:4]:
        for times in ((0.5, 0.5), (1.0, -1.0), (0.75, 0.25), (0.9, 0.1)):
            said(f"score of {n}, {times[0]:g} and {times[1]:g} of two shares", row_scores(n, times, pairs))
    for n in SIZES[:5]:
        for alike in (0.0, 0.7):
            fifths = of_five(n, (0.02, 0.05, 0.1, 0.3, 0.5, 0.8, 0.9, 0.95, 0.98), alike, of_two)
            said(f"score of {n}, a fifth of five shares, {alike:.0%} alike", fifths)
    said("counts of 0.5 to 100", [counts(each) for each in (0.5, 1, 2, 3, 5, 10, 20, 50, 100)])
    for n, m in ((10, 10), (10, 100), (30, 30), (100, 100)):
        said(f"difference of shares of {n} and {m}", list(shares_apart(n, m)))
    for n, m in ((5, 5), (10, 10), (10, 30), (20, 20)):
        said(f"difference of scores of {n} and {m}", scores_apart(n, m, people))
    for n, of in ((10, 100), (30, 100), (50, 100), (100, 500)):
        said(f"share of {n} of {of} people", list(narrowed(of, n)))
    five = np.arange(1, 6)
    kinds = {
        "even": [0.2] * 5, "7 in 10 the best": [0.02, 0.03, 0.05, 0.2, 0.7],
        "95% the best": [0.01, 0.01, 0.01, 0.02, 0.95],
    }  # fmt: skip
    for n in SIZES[:5]:
        for kind, parts in kinds.items():
            held, there = means(chance.choice(five, (DRAWS, n), p=parts).astype(float), float(five @ np.array(parts)))
            print(f"{f'mean of {n}, one to five, {kind}':<44} {held:.1%} where there is one, in {there:.1%}")
        held, _ = means(chance.lognormal(size=(DRAWS, n)), exp(0.5))
        print(f"{f'mean of {n} amounts, few very large':<44} {held:.1%}")


if __name__ == "__main__":
    main()
