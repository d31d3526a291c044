"""A subject beside its peers, the other listed subjects of its kind: the middle half of their figures, and where it is.

Figures enter as they are shown, rounded, and those that are hidden not at all: whatever is said here, a reader of all
results could work out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from cxengine.engine.figures import metric_said, plain_number
from cxengine.engine.model_said import score_style
from cxengine.engine.said.peers import ModelPeersSaid, PeersSaid, Position
from cxengine.engine.said.words import Number
from cxengine.engine.wanted import metrics_of, reference
from cxengine.lang import ast
from cxengine.maturity.words import rounded, style_of
from cxengine.subjects import SubjectKey

if TYPE_CHECKING:
    from cxengine.engine.assess import Run
    from cxengine.engine.assessment import SubjectSaid
    from cxengine.maturity.compiled import CompiledModel
    from cxengine.maturity.evaluate import ModelResult
    from cxengine.metrics.measure import Measurements

LEAST = 5
"""Peers that there must be, where the kind of subject has no line `publish groups of at least`."""
QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
_OF_LEVELS = 2
"""Decimals of what lies between two levels."""


@attrs.frozen(slots=False, eq=False)
class Group:
    """The figures of all subjects of a kind, as shown; None where there is none."""

    shown: Mapping[SubjectKey, Fraction | None]
    least: int
    decimals: int
    """To which what lies between two figures is rounded."""

    @cached_property
    def _rising(self) -> Sequence[Fraction]:
        return sorted(value for value in self.shown.values() if value is not None)

    def beside(self, key: SubjectKey) -> PeersSaid | None:
        """One of them beside the others; None where there are no others."""
        if len(self.shown) < 2:
            return None
        own = self.shown[key]
        peers = len(self._rising) - (own is not None)
        if peers < self.least:
            has = "has a figure" if peers == 1 else "have a figure"
            return PeersSaid(
                peers=peers, least=self.least, lower=None, median=None, upper=None, position=None,
                unknown=f"{peers} of its peers {has} that is shown, and {self.least} are needed",
            )  # fmt: skip
        place = bisect_left(self._rising, own) if own is not None else None
        lower, median, upper = (_without(self._rising, place, part) for part in QUARTERS)
        return PeersSaid(
            peers=peers, least=self.least,
            lower=self._shown(lower), median=self._shown(median), upper=self._shown(upper),
            position=_position(own, lower, upper), unknown=None,
        )  # fmt: skip

    def _shown(self, value: Fraction) -> Number:
        return plain_number(rounded(value, self.decimals))


def _without(rising: Sequence[Fraction], place: int | None, part: Fraction) -> Fraction:
    """The value at a part of the way through the values but the one at a place.

    Type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
    361-365, as spreadsheets do it.
    """

    def at(index: int) -> Fraction:
        return rising[index if place is None or index < place else index + 1]

    last = len(rising) - 1 - (place is not None)
    way = part * last
    before = way.numerator // way.denominator
    return at(before) if way == before else at(before) + (way - before) * (at(before + 1) - at(before))


def _position(own: Fraction | None, lower: Fraction, upper: Fraction) -> Position | None:
    if own is None:
        return None
    return "above" if own > upper else "below" if own < lower else "within"


def with_peers(run: Run, said: Sequence[SubjectSaid], measurements: Measurements) -> tuple[SubjectSaid, ...]:
    """Subjects of a result, each beside all listed subjects of its kind, whether or not these were asked for."""
    found = {kind: _Kind(run, kind, said, measurements) for kind in dict.fromkeys(each.kind for each in said)}
    return tuple(found[each.kind].beside(each) for each in said)


class _Kind:
    """The groups of one kind of subject."""

    def __init__(self, run: Run, kind: str, said: Iterable[SubjectSaid], measurements: Measurements) -> None:
        declared = run.program.names.subjects.get(kind)
        least = declared.publish_at_least if declared is not None else None
        self._least = max(2, LEAST if least is None else least)
        self._run, self._measurements = run, measurements
        self._records = run.records(kind)
        self._known = {
            (SubjectKey(each.kind, each.id), model.model): model.result for each in said for model in each.models
        }
        self._models = {m.key: self._of_model(m) for m in run.program.models if m.declared.subject.text == kind}
        self._metrics = {metric.name.text: self._of_metric(metric) for metric in metrics_of(run.program, kind)}

    def beside(self, subject: SubjectSaid) -> SubjectSaid:
        """A subject with its peers at each level, score and metric."""
        key = SubjectKey(subject.kind, subject.id)
        if len(self._records) < 2:
            return subject
        models = tuple(
            attrs.evolve(model, peers=ModelPeersSaid(
                level=levels.beside(key) if model.levels else None,
                score=scores.beside(key) if model.score_from is not None else None,
            ))
            for model in subject.models
            for levels, scores in (self._models[model.model],)
        )  # fmt: skip
        metrics = tuple(attrs.evolve(m, peers=self._metrics[m.metric].beside(key)) for m in subject.metrics)
        return attrs.evolve(subject, models=models, metrics=metrics)

    def _of_model(self, model: CompiledModel) -> tuple[Group, Group]:
        results = dict(self._results(model))
        style = score_style(model, model.root.rule)
        levels: dict[SubjectKey, Fraction | None] = {}
        scores: dict[SubjectKey, Fraction | None] = {}
        for key, result in results.items():
            kept = result.withheld is None
            levels[key] = Fraction(result.level) if kept else None
            score = result.score.value if kept else None
            scores[key] = Fraction(rounded(score, style.decimals, style.factor)) if score is not None else None
        return Group(levels, self._least, _OF_LEVELS), Group(scores, self._least, style.decimals)

    def _results(self, model: CompiledModel) -> Iterator[tuple[SubjectKey, ModelResult]]:
        for record in self._records:
            known = self._known.get((record.key, model.key))
            yield record.key, known or self._run.result(record, model, self._measurements)

    def _of_metric(self, metric: ast.Metric) -> Group:
        ref = reference(metric)
        shown: dict[SubjectKey, Fraction | None] = {}
        decimals = 0
        for record in self._records:
            measured = self._measurements.value(record.key, ref)
            decimals = style_of(metric, measured.unit).decimals
            shown[record.key] = _fraction(metric_said(metric, measured, record, self._run.as_of).value)
        return Group(shown, self._least, decimals)


def _fraction(value: Number | None) -> Fraction | None:
    """The number as it is printed, exactly."""
    return None if value is None else Fraction(Decimal(str(value)))
