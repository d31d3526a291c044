"""What a run says of its plugins: which took part, and which results a failed one made unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.said.plugins import NotKnown, PluginProblemSaid, PluginSaid, PluginsSaid
from cxengine.host.contracts import Binding, PluginProblem
from cxengine.host.plugin_host import Host, Loaded
from cxengine.lang.walk import references
from cxengine.metrics import formula as tree
from cxengine.source import NOWHERE, Span

if TYPE_CHECKING:
    from cxengine.engine.assessment import SubjectSaid
    from cxengine.engine.running import Run
    from cxengine.engine.said.levels import ModelSaid
    from cxengine.engine.said.metrics import MetricSaid
    from cxengine.maturity.compiled import CompiledModel
    from cxengine.metrics.measure import Measurements

SOURCE_FAILED = 3
NO_PLACES: Mapping[str, Span] = MappingProxyType({})
Blame = Mapping[str, frozenset[str]]
"""By the name of a table or a metric, the plugins for which it is not known."""


def loaded_said(host: Host) -> tuple[PluginSaid, ...]:
    """The plugins that take part."""
    return tuple(_loaded(each) for each in host.loaded)


def _loaded(each: Loaded) -> PluginSaid:
    files = (each.file.name,) if isinstance(each.file, Path) else (each.module,) if each.module else ()
    return PluginSaid(
        name=each.name, distribution=each.distribution, version=each.version, api=each.api, hooks=each.hooks,
        offers=each.offers, files=files,
    )  # fmt: skip


def problem_said(problem: PluginProblem, unknown: Iterable[NotKnown] = ()) -> PluginProblemSaid:
    """One plugin that failed."""
    return PluginProblemSaid(
        name=problem.name, distribution=problem.distribution, version=problem.version, reason=problem.reason,
        unknown=tuple(unknown),
    )  # fmt: skip


def left_out(
    problems: Iterable[PluginProblem], places: Mapping[str, Span] = NO_PLACES, help: str = ""
) -> tuple[Diagnostic, ...]:
    """A diagnostic for each plugin that failed, where ``cx.toml`` names it: by its own name or its distribution's."""
    return tuple(
        Diagnostic(
            code="plugin-left-out",
            message=each.message,
            help=help,
            span=next((span for name, span in places.items() if name in (each.name, each.distribution)), NOWHERE),
        )
        for each in problems
    )


def refuse_failed(problems: Sequence[PluginProblem], places: Mapping[str, Span] = NO_PLACES) -> None:
    """Raise CxError (3) for plugins that failed, where a run is strict about them."""
    if problems:
        help = "Mend or remove it, or run without --strict-plugins."
        raise CxError(left_out(problems, places, help), SOURCE_FAILED)


@attrs.frozen
class PluginTrouble:
    """The plugins that failed in a run, before it and in it, and what is not known because of each."""

    run: Run
    measurements: Measurements | None
    subjects: Sequence[SubjectSaid] = ()

    @property
    def problems(self) -> tuple[PluginProblem, ...]:
        """Each plugin once, with its first reason."""
        first: dict[str, PluginProblem] = {}
        in_run = (*self._of_sources(), *self._of_figures(), *self.run.failed, *self._of_scores())
        for problem in (*self.run.program.plugins.problems, *in_run):
            first.setdefault(problem.name, problem)
        return tuple(first.values())

    @property
    def untold(self) -> tuple[PluginProblem, ...]:
        """Those that no source that was lost tells of already, in its own words."""
        told = set(self._of_sources())
        return tuple(problem for problem in self.problems if problem not in told)

    def said(self, metrics: Iterable[MetricSaid] = ()) -> PluginsSaid:
        """Of the plugins of the run, and of the results that they made unknown."""
        unknown = list(self._unknown(tuple(metrics)))
        return PluginsSaid(
            loaded=loaded_said(self.run.program.plugins),
            problems=tuple(
                problem_said(each, dict.fromkeys(what for blamed, what in unknown if each.name in blamed))
                for each in self.problems
            ),
        )

    def _plugins_of(self, table: str) -> frozenset[str]:
        """The plugins to blame for a source: the one that offers it, else all that may offer it."""
        bound = self.run.bound.get(table)
        if not isinstance(bound, Binding):
            return frozenset()
        host = self.run.program.plugins
        if bound.plugin not in host.sources:
            return frozenset(problem.name for problem in host.problems)
        provider = host.provider("sources", bound.plugin)
        return frozenset() if provider is None or host.is_built_in("sources", bound.plugin) else frozenset({provider})

    def _of_sources(self) -> Iterator[PluginProblem]:
        host = self.run.program.plugins
        by_name = {each.name: each for each in host.loaded}
        for report in self.run.inputs.reports:
            if report.table in self.run.inputs.failed:
                for name in sorted(self._plugins_of(report.table) & set(by_name)):
                    reason = " ".join(problem.message for problem in report.problems)
                    yield _problem(by_name[name], reason)

    def _of_figures(self) -> Iterator[PluginProblem]:
        by_name = {each.name: each for each in self.run.program.plugins.loaded}
        for lowered in self.measurements.planned.lowered.values() if self.measurements is not None else ():
            for each in tree.missing(lowered.formula):
                if each.plugin in by_name:
                    yield _problem(by_name[each.plugin], each.reason)

    def _of_scores(self) -> Iterator[PluginProblem]:
        for subject in self.subjects:
            for model in subject.models:
                yield from (failed for _, failed in _failed_scorers(model))

    def _blame(self) -> tuple[Blame, Blame]:
        """For tables, and for metrics after all that they rest on."""
        inputs = self.run.inputs
        tables = {name: plugins for name in inputs.failed if (plugins := self._plugins_of(name))}
        if self.measurements is None:
            return tables, {}
        left_out = frozenset(problem.name for problem in self.run.program.plugins.problems)
        lowered = self.measurements.planned.lowered
        own: dict[str, frozenset[str]] = {}
        rests: dict[str, set[str]] = {}
        for instance, each in lowered.items():
            missing = tree.missing(each.formula)
            table = each.metric.table.text if each.metric.table is not None else ""
            found = tables.get(table, frozenset()).union(*({m.plugin} if m.plugin else left_out for m in missing))
            own[instance.metric] = own.get(instance.metric, frozenset()) | found
            rests.setdefault(instance.metric, set()).update(o.instance.metric for o in tree.others(each.formula))
        return tables, {name: _reached(name, own, rests) for name in own}

    def _unknown(self, metrics: Sequence[MetricSaid]) -> Iterator[tuple[frozenset[str], NotKnown]]:
        subjects = self.subjects
        tables, blamed = self._blame()
        for table, plugins in sorted(tables.items()):
            yield plugins, NotKnown(kind="source", subject=None, name=table)
        for metric in (*metrics, *(metric for subject in subjects for metric in subject.metrics)):
            plugins = blamed.get(metric.metric, frozenset())
            if plugins and metric.value is None and not metric.suppressed:
                yield plugins, NotKnown(kind="metric", subject=metric.subject, name=metric.metric)
        yield from self.run.unknown
        for subject in subjects:
            yield from self._of_subject(subject, blamed, tables.get("answers", frozenset()))

    def _without_scorer(self, model: CompiledModel) -> Iterator[Literal["score", "level"]]:
        """What the scorer of a plugin that is left out was to give."""
        known, declared = self.run.program.plugins.scorers, model.declared
        if declared.scored_by is not None and declared.scored_by.text not in known:
            yield "score"
        if declared.levelled_by is not None and declared.levelled_by.text not in known:
            yield "level"

    def _of_subject(
        self, subject: SubjectSaid, blamed: Blame, answers: frozenset[str]
    ) -> Iterator[tuple[frozenset[str], NotKnown]]:
        key, host = f"{subject.kind}:{subject.id}", self.run.program.plugins
        for model in subject.models:
            for kind, failed in _failed_scorers(model):
                yield frozenset({failed.name}), NotKnown(kind=kind, subject=key, name=model.model)
            compiled = next(each for each in self.run.program.models if each.key == model.model)
            for kind in self._without_scorer(compiled):
                yield frozenset(each.name for each in host.problems), NotKnown(kind=kind, subject=key, name=model.model)
            for criterion, said in zip(compiled.criteria, model.criteria, strict=True):
                plugins = answers if criterion.declared.ask is not None else frozenset()
                declared = criterion.declared
                for condition in (declared.when, declared.applies, declared.unmet):
                    for ref in references(condition) if condition is not None else ():
                        plugins = plugins | blamed.get(ref.name.text, frozenset())
                if plugins and said.outcome == "unknown":
                    name = f"{model.model} {said.criterion}"
                    yield plugins, NotKnown(kind="criterion", subject=key, name=name)


def _failed_scorers(model: ModelSaid) -> Iterator[tuple[Literal["score", "level"], PluginProblem]]:
    """The scorers of plugins that were to give the score or the level, and failed."""
    result = model.result
    if result is not None and result.score.failed is not None:
        yield "score", result.score.failed
    if result is not None and result.given is not None and result.given.failed is not None:
        yield "level", result.given.failed


def _reached(name: str, own: Blame, rests: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    seen, waiting = {name}, [name]
    while waiting:
        here = waiting.pop()
        found |= own.get(here, frozenset())
        more = rests.get(here, set()) - seen
        seen |= more
        waiting += sorted(more)
    return frozenset(found)


def _problem(loaded: Loaded, reason: str) -> PluginProblem:
    return PluginProblem(
        name=loaded.name, distribution=loaded.distribution, version=loaded.version, reason=reason, in_run=True
    )
