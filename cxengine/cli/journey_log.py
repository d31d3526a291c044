"""``cx journey log``: what an event log shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cxengine.cli.log_options import asked_of, log_options, source_options
from cxengine.cli.options import debug_option, format_option, out_option, project_option

if TYPE_CHECKING:
    from cxengine.engine.event_logs import LogAsked


def check_with_log(
    folder: Path, journey: str | None, asked: LogAsked, steps: tuple[str, ...], form: str, out: Path | None, *,
    small_groups: bool,
) -> int:  # fmt: skip
    """``cx journey check --log``: 3 where the log is cut off, 1 while something found is not accepted."""
    from cxengine.cli.output import emit, show_diagnostics
    from cxengine.cli.stdout import results_only
    from cxengine.cli.written import write_log_check
    from cxengine.engine.journeys_said import has_open_findings
    from cxengine.engine.log_check import check_log
    from cxengine.engine.to_json import to_json

    with results_only():
        checked = check_log(folder, journey, asked, _pairs(steps), small_groups=small_groups)
    show_diagnostics([*checked.diagnostics, *([checked.failure] if checked.failure is not None else [])])
    emit(write_log_check(to_json(checked.journey), to_json(checked.log), form, out), out)
    if checked.failure is not None:
        return 3
    return 1 if has_open_findings(checked.journey) else 0


def _pairs(steps: tuple[str, ...]) -> dict[str, str]:
    """From activity to step."""
    pairs = [text.rpartition("=") for text in steps]
    for activity, sign, step in pairs:
        if not (activity and sign and step):
            raise click.UsageError("Write --step as ACTIVITY=STEP, with the name of a step of the journey.")
    return {activity: step for activity, _, step in pairs}


@click.command("log", short_help="Say what an event log shows: what really happens.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@log_options
@source_options
@project_option
@format_option("text", "json")
@out_option
@debug_option
def log(
    file: Path | None, source: str | None, project: str | None, form: str, out: Path | None, **given: Any
) -> int:
    """Say what really happens: the ways that cases go, what comes again, where they wait and end.

    FILE is csv, XES, Parquet, SQLite, DuckDB, JSON or a workbook, csv and XES also as .gz. All but XES need
    --case, --activity and --time. A --source whose table publishes no small groups
    is shown only with --with-small-groups. Exit code: 3 when the log cannot be read to its end, else 0.
    """
    from cxengine.cli.output import emit, show_diagnostics
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_log
    from cxengine.engine.event_logs import read_in_project
    from cxengine.engine.locate import files_read, locate_project
    from cxengine.engine.log_said import log_said

    asked = asked_of(file, source, given)
    folder = locate_project(project) if source is not None else None
    check_target(out, files_read([folder]) if folder is not None else [file] if file is not None else [])
    with results_only():
        read = read_in_project(asked, folder, "cx journey log", small_groups=given["small_groups"])
    failure = read.log.failure
    show_diagnostics([failure] if failure is not None else [])
    emit(write_log(log_said(read).to_dict(), form, out), out)
    return 3 if failure is not None else 0
