"""Which project a command means."""

from __future__ import annotations

from pathlib import Path

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.project import PROJECT_FILE, find_project
from cxengine.resources import bundled_pack, bundled_packs
from cxengine.suggest import did_you_mean


def locate_project(name: str | None, *, start: Path | None = None) -> Path:
    """The folder of a project: the one named, or a bundled pack, or the nearest one above ``start``.

    Raises CxError where there is none. A folder goes before a bundled pack of the same name.
    """
    if name is None:
        found = find_project(start if start is not None else Path.cwd())
        if found is None:
            raise CxError([_none_here()])
        return found
    folder = Path(name)
    if (folder / PROJECT_FILE).is_file():
        return folder
    if folder.name == PROJECT_FILE and folder.is_file():
        return folder.parent
    bundled = bundled_pack(name)
    if bundled is not None:
        return bundled
    raise CxError([_not_a_project(folder)])


def _none_here() -> Diagnostic:
    return Diagnostic(
        code="no-project",
        message=f"There is no `{PROJECT_FILE}` in this folder or above it.",
        help=f"Name a project's folder, or a bundled pack: {_packs()}. `cx init` starts a new project.",
    )


def _not_a_project(folder: Path) -> Diagnostic:
    if folder.is_dir():
        message, help = f"There is no `{PROJECT_FILE}` in `{folder}`.", f"`cx init {folder}` writes one."
    else:
        near = did_you_mean(str(folder), bundled_packs())
        message, help = f"There is no folder and no bundled pack `{folder}`.", near
    return Diagnostic(code="no-project", message=message, help=help)


def _packs() -> str:
    return ", ".join(f"`{name}`" for name in bundled_packs())
