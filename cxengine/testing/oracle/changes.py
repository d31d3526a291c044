"""What moved between two dates, row by row: how far, how often by chance, and how much of it is who answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist

import attrs

from cxengine.lang import ast
from cxengine.testing.oracle.given import Key, Row, World
from cxengine.testing.oracle.intervals import FEW, adjusted_nps, adjusted_score, t_within, whole_freedom
from cxengine.testing.oracle.listings import label
from cxengine.testing.oracle.lookup import cell, field_named, kind_named, metric_named, table_named
from cxengine.testing.oracle.metrics import (
    is_function,
    is_net_score,
    is_over_other_rows,
    is_written,
    kept,
    row_truth,
    row_value,
    rows_of,
    written_out,
)
from cxengine.testing.oracle.policies import nearest_of
from cxengine.testing.oracle.row_numbers import MOST_PARTS, Part, numbers_of, parts_of, same_parts, span_of
from cxengine.testing.oracle.values import arithmetic, value_of

EXPECTED = 5
"""With fewer rows of one kind expected on one side all ways to deal them out are counted."""
Counted = tuple[int, Row, Fraction]
"""A row that a figure rests on: its place in the table, itself, and what it counts for."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """``mix`` and ``within`` are None where the change is not taken apart, ``chance`` where too few tell it."""

    by: Fraction
    chance: float | None
    mix: Fraction | None = None
    within: Fraction | None = None


def moved(
    world: World, metric: ast.Metric, key: Key, since: date, on: date, by: ast.Dimension | None = None
) -> Moved | None:
    """The change of a share, a net promoter score, a mean or a count; None for others and where one is unknown.

    Of such a function with numbers beside it the chance is the function's, and each part of the change is so many times
    as far as the formula goes from none of it to one.
    """
    expr = metric.formula
    if metric.table is None:
        return of_others_moved(world, metric, key, since, on, by)
    if isinstance(expr, ast.Ref):
        return function_moved(world, metric, expr, key, since, on, by)
    inner, number = alone(expr), as_of_number(expr)
    if inner is None:
        return sum_moved(world, metric, key, since, on, by)
    own = None if inner is None else function_moved(world, metric, inner, key, since, on, by)
    return None if own is None or number is None else times(own, number(Fraction(1)) - number(Fraction(0)))


def function_moved(
    world: World, metric: ast.Metric, expr: ast.Ref, key: Key, since: date, on: date, by: ast.Dimension | None
) -> Moved | None:
    """The change of a function over the rows of a metric."""
    if not is_function(metric, expr):
        return None
    before, after = (counted(world, metric, expr, key, day) for day in (since, on))
    if before is None or after is None:
        return None
    name = expr.name.text
    if name == "count":
        return count_moved(before, after)
    if name not in ("share", "csat", "ces", "nps", "mean") or not before or not after:
        return None
    gap = mean(after) - mean(before)
    chance = chance_between(before, after, name)
    if by is None:
        return Moved(by=gap, chance=chance)
    mix, within = parts_apart(world, metric, by, before, after)
    return Moved(by=gap, chance=chance, mix=mix, within=within)


def of_others_moved(
    world: World, metric: ast.Metric, key: Key, since: date, on: date, by: ast.Dimension | None
) -> Moved | None:
    """The change of a figure that is made of others: of one with numbers so many times its own, of several over the
    same rows that of the formula written out.
    """
    parts: list[ast.Metric] = []
    whole = written_out(world, metric.formula, parts) if metric.formula is not None else None
    if whole is None or not parts or any(is_over_other_rows(parts[0], part) for part in parts):
        return None
    one, number = alone(metric.formula), as_of_number(metric.formula)
    other = metric_named(world, one.name.text) if one is not None else None
    if other is None:
        return moved(world, attrs.evolve(parts[0], formula=whole), key, since, on, by)
    own = moved(world, other, key, since, on, by)
    return None if own is None or number is None else times(own, number(Fraction(1)) - number(Fraction(0)))


def sum_moved(
    world: World, metric: ast.Metric, key: Key, since: date, on: date, by: ast.Dimension | None
) -> Moved | None:
    """The change of a sum of shares and means; None for others, and where its parts rest on different rows."""
    if metric.table is None or metric.formula is None:
        return None
    table, found = table_named(world, metric.table.text), parts_of(metric.formula)
    if found is None or nearest_of(table) != 1 or kind_named(world, table.name.text) is not None:
        return None
    names = [part.function.name.text for part in found[0]]
    parts, shift = same_parts(found[0]), found[1]
    if not parts or len(names) + names.count("nps") > MOST_PARTS or is_net(metric.formula):
        return None
    sides = [sum_counted(world, metric, found[0], shift, key, day) for day in (since, on)]
    before, after = sides
    if not before or not after:
        return None
    gap, share = mean(after) - mean(before), len(parts) == 1 and names[0] not in ("nps", "mean")
    if "mean" in names or share:
        chance = chance_between(before, after, "mean" if "mean" in names else "share")
        if share and before != after:
            times = parts[0].times
            ones = [[(at, row, (own - shift) / times) for at, row, own in side] for side in (before, after)]
            chance = chance_between(ones[0], ones[1], "share")
    else:
        span = span_of(
            world, table, parts, shift, metric.where,
            lambda condition, row: row_truth(world, table, condition, row, on),
            lambda value, row: row_value(world, table, value, row, on),
        )  # fmt: skip
        if span is None:
            return None
        chance = chance_between(before, after, "score", span)
    if by is None:
        return Moved(by=gap, chance=chance)
    mix, within = parts_apart(world, metric, by, before, after)
    return Moved(by=gap, chance=chance, mix=mix, within=within)


def is_net(expr: ast.Expr) -> bool:
    """Whether it is a net score written as two shares."""
    return isinstance(expr, ast.Arithmetic) and is_net_score(expr)


def sum_counted(
    world: World, metric: ast.Metric, parts: Sequence[Part], shift: Fraction, key: Key, on: date
) -> list[Counted] | None:
    """The rows with the number that each has; None where parts rest on different rows, or there are none at all."""
    assert metric.table is not None
    table = table_named(world, metric.table.text)
    about = rows_of(world, metric, table, key)
    if isinstance(about, str):
        return None
    places, found = {id(row): place for place, row in enumerate(about)}, []
    for row in kept(world, metric, table, about, on, ()):
        numbers = numbers_of(
            parts, shift, [row],
            lambda condition, each: row_truth(world, table, condition, each, on),
            lambda value, each: row_value(world, table, value, each, on),
        )  # fmt: skip
        if numbers is None:
            return None
        found += [(places[id(row)], row, number) for number in numbers]
    return found


def alone(expr: ast.Expr | None) -> ast.Ref | None:
    """The one name in a formula of numbers; None where there are none or several, or it stands below a line."""
    if isinstance(expr, ast.Ref):
        return expr
    if isinstance(expr, ast.Negative):
        return alone(expr.value)
    if not isinstance(expr, ast.Arithmetic) or is_written(expr.left) == is_written(expr.right):
        return None
    if is_written(expr.right):
        return alone(expr.left)
    return None if expr.op == "/" else alone(expr.right)


def as_of_number(expr: ast.Expr | None) -> Callable[[Fraction], Fraction] | None:
    """What the formula comes to where its function comes to a number; None where it always comes to the same."""

    def of(part: ast.Expr | None, number: Fraction) -> Fraction:
        if isinstance(part, ast.Ref):
            return number
        if isinstance(part, ast.Negative):
            return -of(part.value, number)
        if isinstance(part, ast.Arithmetic):
            made = arithmetic(part.op, of(part.left, number), of(part.right, number))
        else:
            assert part is not None
            made = value_of(part, lambda ref: None, date.min)
        assert isinstance(made, Fraction)
        return made

    try:
        same = of(expr, Fraction(0)) == of(expr, Fraction(1))
    except AssertionError:  # divided by zero
        return None
    return None if same else lambda number: of(expr, number)


def times(own: Moved, factor: Fraction) -> Moved:
    """The change so many times as far, as often by chance."""
    mix, within = (None if part is None else part * factor for part in (own.mix, own.within))
    return Moved(by=own.by * factor, chance=own.chance, mix=mix, within=within)


def counted(world: World, metric: ast.Metric, expr: ast.Ref, key: Key, on: date) -> list[Counted] | None:
    """The rows that the figure rests on at a date, each with what it counts for; None where there are none at all."""
    assert metric.table is not None
    table = table_named(world, metric.table.text)
    about = rows_of(world, metric, table, key)
    if isinstance(about, str):
        return None
    places = {id(row): place for place, row in enumerate(about)}
    found = []
    for row in kept(world, metric, table, about, on, ()):
        number = counts_for(world, table, expr, row, on)
        if number is not None:
            found.append((places[id(row)], row, number))
    return found


def counts_for(world: World, table: ast.Table, expr: ast.Ref, row: Row, on: date) -> Fraction | None:
    """1 or 0 for a share, 1, 0 or -1 for a net promoter score, the value for a mean; None where it is left out."""
    name = expr.name.text
    if name in ("count", "share"):
        holds = row_truth(world, table, expr.arguments[0], row, on) if expr.arguments else True
        if name == "count":
            return Fraction(1) if holds is True else None
        return None if holds is None else Fraction(int(holds))
    value = row_value(world, table, (expr.arguments or ())[0], row, on)
    if not isinstance(value, Fraction):
        return None
    if name == "nps":
        return Fraction(int(value >= 9) - int(value <= 6))
    least = {"csat": 4, "ces": 5}.get(name)
    return value if least is None else Fraction(int(value >= least))


def mean(rows: Sequence[Counted]) -> Fraction:
    """What the rows count for on average."""
    return sum((number for _, _, number in rows), Fraction(0)) / len(rows)


def chance_between(
    before: Sequence[Counted], after: Sequence[Counted], name: str, span: tuple[Fraction, Fraction] | None = None
) -> float | None:
    """As the rows say; of few rows by what is known to hold for few. Where they are the very same, nothing moved."""
    if before == after:
        return 1.0
    gap, few = mean(after) - mean(before), min(len(before), len(after)) < FEW
    if (name == "nps" or span is not None) and few:
        (score1, error1), (score2, error2) = (
            adjusted_nps(*scored(rows)) if span is None else adjusted_score([number for _, _, number in rows], span)
            for rows in (before, after)
        )
        if gap * Fraction(score2 - score1) <= 0:
            return 1.0
        alike = likeness(before, after)
        return chance_of(score2 - score1, error1 + error2 - 2 * alike * sqrt(error1 * error2))
    if name not in ("nps", "mean") and least_expected(before, after) < EXPECTED:
        return chance_of_table(*((scored(rows)[0], len(rows)) for rows in (before, after)))
    if name != "mean" or not few:
        return chance_of(gap, variance_between(before, after, name))
    if any(len(rows) < 2 or (len(rows) < FEW and squares(rows) == 0) for rows in (before, after)):
        return None
    errors = [squares(rows) / (len(rows) * (len(rows) - 1)) for rows in (before, after)]
    variance = variance_between(before, after, name)
    if variance <= 1e-15:
        return 1.0 if gap == 0 else None
    freedom = whole_freedom(errors, [len(before), len(after)])
    return 1 - t_within(abs(float(gap)) / sqrt(variance), freedom)


def least_expected(before: Sequence[Counted], after: Sequence[Counted]) -> Fraction:
    """How many rows of the rarer kind the smaller side had, were both sides alike."""
    of_all = mean([*before, *after])
    return min(of_all, 1 - of_all) * min(len(before), len(after))


def chance_of_table(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Of all ways to deal out the hits to both, each (hits, n), those that are no more likely than this one."""
    hits = first[0] + second[0]
    ways = [comb(first[1], here) * comb(second[1], hits - here) for here in range(min(hits, first[1]) + 1)]
    return float(Fraction(sum(each for each in ways if each <= ways[first[0]]), sum(ways)))


def scored(rows: Sequence[Counted]) -> tuple[int, int, int]:
    """Promoters, detractors and answers."""
    numbers = [number for _, _, number in rows]
    return numbers.count(Fraction(1)), numbers.count(Fraction(-1)), len(numbers)


def likeness(before: Sequence[Counted], after: Sequence[Counted]) -> float:
    """The correlation of two figures by the rows that both rest on."""
    return len({place for place, _, _ in before} & {place for place, _, _ in after}) / sqrt(len(before) * len(after))


def variance_between(before: Sequence[Counted], after: Sequence[Counted], name: str) -> float:
    """That of the difference: rows of both dates take part in both errors."""
    alike = likeness(before, after)
    if name in ("share", "csat", "ces"):
        together = [*before, *after]
        p = float(mean(together))
        errors = [p * (1 - p) / len(rows) for rows in (before, after)]
    else:
        errors = [
            squares(rows) / (len(rows) * (max(len(rows) - 1, 1) if name == "mean" else len(rows)))
            for rows in (before, after)
        ]
    return errors[0] + errors[1] - 2 * alike * sqrt(errors[0] * errors[1])


def squares(rows: Sequence[Counted]) -> float:
    """The squares of what each is off the mean, together."""
    middle = mean(rows)
    return float(sum((number - middle) ** 2 for _, _, number in rows))


def chance_of(gap: Fraction | float, variance: float) -> float:
    """How often a difference as large comes about where nothing differs, either way."""
    if variance <= 1e-15:
        return 1.0 if gap == 0 else 0.0
    return 2 * (1 - NormalDist().cdf(abs(float(gap)) / sqrt(variance)))


def count_moved(before: Sequence[Counted], after: Sequence[Counted]) -> Moved:
    """Those that came against those that went."""
    old, new = {place for place, _, _ in before}, {place for place, _, _ in after}
    gap = Fraction(len(new) - len(old))
    return Moved(by=gap, chance=chance_of_sides(len(new - old), len(old - new)))


def chance_of_sides(came: int, went: int) -> float:
    """Of all ways for each that came or went to have done either, those at least as uneven."""
    ways = [comb(came + went, each) for each in range(came + went + 1)]
    apart = abs(came - went)
    return float(Fraction(sum(n for each, n in enumerate(ways) if abs(came + went - 2 * each) >= apart), sum(ways)))


def parts_apart(
    world: World, metric: ast.Metric, by: ast.Dimension, before: Sequence[Counted], after: Sequence[Counted]
) -> tuple[Fraction, Fraction]:
    """What the change had been, had only the groups' sizes changed, and had only their figures: each both ways."""
    groups = [by_group(world, metric, by, rows) for rows in (before, after)]
    names = {*groups[0], *groups[1]}
    sizes = [
        {name: Fraction(len(of.get(name, [])), len(rows)) for name in names}
        for of, rows in zip(groups, (before, after), strict=True)
    ]
    figures = [{name: mean(of.get(name) or other[name]) for name in names} for of, other in (groups, groups[::-1])]

    def total(size: int, figure: int) -> Fraction:
        return sum((sizes[size][name] * figures[figure][name] for name in names), Fraction(0))

    mix = (total(1, 0) - total(0, 0) + total(1, 1) - total(0, 1)) / 2
    within = (total(0, 1) - total(0, 0) + total(1, 1) - total(1, 0)) / 2
    return mix, within


def by_group(
    world: World, metric: ast.Metric, by: ast.Dimension, rows: Sequence[Counted]
) -> dict[str | None, list[Counted]]:
    """The rows by the value of the dimension."""
    assert metric.table is not None
    field = field_named(table_named(world, metric.table.text).fields, by.field.text)
    assert field is not None
    found: dict[str | None, list[Counted]] = {}
    for row in rows:
        found.setdefault(label(cell(field, row[1]), by.part), []).append(row)
    return found
