"""The one "did you mean"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping


def nearest(word: str, known: Iterable[str], *, alike: float = 0.6) -> str | None:
    """The known word that is spelt most like this one, or None where none is ``alike``: 1 is the same."""
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), sorted(folded), n=1, cutoff=alike)
    return folded[found[0]] if found else None


def subject_meant(word: str, known: Iterable[str], titles: Mapping[str, str] | None = None) -> str:
    """A sentence with the subject (``kind:id``) that is meant: its id alone is compared, its kind may be left out.

    ``titles`` has the title of each, which may stand in place of its id.
    """
    names = sorted(set(known))
    kind, colon, id = word.rpartition(":")
    for name, title in (titles or {}).items():
        if title.casefold() == id.casefold() and (not colon or name.partition(":")[0] == kind):
            return f"`{id}` is its title. Did you mean `{name}`?"
    of_kind = [name for name in names if not colon or name.partition(":")[0] == kind] or names
    by_id = {name.partition(":")[2]: name for name in reversed(of_kind)}
    near = nearest(id, by_id)
    if near is not None:
        return f"Did you mean `{by_id[near]}`?"
    if 0 < len(names) <= 8:
        return _all_of(names)
    return f"Write a kind and an id, like `{of_kind[0]}`." if of_kind else "No subject is listed."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence for a help line: "Did you mean `x`?", or the known words where there are few, or nothing."""
    names = sorted(set(known))
    several = of_packs(word, names)
    if len(several) > 1:
        return f"Several packs have one: write {' or '.join(f'`{name}`' for name in several)}."
    near = several[0] if several else nearest(word, names)
    if near is not None:
        return f"Did you mean `{near}`?"
    return _all_of(names) if 0 < len(names) <= 8 else ""


def of_packs(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Of the known names those that are the word with a pack before it: `enfield.csat`."""
    return tuple(name for name in known if name.partition(".")[2] == word)


def toml_word(word: str) -> str:
    """A word as it stands in the head of a table of a TOML file: in quotation marks where it has a dot."""
    return f'"{word}"' if "." in word else word


def toml_text(text: str) -> str:
    """A text as it stands in a TOML file, in double quotation marks unless it holds some."""
    if not {'"', "\\"} & set(text):
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def source_meant(word: str, known: Iterable[str]) -> str:
    """A sentence with the head of the table of ``cx.toml`` that is meant for a source."""
    several = of_packs(word, sorted(known))
    if len(several) > 1:
        heads = " or ".join(f"`[sources.{toml_word(name)}]`" for name in several)
        return f"Several packs have one: write {heads}."
    return did_you_mean(word, known)


def _all_of(names: Iterable[str]) -> str:
    return "Known here: " + ", ".join(f"`{name}`" for name in names) + "."
