"""Which names an expression may use, by the place it stands in."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from cxengine.lang import ast
from cxengine.lang.names import Names


@attrs.frozen(kw_only=True)
class Scope:
    """The names that may stand in one place.

    ``rows``: each row is looked at by itself, so its fields have a value. ``aggregates``: functions over
    the rows may stand. ``anything``: the table or the subject is broken, so any name fits.
    """

    place: str
    """For messages: ``a condition on rows``, ``a formula``."""
    table: ast.Table | None = None
    fields: Mapping[str, ast.Field] = attrs.field(factory=dict)
    rows: bool = False
    aggregates: bool = False
    figures: bool = False
    """Whether the place holds a metric's formula, in which a date is no part of a figure."""
    subject: ast.Subject | None = None
    """The kind that is assessed, where that is known."""
    attributes: Mapping[str, ast.Field] = attrs.field(factory=dict)
    metrics: Mapping[str, ast.Metric] = attrs.field(factory=dict)
    criteria: Mapping[str, ast.Criterion] | None = None
    """Those of the model, by id; None where no criterion can be meant."""
    model: ast.Model | None = None
    """The model that a condition belongs to."""
    of_models: bool = False
    """Whether levels and scores of the models for the kind may be asked for, where there is no model: in a rule."""
    own_results: bool = False
    """Whether the scores and levels of the model itself are known: in lines that come after its criteria."""
    holder: str | None = None
    """The id of the criterion that the condition belongs to."""
    settled: bool = False
    """Whether the outcome of the holder is known too: in the condition of an action."""
    anything: bool = False
    in_segment: bool = False
    """Whether the place is a segment's own condition, in which no other segment can be named."""

    def inside_function(self) -> Scope:
        """The place between the brackets of a function: one row at a time."""
        return attrs.evolve(self, place="the brackets of a function", rows=True, aggregates=False, figures=False)

    def known(self) -> tuple[str, ...]:
        """Every name that may stand here."""
        return (*self.fields, *self.attributes, *self.metrics)


def of_rows(table: ast.Table | None, place: str) -> Scope:
    """``where``, ``reject when`` and the condition of a narrowed metric: the fields of a table."""
    if table is None:
        return Scope(place=place, rows=True, anything=True)
    return Scope(place=place, table=table, fields=_by_name(table.fields), rows=True)


def of_formula(table: ast.Table | None) -> Scope:
    """The formula of a metric with ``from``: functions over the rows of its table."""
    place = "a formula over rows"
    if table is None:
        return Scope(place=place, aggregates=True, figures=True, anything=True)
    return Scope(place=place, table=table, fields=_by_name(table.fields), aggregates=True, figures=True)


def of_combination(names: Names) -> Scope:
    """The formula of a metric without ``from``: other metrics."""
    return Scope(place="a formula without `from`", metrics=names.metrics, figures=True)


def of_model(names: Names, model: ast.Model, criteria: Mapping[str, ast.Criterion]) -> Scope:
    """Conditions of a model: metrics, attributes of the assessed subject, and the model's criteria."""
    subject = names.subjects.get(model.subject.text)
    return Scope(
        place="a condition of a model",
        subject=subject,
        attributes={} if subject is None else _by_name(subject.fields),
        metrics=names.metrics,
        criteria=criteria,
        model=model,
        anything=subject is None,
    )


def of_rule(names: Names, rule: ast.Rule) -> Scope:
    """The condition of a rule, and what stands in braces in its finding: metrics, and attributes of the subject."""
    subject = names.subjects.get(rule.subject.text)
    return Scope(
        place="a rule",
        subject=subject,
        attributes={} if subject is None else _by_name(subject.fields),
        metrics=names.metrics,
        of_models=True,
        anything=subject is None,
    )


def of_test(names: Names, model: ast.Model | ast.Rule | None) -> Scope:
    """What a test may give: metrics, and attributes of the subject of the model or the rule that is tried."""
    subject = names.subjects.get(model.subject.text) if model is not None else None
    return Scope(
        place="a test",
        subject=subject,
        attributes={} if subject is None else _by_name(subject.fields),
        metrics=names.metrics,
        anything=model is not None and subject is None,
    )


def _by_name(fields: tuple[ast.Field, ...]) -> dict[str, ast.Field]:
    by_name: dict[str, ast.Field] = {}
    for field in fields:
        by_name.setdefault(field.name.text, field)
    return by_name
