"""The functions of the language over a list of rows, each straight from its definition."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Figure, Row
from cxengine.testing.oracle.logic import Truth
from cxengine.testing.oracle.lookup import Value

Holds = Callable[[ast.Expr, Row], Truth]
Of = Callable[[ast.Expr, Row], Value]


def function_figure(name: str, arguments: tuple[ast.Expr, ...], rows: list[Row], holds: Holds, of: Of) -> Figure:
    """The figure of ``count``, ``share(…)``, ``mean(…)``, ``sum(…)``, ``median(…)``, ``percentile(…, 90%)``,
    ``distinct(…)``, ``nps(…)``, ``csat(…)`` or ``ces(…)``.
    """
    if name == "count":
        return count([holds(arguments[0], row) for row in rows] if arguments else [True for _ in rows])
    if name == "share":
        return share([holds(arguments[0], row) for row in rows])
    answers = [of(arguments[0], row) for row in rows]
    if name == "distinct":
        return distinct(answers)
    numbers = [answer for answer in answers if isinstance(answer, Fraction)]
    missing = len(answers) - len(numbers)
    if name == "mean":
        return mean(numbers, missing)
    if name == "sum":
        return total(numbers, missing)
    if name == "median":
        return quantile(numbers, Fraction(1, 2), missing)
    if name == "percentile":
        assert isinstance(arguments[1], ast.Percent)
        return quantile(numbers, arguments[1].value, missing)
    if name == "nps":
        return net_promoters(numbers, missing)
    least = {"csat": 4, "ces": 5}[name]
    return share([None if answer is None else at_least(answer, least) for answer in answers])


def at_least(answer: Value, least: int) -> bool:
    """Whether an answer is this point or a higher one."""
    assert isinstance(answer, Fraction)
    return answer >= least


def count(truths: list[Truth]) -> Figure:
    """Rows for which a condition holds. Rests on all rows; those where it is unknown are left out."""
    hits = truths.count(True)
    unclear = truths.count(None)
    return Figure(value=Fraction(hits), n=len(truths), excluded=unclear, estimator="count", counted=hits)


def share(truths: list[Truth]) -> Figure:
    """Rows where it holds, of those where it is known."""
    hits, n = truths.count(True), len(truths) - truths.count(None)
    excluded = truths.count(None)
    if n == 0:
        return Figure(unknown="no answers", n=0, excluded=excluded, estimator="share", hits=0)
    return Figure(value=Fraction(hits, n), n=n, excluded=excluded, estimator="share", hits=hits)


def mean(numbers: list[Fraction], missing: int) -> Figure:
    """The sum of what is known, over how many are known."""
    if not numbers:
        return Figure(unknown="no answers", n=0, excluded=missing)
    average = sum(numbers, Fraction(0)) / len(numbers)
    return Figure(value=average, n=len(numbers), excluded=missing, estimator="mean", values=tuple(numbers))


def total(numbers: list[Fraction], missing: int) -> Figure:
    """Nothing over no rows; unknown when there are rows and every one lacks it. Rests on what is known."""
    if missing > 0 and not numbers:
        return Figure(unknown="no answers", n=0, excluded=missing)
    return Figure(value=sum(numbers, Fraction(0)), n=len(numbers), excluded=missing)


def quantile(numbers: list[Fraction], part: Fraction, missing: int) -> Figure:
    """The number at a part of the way from the least to the greatest, in proportion where it falls between two."""
    if not numbers:
        return Figure(unknown="no answers", n=0, excluded=missing)
    in_order = sorted(numbers)
    way = part * (len(in_order) - 1)
    before = int(way)
    value = in_order[before]
    if way > before:
        value += (way - before) * (in_order[before + 1] - value)
    return Figure(value=value, n=len(numbers), excluded=missing)


def distinct(answers: list[Value]) -> Figure:
    """How many different values there are; texts that differ in case or in spaces around them are one."""
    known = [answer for answer in answers if answer is not None]
    different = {answer.strip().casefold() if isinstance(answer, str) else answer for answer in known}
    return Figure(value=Fraction(len(different)), n=len(known), excluded=len(answers) - len(known))


def net_promoters(numbers: list[Fraction], missing: int) -> Figure:
    """Promoters (9, 10) less detractors (0 to 6), of those who answered."""
    promoters = len([x for x in numbers if x >= 9])
    detractors = len([x for x in numbers if x <= 6])
    n = len(numbers)
    if n == 0:
        return Figure(unknown="no answers", n=0, excluded=missing, estimator="nps", hits=0, misses=0)
    return Figure(
        value=Fraction(promoters - detractors, n),
        n=n,
        excluded=missing,
        estimator="nps",
        hits=promoters,
        misses=detractors,
    )


def combined(left: Figure, right: Figure, value: Fraction | None) -> Figure:
    """Two figures as one: it rests on the smaller number of rows, and is hidden if either is."""
    sizes = [figure.n for figure in (left, right) if figure.n is not None]
    unknown = left.unknown or right.unknown or ("divided by zero" if value is None else "")
    return Figure(
        value=None if unknown else value,
        unknown=unknown,
        n=min(sizes) if sizes else None,
        excluded=max(left.excluded, right.excluded),
        suppressed=left.suppressed or right.suppressed,
    )
