"""A generated program whose rows lie in an engine: its folder, and the columns that its tables have there."""

from __future__ import annotations

import shutil
from pathlib import Path

import cxengine
from cxengine import plan
from cxengine.lang import ast
from cxengine.metrics.conditions import column

from . import offered
from .given import texts
from .programs import Program


def project(program: Program, folder: Path, engine: str) -> cxengine.Program:
    """The program as a project in a folder, with these lines in its ``cx.toml``."""
    (folder / "cx.toml").write_text(engine.replace('plugins = [', 'plugins = ["./offered.py", '), "utf-8")
    shutil.copy(offered.__file__, folder)
    for name, text in texts(program).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return cxengine.compile(folder)


def columns(compiled: cxengine.Program, table: str) -> dict[str, plan.Column]:
    """The columns of a table, with the types that its fields have."""
    names = compiled.names
    fields: tuple[ast.Field, ...] = names.tables[table].fields
    return {field.name.text: column(field, names) for field in fields}
