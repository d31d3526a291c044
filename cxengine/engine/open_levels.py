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
class OpenResult:
    """A level or a score that is open: what it could be, None where there is no telling, and as what it counts now.

    An open level is left out of figures (``now`` is None); an open score counts as the policy for unknowns has it.
    """

    ends: Ends | None
    now: Fraction | None


class _Moves(NamedTuple):
    """What each subject that comes to be counted adds to a sum, and how far those counted can take it down and up."""

    each: Ends
    down: Fraction
    up: Fraction


@attrs.frozen(slots=False)
class OpenLevels:
    """What is open of each model that figures count, by subject."""

    names: Names
    tree: SubjectTree
    open: Mapping[Asked, Mapping[SubjectKey, OpenResult]] = attrs.field(factory=dict)

    def also(self, model: CompiledModel, results: Mapping[SubjectKey, ModelResult]) -> OpenLevels:
        """With what one more model came to."""
        more = {
            Asked(model.declared.name.text, score): {
                key: found for key, result in results.items() if (found := _open_of(result, score)) is not None
            }
            for score in (False, True)
        }
        return attrs.evolve(self, open={**self.open, **more})

    def ends(
        self, of: SubjectKey, refs: Sequence[ast.Ref], measured: Sequence[Measured]
    ) -> dict[int, Ends | None]:
        """By their place among the references of a subject the figures that could turn out otherwise, and how far.

        None where that is not worked out: then any value is possible.
        """
        found: dict[int, Ends | None] = {}
        for slot, (ref, figure) in enumerate(zip(refs, measured, strict=True)):
            counted = frozenset(_counted_in(ref, self.names, self._of_metrics))
            waiting = [each for one in counted for each in self._open_among(of, ref, one)]
            if waiting:
                ends = self._ends(ref, figure, waiting)
                if ends is None or ends[0] != ends[1]:
                    found[slot] = ends
        return found

    def _open_among(self, of: SubjectKey, ref: ast.Ref, counted: Counted) -> Iterator[OpenResult]:
        """What is open of the subjects that a figure may count."""
        anywhere = counted.anywhere or ref.of is not None
        for key, result in self.open.get(counted.asked, {}).items():
            if anywhere or self.tree.ancestor(key, of.kind) == of:
                yield result

    def _ends(self, ref: ast.Ref, figure: Measured, waiting: Sequence[OpenResult]) -> Ends | None:
        """Of a plain mean or share, from how many subjects stand in it and how many were left out.

        Open ones that are counted may take the sum ``s`` over ``n`` subjects down by ``d``. Others that come to be
        counted are among the ``m`` left out, and each adds at least ``low``. So the least is
        ``(s - d + k·low)/(n + k)`` for some ``k`` up to ``m``, and that is least for none or for all of them; the most
        likewise.
        """
        meaning = self.names.meanings.get(ref.span)
        if ref.arguments is not None or not isinstance(meaning, MetricMeaning) or self._may_hide(meaning.metric):
            return None
        moves = self._moves(meaning.metric, waiting)
        if moves is None or not figure.n or figure.value is None:
            return None
        n, more = figure.n, figure.excluded
        found = [
            [(figure.value * n + moved + k * end) / (n + k) for k in (0, more)]
            for moved, end in zip((-moves.down, moves.up), moves.each, strict=True)
        ]
        return min(found[0]), max(found[1])

    def _may_hide(self, metric: ast.Metric) -> bool:
        """Whether numbers of subjects might be rounded or hidden."""
        kind = self.names.subjects.get(metric.table.text) if metric.table is not None else None
        return kind is None or kind.publish_at_least is not None

    def _moves(self, metric: ast.Metric, waiting: Sequence[OpenResult]) -> _Moves | None:
        """How far the open ones can move the sum behind a mean or a share; None for other metrics."""
        formula = metric.formula
        if any(True for part in metric.where for _ in _counted_in(part, self.names, self._of_metrics)):
            return None
        if not isinstance(formula, ast.Ref) or formula.arguments is None or len(formula.arguments) != 1:
            return None
        counted = [each for each in waiting if each.now is not None]
        if formula.name.text == "share":
            most = Fraction(len(counted))
            return _Moves((Fraction(0), Fraction(1)), most, most)
        argument = formula.arguments[0]
        if formula.name.text != "mean" or not isinstance(argument, ast.Ref) or _asked(argument, self.names) is None:
            return None
        ends = [each.ends for each in waiting if each.ends is not None]
        if len(ends) < len(waiting):
            return None
        return _Moves(
            each=(min(low for low, _ in ends), max(high for _, high in ends)),
            down=sum((each.now - each.ends[0] for each in counted if each.now and each.ends), Fraction(0)),
            up=sum((each.ends[1] - each.now for each in counted if each.now is not None and each.ends), Fraction(0)),
        )

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


def _open_of(result: ModelResult, score: bool) -> OpenResult | None:
    """None where it is certain. Open too, without ends, where it may or may not turn out to be withheld."""
    if result.outcomes.model.withheld is not None and "unknown" in result.outcomes.now.outcomes:
        return OpenResult(None, result.score.value if score else None)
    ends = result.score_range if score else (Fraction(result.range.low), Fraction(result.range.high))
    if ends is not None and ends[0] == ends[1]:
        return None
    return OpenResult(ends, result.score.value if score else None)
