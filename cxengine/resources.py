"""Where the grammar and the bundled rule packs lie: in a wheel under ``cxengine/_data``, else beside the package."""

from __future__ import annotations

from pathlib import Path

GRAMMAR_FILES = ("cx.lark", "journeys.lark", "expressions.lark", "terminals.lark")

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    in_wheel = _PACKAGE / "_data" / name
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / name


def grammar_text() -> str:
    """The grammar of cx as one text. Raises FileNotFoundError where the installation is incomplete."""
    folder = _folder("grammars")
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in GRAMMAR_FILES)


def bundled_packs() -> tuple[str, ...]:
    """The names of the rule packs that come with the engine, sorted."""
    folder = _folder("rules")
    if not folder.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / "cx.toml").is_file()))


def bundled_pack(name: str) -> Path | None:
    """The folder of a bundled rule pack; None where none has that name."""
    return _folder("rules") / name if name in bundled_packs() else None


def name_in_pack(file: Path) -> str | None:
    """``PACK/FILE`` of a rule file or ``cx.toml`` of a bundled pack, as on every machine; None for other files."""
    try:
        inside = file.absolute().relative_to(_folder("rules"))
    except ValueError:
        return None
    named = file.suffix == ".cx" or file.name == "cx.toml"
    return inside.as_posix() if named and len(inside.parts) > 1 else None


def file_in_pack(name: str) -> Path | None:
    """The file that ``name_in_pack`` gives this name; None where there is none."""
    pack, _, inside = name.partition("/")
    folder = bundled_pack(pack)
    return folder / inside if folder is not None and inside and (folder / inside).is_file() else None


def calendar_texts() -> tuple[tuple[str, str], ...]:
    """The name and the text of each file of calendars that comes with the engine."""
    files = sorted((_folder("rules") / "calendars").glob("*.cx"))
    return tuple((file.name, file.read_text(encoding="utf-8")) for file in files)
