"""The figures of a program, by subject and by declared dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cxengine.backends.duckdb import DuckDBBackend
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.assess import Progress, Run, reference
from cxengine.engine.assessment import Measurement, MetricSaid
from cxengine.engine.figures import metric_said
from cxengine.lang import ast
from cxengine.metrics.measure import Listing, Measurements, Request, measure
from cxengine.subjects import SubjectKey
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    from cxengine.engine.program import Program


def measured(
    program: Program,
    sources: Mapping[str, Any] | None,
    *,
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    as_of: date | None,
    subjects: tuple[str, ...],
    strict: bool,
    progress: Progress | None,
) -> Measurement:
    """The figures asked for. Without ``by`` one for each subject; else one for each subject and group.

    A program whose sources list no subject is measured as a whole. Raises CxError for a metric or a dimension
    that does not exist.
    """
    chosen = _chosen(program, metrics, by)
    run = Run(program, sources, as_of=as_of, strict=strict, progress=progress)
    keys = [record.key for record in run.wanted(subjects)]
    run.tell("Working out the measures")
    whole = not keys
    listings: list[Listing] = []
    requests: list[Request] = []
    for metric, dimensions in chosen:
        kinds: Iterable[str | None] = (None,) if whole else dict.fromkeys(key.kind for key in keys)
        for kind in kinds:
            if kind is not None and metric not in run.metrics_of(kind):
                continue
            if dimensions or kind is None:
                listings.append((metric.name.text, kind, dimensions))
            else:
                requests.append((kind, reference(metric)))
    measurements = measure(
        requests, names=program.names, types=program.types, as_of=run.as_of, tables=run.inputs.tables,
        tree=run.inputs.tree, backend=DuckDBBackend(), listings=listings,
    )  # fmt: skip
    said = [
        metric_said(program.names.metrics[name], figure, key, run.as_of)
        for name, kind, dimensions in listings
        for key, figure in measurements.listing(name, kind, dimensions)
        if whole or key in keys
    ]
    said += _by_subject(run, requests, keys, measurements)
    order = {metric.name.text: place for place, (metric, _) in enumerate(chosen)}
    return Measurement(
        as_of=run.as_of,
        project=run.project_name,
        metrics=tuple(sorted(said, key=lambda m: order[m.metric])),
        sources=run.sources(measurements.problems()),
        diagnostics=(*program.diagnostics, *run.inputs.failures),
    )


def _by_subject(
    run: Run, requests: list[Request], keys: list[SubjectKey], measurements: Measurements
) -> list[MetricSaid]:
    return [
        run.metric(run.program.names.metrics[ref.name.text], key, measurements)
        for kind, ref in requests
        for key in keys
        if key.kind == kind
    ]


def _chosen(
    program: Program, metrics: tuple[str, ...], by: tuple[str, ...]
) -> tuple[tuple[ast.Metric, tuple[ast.Dimension, ...]], ...]:
    declared = program.names.metrics
    unknown = [name for name in metrics if name not in declared]
    if unknown:
        raise CxError(
            Diagnostic(code="unknown-metric", message=f"there is no metric `{n}`", help=did_you_mean(n, declared))
            for n in unknown
        )
    chosen = [declared[name] for name in metrics] or list(declared.values())
    if not by:
        return tuple((metric, ()) for metric in chosen)
    fitting = [(metric, dimensions) for metric in chosen if (dimensions := _dimensions(metric, by)) is not None]
    if not fitting:
        raise CxError([_no_dimension(chosen, by)])
    return tuple(fitting)


def _dimensions(metric: ast.Metric, by: tuple[str, ...]) -> tuple[ast.Dimension, ...] | None:
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
