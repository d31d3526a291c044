"""``cx history``: what was recorded, since when each level holds, and what changed between two records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cxengine.cli.options import date_of, debug_option, format_option, out_option, project_argument, subject_option


@click.command("history", short_help="Show the levels recorded over time, and what changed.")
@project_argument
@click.option(
    "--since", callback=date_of, metavar="DATE", help="Say what changed since this record. Default: the last but one."
)
@click.option(
    "--until", callback=date_of, metavar="DATE", help="Up to the record of this date. Default: the last one."
)
@subject_option
@format_option("text", "json")
@out_option
@debug_option
def command(
    project: str | None,
    since: date | None,
    until: date | None,
    subjects: tuple[str, ...],
    form: str,
    out: Path | None,
) -> int:
    """Show the levels that were recorded, when each was reached and lost, and what changed between two records.

    `cx assess --record` keeps an assessment. Only these records are read, neither rules nor data.
    """
    from cxengine.cli.output import emit, show_diagnostics
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_history
    from cxengine.engine.history.told import history_of
    from cxengine.engine.locate import files_read, locate_project

    folder = locate_project(project)
    check_target(out, files_read([folder]))
    with results_only():
        history, found = history_of(folder, since=since, until=until, subjects=subjects)
    show_diagnostics(found)
    emit(write_history(history.to_dict(), form, out), out)
    return 3 if any(each.severity == "error" for each in found) else 0
