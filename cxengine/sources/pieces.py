"""The files and sheets that fill one table, each with what is said of it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from cxengine.host.contracts import Binding, PartedReader, SourceReader


@attrs.frozen
class Piece:
    """One thing to read, under a name for people."""

    name: str
    binding: Binding


def pieces(binding: Binding, readers: Mapping[str, SourceReader]) -> tuple[Piece, ...]:
    """One for each path, or for each sheet of each. Raises CxError (3) where a file must be read to tell and fails.

    ``readers`` has one for the plugin of each file.
    """
    found: list[Piece] = []
    for one in _by_path(binding):
        name = one.paths[0].name if one.paths else ""
        reader = readers[one.plugin]
        parts = reader.parts(one) if isinstance(reader, PartedReader) and one.paths else (("", one),)
        found += [Piece(f"{name}, sheet {part}" if part else name, bound) for part, bound in parts]
    return _told_apart(found)


def _told_apart(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """Those of one name with the sheet, or with the folder where that differs."""
    named = Counter(piece.name for piece in found if piece.name)
    made: list[Piece] = []
    for piece in found:
        name, binding = piece.name, piece.binding
        if named[name] > 1:
            others = {each.binding.paths[0].parent for each in found if each.name == name}
            name = f"{binding.paths[0].parent.name}/{name}" if len(others) > 1 else name
            sheet = None if binding.options.get("every_sheet") else binding.options.get("sheet")
            name = f"{name}, sheet {sheet}" if isinstance(sheet, str) else name
        made.append(Piece(name, binding))
    return tuple(made)


def _by_path(binding: Binding) -> tuple[Binding, ...]:
    if binding.files:
        return binding.files
    if len(binding.paths) < 2:
        return (binding,)
    return tuple(
        attrs.evolve(
            binding,
            paths=(path,),
            places={**binding.places, ("path",): binding.place("paths", str(index))} if binding.places else {},
        )
        for index, path in enumerate(binding.paths)
    )
