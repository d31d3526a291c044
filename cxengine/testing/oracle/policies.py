"""What a table says of small groups and of numbers of people, by its own lines or by a policy's name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.given import Figure

NAMED: dict[str, tuple[int, int]] = {
    "nhs_friends_and_family": (5, 1),
    "gp_patient_survey": (10, 1),
    "nhs_digital": (8, 5),
    "mod": (5, 5),
    "dasa": (0, 10),
}
"""The smallest group that is shown, and what numbers of people are rounded to."""


def least_of(table: ast.Table) -> int:
    """The smallest group that is shown: the table's own line goes before the policy's."""
    if table.publish_at_least is not None:
        return table.publish_at_least
    return NAMED[table.publish_as.text][0] if table.publish_as is not None else 0


def nearest_of(table: ast.Table) -> int:
    """What numbers of people are rounded to; 1 where they are not."""
    if table.counts_rounded_to is not None:
        return table.counts_rounded_to
    return NAMED[table.publish_as.text][1] if table.publish_as is not None else 1


def halves_are_even(table: ast.Table) -> bool:
    """Whether a number that ends in 5 goes to the nearest 20: DASA's rounding, where the table has none of its own."""
    named = table.publish_as is not None and table.publish_as.text == "dasa"
    return named and table.counts_rounded_to is None


def near(people: int, step: int, even: bool = False) -> int:
    """The nearest multiple of the step; from the middle the higher one, or the one that is an even multiple."""
    if even and people % step * 2 == step:
        return round(people / (2 * step)) * 2 * step
    return (2 * people + step) // (2 * step) * step


def is_small(n: int | None, least: int) -> bool:
    """Whether a number of rows is too few to publish; none at all gives nobody away."""
    return n is not None and 0 < n < least


def said(figure: Figure, table: ast.Table) -> Figure:
    """A function's figure as the table lets it be said: hidden where small, else from rounded numbers of people."""
    least, step = least_of(table), nearest_of(table)
    figure = replace(figure, suppressed=is_small(figure.n, least) or is_small(figure.counted, least))
    if step == 1 or figure.n is None:
        return figure
    even = halves_are_even(table)
    counts = (figure.n, figure.hits, figure.misses)
    n, hits, misses = (None if each is None else near(each, step, even) for each in counts)
    assert n is not None
    if figure.estimator == "count":
        assert figure.counted is not None
        counted, excluded = near(figure.counted, step, even), near(figure.excluded, step, even)
        return replace(figure, n=n, counted=counted, value=Fraction(counted), excluded=excluded)
    left_out = near(figure.n + figure.excluded, step, even) - n
    figure = replace(figure, n=n, hits=hits, misses=misses, excluded=left_out)
    if figure.value is None or hits is None:
        return figure
    if n == 0:
        return replace(figure, value=None, unknown="no answers")
    return replace(figure, value=Fraction(hits - (misses or 0), n))
