"""Metrics that are made of others over one set of rows, written as one over those rows."""

from __future__ import annotations

import attrs

from cxengine.lang import ast
from cxengine.lang.names import MetricMeaning, Names, SubjectRows

MOST_NAMES = 64
"""Names in a formula and in those of the metrics that it names, at most: each may name two others, and so on."""


class _NotOver(Exception):
    """What a formula names besides is not of the same rows, or there is too much of it."""


def over_rows(metric: ast.Metric, names: Names) -> tuple[ast.Metric, str] | None:
    """The metric over the rows of those that it is made of, if all keep the same ones, and the first of these.

    None where it has rows of its own, and where it names anything else: a figure of another date, of whom the subject
    belongs to, or of some rows only; and where it names more than ``MOST_NAMES``.
    """
    if metric.table is not None or metric.formula is None:
        return None
    found: list[ast.Metric] = []
    try:
        formula = _filled(metric.formula, names, found)
    except _NotOver:
        return None
    parts = [each for each in found if each.table is not None]
    if not parts or isinstance(names.rows(parts[0].table.text if parts[0].table is not None else ""), SubjectRows):
        return None
    first = parts[0]
    if any((each.table, each.where, each.subject) != (first.table, first.where, first.subject) for each in parts):
        return None
    made = attrs.evolve(metric, table=first.table, where=first.where, subject=first.subject, formula=formula)
    return made, first.name.text


def _filled(expr: ast.Expr, names: Names, found: list[ast.Metric]) -> ast.Expr:
    """The formula with those of the metrics that it names, each of which is ``found`` as often as it is named."""
    match expr:
        case ast.Arithmetic():
            left, right = (_filled(side, names, found) for side in (expr.left, expr.right))
            return attrs.evolve(expr, left=left, right=right)
        case ast.Negative(value):
            return attrs.evolve(expr, value=_filled(value, names, found))
        case ast.Ref():
            meaning = names.meanings.get(expr.span)
            plain = expr.of is None and expr.at is None and expr.arguments is None
            if not plain or not isinstance(meaning, MetricMeaning) or meaning.metric.formula is None:
                raise _NotOver
            found.append(meaning.metric)
            if len(found) > MOST_NAMES:
                raise _NotOver
            of_rows = meaning.metric.table is not None
            return meaning.metric.formula if of_rows else _filled(meaning.metric.formula, names, found)
    return expr
