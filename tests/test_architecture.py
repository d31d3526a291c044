"""Who imports whom, read from the text of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "cxengine"

RANKS: tuple[frozenset[str], ...] = (
    frozenset({
        "_version", "source", "plan", "resources", "masking", "subjects", "calling_codes", "history_codes",
        "publishing_codes", "target_codes", "text_codes", "workbook_codes",
    }),  # fmt: skip
    frozenset({"diagnostics", "suggest", "diagnostic_codes"}),
    frozenset({"render"}),
    frozenset({"lang"}),
    frozenset({"metrics"}),
    frozenset({"maturity"}),
    frozenset({"findings"}),
    frozenset({"journeys"}),
    frozenset({"actions"}),
    frozenset({"host"}),
    frozenset({"sources", "backends"}),
    frozenset({"logs"}),
    frozenset({"engine"}),
    frozenset({"report"}),
    frozenset({"cli", "lsp"}),
    frozenset({"testing"}),
)
"""From what imports nothing of ours to what may import everything; a part imports itself and lower ranks."""

OUTSIDE = {"": {"_version"}, "__main__": {"cli"}}
"""The package's own face: only type checkers look through ``cxengine/__init__.py``, which loads on demand."""

DATA_CLASSES = "host.contracts"
"""Plain values that everything from the metrics on may import."""

ONLY = {
    "lark": ("lang.parse",),
    "duckdb": ("backends", "sources"),
    "sqlglot": ("metrics.sql", "metrics.sql_packed", "backends"),
    "python_calamine": ("sources.xlsx_source",),
    "xlsxwriter": ("report",),
}
"""Who may import a library."""

SLOW = {"duckdb", "sqlglot", "numpy", "pyarrow", "python_calamine", "xlsxwriter"}
"""Never imported at the top of a module: only inside the function that needs it."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, at_start_only: bool = False) -> Iterator[str]:
    """What a module imports, as dotted names; what stands under TYPE_CHECKING counts except at start."""
    tree = ast.parse(path.read_text("utf-8"))
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where a name comes from"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif at_start_only and (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        ):
            continue
        waiting.extend(ast.iter_child_nodes(node))


def rank(part: str) -> int:
    found = [number for number, parts in enumerate(RANKS) if part in parts]
    assert found, f"cxengine/{part} has no place in the order of imports"
    return found[0]


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_run_one_way(path: Path) -> None:
    name = dotted(path)
    here = name.split(".")[0]
    for imported in imports(path, at_start_only=name == ""):
        if not imported.startswith("cxengine"):
            continue
        there = imported.removeprefix("cxengine").removeprefix(".")
        part = there.split(".")[0]
        if (PACKAGE / "__init__.py").exists() and part in ("__version__", ""):
            part = "_version"
        if here in OUTSIDE:
            assert part in OUTSIDE[here], f"{name or 'cxengine'} imports {imported}"
        elif not (there.startswith(DATA_CLASSES) and rank(here) >= rank("metrics")):
            lower = rank(part) < rank(here)
            assert lower or part == here, f"{name} imports {imported}, which stands above it"


@pytest.mark.parametrize("library", sorted(ONLY))
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    allowed = ONLY[library]
    found = {dotted(path) for path in modules() for name in imports(path) if name.split(".")[0] == library}
    strangers = {name for name in found if not name.startswith(allowed) and not name.startswith("testing")}
    assert not strangers


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_slow_libraries_are_loaded_where_they_are_used(path: Path) -> None:
    early = {name.split(".")[0] for name in imports(path, at_start_only=True)} & SLOW
    assert not early, f"{dotted(path)} loads {sorted(early)} when it is imported"


def test_nothing_in_the_engine_imports_a_plugin() -> None:
    plugins = {path.name.replace("-", "_") for path in (ROOT / "plugins").glob("*") if path.is_dir()}
    found = {name.split(".")[0] for path in modules() for name in imports(path)}
    assert not found & plugins
    assert not {name for name in found if name.startswith("cxengine_")}


def test_the_oracle_shares_no_code_with_the_engine() -> None:
    for path in sorted((PACKAGE / "testing" / "oracle").glob("*.py")):
        for name in imports(path):
            if name.startswith("cxengine"):
                assert name.startswith(("cxengine.lang.ast", "cxengine.testing.oracle")) or name == "cxengine.lang.ast"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_no_module_outgrows_its_sentence(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 500
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            assert node.end_lineno - node.lineno < 60, f"{node.name} is longer than 60 lines"
