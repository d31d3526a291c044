"""Between which values figures over subjects could still turn out, since levels or scores that they count are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import attrs

from cxengine.lang import ast
from cxengine.lang.names import LevelMeaning, MetricMeaning, Names, ScoreMeaning
from cxengine.lang.walk import references
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.facts import Ends
from cxengine.metrics.measured import Measured
from cxengine.subjects import SubjectKey, SubjectTree


class Asked(NamedTuple):
    """The level of a model, or its score."""

    model: str
    score: bool


class Counted(NamedTuple):
    """What a figure asks of each subject that it counts. ``anywhere``: a field names whose subjects they are."""

    asked: Asked
    anywhere: bool = False


@attrs.frozen
class OpenResults:
    """The subjects whose level, or score, is open, and the ends of what it could be in any of them."""

    subjects: frozenset[SubjectKey]
    ends: Ends | None
    """None where there is no telling for one of them."""


_NOBODY = OpenResults(frozenset(), None)


@attrs.frozen(slots=False)
class OpenLevels:
    """What is open of each model that figures count."""

    names: Names
    tree: SubjectTree
    open: Mapping[Asked, OpenResults] = attrs.field(factory=dict)

    def also(self, model: CompiledModel, results: Mapping[SubjectKey, ModelResult]) -> OpenLevels:
        """With what one more model came to."""
        more = {Asked(model.declared.name.text, score): _open_of(results, score) for score in (False, True)}
        return attrs.evolve(self, open={**self.open, **more})

    def ends(
        self, of: SubjectKey, refs: Sequence[ast.Ref], measured: Sequence[Measured]
    ) -> dict[int, Ends | None]:
        """By their place among the references of a subject the figures that could turn out otherwise, and how far.

        None where that is not worked out: then any value is possible.
        """
        found: dict[int, Ends | None] = {}
        for slot, (ref, figure) in enumerate(zip(refs, measured, strict=True)):
            if self._rests_on_open(of, ref):
                ends = self._ends(ref, figure)
                if ends is None or ends[0] != ends[1]:
                    found[slot] = ends
        return found

    def _rests_on_open(self, of: SubjectKey, ref: ast.Ref) -> bool:
        for asked, anywhere in frozenset(_counted_in(ref, self.names, self._of_metrics)):
            subjects = self.open.get(asked, _NOBODY).subjects
            if subjects and (anywhere or ref.of is not None):
                return True
            if any(self.tree.ancestor(key, of.kind) == of for key in subjects):
                return True
        return False

    def _ends(self, ref: ast.Ref, figure: Measured) -> Ends | None:
        """Of a plain mean or share, from how many subjects stand in it and how many were left out.

        Open ones that come to be counted are among those left out: ``m`` of them beside a sum ``s`` over ``n`` subjects
        take a mean to between ``(s + m·low)/(n + m)`` and ``(s + m·high)/(n + m)``, which is farthest out for none or
        for all of them.
        """
        meaning = self.names.meanings.get(ref.span)
        if ref.arguments is not None or not isinstance(meaning, MetricMeaning) or self._may_hide(meaning.metric):
            return None
        each = self._ends_of_each(meaning.metric)
        if each is None or figure.n is None:
            return None
        n, more = figure.n, figure.excluded
        if not n:
            return each
        if figure.value is None:
            return None
        now = figure.value
        low, high = ((now * n + more * end) / (n + more) for end in each)
        return min(now, low), max(now, high)

    def _may_hide(self, metric: ast.Metric) -> bool:
        """Whether numbers of subjects might be rounded or hidden."""
        kind = self.names.subjects.get(metric.table.text) if metric.table is not None else None
        return kind is None or kind.publish_at_least is not None

    def _ends_of_each(self, metric: ast.Metric) -> Ends | None:
        """What an open subject may add to the sum behind a mean or a share; None for other metrics."""
        formula = metric.formula
        if any(True for part in metric.where for _ in _counted_in(part, self.names, self._of_metrics)):
            return None
        if not isinstance(formula, ast.Ref) or formula.arguments is None or len(formula.arguments) != 1:
            return None
        if formula.name.text == "share":
            return Fraction(0), Fraction(1)
        counted = formula.arguments[0]
        asked = _asked(counted, self.names) if isinstance(counted, ast.Ref) else None
        if formula.name.text != "mean" or asked is None:
            return None
        return self.open.get(asked, _NOBODY).ends

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
        meaning = names.meanings.get(ref.span)
        if isinstance(meaning, MetricMeaning):
            yield from metrics.get(meaning.metric.name.text, ())
        elif (asked := _asked(ref, names)) is not None:
            yield Counted(asked)


def _asked(ref: ast.Ref, names: Names) -> Asked | None:
    match names.meanings.get(ref.span):
        case LevelMeaning(model):
            return Asked(model.name.text, score=False)
        case ScoreMeaning(model):
            return Asked(model.name.text, score=True)
    return None


def _open_of(results: Mapping[SubjectKey, ModelResult], score: bool) -> OpenResults:
    found = {key: ends for key, result in results.items() if (ends := _ends_of(result, score)) is not _CERTAIN}
    known = [ends for ends in found.values() if isinstance(ends, tuple)]
    if not known or len(known) < len(found):
        return OpenResults(frozenset(found), None)
    return OpenResults(frozenset(found), (min(low for low, _ in known), max(high for _, high in known)))


_CERTAIN = "certain"


def _ends_of(result: ModelResult, score: bool) -> Ends | str | None:
    """What it could be where it is open; open too, where it may or may not turn out to be withheld."""
    withheld = result.outcomes.model.withheld is not None and "unknown" in result.outcomes.now.outcomes
    ends = result.score_range if score else (Fraction(result.range.low), Fraction(result.range.high))
    return _CERTAIN if ends is not None and ends[0] == ends[1] and not withheld else ends
