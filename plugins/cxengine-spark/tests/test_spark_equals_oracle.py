"""Whole programs made by chance, their rows on a live Spark: every figure and level is the oracle's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cxengine.testing.oracle import evaluate
from tests.generated.comparing import differences
from tests.generated.elsewhere import project
from tests.generated.given import for_oracle, tree
from tests.generated.programs import program

from .on_spark import frames
from .running import CX_TOML, needs_spark

SEEDS, NIGHTLY = range(40, 41), range(6_000, 6_040)
pytestmark = [needs_spark, pytest.mark.filterwarnings("ignore")]


def compared(seeds: range, spark: Any, folder: Path) -> list[str]:
    """Every difference, in words; and every table that was not counted where it is."""
    found: list[str] = []
    for seed in seeds:
        made = program(seed)
        place = folder / str(seed)
        place.mkdir()
        compiled = project(made, place, CX_TOML)
        oracle = evaluate((tree(made),), for_oracle(made), made.as_of)
        given = frames(spark, compiled, made)
        assessment = compiled.assess(given, as_of=made.as_of)
        found += [f"seed {seed}: {d.message} {d.help}" for d in assessment.diagnostics if d.severity == "error"]
        placed = {source.table for source in assessment.sources if "where they are" in "".join(source.notes)}
        found += [f"seed {seed}: {table} was not counted in place" for table in set(made.tables) - placed]
        found += [f"seed {seed}: {words}" for words in differences(made, oracle, compiled, given)]
    return found


def test_spark_equals_oracle(spark: Any, tmp_path: Path) -> None:
    wrong = compared(SEEDS, spark, tmp_path)
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:20])


@pytest.mark.nightly
def test_spark_equals_oracle_on_many(spark: Any, tmp_path: Path) -> None:
    wrong = compared(NIGHTLY, spark, tmp_path)
    assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:20])
