"""Names of packs that are read and not used: a pack sees its own, what it extends, and what these use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.names import MetricMeaning, Names
from cxengine.lang.packs import Packs
from cxengine.source import Span


def check_visible(files: Sequence[ast.File], names: Names, found: Diagnostics) -> None:
    """Report each pack that names something of another one without saying so, once, at the first such name."""
    packs = Packs(tuple(files))
    if len(packs.by_name) < 2 or any(pack.version is None for pack in packs.by_name.values()):
        return  # without a version no pack can be named; that it has none is reported
    tops = _declared(files, packs, inner=False)
    everything = _declared(files, packs, inner=True)
    told = {diagnostic.span for diagnostic in found}
    doubtful = {file.filename for file in files if file.incomplete}  # a broken line there may name the other pack
    seen: set[tuple[str, str]] = set()
    for name in sorted(_names_in(files, names), key=lambda each: each.span):
        pack = packs.of(name.span.filename)
        if pack is None or name.span in told or pack.span.filename in doubtful:
            continue
        visible = packs.visible(pack)
        if any(name.text in everything.get(each, ()) for each in visible):
            continue
        other = next((each for each, declared in tops.items() if name.text in declared), None)
        if other is not None and (pack.name.text, other) not in seen:
            seen.add((pack.name.text, other))
            _report(name, pack, packs.by_name[other], found)


def _report(name: ast.Name, pack: ast.Pack, other: ast.Pack, found: Diagnostics) -> None:
    found.error(
        "not-used",
        name.span,
        f"`{name}` is declared in the pack `{other.name}`, and `{pack.name}` does not use that pack",
        f"Add a line below `pack {pack.name}`: `uses {other.name} {other.version}`.",
    )


def _declared(files: Iterable[ast.File], packs: Packs, *, inner: bool) -> Mapping[str, set[str]]:
    """What each pack declares; ``inner``: also what stands in its blocks."""
    found: dict[str, set[str]] = {}
    for file in files:
        pack = packs.of(file.filename)
        if pack is None:
            continue
        here = found.setdefault(pack.name.text, set())
        for declaration in file.declarations:
            if isinstance(declaration, ast.Pack | ast.Test):
                continue
            inside = _nodes(declaration) if inner else (declaration,)
            here |= {node.name.text for node in inside if isinstance(node, ast.Declaration | ast.Standard)}
    return found


def _names_in(files: Iterable[ast.File], names: Names) -> Iterator[ast.Name]:
    """Every name that stands for something that is declared, but for fields, functions and values of a type."""
    for file in files:
        for declaration in file.declarations:
            if isinstance(declaration, ast.Pack):
                continue
            passed: set[Span] = set()
            for node in _nodes(declaration):
                if isinstance(node, ast.Ref):
                    meaning = names.meanings.get(node.span)
                    if meaning is not None and not isinstance(meaning, MetricMeaning):
                        passed.add(node.name.span)
                if isinstance(node, ast.Name) and node.span not in passed:
                    yield node


def _nodes(start: Any) -> Iterator[Any]:
    """The node and all that stand in it, each before those in it."""
    waiting: list[Any] = [start]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple | list):
            waiting.extend(reversed(node))
        elif attrs.has(type(node)) and not isinstance(node, Span | ast.Overridden | ast.Waiver):
            yield node
            waiting.extend(getattr(node, field.name) for field in reversed(attrs.fields(type(node))))
