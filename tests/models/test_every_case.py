"""Nothing of the worked cases is passed over: each list, and each thing that a case expects, is compared or named."""

from __future__ import annotations

from typing import Any

import pytest

from .cases import cases

COMPARED: dict[str, dict[str, set[str]]] = {
    "samm_cases.json": {
        "cases": {"practices", "functions", "overall", "streams", "practice_levels"},
        "na_extension_cases": {"practices", "functions", "overall"},
        "roadmap_cases": {"phase_scores"},
        "gap_cases": {"gap", "practices_with_target", "total_practices", "top_gaps", "function", "tolerance"},
        "overdue_cases": {"overdue"},
        "stream_priority_cases": {"priority"},
    },
    "iso33020_cases.json": {
        "cases": {
            "nplf", "refined", "level", "next_level", "blocking", "ordinal_mean", "lowest", "highest",
        },
    },
    "backstage_rank_cases.json": {
        "cases": {"rank", "max_rank", "is_max", "points", "progress", "next_rank_progress", "areas"},
    },
}  # fmt: skip
"""File, list, and what is compared of what a case expects."""

LEFT_OUT = {
    "practice_plus_notation": "a way of printing a score",
    "velocity": "a difference between two assessments",
    "velocity_share": "a difference between two assessments",
    "total_gap": "a difference between two assessments",
    "clamped": "cleans what somebody typed before any rule sees it",
    "current": "given as it is expected",
    "target": "the gap is compared",
    "note": "says why",
    "weight_0_100": "the priority that it gives is compared",
}
ABOUT = {"current", "target", "source", "due", "status", "today"}
"""What a case is about, where it has no ``input`` and ``expected``."""


@pytest.mark.parametrize("name", COMPARED)
def test_every_list_and_everything_expected_is_compared_or_left_out_for_a_reason(name: str) -> None:
    lists: dict[str, list[dict[str, Any]]] = {
        key: found for key, found in cases(name).items() if isinstance(found, list) and key.endswith("cases")
    }
    assert lists.keys() == COMPARED[name].keys()
    for key, found in lists.items():
        expected = {word for case in found for word in case.get("expected", case.keys() - ABOUT)}
        assert expected - COMPARED[name][key] - LEFT_OUT.keys() == set(), key
        assert COMPARED[name][key] <= expected, key
