"""The names by which files are shown to people, and the files behind these names."""

from __future__ import annotations

from pathlib import Path

from cxengine.resources import file_in_pack, name_in_pack


def shown_path(path: Path) -> str:
    """A path as people are shown it: from the working directory where it lies in it; ``PACK/FILE`` of a bundled pack.

    Where the working directory has a folder of that name, files of the pack keep their whole path, so that no two files
    have one name.
    """
    here = Path.cwd()
    try:
        return path.absolute().relative_to(here).as_posix()
    except ValueError:
        named = name_in_pack(path)
        taken = named is None or (here / named.partition("/")[0]).exists()
        return path.as_posix() if named is None or taken else named


def file_shown_as(name: str) -> Path:
    """The file that is shown by this name, whether or not it can be read."""
    path = Path(name)
    return path if path.exists() else file_in_pack(name) or path
