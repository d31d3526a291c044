"""From a vision to what is measured: which metrics and criteria support which objective, and which support none."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from cxengine.lang import ast
from cxengine.lang.names import MetricMeaning, Names
from cxengine.lang.walk import criteria_of, references


@attrs.frozen(kw_only=True)
class Thread:
    """What supports an objective, by name; criteria as (model, id)."""

    objective: ast.Objective
    objectives: tuple[str, ...]
    metrics: tuple[str, ...]
    criteria: tuple[tuple[str, str], ...]

    @property
    def is_supported(self) -> bool:
        """Whether anything serves it."""
        return bool(self.objectives or self.metrics or self.criteria)


def threads(names: Names) -> tuple[Thread, ...]:
    """Every objective, in the order of the files."""
    return tuple(
        Thread(
            objective=objective,
            objectives=_supporting(name, names.objectives.values()),
            metrics=_supporting(name, names.metrics.values()),
            criteria=tuple(
                (model.name.text, criterion)
                for model in names.models.values()
                for criterion in _supporting(name, criteria_of(model))
            ),
        )
        for name, objective in names.objectives.items()
    )


def _supporting(name: str, declared: Iterable[ast.Objective | ast.Metric | ast.Criterion]) -> tuple[str, ...]:
    return tuple(each.name.text for each in declared if name in [supported.text for supported in each.supports])


def untraced(names: Names) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The metrics and the criteria that support no objective; none where no objective is declared.

    What a traced metric is made of is traced with it, and a criterion that names a traced metric through that.
    """
    if not names.objectives:
        return (), ()
    traced = {name for name, metric in names.metrics.items() if metric.supports}
    waiting = list(traced)
    while waiting:
        formula = names.metrics[waiting.pop()].formula
        parts = _metrics_in([formula], names) - traced if formula is not None else set()
        traced |= parts
        waiting += parts
    criteria = tuple(
        (model.name.text, criterion.name.text)
        for model in names.models.values()
        for criterion in criteria_of(model)
        if not criterion.supports and not (_metrics_in([criterion.when], names) & traced)
    )
    return tuple(name for name in names.metrics if name not in traced), criteria


def _metrics_in(expressions: Iterable[ast.Expr | None], names: Names) -> set[str]:
    found: set[str] = set()
    for expr in expressions:
        for ref in references(expr) if expr is not None else ():
            meaning = names.meanings.get(ref.span)
            if isinstance(meaning, MetricMeaning):
                found.add(meaning.metric.name.text)
    return found
