"""Two programs in one process, and in threads, do not disturb each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import cxengine

RULES = """pack {pack}: One of two
version 1 from 2020-01-01
subject service: Service
table answers_given: Survey
  field service is service
  field answered_on is date
  field good is yes_no, may be missing
metric liked: Liked it
  from answers_given
  formula share(good is {liked})
model maturity for service: Maturity
  level 1: One
    criterion 1.1: Liked
      when liked >= {bound}%
"""

SERVICES = [{"id": "a", "title": "Service A"}, {"id": "b", "title": "Service B"}]


def program(pack: str, liked: str, bound: int) -> cxengine.Program:
    return cxengine.compile({f"{pack}.cx": RULES.format(pack=pack, liked=liked, bound=bound)})


def data(good: int, of: int) -> dict[str, Any]:
    rows = [
        {"service": service, "answered_on": date(2020, 1, 2), "good": number < good}
        for service in ("a", "b")
        for number in range(of)
    ]
    return {"service": SERVICES, "answers_given": rows}


def outcome(one: cxengine.Program, sources: dict[str, Any]) -> list[tuple[str, object, object]]:
    result = one.assess(sources, as_of=date(2020, 6, 1))
    return [(s.id, s.models[0].level.number, s.metrics[0].value) for s in result if s.models[0].level is not None]


def test_two_programs_with_the_same_names_keep_apart() -> None:
    first, second = program("first", "yes", 60), program("second", "no", 60)
    sources = data(7, 10)
    before = outcome(first, sources)
    assert before == [("a", 1, 70.0), ("b", 1, 70.0)]
    assert outcome(second, sources) == [("a", 0, 30.0), ("b", 0, 30.0)]
    assert outcome(first, sources) == before


def test_one_program_serves_several_threads() -> None:
    programs = [program("first", "yes", 60), program("second", "no", 60)]
    jobs = [(programs[number % 2], data(number % 10, 10)) for number in range(24)]
    alone = [outcome(*job) for job in jobs]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda job: outcome(*job), jobs))
    assert together == alone


def test_programs_made_in_threads_are_those_made_alone() -> None:
    bounds = list(range(10, 90, 10))
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda bound: program(f"p{bound}", "yes", bound), bounds))
    sources = data(5, 10)
    assert [outcome(one, sources)[0][1] for one in made] == [1 if 50 >= bound else 0 for bound in bounds]
