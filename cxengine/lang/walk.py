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


def levels_twice(model: ast.Model) -> frozenset[int]:
    """The numbers that several levels of a model have."""
    numbers = [level.number for level in model.levels]
    return frozenset(number for number in numbers if numbers.count(number) > 1)


def terms(expr: ast.Compare) -> list[tuple[int, ast.Expr]]:
    """What is added (1) and taken away (-1) when the right side of a comparison is brought to the left."""
    waiting: list[tuple[int, ast.Expr]] = [(-1, expr.right), (1, expr.left)]
    found: list[tuple[int, ast.Expr]] = []
    while waiting:
        sign, here = waiting.pop()
        match here:
            case ast.Arithmetic("+", left, right):
                waiting += [(sign, right), (sign, left)]
            case ast.Arithmetic("-", left, right):
                waiting += [(-sign, right), (sign, left)]
            case ast.Negative(value):
                waiting.append((-sign, value))
            case _:
                found.append((sign, here))
    return found


def conditions_of(model: ast.Model) -> Iterator[ast.Expr]:
    """Every condition that a model's result rests on: those of its criteria, of its levels, and of the result."""
    for criterion in criteria_of(model):
        yield from (expr for expr in (criterion.when, criterion.applies, criterion.unmet) if expr is not None)
    yield from (level.when for level in model.levels if level.when is not None)
    yield from (cap.when for caps in (model.caps, *(aspect.caps for aspect in model.aspects)) for cap in caps)
    bounds = [*model.bounds, *(bound for aspect in model.aspects for bound in aspect.bounds)]
    yield from (bound.when for bound in bounds if bound.when is not None)
    withheld = (model.withheld, *(aspect.withheld for aspect in model.aspects))
    yield from (when for when in withheld if when is not None)


def proposing_conditions_of(model: ast.Model) -> Iterator[ast.Expr]:
    """The conditions of a model's actions."""
    actions = (action for criterion in criteria_of(model) for action in criterion.actions)
    yield from (action.when for action in actions if action.when is not None)


def criteria_under(model: ast.Model, aspect: str) -> tuple[ast.Criterion, ...]:
    """The criteria of an aspect and of the aspects that stand in it."""
    inside, before = {aspect}, 0
    while len(inside) > before:
        before = len(inside)
        inside |= {a.name.text for a in model.aspects if a.parent is not None and a.parent.text in inside}
    return tuple(c for c in criteria_of(model) if any(aspect.text in inside for aspect in c.aspects))


def stopping_rows(model: ast.Model) -> tuple[tuple[ast.Criterion, ...], ...]:
    """Criteria in the order in which they are asked, up to the first unmet: all of the model, or those of an aspect."""
    whole = (tuple(criteria_of(model)),) if model.stops else ()
    return (*whole, *(criteria_under(model, aspect.name.text) for aspect in model.aspects if aspect.stops))


def criteria_meant(expr: ast.EachCriterion, model: ast.Model, holder: str | None) -> tuple[ast.Criterion, ...]:
    """The criteria that ``any other criterion of culture`` is about."""
    among = criteria_under(model, expr.aspect.text) if expr.aspect is not None else tuple(criteria_of(model))
    return tuple(c for c in among if not (expr.other and c.name.text == holder))


def criteria_read(exprs: tuple[ast.Expr | None, ...], model: ast.Model, holder: str | None) -> dict[str, ast.Expr]:
    """The criteria that conditions rest on, each with the place that names it."""
    found: dict[str, ast.Expr] = {}
    for expr in exprs:
        for part in walk(expr) if expr is not None else ():
            if isinstance(part, ast.CriterionIs):
                found.setdefault(part.criterion.text, part)
            elif isinstance(part, ast.EachCriterion):
                for criterion in criteria_meant(part, model, holder):
                    found.setdefault(criterion.name.text, part)
    return found


def parts(expr: ast.Expr) -> tuple[ast.Expr, ...]:
    """The expressions that an expression is made of."""
    match expr:
        case ast.Ref(arguments=arguments):
            return arguments or ()
        case (
            ast.Arithmetic(left=left, right=right)
            | ast.Compare(left=left, right=right)
            | ast.Is(left=left, right=right)
            | ast.CompareSets(left=left, right=right)
        ):
            return (left, right)
        case ast.OneOf(left=left, options=options):
            return (left, *options)
        case ast.Negative(value=value) | ast.Not(value=value) | ast.IsKnown(value=value):
            return (value,)
        case ast.InLast(value=value) | ast.Mentions(value=value) | ast.InWorkingDays(value=value):
            return (value,)
        case ast.MeetsTarget(metric=metric):
            return (metric,)
        case ast.And(parts=several) | ast.Or(parts=several):
            return several
        case _:
            return ()
