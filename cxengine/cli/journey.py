"""``cx journey``: what is redundant in a journey, and how it looks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from cxengine.cli.groups import Group
from cxengine.cli.journey_log import check_with_log, log
from cxengine.cli.journey_mine import mine
from cxengine.cli.log_options import asked_of, log_options, small_groups_option
from cxengine.cli.options import (
    as_of_option,
    debug_option,
    format_option,
    out_option,
    project_argument,
    strict_option,
)


@click.group("journey", cls=Group, short_help="Look at journeys: draw them, and say what could go.")
def command() -> None:
    """Look at journeys step by step: what is redundant in them, and what could go."""


command.add_command(log)
command.add_command(mine)


@command.command("check", short_help="Say which steps are redundant, and what goes with them.")
@project_argument
@click.argument("journey", required=False)
@click.option("--log", "file", type=click.Path(path_type=Path), metavar="FILE", help="Beside an event log.")
@click.option("--source", metavar="NAME", help="Beside an event log that the project's cx.toml binds.")
@click.option(
    "--step", "steps", multiple=True, metavar="ACTIVITY=STEP", help="Which step an activity of the log is."
)
@log_options
@small_groups_option("Show also what few cases do.")
@format_option("text", "json")
@out_option
@debug_option
def check(
    project: str | None, journey: str | None, file: Path | None, source: str | None, steps: tuple[str, ...], form: str,
    out: Path | None, **given: Any,
) -> int:  # fmt: skip
    """Say which steps are redundant, and what removing them would save.

    PROJECT is a folder with a cx.toml or the name of a bundled pack; JOURNEY the name of one journey in it. With --log
    also what share of cases follows the journey, which steps they leave out, add or do elsewhere, and what comes again;
    the options for columns are those of `cx journey log`.
    Exit code: 0 when nothing is found that is not accepted, else 1.
    """
    from cxengine.cli.output import emit, show_diagnostics
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_journeys
    from cxengine.engine.journeys_said import has_open_findings
    from cxengine.engine.locate import files_read, locate_project
    from cxengine.engine.run import journeys_of
    from cxengine.engine.to_json import to_json

    folder = locate_project(project)
    check_target(out, (*files_read([folder]), *([file] if file is not None else [])))
    if file is not None or source is not None:
        asked = asked_of(file, source, given, of_project=True)
        return check_with_log(folder, journey, asked, steps, form, out, small_groups=given["small_groups"])
    if steps or any(given.values()):
        raise click.UsageError("Columns and steps are those of a log: name it with --log FILE.")
    with results_only():
        journeys, diagnostics = journeys_of(folder, journey)
    show_diagnostics(diagnostics)
    emit(write_journeys(to_json(journeys), form, out), out)
    return 1 if any(has_open_findings(said) for said in journeys) else 0


@command.command("show", short_help="Draw a journey: its steps, who does what, how people feel.")
@project_argument
@click.argument("journey", required=False)
@as_of_option
@strict_option
@format_option("text", "html", "svg", "mermaid", "dot", "json")
@out_option
@debug_option
def show(
    project: str | None, journey: str | None, as_of: date | None, strict: bool, form: str, out: Path | None
) -> int:
    """Draw a journey: its stages and steps, who does what, how people feel, and what was found.

    html is a page to open, print and read aloud, svg the drawing alone; mermaid and dot are for other drawing programs.
    Without JOURNEY text, html and json have every journey. Data is read only where a step is `measured by` a figure.
    """
    from cxengine.cli.output import emit, progress, show_diagnostics
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_shown
    from cxengine.engine.journey_show import show_journeys
    from cxengine.engine.locate import files_read, locate_project

    folder = locate_project(project)
    check_target(out, files_read([folder]))
    only_one = form in ("svg", "mermaid", "dot")
    with progress() as tell:
        shown = show_journeys(folder, journey, only_one=only_one, as_of=as_of, strict=strict, progress=tell)
    show_diagnostics(shown.diagnostics)
    emit(write_shown(shown.to_dict(), form, out), out)
    return shown.exit_code()


@command.command("route", short_help="Say what the ways through take, now and without some steps.")
@project_argument
@click.argument("journey", required=False)
@click.option("--without", "gone", multiple=True, metavar="STEP", help="As if this step were not.")
@format_option("text", "json")
@out_option
@debug_option
def route(project: str | None, journey: str | None, gone: tuple[str, ...], form: str, out: Path | None) -> int:
    """Say what the shortest, the expected and the worst way takes, now and without some steps.

    Exit code: 1 when a later step would lack an item that it has now, or the journey what it is for at its end, else 0.
    """
    from cxengine.cli.output import emit
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_route
    from cxengine.engine.journey_routes import route_project
    from cxengine.engine.locate import files_read, locate_project

    folder = locate_project(project)
    check_target(out, files_read([folder]))
    with results_only():
        found = route_project(folder, journey, gone)
    emit(write_route(found.to_dict(), form, out), out)
    return 1 if found.unmet else 0


@command.command("diff", short_help="Say how a journey differs from the one that it changes.")
@project_argument
@click.argument("journey", required=False)
@format_option("text", "json")
@out_option
@debug_option
def diff(project: str | None, journey: str | None, form: str, out: Path | None) -> int:
    """Say how a journey differs from the one that it changes, step by step and in what it takes."""
    from cxengine.cli.output import emit
    from cxengine.cli.stdout import results_only
    from cxengine.cli.targets import check_target
    from cxengine.cli.written import write_difference
    from cxengine.engine.journey_routes import difference_of
    from cxengine.engine.locate import files_read, locate_project

    folder = locate_project(project)
    check_target(out, files_read([folder]))
    with results_only():
        difference = difference_of(folder, journey)
    emit(write_difference(difference.to_dict(), form, out), out)
    return 0
