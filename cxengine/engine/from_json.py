"""From JSON values back to frozen result classes: the way of ``to_json`` in the other direction."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Literal, TypeVar

import attrs

from cxengine.engine.to_json import key_of
from cxengine.lang.dates import day_written

T = TypeVar("T")
Path = tuple[str | int, ...]
"""Keys and indexes from the root to a value."""
Read = Callable[[object, Path], Any]
"""Makes of a JSON value, and its path, what a class holds."""

_WORDS: dict[object, str] = {str: "text", int: "a whole number", float: "a number", bool: "true or false",
                             type(None): "null"}  # fmt: skip


class NotOfThisForm(Exception):
    """A value is not what its class says. ``path`` leads to it; the message says what stands there and what should."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def from_json(cls: type[T], value: object) -> T:
    """An instance of a result class. Keys that it does not know are passed over: newer files have more.

    Raises NotOfThisForm.
    """
    made = _Readers().of(cls)(value, ())
    assert isinstance(made, cls)
    return made


class _Readers:
    """What reads a value of each type, made once for all values of that type."""

    def __init__(self) -> None:
        self._made: dict[Any, Read] = {}

    def of(self, hint: Any) -> Read:
        """The reader of a type."""
        if hint not in self._made:
            self._made[hint] = self._reader(hint)
        return self._made[hint]

    def _reader(self, hint: Any) -> Read:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if attrs.has(hint):
            return self._of_class(hint)
        if origin in (typing.Union, types.UnionType):
            return self._of_union(arguments)
        if origin is tuple:
            return self._of_list(arguments[0])
        if origin is Literal:
            return partial(_of_words, arguments)
        return _day if hint is date else partial(_simple, hint)

    def _of_class(self, cls: Any) -> Read:
        hints = typing.get_type_hints(cls, vars(sys.modules[cls.__module__]))
        fields = [
            (field.name, key, self.of(hints[field.name]), field.default is attrs.NOTHING)
            for field in attrs.fields(cls)
            if (key := key_of(field)) is not None
        ]

        def read(value: object, path: Path) -> Any:
            if not isinstance(value, dict):
                raise NotOfThisForm(path, f"{_found(value)} stands where keys with values belong")
            given: dict[str, Any] = {}
            for name, key, reader, required in fields:
                if key in value:
                    given[name] = reader(value[key], (*path, key))
                elif required:
                    raise NotOfThisForm(path, f"the key `{key}` is missing")
            return cls(**given)

        return read

    def _of_list(self, inner: Any) -> Read:
        reader = self.of(inner)

        def read(value: object, path: Path) -> Any:
            if not isinstance(value, list):
                raise NotOfThisForm(path, f"{_found(value)} stands where a list belongs")
            return tuple(reader(item, (*path, index)) for index, item in enumerate(value))

        return read

    def _of_union(self, arguments: tuple[Any, ...]) -> Read:
        others = [each for each in arguments if each is not type(None)]
        readers = [(each, self.of(each)) for each in others]

        def read(value: object, path: Path) -> Any:
            if value is None and type(None) in arguments:
                return None
            return next((reader for each, reader in readers if type(value) is each), readers[0][1])(value, path)

        return read


def _simple(wanted: type, value: object, path: Path) -> Any:
    if type(value) is wanted:
        return value
    raise NotOfThisForm(path, f"{_found(value)} stands where {_WORDS[wanted]} belongs")


def _of_words(words: tuple[str, ...], value: object, path: Path) -> Any:
    if isinstance(value, str) and value in words:
        return value
    raise NotOfThisForm(path, f"{_found(value)} stands where one of {', '.join(words)} belongs")


def _day(value: object, path: Path) -> date:
    if isinstance(value, str) and (read := day_written(value)) is not None:
        return read
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
