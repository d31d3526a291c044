"""Whole programs made by chance, their rows in a live PostgreSQL: every figure and level is the oracle's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxengine.testing.oracle import evaluate
from cxengine_sql.served import cluster
from tests.generated.comparing import differences
from tests.generated.elsewhere import project
from tests.generated.given import for_oracle, tree
from tests.generated.programs import program

from .databases import CX_TOML, Database, needs_postgres
from .in_database import bindings, script

SEEDS, NIGHTLY = range(8), range(5_000, 5_300)
pytestmark = needs_postgres


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with cluster() as served:
        yield Database(served)


def compared(seeds: range, database: Database, folder: Path) -> list[str]:
    """Every difference, in words; and every source that could not be read."""
    found: list[str] = []
    for seed in seeds:
        made = program(seed)
        place = folder / str(seed)
        place.mkdir()
        compiled = project(made, place, CX_TOML)
        database.script(script(compiled, made, f"seed{seed}"))
        oracle = evaluate((tree(made),), for_oracle(made), made.as_of)
        given = bindings(made, f"seed{seed}")
        assessment = compiled.assess(given, as_of=made.as_of)
        found += [f"seed {seed}: {d.message} {d.help}" for d in assessment.diagnostics if d.severity == "error"]
        placed = {source.table for source in assessment.sources if "where they are" in "".join(source.notes)}
        found += [f"seed {seed}: {table} was not counted in place" for table in set(made.tables) - placed]
        found += [f"seed {seed}: {words}" for words in differences(made, oracle, compiled, given)]
    return found


def test_postgres_equals_oracle(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CX_TEST_POSTGRES", database.address)
    wrong = compared(SEEDS, database, tmp_path)
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:20])


@pytest.mark.nightly
def test_postgres_equals_oracle_on_many(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CX_TEST_POSTGRES", database.address)
    wrong = compared(NIGHTLY, database, tmp_path)
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:20])
