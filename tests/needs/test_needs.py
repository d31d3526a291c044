"""What published maturity models need from a language, thing by thing: each can be written, and each line matters.

Every row of a page (``structure.diff`` and the others beside it) is a small rule file. With its lines all that it
expects holds. Without them it comes to something else, which the row says. The rows of ``shown.diff`` are about what
readers are shown of data that stand here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

import cxengine
from cxengine.engine.assessment import Assessment

from .needed import NEEDED
from .rows import Row, rows, said_of

PAGES = ("structure", "answers", "scoring", "people", "forms", "meanings", "levels")
EVERY = [pytest.param(row, id=f"{page}: {row.item}") for page in PAGES for row in rows(page)]
SHOWN = {row.item: row for row in rows("shown")}


@pytest.mark.parametrize("row", EVERY)
def test_it_can_be_said_and_makes_a_difference(row: Row) -> None:
    assert said_of(row.texts(whole=True)) == []
    assert row.without, "the row does not say what comes without its lines"
    assert tuple(said_of(row.texts(whole=False))) == row.without


def test_everything_that_models_need_has_its_rows_and_every_row_is_needed() -> None:
    stand = {page: {row.item for row in rows(page)} for page in (*PAGES, "shown")}
    named = [name for things in NEEDED.values() for names in things.values() for name in names]
    assert all(names for things in NEEDED.values() for names in things.values())
    assert [name for name in named if name not in set().union(*stand.values())] == []
    pages = ("structure", "answers", "scoring", "people", "shown")
    assert set().union(*(stand[page] for page in pages)) - set(named) == set()


# --- What readers are shown ----------------------------------------------------------------------------------------

FIRST, SECOND = date(2026, 1, 31), date(2027, 1, 31)
LISTED: dict[str, list[dict[str, Any]]] = {
    "council": [{"id": "c", "title": "C"}],
    "service": [{"id": "s", "title": "S", "parent": "c"}],
    "team": [{"id": f"t{n}", "title": f"T{n}", "parent": "s"} for n in (1, 2, 3, 4)],
    "responses": [],
}


def answer(of: str, said: str, **more: str) -> dict[str, Any]:
    """An answer to 1.1 about ``kind:subject`` on the first day."""
    kind, subject = of.split(":")
    return {"kind": kind, "subject": subject, "criterion": "1.1", "answer": said, "on": FIRST, **more}


SERVICE = [answer("service:s", "met")]
PROVEN = [answer("service:s", "met", evidence="Minutes", link="https://example.org/a", by="Head of S")]
BOTH = [answer("service:s", "met", assessor="self"), answer("service:s", "unmet", assessor="peer")]
TEAMS = [answer("team:t1", "met"), answer("team:t2", "unmet"), answer("team:t3", "met")]


@attrs.frozen(kw_only=True)
class Look:
    """At what of a result a reader looks, and what stands there with the lines of a row and without them."""

    at: Callable[[Assessment], object]
    answers: list[dict[str, Any]]
    whole: object
    without: object
    again: bool = False
    """Whether it is the second assessment, a year later, beside the record of the first."""


def level(result: Assessment) -> object:
    said = result["service:s"].models[-1].level
    assert said is not None
    return said.number, said.name


def of_service(what: Callable[[Any], object]) -> Callable[[Assessment], object]:
    return lambda result: what(result["service:s"].models[-1])


def figure(result: Assessment) -> object:
    return next(each.value for each in result["service:s"].metrics if each.metric == "there")


def peers(result: Assessment) -> object:
    said = result["team:t1"]["m"].peers
    assert said is not None and said.level is not None
    return said.level.peers, said.level.position


LOOKS = {
    "level 0 has a name": Look(
        at=level, answers=[answer("service:s", "unmet")], whole=(0, "Nothing yet"), without=(0, None)
    ),
    "the order in which criteria are asked and named": Look(
        at=of_service(lambda model: model.to_next.unknown), answers=[], whole=("1.2", "1.1"), without=("1.1", "1.2")
    ),
    "a status with its text, link and evidence, its day and who said it": Look(
        at=of_service(lambda model: model.criterion("1.1").because.text), answers=PROVEN,
        whole="answered “met” by Head of S on 31 January 2026",
        without="answered “met” by Head of S on 31 January 2026, but without the plan it needs",
    ),
    "differences between assessors are listed": Look(
        at=of_service(lambda model: model.agreement and model.agreement.differ), answers=BOTH,
        whole=("1.1",), without=(),
    ),
    "every team must meet it": Look(at=level, answers=TEAMS, whole=(0, None), without=(1, "Begun")),
    "the mean of the teams": Look(
        at=of_service(lambda model: round(model.score, 3)), answers=TEAMS, whole=0.667, without=0
    ),
    "the share of suppliers at a level or above": Look(at=figure, answers=TEAMS, whole=66.7, without=100),
    "the share of suppliers that are assessed at all": Look(at=figure, answers=TEAMS, whole=75, without=66.7),
    "beside its peers, of whom there must be enough": Look(
        at=peers, answers=[*TEAMS, answer("team:t4", "met")], whole=(3, "within"), without=(3, None)
    ),
    "a level is reached, and lost": Look(
        at=of_service(lambda model: [(each.reached, each.lost) for each in model.history.levels]), answers=SERVICE,
        whole=[(FIRST, SECOND)], without=[(FIRST, None)], again=True,
    ),
    "two assessments are compared": Look(
        at=lambda result: [each.text for each in result.history.compared.results], answers=SERVICE,
        whole=["was 1 Begun; not certain now: 0 to 1"], without=[], again=True,
    ),
    "level and score of a model roll up to where a subject belongs": Look(
        at=level, answers=TEAMS, whole=(1, "Half of the teams"), without=(0, None)
    ),
}  # fmt: skip


def seen(item: str, *, whole: bool) -> object:
    program, look = cxengine.compile(SHOWN[item].texts(whole=whole)), LOOKS[item]
    sources = {**LISTED, "answers": look.answers}
    result = program.assess(sources, as_of=FIRST)
    if look.again:
        assert result.record is not None
        result = program.assess(sources, as_of=SECOND, history=[result.record.to_dict()])
    return look.at(result)


@pytest.mark.parametrize("item", SHOWN)
def test_readers_see_it_and_without_its_lines_they_see_something_else(item: str) -> None:
    assert (seen(item, whole=True), seen(item, whole=False)) == (LOOKS[item].whole, LOOKS[item].without)
    assert LOOKS[item].whole != LOOKS[item].without
