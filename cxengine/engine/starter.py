"""The starter project that ``cx init`` writes: a copy of the bundled pack ``starter``."""

from __future__ import annotations

from pathlib import Path

from cxengine.diagnostics import CxError, Diagnostic
from cxengine.engine.shown_paths import shown_path
from cxengine.resources import bundled_pack


def write_starter(folder: Path) -> tuple[str, ...]:
    """Write the starter's files and give their paths. Raises CxError, and writes nothing, if one of them exists."""
    template = bundled_pack("starter")
    if template is None:
        raise CxError([_missing()])
    files = sorted(path for path in template.rglob("*") if path.is_file())
    wanted = [(path, folder / path.relative_to(template)) for path in files]
    in_the_way = [place for _, place in wanted if place.exists() or place.is_symlink()]
    in_the_way += _blocked_folders(folder, wanted)
    if in_the_way:
        raise CxError([_exist(sorted(set(in_the_way)))])
    for source, place in wanted:
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(place, "xb") as file:
            file.write(source.read_bytes())
    return tuple(shown_path(place) for _, place in wanted)


def _blocked_folders(folder: Path, wanted: list[tuple[Path, Path]]) -> list[Path]:
    """Files that stand where a folder is needed."""
    needed = {parent for _, place in wanted for parent in place.parents if parent.is_relative_to(folder)}
    return [path for path in needed if path.exists() and not path.is_dir()]


def _exist(paths: list[Path]) -> Diagnostic:
    first, *others = [f"`{shown_path(path)}`" for path in paths]
    named = " and ".join([", ".join([first, *others[:-1]]), others[-1]]) if others else first
    return Diagnostic(
        code="file-exists",
        message=f"{named} {'exist' if others else 'exists'} already, so nothing was written.",
        help="Name a folder that is not there yet.",
    )


def _missing() -> Diagnostic:
    return Diagnostic(
        code="incomplete-installation",
        message="The starter project is missing from this installation of cxengine.",
        help="Install cxengine again.",
    )
