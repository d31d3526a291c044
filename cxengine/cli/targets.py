"""Where ``--out`` may write: into a folder that exists, and never over what the run reads."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from cxengine.diagnostics import CxError, Diagnostic


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


def refuse_form(out: Path | None) -> None:
    """Refuse a questionnaire without a name, one that is no workbook, and one that is there: it may be filled in.

    Raises click.UsageError or CxError, before anything is worked out.
    """
    if out is None:
        raise click.UsageError("Say which workbook to write, --out FILE.xlsx, or which to read, --read FILE.xlsx.")
    if out.suffix.casefold() != ".xlsx":
        name = str(out).removesuffix(out.suffix) + ".xlsx"
        raise click.UsageError(
            f"The questionnaire is a workbook, so the name ends in .xlsx: --out {name}. To read "
            "one that was filled in, --read FILE.xlsx."
        )
    if out.exists():
        message = f"There is already a file `{out}`, and it may hold answers; it was left as it is."
        help = "Choose another name after --out, or remove the file first."
        raise CxError([Diagnostic(code="form-is-there", message=message, help=help)])


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()
