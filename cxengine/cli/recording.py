"""``cx assess --record``: where an assessment is kept, written so that a run that fails leaves what was there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cxengine.engine.assessment import Assessment

REFUSED = 2


def refuse_recording(project: str | None, subjects: tuple[str, ...]) -> None:
    """Refuse to record a part of an assessment, and one of a pack that comes with cx. Raises click.UsageError."""
    if subjects:
        raise click.UsageError("--record keeps the assessment of all subjects: leave --subject out.")
    if project is not None and not Path(project).exists():
        raise click.UsageError(
            f"`{project}` is a pack that comes with cx, and a record is kept in a project of your own: `cx init DIR`."
        )


def keep_record(assessment: Assessment, folder: Path) -> int:
    """Write the record beside the project's ``cx.toml`` and say so on stderr; 2 where it is refused, else 0."""
    from cxengine.cli.output import emit, show_diagnostics, show_notes
    from cxengine.engine.history.keep import to_keep

    kept = to_keep(assessment, folder)
    if kept.refused is not None:
        show_diagnostics([kept.refused])
        return REFUSED
    if kept.text is not None:
        kept.path.parent.mkdir(exist_ok=True)
        emit(kept.text, kept.path)
    show_notes([kept.note])
    if kept.hint is not None:
        show_diagnostics([kept.hint])
    return 0
