"""A rule file, a data file and a binding, loaded in one call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from cxengine.diagnostics import Diagnostics
from cxengine.host.contracts import Binding, LoadedTable
from cxengine.lang.names import Names
from cxengine.lang.parse import parse
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import VOCABULARY
from cxengine.source import Source
from cxengine.sources.builtin import standard_host
from cxengine.sources.load import load_table


@attrs.frozen
class Loading:
    """What a load gave, with the diagnostics by code."""

    table: LoadedTable | None
    found: Diagnostics

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.found]

    @property
    def rejected(self) -> dict[str, tuple[int, ...]]:
        """Row numbers by code, over all problems."""
        rows: dict[str, tuple[int, ...]] = {}
        for problem in self.good.report.problems:
            rows[problem.code] = rows.get(problem.code, ()) + problem.rows
        return rows

    @property
    def good(self) -> LoadedTable:
        assert self.table is not None, [diagnostic.message for diagnostic in self.found]
        return self.table

    def column(self, name: str) -> list[Any]:
        return list(self.good.data.column(name).to_pylist())


def names_of(rules: str) -> Names:
    found = Diagnostics()
    file = parse(Source("rules.cx", "pack tests: Tests\n  version 1 from 2020-01-01\n" + rules), found)
    names = resolve([file], VOCABULARY, found)
    assert not found.has_errors, [diagnostic.message for diagnostic in found]
    return names


@pytest.fixture
def rules() -> Callable[[str], Names]:
    """Names of a rule text."""
    return names_of


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Loading]:
    """``load(rules, data, **binding)``: the first table of the rules, filled from the data (text, bytes, a path)."""

    def run(rules: str, *data: str | bytes | Path, plugin: str = "csv", **keys: Any) -> Loading:
        names, found = names_of(rules), Diagnostics()
        table = next(iter(names.tables.values()))
        paths = []
        for index, each in enumerate(data):
            path = each if isinstance(each, Path) else tmp_path / f"data{index}.csv"
            if not isinstance(each, Path):
                path.write_bytes(each if isinstance(each, bytes) else each.encode())
            paths.append(path)
        binding = Binding(table=table.name.text, plugin=plugin, paths=tuple(paths), **keys)
        return Loading(load_table(table, names, binding=binding, host=standard_host(), found=found), found)

    return run
