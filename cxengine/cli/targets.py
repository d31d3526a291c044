"""Where ``--out`` may write: into a folder that exists, and never over what the run reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click


def check_target(out: Path | None, read: Iterable[Path], *, makes_rules: bool = False) -> None:
    """Refuse a target in a folder that does not exist, one that is read, and one that would be read the next time.

    What ``makes_rules`` may be read the next time, and writes over no rule file that is there. Raises
    click.ClickException, before anything is worked out.
    """
    if out is None:
        return
    if not out.parent.is_dir():
        raise click.ClickException(f"{out} cannot be written: there is no folder {out.parent}.")
    if any(_same(out, path) for path in read):
        raise click.ClickException(f"{out} is one of the files that this run reads. Write the result to another file.")
    if makes_rules and out.suffix == ".cx":
        if out.exists():
            raise click.ClickException(f"{out} is there already. Write to another file, or take that one away first.")
        return
    if out.name == "cx.toml" or out.suffix == ".cx":
        what = "a project's settings" if out.name == "cx.toml" else "rules"
        raise click.ClickException(f"{out} would be read as {what} the next time. Write the result to another file.")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()
