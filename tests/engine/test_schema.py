"""JSON Schema from attrs classes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

import attrs
import jsonschema
import pytest

from cxengine.engine.schema import schema_of


@attrs.frozen
class Leaf:
    outcome: Literal["met", "unmet"]
    value: Fraction | None


@attrs.frozen
class Tree:
    name: str
    on: date
    leaves: tuple[Leaf, ...]
    by: Mapping[str, str | None]
    below: Tree | None
    whom: tuple[Leaf, ...] = attrs.field(metadata={"json": "for"})
    secret: int = attrs.field(metadata={"json": None})


LEAF = {"outcome": "met", "value": 82.3}
GOOD = {"name": "a", "on": "2019-03-31", "leaves": [LEAF], "by": {"channel": None}, "below": None, "for": []}


def problems(value: object) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema_of(Tree, title="tree"))
    return sorted(error.json_path for error in validator.iter_errors(value))


def test_what_the_classes_say_is_accepted() -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(Tree, title="tree"))
    assert problems(GOOD) == []
    assert problems(GOOD | {"below": GOOD}) == []


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (GOOD | {"extra": 1}, "$"),
        ({key: value for key, value in GOOD.items() if key != "on"}, "$"),
        (GOOD | {"name": 3}, "$.name"),
        (GOOD | {"leaves": [LEAF | {"value": "82"}]}, "$.leaves[0].value"),
        (GOOD | {"leaves": [LEAF | {"outcome": "maybe"}]}, "$.leaves[0].outcome"),
        (GOOD | {"by": {"channel": 3}}, "$.by.channel"),
    ],
    ids=["a key added", "a key removed", "retyped", "retyped within", "another word", "retyped value"],
)
def test_what_the_classes_do_not_say_is_refused(value: object, path: str) -> None:
    assert problems(value) == [path]


def test_a_type_without_a_form_is_refused() -> None:
    @attrs.frozen
    class Odd:
        value: complex

    with pytest.raises(TypeError, match="complex"):
        schema_of(Odd, title="odd")
