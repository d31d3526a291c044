"""Metrics to plans: which aggregates a metric needs, and the formula that makes its value of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from cxengine import plan
from cxengine.host.contracts import PluginFailure
from cxengine.lang import ast, dates
from cxengine.lang.estimators import estimator_of
from cxengine.lang.functions import FUNCTIONS
from cxengine.lang.names import (
    AttributeMeaning,
    FieldMeaning,
    FunctionMeaning,
    MetricMeaning,
    MissingMeaning,
    Names,
    SubjectRows,
    ValueMeaning,
)
from cxengine.lang.over_rows import over_rows
from cxengine.lang.publishing import Policy, policy_of
from cxengine.metrics import formula as tree, rows
from cxengine.metrics.conditions import RowScope, column, quantity
from cxengine.metrics.formula import Formula, Instance
from cxengine.metrics.plugin_lowering import FigureKit
from cxengine.metrics.row_scores import scored
from cxengine.metrics.rows import CannotLower, Quantity, Truth, When, Words
from cxengine.metrics.windows import Window


@attrs.frozen(kw_only=True)
class Lowered:
    """One metric instance, ready to be scanned for. ``subject`` is the column that says whom a row is about."""

    instance: Instance
    metric: ast.Metric
    table: str | None
    subject: plan.Column | None
    kind: str | None
    kept: plan.CountWhere
    formula: Formula
    policy: Policy | None = None
    complete: bool = False
    """Whether the rows are all there are and no sample: the subjects of a kind. There is then no interval."""
    beside: tuple[tree.RowScore, ...] = ()
    """What metrics that are made of this one, over the same rows, need to be counted of these besides."""
    over: Instance | None = None
    """Of a metric made of others over one set of rows: the first of these."""
    apart: tuple[plan.CountWhere, ...] | None = None
    """Of a date that another is compared with: for each group behind the figure the rows that came and that went."""
    window: Window | None = None
    """Where it is of the last months and split by months, what windows that end with each month are over."""


def instance_of(ref: ast.Ref, as_of: date, filters: tuple[ast.Expr, ...] = ()) -> Instance:
    """The instance that a reference to a metric asks for, seen from a date and from under other conditions."""
    if isinstance(ref.at, ast.Period):
        as_of = dates.minus(as_of, ref.at)
    elif ref.at is not None:
        as_of = ref.at
    return Instance(ref.name.text, (*filters, *(ref.arguments or ())), as_of)


def lower_all(instances: Iterable[Instance], names: Names) -> Mapping[Instance, Lowered]:
    """Every instance asked for, and those that their formulas rest on."""
    found: dict[Instance, Lowered] = {}
    waiting = list(dict.fromkeys(instances))
    while waiting:
        instance = waiting.pop()
        if instance not in found:
            found[instance] = lower(instance, names)
            waiting += [other.instance for other in tree.others(found[instance].formula)]
    return _with_beside(found, names)


def _with_beside(lowered: Mapping[Instance, Lowered], names: Names) -> Mapping[Instance, Lowered]:
    """The same, where each knows what metrics that are made of it need, whether these were asked for or not.

    What a figure tells is then the same in any run.
    """
    made_of: dict[str, list[str]] = {}
    for name, metric in names.metrics.items():
        if (over := over_rows(metric, names)) is not None:
            made_of.setdefault(over[1], []).append(name)
    if not made_of:
        return lowered
    found = dict(lowered)
    for instance, each in lowered.items():
        made = (lower(attrs.evolve(instance, metric=name), names) for name in made_of.get(instance.metric, ()))
        scores = (one.formula.score for one in made if isinstance(one.formula, tree.Scored))
        found[instance] = attrs.evolve(each, beside=tuple(dict.fromkeys(scores)))
    return found


def lower(instance: Instance, names: Names) -> Lowered:
    """One metric instance. Where a plugin's function fails it, a figure that is unknown with the reason.

    Raises CannotLower for what the checker should have refused.
    """
    try:
        return _lower(instance, names)
    except PluginFailure as failure:
        return Lowered(
            instance=instance, metric=names.metrics[instance.metric], table=None, subject=None, kind=None,
            kept=plan.CountWhere(plan.ALWAYS), formula=missing_for(failure),
        )  # fmt: skip


def missing_for(failure: PluginFailure) -> tree.Missing:
    """What stands for a figure that a plugin fails."""
    return tree.Missing(failure.problem.reason, failure.problem.name or None)


def _lower(instance: Instance, names: Names) -> Lowered:
    metric = names.metrics[instance.metric]
    scope = RowScope(names=names, as_of=instance.as_of)
    kept: plan.Row = plan.ALWAYS
    if metric.table is not None:
        kept = plan.all_of(*(scope.keeping(part) for part in (*metric.where, *instance.filters)))
    field = names.subject_field(metric)
    table = names.rows(metric.table.text) if metric.table is not None else None
    kind = field.type.name.text if field is not None and isinstance(field.type, ast.NamedType) else None
    policy = policy_of(table) if table is not None else None
    if table is None and (made := over_rows(metric, names)) is not None:
        return _made_of_others(instance, metric, *made, names=names)
    return Lowered(
        instance=instance,
        metric=metric,
        table=table.name.text if table is not None else None,
        subject=column(field, names) if field is not None else None,
        kind=kind,
        kept=plan.CountWhere(kept),
        formula=_formula(metric, _Formulas(scope=scope, instance=instance, kept=kept), table, policy),
        policy=policy,
        complete=isinstance(table, SubjectRows),
    )


def _made_of_others(instance: Instance, metric: ast.Metric, over: ast.Metric, first: str, *, names: Names) -> Lowered:
    """A metric that is made of others which keep the same rows: ``over`` is it written over these."""
    scope = RowScope(names=names, as_of=instance.as_of)
    formula = _Formulas(scope=scope, instance=instance, kept=plan.ALWAYS).whole(metric)
    rows = names.rows(over.table.text if over.table is not None else "")
    score: tree.RowScore | None = None
    if rows is not None and isinstance(formula, tree.Combined):
        kept = plan.all_of(*(scope.keeping(part) for part in (*over.where, *instance.filters)))
        whole = _formula(over, _Formulas(scope=scope, instance=instance, kept=kept), rows, policy_of(rows))
        score = whole.score if isinstance(whole, tree.Scored) else None
    return Lowered(
        instance=instance, metric=metric, table=None, subject=None, kind=None, kept=plan.CountWhere(plan.ALWAYS),
        formula=formula if score is None or not isinstance(formula, tree.Combined) else tree.Scored(formula, score),
        over=attrs.evolve(instance, metric=first),
    )  # fmt: skip


def _formula(
    metric: ast.Metric, formulas: _Formulas, table: ast.Table | SubjectRows | None, policy: Policy | None
) -> Formula:
    """The formula of a metric; a combination of shares and means with the number of each row that it is the mean of."""
    made = formulas.whole(metric)
    if table is None or isinstance(table, SubjectRows) or estimator_of(metric) not in ("score", "mean"):
        return made
    return scored(made, policy)


@attrs.frozen(kw_only=True)
class _Formulas:
    """Formulas of one metric instance, over the rows that it keeps."""

    scope: RowScope
    instance: Instance
    kept: plan.Row

    def whole(self, metric: ast.Metric) -> Formula:
        """The metric's formula; two ends of one answer, subtracted, are a net score and get its interval."""
        expr = metric.formula
        if isinstance(expr, ast.Arithmetic) and estimator_of(metric) == "nps":
            top, bottom = self.formula(expr.left), self.formula(expr.right)
            if isinstance(top, tree.Share) and isinstance(bottom, tree.Share) and top.known == bottom.known:
                return tree.Net(top.hits, bottom.hits, top.known, top.kept)
        if expr is None:
            raise CannotLower(f"{metric.name} has no formula")
        return self.formula(expr)

    def formula(self, expr: ast.Expr) -> Formula:
        match expr:
            case ast.Number(value) | ast.Percent(value) | ast.Points(value) | ast.Money(value):
                return tree.Constant(value)
            case ast.Duration(period):
                return tree.Constant(dates.length(period))
            case ast.Negative(value):
                return tree.Combined("-", tree.Constant(Fraction(0)), self.formula(value))
            case ast.Arithmetic(op, left, right):
                return tree.Combined(op, self.formula(left), self.formula(right))
            case ast.Ref():
                return self.reference(expr)
        raise CannotLower(f"not a figure: {type(expr).__name__}")

    def reference(self, ref: ast.Ref) -> Formula:
        match self.scope.names.meanings.get(ref.span):
            case FunctionMeaning(name) if name in self.scope.names.vocabulary.functions:
                function = self.scope.names.vocabulary.functions[name]
                values = (self.scope.value(argument) for argument in ref.arguments or ())
                made: Formula = function.lower(FigureKit(self.kept), *values)
                return made
            case MissingMeaning(reason):
                return tree.Missing(reason)
            case FunctionMeaning(name):
                return self.function(name, ref.arguments or ())
            case MetricMeaning(_):
                of = ref.of.text if ref.of is not None else None
                return tree.Other(instance_of(ref, self.instance.as_of, self.instance.filters), of)
            case AttributeMeaning(subject, field):
                return tree.Attribute(subject.name.text, field.name.text)
            case ValueMeaning(Fraction() as value):
                return tree.Constant(value)
        raise CannotLower(f"{ref.name} is not a figure")

    def function(self, name: str, arguments: tuple[ast.Expr, ...]) -> Formula:
        kept = plan.CountWhere(self.kept)
        if name == "count" and not arguments:
            return tree.Count(kept, kept)
        if name in ("count", "share"):
            return self.proportion(name, self.scope.condition(arguments[0]))
        if name == "distinct":
            return self.distinct(arguments[0])
        amount = self.amount(arguments[0])
        known = self.count(amount.known)
        published = FUNCTIONS[name].scale
        if published is not None:
            top = self.count(rows.compare(">=", amount, rows.number(published.top)))
            if published.bottom is None:
                return tree.Share(top, known, kept)
            bottom = self.count(rows.compare("<=", amount, rows.number(published.bottom)))
            return tree.Net(top, bottom, known, kept)
        if name == "mean":
            return tree.Mean(self.total(amount), known, kept, amount.factor, self.squares(amount))
        if name == "sum":
            return tree.Sum(self.total(amount), known, kept, amount.factor)
        if name in ("median", "percentile"):
            over = plan.NotZero(amount.over) if amount.over is not None else None
            part = arguments[1] if name == "percentile" else None
            at = part.value if isinstance(part, ast.Percent) else Fraction(1, 2)
            return tree.Order(plan.TallyWhere(amount.whole, self.kept, over), known, kept, amount.factor, at)
        raise CannotLower(f"no function {name}")

    def distinct(self, expr: ast.Expr) -> Formula:
        """How many different values; texts are compared as they are everywhere."""
        value = self.scope.value(expr)
        over: plan.Row | None = None
        match value:
            case Truth(row) | When(row):
                known = plan.known(row)
            case Words(held, options):
                row, known = held if options else plan.Folded(held), plan.known(held)
            case _:
                amount = quantity(value)
                row, known = amount.whole, amount.known
                over = plan.NotZero(amount.over) if amount.over is not None else None
        meaning = self.scope.names.meanings.get(expr.span) if isinstance(expr, ast.Ref) else None
        people = isinstance(meaning, FieldMeaning) and meaning.field.personal
        tally = plan.TallyWhere(row, self.kept, over)
        return tree.Distinct(tally, self.count(known), plan.CountWhere(self.kept), people)

    def proportion(self, name: str, condition: plan.Row) -> Formula:
        kept = plan.CountWhere(self.kept)
        if name == "count":
            return tree.Count(self.count(condition), kept, self.count(plan.IsNull(condition)))
        return tree.Share(self.count(condition), self.count(_is_known(condition)), kept)

    def count(self, condition: plan.Row) -> plan.CountWhere:
        return plan.CountWhere(plan.all_of(self.kept, condition))

    def total(self, amount: Quantity) -> plan.SumWhere | plan.TallyWhere:
        if amount.over is not None:
            return plan.TallyWhere(amount.whole, self.kept, plan.NotZero(amount.over))
        return plan.SumWhere(amount.whole, self.kept)

    def squares(self, amount: Quantity) -> plan.SumWhere | None:
        if amount.over is not None:
            return None
        return plan.SumWhere(plan.Arithmetic("*", amount.whole, amount.whole), self.kept)

    def amount(self, expr: ast.Expr) -> Quantity:
        """A number of the row."""
        return quantity(self.scope.value(expr))


def _is_known(condition: plan.Row) -> plan.Row:
    """Whether a condition is known; for a comparison of one value with constants, whether the value is."""
    match condition:
        case plan.Compare(_, value, plan.Constant(held)) if held is not None:
            return plan.known(_bare(value))
        case plan.InSet(value) | plan.Within(value):
            return plan.known(_bare(value))
    return plan.known(condition)


def _bare(value: plan.Row) -> plan.Row:
    return value.value if isinstance(value, plan.Folded) else value
