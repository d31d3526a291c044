"""From JSON values back to frozen result classes: the way of ``to_json`` in the other direction."""

from __future__ import annotations

import sys
import types
import typing
from datetime import date
from typing import Any, Literal, TypeVar

import attrs

from cxengine.engine.to_json import key_of

T = TypeVar("T")
Path = tuple[str | int, ...]
"""Keys and indexes from the root to a value."""

_WORDS: dict[object, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false",
                             type(None): "null"}  # fmt: skip


class NotOfThisForm(Exception):
    """A value is not what its class says. ``path`` leads to it; the message says what stands there and what should."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def from_json(cls: type[T], value: object, path: Path = ()) -> T:
    """An instance of a result class. Keys that it does not know are passed over: newer files have more.

    Raises NotOfThisForm.
    """
    if not isinstance(value, dict):
        raise NotOfThisForm(path, f"{_found(value)} stands where keys with values belong")
    hints = typing.get_type_hints(cls, vars(sys.modules[cls.__module__]))
    given: dict[str, Any] = {}
    for field in attrs.fields(typing.cast(Any, cls)):
        key = key_of(field)
        if key is None:
            continue
        if key in value:
            given[field.name] = _of_type(hints[field.name], value[key], (*path, key))
        elif field.default is attrs.NOTHING:
            raise NotOfThisForm(path, f"the key `{key}` is missing")
    return cls(**given)


def _of_type(hint: Any, value: object, path: Path) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if attrs.has(hint):
        return from_json(hint, value, path)
    if origin in (typing.Union, types.UnionType):
        return _of_union(arguments, value, path)
    if origin is tuple:
        if not isinstance(value, list):
            raise NotOfThisForm(path, f"{_found(value)} stands where a list belongs")
        return tuple(_of_type(arguments[0], item, (*path, index)) for index, item in enumerate(value))
    if origin is Literal:
        if value in arguments and isinstance(value, str):
            return value
        raise NotOfThisForm(path, f"{_found(value)} stands where one of {', '.join(map(str, arguments))} belongs")
    if hint is date:
        return _day(value, path)
    if type(value) is hint:
        return value
    raise NotOfThisForm(path, f"{_found(value)} stands where {_WORDS[hint]} belongs")


def _of_union(arguments: tuple[Any, ...], value: object, path: Path) -> Any:
    if value is None and type(None) in arguments:
        return None
    others = [each for each in arguments if each is not type(None)]
    return _of_type(next((each for each in others if type(value) is each), others[0]), value, path)


def _day(value: object, path: Path) -> date:
    try:
        if isinstance(value, str) and len(value) == len("2019-03-31"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise NotOfThisForm(path, f"{_found(value)} stands where a date like 2019-03-31 belongs")


def _found(value: object) -> str:
    match value:
        case dict():
            return "a group of keys"
        case list():
            return "a list"
        case None:
            return "null"
        case _:
            return f"`{str(value)[:60]}`"
