"""What one run works on: a program, what was read for it, a date, and the figures and outcomes that follow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxengine import plan
from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.aims_said import said_of_nobody
from cxengine.engine.answers_given import answers_that_count
from cxengine.engine.assessment import SubjectSaid
from cxengine.engine.changes_said import Pair, changes_said
from cxengine.engine.dates import assessment_date, change_left_out, date_before
from cxengine.engine.digest_keys import plain
from cxengine.engine.engines import Engine, engine_of
from cxengine.engine.figures import metric_said
from cxengine.engine.findings_said import findings_said, undecided_said
from cxengine.engine.journey_figures import figures_of_steps, metrics_of_steps
from cxengine.engine.load import Inputs, bound_of, load_inputs
from cxengine.engine.open_levels import OpenLevels
from cxengine.engine.packs_said import dates_of_packs, packs_said
from cxengine.engine.plugins_said import NO_PLACES, PluginTrouble, left_out, refuse_failed
from cxengine.engine.populations import of_listed, populations
from cxengine.engine.roll_ups import WithSubjects, with_subjects
from cxengine.engine.said.changes import ChangeSaid
from cxengine.engine.said.levels import ModelSaid
from cxengine.engine.said.metrics import MetricSaid
from cxengine.engine.said.plugins import NotKnown
from cxengine.engine.said.sources import PackUsed
from cxengine.engine.waivers import waivers_at
from cxengine.engine.wanted import Wanted, Wish, metrics_of, nothing, reference
from cxengine.findings.judged import Judged, judge
from cxengine.host.contracts import PluginProblem, Problem
from cxengine.lang import ast
from cxengine.lang.packs import Packs
from cxengine.maturity.answers import Answered
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.evaluate import ModelResult, evaluate, outside_of
from cxengine.maturity.facts import Facts
from cxengine.source import Span
from cxengine.subjects import SubjectKey, SubjectRecord, SubjectTree
from cxengine.suggest import subject_meant

if TYPE_CHECKING:
    from cxengine.engine.program import Program
    from cxengine.metrics.measure import Measurements
    from cxengine.metrics.planning import Listing, Planned, Request
    from cxengine.metrics.population import Populations

Progress = Callable[[str], None]


@contextmanager
def running(
    program: Program,
    sources: Mapping[str, Any] | None,
    *,
    as_of: date | None,
    strict: bool,
    strict_plugins: bool = False,
    progress: Progress | None,
    since: date | None = None,
    wish: Wish = nothing,
    digests: bool = True,
) -> Iterator[Run]:
    """A run with its engine, which is let go of at the end. ``wish`` says what will be counted, if that is known, and
    ``digests`` whether those of the data will be told.
    """
    engine = engine_of(program, progress)
    try:
        yield Run(
            program, sources, as_of=as_of, strict=strict, strict_plugins=strict_plugins, progress=progress, since=since,
            engine=engine, wish=wish, digests=digests,
        )  # fmt: skip
    finally:
        engine.close()


class Run:
    """What one run works on: a program, what was read for it, and a date."""

    def __init__(
        self,
        program: Program,
        sources: Mapping[str, Any] | None,
        *,
        as_of: date | None,
        strict: bool,
        strict_plugins: bool = False,
        progress: Progress | None,
        engine: Engine,
        since: date | None = None,
        wish: Wish = nothing,
        digests: bool = True,
    ) -> None:
        self.program = program
        self.engine = engine
        self.as_of, self.as_of_given = assessment_date(program, as_of)
        self.since = date_before(program, self.as_of, since)
        self.tell = progress if progress is not None else _silent
        project = program.rules.project
        key = project.digest_key if project is not None else None
        self.digests = key.keyed(os.environ) if key is not None else plain
        """What digests of data are published as."""
        self.hiding_key = key.of_hiding(os.environ) if key is not None else None
        self._ahead: tuple[Wanted, Planned] | None = None
        """What was known to be wanted before the tables were read."""
        self.inputs: Inputs = load_inputs(
            program, sources, self.as_of, engine=engine, progress=self.tell, digests=digests,
            ahead=lambda tree: self._scans(wish, tree),
        )  # fmt: skip
        self.populations = self._populations(self.inputs.tree)
        self.strict = strict
        self.strict_plugins = strict_plugins
        self.bound = bound_of(program, sources)
        self.failed: list[PluginProblem] = []
        """Plugins that failed while they worked on results."""
        self.unknown: list[tuple[frozenset[str], NotKnown]] = []
        """What is not known because of them."""
        self._answer_problems: dict[str, list[int]] = {}

    def _populations(self, tree: SubjectTree) -> Populations:
        project, names = self.program.rules.project, self.program.names
        return of_listed(populations(project, names), project, names, tree)

    def _scans(self, wish: Wish, tree: SubjectTree) -> tuple[plan.Scan | plan.Tallies, ...]:
        """What is going to be asked of tables that are not read yet."""
        from cxengine.metrics.planning import plan_for

        wanted = wish(tree, self.since)
        planned = plan_for(
            wanted.requests, names=self.program.names, as_of=self.as_of, listings=wanted.listings, since=self.since,
            again=wanted.again, populations=self._populations(tree),
        )  # fmt: skip
        self._ahead = (wanted, planned)
        return planned.scans

    @property
    def plugin_places(self) -> Mapping[str, Span]:
        """Where ``cx.toml`` names the plugins."""
        project = self.program.rules.project
        return NO_PLACES if project is None else project.plugin_places

    @property
    def project_name(self) -> str:
        """The name of the project, else of the first pack that no other rests on."""
        if self.program.rules.project is not None:
            return self.program.rules.project.name
        packs = self.program.names.packs
        named = Packs(self.program.files).named_by_others
        own = [pack for pack in packs if pack.name.text not in named] or packs
        return own[0].title if own else ""

    def wanted(self, subjects: tuple[str, ...]) -> tuple[SubjectRecord, ...]:
        """The subjects asked for, or all. Raises CxError for one that is not listed."""
        return listed_subjects(self.inputs.tree, subjects)

    def measure(self, wanted: Wanted) -> Measurements:
        """The figures that are wanted, over all tables."""
        counted = self.counted
        self.tell("Working out the measures")
        planned = self._ahead[1] if self._ahead is not None and self._ahead[0] == wanted else None
        return self.measured(wanted.requests, counted, wanted.listings, wanted.again, planned)

    def figures_of_journeys(self, measurements: Measurements) -> Mapping[str, MetricSaid]:
        """What steps of journeys are measured by, by metric."""
        names = self.program.names
        return figures_of_steps(names, metrics_of_steps(names), measurements)

    def measured(
        self,
        requests: Iterable[Request],
        counted: WithSubjects,
        listings: Iterable[Listing] = (),
        again: Iterable[ast.Ref] = (),
        planned: Planned | None = None,
    ) -> Measurements:
        """The figures asked for, over what is counted; those ``again`` of the date that is compared with too."""
        from cxengine.metrics.measure import measure

        program, inputs = self.program, self.inputs
        return measure(
            requests, names=program.names, types=program.types, as_of=self.as_of, tables=counted.tables,
            tree=inputs.tree, backend=self.engine.runs, listings=listings, missing=self.missing(),
            since=self.since, again=again, populations=self.populations, planned=planned,
            decided=counted.decided, key=self.hiding_key,
        )  # fmt: skip

    @cached_property
    def counted(self) -> WithSubjects:
        """What metrics count: the tables that were read, and subjects with their levels."""
        return with_subjects(self)

    def records(self, kind: str) -> tuple[SubjectRecord, ...]:
        """The listed subjects of a kind."""
        return tuple(record for record in self.inputs.tree.records.values() if record.key.kind == kind)

    def missing(self) -> Mapping[str, str]:
        """Why tables that are bound could not be read, in words."""
        return {name: f"the source of table {name} failed" for name in self.inputs.failed}

    def result(
        self, record: SubjectRecord, model: CompiledModel, measurements: Measurements,
        open_levels: OpenLevels | None = None,
    ) -> ModelResult:  # fmt: skip
        """What a model comes to for one subject, after the other models that its conditions name.

        ``open_levels`` are those of the models below that are worked out so far, where not all are yet.
        """
        open_levels = self.counted.open_levels if open_levels is None else open_levels
        others = {
            other.declared.name.text: outside_of(self.result(record, other, measurements, open_levels))
            for other in self.program.models
            if other.declared.name.text in model.others
        }
        facts = self.facts(record, model.refs, measurements)
        facts = facts.resting_on_open(open_levels.ends(record.key, model.refs, facts.measured))
        return evaluate(model, facts, self.answers(record.key, model), others)

    def facts(self, record: SubjectRecord, refs: Iterable[ast.Ref], measurements: Measurements) -> Facts:
        """What a model or a rule reads, for one subject: the metrics of its references, in their order."""
        measured = [measurements.value(record.key, ref) for ref in refs]
        return Facts(measured, record.attributes, self.as_of)

    def answers(self, key: SubjectKey, model: CompiledModel) -> Answered:
        """The answers that count for a model and a subject."""
        return answers_that_count(model, key, self.inputs.answers, self.inputs.tree, self.as_of)

    def trouble(self, measurements: Measurements, subjects: Sequence[SubjectSaid] = ()) -> PluginTrouble:
        """The plugins that failed. Raises CxError for any where the run is strict about them."""
        found = PluginTrouble(self, measurements, subjects)
        if self.strict_plugins:
            refuse_failed(found.problems, self.plugin_places)
        return found

    def note_answers(self, result: ModelResult) -> None:
        """Remembers answers that are at fault, for the load report."""
        for index, judged in result.outcomes.judged.items():
            criterion = result.outcomes.model.criteria[index].id
            for each in judged.parts or (judged,):
                if each.problem is not None and each.answer is not None:
                    problem = f"{criterion}: {each.problem}"
                    self._answer_problems.setdefault(problem, []).append(each.answer.row or 0)

    def answer_problems(self) -> tuple[Problem, ...]:
        """The answers that are at fault, by what is wrong with them."""
        return tuple(
            Problem(code="answer-not-usable", message=text, count=len(rows), rows=tuple(sorted(r for r in rows if r)))
            for text, rows in sorted(self._answer_problems.items())
        )

    def judged(
        self, record: SubjectRecord, measurements: Measurements, came_to: Mapping[str, ModelResult]
    ) -> tuple[Judged, ...]:
        """What every rule for its kind comes to for one subject, of which the models came to so much."""
        return tuple(
            judge(
                rule,
                self.facts(record, rule.refs, measurements),
                {name: outside_of(came_to[name]) for name in rule.others},
            )
            for rule in self.program.findings
            if rule.declared.subject.text == record.key.kind
        )

    def subject(
        self,
        record: SubjectRecord,
        models: tuple[ModelSaid, ...],
        judged: tuple[Judged, ...],
        measurements: Measurements,
        changes: Mapping[tuple[str, SubjectKey], ChangeSaid],
    ) -> SubjectSaid:
        """One subject of the result."""
        return SubjectSaid(
            kind=record.key.kind,
            id=record.key.id,
            title=record.title,
            parent=str(record.parent) if record.parent is not None else None,
            models=models,
            metrics=tuple(
                self.metric(metric, record.key, measurements, changes.get((metric.name.text, record.key)))
                for metric in metrics_of(self.program, record.key.kind)
            ),
            findings=findings_said(judged),
            undecided=undecided_said(judged),
            rules=judged,
        )

    def metric(
        self, metric: ast.Metric, key: SubjectKey, measurements: Measurements, change: ChangeSaid | None = None
    ) -> MetricSaid:
        """One metric of a subject."""
        measured = measurements.value(key, reference(metric))
        return metric_said(metric, measured, self.inputs.tree.records[key], self.as_of, change)

    def changes(
        self, wanted: Iterable[SubjectRecord], measurements: Measurements
    ) -> Mapping[tuple[str, SubjectKey], ChangeSaid]:
        """How every metric of the subjects moved since the date that is compared with; nothing without one."""
        if self.since is None:
            return {}
        pairs = [
            self.pair(metric, record.key, measurements)
            for record in wanted
            for metric in metrics_of(self.program, record.key.kind)
        ]
        said = changes_said(pairs, (), (self.since, self.as_of)).changes
        keys = [(pair.metric.name.text, pair.record.key) for pair in pairs if pair.record is not None]
        return dict(zip(keys, said, strict=True))

    def pair(self, metric: ast.Metric, key: SubjectKey, measurements: Measurements) -> Pair:
        """A metric of a subject on both dates."""
        after = measurements.value(key, reference(metric))
        lacking = self.since is None or measurements.is_of_now(metric)
        before = None if lacking else measurements.value(key, reference(metric), self.since)
        return Pair(metric=metric, record=self.inputs.tree.records[key], before=before, after=after)

    def diagnostics(self, plugins: Sequence[PluginProblem] = ()) -> tuple[Diagnostic, ...]:
        """What is to be said beside the result: warnings of the rules, plugins and sources that failed, rules not yet
        in force."""
        failed = left_out(plugins, self.plugin_places)
        over = tuple(d for d in waivers_at(self.program.files, self.as_of) if d.code == "waiver-over")
        dated = dates_of_packs(self.program.names, self.as_of)
        nobody = said_of_nobody(
            self.program.models, self.program.names.metrics.values(), self.inputs.tree, self.program.rules.brought
        )
        not_compared = change_left_out(self.program, self.as_of) if self.since is None else ()
        return (*self.program.diagnostics, *failed, *self.inputs.failures, *over, *dated, *nobody, *not_compared)

    def packs(self) -> tuple[PackUsed, ...]:
        """The packs, as declared."""
        return packs_said(self.program)


def listed_subjects(tree: SubjectTree, subjects: tuple[str, ...]) -> tuple[SubjectRecord, ...]:
    """The subjects asked for (``kind:id``), or all. Raises CxError for one that is not listed."""
    records = {str(key): record for key, record in tree.records.items()}
    unlisted = [name for name in subjects if name not in records]
    if unlisted:
        raise CxError(
            Diagnostic(
                code="unknown-subject",
                message=f"no subject `{name}` is listed",
                help=subject_meant(name, records, {key: record.title for key, record in records.items()}),
            )
            for name in unlisted
        )
    return tuple(record for name, record in records.items() if not subjects or name in subjects)


def _silent(doing: str) -> None:
    """Progress that nobody watches."""
