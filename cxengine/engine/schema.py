"""JSON Schema (draft 2020-12) made from attrs classes: the classes are the one place where a result's form is said.

Nothing may stand in the JSON that is not said (``additionalProperties`` is false), and every key must. A field's
``metadata`` may say how it differs in JSON: ``{"json": "for"}`` renames it, ``{"json": None}`` leaves it out,
``{"schema": {…}}`` gives its schema.
"""

from __future__ import annotations

import builtins
import sys
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import attrs

Schema = dict[str, Any]

_SIMPLE: dict[object, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Fraction: {"type": "number"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
    Any: {},
    object: {},
}


def schema_of(cls: type, *, title: str) -> Schema:
    """The schema of one attrs class and of all that it holds. Raises TypeError for a type that has no JSON form."""
    definitions: dict[str, Schema] = {}
    root = _of_class(cls, definitions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **root, "$defs": definitions}


def _of_class(cls: type, definitions: dict[str, Schema]) -> Schema:
    hints = typing.get_type_hints(cls, localns=_Names(cls))
    properties: dict[str, Schema] = {}
    for field in attrs.fields(cls):
        name = field.metadata.get("json", field.name)
        if name is not None:
            given = field.metadata.get("schema")
            properties[name] = given if given is not None else _of_type(hints[field.name], definitions)
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


class _Names(dict[str, Any]):
    """The names of a class's module; those that only type checkers see there stand for anything."""

    def __init__(self, cls: type) -> None:
        super().__init__({**vars(builtins), **vars(sys.modules[cls.__module__])})

    def __missing__(self, name: str) -> Any:
        return object


def _of_type(hint: Any, definitions: dict[str, Schema]) -> Schema:
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    if isinstance(hint, type) and attrs.has(hint):
        return _reference(hint, definitions)
    if isinstance(hint, typing.NewType):
        return _of_type(hint.__supertype__, definitions)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of_type(argument, definitions) for argument in arguments]}
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _of_type(arguments[0], definitions)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of_type(arguments[1], definitions)}
    if isinstance(origin, type) and issubclass(origin, Sequence) and origin is not tuple:
        return {"type": "array", "items": _of_type(arguments[0], definitions)}
    raise TypeError(f"{hint!r} has no form in JSON")


def _reference(cls: type, definitions: dict[str, Schema]) -> Schema:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}  # a class that holds itself refers to this entry
        definitions[cls.__name__] = _of_class(cls, definitions)
    return {"$ref": f"#/$defs/{cls.__name__}"}
