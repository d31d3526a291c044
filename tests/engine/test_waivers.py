"""A waiver on a criterion that several assess: nobody's answer decides while it holds, and all do from the next day."""

from __future__ import annotations

from datetime import date

import pytest

import cxengine
from cxengine.report.waivers import waiver_lines

SHARED = """pack shared: Shared
version 1 from 2026-01-01
subject service: Service
model m for service: M
  assessed by self, peer
  on disagreement take lowest
  level 1: One
    criterion 1.1: First
      ask: So?
    criterion 1.2: Second
      ask: So?
"""
OWN = """pack own: Own
version 1 from 2026-01-01
extends shared 1
waive criterion 1.1
  until 2026-06-30
  because: It is being replaced
"""
LAST_DAY, DAY_AFTER = date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("own", "peer", "then", "without"), [("met", "met", "met", 1), ("met", "unmet", "unmet", 0), ("met", "", "met", 1)]
)
def test_a_waiver_is_above_all_assessors(own: str, peer: str, then: str, without: int) -> None:
    answers = [
        {"kind": "service", "subject": "s", "criterion": id, "assessor": who, "answer": said, "on": date(2026, 5, 1)}
        for id, given in (("1.1", {"self": own, "peer": peer}), ("1.2", {"self": "met", "peer": "met"}))
        for who, said in given.items()
    ]
    program = cxengine.compile({"shared/shared.cx": SHARED, "own/own.cx": OWN})
    sources = {"service": [{"id": "s", "title": "S"}], "answers": answers}
    on_day, after = (program.assess(sources, as_of=day)["service:s"]["m"] for day in (LAST_DAY, DAY_AFTER))
    assert (on_day.criterion("1.1").outcome, after.criterion("1.1").outcome) == ("waived", then)
    assert on_day.level is not None and on_day.without_waivers is not None and after.level is not None
    assert (on_day.level.number, on_day.without_waivers.number, after.level.number) == (1, without, without)
    assert [waiver.criterion for waiver in on_day.waivers] == ["1.1"]
    assert (after.waivers, [waiver.criterion for waiver in after.expired_waivers]) == ((), ["1.1"])


def test_what_the_level_could_be_without_waivers_is_said() -> None:
    """The level is the same without them; with them it could still be reached."""
    sources = {
        "service": [{"id": "s", "title": "S"}],
        "answers": [
            {"kind": "service", "subject": "s", "criterion": "1.1", "assessor": who, "answer": "unmet"}
            for who in ("self", "peer")
        ],
    }
    made = cxengine.compile({"shared/shared.cx": SHARED, "own/own.cx": OWN}).assess(sources, as_of=LAST_DAY)
    model = made["service:s"]["m"]
    assert model.without_waivers == model.level and model.could_be_without_waivers is not None
    assert (model.could_be.from_, model.could_be.to) == (0, 1)
    assert (model.could_be_without_waivers.from_, model.could_be_without_waivers.to) == (0, 0)
    assert waiver_lines(made.to_dict())[-1] == "Without waivers the level of S would be the same, and certain."
