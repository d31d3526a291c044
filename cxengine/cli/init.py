"""``cx init``: a starter project."""

from __future__ import annotations

from pathlib import Path

import click

from cxengine.cli.options import debug_option


@click.command("init", short_help="Write a small project to start from.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".", metavar="[DIR]")
@debug_option
def command(folder: Path) -> int:
    """Write a starter council project into DIR: cx.toml, one rule file, a little data, one test.

    Nothing that exists is written over: if a file of the starter is there already, nothing is written at all.
    """
    from cxengine.engine.starter import write_starter

    for path in write_starter(folder):
        click.echo(f"wrote {path}")
    click.echo(f"\nNext: cx assess {folder}" if str(folder) != "." else "\nNext: cx assess")
    return 0
