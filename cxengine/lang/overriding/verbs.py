"""`change`, `add`, `waive` and `remove`: each folds one override into the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.block_words import either
from cxengine.lang.lookup import place_in_words
from cxengine.lang.overriding.lines import changed
from cxengine.lang.overriding.targets import Ground, target
from cxengine.lang.overriding.tree import Place

_NUMBERED = re.compile(r"([0-9]+)\.[0-9]+")


def apply(override: ast.Override, ground: Ground) -> tuple[ast.Overridden, tuple[str, ...]] | None:
    """Fold an override in: what it did, and the names that are gone with it. None where it cannot be done."""
    if override.verb == "add":
        return _add(override, ground)
    place = target(override, ground)
    if place is None:
        return None
    lines = ground.tree.lines(place.node)
    if override.verb == "remove":
        done = _done(override, ground, place.node)
        return done, tuple(_remove(place, ground))
    if override.verb == "waive":
        if override.until is None:
            _report_endless(override, ground)
            return None
        done = _done(override, ground, place.node)
        waiver = ast.Waiver(override.until, done.because, done.pack, override.span)
        ground.tree.waive(place.node, waiver)
    else:
        level = _level_to_move_to(override, place, ground)
        lines, words = changed(lines, override, ground.found, incomplete=ground.lookup.incomplete)
        done = attrs.evolve(_done(override, ground, place.node), lines=words)
        if level is not None:
            ground.tree.mark(place.node, done)
            _move(place, lines, level, ground)
            return done, ()
    ground.tree.mark(place.node, done)
    ground.tree.rewrite(place, lines, ground.found)
    return done, ()


def _report_endless(override: ast.Override, ground: Ground) -> None:
    """Said here and not of the block alone: a waiver that cannot be at all needs no end."""
    if not ground.lookup.incomplete:
        message = f"`waive {override.kind} {override.name}` has no `until` line"
        ground.found.error("missing-clause", override.span, message, "Write `until 2026-12-31` below it.")


def _done(override: ast.Override, ground: Ground, node: ast.Declaration) -> ast.Overridden:
    return ast.Overridden(
        verb=override.verb,
        kind=override.kind,
        name=node.name.text,
        title=override.title or node.title,
        pack=ground.pack.name.text,
        because=override.because or "",
        until=override.until,
        span=override.span,
    )


# ---- change, with `in level`


def _level_to_move_to(override: ast.Override, place: Place, ground: Ground) -> ast.Level | None:
    """The level that `in level` names, of the criterion's own model; None where nothing moves."""
    if override.level is None:
        return None
    if override.kind != "criterion":
        message = f"`in level {override.level}` stands in `change {override.kind} {override.name}`"
        ground.found.error("misplaced-clause", override.span, message, "Only a criterion can move to another level.")
        return None
    levels = {each.node.number: each for each in ground.tree.within(Place(place.file, place.path[:1]), "level")}
    if override.level in levels:
        stands_in = place.path[-2]
        return None if stands_in is levels[override.level].node else levels[override.level].node
    run = f"Its levels are {min(levels)} to {max(levels)}." if levels else "It has no levels."
    message = f"The model `{place.path[0].name}` has no level {override.level}"
    ground.found.error("no-level", override.span, message, run)
    return None


def _move(place: Place, lines: ast.Written, level: ast.Level, ground: Ground) -> None:
    """Take a criterion out of where it stands, and write it below the last one of a level."""
    tree, number = ground.tree, level.number
    tree.rewrite(place, None, Diagnostics())
    model = next(each for each in tree.places("model", (place.file,)) if each.node.span == place.path[0].span)
    to = next(each for each in tree.within(model, "level") if each.node.number == number)
    _write_below(to, lines, ground)


def _write_below(level: Place, lines: ast.Written, ground: Ground) -> None:
    """A criterion that is made of lines becomes the last one of a level."""
    above = ground.tree.lines(level.node)
    there = above.blocks.get("criterion", ())
    blocks = {**above.blocks, "criterion": (*there, ground.tree.made(lines, ground.found))}
    ground.tree.rewrite(level, attrs.evolve(above, blocks=blocks), ground.found)


# ---- remove


def _remove(place: Place, ground: Ground) -> Iterator[str]:
    """Take a declaration out, an aspect with those in it and their criteria; gives every name that is gone."""
    tree = ground.tree
    if tree.lines(place.node).kind == "aspect":
        top, name = place.path[0].span, place.node.name.text
        while (inner := _of_aspect(top, place.file, name, ground)) is not None:
            yield from _remove(inner, ground)
        place = next(p for p in tree.places("aspect", (place.file,)) if p.node.span == place.node.span)
    yield place.node.name.text
    for kind in ("criterion", "action"):
        yield from (p.node.name.text for p in tree.within(place, kind) if p.node is not place.node)
    tree.rewrite(place, None, Diagnostics())


def _of_aspect(top: object, file: int, name: str, ground: Ground) -> Place | None:
    """The first criterion of an aspect, on whichever axis of a grid it lies, or the first aspect in it."""
    for kind in ("criterion", "aspect"):
        for place in ground.tree.places(kind, (file,)):
            node = place.node
            belongs = node.aspects if isinstance(node, ast.Criterion) else (getattr(node, "parent", None),)
            if place.path[0].span == top and any(each is not None and each.text == name for each in belongs):
                return place
    return None


# ---- add


def _add(override: ast.Override, ground: Ground) -> tuple[ast.Overridden, tuple[str, ...]] | None:
    place, name = _level(override, ground), override.name
    if place is None:
        return None
    own = attrs.evolve(name, text=name.text.removeprefix(f"{place.path[0].name}."))
    here = Place(place.file, place.path[:1])
    same = next((p for p in ground.tree.within(here, "criterion") if p.node.name == own), None)
    if same is not None:
        ground.found.error(
            "duplicate-name",
            name.span,
            f"Criterion {own} is there already, {place_in_words(same.node.span)}",
            f"Give this one another number, or write `change criterion {own}`.",
        )
        return None
    lines = attrs.evolve(override.lines, kind="criterion", name=own, values={})
    done = _done(override, ground, attrs.evolve(override, name=own))
    ground.tree.mark(override, done)
    _write_below(place, lines, ground)
    return done, ()


def _level(override: ast.Override, ground: Ground) -> Place | None:
    """The level that a new criterion goes to: that of its number, or the one that is named."""
    name, found = override.name.text, ground.found
    models = list(ground.tree.places("model", ground.files))
    prefixed = [place for place in models if name.startswith(f"{place.node.name}.")]
    if prefixed:
        models, name = prefixed[:1], name.removeprefix(f"{prefixed[0].node.name}.")
    numbered = _NUMBERED.fullmatch(name)
    number = override.level if override.level is not None else int(numbered[1]) if numbered else None
    if number is None:
        message = f"Criterion {name} does not say which level asks for it"
        found.error("no-level", override.name.span, message, "Write `in level 3` below it.")
        return None
    levels = [place for model in models for place in ground.tree.within(model, "level") if place.node.number == number]
    if len(levels) == 1:
        return levels[0]
    if levels:
        outer = [place.path[0].name.text for place in levels]
        forms = tuple(f"`add criterion {each}.{name}: {override.title}`" for each in _with_aspects(override, levels))
        message = f"The models {' and '.join(f'`{each}`' for each in outer)} have a level {number}"
        help = f"Say which: {either(forms)}."
        found.error("ambiguous-override", override.name.span, message, help)
    elif not ground.lookup.incomplete:
        known = sorted({place.node.number for place in ground.tree.places("level", ground.files)})
        run = f"Its levels are {known[0]} to {known[-1]}." if known else "It has no levels."
        found.error("no-level", override.name.span, f"No model of {ground.below} has a level {number}", run)
    return None


def _with_aspects(override: ast.Override, levels: Sequence[Place]) -> list[str]:
    """The models that have the aspects a new criterion names; all of them where none has."""
    named = {clause.value.text for clause in override.lines.clauses if clause.word == "aspect"}
    models = [place.path[0] for place in levels]
    fit = [each for each in models if named <= {aspect.name.text for aspect in getattr(each, "aspects", ())}]
    return [each.name.text for each in fit or models]
