"""The figures of a program, by subject and by declared dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, get_args

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.assessment import Measurement
from cxengine.engine.changes_said import Pair, Said, changes_said
from cxengine.engine.figures import metric_said
from cxengine.engine.groups import declared_groups, group_place, group_titles, subject_places
from cxengine.engine.load_reports import load_reports
from cxengine.engine.running import Run, listed_subjects
from cxengine.engine.segments import narrowed, of_segment, segments_asked, table_of
from cxengine.engine.wanted import Wanted, metrics_of, reference
from cxengine.engine.wholes import wholes
from cxengine.lang import ast
from cxengine.lang.names import BY_SEGMENT
from cxengine.lang.naming.given import meant
from cxengine.metrics.measure import Measurements
from cxengine.metrics.measured import Measured
from cxengine.metrics.planning import Listing, Request
from cxengine.subjects import SubjectKey, SubjectTree
from cxengine.suggest import did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa

    from cxengine.engine.program import Program

DATES = ("date", "date_and_time")


@attrs.frozen(kw_only=True)
class Asked:
    """What a caller wants measured: metrics and dimensions by name (all metrics where none is named)."""

    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    what_hides: bool = False
    """Whether it is asked for which line of the rules figures are hidden."""


def measured(program: Program, run: Run, asked: Asked) -> Measurement:
    """The figures in words and numbers. Without ``by`` one for each subject; else one for each subject and group.

    A program whose sources list no subject is measured as a whole.
    """
    figures = Figures(program, run, asked)
    listed = _Listed(run, figures)
    order = {metric.name.text: place for place, (metric, _) in enumerate(figures.chosen)}
    declared = {m.name.text: declared_groups(m, program.names, run.inputs.tree) for m, _ in figures.chosen}
    subjects = subject_places(figures.keys)

    def place(pair: Pair) -> tuple[object, ...]:
        """By metric, then by subject, then by group."""
        name, key = pair.metric.name.text, pair.record.key if pair.record is not None else None
        return order[name], subjects[key], group_place(asked.by, pair.after.by, declared[name])

    pairs = sorted(listed.pairs(), key=place)
    said = Said(changes=(), moved=())
    if run.since is not None:
        taken_apart = wholes(run, figures, [pair for pair in pairs if not pair.after.by])
        said = changes_said(pairs, taken_apart, (run.since, run.as_of))
    changes = said.changes or [None] * len(pairs)
    metrics = tuple(
        attrs.evolve(
            metric_said(pair.metric, pair.after, pair.record, run.as_of, change),
            by_titles=group_titles(pair.after.by, declared[pair.metric.name.text]),
        )
        for pair, change in zip(pairs, changes, strict=True)
    )
    trouble = run.trouble(figures.measurements)
    return Measurement(
        as_of=run.as_of,
        as_of_given=run.as_of_given,
        change_since=run.since,
        project=run.project_name,
        metrics=metrics,
        changes=said.moved,
        sources=load_reports(run, figures.measurements, what_hides=asked.what_hides),
        plugins=trouble.said(metrics=metrics),
        renderers=program.plugins.renderers,
        diagnostics=run.diagnostics(trouble.untold),
    )


def figures(program: Program, run: Run, asked: Asked) -> pa.Table:
    """The same figures as an Arrow table, without words: for many groups."""
    measurements = Figures(program, run, asked, listed=True).measurements
    if run.strict:
        load_reports(run, measurements)  # refuses problems of the data
    return measurements.to_arrow()


class Figures:
    """The figures of a run. Where they are compared with another date, the whole that groups belong to is measured too.

    Raises CxError for a metric or a dimension that does not exist.
    """

    def __init__(self, program: Program, run: Run, asked: Asked, *, listed: bool = False) -> None:
        wishes = Wishes(program, run.inputs.tree, run.since, asked, listed=listed)
        self.chosen, self.keys = wishes.chosen, wishes.keys
        self.listings, self.segments, self.requests = wishes.listings, wishes.segments, wishes.requests
        self.measurements: Measurements = run.measure(wishes.wanted())


class Wishes:
    """What is asked for, put as figures of subjects (``requests``) and of groups (``listings``, with ``listed`` all).

    Raises CxError for a subject that is not listed, and for a metric or a dimension that does not exist.
    """

    def __init__(
        self, program: Program, tree: SubjectTree, since: date | None, asked: Asked, *, listed: bool = False
    ) -> None:
        self.since = since
        self.chosen = chosen(program, asked)
        if since is not None and not listed:
            refuse_dates(program, self.chosen)
        self.keys = [record.key for record in listed_subjects(tree, asked.subjects)]
        self.listings: list[Listing] = []
        self.requests: list[Request] = []
        self.segments: list[tuple[str | None, ast.Metric, ast.Segment]] = []
        kinds = tuple(dict.fromkeys(key.kind for key in self.keys)) or (None,)
        for metric, dimensions in self.chosen:
            for kind in kinds:
                if kind is not None and metric not in metrics_of(program, kind):
                    continue
                if segments_asked(dimensions, metric, program.names):
                    self.segments += [(kind, metric, s) for s in program.names.segments_of(table_of(metric))]
                elif dimensions or kind is None or listed:
                    self.listings.append((metric.name.text, kind, dimensions))
                else:
                    self.requests.append((kind, reference(metric)))

    def wanted(self) -> Wanted:
        """All that has to be counted for it."""
        requests = (*self.requests, *self._narrowed())
        whole = [(name, kind, ()) for name, kind, _ in self.listings] if self.since is not None else []
        again = tuple(ref for _, ref in requests) if self.since is not None else ()
        return Wanted(requests=requests, listings=(*self.listings, *whole), again=again)

    def _narrowed(self) -> list[Request]:
        """Each metric for each segment, and as a whole: what is left out of a segment is a group too."""
        found: list[Request] = []
        for kind, metric, segment in self.segments:
            found += [(kind, reference(metric)), (kind, narrowed(metric, segment))]
        return found


@attrs.frozen
class _Listed:
    """Figures as they stand in a result, each with what it was on the date that is compared with."""

    run: Run
    figures: Figures

    def pairs(self) -> list[Pair]:
        declared, figures, run = self.run.program.names.metrics, self.figures, self.run
        found = [
            self._pair(declared[name], key, figure, before.get((key, figure.by)))
            for name, kind, dimensions in figures.listings
            for before in [self._before(name, kind, dimensions)]
            for key, figure in figures.measurements.told(name, kind, dimensions, beside=self._compared(name))
            if key is None or key in figures.keys
        ]
        found += [
            self._pair(metric, key, *(self._of_segment(key, metric, segment, on) for on in (None, run.since)))
            for kind, metric, segment in figures.segments
            for key in figures.keys
            if key.kind == kind
        ]
        return found + [
            run.pair(declared[ref.name.text], key, figures.measurements)
            for kind, ref in figures.requests
            for key in figures.keys
            if key.kind == kind
        ]

    def _pair(self, metric: ast.Metric, key: SubjectKey | None, after: Measured, before: Measured | None) -> Pair:
        record = self.run.inputs.tree.records.get(key) if key is not None else None
        return Pair(metric=metric, record=record, before=before, after=after)

    def _of_segment(self, key: SubjectKey, metric: ast.Metric, segment: ast.Segment, on: date | None) -> Measured:
        return of_segment(self.figures.measurements, key, metric, segment, self.run.program.names, on)

    def _before(
        self, metric: str, kind: str | None, dimensions: tuple[ast.Dimension, ...]
    ) -> dict[tuple[SubjectKey | None, tuple[tuple[str, str | None], ...]], Measured]:
        """The same listing on the date that is compared with."""
        since = self._compared(metric)
        if since is None:
            return {}
        listing = self.figures.measurements.told(metric, kind, dimensions, since, beside=self.run.as_of)
        return {(key, figure.by): figure for key, figure in listing}

    def _compared(self, metric: str) -> date | None:
        """The earlier date that a metric is compared with; None where it is of now only."""
        now = self.figures.measurements.is_of_now(self.run.program.names.metrics[metric])
        return None if now else self.run.since


def _metric_meant(word: str, declared: Mapping[str, ast.Metric]) -> str:
    titled = [name for name, metric in declared.items() if metric.title.casefold() == word.casefold()]
    return f"`{word}` is its title. Did you mean `{titled[0]}`?" if titled else did_you_mean(word, declared)


def chosen(program: Program, asked: Asked) -> tuple[tuple[ast.Metric, tuple[ast.Dimension, ...]], ...]:
    """The metrics asked for, with the dimensions asked for. Raises CxError for a name that does not exist."""
    by, declared = asked.by, program.names.metrics
    metrics = tuple(meant(name, declared, program.names) for name in asked.metrics)
    unknown = [name for name in metrics if name not in declared]
    if unknown:
        raise CxError(
            Diagnostic(code="unknown-metric", message=f"there is no metric `{n}`", help=_metric_meant(n, declared))
            for n in unknown
        )
    picked = [declared[name] for name in metrics] or list(declared.values())
    if not by:
        return tuple((metric, ()) for metric in picked)
    fitting = [(metric, dimensions) for metric in picked if (dimensions := _dimensions(metric, by)) is not None]
    if not fitting:
        raise CxError([_no_dimension(program, picked, by)])
    return tuple(fitting)


def refuse_dates(program: Program, chosen: tuple[tuple[ast.Metric, tuple[ast.Dimension, ...]], ...]) -> None:
    """Raises CxError where a change is to be split by a date: the months of one year do not come again."""
    for metric, dimensions in chosen:
        fields = {f.name.text: f for f in getattr(program.names.rows(table_of(metric)), "fields", ())}
        for dimension in dimensions:
            field = fields.get(dimension.field.text)
            kind = field.type.name.text if field is not None and isinstance(field.type, ast.NamedType) else ""
            if kind in DATES:
                raise CxError(
                    [
                        Diagnostic(
                            code="change-by-date",
                            message=f"a change is not broken down by `{dimension.label}`",
                            help="Leave it out, or leave out `--change-since`: figures by date show change themselves.",
                        )
                    ]
                )


def _dimensions(metric: ast.Metric, by: tuple[str, ...]) -> tuple[ast.Dimension, ...] | None:
    if BY_SEGMENT in by and len(by) > 1:
        return None
    labels = {dimension.label: dimension for dimension in metric.by}
    return tuple(labels[name] for name in by) if all(name in labels for name in by) else None


def _no_dimension(program: Program, metrics: list[ast.Metric], by: tuple[str, ...]) -> Diagnostic:
    known = {dimension.label for metric in metrics for dimension in metric.by}
    missing = next((name for name in by if name not in known), None)
    asked = " and ".join(f"`{name}`" for name in by)
    alone = "Ask for one of them at a time."
    help = alone if missing is None else _dimension_meant(program, metrics, missing, known)
    return Diagnostic(code="unknown-dimension", message=f"no metric may be broken down by {asked}", help=help)


def _dimension_meant(program: Program, metrics: list[ast.Metric], missing: str, known: set[str]) -> str:
    """The dimension of a metric that is meant, or the line that a metric needs for it."""
    if (cut := next((label for label in sorted(known) if label.startswith(f"{missing} of ")), None)) is not None:
        return f"Did you mean `{cut}`?"
    for metric in metrics:
        fields = getattr(program.names.rows(table_of(metric)), "fields", ())
        line = next((line for field in fields if (line := _line_for(field, missing)) is not None), None)
        if line is not None:
            return f"Declare it in the metric `{metric.name}` with a line `{line}`, and ask for `{line[3:]}`."
    return did_you_mean(missing, known) or "No metric of these rules has a `by` line."


_WITHOUT_GROUPS = frozenset({"text", "number", "money", "days", "minutes"})
"""Types of fields of which no `by` line can be made."""


def _line_for(field: ast.Field, missing: str) -> str | None:
    """The ``by`` line that a field gives for a word: the field itself, or a calendar part of its date."""
    kind = field.type.name.text if isinstance(field.type, ast.NamedType) else ""
    if kind in DATES:
        return f"by {missing} of {field.name}" if missing in get_args(ast.DatePart) else None
    if kind in _WITHOUT_GROUPS or field.personal:
        return None
    return f"by {missing}" if field.name.text == missing else None
