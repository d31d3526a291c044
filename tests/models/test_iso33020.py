"""Process capability after ISO/IEC 33020 as a rule file: every worked case of ratings, levels and several instances.

A case also names the rating that is needed of each attribute that stands in the way; the rule says it once for all.
"""

from __future__ import annotations

from typing import Any

import pytest

import cxengine

from .cases import HERE, assessed, cases

RULES = "iso33020.cx"
INSTANCES = ("first", "second", "third", "fourth")
RATINGS = "FLPN"
"""By steps from fully achieved."""
FINER = {"N": "N", "P-": "P_minus", "P+": "P_plus", "L-": "L_minus", "L+": "L_plus", "F": "F"}


@pytest.fixture(scope="module")
def every_case() -> list[dict[str, Any]]:
    return list(cases("iso33020_cases.json")["cases"])


def of_kind(every_case: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [case for case in every_case if case["kind"] == kind]


def test_the_rule_file_passes_its_own_tests() -> None:
    from cxengine.engine.rule_tests import run_tests

    results = run_tests(cxengine.compile({RULES: (HERE / RULES).read_text(encoding="utf-8")}))
    assert (results.passed, results.failed) == (3, 0)


@pytest.mark.parametrize(
    ("kind", "model", "scale"),
    [("process", "capability", "nplf"), ("refined_process", "refined_capability", "refined")],
)
def test_a_percentage_is_the_right_rating(kind: str, model: str, scale: str, every_case: list[dict[str, Any]]) -> None:
    here = of_kind(every_case, "scale")
    assert here
    result = assessed(RULES, kind, {case["id"]: {"PA1.1": f"{case['input']['percent']}%"} for case in here})
    for case in here:
        wanted = case["expected"][scale]
        point = FINER[wanted].replace("_", " ") if scale == "refined" else wanted
        said = result[f"{kind}:{case['id']}"][model].criterion("PA1.1").because.text
        assert said.startswith("answered “") and f" (“{point}”)" in said, (case["id"], said)


def test_every_worked_case_of_levels(every_case: list[dict[str, Any]]) -> None:
    here = of_kind(every_case, "level")
    assert here
    plain = [case for case in here if set(case["input"]["ratings"].values()) <= set(RATINGS)]
    finer = [case for case in here if case not in plain]
    compared = [("process", "capability", plain), ("refined_process", "refined_capability", finer)]
    for kind, model, group in compared:
        result = assessed(RULES, kind, {case["id"]: case["input"]["ratings"] for case in group})
        for case in group:
            said = result[f"{kind}:{case['id']}"][model]
            assert said.level is not None
            assert said.level.number == case["expected"]["level"], case["id"]
            assert said.to_next.level == case["expected"]["next_level"], case["id"]
            blocking = {each["pa"] for each in case["expected"]["blocking"]}
            assert {*said.to_next.unmet, *said.to_next.unknown} == blocking, case["id"]


@pytest.mark.parametrize("model", ["ordinal_mean", "lowest", "highest"])
def test_several_instances_of_an_attribute(model: str, every_case: list[dict[str, Any]]) -> None:
    here = of_kind(every_case, "aggregate")
    assert here
    given = {case["id"]: dict(zip(INSTANCES, case["input"]["ratings"], strict=False)) for case in here}
    result = assessed(RULES, "attribute", given)
    for case in here:
        score = result[f"attribute:{case['id']}"][model].score
        assert score is not None
        assert RATINGS[int(score)] == case["expected"][model], case["id"]
