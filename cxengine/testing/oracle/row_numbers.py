"""Sums of shares and means, row by row: the number of each row of which such a figure is the mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from itertools import product
from math import prod

import attrs

from cxengine.lang import ast
from cxengine.testing.oracle.given import Row, World
from cxengine.testing.oracle.logic import Truth, kleene_and
from cxengine.testing.oracle.lookup import Value, field_named, option_names, scale_named, segment_named

Holds = Callable[[ast.Expr, Row], Truth]
Of = Callable[[ast.Expr, Row], Value]
MOST_TRIED = 1000
"""Of fields that come to more rows than this not all are tried."""
MOST_PARTS = 8


@dataclass(frozen=True, kw_only=True)
class Part:
    """A function over rows, and how often it counts in the sum."""

    times: Fraction
    function: ast.Ref


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What may hold for a row, or hold not, and how often it counts; and the conditions behind it."""

    times: Fraction
    holds: Callable[[Row], Truth]
    behind: tuple[ast.Expr, ...]


def parts_of(expr: ast.Expr, times: Fraction = Fraction(1)) -> tuple[list[Part], Fraction] | None:
    """The functions that a sum adds up, and the number beside them; None for what is no such sum."""
    number = written(expr)
    if number is not None:
        return [], number * times
    if isinstance(expr, ast.Ref):
        known = expr.name.text in ("share", "mean", "nps", "csat", "ces") and expr.arguments
        return ([Part(times=times, function=expr)], Fraction(0)) if known and not divides(expr) else None
    if isinstance(expr, ast.Negative):
        return parts_of(expr.value, -times)
    if not isinstance(expr, ast.Arithmetic):
        return None
    left, right = written(expr.left), written(expr.right)
    if expr.op == "*" and left is not None:
        return parts_of(expr.right, times * left)
    if expr.op == "*" and right is not None:
        return parts_of(expr.left, times * right)
    if expr.op == "/" and right:
        return parts_of(expr.left, times / right)
    if expr.op not in ("+", "-"):
        return None
    one, other = parts_of(expr.left, times), parts_of(expr.right, times if expr.op == "+" else -times)
    return None if one is None or other is None else (one[0] + other[0], one[1] + other[1])


def written(expr: ast.Expr) -> Fraction | None:
    """What numbers alone come to."""
    if isinstance(expr, ast.Number | ast.Percent | ast.Points | ast.Money):
        return expr.value
    if isinstance(expr, ast.Negative):
        inner = written(expr.value)
        return None if inner is None else -inner
    if not isinstance(expr, ast.Arithmetic):
        return None
    one, other = written(expr.left), written(expr.right)
    if one is None or other is None or (expr.op == "/" and other == 0):
        return None
    return {"+": one + other, "-": one - other, "*": one * other}.get(expr.op) if expr.op != "/" else one / other


def divides(function: ast.Ref) -> bool:
    """Whether a mean is of quotients row by row."""
    return any(
        isinstance(each, ast.Arithmetic) and each.op == "/" and written(each.right) is None for each in inside(function)
    )


def inside(node: object) -> Iterator[object]:
    """A part of the tree and all that is in it."""
    yield node
    if isinstance(node, tuple):
        for each in node:
            yield from inside(each)
    elif attrs.has(type(node)):
        for each in attrs.astuple(node, recurse=False):  # type: ignore[arg-type]
            yield from inside(each)
    elif is_dataclass(node):
        for each in fields(node):
            yield from inside(getattr(node, each.name))


def numbers_of(
    parts: Sequence[Part], shift: Fraction, rows: Sequence[Row], holds: Holds, of: Of
) -> list[Fraction] | None:
    """The number of each row that has one; None where one part is known of other rows than another."""
    found: list[Fraction] = []
    for row in rows:
        each = [number_of(part.function, row, holds, of) for part in parts]
        if None in each and set(each) != {None}:
            return None
        if None not in each:
            counted = (part.times * (own or 0) for part, own in zip(parts, each, strict=True))
            found.append(sum(counted, shift))
    return found


def number_of(function: ast.Ref, row: Row, holds: Holds, of: Of) -> Fraction | None:
    """1 or 0 for a share, 1, 0 or -1 for a net promoter score, the value for a mean; None where it is left out."""
    (argument,) = function.arguments or ()
    if function.name.text == "share":
        held = holds(argument, row)
        return None if held is None else Fraction(int(held))
    value = of(argument, row)
    if not isinstance(value, Fraction):
        return None
    name = function.name.text
    if name == "nps":
        return Fraction(int(value >= 9) - int(value <= 6))
    return value if name == "mean" else Fraction(int(value >= {"csat": 4, "ces": 5}[name]))


def same_parts(parts: Sequence[Part]) -> list[Part]:
    """Each function once, those left out that count nothing."""
    functions = []
    for part in parts:
        if part.function not in functions:
            functions.append(part.function)
    summed = [sum((p.times for p in parts if p.function == each), Fraction(0)) for each in functions]
    return [Part(times=times, function=each) for times, each in zip(summed, functions, strict=True) if times]


def span_of(
    world: World, table: ast.Table, parts: Sequence[Part], shift: Fraction, keeping: Sequence[ast.Expr],
    holds: Holds, of: Of,
) -> tuple[Fraction, Fraction] | None:  # fmt: skip
    """The least and the greatest number that a row can have which is kept; None where all have the same."""
    kept = [each for part in keeping for each in conjuncts(world, part)]
    waiting = [each for part in parts for each in conditions(world, part, kept, holds, of)]
    limits = [each for each in kept if can_be_tried(world, table, (each,))]
    low = high = shift
    while waiting:
        together, names = [waiting.pop(0)], set()
        while True:
            names = {name for each in together for name in fields_in(world, table, each.behind)}
            size = -1
            while len(names) > size:
                size = len(names)
                for each in limits:
                    own = fields_in(world, table, (each,))
                    names |= own if own & names else set()
            more = [each for each in waiting if fields_in(world, table, each.behind) & names]
            if not more:
                break
            together += more
            waiting = [each for each in waiting if each not in more]
        about = [each for each in limits if fields_in(world, table, (each,)) & names]
        ends = tried(world, table, together, about, sorted(names), holds)
        if ends is None:
            return None
        low, high = low + ends[0], high + ends[1]
    return (low, high) if low < high else None


def conditions(world: World, part: Part, kept: Sequence[ast.Expr], holds: Holds, of: Of) -> list[Condition]:
    """What of a share, or of a published score, holds or not."""
    (argument,) = part.function.arguments or ()
    if part.function.name.text == "share":
        own = tuple(each for each in conjuncts(world, argument) if each not in kept)
        return [Condition(times=part.times, holds=lambda row: kleene_and(holds(each, row) for each in own), behind=own)]

    def compared(times: Fraction, fits: Callable[[Fraction], bool]) -> Condition:
        def truth(row: Row) -> Truth:
            value = of(argument, row)
            return fits(value) if isinstance(value, Fraction) else None

        return Condition(times=times, holds=truth, behind=(argument,))

    if part.function.name.text == "nps":
        return [compared(part.times, lambda value: value >= 9), compared(-part.times, lambda value: value <= 6)]
    least = {"csat": 4, "ces": 5}[part.function.name.text]
    return [compared(part.times, lambda value: value >= least)]


def conjuncts(world: World, condition: ast.Expr) -> list[ast.Expr]:
    """What must all hold for a condition to."""
    segment = segment_named(world, condition)
    parts = segment.where if segment is not None else condition.parts if isinstance(condition, ast.And) else None
    return [condition] if parts is None else [each for part in parts for each in conjuncts(world, part)]


def compared_in(world: World, condition: ast.Expr) -> list[ast.Expr]:
    """The comparisons in a condition, those of segments as well."""
    segment = segment_named(world, condition)
    parts: tuple[ast.Expr, ...] | None = segment.where if segment is not None else None
    if isinstance(condition, ast.And | ast.Or):
        parts = condition.parts
    if isinstance(condition, ast.Not):
        parts = (condition.value,)
    return [condition] if parts is None else [each for part in parts for each in compared_in(world, part)]


def fields_in(world: World, table: ast.Table, conditions: Sequence[ast.Expr]) -> set[str]:
    """The fields that conditions look at."""
    return {
        each.name.text
        for condition in conditions
        for atom in compared_in(world, condition)
        for each in inside(atom)
        if isinstance(each, ast.Ref) and field_named(table.fields, each.name.text) is not None
    }


def can_be_tried(world: World, table: ast.Table, conditions: Sequence[ast.Expr]) -> bool:
    """Whether each comparison looks at one field, of few values."""
    for condition in conditions:
        for atom in compared_in(world, condition):
            names = fields_in(world, table, (atom,))
            if len(names) > 1 or any(values_of(world, table, name) is None for name in names):
                return False
    return True


def values_of(world: World, table: ast.Table, name: str) -> list[str | bool | int | None] | None:
    """All that a field may hold; None where that is not little."""
    field = field_named(table.fields, name)
    assert field is not None
    found: list[str | bool | int | None] = [option for option, _ in option_names(world, field)]
    if isinstance(field.type, ast.NamedType):
        scale = scale_named(world, field.type.name.text)
        if field.type.name.text == "yes_no":
            found = [True, False]
        if scale is not None and scale.low is not None and scale.high is not None:
            found = list(range(scale.low, scale.high + 1))
    if not 0 < len(found) <= 12:
        return None
    return [*found, None] if field.may_be_missing else found


def tried(
    world: World, table: ast.Table, together: Sequence[Condition], limits: Sequence[ast.Expr], names: Sequence[str],
    holds: Holds,
) -> tuple[Fraction, Fraction] | None:  # fmt: skip
    """What conditions come to at least and at most; None where no row is kept for which all are known."""
    values = [values_of(world, table, name) for name in names]
    plain = all(can_be_tried(world, table, each.behind) for each in together)
    if not plain or prod(len(each or ()) for each in values) > MOST_TRIED:
        alike: list[tuple[tuple[ast.Expr, ...], Fraction]] = []
        for each in together:
            before = [times for behind, times in alike if behind == each.behind]
            alike = [(behind, times) for behind, times in alike if behind != each.behind]
            alike.append((each.behind, each.times + sum(before, Fraction(0))))
        return (
            sum((min(times, Fraction(0)) for _, times in alike), Fraction(0)),
            sum((max(times, Fraction(0)) for _, times in alike), Fraction(0)),
        )
    found = []
    for way in product(*(each or [] for each in values)):
        row: Row = dict(zip(names, way, strict=True))
        truths = [each.holds(row) for each in together]
        if all(holds(limit, row) is True for limit in limits) and None not in truths:
            found.append(sum((each.times for each, held in zip(together, truths, strict=True) if held), Fraction(0)))
    return (min(found), max(found)) if found else None
