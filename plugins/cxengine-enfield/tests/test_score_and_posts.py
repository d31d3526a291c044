"""The score in worked cases, and the posts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from cxengine.host.contracts import ActionGiven, CriterionOutcome, OutcomeWord, ScorerInput
from cxengine_enfield.posts import POSTS, posts
from cxengine_enfield.progress import PROGRESS
from cxengine_enfield.words import SERVICES

POINTS: dict[OutcomeWord, Fraction | None] = {
    "met": Fraction(1), "partly": Fraction(1, 2), "unmet": Fraction(0), "unknown": None, "not_applicable": None,
    "waived": None,
}  # fmt: skip


def outcome(level: int, word: OutcomeWord, weight: int = 1) -> CriterionOutcome:
    return CriterionOutcome(
        criterion=f"{level}.x", outcome=word, level=level, aspects=(), weight=Fraction(weight), value=POINTS[word],
        lowest=Fraction(0), highest=Fraction(1),
    )  # fmt: skip


def score(*criteria: CriterionOutcome) -> Any:
    return PROGRESS.score(ScorerInput(model="maturity", levels=(1, 2, 3, 4, 5), criteria=criteria))


@pytest.mark.parametrize(("words", "expected"), [
    ({1: ["met", "met"], 2: ["met", "unmet"], 3: ["met"]}, Fraction(3, 2)),
    ({1: ["partly", "met"], 2: ["met"]}, Fraction(3, 4)),
    ({1: ["met"], 2: ["waived"], 3: ["not_applicable"], 4: ["unmet"], 5: ["met"]}, 3),
    ({1: ["met"], 2: ["unmet"], 3: ["unknown"]}, 1),
    ({1: ["met"], 2: ["met", "unknown"]}, None),
    ({level: ["met"] for level in range(1, 6)}, 5),
])  # fmt: skip
def test_worked_cases(words: dict[int, list[OutcomeWord]], expected: object) -> None:
    assert score(*(outcome(level, word) for level, each in words.items() for word in each)) == expected


def action(id: str, owner: str | None, service: str) -> ActionGiven:
    return ActionGiven(id=id, action="audit", title="Run it", subject_kind="service", subject_id=service, owner=owner)


def test_each_action_gets_the_post_behind_its_party() -> None:
    given_actions = (
        action("a", "head", "waste"), action("b", "head", "leisure"), action("c", "hr", "waste"),
        action("d", "nobody", "waste"), action("e", None, "waste"),
    )  # fmt: skip
    found = {id: each.owner for id, each in POSTS.enrich(given_actions).items()}
    assert found == {"a": "Head of Waste Services", "b": "Head of service", "c": "Director of Human Resources"}


def test_the_list_knows_every_party_and_service_of_the_pack() -> None:
    import cxengine

    program = cxengine.compile("enfield")
    assert {party for party, _ in posts()} == set(program.names.parties)
    assert {service for _, service in posts() if service} == set(SERVICES.values())
