"""A subject beside its peers, the other listed subjects of its kind: the middle half of their figures, and where it is.

Figures enter as they are shown, rounded, and those that are hidden not at all: whatever is said here, a reader of all
results could work out. A level or a score enters where it is certain: one that what is unknown could still move is no
more known than a figure that is missing.
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
from cxengine.maturity.words import Style, rounded, style_of
from cxengine.subjects import SubjectKey, SubjectRecord

if TYPE_CHECKING:
    from cxengine.engine.assessment import SubjectSaid
    from cxengine.engine.running import Run
    from cxengine.maturity.compiled import CompiledModel
    from cxengine.maturity.evaluate import ModelResult
    from cxengine.metrics.measure import Measurements

LEAST = 5
"""Peers that there must be, where the kind of subject has no line `publish groups of at least`."""
_OF_LEVELS = 2
"""Decimals of what lies between two levels."""
_CERTAIN = "are known for certain"


@attrs.frozen(slots=False, eq=False, kw_only=True)
class Group:
    """The figures of all subjects of a kind, as shown: whole numbers of a unit of which ``10 ** places`` make one.

    None where there is none. What lies between two of them is rounded to ``decimals``. ``entering`` says which enter.
    """

    shown: Mapping[SubjectKey, int | None]
    least: int
    places: int
    decimals: int
    entering: str = "have a figure that is shown"

    @cached_property
    def _rising(self) -> Sequence[int]:
        return sorted(value for value in self.shown.values() if value is not None)

    def beside(self, key: SubjectKey) -> PeersSaid | None:
        """One of them beside the others; None where there are no others."""
        if len(self.shown) < 2:
            return None
        own = self.shown[key]
        peers = len(self._rising) - (own is not None)
        if peers < self.least:
            few = f"too few peers {self.entering}: {peers} of {len(self.shown) - 1}, and {self.least} are needed"
            return PeersSaid(
                peers=peers, least=self.least, lower=None, median=None, upper=None, position=None, unknown=few
            )
        place = bisect_left(self._rising, own) if own is not None else None
        lower, median, upper = (_quarter(self._rising, place, quarters) for quarters in (1, 2, 3))
        return PeersSaid(
            peers=peers, least=self.least,
            lower=self._number(lower), median=self._number(median), upper=self._number(upper),
            position=_position(4 * own, lower, upper) if own is not None else None, unknown=None,
        )  # fmt: skip

    def _number(self, fourths: int) -> Number:
        return plain_number(rounded(Fraction(fourths, 4 * 10**self.places), self.decimals))


def _quarter(rising: Sequence[int], place: int | None, quarters: int) -> int:
    """Four times the value at so many quarters of the way through the values but the one at a place.

    Type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
    361-365, as spreadsheets do it.
    """

    def at(index: int) -> int:
        return rising[index if place is None or index < place else index + 1]

    before, rest = divmod(quarters * (len(rising) - 1 - (place is not None)), 4)
    return 4 * at(before) + (rest * (at(before + 1) - at(before)) if rest else 0)


def _position(own: int, lower: int, upper: int) -> Position:
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
        own = [(SubjectKey(each.kind, each.id), each) for each in said if each.kind == kind]
        self._known = {(key, model.model): model.result for key, each in own for model in each.models}
        self._told = {(key, metric.metric): metric.value for key, each in own for metric in each.metrics}
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
        style = score_style(model, model.root.rule)
        levels: dict[SubjectKey, int | None] = {}
        scores: dict[SubjectKey, int | None] = {}
        for key, result in self._results(model):
            levels[key] = result.level if _level_is_certain(result) else None
            scores[key] = _certain_score(result, style)
        return (
            Group(shown=levels, least=self._least, places=0, decimals=_OF_LEVELS, entering=_CERTAIN),
            Group(
                shown=scores, least=self._least, places=style.decimals, decimals=style.decimals, entering=_CERTAIN
            ),
        )

    def _results(self, model: CompiledModel) -> Iterator[tuple[SubjectKey, ModelResult]]:
        for record in self._records:
            known = self._known.get((record.key, model.key))
            yield record.key, known or self._run.result(record, model, self._measurements)

    def _of_metric(self, metric: ast.Metric) -> Group:
        ref = reference(metric)
        places = style_of(metric, self._measurements.value(self._records[0].key, ref).unit).decimals
        shown = {record.key: _whole(self._value(metric, ref, record), places) for record in self._records}
        return Group(shown=shown, least=self._least, places=places, decimals=places)

    def _value(self, metric: ast.Metric, ref: ast.Ref, record: SubjectRecord) -> Number | None:
        """The figure as the result has it, or would have it had the subject been asked for."""
        place = (record.key, metric.name.text)
        if place in self._told:
            return self._told[place]
        return metric_said(metric, self._measurements.value(record.key, ref), record, self._run.as_of).value


def _level_is_certain(result: ModelResult) -> bool:
    """Whether a level is given, and no way the unknowns could turn out gives another."""
    return result.withheld is None and result.not_said is None and result.range.low == result.range.high


def _certain_score(result: ModelResult, style: Style) -> int | None:
    """The score without its decimal point; None where there is none, or where it could be shown as another."""
    if result.withheld is not None or result.score.value is None or result.score_range is None:
        return None
    own, low, high = (
        int(rounded(each, style.decimals, style.factor).scaleb(style.decimals))
        for each in (result.score.value, *result.score_range)
    )
    return own if low == high else None


def _whole(value: Number | None, places: int) -> int | None:
    """The number as it is printed, without its decimal point."""
    return None if value is None else int(Decimal(str(value)).scaleb(places))
