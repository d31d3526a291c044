"""Ranks after Backstage tech-insights-maturity as a rule file: every worked case, of entities and of their areas.

An area is assessed like an entity, by the checks that it has. A check that is not there is not applicable. Left out:
the percentages and the points where there is no check at all, which one case calls 0 and which are unknown here;
``tags`` and ``description``, which are words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import cxengine
from cxengine.engine.assessment import Assessment, SubjectSaid

from .cases import HERE, NOT_APPLICABLE, assessed, cases

RULES = "backstage_ranks.cx"
RANKS = ("none", "bronze", "silver", "gold")
Check = dict[str, Any]


@pytest.fixture(scope="module")
def every_case() -> list[dict[str, Any]]:
    return list(cases("backstage_rank_cases.json")["cases"])


def criteria() -> list[str]:
    """Every check of the rule file."""
    (model,) = (m for m in cxengine.compile({RULES: text()}).models if m.key == "ranks.rank")
    return [criterion.id for criterion in model.criteria]


def text() -> str:
    return (HERE / RULES).read_text(encoding="utf-8")


def answers(checks: list[Check]) -> dict[str, str]:
    """The checks in the order given, each as the next criterion of its rank; the others do not apply."""
    given = dict.fromkeys(criteria(), NOT_APPLICABLE)
    taken: Counter[int] = Counter()
    for check in checks:
        taken[check["rank"]] += 1
        id = f"{check['rank']}.{taken[check['rank']]}"
        assert id in given
        given[id] = "pass" if check["result"] else "fail"
    return given


def parts(case: dict[str, Any]) -> Iterator[tuple[str, list[Check], dict[str, Any]]]:
    """The entity and each of its areas: an id, the checks, and what is expected."""
    checks = case["input"]["checks"]
    yield case["id"], checks, case["expected"]
    for area, expected in case["expected"]["areas"].items():
        yield f"{case['id']}/{area}", [check for check in checks if check["area"] == area], expected


def test_the_rule_file_passes_its_own_tests() -> None:
    from cxengine.engine.rule_tests import run_tests

    results = run_tests(cxengine.compile({RULES: text()}))
    assert (results.passed, results.failed) == (3, 0)


def test_every_worked_case_of_ranks(every_case: list[dict[str, Any]]) -> None:
    assert len(every_case) > 20
    every_part = [part for case in every_case for part in parts(case)]
    result: Assessment = assessed(RULES, "entity", {id: answers(checks) for id, checks, _ in every_part})
    for id, _, expected in every_part:
        assert found(result[f"entity:{id}"], expected) == wanted(expected), id


def found(said: SubjectSaid, expected: dict[str, Any]) -> dict[str, Any]:
    """What the engine says, in the words of the cases."""
    rank, progress = said["rank"], said["progress"]
    assert rank.level is not None
    there = [criterion for criterion in rank.criteria if criterion.outcome != "not_applicable"]
    highest = max((criterion.level or 0 for criterion in there), default=0)
    next_rank = min(rank.level.number + 1, highest)
    of_next = [criterion for criterion in there if criterion.level == next_rank]
    shares = {aspect.aspect: aspect.score for aspect in progress.aspects}
    values = {
        "rank": rank.level.number,
        "max_rank": highest,
        "is_max": rank.level.number == highest,
        "points": rank.score,
        "progress": (*counts(there), percent(progress.score)),
        "next_rank_progress": (*counts(of_next), percent(shares.get(RANKS[next_rank]))),
    }
    return {name: values[name] for name in wanted(expected)}


def counts(criteria: list[Any]) -> tuple[int, int]:
    """How many pass, of how many."""
    return sum(criterion.outcome == "met" for criterion in criteria), len(criteria)


def percent(share: float | None) -> int | None:
    """A share as a whole percentage; None where there is none."""
    return None if share is None else round(share * 100)


def wanted(expected: dict[str, Any]) -> dict[str, Any]:
    """What a case expects; of no checks there are neither points nor a share."""
    values = {name: value for name, value in expected.items() if name != "areas"}
    if not values["progress"]["total"]:
        values.pop("points", None)
    for name in ("progress", "next_rank_progress"):
        each = values[name]
        values[name] = (each["passed"], each["total"], each["percent"] if each["total"] else None)
    return values
