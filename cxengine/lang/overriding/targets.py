"""What an override is about: one declaration of a pack that is extended, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.block_words import either
from cxengine.lang.constructs import OVERRIDABLE
from cxengine.lang.lookup import Lookup, place_in_words
from cxengine.lang.overriding.tree import Place, Tree
from cxengine.lang.packs import Packs


@attrs.frozen(kw_only=True)
class Ground:
    """What the overrides of one pack stand on: the tree so far, and the files that it may change."""

    pack: ast.Pack
    packs: Packs
    tree: Tree
    files: Collection[int]
    removed: Mapping[str, ast.Overridden]
    lookup: Lookup
    found: Diagnostics

    @property
    def below(self) -> str:
        """The pack that is extended, in words."""
        return f"`{self.pack.extends[0].name}`"


def target(override: ast.Override, ground: Ground) -> Place | None:
    """The place of what an override is about; else the mistake is reported."""
    places = _called(override.name.text, override.kind, ground.files, ground)
    if len(places) == 1:
        return places[0]
    if places:
        _report_several(override, places, ground)
    else:
        _report_none(override, ground)
    return None


def _called(name: str, kind: str, files: Collection[int], ground: Ground) -> list[Place]:
    return [place for place in ground.tree.places(kind, files) if _is_called(name, place, ground)]


def _is_called(name: str, place: Place, ground: Ground) -> bool:
    own = place.node.name.text
    if name == own:
        return True
    if len(place.path) > 1:
        return name == f"{place.path[0].name}.{own}"
    pack = ground.packs.of(ground.packs.files[place.file].filename)
    return pack is not None and name == f"{pack.name}.{own}"


def _report_several(override: ast.Override, places: list[Place], ground: Ground) -> None:
    outer = [place.path[0].name.text for place in places]
    forms = either(tuple(f"`{override.verb} {override.kind} {model}.{override.name}`" for model in outer))
    said = " and ".join(f"`{name}` ({place_in_words(p.node.span)})" for name, p in zip(outer, places, strict=True))
    ground.found.error(
        "ambiguous-override",
        override.name.span,
        f"{override.kind.capitalize()} {override.name} stands in {said}",
        f"Say which: {forms}.",
    )


def _report_none(override: ast.Override, ground: Ground) -> None:
    name, kind, found = override.name, override.kind, ground.found
    gone = ground.removed.get(name.text)
    everywhere = range(len(ground.packs.files))
    if gone is not None and gone.kind == kind:
        found.error(
            "removed-name",
            name.span,
            f"{kind.capitalize()} {name} is removed, {place_in_words(gone.span)}",
            f"Keep it there, or take this `{override.verb}` out.",
        )
        return
    elsewhere = _called(name.text, kind, everywhere, ground)
    if elsewhere:
        _report_elsewhere(override, elsewhere[0], ground)
        return
    others = [other for other in OVERRIDABLE if other != kind and _called(name.text, other, ground.files, ground)]
    if others:
        found.error(
            "unknown-name",
            name.span,
            f"`{name}` in {ground.below} is no {kind} but {_a(others[0])}",
            f"Write `{override.verb} {others[0]} {name}`.",
        )
        return
    known = [place.node.name.text for place in ground.tree.places(kind, ground.files)]
    ground.lookup.unknown(name, f"There is no {kind} `{name}` in {ground.below} that could be {_done(override)}", known)


def _report_elsewhere(override: ast.Override, place: Place, ground: Ground) -> None:
    name, where = override.name, place_in_words(place.node.span)
    pack = ground.packs.of(ground.packs.files[place.file].filename)
    if pack is None or pack.name == ground.pack.name:
        ground.found.error(
            "own-override",
            name.span,
            f"{override.kind.capitalize()} {name} is declared in this pack, {where}",
            "Write it there as it should be; overrides are for what another pack declares.",
        )
        return
    ground.found.error(
        "not-extended",
        name.span,
        f"{override.kind.capitalize()} {name} is declared in the pack `{pack.name}` ({where}), which "
        f"`{ground.pack.name}` does not extend",
        f"Only what a pack extends can be {_done(override)}: `extends {pack.name} {pack.version}`.",
    )


def _done(override: ast.Override) -> str:
    return {"change": "changed", "remove": "removed", "waive": "waived"}.get(override.verb, "added to")


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
