"""Files that fill a table twice: the same content under two names, whose rows would count twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from cxengine.host.contracts import Binding, Problem
from cxengine.sources.pieces import Piece


def said_of_same_files(
    read: Sequence[Piece], digests: Sequence[str], rows: Sequence[int], *, keyed: bool
) -> Iterator[Problem]:
    """A problem for each file that holds, byte for byte, what an earlier one holds, and is read in the same way.

    ``keyed`` says whether rows are known by a key, so that each is taken once all the same.
    """
    first: dict[str, Piece] = {}
    for piece, digest, count in zip(read, digests, rows, strict=True):
        if not count or not digest or not piece.binding.paths:
            continue
        earlier = first.setdefault(digest, piece)
        if earlier is piece or _way(earlier.binding) != _way(piece.binding):
            continue
        name, other = piece.name, earlier.name
        if name == other:
            name, other = (each.binding.paths[0].as_posix() for each in (piece, earlier))
        twice = "so that every row of it stands twice" if keyed else "so that its rows count twice"
        message = f"`{name}` holds the same as `{other}`, {twice}. Leave one of the two out."
        yield Problem(code="same-file", message=message, count=count)


def _way(binding: Binding) -> Binding:
    """How a file is read, whichever it is."""
    return attrs.evolve(binding, paths=())
