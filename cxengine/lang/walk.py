"""Going through the tree without recursion."""

from __future__ import annotations

from collections.abc import Iterator

from cxengine.lang import ast


def walk(expr: ast.Expr) -> Iterator[ast.Expr]:
    """An expression and everything in it, from left to right."""
    waiting: list[ast.Expr] = [expr]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(parts(here)))


def references(expr: ast.Expr) -> Iterator[ast.Ref]:
    """Every reference in an expression, in brackets too."""
    return (here for here in walk(expr) if isinstance(here, ast.Ref))


def criteria_of(model: ast.Model) -> Iterator[ast.Criterion]:
    """Every criterion of a model, in file order."""
    yield from model.criteria
    for level in model.levels:
        yield from level.criteria


def levels_left_out(model: ast.Model) -> frozenset[int]:
    """The numbers that are missing between the levels of a model."""
    numbers = {level.number for level in model.levels}
    return frozenset(range(min(numbers, default=0), max(numbers, default=0))) - numbers


def conditions_of(model: ast.Model) -> Iterator[ast.Expr]:
    """Every condition of a model, in file order."""
    for criterion in criteria_of(model):
        yield from (expr for expr in (criterion.when, criterion.applies) if expr is not None)
    yield from (level.when for level in model.levels if level.when is not None)


def parts(expr: ast.Expr) -> tuple[ast.Expr, ...]:
    """The expressions that an expression is made of."""
    match expr:
        case ast.Ref(arguments=arguments):
            return arguments or ()
        case (
            ast.Arithmetic(left=left, right=right)
            | ast.Compare(left=left, right=right)
            | ast.Is(left=left, right=right)
        ):
            return (left, right)
        case ast.OneOf(left=left, options=options):
            return (left, *options)
        case ast.Negative(value=value) | ast.Not(value=value) | ast.IsKnown(value=value) | ast.InLast(value=value):
            return (value,)
        case ast.MeetsTarget(metric=metric):
            return (metric,)
        case ast.And(parts=several) | ast.Or(parts=several):
            return several
        case _:
            return ()
