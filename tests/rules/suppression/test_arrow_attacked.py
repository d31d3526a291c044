"""The attacker reads Arrow tables, figures made of figures and routes: they tell nothing that the listings do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cxengine
from cxengine.cli import run

from . import town
from .test_generated_attacked import RULES, made

AS_OF = date(2019, 12, 31)
BY = ((), ("channel",), ("channel", "quarter of answered_on"))
MADE_OF_OTHERS = """metric part_urgent: Answers that are urgent
  formula urgent_ones / all
metric above: Happier than the council
  formula happy - happy of council
metric either: By phone or urgent, with those that are both twice
  formula by_phone + urgent_ones
"""
PARTS: dict[str, tuple[Callable[..., float], tuple[tuple[str, bool], ...]]] = {
    "part_urgent": (lambda urgent, every: urgent / every, (("urgent_ones", False), ("all", False))),
    "above": (lambda own, whole: own - whole, (("happy", False), ("happy", True))),
    "either": (lambda phone, urgent: phone + urgent, (("by_phone", False), ("urgent_ones", False))),
}
"""How each is made, and of which metrics: of the subject itself, or of the council."""
Place = tuple[str, str, tuple[tuple[str, str | None], ...]]


def listed(program: Any, sources: Any, by: tuple[str, ...]) -> dict[Place, dict[str, Any]]:
    """The figures as JSON has them."""
    said = program.metrics(sources, by=by, as_of=AS_OF).to_dict()["metrics"]
    return {(each["metric"], each["subject"], tuple(sorted(each["by"].items()))): each for each in said}


def columns(program: Any, sources: Any, by: tuple[str, ...]) -> list[tuple[Place, dict[str, Any]]]:
    """The figures of an Arrow table."""
    rows = program.figures(sources, by=by, as_of=AS_OF).to_pylist()
    return [
        ((row["metric"], f"{row['kind']}:{row['id']}", tuple(sorted((word, row[word]) for word in by))), row)
        for row in rows
    ]


@pytest.mark.parametrize("seed", [1, pytest.param(5, marks=pytest.mark.nightly)])
def test_arrow_tables_and_figures_made_of_figures_tell_no_more(seed: int) -> None:
    least, sources = made(seed)
    program = cxengine.compile({"made.cx": RULES.format(least=least, rounded="") + MADE_OF_OTHERS})
    hidden = shown = composite = 0
    for by in BY:
        told = listed(program, sources, by)
        for place, row in columns(program, sources, by):
            if row["suppressed"]:
                assert all(row[word] is None for word in ("value", "n", "excluded", "low", "high")), place
                hidden += 1
            else:
                assert not told[place]["suppressed"] and row["n"] == told[place]["n"], place
                shown += 1
        for (metric, subject, group), figure in told.items():
            if metric in PARTS and figure["value"] is not None:
                work_out, parts = PARTS[metric]
                of = [told[name, "council:c" if whole else subject, group] for name, whole in parts]
                assert all(part["value"] is not None for part in of), (metric, subject, group)
                expected = work_out(*(part["value"] for part in of))
                assert figure["value"] == pytest.approx(expected, abs=0.051)
                composite += 1
    assert hidden > 5 and shown > 3 and composite


def test_the_criteria_of_an_assessment_as_a_table_say_what_its_json_says(tmp_path: Path) -> None:
    town.write(tmp_path, 22)
    result = cxengine.compile(tmp_path).assess()
    because = [
        criterion["because"]["text"]
        for subject in result.to_dict()["subjects"]
        for model in subject["models"]
        for criterion in model["criteria"]
    ]
    assert result.to_arrow().column("because").to_pylist() == because


def test_routes_of_a_journey_read_no_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same is printed whatever people answered, and where nothing that they answered can be read."""
    printed = []
    for seed in (22, 23, None):
        town.write(tmp_path, seed or 22)
        if seed is None:
            for name in ("a.csv", "b.csv"):
                (tmp_path / name).write_bytes(b"\x00 not a table")
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        run(["journey", "route", ".", "asking", "--format", "json"])
        printed.append(json.loads(capsys.readouterr().out))
    assert printed[0] == printed[1] == printed[2]
