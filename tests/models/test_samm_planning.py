"""What tools around SAMM add, as a rule file: gaps to targets, priorities of streams and tasks that are overdue.

Where no practice has a target the cases call the gap 0, and it is unknown here. Left out: the weight by which streams
are put in order, of which only the priority that it gives is a level; and the clamping of targets, which cleans what
somebody typed before any rule sees it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import cxengine
from cxengine.engine.assessment import Assessment

from .cases import AS_OF, HERE, cases

RULES = "samm_planning.cx"
FUNCTIONS = {
    "Governance": ("SM", "PC", "EG"), "Design": ("TA", "SR", "SA"), "Implementation": ("SB", "SD", "DM"),
    "Verification": ("AA", "RT", "ST"), "Operations": ("IM", "EM", "OM"),
}  # fmt: skip


def assessed(*, as_of: date = AS_OF, **listed: list[dict[str, Any]]) -> Assessment:
    """The subjects of some kinds; of the others there are none."""
    kinds: dict[str, Any] = {kind: [] for kind in ("function", "practice", "stream", "task", "answers")}
    program = cxengine.compile({RULES: (HERE / RULES).read_text(encoding="utf-8")})
    return program.assess({**kinds, **listed}, as_of=as_of)


def figures(current: float, targets: dict[str, float]) -> dict[str, dict[str, Any]]:
    """The figures of all practices together, of each function, and of each practice by itself."""
    every = dict(FUNCTIONS) | {name: (name,) for names in FUNCTIONS.values() for name in names}
    every["all"] = tuple(name for names in FUNCTIONS.values() for name in names)
    practices = [
        {"id": f"{of}-{name}", "title": name, "parent": of, "current": current, "target": targets.get(name)}
        for of, names in every.items()
        for name in names
    ]
    result = assessed(function=[{"id": name, "title": name} for name in every], practice=practices)
    return {name: {m.metric: m.value for m in result[f"function:{name}"].metrics} for name in every}


def gap_cases() -> list[dict[str, Any]]:
    return [case for case in cases("samm_cases.json")["gap_cases"] if "practice_scores" in case["input"]]


def test_every_worked_case_of_gaps_but_the_clamping() -> None:
    here = gap_cases()
    assert len(here) == 5
    for case in here:
        given, expected = case["input"], case["expected"]
        found = figures(float(given["practice_scores"].removeprefix("all ")), given["targets"])
        if "function" in expected:
            assert found[expected["function"]]["gap"] == pytest.approx(expected["gap"], abs=expected["tolerance"])
        elif "gap" in expected:
            wanted = {name: expected["gap"].get(name, expected["gap"].get("*", 0)) for name in FUNCTIONS["Design"]}
            wanted |= {name: gap for name, gap in expected["gap"].items() if name != "*"}
            assert {name: found[name]["gap"] or 0 for name in wanted} == wanted, case["id"]
        if "practices_with_target" in expected:
            assert found["all"]["targeted"] == expected["practices_with_target"]
        if "total_practices" in expected:
            assert found["all"]["practices"] == expected["total_practices"]
        if "top_gaps" in expected:
            gaps = {name: found[name]["gap"] for names in FUNCTIONS.values() for name in names}
            assert sorted((n for n in gaps if (gaps[n] or 0) > 0), key=lambda n: -gaps[n]) == expected["top_gaps"]


def test_every_worked_case_of_the_priority_of_streams() -> None:
    here = cases("samm_cases.json")["stream_priority_cases"]
    assert len(here) == 12
    rows = [{"id": f"s{n}", "title": "S", "current": c["current"], "target": c["target"]} for n, c in enumerate(here)]
    result = assessed(stream=rows)
    for n, case in enumerate(here):
        level = result[f"stream:s{n}"]["priority"].level
        assert level is not None
        assert (level.name or "None") == case["priority"], case


def test_every_worked_case_of_what_is_overdue() -> None:
    here = cases("samm_cases.json")["overdue_cases"]
    assert {case["today"] for case in here} == {"2026-06-12"}
    rows = [{"id": f"t{n}", "title": "T", "due": c["due"], "status": c["status"]} for n, c in enumerate(here)]
    result = assessed(task=rows, as_of=date.fromisoformat(here[0]["today"]))
    assert len(here) == 5
    for n, case in enumerate(here):
        assert bool(result[f"task:t{n}"].findings) is case["overdue"], case
