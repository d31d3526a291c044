"""Overrides of a model whose criteria lie on two axes."""

from __future__ import annotations

import pytest

import cxengine

SHARED = """pack shared: Shared
version 1 from 2026-01-01
subject service: Service
model grid for service: Grid
  score is mean
  aspect block: Block
  aspect people: People
    in block
  aspect data: Data
    in block
  aspect stage: Stage
  aspect early: Early
    in stage
  aspect late: Late
    in stage
  level 1: One
"""
CELLS = (("1.1", "people", "early"), ("1.2", "people", "late"), ("1.3", "data", "early"), ("1.4", "data", "late"))
OWN = "pack own: Own\nversion 1 from 2026-01-01\nextends shared 1\n"


def left(override: str) -> dict[str, list[str]]:
    """The criteria of the pack with an override, and the aspects that each names."""
    cells = "".join(
        f"    criterion {id}: C\n      aspect {block}\n      aspect {stage}\n      ask: So?\n"
        for id, block, stage in CELLS
    )
    program = cxengine.compile(
        {"shared/s.cx": SHARED + cells, "own/o.cx": f"{OWN}{override}\n  because: So it is\n"}
    )
    (model,) = program.models
    return {each.id: [name.text for name in each.declared.aspects] for each in model.criteria}


@pytest.mark.parametrize(
    ("override", "ids"),
    [
        ("remove aspect people", ["1.3", "1.4"]),
        ("remove aspect late", ["1.1", "1.3"]),
    ],
)
def test_an_aspect_goes_with_its_criteria_on_either_axis(override: str, ids: list[str]) -> None:
    assert list(left(override)) == ids


def test_a_changed_criterion_names_its_place_on_both_axes_anew() -> None:
    assert left("change criterion 1.1\n  aspect data\n  aspect late")["1.1"] == ["data", "late"]
    assert left("add criterion 1.5: New\n  aspect data\n  aspect early\n  ask: So?")["1.5"] == ["data", "early"]
