"""Where an attribute stands in trees, and trees in which it holds something else there.

What else it could hold: what holds where nothing is written, another of its words, a little more or less, a list
without one of its items, or what stands elsewhere in the same program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

import attrs

from cxengine.lang import ast
from tests.generated.constructs import WORDS, words_of

UNREAD = ("span", "places")
"""Where something stands."""
NOTHING = "nothing"
MOST = 12
"""So many values that stand elsewhere in a program are tried in the place of one."""
CONDITIONS = get_args(ast.Condition)
EXPRESSIONS = get_args(ast.Expr)
Path = tuple[str | int, ...]
"""Attributes and places in lists, from the files down to what is changed."""


@attrs.frozen
class Change:
    """One attribute of one node that holds ``after`` instead of ``before``; ``label`` says where, and both."""

    label: str
    path: Path
    before: Any
    after: Any

    def made_in(self, files: tuple[ast.File, ...]) -> tuple[ast.File, ...]:
        """The files with it."""
        made: tuple[ast.File, ...] = _put(files, self.path, self.after)
        return made


def _put(node: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int):
        return (*node[:step], _put(node[step], tuple(rest), value), *node[step + 1 :])
    return attrs.evolve(node, **{step: _put(getattr(node, step), tuple(rest), value)})


@cache
def attributes(kind: type) -> list[str]:
    """The attributes of a class that say something."""
    return [field.name for field in attrs.fields(kind) if field.name not in UNREAD]


@cache
def words(kind: type, field: str) -> tuple[str, ...]:
    """The words that an attribute can hold, and ``nothing`` where it can be left out; none for any other."""
    hint = get_type_hints(kind)[field]
    found = [*words_of(hint), *sorted(WORDS.get(f"{kind.__name__}.{field}", ()))]
    return (*found, NOTHING) if found and NoneType in get_args(hint) else tuple(found)


def said(value: object) -> str:
    """A value of an attribute in a few words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == ():
        return NOTHING
    if isinstance(value, tuple):
        return "(" + ", ".join(said(item) for item in value) + ")"
    if isinstance(value, frozenset):
        return "(" + ", ".join(sorted(value)) + ")"
    if isinstance(value, ast.Name):
        return value.text
    if isinstance(value, ast.Declaration):
        return f"{type(value).__name__} {value.name}"
    if attrs.has(type(value)):
        own = [getattr(value, field.name) for field in attrs.fields(type(value)) if field.repr]  # type: ignore[arg-type]
        return f"{type(value).__name__}({', '.join(said(each) for each in own if each not in (None, (), False, ''))})"
    return str(value)


class Standing:
    """What stands in some files: every node with the way to it, what attributes hold, and all that is of one sort."""

    def __init__(self, files: tuple[ast.File, ...]) -> None:
        self.nodes = list(nodes(files))
        self.held: dict[tuple[str, str], dict[str, Any]] = {}
        self.of_sort: dict[str, dict[str, Any]] = {}
        for _, node in self.nodes:
            self.of_sort.setdefault(sort(node), {}).setdefault(said(node), node)
            for name in attributes(type(node)):
                value = getattr(node, name)
                self.held.setdefault((type(node).__name__, name), {}).setdefault(said(value), value)

    def others(self, kind: str, field: str, value: Any) -> Iterator[Any]:
        """What else stands at such an attribute, and what else of this sort stands anywhere."""
        yield from list(self.held.get((kind, field), {}).values())[:MOST]
        if attrs.has(type(value)):
            yield from list(self.of_sort.get(sort(value), {}).values())[:MOST]


def sort(node: object) -> str:
    """Of what a node may stand in the place: any condition in that of another, any value in that of a value."""
    if isinstance(node, CONDITIONS):
        return "condition"
    return "value" if isinstance(node, EXPRESSIONS) else type(node).__name__


def nodes(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every node of some trees, with the way to it."""
    if isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from nodes(item, (*path, place))
    elif attrs.has(type(value)):
        yield path, value
        for name in attributes(type(value)):
            yield from nodes(getattr(value, name), (*path, name))


def changes(pool: Standing, kind: str, field: str) -> Iterator[Change]:
    """Each way to change this attribute of one node of this class; without one, to do without a node of this class."""
    for path, node in pool.nodes:
        own = type(node).__name__
        for name in attributes(type(node)) if not field else [field] if own == kind else []:
            value = getattr(node, name)
            for other in _instead(node, name, kind if not field else "", pool):
                label = f"{_where(node)}{own}.{name}: {said(value)} → {said(other)}"
                yield Change(label, (*path, name), value, other)


def _where(node: Any) -> str:
    span = getattr(node, "span", None)
    return f"line {span.line} " if span is not None and span.line > 0 else ""


def _instead(node: Any, name: str, without: str, pool: Standing) -> Iterable[Any]:
    """What to put there, each once; with a class, what has no such node."""
    value = getattr(node, name)
    if not without:
        found: Iterable[Any] = others(type(node), name, value, pool)
    elif isinstance(value, tuple):
        found = [(*value[:n], *value[n + 1 :]) for n, item in enumerate(value) if type(item).__name__ == without]
    elif type(value).__name__ == without:
        found = [each for each in others(type(node), name, value, pool) if type(each).__name__ != without]
    else:
        found = ()
    seen = {said(value)}
    for each in found:
        if said(each) not in seen:
            seen.add(said(each))
            yield each


def others(kind: type, field: str, value: Any, pool: Standing) -> Iterator[Any]:
    """What an attribute could hold instead."""
    default = getattr(attrs.fields(kind), field).default
    if default is not attrs.NOTHING and not isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        yield default
    known = words(kind, field)
    if isinstance(value, bool):
        yield not value
    elif known:
        yield from (None if word == NOTHING else word for word in known)
        yield from () if said(value) in known else _near(value)
    else:
        yield from _near(value)
        yield from pool.others(kind.__name__, field, value)


def _near(value: Any) -> Iterator[Any]:
    """A number or a day that is a little or much more or less; other words; a list without one item, or reversed."""
    if isinstance(value, int):
        yield from (value + 1, value - 1, value * 2, value * 10, value // 2)
    elif isinstance(value, Fraction):
        yield from (value + 1, value - 1, value * 2, value * 10, value / 2)
    elif isinstance(value, date):
        yield from (value + timedelta(days=days) for days in (1, -1, 400, -400))
    elif isinstance(value, str):
        yield f"{value} changed"
    elif isinstance(value, frozenset):
        yield from (value - {item} for item in sorted(value))
    elif isinstance(value, tuple) and len(value) > 1:
        yield from ((*value[:n], *value[n + 1 :]) for n in range(len(value)))
        yield value[::-1]
