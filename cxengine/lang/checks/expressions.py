"""The type of every expression: one function over the closed set."""

from __future__ import annotations

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.confidence import check_confidence, check_level_of_confidence
from cxengine.lang.checks.criterion_tests import check_criterion, check_each
from cxengine.lang.checks.operators import arithmetic_type, check_comparison, negative_type
from cxengine.lang.checks.options import is_named, option_type
from cxengine.lang.checks.periods import check_period, counts_working_days, has_calendar, is_whole
from cxengine.lang.checks.plugin_functions import result_of
from cxengine.lang.checks.references import argument_type, reference_type
from cxengine.lang.checks.said_otherwise import asks_for_nothing, listed_loosely
from cxengine.lang.checks.segments import check_mentions
from cxengine.lang.checks.time_units import time_unit_of
from cxengine.lang.checks.written import sample_of
from cxengine.lang.names import MetricMeaning
from cxengine.lang.scope import Scope
from cxengine.lang.types import (
    ANY,
    CONDITION,
    DATE,
    DAYS,
    MOMENT,
    MONEY,
    MONTHS,
    NUMBER,
    POINTS,
    SHARE,
    TEXT,
    WORKING_DAYS,
    YES_NO,
    Type,
)
from cxengine.lang.unparse import unparse
from cxengine.lang.vocabulary import PluginFunction
from cxengine.lang.working_days import in_alike


def type_of(expr: ast.Expr, scope: Scope, checking: Checking) -> Type:
    """The type of an expression in a place. Reports what is wrong in it once, and is then ``any``."""
    found = _type_of(expr, scope, checking)
    checking.expressions[expr.span] = found
    return found


def condition(expr: ast.Expr, scope: Scope, checking: Checking) -> None:
    """Report an expression that is neither met nor unmet: ``when csat``."""
    if isinstance(expr, ast.Condition):  # without a detour: nested conditions go deepest
        checking.expressions[expr.span] = CONDITION
        _check_condition(expr, scope, checking)
        return
    found = type_of(expr, scope, checking)
    if found in (CONDITION, ANY):
        return
    word = expr.name.text if isinstance(expr, ast.Ref) else "x"
    if found == YES_NO:
        help = f"Write `{word} is yes`."
    elif isinstance(checking.meanings.get(expr.span), MetricMeaning):
        help = f"Compare it, for instance `{word} meets target` or `{word} is known`."
    else:
        help = f"Compare it with something, for instance `{word} is known`."
    checking.error("not-a-condition", expr.span, f"This is {found}, where a condition is needed", help)


def _type_of(expr: ast.Expr, scope: Scope, checking: Checking) -> Type:
    match expr:
        case ast.Number():
            return NUMBER
        case ast.Percent():
            return SHARE
        case ast.Points():
            return POINTS
        case ast.Money():
            return MONEY
        case ast.Day() | ast.Today():
            return _date(expr, scope, checking)
        case ast.Text():
            return TEXT
        case ast.Duration(period=period):
            return _length(period, checking)
        case ast.Ref():
            return _reference(expr, scope, checking)
        case ast.Arithmetic():
            return _chain(expr, scope, checking)
        case ast.Negative(value=value):
            return negative_type(expr, type_of(value, scope, checking), checking)
        case ast.InWorkingDays():
            return _in_working_days(expr, scope, checking)
        case _:
            _check_condition(expr, scope, checking)
            return CONDITION


def _in_working_days(expr: ast.InWorkingDays, scope: Scope, checking: Checking) -> Type:
    """Between two dates; what is in working days already stays so."""
    given = type_of(expr.value, scope, checking)
    if given == ANY or not has_calendar(expr.calendar, expr.span, checking):
        return ANY
    if given == WORKING_DAYS:
        return given
    if isinstance(expr.value, ast.Arithmetic):
        sides = [checking.expressions.get(side.span) for side in (expr.value.left, expr.value.right)]
        if given == DAYS and all(side in (DATE, MOMENT) for side in sides):
            return WORKING_DAYS
    checking.error(
        "not-two-dates",
        expr.value.span,
        f"Working days are counted between two dates, and this is {given}",
        "Write the difference of two dates: `closed_on - opened_on in working days`.",
    )
    return ANY


def _date(expr: ast.Day | ast.Today, scope: Scope, checking: Checking) -> Type:
    if not scope.figures:
        return DATE
    checking.error(
        "date-in-figure",
        expr.span,
        "A date cannot stand in a figure over many rows",
        "Put it inside the brackets of a function, for instance `mean(today - received_on)`.",
    )
    return ANY


def _length(period: ast.Period, checking: Checking) -> Type:
    """Days for a fixed length; months for one that depends on the calendar, which is then whole."""
    if period.unit == "working day":
        return WORKING_DAYS if is_whole(period, checking) and counts_working_days(period, checking) else ANY
    if period.unit not in ("month", "quarter", "year"):
        return DAYS
    return MONTHS if is_whole(period, checking) else ANY


def _check_condition(expr: ast.Expr, scope: Scope, checking: Checking) -> None:
    match expr:
        case ast.And(parts=parts) | ast.Or(parts=parts):
            listed = 0
            for at, part in enumerate(parts):
                if listed == 0:
                    condition(part, scope, checking)
                    listed = listed_loosely(parts, at, checking)
                else:
                    listed -= 1
        case ast.Not(value=value):
            condition(value, scope, checking)
        case ast.Compare():
            expr = in_alike(expr)
            left = type_of(expr.left, scope, checking)
            named = option_type(left, expr.right, scope, checking) if is_named(left, expr.right, checking) else None
            right = type_of(expr.right, scope, checking) if named is None else named
            if check_comparison(expr, left, right, checking) and expr.confidence is not None:
                check_confidence(expr, expr.confidence, checking)
        case ast.Is():
            left_side, right_side = in_alike(expr).left, in_alike(expr).right
            left = type_of(left_side, scope, checking)
            if not asks_for_nothing(expr, left, scope, checking):
                _check_value(left_side, left, right_side, scope, checking)
        case ast.OneOf(left=left_side, options=options):
            left = type_of(left_side, scope, checking)
            for option in options:
                _check_value(left_side, left, option, scope, checking)
        case ast.IsKnown(value=value):
            if isinstance(value, ast.Ref):
                checking.expressions[value.span] = _reference(value, scope, checking, known_only=True)
            else:
                type_of(value, scope, checking)
        case ast.CriterionIs():
            check_criterion(expr, scope, checking)
        case ast.EachCriterion():
            check_each(expr, scope, checking)
        case ast.InLast():
            _check_window(expr, scope, checking)
        case ast.Mentions():
            check_mentions(expr, type_of(expr.value, scope, checking), scope, checking)
        case ast.MeetsTarget():
            _check_meets_target(expr, scope, checking)
        case ast.SameOf() | ast.Follows() | ast.CompareSets():
            checking.error(
                "only-of-steps",
                expr.span,
                f"Two steps of a journey are compared here, and {scope.place} is about none",
                _without_steps(expr),
            )
        case _:
            raise AssertionError(f"no check for {type(expr).__name__}")


def _without_steps(expr: ast.SameOf | ast.Follows | ast.CompareSets) -> str:
    """What to write in place of a comparison of steps: `waiting within 5 days` is one of a figure."""
    figures = (ast.Number, ast.Percent, ast.Duration, ast.Money)
    if isinstance(expr, ast.CompareSets) and isinstance(expr.right, figures):
        return f"Write `{unparse(expr.left)} <= {unparse(expr.right)}`."
    return "Write it in a rule whose head says `for steps FIRST, LATER`."


def _check_value(left_side: ast.Expr, left: Type, value: ast.Expr, scope: Scope, checking: Checking) -> None:
    """The right side of ``is``: an option of the left side's type, or a value to compare."""
    given = option_type(left, value, scope, checking)
    if given is not None:
        checking.expressions[value.span] = given
        return
    given = type_of(value, scope, checking)
    check_comparison(ast.Is(left_side, value, span=left_side.span.to(value.span)), left, given, checking)


def _reference(ref: ast.Ref, scope: Scope, checking: Checking, *, known_only: bool = False) -> Type:
    """The reference itself, and what stands in its brackets."""
    reference = reference_type(ref, scope, checking, known_only=known_only)
    if reference.inside is None or not ref.arguments:
        return reference.type
    if reference.plugin is not None:
        return _of_plugin(ref, reference.plugin, reference.inside, checking)
    argument, function = ref.arguments[0], reference.function
    if function is None or function.parameter == "condition":
        condition(argument, reference.inside, checking)
        return reference.type
    if function.parameter == "value" and isinstance(argument, ast.Ref):
        given = checking.expressions[argument.span] = _reference(argument, reference.inside, checking, known_only=True)
    else:
        given = type_of(argument, reference.inside, checking)
    return argument_type(function, argument, given, checking)


def _of_plugin(ref: ast.Ref, function: PluginFunction, inside: Scope, checking: Checking) -> Type:
    given: list[Type] = []
    for argument, parameter in zip(ref.arguments or (), function.parameters, strict=True):
        if parameter == "condition":
            condition(argument, inside, checking)
            given.append(CONDITION)
        else:
            given.append(type_of(argument, inside, checking))
    return result_of(ref, function, given, checking)


def _chain(expr: ast.Arithmetic, scope: Scope, checking: Checking) -> Type:
    """A chain leans left: walked without recursion, so that its length costs no stack."""
    chain = [expr]
    while isinstance(chain[-1].left, ast.Arithmetic):
        chain.append(chain[-1].left)
    left = type_of(chain[-1].left, scope, checking)
    for link in reversed(chain):
        left = arithmetic_type(link, left, type_of(link.right, scope, checking), checking)
        checking.expressions[link.span] = left
    return left


def _check_window(expr: ast.InLast, scope: Scope, checking: Checking) -> None:
    given = type_of(expr.value, scope, checking)
    period = expr.period
    if given not in (DATE, MOMENT, ANY):
        checking.error(
            "date-needed",
            expr.value.span,
            f"This is {given}, where `in last` needs a date",
            "Write the field that holds the date.",
        )
    check_period(period, "A window", checking)
    if expr.full and period.unit in ("day", "working day"):
        checking.error(
            "full-days",
            period.span,
            "Days are always full, so `full` says nothing here",
            f"Write `in last {period.count} {period.unit}s`, or whole weeks or months: `in last 12 full months`.",
        )


def _check_meets_target(expr: ast.MeetsTarget, scope: Scope, checking: Checking) -> None:
    given = type_of(expr.metric, scope, checking)
    metric = checking.metric_of(expr.metric)
    if metric is None:
        if given != ANY:
            checking.error(
                "not-a-metric",
                expr.metric.span,
                f"`{expr.metric.name.text}` is {given} and has no target; only a metric has one",
                "Name a metric, or compare the value: `x >= 5`.",
            )
        return
    if expr.standard is not None:
        known = dict.fromkeys(line.name.text for line in metric.standards)
        if expr.standard.text not in known:
            message = f"The metric `{metric.name}` has no standard `{expr.standard}`"
            sample = _mark_for(metric, given, checking)
            help = f"Add a line to it: `standard {expr.standard} {sample}`."
            checking.lookup.unknown(expr.standard, message, (*known, "target"), help)
    elif not metric.targets and not checking.lookup.incomplete:
        checking.error(
            "no-target",
            expr.metric.span,
            f"The metric `{metric.name.text}` has no target",
            f"Add a line to it, for instance `target {_mark_for(metric, given, checking)}`, "
            "or compare it with a figure here.",
        )
    if expr.confidence is not None and check_level_of_confidence(expr.confidence, expr.span, checking):
        checking.needs_interval(metric, expr.metric.span)


def _mark_for(metric: ast.Metric, given: Type, checking: Checking) -> str:
    """A target for a metric to copy: ``at most 15 minutes`` where lower is better."""
    bound = "at most" if metric.lower_is_better else "at least"
    return f"{bound} {sample_of(given, time_unit_of(metric, checking))}"
