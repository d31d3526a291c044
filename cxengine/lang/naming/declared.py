"""What each pack declares, and the one name by which each of these things is known to all later stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import attrs

from cxengine.lang import ast
from cxengine.lang.naming.spaces import SPACES, Space
from cxengine.lang.packs import Packs

NO_PACK = ""


@attrs.frozen(eq=False)
class Thing:
    """Something that a pack declares; ``known_as`` is `csat`, or `enfield.csat` where another pack has a `csat`."""

    declaration: ast.Declaration
    kind: str
    pack: str
    known_as: str

    @property
    def name(self) -> ast.Name:
        """Its name where it is declared."""
        return self.declaration.name

    @property
    def written(self) -> str:
        """Its name with that of its pack."""
        return f"{self.pack}.{self.name}"


@attrs.frozen(slots=False, eq=False)
class Declared:
    """The things of all packs, by space and by name without regard to capitals."""

    files: Sequence[ast.File]
    packs: Packs

    @cached_property
    def _by_name(self) -> Mapping[tuple[Space, str], tuple[Thing, ...]]:
        found: dict[tuple[Space, str], list[tuple[ast.Declaration, str]]] = {}
        for file in self.files:
            pack = self.pack_name(file.filename)
            for each in file.declarations:
                for space in spaces_of(each):
                    found.setdefault((space, each.name.text.casefold()), []).append((each, pack))
        apart = {
            id(each)
            for several in found.values()
            if len({self._lowest(pack, several) for _, pack in several}) > 1
            for each, _ in several
        }
        return {
            key: tuple(
                Thing(each, SPACES[type(each)][1], pack, f"{self._lowest(pack, several)}.{each.name}"
                      if id(each) in apart and pack else each.name.text)
                for each, pack in several
            )
            for key, several in found.items()
        }  # fmt: skip

    def _lowest(self, pack: str, several: Iterable[tuple[ast.Declaration, str]]) -> str:
        """Of a pack and those that it extends the last that declares the name: there it is changed, not declared."""
        having = {other for _, other in several}
        made_of = self.packs.extended(self.packs.by_name[pack]) if pack else ()
        return next((below.name.text for below in reversed(made_of) if below.name.text in having), pack)

    @cached_property
    def of(self) -> Mapping[int, Thing]:
        """The thing that each declaration is, by its ``id``."""
        return {id(thing.declaration): thing for things in self._by_name.values() for thing in things}

    @cached_property
    def clash(self) -> bool:
        """Whether any two things have one name."""
        return any(thing.known_as != thing.name.text for thing in self.of.values())

    def pack_name(self, filename: str) -> str:
        """The name of a file's pack."""
        pack = self.packs.of(filename)
        return pack.name.text if pack is not None else NO_PACK

    def called(self, text: str, space: Space) -> tuple[Thing, ...]:
        """The things of a name, in whatever capitals."""
        return self._by_name.get((space, text.casefold()), ())

    def title(self, thing: Thing) -> str:
        """Its title; with its pack where another thing of its name has the same."""
        title, kind = thing.declaration.title, SPACES[type(thing.declaration)][0]
        others = [each.declaration.title for each in self.called(thing.name.text, kind) if each is not thing]
        return f"{title} ({thing.pack})" if title.casefold() in map(str.casefold, others) else title

    def seen(self, text: str, space: Space, pack: str) -> tuple[Thing, ...]:
        """Those that a line of a pack may name."""
        visible = self.packs.visible_from(pack)
        return tuple(thing for thing in self.called(text, space) if visible is None or thing.pack in visible)

    def in_pack(self, pack: str, text: str, space: Space) -> Thing | None:
        """The thing that a pack has of a name: its own, or of those that it extends."""
        having = {thing.pack: thing for thing in self.called(text, space) if thing.name.text == text}
        chain = (self.packs.by_name[pack], *self.packs.extended(self.packs.by_name[pack]))
        return next((having[each.name.text] for each in chain if each.name.text in having), None)

    def names_in(self, pack: str, space: Space) -> list[str]:
        """Every name of a space that a pack declares."""
        things = (thing for (of, _), several in self._by_name.items() if of == space for thing in several)
        return [thing.name.text for thing in things if thing.pack == pack]

    def known(self, text: str, space: Space) -> ast.Declaration | None:
        """The declaration that is known by a name."""
        plain = text.rpartition(".")[2]
        return next((thing.declaration for thing in self.called(plain, space) if thing.known_as == text), None)


def spaces_of(declaration: ast.Declaration) -> tuple[Space, ...]:
    """The spaces in which a declaration stands; tables and kinds of subject share one, since both are data."""
    kind = SPACES.get(type(declaration))
    if kind is None:
        return ()
    return (kind[0], "rows") if isinstance(declaration, ast.Subject | ast.Table) else (kind[0],)
