"""What the README of each source prints for `cx.toml` is taken as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import attrs
import pytest

from cxengine.diagnostics import CxError, Diagnostics
from cxengine.engine.hosting import engine_host
from cxengine.engine.project import load_project
from cxengine.host.contracts import ReadContext, Reader, StreamingReader

PLUGINS = Path(__file__).parent
READMES = sorted(path for path in PLUGINS.glob("*/README.md") if "[sources." in path.read_text("utf-8"))
BLOCK = re.compile(r"^```toml\n(.*?)^```", re.DOTALL | re.MULTILINE)
SOURCE_FAILED = 3


def blocks() -> list[tuple[str, str]]:
    """Each with the plugin it is of; those of engines have tests of their own."""
    found = [(path.parent.name, text) for path in READMES for text in BLOCK.findall(path.read_text("utf-8"))]
    return [(name, text) for name, text in found if "backend" not in tomllib.loads(text).get("engine", {})]


def test_there_are_some() -> None:
    assert {name for name, _ in blocks()} >= {
        "cxengine-open311", "cxengine-odata", "cxengine-sql", "cxengine-surveys", "cxengine-enfield"
    }  # fmt: skip


@pytest.mark.parametrize(("plugin", "text"), blocks())
def test_what_a_readme_prints_is_taken(tmp_path: Path, plugin: str, text: str) -> None:
    """Its keys are known and its sources offered: without secrets and files a source is lost, and nothing else said."""
    name = plugin.removeprefix("cxengine-")
    said = tomllib.loads(text)
    if "plugins" not in said.get("project", {}):
        text = f'[project]\nplugins = ["{name}"]\n{text}'
    (tmp_path / "cx.toml").write_text(text, "utf-8")
    for path in re.findall(r'"(data/[^"]+)"', text):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"nothing")
    found = Diagnostics()
    host = engine_host([name])
    assert not host.problems
    project = load_project(tmp_path, found, make_host=lambda names, folder, seconds, found: host)
    assert not found.has_errors, [each.message for each in found]
    for binding in project.bindings:
        for one in binding.files or (binding,):
            reader: Reader = host.sources[one.plugin]
            try:
                if isinstance(reader, StreamingReader):
                    assert reader.hosts(one) is not None
                    reader.open(one, tuple(one.columns.values()), ReadContext())
                else:
                    reader(attrs.evolve(one, paths=one.paths[:1]), tuple(one.columns.values()))
            except CxError as lost:
                assert lost.exit_code == SOURCE_FAILED, [each.message for each in lost.diagnostics]
