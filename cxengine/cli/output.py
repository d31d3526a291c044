"""Where results, diagnostics and progress go: results to stdout or a file, everything else to stderr."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from cxengine.cli.stdout import results_only
from cxengine.diagnostics import Diagnostic
from cxengine.engine.shown_paths import file_shown_as

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_OF_FILES = 80
"""Columns of text that is written to a file or a pipe."""


def emit(text: str, out: Path | None) -> None:
    """Write a result to stdout, or to a file that is replaced only once the text is whole."""
    if not text.endswith("\n"):
        text += "\n"
    if out is None:
        _print(text)
    else:
        emit_bytes(text.encode("utf-8"), out)


def emit_bytes(content: bytes, out: Path) -> None:
    """Write a file that is replaced only once it is whole."""
    _replace(out, content)


def as_json(value: object) -> str:
    """JSON for files and pipes, keys in the order of the contract. Refuses what is not a number."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def text_of(draw: Callable[[Console], None], out: Path | None) -> str:
    """What is drawn on a console as wide as the terminal; without colour where it is not one or NO_COLOR is set."""
    from rich.console import Console

    encoding = "utf-8" if out is not None else _encoding(sys.stdout)
    buffer = io.BytesIO()
    on_terminal = out is None and sys.stdout.isatty()
    probe = Console(file=sys.stdout) if on_terminal else None
    console = Console(
        file=io.TextIOWrapper(buffer, encoding=encoding, errors="replace", newline="\n", write_through=True),
        width=probe.width if probe is not None else WIDTH_OF_FILES,
        force_terminal=on_terminal,
        color_system="auto" if on_terminal else None,
        highlight=False,
        legacy_windows=False,
    )
    draw(console)
    text = buffer.getvalue().decode(encoding, "replace")
    return "\n".join(line.rstrip() for line in text.split("\n"))


def show_diagnostics(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str] | None = None) -> None:
    """Print problems on stderr, with the lines they stand in where those can be had."""
    from rich.console import Console

    from cxengine.render import render

    found = tuple(diagnostics)
    if not found:
        return
    _forgive_encoding(sys.stderr)
    console = Console(file=sys.stderr, highlight=False)
    render(found, {**_read(found), **(sources or {})}, console)


def show_refusal(message: str, help: str = "") -> None:
    """Print on stderr why a command cannot go on."""
    from rich.console import Console

    from cxengine.render import render_refusal

    _forgive_encoding(sys.stderr)
    render_refusal(message, help, Console(file=sys.stderr, highlight=False))


def show_notes(notes: Iterable[str]) -> None:
    """Print what people should know beside a result on stderr, a line for each."""
    for note in notes:
        _forgive_encoding(sys.stderr)
        print(note, file=sys.stderr)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None] | None]:
    """A function to call with what is being done; None where stderr is no terminal, so that logs stay clean.

    What is printed meanwhile does not reach stdout.
    """
    if not sys.stderr.isatty():
        with results_only():
            yield None
        return
    from rich.console import Console

    console = Console(file=sys.stderr, highlight=False)
    with results_only(), console.status("Reading rules") as status:
        yield status.update


def _print(text: str) -> None:
    """Print, whatever the terminal's encoding is, and say nothing when the reader of a pipe has gone."""
    _forgive_encoding(sys.stdout)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _replace(out: Path, content: bytes) -> None:
    """Write beside the target and rename, so that the target is either the old file or the whole new one."""
    target = out.resolve()
    if target.exists() and not target.is_file():  # a pipe or a device cannot be renamed over
        target.write_bytes(content)
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        part.replace(target)
    except BaseException as failure:
        part.unlink(missing_ok=True)
        if isinstance(failure, OSError):
            why = (failure.strerror or str(failure)).lower()
            message = f"{out} cannot be written: {why}. What was there is as it was."
            raise click.ClickException(message) from failure
        raise


def _read(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """The rule files that problems stand in, as far as they can be read."""
    sources: dict[str, str] = {}
    for filename in {d.span.filename for d in diagnostics if d.span.filename}:
        with contextlib.suppress(OSError, ValueError):
            sources[filename] = file_shown_as(filename).read_text("utf-8-sig")
    return sources


def _encoding(stream: TextIO) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _forgive_encoding(stream: TextIO) -> None:
    """Let a character that the terminal lacks become ``?`` instead of stopping the run."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
