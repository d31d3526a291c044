"""The figures of a program, by subject and by declared dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.assess import Run, reference
from cxengine.engine.assessment import Measurement
from cxengine.engine.figures import metric_said
from cxengine.engine.said.metrics import MetricSaid
from cxengine.engine.segments import narrowed, of_segment, segments_asked, table_of
from cxengine.lang import ast
from cxengine.lang.names import BY_SEGMENT
from cxengine.metrics.measure import Listing, Measurements, Request
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine.engine.program import Program


@attrs.frozen(kw_only=True)
class Asked:
    """What a caller wants measured: metrics and dimensions by name (all metrics where none is named)."""

    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def measured(program: Program, run: Run, asked: Asked) -> Measurement:
    """The figures in words and numbers. Without ``by`` one for each subject; else one for each subject and group.

    A program whose sources list no subject is measured as a whole.
    """
    figures = _Figures(program, run, asked)
    listed = _Listed(run, figures)
    order = {metric.name.text: place for place, (metric, _) in enumerate(figures.chosen)}
    return Measurement(
        as_of=run.as_of,
        as_of_given=run.as_of_given,
        project=run.project_name,
        metrics=tuple(sorted(listed.said(), key=lambda m: order[m.metric])),
        sources=run.sources(figures.measurements.problems()),
        diagnostics=run.diagnostics(),
    )


def figures(program: Program, run: Run, asked: Asked) -> pa.Table:
    """The same figures as an Arrow table, without words: for many groups."""
    measurements = _Figures(program, run, asked, listed=True).measurements
    run.sources(measurements.problems())  # refuses problems of the data where the run is strict
    return measurements.to_arrow()


class _Figures:
    """The figures of a run: those of subjects as requests, those of groups as listings (with ``listed`` all of them).

    Raises CxError for a metric or a dimension that does not exist.
    """

    def __init__(self, program: Program, run: Run, asked: Asked, *, listed: bool = False) -> None:
        self.chosen = chosen(program, asked)
        self.keys = [record.key for record in run.wanted(asked.subjects)]
        self.listings: list[Listing] = []
        self.requests: list[Request] = []
        self.segments: list[tuple[str | None, ast.Metric, ast.Segment]] = []
        kinds = tuple(dict.fromkeys(key.kind for key in self.keys)) or (None,)
        for metric, dimensions in self.chosen:
            for kind in kinds:
                if kind is not None and metric not in run.metrics_of(kind):
                    continue
                if segments_asked(dimensions, metric, program.names):
                    self.segments += [(kind, metric, s) for s in program.names.segments_of(table_of(metric))]
                elif dimensions or kind is None or listed:
                    self.listings.append((metric.name.text, kind, dimensions))
                else:
                    self.requests.append((kind, reference(metric)))
        tables = run.tables
        run.tell("Working out the measures")
        requests = [*self.requests, *self._narrowed()]
        self.measurements: Measurements = run.measured(requests, tables, self.listings)

    def _narrowed(self) -> list[Request]:
        """Each metric for each segment, and as a whole: what is left out of a segment is a group too."""
        found: list[Request] = []
        for kind, metric, segment in self.segments:
            found += [(kind, reference(metric)), (kind, narrowed(metric, segment))]
        return found


@attrs.frozen
class _Listed:
    """Figures as they stand in a result."""

    run: Run
    figures: _Figures

    def said(self) -> list[MetricSaid]:
        declared, figures = self.run.program.names.metrics, self.figures
        records = self.run.inputs.tree.records
        said = [
            metric_said(declared[name], figure, records.get(key) if key is not None else None, self.run.as_of)
            for name, kind, dimensions in figures.listings
            for key, figure in figures.measurements.listing(name, kind, dimensions)
            if key is None or key in figures.keys
        ]
        said += [
            metric_said(metric, of_segment(figures.measurements, key, metric, segment), records[key], self.run.as_of)
            for kind, metric, segment in figures.segments
            for key in figures.keys
            if key.kind == kind
        ]
        return said + [
            self.run.metric(declared[ref.name.text], key, figures.measurements)
            for kind, ref in figures.requests
            for key in figures.keys
            if key.kind == kind
        ]


def chosen(program: Program, asked: Asked) -> tuple[tuple[ast.Metric, tuple[ast.Dimension, ...]], ...]:
    """The metrics asked for, with the dimensions asked for. Raises CxError for a name that does not exist."""
    metrics, by, declared = asked.metrics, asked.by, program.names.metrics
    unknown = [name for name in metrics if name not in declared]
    if unknown:
        raise CxError(
            Diagnostic(code="unknown-metric", message=f"there is no metric `{n}`", help=did_you_mean(n, declared))
            for n in unknown
        )
    picked = [declared[name] for name in metrics] or list(declared.values())
    if not by:
        return tuple((metric, ()) for metric in picked)
    fitting = [(metric, dimensions) for metric in picked if (dimensions := _dimensions(metric, by)) is not None]
    if not fitting:
        raise CxError([_no_dimension(picked, by)])
    return tuple(fitting)


def _dimensions(metric: ast.Metric, by: tuple[str, ...]) -> tuple[ast.Dimension, ...] | None:
    if BY_SEGMENT in by and len(by) > 1:
        return None
    labels = {dimension.label: dimension for dimension in metric.by}
    return tuple(labels[name] for name in by) if all(name in labels for name in by) else None


def _no_dimension(metrics: list[ast.Metric], by: tuple[str, ...]) -> Diagnostic:
    known = {dimension.label for metric in metrics for dimension in metric.by}
    missing = next((name for name in by if name not in known), None)
    asked = " and ".join(f"`{name}`" for name in by)
    help = did_you_mean(missing, known) if missing is not None else "Ask for one of them at a time."
    return Diagnostic(
        code="unknown-dimension",
        message=f"no metric may be broken down by {asked}",
        help=help or "Declare it in the metric: a line like `by channel`.",
    )
