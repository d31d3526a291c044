"""Rule files as they hold: the overrides of each pack folded into what it extends.

A stage of its own between text and names, so that every later stage sees one tree, whose places are those of the lines
that decide. What an override did stays with the declaration: which pack, why, and where.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.calendars import with_calendars
from cxengine.lang.lookup import Lookup
from cxengine.lang.minutes import in_minutes
from cxengine.lang.naming.apart import told_apart
from cxengine.lang.overriding.targets import Ground
from cxengine.lang.overriding.tree import Tree
from cxengine.lang.overriding.verbs import apply
from cxengine.lang.packs import Packs, check_packs


def effective(
    files: Sequence[ast.File], found: Diagnostics, *, brought: Collection[str] = (), known: Collection[str] = ()
) -> tuple[ast.File, ...]:
    """The files without overrides: what these say is done, pack after pack, an extended one first.

    ``brought`` are the files that are not of the project itself: like those of a pack that another one names, they
    lose their tests, which hold for the pack as it stands alone. ``known`` are packs that could be named. Of a pack
    that stands there in several versions the pinned one is kept, and the files of the others are left out.
    """
    every = Packs(tuple(files))
    check_packs(every, known, found)
    files = [file for file in files if every.of(file.filename) not in every.passed_over]
    packs = Packs(tuple(files))
    done: dict[str, list[ast.Overridden]] = {}
    removed: dict[str, dict[str, ast.Overridden]] = {}
    tree = Tree(files)
    if any(isinstance(each, ast.Override) for file in files for each in file.declarations):
        _fold(packs, tree, done, removed, found)
    made = tuple(
        attrs.evolve(
            file,
            declarations=tuple(_kept(declarations, alone=stands_alone(file, packs, brought))),
            written={},
            overridden=tuple(done.get(file.filename, ())),
            removed=removed.get(file.filename, {}),
        )
        for file, declarations in zip(files, tree.declarations, strict=True)
    )
    return in_minutes(told_apart(with_calendars(made, packs, found), packs, found))


def _kept(declarations: Sequence[ast.TopLevel], *, alone: bool) -> list[ast.TopLevel]:
    out = ast.Override if alone else (ast.Override, ast.Test)
    return [each for each in declarations if not isinstance(each, out)]


def stands_alone(file: ast.File, packs: Packs, brought: Collection[str]) -> bool:
    """Whether a file is of the project itself, and of no pack that another one extends or uses: its tests are run."""
    pack = packs.of(file.filename)
    return file.filename not in brought and (pack is None or pack.name.text not in packs.named_by_others)


def _fold(
    packs: Packs,
    tree: Tree,
    done: dict[str, list[ast.Overridden]],
    removed: dict[str, dict[str, ast.Overridden]],
    found: Diagnostics,
) -> None:
    lookup = Lookup(packs.files, found)
    gone: dict[str, ast.Overridden] = {}
    for pack in packs.order:
        overrides = _overrides(pack, packs)
        if not overrides:
            continue
        if not pack.extends:
            if not lookup.incomplete:
                _report_nothing_extended(pack, overrides[0], found)
            continue
        extended = {each.name.text for each in packs.extended(pack)}
        if not extended:
            continue  # the pack that it names is not there, which is reported
        ground = Ground(
            pack=pack, packs=packs, tree=tree, files=_files_of(extended, packs), removed=gone, lookup=lookup,
            found=found,
        )  # fmt: skip
        for override in overrides:
            result = apply(override, ground)
            if result is None:
                continue
            done.setdefault(override.span.filename, []).append(result[0])
            for name in result[1]:
                gone[name] = result[0]
                removed.setdefault(override.span.filename, {})[name] = result[0]


def _overrides(pack: ast.Pack, packs: Packs) -> list[ast.Override]:
    return [
        each
        for file in packs.files
        if packs.of(file.filename) is pack
        for each in file.declarations
        if isinstance(each, ast.Override)
    ]


def _files_of(names: Collection[str], packs: Packs) -> frozenset[int]:
    owners = [packs.of(file.filename) for file in packs.files]
    return frozenset(n for n, pack in enumerate(owners) if pack is not None and pack.name.text in names)


def _report_nothing_extended(pack: ast.Pack, first: ast.Override, found: Diagnostics) -> None:
    found.error(
        "nothing-extended",
        first.span,
        f"The pack `{pack.name}` extends no other, so there is nothing that it could {first.verb}",
        f"A `{first.verb}` is about what another pack declares. Take it out here, and write it in a file in a folder "
        f"of its own (`ours/ours.cx`) that says `pack our_{pack.name}: TITLE`, `version 1 from 2026-01-01`, "
        f"`extends {pack.name} {pack.version or 'VERSION'}` and then `{first.verb} {first.kind} {first.name}`"
        f"{' with `until 2026-12-31` below it' if first.verb == 'waive' else ''}. Below the folder of cx.toml it is "
        f"found without a line there. Move tests into it too: those of `{pack.name}` are then not run.",
    )
