"""What the paths of a command line stand for: projects, folders and packs one by one, loose files together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from cxengine.diagnostics import CxError, Diagnostic, Diagnostics
from cxengine.engine.locate import locate_project
from cxengine.engine.project import find_project, load_project
from cxengine.engine.rules import read_rules
from cxengine.engine.shown_paths import shown_path

Where = str | Path | Mapping[str, str]
"""What ``compile`` takes: a place, or texts by file name."""


@attrs.frozen
class RuleSets:
    """Sets of rules that are read each for itself, and what people should know of how they were found."""

    sets: tuple[Where, ...]
    notes: tuple[str, ...] = ()


def rule_sets(paths: Sequence[str]) -> RuleSets:
    """The sets of rules at these paths, or the project around.

    A file that belongs to a project stands for that project; other files are one set together. Raises CxError for
    what is no rule file.
    """
    sets: dict[str, Where] = {}
    loose: dict[str, str] = {}
    notes: list[str] = []
    for name in paths or (str(locate_project(None)),):
        path = Path(name)
        if not path.is_file():
            sets.setdefault(name, name)
            continue
        if path.suffix != ".cx":
            raise CxError([_no_rules(name)])
        project = _project_of(path)
        if project is None:
            found = Diagnostics()
            loose |= {source.filename: source.text for source in read_rules(path, found).sources}
            found.stop_if_errors()
        else:
            sets.setdefault(str(project), project)
            shown = shown_path(project)
            where = "this folder" if shown == "." else f"`{shown}`"
            notes.append(f"{name} belongs to the project in {where}, which is read as a whole.")
    together = (loose,) if loose else ()
    return RuleSets((*sets.values(), *together), tuple(notes))


def _project_of(file: Path) -> Path | None:
    """The folder of the project that reads this file; None where none does."""
    folder = find_project(file.parent)
    if folder is None:
        return None
    files = load_project(folder, Diagnostics()).rule_files
    return folder if any(each.resolve() == file.resolve() for each in files) else None


def _no_rules(name: str) -> Diagnostic:
    return Diagnostic(
        code="nothing-to-read",
        message=f"`{name}` is not a rule file: rule files end in `.cx`",
        help="Name a rule file, a folder with rule files, or a bundled pack.",
    )
