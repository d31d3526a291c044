"""Every construct of the language by its name, read off the classes of the tree; which of them stand in a tree, and
which of them the slow evaluator looks at.

A construct is a class (``Metric``), a field that may be left out (``Metric.needs``), or one of the words that a field
may hold (``Metric.lower_is_better no``, ``Policy.about unknown``).
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from cxengine.lang import ast

CLASSES = tuple(
    sorted(
        {each for each in vars(ast).values() if isinstance(each, type) and attrs.has(each)}, key=lambda c: c.__name__
    )
)
PLACES = ("span", "title", "notes", "overridden", "places")
"""Fields that every block has: where it stands, and words for people."""
WORDS: Mapping[str, frozenset[str]] = {
    "CriterionIs.outcome": ast.OUTCOME_WORDS,
    "EachCriterion.outcome": ast.OUTCOME_WORDS,
    "Need.answer": frozenset({"met", "partly", "unmet"}),
    "ExpectCriterion.outcome": ast.OUTCOME_WORDS - {"known"},
}
"""Fields that hold one of these words, or the name of a point."""


def constructs() -> dict[str, tuple[str, str]]:
    """Each construct with the class and the field that it is read from."""
    found: dict[str, tuple[str, str]] = {}
    for each in CLASSES:
        found[each.__name__] = (each.__name__, "")
        hints = get_type_hints(each)
        for field in attrs.fields(each):
            if field.name in PLACES:
                continue
            name = f"{each.__name__}.{field.name}"
            words = [*words_of(hints[field.name]), *sorted(WORDS.get(name, ()))]
            if words:
                found |= {f"{name} {word}": (each.__name__, field.name) for word in words}
            elif field.default is not attrs.NOTHING:
                found[name] = (each.__name__, field.name)
    return found


def words_of(hint: Any) -> list[str]:
    """The words that a type is made of."""
    if hint is bool:
        return ["yes", "no"]
    if get_origin(hint) is Literal:
        return [str(word) for word in get_args(hint)]
    if get_origin(hint) in (Union, UnionType):
        return [word for part in get_args(hint) if part is not type(None) for word in words_of(part)]
    return []


def standing_in(node: Any) -> Iterator[str]:
    """The constructs of a tree."""
    if isinstance(node, tuple):
        for item in node:
            yield from standing_in(item)
    elif attrs.has(type(node)):
        kind = type(node).__name__
        yield kind
        for field in attrs.fields(type(node)):
            value = getattr(node, field.name)
            if field.name in PLACES or value is None or value == ():
                continue
            if value != field.default:
                yield f"{kind}.{field.name}"
            if isinstance(value, bool):
                yield f"{kind}.{field.name} {'yes' if value else 'no'}"
            elif isinstance(value, str):
                yield f"{kind}.{field.name} {value}"
            if field.name not in ("written", "removed"):
                yield from standing_in(value)


@contextmanager
def read_by(folder: str, wanted: Collection[tuple[str, str]]) -> Iterator[set[tuple[str, str]]]:
    """Which of the classes and fields that are wanted the code in a folder reads meanwhile.

    A class is watched until all that is wanted of it has been read, since watching takes time.
    """
    seen: set[tuple[str, str]] = set()
    left = {each: {name for kind, name in wanted if kind == each.__name__} for each in CLASSES}

    def noting(watched: type) -> Any:
        def read(node: object, name: str) -> Any:
            if name in left[watched] and folder in sys._getframe(1).f_code.co_filename:
                seen.add((watched.__name__, name))
                left[watched].discard(name)
                if not left[watched]:
                    del watched.__getattribute__  # type: ignore[misc]
            return object.__getattribute__(node, name)

        return read

    try:
        for each in left:
            if left[each]:
                each.__getattribute__ = noting(each)  # type: ignore[method-assign]
        yield seen
    finally:
        for each in left:
            if "__getattribute__" in vars(each):
                del each.__getattribute__
