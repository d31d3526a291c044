"""Metrics: formula, rows, whose figure it is, and how it may be listed and shown."""

from __future__ import annotations

import attrs

from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.confidence import check_level_of_confidence
from cxengine.lang.checks.expressions import condition, type_of
from cxengine.lang.checks.kinds import kinds_of_combination, kinds_of_rows
from cxengine.lang.checks.ratios import may_be_percentage
from cxengine.lang.checks.roll_ups import check_somebody_above, rests_on_levels
from cxengine.lang.checks.standards import check_standards
from cxengine.lang.checks.targets import check_targets
from cxengine.lang.cycles import first_beyond, in_order, path_in_words
from cxengine.lang.estimators import estimator_of, has_interval, made_of, of_several
from cxengine.lang.field_types import field_type, has_unknown_type, subject_fields
from cxengine.lang.functions import FUNCTIONS, Estimator
from cxengine.lang.names import SubjectRows
from cxengine.lang.over_rows import over_rows
from cxengine.lang.publishing import policy_of
from cxengine.lang.scope import Scope, of_combination, of_formula, of_rows
from cxengine.lang.types import (
    ANY,
    DATE,
    DAYS,
    MOMENT,
    MONEY,
    NUMBER,
    POINTS,
    SHARE,
    WORKING_DAYS,
    YES_NO,
    CategoryType,
    ListedType,
    ScaleType,
    SubjectType,
    Type,
)
from cxengine.lang.unparse import number_text, unparse
from cxengine.lang.walk import references

MOST_CHAINED = 100
"""Metrics of a chain in which each rests on the next."""


def check_metrics(checking: Checking) -> None:
    """Every metric, those first that others rest on."""
    metrics = checking.names.metrics
    needs = {name: _rests_on(metric, checking) for name, metric in metrics.items()}
    order, circles = in_order(needs)
    for circle in circles if not checking.lookup.incomplete else ():
        first = metrics[circle[0]]
        place = first.name.span
        if first.formula is not None:
            place = next((ref.span for ref in references(first.formula) if ref.name.text == circle[1]), place)
        checking.error(
            "circular-metrics",
            place,
            f"The metric `{circle[0]}` rests on itself: {path_in_words(circle)}",
            "Take one of these out of the other's formula.",
        )
    beyond = first_beyond(needs, order, MOST_CHAINED)
    if beyond is not None:
        checking.error(
            "nested-metrics",
            metrics[beyond].name.span,
            f"`{beyond}` rests on a metric that rests on another, and so on, more than {MOST_CHAINED} times over",
            "Write some of them as one formula.",
        )
    done = set(order)
    for name in order:
        _check_metric(metrics[name], checking)
    for name, metric in metrics.items():
        if name not in done:
            checking.metric_types[name] = ANY
            checking.metric_kinds[name] = None
            _check_clauses(metric, ANY, checking)


def _rests_on(metric: ast.Metric, checking: Checking) -> tuple[str, ...]:
    if metric.table is not None or metric.formula is None:
        return ()
    return tuple(
        ref.name.text
        for ref in references(metric.formula)
        if ref.name.text in checking.names.metrics and not _is_row_function(ref, checking)
    )


def _check_metric(metric: ast.Metric, checking: Checking) -> None:
    name = metric.name.text
    checking.estimators[name] = estimator_of(metric)
    if metric.table is not None:
        table = checking.names.rows(metric.table.text)
        scope = of_formula(table)
        _check_subject(metric, table, checking)
        checking.metric_kinds[name] = kinds_of_rows(metric, checking)
        if isinstance(table, SubjectRows):
            checking.estimators[name] = "none"  # all of them are counted, so there is no sample
        elif table is not None and of_several(metric) and _rounds(table):
            checking.estimators[name] = "none"  # how many rows gave two answers at once is not known
        rows = of_rows(table, "a condition on rows")
        for where in metric.where:
            condition(where, rows, checking)
    elif _needs_rows(metric, checking):
        checking.metric_types[name], checking.metric_kinds[name] = ANY, None
        _check_clauses(metric, ANY, checking)
        return
    else:
        scope = of_combination(checking.names)
    given = ANY if metric.formula is None else _type_of_formula(metric.formula, metric, scope, checking)
    if metric.formula is not None and given != ANY and not any(True for _ in references(metric.formula)):
        checking.error(
            "not-a-figure",
            metric.formula.span,
            "This formula gives the same whatever the rows hold",
            "Write a figure over rows, for instance `count` or `share(x is yes)`, or name another metric.",
        )
        given = ANY
    if metric.table is None:
        checking.metric_kinds[name] = kinds_of_combination(metric, checking)
        checking.estimators[name] = _estimator_made(metric, checking)
    checking.metric_types[name] = _in_hundreds(metric, _figure(metric, given, checking))
    if rests_on_levels(metric, checking):
        checking.of_levels.add(name)
    _check_clauses(metric, checking.metric_types[name], checking)


def _estimator_made(metric: ast.Metric, checking: Checking) -> Estimator:
    """Which interval a metric has that is made of others: of one with numbers its own, of several over the same rows
    that of a number of each row.
    """
    one = made_of(metric)
    if one is not None:
        other = checking.metric_of(one)
        return checking.estimators.get(other.name.text, "none") if other is not None else "none"
    over = over_rows(metric, checking.names)
    table = checking.names.rows(over[0].table.text) if over is not None and over[0].table is not None else None
    if over is None or table is None or not of_several(over[0]) or _rounds(table):
        return "none"
    return estimator_of(over[0])


def _rounds(table: ast.Table | SubjectRows) -> bool:
    policy = policy_of(table)
    return policy is not None and policy.round_to is not None


def _is_printed_with_one(metric: ast.Metric, checking: Checking) -> bool:
    """Whether a figure has an interval, also one that no condition may ask for, as a count's."""
    if checking.estimators.get(metric.name.text) != "none":
        return True
    one = made_of(metric)
    other = checking.metric_of(one) if one is not None and metric.table is None else None
    if other is not None:
        return _is_printed_with_one(other, checking)
    return has_interval(metric) and not of_several(metric)


def _type_of_formula(formula: ast.Expr, metric: ast.Metric, scope: Scope, checking: Checking) -> Type:
    """The type of a formula; of a condition, which is none, no more is said."""
    if not isinstance(formula, ast.Condition):
        return type_of(formula, scope, checking)
    said = f"formula share({_condition_said(formula)})"
    rows = f"Write the share of rows for which it holds: `{said}`."
    help = rows if metric.table is not None else "Write a figure, for instance `contacts / cases`."
    checking.error("not-a-figure", formula.span, "This formula gives a condition, not a figure", help)
    return ANY


def _condition_said(formula: ast.Expr) -> str:
    """The condition in short: what `share of` stands before in plain English is of the rows alone."""
    if isinstance(formula, ast.Compare | ast.Is) and isinstance(formula.left, ast.Ref):
        left = formula.left
        if left.of is not None and left.name.text in FUNCTIONS and left.arguments is None:
            return unparse(attrs.evolve(formula, left=ast.Ref(left.of, span=left.span)))
    said = unparse(formula)
    return said if len(said) <= 60 else "…"


def _figure(metric: ast.Metric, given: Type, checking: Checking) -> Type:
    """The type of the formula, where it is one that a metric can have."""
    if given in (SHARE, POINTS, NUMBER, MONEY, DAYS, WORKING_DAYS, ANY) or isinstance(given, ScaleType):
        return given
    assert metric.formula is not None
    help = "A metric is a percentage, points, a number, an amount of money or a length of time."
    checking.error("not-a-figure", metric.formula.span, f"This formula gives {given}, not a figure", help)
    return ANY


def _in_hundreds(metric: ast.Metric, given: Type) -> Type:
    """A ratio, or an average of numbers, that is shown as percent is a percentage, with targets such as 80%."""
    in_percent = metric.shown is not None and metric.shown.unit == "percent"
    return SHARE if in_percent and given == NUMBER and may_be_percentage(metric) else given


def _is_row_function(ref: ast.Ref, checking: Checking) -> bool:
    """Whether ``csat(satisfied)`` is the function: a metric of that name would take a condition."""
    offered = checking.names.vocabulary.functions.get(ref.name.text)
    if offered is not None and ref.name.text not in checking.names.metrics:
        return offered.kind == "aggregate"  # of one row it may stand in the brackets of a metric
    if ref.name.text not in FUNCTIONS:
        return False
    narrowed = ref.arguments is None or _is_condition(ref.arguments[0], checking)
    return not narrowed or ref.name.text not in checking.names.metrics


def _is_condition(expr: ast.Expr, checking: Checking) -> bool:
    return isinstance(expr, ast.Condition) or (isinstance(expr, ast.Ref) and expr.name.text in checking.names.segments)


def _needs_rows(metric: ast.Metric, checking: Checking) -> bool:
    """Whether a metric without a `from` line is about rows after all; reported once, unless that line is broken."""
    clauses = [("where", where.span) for where in metric.where]
    clauses += [("by", dimension.span) for dimension in metric.by]
    if metric.subject is not None:
        clauses.append(("for", metric.subject.span))
    if metric.formula is not None:
        functions = [ref for ref in references(metric.formula) if _is_row_function(ref, checking)]
        clauses = [(ref.name.text, ref.span) for ref in functions] + clauses
    for word, span in clauses[:1]:
        if not checking.lookup.incomplete:
            checking.error(
                "rows-needed",
                span,
                f"`{word}` is about the rows of a table, and `{metric.name.text}` has no `from` line",
                "Add a line `from` with the name of a table, or make the formula of other metrics.",
            )
    return bool(clauses)


def _check_subject(metric: ast.Metric, table: ast.Table | None, checking: Checking) -> None:
    if table is None:
        return
    fields = subject_fields(table, checking.names)
    words = ", ".join(f"`{field.name.text}`" for field in fields)
    matching = fields
    if metric.subject is not None:
        wanted = metric.subject.text
        matching = tuple(f for f in fields if f.name.text == wanted) or tuple(
            f for f in fields if field_type(f, checking.names) == SubjectType(wanted)
        )
        if not matching and has_unknown_type(table, checking.names):
            return  # that its type is not declared is reported
        if not matching:
            known = [field.name.text for field in fields]
            checking.lookup.unknown(
                metric.subject, f"The table `{table.name.text}` has no field that names a {wanted}", known
            )
            return
    if isinstance(table, SubjectRows) and metric.subject is None:
        check_somebody_above(metric, checking)
    elif len(matching) > 1 and (metric.subject is not None or not checking.lookup.incomplete):
        checking.error(
            "needs-for",
            metric.name.span if metric.subject is None else metric.subject.span,
            f"The table `{table.name.text}` names more than one subject in a row: {words}",
            f"Say whose rows count, for instance `for {matching[0].name.text}`.",
        )
    elif matching and matching[0].personal:
        checking.error(
            "personal-published",
            metric.name.span,
            f"`{matching[0].name.text}` is personal, and results are listed by it",
            "Take `personal` off the field, or use another field for the subject.",
        )


def _check_clauses(metric: ast.Metric, given: Type, checking: Checking) -> None:
    _check_ends(metric, checking)
    check_targets(metric, given, checking)
    check_standards(metric, given, checking)
    _check_dimensions(metric, checking)
    _check_shown(metric, given, checking)
    if metric.needs is not None and metric.needs < 1:
        checking.error(
            "needs-answers", metric.name.span, "`needs` is at least 1 answer", "Write for instance `needs 30 answers`."
        )
    if metric.confidence is not None and check_level_of_confidence(metric.confidence, metric.name.span, checking):
        if given != ANY and not _is_printed_with_one(metric, checking):
            checking.found.warning(
                "unused-confidence",
                metric.name.span,
                f"`{metric.name.text}` has no confidence interval, so its `confidence` line changes nothing",
                "Take the line out. Shares, net scores, means and counts have an interval, alone, with numbers, and "
                "(but for counts) added up over the same rows.",
            )


def _check_ends(metric: ast.Metric, checking: Checking) -> None:
    """Refuse the value of one person, the lowest or highest, where groups of few people are hidden."""
    table = checking.names.tables.get(metric.table.text) if metric.table is not None else None
    if table is None or metric.formula is None or policy_of(table) is None:
        return
    for called in references(metric.formula):
        match called.arguments:
            case (_, ast.Percent(0 | 1 as part, span)) if called.name.text == "percentile":
                checking.error(
                    "one-person",
                    span,
                    f"The {'highest' if part else 'lowest'} value is that of one person, and `{table.name.text}` hides "
                    "groups of few people",
                    f"Write for instance `{'95%' if part else '5%'}`.",
                )


def _check_dimensions(metric: ast.Metric, checking: Checking) -> None:
    table = checking.names.rows(metric.table.text) if metric.table is not None else None
    if table is None:
        return
    fields = {field.name.text: field for field in table.fields}
    seen: set[str] = set()
    for dimension in metric.by:
        if dimension.label in seen:
            checking.error(
                "written-twice", dimension.span, f"`by {dimension.label}` stands twice", "Take one of them out."
            )
        seen.add(dimension.label)
        field = fields.get(dimension.field.text)
        if field is not None:
            _check_dimension(dimension, field, checking)


def _check_dimension(dimension: ast.Dimension, field: ast.Field, checking: Checking) -> None:
    word, given = field.name.text, field_type(field, checking.names)
    if field.personal:
        checking.error(
            "personal-published",
            dimension.span,
            f"`{word}` is personal, and `by` would publish its values",
            "Take it out of the line.",
        )
    elif given == ANY:
        return
    elif dimension.part is not None:
        if dimension.part == "hour" and given == DATE:
            checking.error(
                "date-needed",
                dimension.span,
                f"`{word}` is a date without a time of day, so it has no hour",
                f"Declare it with its time, `field {word} is date_and_time`, or write `by weekday of {word}`.",
            )
        elif given not in (DATE, MOMENT):
            checking.error(
                "date-needed",
                dimension.span,
                f"`{dimension.part} of` needs a date, and `{word}` is {given}",
                f"Write `by {word}`, or name a date.",
            )
    elif given in (DATE, MOMENT):
        checking.error(
            "not-a-dimension",
            dimension.span,
            f"`{word}` is {given}, of which there are too many to list",
            f"Write `by month of {word}`, or quarter, year or weekday.",
        )
    elif given != YES_NO and not isinstance(given, CategoryType | ListedType | ScaleType | SubjectType):
        checking.error(
            "not-a-dimension",
            dimension.span,
            f"`{word}` is {given}, and results are listed only by values that the rules or the subjects list",
            "List by a category, a scale, yes or no, a subject, or the month of a date.",
        )


_SHOWN: dict[str, tuple[Type, ...]] = {
    "percent": (SHARE,),
    "points": (POINTS,),
    "number": (NUMBER,),
    "money": (MONEY,),
    "days": (DAYS,),
    "working days": (WORKING_DAYS,),
    "minutes": (DAYS,),
}


def _check_shown(metric: ast.Metric, given: Type, checking: Checking) -> None:
    shown = metric.shown
    if shown is None:
        return
    fits = given == ANY or given in _SHOWN[shown.unit] or (shown.unit == "number" and isinstance(given, ScaleType))
    if not fits and shown.unit == "points" and isinstance(metric.formula, ast.Negative):
        taken = unparse(metric.formula)
        message = f"nothing stands before `{taken}`, and points say how far one figure lies from another"
        help = f"Write what it is taken from, for instance `a {taken[:1]} {taken[1:].strip()}`."
        checking.error("shown-unit", metric.formula.span, message[:1].upper() + message[1:], help)
        checking.metric_types[metric.name.text] = ANY
    elif not fits:
        units = [unit for unit, types in _SHOWN.items() if given in types] or ["number"]
        checking.error(
            "shown-unit",
            shown.span,
            f"`{metric.name.text}` is {given} and cannot be shown as {shown.unit}",
            f"Write {' or '.join(f'`shown as {unit}`' for unit in units)}.",
        )
        checking.metric_types[metric.name.text] = ANY  # the formula may be wrong, which is then the one cause
    if shown.low is not None and shown.high is not None and shown.low >= shown.high:
        checking.error(
            "wrong-order",
            shown.span,
            f"The axis would run from {number_text(shown.low)} to {number_text(shown.high)}",
            "Write the lower end first.",
        )
