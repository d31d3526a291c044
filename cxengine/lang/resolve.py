"""Every declaration by its name, across files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.declared_again import report_extended
from cxengine.lang.lookup import Lookup, place_in_words
from cxengine.lang.names import Names
from cxengine.lang.naming.spaces import SPACES
from cxengine.lang.packs import Packs, twice_in_a_folder
from cxengine.lang.resolve_references import resolve_references
from cxengine.lang.types import FIELD_TYPES
from cxengine.lang.vocabulary import Vocabulary
from cxengine.source import Span

D = TypeVar("D", bound=ast.Declaration)


def resolve(files: Sequence[ast.File], vocabulary: Vocabulary, found: Diagnostics) -> Names:
    """Collect what the files declare, and look up every name by which one declaration refers to another.

    Names inside expressions are looked up by ``check``, which knows the types they must have.
    """
    packs = Packs(tuple(files))
    space = {kind: _Space(packs, found) for kind, _ in SPACES.values()}
    every = [declaration for file in files for declaration in file.declarations]
    declared: dict[type[ast.Declaration], dict[str, ast.Declaration]] = {}
    for declaration in every:
        kind = SPACES.get(type(declaration))
        if kind is not None and space[kind[0]].declare(declaration, kind[1]):
            declared.setdefault(type(declaration), {})[declaration.name.text] = declaration
    names = Names(
        packs=_of(ast.Pack, every),
        parties=_by_name(ast.Party, declared),
        scales=_by_name(ast.Scale, declared),
        categories=_by_name(ast.Category, declared),
        subjects=_by_name(ast.Subject, declared),
        tables=_by_name(ast.Table, declared),
        metrics=_by_name(ast.Metric, declared),
        models=_by_name(ast.Model, declared),
        rules=_by_name(ast.Rule, declared),
        step_rules=_by_name(ast.StepRule, declared),
        segments=_by_name(ast.Segment, declared),
        themes=_by_name(ast.Theme, declared),
        objectives=_by_name(ast.Objective, declared),
        items=_by_name(ast.Item, declared),
        facts=_by_name(ast.Fact, declared),
        journeys=_by_name(ast.Journey, declared),
        tests=_of(ast.Test, every),
        calendars={file.filename: file.calendar for file in files if file.calendar is not None},
        removed={name: gone for file in files for name, gone in file.removed.items()},
        vocabulary=vocabulary,
    )
    _sources_differ(names, found)
    lookup = Lookup(files, found)
    _one_pack(files, names, lookup, found)
    resolve_references(names, lookup, found)
    return names


class _Space:
    """Names that must differ from each other: scales, categories and subjects; metrics and models."""

    def __init__(self, packs: Packs, found: Diagnostics) -> None:
        self._packs = packs
        self._found = found
        self._first: dict[str, tuple[str, ast.Name]] = {}

    def declare(self, declaration: ast.Declaration, kind: str) -> bool:
        """Whether the name is new; else reports where it stood first."""
        name = declaration.name
        if kind in ("scale", "category", "subject") and name.text in FIELD_TYPES:
            self._found.error(
                "built-in-name",
                name.span,
                f"`{name.text}` is the name of a built-in type",
                f"Give the {kind} another name.",
            )
            return False
        earlier = self._first.get(name.text.casefold())
        if earlier is not None and report_extended(earlier, (kind, name), self._packs, self._found):
            return False
        return declare_once(name, kind, self._first, self._found)


def declare_once(name: ast.Name, kind: str, first: dict[str, tuple[str, ast.Name]], found: Diagnostics) -> bool:
    """Whether no name before is the same, also in other capitals; else report it. ``first`` is by folded name."""
    earlier_kind, earlier = first.setdefault(name.text.casefold(), (kind, name))
    if earlier is name:
        return True
    where = place_in_words(earlier.span)
    if earlier.text == name.text:
        message = f"`{name.text}` is declared twice"
        help = f"The first is the {earlier_kind} at {where}. Give one of them another name, or remove it."
        found.error("duplicate-name", name.span, message, help)
        return False
    message = f"`{name.text}` and `{earlier.text}` differ only in capital letters"
    help = f"The first is the {earlier_kind} at {where}. Give one of them another name."
    found.error("names-differ-in-case", name.span, message, help)
    return True


def _of(kind: type[D], declarations: Iterable[ast.Declaration]) -> tuple[D, ...]:
    return tuple(d for d in declarations if isinstance(d, kind))


def _by_name(kind: type[D], declared: dict[type[ast.Declaration], dict[str, ast.Declaration]]) -> dict[str, D]:
    return {name: d for name, d in declared.get(kind, {}).items() if isinstance(d, kind)}


def _sources_differ(names: Names, found: Diagnostics) -> None:
    """Tables, kinds of subject and the answers to criteria are bound to sources by name, so the names differ."""
    for word, table in names.tables.items():
        if word == "answers" or word in names.subjects:
            what = "the answers to criteria" if word == "answers" else f"the list of subjects of the kind `{word}`"
            found.error(
                "table-name",
                table.name.span,
                f"In cx.toml the source `{word}` holds {what}, so no table can be called that",
                f"Choose another name, such as `{word}_records`.",
            )


def _one_pack(files: Sequence[ast.File], names: Names, lookup: Lookup, found: Diagnostics) -> None:
    again = twice_in_a_folder(files)
    for first, pack in again:
        found.error(
            "more-than-one-pack",
            pack.name.span,
            f"`{pack.name.text}` is a second pack; the first is `{first.name.text}`, {place_in_words(first.span)}",
            "Rule files of one folder make one pack. Keep one `pack` line.",
        )
    for pack in names.packs:
        if any(pack is other for _, other in again):
            continue
        if pack.version is None and not lookup.incomplete:
            found.error(
                "no-version",
                pack.name.span,
                f"The pack `{pack.name.text}` does not say which version it is, and from when",
                "Add a line below it: `version 1 from 2026-01-01`.",
            )
    if not names.packs and files and not lookup.incomplete:
        found.error(
            "no-pack",
            Span(files[0].filename, 1, 1, 1, 1),
            "These rules do not say which pack they are",
            "Begin the first file with `pack name: Title` and `version 1 from 2026-01-01`.",
        )
