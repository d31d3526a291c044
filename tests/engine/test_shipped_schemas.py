"""The JSON Schemas that ship are those of the result classes, and hold every golden output to its form."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema
import pytest

import cxengine
from cxengine.engine.explanation import explain
from cxengine.engine.form import AnswersRead
from cxengine.engine.journey_routes import difference_of, route_project
from cxengine.engine.said.sources import ProblemSaid
from cxengine.report.answers import answers_text
from cxengine.resources import bundled_pack
from tests.engine import write_schemas
from tests.engine.write_schemas import FOLDER, RESULTS, schema

GOLDEN = json.loads(write_schemas.GOLDEN.read_text("utf-8"))


def shipped(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def errors(name: str, value: object) -> list[str]:
    return [error.json_path for error in jsonschema.Draft202012Validator(shipped(name)).iter_errors(value)]


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_what_ships_is_what_the_classes_say(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(shipped(name))
    assert shipped(name) == schema(name), "run `python -m tests.engine.write_schemas`"


def test_results_fit_their_schemas() -> None:
    program = cxengine.compile("enfield")
    for as_of in (date(2018, 9, 30), date(2019, 3, 31)):
        assessment = program.assess(as_of=as_of)
        assert errors("assessment-1", assessment.to_dict()) == []
        assert errors("metrics-1", program.metrics(as_of=as_of).to_dict()) == []
        for name in ("1.1", "3.6", "maturity", "net_promoter"):
            said = explain(assessment, "service:housing_repairs", name).to_dict()
            assert errors("explanation-1", said) == []


def test_a_route_and_answers_fit_their_schemas() -> None:
    folder = bundled_pack("journeys")
    assert folder is not None
    names = cxengine.compile(folder).names.journeys
    for name in names:
        assert errors("route-1", route_project(folder, name, ()).to_dict()) == []
    assert [errors("diff-1", difference_of(folder, n).to_dict()) for n, each in names.items() if each.changes] == [[]]
    problem = ProblemSaid(code="unknown-criterion", message="No.", rows=(2,), count=1)
    read = AnswersRead(answers=({"subject": "service:a", "answer": "met"},), rows=2, rejected=1, problems=(problem,))
    said = json.loads(answers_text(read, "json"))
    assert errors("answers-1", said) == [] and errors("answers-1", {**said, "rows": "2"}) == ["$.rows"]


def test_the_starter_gives_the_golden_output() -> None:
    made = cxengine.compile("starter").assess().to_dict()
    assert _without_version(made) == _without_version(GOLDEN)
    assert errors("assessment-1", GOLDEN) == []


def _without_version(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key != "engine"}


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every object in the output: the first one of each list stands for the others."""
    if isinstance(value, dict):
        yield path
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*path, 0))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


@pytest.mark.parametrize("path", list(_places(GOLDEN)), ids=lambda path: ".".join(map(str, path)) or "root")
def test_a_key_added_removed_or_retyped_fails(path: tuple[Any, ...]) -> None:
    free = path[-1:] in (("by",), ("levels",))  # keyed by what was asked for, and by what the rules declare
    for key in [] if free else list(_at(GOLDEN, path)):
        less = copy.deepcopy(GOLDEN)
        del _at(less, path)[key]
        assert errors("assessment-1", less), f"{key} removed"
        other = copy.deepcopy(GOLDEN)
        _at(other, path)[key] = [[3]]
        assert errors("assessment-1", other), f"{key} retyped"
    more = copy.deepcopy(GOLDEN)
    _at(more, path)["extra"] = 1
    assert errors("assessment-1", more), "a key added"
