"""Things of the rules that are named from outside: on a command line, in Python."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.packs import pack_of


def meant(word: str, known: Mapping[str, ast.Declaration], names: Names) -> str:
    """The name in ``known`` that is meant: `enfield.csat` is `csat` where only that pack has one; else the word."""
    pack, _, plain = word.partition(".")
    declared = known.get(plain)
    if word in known or declared is None:
        return word
    packs = {each.span.filename: each for each in names.packs}
    own = pack_of(declared.name.span.filename, packs)
    by_name = {each.name.text: each for each in names.packs}
    here, seen = by_name.get(pack), set[str]()
    while here is not None and here.name.text not in seen:
        if own is here:
            return plain
        seen.add(here.name.text)
        here = by_name.get(here.extends[0].name.text) if here.extends else None
    return word
