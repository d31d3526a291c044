"""Event logs for the commands: which source is meant, what it shows."""

from __future__ import annotations

from pathlib import Path

import attrs

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.program import Program, compile
from cxengine.engine.source_tables import BY_ENDING
from cxengine.host.contracts import Binding
from cxengine.lang.publishing import Policy, policy_of
from cxengine.logs.columns import REQUIRED, Columns, xes_columns
from cxengine.logs.event_log import EventLog
from cxengine.logs.read import read_log
from cxengine.source import NOWHERE
from cxengine.sources.date_formats import format_fault, translated
from cxengine.sources.failures import failure
from cxengine.sources.headings import find_heading
from cxengine.sources.readers import readers_of
from cxengine.suggest import did_you_mean, nearest


@attrs.frozen(kw_only=True)
class LogAsked:
    """A log as a command line names it: a file, or a source that a project binds; and what its columns hold."""

    file: Path | None = None
    source: str | None = None
    columns: dict[str, str] = attrs.field(factory=dict)
    dates: tuple[str, ...] = ()
    table: str | None = None


@attrs.frozen(kw_only=True)
class LogRead:
    """A log, and the policy on small groups of the table that it fills.

    ``not_for_publication`` says what is in it that the table does not publish, where somebody asked to see it.
    """

    log: EventLog
    policy: Policy | None = None
    not_for_publication: str | None = None


def read_asked(asked: LogAsked, program: Program | None = None) -> LogRead:
    """Read a log. ``program`` is that of the project whose source is named. Raises CxError."""
    from cxengine.sources.builtin import standard_host

    for form in asked.dates:
        fault = format_fault(form)
        if fault is not None:
            meant = translated(form)
            raise _error("bad-date-format", f"`{form}`: {fault}", f"Write `{meant or '%d/%m/%Y %H:%M'}`.")
    if asked.source is None:
        assert asked.file is not None
        _refuse_missing(asked.file)
        binding = _of_file(asked.file, asked)
        return LogRead(log=read_log(binding, _columns(asked, binding), readers_of(standard_host())))
    assert program is not None
    binding = _of_source(asked.source, asked, program)
    columns = _columns(asked, binding)
    _refuse_personal(columns, binding, program)
    return LogRead(log=read_log(binding, columns, readers_of(program.plugins)), policy=_policy(asked.source, program))


def read_in_project(asked: LogAsked, folder: Path | None, command: str, *, small_groups: bool) -> LogRead:
    """Read a log to show it down to single cases, of the project in a folder where a source of it is named.

    Raises CxError; also where the table of the source publishes no small groups and ``small_groups`` are not asked for.
    """
    if folder is None or asked.source is None:
        return read_asked(asked)
    program = compile(folder)
    _of_source(asked.source, asked, program)
    policy = _policy(asked.source, program)
    if policy is None:
        return read_asked(asked, program)
    if not small_groups:
        raise _small_groups(asked.source, policy, command, program)
    return attrs.evolve(read_asked(asked, program), not_for_publication=not_for_publication(asked.source, policy))


def not_for_publication(source: str | None, policy: Policy) -> str:
    """What is said above what shows single cases; without a source the policy is that of some table of the project."""
    return f"Not for publication: this shows single cases, and {_publisher(source)} publishes {_published(policy)}."


def not_beside_figures(asked: LogAsked, program: Program) -> str | None:
    """What is said above a log whose rows figures of a table count that hides small groups; None where none do.

    What is hidden of the log is decided by its cases, of the table by its rows: both together may tell of few.
    """
    counted = {metric.table.text for metric in program.names.metrics.values() if metric.table is not None}
    for table in sorted(_filled_by(asked, program) & counted):
        if _policy(table, program) is not None:
            return (
                f"Not for publication beside the figures of the table `{table}`: these numbers and those each hide "
                "small groups, and both together may tell of them."
            )
    return None


def _filled_by(asked: LogAsked, program: Program) -> set[str]:
    """The tables that the log fills: its own, and those that read the same file."""
    project = program.rules.project
    bindings = project.bindings if project is not None else ()
    bound = {each.table: tuple(path for part in (each, *each.files) for path in part.paths) for each in bindings}
    files = (asked.file,) if asked.file is not None else bound.get(asked.source or "", ())
    same = {file.resolve() for file in files}
    own = {asked.source} if asked.source is not None else set[str]()
    return own | {table for table, paths in bound.items() if not same.isdisjoint(path.resolve() for path in paths)}


def _publisher(source: str | None) -> str:
    return f"the table `{source}`" if source is not None else "a table of the project"


def _policy(source: str, program: Program) -> Policy | None:
    table = program.names.tables.get(source)
    return policy_of(table) if table is not None else None


def _published(policy: Policy) -> str:
    """``only groups of at least 10``, ``only counts rounded to 5``."""
    parts = [f"groups of at least {policy.least:,}"] if policy.least > 1 else []
    parts += [f"counts rounded to {policy.round_to:,}"] if policy.round_to is not None else []
    return f"only {' and '.join(parts)}"


def _small_groups(source: str, policy: Policy, command: str, program: Program) -> CxError:
    message = (
        f"the table `{source}` publishes {_published(policy)}, and `{command}` shows what happens down to a single case"
    )
    help = (
        f"To see it yourself and not publish it, add `--with-small-groups`. `cx journey check PROJECT JOURNEY --source "
        f"{source}` lays the log beside a journey and hides small groups and rare ways."
    )
    span = program.names.tables[source].name.span
    return CxError([Diagnostic(code="small-groups", message=message, help=help, span=span)])


def few_cases(source: str | None, cases: int, policy: Policy, program: Program) -> CxError:
    """What is said of a log that has too few cases for anything in it to be shown."""
    table = program.names.tables.get(source) if source is not None else None
    least = policy.least if policy.hides(cases) else policy.round_to or policy.least
    message = f"the log has fewer than {least:,} cases, and {_publisher(source)} publishes {_published(policy)}"
    help = "To see it yourself and not publish it, add `--with-small-groups`."
    span = table.name.span if table is not None else NOWHERE
    return CxError([Diagnostic(code="small-groups", message=message, help=help, span=span)])


def strictest(program: Program) -> Policy | None:
    """Of the policies on small groups in a program the one that hides most; None where it has none."""
    policies = [policy for table in program.names.tables.values() if (policy := policy_of(table)) is not None]
    return max(policies, key=lambda policy: (policy.least, policy.round_to or 0), default=None)


def _refuse_personal(columns: Columns, binding: Binding, program: Program) -> None:
    """Raises CxError where a column whose words are shown is a personal field. Which case it is may be one."""
    table = program.names.tables.get(binding.table)
    for field in table.fields if table is not None else ():
        own = binding.columns.get(field.name.text, field.name.text)
        roles = [role for role, heading in columns.named().items() if role != "case" and _same(heading, own)]
        if field.personal and roles:
            message = f"`{field.name.text}` is personal, and what stands in `--{roles[0]}` is shown"
            help = f"Leave `--{roles[0]}` out, or name another column. Cases may be told apart by it: `--case`."
            raise CxError([Diagnostic(code="personal-published", message=message, help=help, span=field.name.span)])


def _same(one: str, other: str) -> bool:
    """Whether two headings can be read as the same column."""
    return find_heading(one, (other,)) is not None or find_heading(other, (one,)) is not None


def _of_file(file: Path, asked: LogAsked) -> Binding:
    ending = Path(file.name.casefold().removesuffix(".gz")).suffix
    options = {"table": asked.table} if asked.table is not None else {}
    plugin = BY_ENDING.get(ending, "csv")
    return Binding(table="log", plugin=plugin, paths=(file,), dates=asked.dates, options=options)


def _refuse_missing(file: Path) -> None:
    """Raises CxError (3) where there is no such file, with the one beside it that may be meant."""
    try:
        beside = [entry.name for entry in file.parent.iterdir() if entry.is_file()]
    except (FileNotFoundError, NotADirectoryError):
        message = f"There is no file `{file.as_posix()}`."
        raise failure("missing-file", message, f"There is no folder `{file.parent.as_posix()}` either.") from None
    except PermissionError:
        return  # a file may be read in a folder that may not be listed; whoever opens it says what is wrong
    if file.name not in beside and not file.exists():
        near = nearest(file.name, beside)
        help = f"Did you mean `{(file.parent / near).as_posix()}`?" if near is not None else ""
        raise failure("missing-file", f"There is no file `{file.as_posix()}`.", help)


def _of_source(name: str, asked: LogAsked, program: Program) -> Binding:
    project = program.rules.project
    bound = {binding.table: binding for binding in project.bindings} if project is not None else {}
    if name not in bound:
        help = did_you_mean(name, bound) or "Its `cx.toml` binds no source."
        raise _error("unknown-source", f"the project binds no source `{name}`", help)
    binding = bound[name]
    if len(binding.paths) > 1 or binding.files:
        message = f"the source `{name}` has several files, and a log is read from one"
        raise _error("wrong-value", message, "Put the events into one file.")
    return attrs.evolve(binding, dates=asked.dates or binding.dates)


def _columns(asked: LogAsked, binding: Binding) -> Columns:
    """The columns named, each by its heading or by the field that ``cx.toml`` puts it under."""
    given = {role: binding.columns.get(heading, heading) for role, heading in asked.columns.items()}
    if binding.plugin == "xes":
        return xes_columns(**given)
    missing = [role for role in REQUIRED if role not in given]
    if missing:
        options = " ".join(f"--{role} COLUMN" for role in missing)
        what = " and ".join([", ".join(missing[:-1]), missing[-1]] if len(missing) > 1 else missing)
        help = f"Add {options}. Only XES files say it themselves."
        raise _error("missing-key", f"it is not said which column holds the {what} of an event", help)
    return Columns(**given)  # type: ignore[arg-type]


def _error(code: str, message: str, help: str) -> CxError:
    return CxError([Diagnostic(code=code, message=message, help=help)])
