"""The figures of whole subjects on two dates, and how their change is taken apart by the groups that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cxengine.engine.changes_said import Pair, Whole
from cxengine.engine.groups import declared_groups, group_place, group_titles, subject_places
from cxengine.engine.segments import of_segment, table_of
from cxengine.lang import ast
from cxengine.lang.disjoint import share_nobody
from cxengine.lang.names import BY_SEGMENT
from cxengine.metrics.measured import Measured
from cxengine.metrics.mix import Pair as Triple, Split, split
from cxengine.subjects import SubjectKey

if TYPE_CHECKING:
    from cxengine.engine.measure import Figures
    from cxengine.engine.running import Run

Label = tuple[str | None, ...]
Names = Mapping[Label | None, str]
REST = "everybody else"


def wholes(run: Run, figures: Figures, plain: Sequence[Pair]) -> list[Whole]:
    """Those listed as a whole already (``plain``), else that behind each listing of groups."""
    found = [Whole(pair=pair, splits=()) for pair in plain]
    declared = run.program.names.metrics
    for name, kind, dimensions in figures.listings:
        if dimensions:
            found += _of_dimensions(run, figures, declared[name], kind, dimensions)
    by_segment = {(kind, metric.name.text): metric for kind, metric, _ in figures.segments}
    for (kind, _), metric in by_segment.items():
        for key in figures.keys:
            if key.kind == kind:
                pair = run.pair(metric, key, figures.measurements)
                splits = tuple(_of_segments(run, figures, pair, key))
                found.append(Whole(pair=pair, splits=splits, rounded=_is_rounded(figures, metric.name.text)))
    order = {metric.name.text: place for place, (metric, _) in enumerate(figures.chosen)}
    subjects = subject_places(figures.keys)

    def place(whole: Whole) -> tuple[object, ...]:
        record = whole.pair.record
        return order[whole.pair.metric.name.text], subjects[record.key if record is not None else None]

    return sorted(found, key=place)


def _of_dimensions(
    run: Run, figures: Figures, metric: ast.Metric, kind: str | None, dimensions: tuple[ast.Dimension, ...]
) -> Iterator[Whole]:
    measurements, name = figures.measurements, metric.name.text
    now = measurements.is_of_now(metric)
    dates = ((None, None),) if now else ((run.since, run.as_of), (None, run.since))
    totals = [dict(measurements.listing(name, kind, (), *each)) for each in dates]
    groups = [_by_subject(measurements.listing(name, kind, dimensions, *each)) for each in dates]
    labels = tuple(dimension.label for dimension in dimensions)
    rounded, declared = _is_rounded(figures, name), declared_groups(metric, run.program.names, run.inputs.tree)

    def by(label: Label) -> tuple[tuple[str, str | None], ...]:
        return tuple(zip(labels, label, strict=True))

    for key, after in totals[-1].items():
        if key is not None and key not in figures.keys:
            continue
        record = run.inputs.tree.records.get(key) if key is not None else None
        before = None if now else totals[0].get(key)
        pair = Pair(metric=metric, record=record, before=before, after=after)
        known = [each.get(key, {}) for each in groups]
        values = sorted({*known[0], *known[-1]}, key=lambda label: group_place(labels, by(label), declared))
        triples = [(label, known[0].get(label), known[-1].get(label)) for label in values]
        made = split(before, after, triples) if before is not None and not rounded else None
        names: dict[Label | None, str] = {
            label: ", ".join(
                group_titles(by(label), declared).get(each) or value or "(not given)" for each, value in by(label)
            )
            for label in values
        }
        yield Whole(pair=pair, splits=((labels, made, {**names, None: REST}),), rounded=rounded)


def _is_rounded(figures: Figures, metric: str) -> bool:
    """Whether numbers of rows are rounded, so that those of groups do not come to that of the whole."""
    policy = figures.measurements.policy(metric)
    return policy is not None and policy.round_to is not None


def _by_subject(
    listing: Iterable[tuple[SubjectKey | None, Measured]],
) -> dict[SubjectKey | None, dict[Label, Measured]]:
    found: dict[SubjectKey | None, dict[Label, Measured]] = {}
    for key, figure in listing:
        found.setdefault(key, {})[tuple(value for _, value in figure.by)] = figure
    return found


def _of_segments(
    run: Run, figures: Figures, pair: Pair, key: SubjectKey
) -> Iterator[tuple[tuple[str, ...], Split | None, Names]]:
    """All together where they surely share nobody, else each segment against everybody else."""
    segments = run.program.names.segments_of(table_of(pair.metric))
    apart = share_nobody([segment.where for segment in segments])
    names: dict[Label | None, str] = {(each.name.text,): each.title or each.name.text for each in segments}
    rounded = _is_rounded(figures, pair.metric.name.text)
    for together in [tuple(segments)] if apart else [(segment,) for segment in segments]:
        triples: list[Triple] = [
            (
                (segment.name.text,),
                of_segment(figures.measurements, key, pair.metric, segment, run.program.names, run.since),
                of_segment(figures.measurements, key, pair.metric, segment, run.program.names),
            )
            for segment in together
        ]
        made = split(pair.before, pair.after, triples) if pair.before is not None and not rounded else None
        yield (BY_SEGMENT,), made, {**names, None: REST}
