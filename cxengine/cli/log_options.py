"""Options that name an event log and say what its columns hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

COLUMNS = {
    "case": "What tells one case from another.",
    "activity": "What was done.",
    "time": "When. Times without a zone are taken as they are.",
    "order": "A number for each event of a case, for those at the same time.",
    "lifecycle": "Only what is `complete` there is a step; what only begins one is set aside.",
    "resource": "Who did it.",
    "group": "The team that did it.",
    "channel": "The channel of a case, or of each contact.",
    "reason": "Why a contact was made; empty where it was none.",
    "by": "A group of cases, such as an area, for figures by group.",
}


def log_options(command: Command) -> Command:
    """``--case``, ``--activity`` and the others; the command gets them as ``case``, ``activity`` and so on."""
    wrapped = click.option("--table", metavar="NAME", help="Which table of a database the events are in.")(command)
    wrapped = click.option(
        "--dates", multiple=True, metavar="FORMAT", help="How times are written: `%d/%m/%Y %H:%M`."
    )(wrapped)
    for name, help in reversed(COLUMNS.items()):
        wrapped = click.option(f"--{name}", name, metavar="COLUMN", help=help)(wrapped)
    return wrapped


def small_groups_option(help: str) -> Callable[[Command], Command]:
    """``--with-small-groups``."""
    return click.option(
        "--with-small-groups", "small_groups", is_flag=True, help=f"{help} Not for publication."
    )  # fmt: skip


def source_options(command: Command) -> Command:
    """``--source`` and ``--with-small-groups``, of commands that show a log down to single cases."""
    command = small_groups_option("Show a source whose table publishes no small groups.")(command)
    return click.option("--source", metavar="NAME", help="A source of the project's cx.toml in place of FILE.")(command)


def asked_of(file: Path | None, source: str | None, given: dict[str, Any], *, of_project: bool = False) -> Any:
    """The log that options name. Raises click.UsageError where there is none, or two.

    ``of_project``: the tables of a project say what of a file is published.
    """
    from cxengine.engine.event_logs import LogAsked

    if (file is None) == (source is None):
        raise click.UsageError("Name one log: a FILE, or with --source a source of the project.")
    if given.get("small_groups") and source is None and not of_project:
        raise click.UsageError("--with-small-groups goes with --source. No table says what of a FILE is published.")
    columns = {name: given[name] for name in COLUMNS if given.get(name) is not None}
    return LogAsked(file=file, source=source, columns=columns, dates=tuple(given["dates"]), table=given["table"])
