"""What is said where a line leaves open which of two things it names, or names what a pack does not have."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.lookup import place_in_words
from cxengine.lang.naming.declared import Declared, Thing
from cxengine.lang.naming.spaces import IN_WORDS, Space
from cxengine.lang.packs import Packs, pins_of
from cxengine.suggest import nearest

_PARTS = {
    "fields": "a field", "options": "an option", "points": "a point of a scale", "aspects": "an aspect",
    "phases": "a phase", "bands": "a band",
}  # fmt: skip
"""What stands in a declaration, by the field of the tree that holds it."""


def _part_called(text: str, files: Sequence[ast.File]) -> str | None:
    """What kind of part of a declaration has a name, where one has."""
    for file in files:
        for declaration in file.declarations:
            for held, said in _PARTS.items():
                if any(isinstance(p, ast.Declaration) and p.name.text == text for p in getattr(declaration, held, ())):
                    return said
    return None


_FILES = ("csv", "xlsx", "xls", "json", "parquet", "sqlite", "db", "duckdb", "txt", "xml", "ods")
"""How names of files with data end."""


class Clashes:
    """Collects the lines that leave a name open: one message for each name of a pack, at its `uses` line."""

    def __init__(self, declared: Declared, found: Diagnostics) -> None:
        self._declared = declared
        self._found = found
        self._open: dict[tuple[str, tuple[str, ...]], tuple[Sequence[Thing], list[ast.Name]]] = {}
        self.fitting: frozenset[str] = frozenset()
        """Names that fit anything, since what is wrong with them is said."""

    def left_open(self, name: ast.Name, pack: str, things: Sequence[Thing]) -> None:
        """A name that means several things where it stands."""
        key = (pack, tuple(thing.written for thing in things))
        self._open.setdefault(key, (things, []))[1].append(name)

    def meant(self, name: ast.Name, space: Space) -> Thing | None:
        """The thing that is meant by a name with a pack before it that has nothing of that name; reports it."""
        pack, _, text = name.text.partition(".")
        declared = self._declared
        packs = declared.packs.by_name
        part = _part_called(text, declared.packs.files)
        if pack in packs and part is not None and text not in declared.names_in(pack, space):
            self.fitting |= {name.text}
            message = f"`{text}` is {part}, which belongs to what it stands in: no pack stands before it"
            self._found.error("unknown-name", name.span, message, f"Write `{text}`.", replacement=text)
            return None
        if pack in packs:
            message = f"The pack `{pack}` has no {IN_WORDS[space]} called `{text}`"
            near = pack, nearest(text, declared.names_in(pack, space))
        else:
            message = f"There is no pack `{pack}` here"
            if text.lower() in _FILES:
                self.fitting |= {name.text}
                message = f"`{name.text}` is a file, and rule files name tables: where their data lie stands in cx.toml"
                help = f'Write `{pack}`, and in cx.toml `[sources.{pack}]` with `path = "{name.text}"`.'
                self._found.error("unknown-name", name.span, message, help, replacement=pack)
                return None
            having = [each for each in packs if declared.in_pack(each, text, space) is not None]
            near = nearest(pack, having) or next(iter(having), ""), text
        thing = declared.in_pack(near[0], near[1], space) if near[0] and near[1] else None
        if thing is None:
            self.fitting |= {name.text}
            help = f"Packs here: {', '.join(f'`{each}`' for each in sorted(packs))}."
            self._found.error("unknown-name", name.span, message, help)
        else:
            said = ".".join(map(str, near))
            self._found.error("unknown-name", name.span, message, f"Did you mean `{said}`?", replacement=said)
        return thing

    def report(self) -> None:
        """Say each name that is left open, once for the pack that leaves it so."""
        for (pack, _), (things, names) in self._open.items():
            self._report(self._declared.packs.by_name[pack], things, sorted(names, key=lambda each: each.span))

    def _report(self, pack: ast.Pack, things: Sequence[Thing], names: Sequence[ast.Name]) -> None:
        first = names[0]
        pin = _later_pin(pack, things, self._declared.packs)
        more = len({name.span[:2] for name in names}) - 1
        here = pin is None or first.span.filename == pin.span.filename
        where = f"line {first.span.line}" if here else place_in_words(first.span)
        rest = f" and {more} more line{'' if more == 1 else 's'}" if more else ""
        said = " or ".join(f"the {t.kind} of `{t.pack}` ({place_in_words(t.name.span)})" for t in things)
        self._found.error(
            "name-clash",
            first.span if pin is None else pin.span,
            f"`{first}` in {where}{rest} may be {said}",
            f"Write {' or '.join(f'`{thing.written}`' for thing in things)} there, whichever is meant.",
        )


def _later_pin(pack: ast.Pack, things: Sequence[Thing], packs: Packs) -> ast.PackPin | None:
    """The last `uses` line of a pack that brings one of the things in; None where another pack's line does."""
    names = {thing.pack for thing in things}
    pins = [pin for pin in pack.uses if names & behind(pin, packs)]
    return max(pins, key=lambda pin: pin.span, default=None)


def behind(pin: ast.PackPin, packs: Packs) -> frozenset[str]:
    """The names of the packs that a pin brings in: the one it names, and those that this rests on."""
    waiting, seen = [pin], set[str]()
    while waiting:
        pack = packs.named(waiting.pop())
        if pack is not None and pack.name.text not in seen:
            seen.add(pack.name.text)
            waiting.extend(pins_of(pack))
    return frozenset(seen)
