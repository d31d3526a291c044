"""The functions equal their references, the finder finds handovers, and pack and renderer work in a project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

import cxengine
from cxengine.engine.hosting import engine_host
from cxengine.host.contracts import Finder, Function, JourneyGiven, StepGiven
from cxengine.testing import FinderSuite, FunctionSuite
from cxengine_measures import plugin
from cxengine_measures.handovers import HANDOVERS


class TestFunctions(FunctionSuite):
    @pytest.fixture
    def functions(self) -> Mapping[str, Function]:
        return plugin.cx_functions()


class TestHandovers(FinderSuite):
    @pytest.fixture
    def finder(self) -> Finder:
        return HANDOVERS

    @pytest.fixture
    def found_in(self) -> JourneyGiven:
        names = ("ask", "sort", "decide", "tell")
        steps = tuple(StepGiven(name=name, title=name, by=by) for name, by in zip(names, "abca", strict=True))
        return JourneyGiven(name="j", title="J", steps=steps, follows=tuple(zip(names, names[1:], strict=False)))


def test_handovers_are_found_in_a_row() -> None:
    steps = tuple(StepGiven(name=name, title=name, by=by) for name, by in zip("pqrs", "aabc", strict=True))
    journey = JourneyGiven(name="j", title="J", steps=steps, follows=(("p", "q"), ("q", "r"), ("r", "s")))
    assert [each.steps for each in HANDOVERS.find(journey)] == [("q", "r", "s")]


def test_pack_and_functions_in_a_project(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text('[project]\nplugins = ["cxengine-measures"]\npacks = ["measures"]\n')
    host = engine_host(also={"measures": plugin})
    program = cxengine.compile(tmp_path, host=host)
    answers = [{"satisfied": answer} for answer in ("5", "4", "3", "1", None)]
    made = program.metrics({"satisfaction_answers": answers}, as_of=date(2026, 3, 31))
    (metric,) = [each for each in made.metrics if each.metric == "net_satisfaction"]
    assert metric.value == 25


def test_an_assessment_as_lines() -> None:
    result = cxengine.compile("starter").assess().to_dict()
    read = [json.loads(line) for line in plugin.lines(result).splitlines()]
    assert [each["subject"] for each in read] == [f"service:{each['id']}" for each in result["subjects"]]
