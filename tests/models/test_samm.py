"""OWASP SAMM v2 as a rule file: every worked case of scores, of both policies for what is not answered, and of what
does not apply.

A phase of a roadmap is an assessment in which answers that it does not name are those of the phase before. Left out are
the velocities, which are differences between assessments, and the notation `1+`, a way of printing a score. Gaps to
targets, priorities and what is overdue are in ``test_samm_planning.py``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from cxengine.engine.assessment import Assessment
from cxengine.engine.said.levels import ModelSaid

from .cases import NOT_APPLICABLE, assessed, cases

TOLERANCE = Fraction(1, 10**9)
RULES = {"zero": "samm.cx", "void_practice": "samm_void.cx"}


@pytest.fixture(scope="module")
def every_case() -> list[dict[str, Any]]:
    read = cases("samm_cases.json")
    return [*read["cases"], *read["na_extension_cases"]]


def answers_of(case: dict[str, Any]) -> dict[str, str]:
    said = case["input"]["answers"]
    return {id: str(value) if value not in (None, "NA", "N/A") else NOT_APPLICABLE for id, value in said.items()}


def results(every_case: list[dict[str, Any]], policy: str) -> tuple[list[dict[str, Any]], Assessment]:
    here = [case for case in every_case if case["input"].get("missing_policy", "zero") == policy]
    return here, assessed(RULES[policy], "team", {case["id"]: answers_of(case) for case in here})


def expected(case: dict[str, Any]) -> dict[str, float | None]:
    """What a case expects, by aspect; "practices" is the whole. A level of a practice is a third of our points."""
    said = case["expected"]
    found: dict[str, float | None] = dict(said.get("practices", {})) | dict(said.get("functions", {}))
    found |= {name.replace("-", "_"): value for name, value in said.get("streams", {}).items()}
    levels = said.get("practice_levels", {})
    found |= {k.replace("-", "_"): None if v is None else v * 3 for k, v in levels.items()}
    return found | ({"practices": said["overall"]} if "overall" in said else {})


def differences(case: dict[str, Any], said: ModelSaid) -> list[str]:
    assert said.result is not None
    scores = {aspect.node.name: aspect.score.value for aspect in said.result.aspects}
    wrong = []
    for name, value in expected(case).items():
        got = scores[name]
        if (got is None) != (value is None) or (value is not None and abs(got - Fraction(value)) > TOLERANCE):
            wrong.append(f"{case['id']} {name}: {got} instead of {value}")
    return wrong


def test_every_phase_of_every_roadmap() -> None:
    phases: list[dict[str, Any]] = []
    for case in cases("samm_cases.json")["roadmap_cases"]:
        answers = dict(case["input"]["as_is"])
        expected = case["expected"]["phase_scores"]
        for n, (phase, wanted) in enumerate(zip([{}, *case["input"]["phases"]], expected, strict=True)):
            answers |= phase
            phases.append({"id": f"{case['id']}-{n}", "input": {"answers": dict(answers)}, "expected": wanted})
    assert len(phases) > 10
    here, result = results(phases, "zero")
    assert here == phases
    wrong = [text for case in here for text in differences(case, result[f"team:{case['id']}"]["samm"])]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("policy", RULES)
def test_every_worked_case(policy: str, every_case: list[dict[str, Any]]) -> None:
    here, result = results(every_case, policy)
    assert here
    wrong = [text for case in here for text in differences(case, result[f"team:{case['id']}"]["samm"])]
    assert not wrong, "\n".join(wrong[:20])
