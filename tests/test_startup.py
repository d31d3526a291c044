"""What is loaded at start: a command pays only for what it uses."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"duckdb", "networkx", "sqlglot", "numpy", "pyarrow", "pandas", "polars"}
NOT_FOR_HELP = HEAVY | {"rich", "attrs", "lark", "attr"}

REPORT = """
import io, json, sys, contextlib
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    {run}
loaded = {{name.split(".")[0] for name in sys.modules}}
plugins = [name for name in loaded if name.startswith("cxengine_")]
print(json.dumps([sorted(loaded), plugins, sorted(n for n in sys.modules if n.startswith("cxengine."))]))
"""


def loaded_after(run: str) -> tuple[set[str], list[str], list[str]]:
    """The top-level packages, the plugins and the engine's modules that a fresh interpreter holds afterwards."""
    done = subprocess.run([sys.executable, "-c", REPORT.format(run=run)], capture_output=True, text=True, check=True)
    packages, plugins, modules = json.loads(done.stdout)
    return set(packages), plugins, modules


def test_importing_the_package_loads_nothing_else_of_it() -> None:
    packages, plugins, modules = loaded_after("import cxengine; cxengine.__version__; dir(cxengine)")
    assert not packages & (NOT_FOR_HELP | {"click", "pluggy"})
    assert plugins == []
    assert modules == ["cxengine._version"]


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["assess", "--help"], ["explain", "--help"]])
def test_help_and_version_load_neither_engines_nor_plugins(arguments: list[str]) -> None:
    packages, plugins, _ = loaded_after(f"from cxengine.cli import run; run({arguments!r})")
    assert not packages & NOT_FOR_HELP
    assert plugins == []


def test_checking_rules_loads_no_engine_for_data() -> None:
    packages, plugins, _ = loaded_after("from cxengine.cli import run; assert run(['check', 'starter']) == 0")
    assert not packages & {"duckdb", "pyarrow", "numpy", "sqlglot"}
    assert plugins == []


def test_every_public_name_is_there_and_sorted() -> None:
    import cxengine

    assert sorted(cxengine.__all__) == list(cxengine.__all__)
    assert all(getattr(cxengine, name) is not None for name in cxengine.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = cxengine.nothing_of_the_kind
