"""Metrics that are made of others over one set of rows, written as one over those rows."""

from __future__ import annotations

import attrs

from cxengine.lang import ast
from cxengine.lang.names import MetricMeaning, Names, SubjectRows


class _NotOver(Exception):
    """What a formula names besides is not of the same rows."""


def over_rows(metric: ast.Metric, names: Names) -> tuple[ast.Metric, str] | None:
    """The metric over the rows of those that it is made of, if all keep the same ones, and the first of these.

    None where it has rows of its own, and where it names anything else: a figure of another date, of whom the subject
    belongs to, or of some rows only.
    """
    if metric.table is not None or metric.formula is None:
        return None
    parts: list[ast.Metric] = []
    try:
        formula = _filled(metric.formula, names, parts)
    except _NotOver:
        return None
    if not parts or isinstance(names.rows(parts[0].table.text if parts[0].table is not None else ""), SubjectRows):
        return None
    first = parts[0]
    if any((each.table, each.where, each.subject) != (first.table, first.where, first.subject) for each in parts):
        return None
    made = attrs.evolve(metric, table=first.table, where=first.where, subject=first.subject, formula=formula)
    return made, first.name.text


def _filled(expr: ast.Expr, names: Names, parts: list[ast.Metric]) -> ast.Expr:
    """The formula with those of the metrics that it names."""
    match expr:
        case ast.Arithmetic():
            left, right = (_filled(side, names, parts) for side in (expr.left, expr.right))
            return attrs.evolve(expr, left=left, right=right)
        case ast.Negative(value):
            return attrs.evolve(expr, value=_filled(value, names, parts))
        case ast.Ref():
            meaning = names.meanings.get(expr.span)
            plain = expr.of is None and expr.at is None and expr.arguments is None
            if not plain or not isinstance(meaning, MetricMeaning) or meaning.metric.formula is None:
                raise _NotOver
            if meaning.metric.table is None:
                return _filled(meaning.metric.formula, names, parts)
            parts.append(meaning.metric)
            return meaning.metric.formula
    return expr
