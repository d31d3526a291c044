"""Digests of rules: whether what decides a criterion, or how levels are reached, is what it was at an earlier date.

Taken over the tree, not over the text: words for people, places, comments and layout take no part, so that no mended
title looks like a changed rule. What stands at its default takes none either, so that a later cx that knows more kinds
of line gives the same digest to rules that use none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import attrs

from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.walk import criteria_of

_FOR_PEOPLE = frozenset({"title", "notes", "overridden", "span", "means", "supports", "actions", "aims", "phases"})
"""What decides no outcome, wherever it stands."""
_SPELT = (ast.Option, ast.Point)
"""Their titles are spellings of answers and of data."""
_NOT_OF_CRITERION = frozenset({"aspects", "weight", "deductions", "waiver"})
"""Lines of a criterion that decide a score, or stand apart, and decide no outcome."""
_NOT_OF_MODEL = frozenset({"criteria", "scale", "assessors", "disagreement"})
_DIGITS = 16


class Fingerprints:
    """The digests of one set of rules."""

    def __init__(self, names: Names) -> None:
        self._declared = _by_name(names)

    def criterion(self, model: ast.Model, criterion: ast.Criterion) -> str:
        """Of what decides a criterion: its own lines and everything that they name, at any depth."""
        asked = () if criterion.when is not None else (model.scale, model.assessors, model.disagreement)
        return self._digest((criterion, *asked), _NOT_OF_CRITERION, model)

    def model(self, model: ast.Model) -> str:
        """Of how levels and scores are reached: all lines but those that decide single criteria."""
        placed = [(c.name, c.aspects, c.weight, c.deductions, c.obligation) for c in criteria_of(model)]
        return self._digest((model, *placed), _NOT_OF_MODEL, model)

    def _digest(self, own: tuple[Any, ...], without: frozenset[str], model: ast.Model) -> str:
        total = sha256()
        done = {model.name.text}
        named = list(_add(total.update, own, _FOR_PEOPLE | without))
        for name in named:  # what is named may name more
            for declared in () if name in done else self._declared.get(name, ()):
                named += _add(total.update, declared, _FOR_PEOPLE)
            done.add(name)
        return f"sha256:{total.hexdigest()[:_DIGITS]}"


def _by_name(names: Names) -> Mapping[str, tuple[Any, ...]]:
    """Every declaration that decides outcomes, by the word that other lines name it by."""
    groups = (names.metrics, names.tables, names.subjects, names.segments, names.themes, names.scales,
              names.categories, names.models)  # fmt: skip
    found: dict[str, tuple[Any, ...]] = {}
    for group in groups:
        for name, declared in group.items():
            found[name] = (*found.get(name, ()), declared)
    return found


def _add(update: Callable[[bytes], None], node: Any, without: frozenset[str]) -> Iterator[str]:
    """Take a tree into the digest; gives the names in it."""
    named: dict[str, None] = {}
    for token in _tokens(node, without, named):
        update(token.encode())
        update(b"\0")
    return iter(named)


def _tokens(node: Any, without: frozenset[str], named: dict[str, None]) -> Iterator[str]:
    """A tree as words, from left to right and without recursion; ``named`` gathers the names in it."""
    waiting: list[Any] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, ast.Name):
            named.setdefault(here.text)
            yield here.text
        elif attrs.has(type(here)):
            yield type(here).__name__
            waiting += reversed([part for field in _deciding(here, without) for part in field])
        elif isinstance(here, tuple | list):
            yield "("
            waiting += [")", *reversed(here)]
        else:
            yield str(here)


def _deciding(node: Any, without: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """The parts of a node that take part and do not stand at their default."""
    for field in attrs.fields(type(node)):
        value = getattr(node, field.name)
        kept = field.name not in without or (field.name == "title" and isinstance(node, _SPELT))
        if field.eq and kept and value != _default(field):
            yield field.name, value


def _default(field: attrs.Attribute[Any]) -> Any:
    """The default itself; of a field with a factory, what that makes."""
    factory = getattr(field.default, "factory", None)
    return factory() if factory is not None else field.default
