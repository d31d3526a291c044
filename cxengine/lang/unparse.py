"""An expression back in the words of the language, on one line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cxengine.lang import ast

_TIGHT = {ast.Or: 1, ast.And: 2, ast.Not: 3, ast.Arithmetic: 5, ast.Negative: 7}
OF_A_STEP = ("other_party", "only_when")
"""What steps have that is written in two words."""

_MOST_PLACES = 32
"""A literal has at most 30 digits; as a percentage it is divided by 100."""


def unparse(expr: ast.Expr) -> str:
    """The text of an expression; parsing it again gives an equal tree."""
    match expr:
        case ast.Or(parts):
            return " or ".join(_inside(part, 2) for part in parts)
        case ast.And(parts):
            return " and ".join(_inside(part, 3) for part in parts)
        case ast.Not(value):
            return f"not {_inside(value, 3)}"
        case ast.Compare(op, left, right, confidence):
            return f"{_inside(left, 5)} {op} {_inside(right, 5)}{_sure(confidence)}"
        case ast.Is(left, right, negated):
            return f"{_inside(left, 5)} is {'not ' if negated else ''}{_inside(right, 5)}"
        case ast.OneOf(left, options, negated):
            listed = ", ".join(unparse(option) for option in options)
            return f"{_inside(left, 5)} is {'not ' if negated else ''}one of ({listed})"
        case ast.IsKnown(value, known):
            return f"{_inside(value, 5)} is {'known' if known else 'unknown'}"
        case ast.CriterionIs(criterion, _, negated):
            return f"criterion {criterion.text} is {'not ' if negated else ''}{answer_asked(expr)}"
        case ast.EachCriterion():
            return _each(expr)
        case ast.InLast(value, period, full):
            count, _, unit = period_text(period).partition(" ")
            return f"{_inside(value, 5)} in last {count} {'full ' if full else ''}{unit}"
        case ast.Mentions(value, theme):
            return f"{_inside(value, 5)} mentions {theme.text}"
        case ast.CompareSets(relation, left, right):
            return f"{_inside(left, 5)} {relation} {_inside(right, 5)}"
        case ast.Follows(later, first, how):
            return f"{later} {how + ' ' if how else ''}follows {first}"
        case ast.SameOf(attribute, or_none):
            return f"same {_two_words(attribute.text)}{' or none' if or_none else ''}"
        case ast.MeetsTarget(metric, confidence, standard):
            return f"{unparse(metric)} meets {standard or 'target'}{_sure(confidence)}"
        case _:
            return _value(expr)


def _each(expr: ast.EachCriterion) -> str:
    who = f"{'every' if expr.every else 'any'} {'other ' if expr.other else ''}criterion"
    if expr.aspect is not None:
        who += f" of {expr.aspect.text}"
    proof = f" without {expr.without}" if expr.without is not None else ""
    return f"{who} is {'not ' if expr.negated else ''}{answer_asked(expr)}{proof}"


def answer_asked(expr: ast.CriterionIs | ast.EachCriterion) -> str:
    """What is asked of an outcome or an answer: ``partly``, ``at least 60%``."""
    return f"{'at least ' if expr.at_least else ''}{expr.outcome}"


def demand_text(demand: ast.Demand | ast.LevelsBelow) -> str:
    """One thing that a rule for levels asks, as it is written."""
    if isinstance(demand, ast.LevelsBelow):
        return "every level below is reached"
    need = f"{'at least ' if demand.need.at_least else ''}{demand.need.answer}"
    if demand.share is None:
        return f"every criterion {demand.place} is {need}"
    return f"at least {number_text(demand.share * 100)}% of criteria {demand.place} are {need}"


def _value(expr: ast.Expr) -> str:
    match expr:
        case ast.Arithmetic(op, left, right):
            tight = 6 if op in "*/" else 5
            return f"{_inside(left, tight)} {op} {_inside(right, tight + 1)}"
        case ast.Negative(value):
            return f"-{_inside(value, 8)}"
        case ast.Number(value):
            return number_text(value)
        case ast.Percent(value):
            return f"{number_text(value * 100)}%"
        case ast.Points(value):
            return f"{number_text(value * 100)} points"
        case ast.Money(value):
            pounds, pence = divmod(round(value * 100), 100)
            return f"£{pounds:,}.{pence:02}" if pence else f"£{pounds:,}"
        case ast.Day(value):
            return value.isoformat()
        case ast.Today():
            return "today"
        case ast.Text(value):
            return f'"{value}"'
        case ast.Duration(period):
            return period_text(period)
        case ast.InWorkingDays(value):
            return f"{_inside(value, 5)} in working days"
        case ast.Ref():
            return _ref(expr)
        case _:
            raise AssertionError(f"no text for {type(expr).__name__}")


def _ref(ref: ast.Ref) -> str:
    text = _two_words(ref.name.text) if ref.of is not None else ref.name.text
    if ref.arguments is not None:
        text += f"({', '.join(unparse(argument) for argument in ref.arguments)})"
    if ref.of is not None:
        text += f" of {ref.of.text}"
    if ref.level is not None:
        text += f" at level {ref.level}" if ref.of is not None else f" of level {ref.level}"
    if isinstance(ref.at, ast.Period):
        text += f" {period_text(ref.at)} ago"
    elif isinstance(ref.at, date):
        text += f" on {ref.at.isoformat()}"
    return text


def _two_words(name: str) -> str:
    return name.replace("_", " ") if name in OF_A_STEP else name


def _inside(expr: ast.Expr, least: int) -> str:
    text = unparse(expr)
    tight = _TIGHT.get(type(expr), 9)
    if isinstance(expr, ast.Arithmetic):
        tight = 6 if expr.op in "*/" else 5
    elif isinstance(expr, ast.Condition) and not isinstance(expr, ast.Or | ast.And | ast.Not | ast.MeetsTarget):
        tight = 4
    return f"({text})" if tight < least else text


def _sure(confidence: Fraction | None) -> str:
    return "" if confidence is None else f" with {number_text(confidence * 100)}% confidence"


def number_text(value: Fraction) -> str:
    """Exact where the decimals end, as those of every literal do, else to twelve places."""
    if value.denominator == 1:
        return str(value.numerator)
    places = next((n for n in range(1, _MOST_PLACES + 1) if not 10**n % value.denominator), 12)
    digits = str(round(abs(value) * 10**places)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def period_text(period: ast.Period) -> str:
    """``12 months``, ``1 month``."""
    return f"{number_text(period.count)} {period.unit}{'' if period.count == 1 else 's'}"
