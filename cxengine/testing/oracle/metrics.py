"""A metric for one subject on one date: its rows, its formula, and what may be said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.formulas import combined, function_figure
from cxengine.testing.oracle.given import Figure, Key, Row, World
from cxengine.testing.oracle.intervals import adjusted_wald, byar, mean_interval, score_interval, wilson
from cxengine.testing.oracle.logic import Truth, kleene_and, truth
from cxengine.testing.oracle.lookup import (
    Value,
    ancestor,
    cell,
    field_named,
    kind_named,
    listed_rows,
    metric_named,
    option_names,
    rows_about,
    segment_named,
    subject_field,
    table_named,
    theme_named,
)
from cxengine.testing.oracle.mentions import mentions
from cxengine.testing.oracle.offered import of_one_row, over_rows
from cxengine.testing.oracle.periods import at_distance
from cxengine.testing.oracle.policies import halves_are_even, least_of, near, nearest_of, said
from cxengine.testing.oracle.roll_ups import certain, is_of_model, level_compared, truth_at_each
from cxengine.testing.oracle.row_numbers import MOST_PARTS, numbers_of, parts_of, same_parts, span_of
from cxengine.testing.oracle.values import arithmetic, comparison, negative, value_of

VALUES = (ast.Ref, ast.Number, ast.Percent, ast.Points, ast.Money, ast.Day, ast.Text, ast.Duration, ast.Today,
          ast.Negative, ast.Arithmetic, ast.InWorkingDays)  # fmt: skip
"""What has a value in a row; all else is a condition."""
HIDDEN = "fewer than {} in the group"


def metric_figure(world: World, metric: ast.Metric, key: Key, on: date, filters: tuple[ast.Expr, ...] = ()) -> Figure:
    """The metric for a subject as of a date, over the rows that also meet the filters."""
    if metric.table is None:
        return published(metric, formula_figure(world, metric, key, on, [], filters), 0)
    table = table_named(world, metric.table.text)
    found = rows_of(world, metric, table, key)
    if isinstance(found, str):
        return Figure(unknown=found)
    return figure_over(world, metric, key, on, kept(world, metric, table, found, on, filters), filters)


def figure_over(
    world: World, metric: ast.Metric, key: Key, on: date, rows: list[Row], filters: tuple[ast.Expr, ...] = ()
) -> Figure:
    """The metric over rows that were chosen already."""
    assert metric.table is not None
    table = table_named(world, metric.table.text)
    figure = published(metric, formula_figure(world, metric, key, on, rows, filters), least_of(table))
    if kind_named(world, table.name.text) is not None:
        return replace(figure, estimator="none", low=None, high=None)  # all of them are counted, so there is no sample
    return figure


def rows_of(world: World, metric: ast.Metric, table: ast.Table, key: Key) -> list[Row] | str:
    """The subject's rows in the metric's table, or why there are none."""
    rows = all_rows(world, table)
    if rows is None:
        return f"no source bound for table {table.name.text}"
    field = subject_field(world, metric, table)
    if key[0] == table.name.text and kind_named(world, key[0]) is not None:
        return f"a {key[0]} is counted for what it belongs to"
    if field is not None:
        about = rows_about(rows, world, field, key)
    else:
        kind = kind_named(world, key[0])
        about = rows if kind is not None and kind.belongs_to is None else []
    return about or f"no data for {key[1]}"


def all_rows(world: World, table: ast.Table) -> list[Row] | None:
    """The rows that a table takes, or the subjects of a kind; None where nothing fills the table."""
    if kind_named(world, table.name.text) is not None:
        return listed_rows(world, table.name.text) or None
    if table.name.text not in world.data.tables:
        return None
    rows = [row for row in world.data.tables[table.name.text] if is_complete(table, row)]
    rows = [row for place, row in enumerate(rows) if not any(is_same(table, row, other) for other in rows[:place])]
    return [row for row in rows if not is_rejected(world, table, row)]


def is_complete(table: ast.Table, row: Row) -> bool:
    """Whether nothing is missing that may not be."""
    return all(row.get(f.name.text) is not None for f in table.fields if not f.may_be_missing)


def is_same(table: ast.Table, row: Row, other: Row) -> bool:
    """Whether two rows have one key; where a table has no key, no two are the same."""
    return bool(table.key) and all(row.get(name.text) == other.get(name.text) for name in table.key)


def is_rejected(world: World, table: ast.Table, row: Row) -> bool:
    """Whether the table has a reason not to take a row."""
    return any(row_truth(world, table, rejection.condition, row, date.min) is True for rejection in table.rejections)


def kept(
    world: World, metric: ast.Metric, table: ast.Table, rows: list[Row], on: date, filters: tuple[ast.Expr, ...]
) -> list[Row]:
    """The rows for which every ``where`` and every filter is true."""
    wanted = metric.where + filters
    return [row for row in rows if all(row_truth(world, table, each, row, on) is True for each in wanted)]


def row_value(world: World, table: ast.Table, expr: ast.Expr, row: Row, on: date) -> Value:
    """The value of an expression for one row."""

    def look_up(ref: ast.Ref) -> Value:
        function = world.data.offers.functions.get(ref.name.text)
        if function is not None and ref.arguments is not None:
            return of_one_row(function, [argument_value(world, table, each, row, on) for each in ref.arguments])
        if is_of_model(ref):
            return certain(world, ref, (table.name.text, str(row[table.name.text])), on)
        field = field_named(table.fields, ref.name.text)
        assert field is not None, f"no field {ref.name.text}"
        return cell(field, row)

    return value_of(expr, look_up, on)


def argument_value(world: World, table: ast.Table, argument: ast.Expr, row: Row, on: date) -> Value:
    """What stands in the brackets of a plugin's function, for one row: a value or the truth of a condition."""
    if isinstance(argument, VALUES) and segment_named(world, argument) is None:
        return row_value(world, table, argument, row, on)
    return row_truth(world, table, argument, row, on)


def row_truth(world: World, table: ast.Table, condition: ast.Expr, row: Row, on: date) -> Truth:
    """The truth of a condition for one row."""

    def look_up(ref: ast.Ref) -> Value:
        return row_value(world, table, ref, row, on)

    def option(left: ast.Expr, right: ast.Expr) -> Value:
        return option_of(world, table.fields, left, right)

    def of_atom(atom: ast.Expr) -> Truth:
        segment = segment_named(world, atom)
        if segment is not None:
            return kleene_and(row_truth(world, table, where, row, on) for where in segment.where)
        if isinstance(atom, ast.Mentions):
            return mentions(row_value(world, table, atom.value, row, on), theme_named(world, atom.theme.text).words)
        level = level_compared(atom)
        if level is None:
            return comparison(atom, look_up, option, on)
        key = (table.name.text, str(row[table.name.text]))
        return truth_at_each(
            world,
            level,
            key,
            on,
            lambda number: comparison(
                atom, lambda ref: Fraction(number) if ref == level else look_up(ref), option, on
            ),
        )

    return truth(condition, of_atom)


def option_of(world: World, fields: tuple[ast.Field, ...], left: ast.Expr, right: ast.Expr) -> Value:
    """What a name or text at the right of ``is`` stands for: an option of the left side's field, yes or no."""
    word = right.name.text if isinstance(right, ast.Ref) else right.value if isinstance(right, ast.Text) else None
    if word is None:
        return None
    field = field_named(fields, left.name.text) if isinstance(left, ast.Ref) else None
    for name, title in option_names(world, field) if field is not None else []:
        if word == name or (isinstance(right, ast.Text) and word.strip().casefold() == title.strip().casefold()):
            return name
    if isinstance(right, ast.Ref) and word in ("yes", "no"):
        return word == "yes"
    return None


FUNCTIONS = ("count", "share", "mean", "sum", "median", "percentile", "distinct", "nps", "csat", "ces")


def formula_figure(
    world: World, metric: ast.Metric, key: Key, on: date, rows: list[Row], filters: tuple[ast.Expr, ...]
) -> Figure:
    """The formula of a metric over its rows."""
    assert metric.formula is not None
    figure = expression_figure(world, metric, metric.formula, key, on, rows, filters)
    if figure.estimator != "none" or figure.suppressed or not figure.n or figure.value is None:
        return figure
    if metric.table is not None:
        return with_row_numbers(world, metric, metric.formula, on, rows, filters, figure)
    parts: list[ast.Metric] = []
    formula = written_out(world, metric.formula, parts)
    if formula is None or not parts or any(is_over_other_rows(parts[0], part) for part in parts):
        return figure
    first, table = parts[0], table_named(world, parts[0].table.text if parts[0].table is not None else "")
    about = rows_of(world, first, table, key)
    if isinstance(about, str):
        return figure
    whole = kept(world, first, table, about, on, filters)
    return with_row_numbers(world, first, formula, on, whole, filters, figure)


def written_out(world: World, expr: ast.Expr, parts: list[ast.Metric]) -> ast.Expr | None:
    """A formula with those of the metrics that it names in their place; None where it names anything else."""
    if isinstance(expr, ast.Arithmetic):
        left, right = written_out(world, expr.left, parts), written_out(world, expr.right, parts)
        return None if left is None or right is None else ast.Arithmetic(op=expr.op, left=left, right=right)
    if isinstance(expr, ast.Negative):
        inner = written_out(world, expr.value, parts)
        return None if inner is None else ast.Negative(inner)
    if not isinstance(expr, ast.Ref):
        return expr
    metric = metric_named(world, expr.name.text)
    if metric is None or metric.formula is None or expr.of or expr.at or expr.arguments is not None:
        return None
    if metric.table is None:
        return written_out(world, metric.formula, parts)
    parts.append(metric)
    return metric.formula


def is_over_other_rows(one: ast.Metric, other: ast.Metric) -> bool:
    """Whether two metrics are not of the same rows by what they say."""
    return (one.table, one.where, one.subject) != (other.table, other.where, other.subject)


def with_row_numbers(
    world: World, metric: ast.Metric, formula: ast.Expr, on: date, rows: list[Row], filters: tuple[ast.Expr, ...],
    figure: Figure,
) -> Figure:  # fmt: skip
    """A sum of shares and means as the mean of a number of each row, where all of it is known of the same rows."""
    assert metric.table is not None
    table, found = table_named(world, metric.table.text), parts_of(formula)
    if found is None or nearest_of(table) != 1 or kind_named(world, table.name.text) is not None:
        return figure

    def holds(condition: ast.Expr, row: Row) -> Truth:
        return row_truth(world, table, condition, row, on)

    def of(value: ast.Expr, row: Row) -> Value:
        return row_value(world, table, value, row, on)

    parts, shift = same_parts(found[0]), found[1]
    values = numbers_of(found[0], shift, rows, holds, of)
    names = [part.function.name.text for part in found[0]]
    if values is None or not parts or len(names) + names.count("nps") > MOST_PARTS:
        return figure
    if "mean" in names:
        return replace(figure, estimator="mean", values=tuple(values))
    if len(parts) == 1 and names[0] != "nps":
        return replace(
            figure, estimator="share", hits=len([value for value in values if value != shift]),
            after=(("*", parts[0].times, False), ("+", shift, False)),
        )  # fmt: skip
    span = span_of(world, table, parts, shift, metric.where + filters, holds, of)
    return figure if span is None else replace(figure, estimator="score", values=tuple(values), span=span)


def expression_figure(
    world: World,
    metric: ast.Metric,
    expr: ast.Expr,
    key: Key,
    on: date,
    rows: list[Row],
    filters: tuple[ast.Expr, ...],
) -> Figure:
    """A part of a formula: a function of the rows, another metric, a literal, or arithmetic of these."""
    if isinstance(expr, ast.Arithmetic):
        left = expression_figure(world, metric, expr.left, key, on, rows, filters)
        right = expression_figure(world, metric, expr.right, key, on, rows, filters)
        value = arithmetic(expr.op, left.value, right.value)
        assert value is None or isinstance(value, Fraction)
        whole = with_number(combined(left, right, value), expr, left, right)
        if metric.table is not None and expr == metric.formula and is_net_score(expr):
            return replace(whole, estimator="nps", hits=left.hits, misses=right.hits)
        return whole
    if isinstance(expr, ast.Negative):
        inner = expression_figure(world, metric, expr.value, key, on, rows, filters)
        turned = negative(inner.value)
        assert turned is None or isinstance(turned, Fraction)
        minus = ast.Arithmetic(op="-", left=ast.Number(Fraction(0)), right=expr.value)
        return with_number(replace(inner, value=turned), minus, Figure(value=Fraction(0)), inner)
    offered = world.data.offers.functions.get(expr.name.text) if isinstance(expr, ast.Ref) else None
    if isinstance(expr, ast.Ref) and offered is not None and expr.arguments is not None:
        assert metric.table is not None
        table = table_named(world, metric.table.text)
        given = [[argument_value(world, table, each, row, on) for row in rows] for each in expr.arguments]
        return said(over_rows(offered, given), table)
    if isinstance(expr, ast.Ref) and is_function(metric, expr):
        assert metric.table is not None
        table = table_named(world, metric.table.text)
        figure = function_figure(
            expr.name.text,
            expr.arguments or (),
            rows,
            lambda condition, row: row_truth(world, table, condition, row, on),
            lambda value, row: row_value(world, table, value, row, on),
        )
        if expr.name.text == "distinct" and counts_people(table, expr):
            figure = replace(figure, counted=int(figure.value or 0))
        figure = said(figure, table)
        if expr.name.text in ("median", "percentile"):
            return with_enough_beyond(figure, expr, least_of(table))
        if expr.name.text == "distinct":
            different = near(int(figure.value or 0), nearest_of(table), halves_are_even(table))
            return replace(figure, value=Fraction(different))
        return figure
    if isinstance(expr, ast.Ref):
        part = metric_ref_figure(world, expr, key, on, filters)
        return replace(part, low=None, high=None)
    literal = value_of(expr, lambda ref: None, on)
    assert isinstance(literal, Fraction)
    return Figure(value=literal)


def with_number(whole: Figure, expr: ast.Arithmetic, left: Figure, right: Figure) -> Figure:
    """What is known of a function's interval goes on where a number is all that stands beside it."""
    sides = [is_written(expr.left), is_written(expr.right)]
    figure, number = (right, left) if sides[0] else (left, right)
    plain = replace(whole, estimator="none", hits=None, misses=None, values=(), after=())
    if sides.count(True) != 1 or number.value is None:
        return plain
    gone = (expr.op == "*" and number.value == 0) or (expr.op == "/" and (sides[0] or number.value == 0))
    if gone or figure.estimator == "none":
        return plain
    step = (expr.op, number.value, sides[0])
    return replace(
        whole,
        estimator=figure.estimator,
        hits=figure.hits,
        misses=figure.misses,
        counted=figure.counted,
        values=figure.values,
        after=(*figure.after, step),
    )


def is_written(expr: ast.Expr) -> bool:
    """Whether it is numbers alone."""
    if isinstance(expr, ast.Arithmetic):
        return is_written(expr.left) and is_written(expr.right)
    if isinstance(expr, ast.Negative):
        return is_written(expr.value)
    return isinstance(expr, ast.Number | ast.Percent | ast.Points | ast.Money | ast.Duration)


def stepped(number: Fraction, steps: tuple[tuple[str, Fraction, bool], ...]) -> Fraction:
    """A number after the steps of arithmetic that follow a function."""
    for op, written, first in steps:
        made = arithmetic(op, written, number) if first else arithmetic(op, number, written)
        assert isinstance(made, Fraction)
        number = made
    return number


def with_enough_beyond(figure: Figure, expr: ast.Ref, least: int) -> Figure:
    """A percentile; unknown where fewer values than the smallest group are a part of the lesser, or of the greater."""
    part = (expr.arguments or ())[1] if expr.name.text == "percentile" else None
    below = part.value if isinstance(part, ast.Percent) else Fraction(1, 2)
    if least <= 1 or figure.value is None or figure.n is None:
        return figure
    if min(figure.n * below, figure.n * (1 - below)) < least:
        where = "below" if 2 * below < 1 else "above" if 2 * below > 1 else "on each side of"
        return replace(figure, value=None, unknown=f"fewer than {least} {where} it")
    return figure


def is_function(metric: ast.Metric, ref: ast.Ref) -> bool:
    """Whether a name in a formula is a function over rows; a metric may share a function's name (``csat``)."""
    if ref.name.text not in FUNCTIONS or metric.table is None:
        return False
    return ref.name.text == "count" or ref.arguments is not None


def counts_people(table: ast.Table, distinct: ast.Ref) -> bool:
    """Whether a distinct count is of the different values of a personal field, which are people."""
    argument = (distinct.arguments or ())[0]
    return isinstance(argument, ast.Ref) and any(f.personal for f in table.fields if f.name.text == argument.name.text)


def is_net_score(expr: ast.Arithmetic) -> bool:
    """``share(x >= 9) - share(x <= 6)``: two ends of one answer, which is a net promoter score by another name."""
    sides = (expr.left, expr.right)
    if expr.op != "-" or not all(isinstance(s, ast.Ref) and s.name.text == "share" and s.arguments for s in sides):
        return False
    ends = [side.arguments[0] for side in sides if isinstance(side, ast.Ref) and side.arguments]
    top, bottom = ends[0], ends[1]
    if not isinstance(top, ast.Compare) or not isinstance(bottom, ast.Compare) or top.left != bottom.left:
        return False
    if not isinstance(top.right, ast.Number) or not isinstance(bottom.right, ast.Number):
        return False
    if top.op == ">=" and bottom.op == "<=":
        return top.right.value > bottom.right.value
    return top.op in (">", ">=") and bottom.op in ("<", "<=") and top.right.value >= bottom.right.value


def published(metric: ast.Metric, figure: Figure, least: int) -> Figure:
    """What may be said of a figure: nothing of a small group, no value below the minimum sample."""
    if figure.suppressed:
        return Figure(unknown=HIDDEN.format(least or "allowed"), suppressed=True)
    if figure.n is not None and metric.needs is not None and figure.n < metric.needs:
        return replace(figure, value=None, unknown=f"{figure.n} answers, {metric.needs} needed")
    if figure.value is None:
        return figure
    return with_interval(figure, metric.confidence or Fraction(95, 100))


def with_interval(figure: Figure, confidence: Fraction) -> Figure:
    """With the interval of a single share, net promoter score, mean or count; nothing else has one."""
    bounds = interval(figure, confidence)
    return figure if bounds is None else replace(figure, low=bounds[0], high=bounds[1])


def interval(figure: Figure, confidence: Fraction) -> tuple[float, float] | None:
    """The interval of a figure at a confidence: its function's, each end taken through what follows."""
    bounds = function_interval(figure, confidence)
    if bounds is None or not figure.after:
        return bounds
    ends = [float(stepped(Fraction(end), figure.after)) for end in bounds]
    return (min(ends), max(ends))


def function_interval(figure: Figure, confidence: Fraction) -> tuple[float, float] | None:
    """The interval of the one function in a figure."""
    if figure.value is not None and figure.estimator == "count":
        assert figure.counted is not None
        return byar(figure.counted, confidence)
    if figure.value is None or not figure.n:
        return None
    if figure.estimator == "mean":
        return mean_interval(list(figure.values), figure.n, confidence)
    if figure.estimator == "score":
        assert figure.span is not None
        return score_interval(list(figure.values), figure.span, confidence)
    if figure.estimator == "share":
        assert figure.hits is not None
        return wilson(figure.hits, figure.n, confidence)
    if figure.estimator == "nps":
        assert figure.hits is not None and figure.misses is not None
        return adjusted_wald(figure.hits, figure.misses, figure.n, confidence)
    return None


def shifted(ref: ast.Ref, on: date) -> date:
    """The date of ``m 12 months ago`` or ``m on 2019-03-31``."""
    if ref.at is None:
        return on
    return at_distance(on, ref.at, -1) if isinstance(ref.at, ast.Period) else ref.at


def metric_ref_figure(world: World, ref: ast.Ref, key: Key, on: date, filters: tuple[ast.Expr, ...] = ()) -> Figure:
    """A metric as it is named: ``csat``, ``csat of council``, ``csat(channel is phone) 12 months ago``."""
    metric = metric_named(world, ref.name.text)
    assert metric is not None, f"no metric {ref.name.text}"
    whose = ancestor(world, key, ref.of.text) if ref.of is not None else key
    if whose is None:
        return Figure(unknown=f"{key[1]} belongs to no {ref.of}")
    return metric_figure(world, metric, whose, shifted(ref, on), filters + (ref.arguments or ()))
