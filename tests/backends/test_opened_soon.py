"""The database of a run is opened beside what else is done, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cxengine import plan
from cxengine.backends.duckdb import DuckDBBackend

COUNT = plan.Scan(table="replies", groups=(), aggregates=(plan.CountWhere(plan.ALWAYS),))
REPLIES = {"replies": pa.table({"x": [1, 2, 3]})}


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where folders for passing files are made."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_it_is_opened_once_and_closed(folders: Path) -> None:
    run = DuckDBBackend().for_a_run()
    run.soon()
    run.soon()
    for _ in range(2):
        (found,) = run.run([COUNT], REPLIES)
        assert found.to_pylist() == [{"a0": 3}]
    assert len(list(folders.iterdir())) == 1
    run.close()
    assert not list(folders.iterdir())


def test_what_was_opened_for_nothing_is_closed_too(folders: Path) -> None:
    run = DuckDBBackend().for_a_run()
    run.soon()
    run.close()
    assert not list(folders.iterdir())


def test_what_fails_is_told_where_something_is_counted(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: DuckDBBackend, tables: Mapping[str, Any], spill: str = "") -> Any:
        raise RuntimeError("no memory")

    monkeypatch.setattr(DuckDBBackend, "connect", fails)
    run = DuckDBBackend().for_a_run()
    run.soon()
    with pytest.raises(RuntimeError, match="no memory"):
        run.run([COUNT], REPLIES)
    run.close()
    assert not list(folders.iterdir())
