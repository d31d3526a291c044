"""Which figures over subjects could still turn out otherwise, since levels or scores that they count are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import attrs

from cxengine.lang import ast
from cxengine.lang.names import LevelMeaning, MetricMeaning, Names, ScoreMeaning
from cxengine.lang.walk import references
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.evaluate import ModelResult
from cxengine.subjects import SubjectKey, SubjectTree


class Asked(NamedTuple):
    """The level of a model, or its score."""

    model: str
    score: bool


class Counted(NamedTuple):
    """What a figure asks of each subject that it counts. ``anywhere``: a field names whose subjects they are."""

    asked: Asked
    anywhere: bool = False


@attrs.frozen(slots=False)
class OpenLevels:
    """The subjects whose level or score, of each model that figures count, is not certain."""

    names: Names
    tree: SubjectTree
    subjects: Mapping[Asked, frozenset[SubjectKey]] = attrs.field(factory=dict)

    def also(self, model: CompiledModel, results: Mapping[SubjectKey, ModelResult]) -> OpenLevels:
        """With what one more model came to."""
        name = model.declared.name.text
        more = {
            Asked(name, score): frozenset(key for key, result in results.items() if _is_open(result, score))
            for score in (False, True)
        }
        return attrs.evolve(self, subjects={**self.subjects, **more})

    def slots(self, of: SubjectKey, refs: Iterable[ast.Ref]) -> frozenset[int]:
        """The places among the references of one subject whose figures rest on what is open."""
        return frozenset(slot for slot, ref in enumerate(refs) if self._rests_on_open(of, ref))

    def _rests_on_open(self, of: SubjectKey, ref: ast.Ref) -> bool:
        for asked, anywhere in frozenset(_counted_in(ref, self.names, self._of_metrics)):
            waiting = self.subjects.get(asked, ())
            if waiting and (anywhere or ref.of is not None):
                return True
            if any(self.tree.ancestor(key, of.kind) == of for key in waiting):
                return True
        return False

    @cached_property
    def _of_metrics(self) -> Mapping[str, frozenset[Counted]]:
        """What each metric counts, itself or through those it is made of."""
        metrics = self.names.metrics
        found: dict[str, frozenset[Counted]] = dict.fromkeys(metrics, frozenset())
        while (again := {name: _counted(metric, self.names, found) for name, metric in metrics.items()}) != found:
            found = again
        return found


def _counted(metric: ast.Metric, names: Names, metrics: Mapping[str, frozenset[Counted]]) -> frozenset[Counted]:
    parts = [*metric.where, *([metric.formula] if metric.formula is not None else [])]
    inside = {one for part in parts for one in _counted_in(part, names, metrics)}
    return frozenset(Counted(one.asked, one.anywhere or metric.subject is not None) for one in inside)


def _counted_in(expr: ast.Expr, names: Names, metrics: Mapping[str, frozenset[Counted]]) -> Iterator[Counted]:
    for ref in references(expr):
        match names.meanings.get(ref.span):
            case LevelMeaning(model):
                yield Counted(Asked(model.name.text, score=False))
            case ScoreMeaning(model):
                yield Counted(Asked(model.name.text, score=True))
            case MetricMeaning(metric):
                yield from metrics.get(metric.name.text, ())


def _is_open(result: ModelResult, score: bool) -> bool:
    """Whether it could come out otherwise; also whether it is withheld, where a condition says when it is."""
    if result.outcomes.model.withheld is not None and "unknown" in result.outcomes.now.outcomes:
        return True
    if score:
        return result.score_range is None or result.score_range[0] != result.score_range[1]
    return result.range.low != result.range.high
