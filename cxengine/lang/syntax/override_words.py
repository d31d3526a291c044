"""What is said of an override of something that no pack can change in another, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.lang.syntax.terminal_words import either
from cxengine.suggest import nearest

_SAID = {"add": "added", "waive": "waived", "change": "changed", "remove": "removed"}
OF_A_MODEL = ("level", "aspect", "phase", "band")
"""What a model is made of, beside its criteria."""


def not_overridable(verb: str, kind: str, only: Sequence[str]) -> tuple[str, str, str | None]:
    """The message, the help, and the word that is meant, where ``only`` some kinds can be."""
    said = _SAID[verb]
    near = nearest(kind, only)
    if near is not None:
        help = f"Did you mean `{near}`?"
    elif verb == "add" and kind in OF_A_MODEL:
        help = of_a_model(kind)
    elif verb == "add" and kind != "criterion":
        help = f"Only a criterion can be added to what is extended. Declare it as in any pack: `{kind} NAME: TITLE`."
    elif len(only) == 1:
        help = f"Only a criterion can be {said}."
    else:
        help = f"It can be {either(tuple(f'`{word}`' for word in only))}."
    return f"`{kind}` is nothing that can be {said}", help, near


def of_a_model(kind: str) -> str:
    """What to write where another pack's model is to have a level, an aspect, a phase or a band more."""
    return (
        f"A {kind} belongs to the model that is extended: `change {kind}` changes one of it, and `add criterion` adds "
        f"a criterion to one. For other {kind}s declare a model of your own, `model NAME for SUBJECT: TITLE`; a line "
        "`answer from PACK 2.1` in its criteria takes answers over."
    )
