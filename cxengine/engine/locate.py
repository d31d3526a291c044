"""Which project a command means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.history.read import FOLDER
from cxengine.engine.pack_files import PROJECT_FILE, rule_files
from cxengine.engine.project import find_project, load_project
from cxengine.engine.shown_paths import shown_path
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


def files_read(places: Sequence[str | Path]) -> tuple[Path, ...]:
    """The files that a run at these projects, folders, rule files or bundled packs reads, as far as they are known.

    Those of the project that a folder or file lies in count too. Without places: those of the project around.
    """
    around = find_project(Path.cwd())
    return tuple(file for place in places or [around or Path.cwd()] for file in _files_read(place))


def _files_read(where: str | Path) -> tuple[Path, ...]:
    path = Path(where)
    path = path if path.exists() else bundled_pack(str(where)) or path
    own = rule_files(path) if path.is_dir() else (path,)
    folder = find_project(path if path.is_dir() else path.parent)
    if folder is None:
        return own
    project = load_project(folder, Diagnostics())
    bound = (file for binding in project.bindings for file in binding.paths)
    return (*own, folder / PROJECT_FILE, *project.rule_files, *bound, *(folder / FOLDER).glob("*.json"))


def _none_here() -> Diagnostic:
    return Diagnostic(
        code="no-project",
        message=f"There is no `{PROJECT_FILE}` in this folder or above it.",
        help=f"Name a project's folder, or a bundled pack: {_packs()}. `cx init` starts a new project.",
    )


def _not_a_project(folder: Path) -> Diagnostic:
    if folder.is_dir():
        message, help = f"There is no `{PROJECT_FILE}` in `{folder}`.", f"`cx init {folder}` writes one."
    elif folder.is_file():
        around = find_project(folder.parent)
        message = f"`{folder}` is a file, and a project is a folder with a `{PROJECT_FILE}`."
        help = f"Write `{shown_path(around)}`." if around is not None else "Name the folder."
    else:
        near = did_you_mean(str(folder), bundled_packs())
        message, help = f"There is no folder and no bundled pack `{folder}`.", near
    return Diagnostic(code="no-project", message=message, help=help)


def _packs() -> str:
    return ", ".join(f"`{name}`" for name in bundled_packs())
