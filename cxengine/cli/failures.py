"""What is said, and which exit code is given, when a command cannot go on. Never a traceback."""

from __future__ import annotations

import errno
import sys

import click

from cxengine._version import __version__
from cxengine.diagnostics import CxError

USAGE = 2
"""Wrong usage, an error in a rule file or ``cx.toml``, and what nobody foresaw."""
INTERRUPTED = 130


def say(failure: BaseException) -> int:
    """Tell people on stderr what failed, and give the exit code of the contract."""
    match failure:
        case click.exceptions.Exit():
            return failure.exit_code
        case click.Abort() | KeyboardInterrupt():
            click.echo("Interrupted.", err=True)
            return INTERRUPTED
        case click.ClickException():
            return _say(failure.format_message(), _usage(failure), USAGE)
        case CxError():
            return _say_diagnostics(failure)
        case MemoryError():
            return _say("There is not enough memory for this run.", "", 3)
        case OSError() if failure.errno == errno.EPIPE:
            return 0
        case OSError():
            place = f"{failure.filename}: " if failure.filename else ""
            return _say(f"{place}{failure.strerror or failure}", "", USAGE)
        case _:
            return _say(*_unforeseen(failure), USAGE)


def _say(message: str, help: str, code: int) -> int:
    from cxengine.cli.output import show_refusal

    try:
        show_refusal(message, help)
    except BrokenPipeError:
        return code
    return code


def _usage(failure: click.ClickException) -> str:
    """How the command is used, where it was not used so."""
    context = failure.ctx if isinstance(failure, click.UsageError) else None
    if context is None:
        return ""
    usage = " ".join(context.get_usage().removeprefix("Usage: ").split())
    return f"It is used as `{usage}`; `{context.command_path} --help` says more."


def _say_diagnostics(failure: CxError) -> int:
    from cxengine.cli.output import show_diagnostics

    try:
        show_diagnostics(failure.diagnostics)
    except BrokenPipeError:
        return failure.exit_code
    return failure.exit_code


def _unforeseen(failure: BaseException) -> tuple[str, str]:
    what = " ".join(str(failure).split())[:200]
    return (
        f"This should not have happened ({type(failure).__name__}: {what}). It is a fault of cx {__version__} "
        f"on Python {sys.version_info.major}.{sys.version_info.minor}, not of your files.",
        "Please report it with the rule file and the command; run the same command with --debug and add what it "
        "prints.",
    )
