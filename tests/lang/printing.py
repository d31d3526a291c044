"""Trees written as text, every operation in brackets: the reverse of parsing, for round trips."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cxengine.lang import ast


def figure(value: Fraction) -> str:
    """A number with the decimals that it has; only for those that end."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 13):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(scaled.numerator).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}"
    raise ValueError(value)


def expression(node: ast.Expr) -> str:
    """An expression as text, in brackets where it is more than one word."""
    match node:
        case ast.Number(value):
            return figure(value)
        case ast.Percent(value):
            return figure(value * 100) + "%"
        case ast.Points(value):
            return figure(value * 100) + " points"
        case ast.Money(value):
            whole, _, rest = figure(value).partition(".")
            return f"£{whole}" + (f".{rest.ljust(2, '0')}" if rest else "")
        case ast.Day(value):
            return value.isoformat()
        case ast.Today():
            return "today"
        case ast.Text(value):
            return f'"{value}"'
        case ast.Duration(value):
            return period(value)
        case ast.Ref():
            return reference(node)
        case ast.And(parts):
            return "(" + " and ".join(expression(part) for part in parts) + ")"
        case ast.Or(parts):
            return "(" + " or ".join(expression(part) for part in parts) + ")"
        case ast.Arithmetic(op, left, right):
            return f"({expression(left)} {op} {expression(right)})"
        case ast.Negative(value):
            return f"(-{expression(value)})"
        case ast.Not(value):
            return f"(not {expression(value)})"
    return f"({_condition(node)})"


def _condition(node: ast.Expr) -> str:
    match node:
        case ast.Compare(op, left, right, confidence):
            return f"{expression(left)} {op} {expression(right)}{_sure(confidence)}"
        case ast.Is(left, right, negated):
            return f"{expression(left)} is {_no(negated)}{expression(right)}"
        case ast.OneOf(left, options, negated):
            listed = ", ".join(expression(option) for option in options)
            return f"{expression(left)} is {_no(negated)}one of ({listed})"
        case ast.IsKnown(value, known):
            return f"{expression(value)} is {'known' if known else 'unknown'}"
        case ast.CriterionIs(criterion, outcome, negated, at_least):
            return f"criterion {criterion} is {_no(negated)}{'at least ' if at_least else ''}{outcome}"
        case ast.InLast(value, length, full):
            count, unit = period(length).split()
            return f"{expression(value)} in last {count} {'full ' if full else ''}{unit}"
        case ast.MeetsTarget(metric, confidence, standard):
            return f"{expression(metric)} meets {standard or 'target'}{_sure(confidence)}"
    raise TypeError(node)


def reference(node: ast.Ref) -> str:
    """``m(x) of council 12 months ago``."""
    said = node.name.text
    if node.arguments is not None:
        said += "(" + ", ".join(expression(part) for part in node.arguments) + ")"
    if node.of is not None:
        said += f" of {node.of}"
    if isinstance(node.at, date):
        said += f" on {node.at.isoformat()}"
    elif node.at is not None:
        said += f" {period(node.at)} ago"
    return said


def period(value: ast.Period) -> str:
    """``12 months``."""
    return f"{figure(value.count)} {value.unit}{'' if value.count == 1 else 's'}"


def _sure(confidence: Fraction | None) -> str:
    return "" if confidence is None else f" with {figure(confidence * 100)}% confidence"


def _no(negated: bool) -> str:
    return "not " if negated else ""
