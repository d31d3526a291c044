"""Everything a run reads: tables, who is assessed, and their answers, each with its load report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from cxengine import plan
from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.engines import Engine, in_place, not_counted, scans_of, with_note
from cxengine.engine.telling import telling
from cxengine.host.contracts import Binding, LoadedTable, LoadReport, Problem
from cxengine.lang import ast
from cxengine.maturity.answers import Answer
from cxengine.source import NOWHERE
from cxengine.subjects import SubjectKey, SubjectRecord, SubjectTree
from cxengine.suggest import source_meant, toml_word

if TYPE_CHECKING:
    from cxengine.engine.program import Program

Progress = Callable[[str], None]
Scans = Sequence[plan.Scan | plan.Tallies]
Ahead = Callable[[SubjectTree], Scans]
T = TypeVar("T")
ANSWERS = "answers"
SOURCE_FAILED = 3
"""The exit code of a run that lacks a source."""


@attrs.frozen(kw_only=True)
class Inputs:
    """What was read. ``answers`` by subject; ``unbound`` are the tables that nothing fills, ``failed`` the
    sources that could not be read.
    """

    tables: Mapping[str, LoadedTable]
    tree: SubjectTree
    answers: Mapping[SubjectKey, tuple[Answer, ...]]
    reports: tuple[LoadReport, ...]
    unbound: tuple[str, ...]
    failed: tuple[str, ...]
    failures: tuple[Diagnostic, ...]


def load_inputs(
    program: Program,
    sources: Mapping[str, Any] | None,
    as_of: date,
    *,
    engine: Engine,
    progress: Progress,
    ahead: Ahead = lambda tree: (),
    digests: bool = True,
) -> Inputs:
    """Reads all that the sources bind, but for tables that the engine has. A source that fails is named in
    ``failures`` and the rest goes on. ``ahead`` says what is going to be counted, once it is known who is listed;
    ``digests`` whether those of the tables' data will be told.

    Raises CxError for a source that no rule file knows.
    """
    bound = bound_of(program, sources)
    _refuse_unknown(program, bound)
    if engine.soon is not None and any(_held_in_memory(bound[name]) for name in program.names.tables if name in bound):
        engine.soon()
    reader = _Reader(program, bound, as_of, engine, progress, digests=digests)
    subjects = reader.subjects()
    tree = SubjectTree(subjects)
    answers = reader.answers(tree)
    tables = reader.tables(tree, cache(lambda: ahead(tree)))
    reader.found.stop_if_errors()
    _warn_of_nobody(program, bound, reader.found)
    return Inputs(
        tables=tables,
        tree=tree,
        answers=answers,
        reports=tuple(reader.reports),
        unbound=tuple(name for name in sorted(program.names.tables) if name not in bound),
        failed=tuple(sorted(reader.failed)),
        failures=(*reader.failures, *reader.found),
    )


def _held_in_memory(bound: Any) -> bool:
    """Whether what fills a table is most often read into memory: what a caller gives, or a file that is not counted in
    place. Where it is not after all, only the opening was for nothing.
    """
    return bound.plugin in ("csv", "json", "xlsx") if isinstance(bound, Binding) else True


def _warn_of_nobody(program: Program, bound: Mapping[str, Any], found: Diagnostics) -> None:
    """Say which kinds have a model and no list of who is assessed.

    A pack that is brought in may have models of more kinds than a council has: of those it is only a remark, unless
    none of its kinds is listed.
    """
    models = [model.declared for model in program.models]
    kinds = {model.subject.text for model in models}
    rows = "with a file that has an `id` and a `title` in each row"
    own = {model.subject.text for model in models if model.span.filename not in program.rules.brought}
    for kind in sorted(kinds - set(bound)):
        meant = kind in own or not kinds & set(bound) or _tells_of(kind, program, bound)
        head = f"`[sources.{toml_word(kind)}]`"
        if meant:
            message = f"nothing lists which {kind} is assessed, so no result can be given: there is no {head}"
            help = f"Add {head} to `cx.toml`, {rows}."
            found.warning("no-subjects", NOWHERE, message, help)
        else:
            message = f"the rules can assess each {kind} too, and none is listed: there is no {head}"
            help = f"Nothing need be done. To assess them, add {head} to `cx.toml`, {rows}."
            found.add(Diagnostic(code="no-subjects", severity="info", message=message, help=help))


def _tells_of(kind: str, program: Program, bound: Mapping[str, Any]) -> bool:
    """Whether something that is read says of each of its rows which one of a kind it is about."""
    names = program.names
    fields = [*(names.tables[name].fields for name in bound if name in names.tables)]
    fields += [names.subjects[name].fields for name in bound if name in names.subjects]
    return any(
        isinstance(field.type, ast.NamedType) and field.type.name.text == kind and not field.may_be_missing
        for each in fields
        for field in each
    )


def bound_of(program: Program, sources: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What fills each table: what a caller gives, else what the project binds."""
    if sources is not None:
        return sources
    project = program.rules.project
    return {} if project is None else {binding.table: binding for binding in project.bindings}


def _refuse_unknown(program: Program, bound: Mapping[str, Any]) -> None:
    from cxengine.sources.bindings import check_bindings

    known = {*program.names.tables, *program.names.subjects, ANSWERS}
    found = Diagnostics()
    for name in sorted(set(bound) - known):
        span = bound[name].place() if isinstance(bound[name], Binding) else NOWHERE
        help = source_meant(name, known)
        found.error("unknown-source", span, f"no rule file has a table or a subject `{name}` to fill", help)
    known_bindings = [each for name, each in bound.items() if name in known and isinstance(each, Binding)]
    check_bindings(known_bindings, program.names, found)
    found.stop_if_errors()


class _Reader:
    """Reads one source at a time and keeps going when one fails.

    What is wrong with a binding goes to ``found``; what is wrong with the data at the other end to ``failures``.
    """

    def __init__(
        self,
        program: Program,
        bound: Mapping[str, Any],
        as_of: date,
        engine: Engine,
        progress: Progress,
        *,
        digests: bool,
    ) -> None:
        self.program = program
        self.engine = engine
        self.bound = bound
        self.as_of = as_of
        self.progress = progress
        self.digests = digests
        self.host = program.plugins
        self.found = Diagnostics()
        self.reports: list[LoadReport] = []
        self.failed: set[str] = set()
        self.failures: list[Diagnostic] = []
        self.ahead: Callable[[], Scans] = tuple

    def subjects(self) -> list[SubjectRecord]:
        """Who is listed, the topmost kind first."""
        records: list[SubjectRecord] = []
        names = self.program.names
        for kind in sorted(names.subjects, key=lambda kind: len(names.parents(kind))):
            if kind in self.bound:
                loaded = self._try(kind, lambda: self._subjects(kind, records))  # noqa: B023
                if loaded is not None:
                    records += loaded[0]
                    self.reports.append(loaded[1])
        return records

    def _subjects(
        self, kind: str, listed: Sequence[SubjectRecord]
    ) -> tuple[tuple[SubjectRecord, ...], LoadReport]:
        from cxengine.sources.listed import load_subjects

        names = self.program.names
        above = names.subjects[kind].belongs_to
        parents = None if above is None else [record.key.id for record in listed if record.key.kind == above.text]
        return load_subjects(kind, self.bound[kind], names, host=self.host, found=self.found, parents=parents)

    def answers(self, tree: SubjectTree) -> Mapping[SubjectKey, tuple[Answer, ...]]:
        """Answers by subject; those of a subject that is not listed are a problem of the report."""
        loaded = self._try(ANSWERS, lambda: self._answers(tree)) if ANSWERS in self.bound else None
        if loaded is None:
            return {}
        found: dict[SubjectKey, list[Answer]] = {}
        for answer in loaded[0]:
            found.setdefault(answer.subject, []).append(answer)
        self.reports.append(loaded[1])
        return {key: tuple(answers) for key, answers in found.items()}

    def _answers(self, tree: SubjectTree) -> tuple[tuple[Answer, ...], LoadReport]:
        from cxengine.sources.answers import load_answers

        names = self.program.names
        return load_answers(
            self.bound[ANSWERS], names, host=self.host, found=self.found, tree=tree, as_of=self.as_of
        )

    def tables(self, tree: SubjectTree, ahead: Callable[[], Scans]) -> Mapping[str, LoadedTable]:
        """Every bound table, without the rows that its own rules reject."""
        self.ahead = ahead
        tables: dict[str, LoadedTable] = {}
        for name, table in self.program.names.tables.items():
            loaded = self._try(name, lambda: self._table(table, tree)) if name in self.bound else None  # noqa: B023
            if loaded is not None:
                tables[name] = loaded
                self.reports.append(loaded.report)
        return tables

    def _table(self, table: ast.Table, tree: SubjectTree) -> LoadedTable | None:
        from cxengine.sources.listed import misdirected, unlisted

        bound = self.bound[table.name.text]
        kept = self._kept(table, bound)
        if kept is None:
            return None
        strange: list[Problem] = []
        notes: list[str] = []
        for field in table.fields:
            if isinstance(field.type, ast.NamedType) and (kind := field.type.name.text) in self.program.names.subjects:
                binding = bound if isinstance(bound, Binding) else None
                if binding is not None:
                    strange += misdirected(binding, field.name.text, kind, tree)
                if not tree.records:
                    notes.append(f"No {kind} is listed: the rows count for the project as a whole.")
                elif (problem := unlisted(kept, field, kind, tree, binding)) is not None:
                    strange.append(problem)
        problems, said = (*kept.report.problems, *strange), (*kept.report.notes, *notes)
        report = attrs.evolve(kept.report, problems=problems, notes=said)
        return attrs.evolve(kept, report=report)

    def _kept(self, table: ast.Table, bound: Any) -> LoadedTable | None:
        """The rows that the table takes, counted where they are if the engine has them and can."""
        from cxengine.sources.placed_fields import NotInPlace

        placed = self.engine.look(bound)
        if placed is None:
            return self._read(table, bound)
        try:
            return in_place(table, self.program.names, self.as_of, placed, bound, self.found, self.ahead())
        except NotInPlace as reason:
            if not isinstance(bound, Binding) or placed.options is None or bound.plugin not in self.host.sources:
                raise not_counted(placed, str(reason)) from None
            read = self._read(table, attrs.evolve(bound, options={**placed.options, **bound.options}))
            note = f"Its rows were fetched from {placed.name} and counted here: {reason}."
            return None if read is None else with_note(read, note)

    def _read(self, table: ast.Table, bound: Any) -> LoadedTable | None:
        from cxengine.metrics.reject import rejecting, without_rejected
        from cxengine.sources.given import raw_from_object
        from cxengine.sources.in_files import Scanning
        from cxengine.sources.load import load_table, typed_table

        names, here = self.program.names, self.engine.here
        if isinstance(bound, Binding):
            bound = telling(bound, table.name.text, self.progress, digests=self.digests)
            conditions = rejecting(table, names, self.as_of)
            scanning = Scanning(
                backend=here, rejecting=conditions, ahead=lambda: scans_of(table, self.ahead())
            )
            loaded = load_table(
                table, names, binding=bound, host=self.host, found=self.found,
                scanning=scanning if self.engine.reads_files else None,
            )  # fmt: skip
        else:
            loaded = typed_table(table, names, raw_from_object(bound), found=self.found)
        return None if loaded is None else without_rejected(table, names, self.as_of, loaded, here)

    def _try(self, name: str, read: Callable[[], T | None]) -> T | None:
        self.progress(f"Reading {name}")
        try:
            return read()
        except CxError as error:
            if error.exit_code != SOURCE_FAILED:
                raise
            self.failures += error.diagnostics
            self.failed.add(name)
            self.reports.append(_failed(name, self.bound[name], error))
            return None


def _failed(name: str, bound: Any, error: CxError) -> LoadReport:
    from cxengine.sources.broken import BrokenOff

    plugin = bound.plugin if isinstance(bound, Binding) else "memory"
    problems = tuple(Problem(code=d.code, message=d.message) for d in error.diagnostics)
    came = error.problems if isinstance(error, BrokenOff) else ()
    return LoadReport(table=name, plugin=plugin, problems=(*problems, *came))
