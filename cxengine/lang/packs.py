"""Which pack a rule file belongs to, and how packs rest on one another: `extends` and `uses`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath

import attrs

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.lang import ast
from cxengine.lang.cycles import in_order, path_in_words
from cxengine.suggest import nearest


def pack_of(filename: str, packs: Mapping[str, ast.Pack]) -> ast.Pack | None:
    """The pack that a rule file belongs to: that of its folder, of a folder above, or the first.

    ``packs`` is keyed by the file that declares each.
    """
    if filename in packs:
        return packs[filename]
    homes: dict[PurePosixPath, ast.Pack] = {}
    for name, pack in packs.items():
        homes.setdefault(PurePosixPath(name).parent, pack)
    for folder in PurePosixPath(filename).parents:
        if folder in homes:
            return homes[folder]
    return next(iter(packs.values()), None)


def pins_of(pack: ast.Pack) -> tuple[ast.PackPin, ...]:
    """Every pack that a pack names."""
    return (*pack.extends[:1], *pack.uses)


@attrs.frozen(slots=False)
class Packs:
    """The packs of a set of rule files. Of one that stands there in several versions, the one that is pinned counts."""

    files: tuple[ast.File, ...]
    _visible: dict[str, frozenset[str] | None] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    _of: dict[str, ast.Pack | None] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @cached_property
    def by_file(self) -> Mapping[str, ast.Pack]:
        """The packs by the file that declares each."""
        return {f.filename: d for f in self.files for d in f.declarations if isinstance(d, ast.Pack)}

    @cached_property
    def by_name(self) -> Mapping[str, ast.Pack]:
        """The pack of each name: of several versions the one that is pinned first, else the first."""
        found: dict[str, ast.Pack] = {}
        for pack in self.by_file.values():
            name = pack.name.text
            if name not in found or (pack.version == self._pinned.get(name) != found[name].version):
                found[name] = pack
        return found

    @cached_property
    def _pinned(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for pack in self.by_file.values():
            for pin in pins_of(pack):
                found.setdefault(pin.name.text, pin.version)
        return found

    @cached_property
    def passed_over(self) -> tuple[ast.Pack, ...]:
        """Those that stand here beside the version of them that is pinned."""
        return tuple(
            pack
            for pack in self.by_file.values()
            for counts in (self.by_name[pack.name.text],)
            if counts.version == self._pinned.get(pack.name.text) != pack.version
        )

    def of(self, filename: str) -> ast.Pack | None:
        """The pack of a file."""
        if filename not in self._of:
            self._of[filename] = pack_of(filename, self.by_file)
        return self._of[filename]

    def named(self, pin: ast.PackPin) -> ast.Pack | None:
        """The pack that a pin means, in its version."""
        pack = self.by_name.get(pin.name.text)
        return pack if pack is not None and pack.version == pin.version else None

    def extended(self, pack: ast.Pack) -> tuple[ast.Pack, ...]:
        """The pack that one extends, the one that that extends, and so on."""
        found: list[ast.Pack] = []
        here: ast.Pack | None = pack
        while here is not None and here.extends:
            here = self.named(here.extends[0])
            if here is None or here in found or here is pack:
                break
            found.append(here)
        return tuple(found)

    def visible(self, pack: ast.Pack) -> frozenset[str]:
        """The packs whose names may stand in a pack: itself, what it extends, what these use with what that extends."""
        own = (pack, *self.extended(pack))
        used = [self.named(pin) for each in own for pin in each.uses]
        further = [lower for each in used if each is not None for lower in (each, *self.extended(each))]
        return frozenset(each.name.text for each in (*own, *further))

    def visible_from(self, name: str) -> frozenset[str] | None:
        """The packs whose names may stand in the pack of a name; None, for every one, where there is none."""
        if name not in self._visible:
            self._visible[name] = self.visible(self.by_name[name]) if name in self.by_name else None
        return self._visible[name]

    @cached_property
    def order(self) -> tuple[ast.Pack, ...]:
        """Each pack after those that it names; those of a circle are left out."""
        needs = {name: [pin.name.text for pin in pins_of(pack)] for name, pack in self.by_name.items()}
        return tuple(self.by_name[name] for name in in_order(needs)[0])

    @cached_property
    def named_by_others(self) -> frozenset[str]:
        """The packs that another one extends or uses."""
        return frozenset(pin.name.text for pack in self.by_name.values() for pin in pins_of(pack))


def check_packs(packs: Packs, known: Collection[str], found: Diagnostics) -> None:
    """Report what `extends` and `uses` ask for and do not get. ``known`` are packs that could be named."""
    for pack in packs.by_file.values():
        for pin in pack.extends[1:]:
            first = pack.extends[0]
            found.error(
                "two-packs-extended",
                pin.span,
                f"`{pack.name.text}` extends `{first.name.text}` already, line {first.span.line}",
                f"A pack extends one other. Write `uses {pin.name.text} {pin.version}` to use names of this one.",
            )
        for pin in pins_of(pack):
            _check_pin(pin, packs, known, found)
    _check_circles(packs, found)


def _check_pin(pin: ast.PackPin, packs: Packs, known: Collection[str], found: Diagnostics) -> None:
    name = pin.name.text
    pack = packs.by_name.get(name)
    if pack is None:
        if any(name in file.opaque or file.nameless for file in packs.files):
            return  # a broken line may declare it, which is reported
        near = nearest(name, {*known, *packs.by_name})
        help = f"Did you mean `{near}`?" if near else _where_packs_are(known)
        found.error("unknown-pack", pin.name.span, f"There is no rule pack `{name}`", help, replacement=near)
    elif pack.version is not None and pack.version != pin.version:
        word = "newer" if is_newer(pack.version, pin.version) else "older"
        found.error(
            "pack-version",
            pin.span,
            f"The rule pack `{name}` is here in the {word} version {pack.version}, not in {pin.version}",
            f"Read what differs, then write `{name} {pack.version}`; or bring version {pin.version} in as a folder "
            "named in cx.toml.",
        )
    else:
        _tell_of_others(pin, packs, found)


def _tell_of_others(pin: ast.PackPin, packs: Packs, found: Diagnostics) -> None:
    for other in packs.passed_over:
        if other.name == pin.name and other.version is not None:
            word = "newer" if is_newer(other.version, pin.version) else "older"
            found.add(
                Diagnostic(
                    code="other-version",
                    severity="info",
                    span=pin.span,
                    message=f"The rule pack `{pin.name}` is here in the {word} version {other.version} too, "
                    f"{other.span.filename}",
                    help=f"Version {pin.version} counts. Read what differs, then write `{pin.name} {other.version}` "
                    "if that is what you want.",
                )
            )


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another: `2018.10` after `2018.9`."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _where_packs_are(known: Iterable[str]) -> str:
    bundled = ", ".join(f"`{name}`" for name in sorted(known))
    with_engine = f"With the engine come {bundled}. " if bundled else ""
    return f'{with_engine}Name the folder of any other in cx.toml: `packs = ["folder"]`.'


def _check_circles(packs: Packs, found: Diagnostics) -> None:
    pins = {name: pins_of(pack) for name, pack in packs.by_name.items()}
    for circle in in_order({name: [pin.name.text for pin in each] for name, each in pins.items()})[1]:
        pin = next(pin for pin in pins[circle[0]] if pin.name.text == circle[1])
        found.error(
            "circular-packs",
            pin.span,
            f"The pack `{circle[0]}` would rest on itself: {path_in_words(circle)}",
            "Take one of these `extends` or `uses` lines out.",
        )


def twice_in_a_folder(files: Sequence[ast.File]) -> tuple[tuple[ast.Pack, ast.Pack], ...]:
    """Pairs of packs in one folder that cannot be told apart: the first, and one more.

    Packs of one folder are told apart where each file has its `pack` line and one pack names the other.
    """
    homes: dict[PurePosixPath, list[ast.Pack]] = {}
    for file in files:
        for each in file.declarations:
            if isinstance(each, ast.Pack):
                homes.setdefault(PurePosixPath(file.filename).parent, []).append(each)
    found: list[tuple[ast.Pack, ast.Pack]] = []
    for folder, several in homes.items():
        filenames = {file.filename for file in files if PurePosixPath(file.filename).parent == folder}
        each_its_own = len({pack.span.filename for pack in several}) == len(filenames) == len(several)
        if not (each_its_own and _linked(several)):
            found += [(several[0], other) for other in several[1:]]
    return tuple(found)


def _linked(several: Sequence[ast.Pack]) -> bool:
    names = {pack.name.text for pack in several}
    named = {pin.name.text for pack in several for pin in pins_of(pack)}
    return all(p.name.text in named or any(pin.name.text in names for pin in pins_of(p)) for p in several)
