"""The files and sheets that fill one table, each with what is said of it alone."""

from __future__ import annotations

from collections.abc import Mapping

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
    return tuple(found)


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
