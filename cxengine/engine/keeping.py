"""What is kept of sources between runs: which ``cx.toml`` names, in which folder, and a run that goes on from none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from cxengine.engine.toml_reading import Table
from cxengine.host.contracts import Binding, Keeping

if TYPE_CHECKING:
    from cxengine.engine.program import Program

FOLDER = ".cxengine/kept"
"""Below the project, where ``keep_in`` names none."""


def kept_in(project: Table, folder: Path) -> Path:
    """The folder for what is kept of a project's sources."""
    return folder / (project.text("keep_in") or FOLDER)


def keeping_of(source: Table, folder: Path) -> Keeping | None:
    """Whether rows of a source, and how far its reading got, are kept; a mistake goes to the table's diagnostics."""
    value = source.values.get("keep", False)
    if not isinstance(value, bool):
        source.wrong("keep", "`true` or `false`", "The folder is named once for all, by `keep_in` of `[project]`.")
        return None
    return Keeping(folder=folder) if value else None


def anew(program: Program) -> Mapping[str, Binding] | None:
    """The project's bindings, none of which goes on from an earlier run; None where there is no project."""
    project = program.rules.project
    return None if project is None else {each.table: _anew(each) for each in project.bindings}


def _anew(binding: Binding) -> Binding:
    keeping = attrs.evolve(binding.keeping, anew=True) if binding.keeping is not None else None
    return attrs.evolve(binding, keeping=keeping, files=tuple(_anew(each) for each in binding.files))
