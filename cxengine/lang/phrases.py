"""How words are found in texts: as wholes, without regard to capitals and to what stands between them."""

from __future__ import annotations

import unicodedata

WITH_OTHERS = "İΣ", "iσ"
"""Capitals that have other small letters in a whole text than by themselves, and those that they have by themselves."""
_ONE_BY_ONE = str.maketrans(*WITH_OTHERS)


def small(text: str) -> str:
    """The text in small letters, each letter by itself: one for one, whatever stands beside it."""
    if not text.isascii():
        text = text.translate(_ONE_BY_ONE)
    return text.lower()


def folded(text: str) -> str:
    """The words of a text in small letters with one space around each: ``" no reply "`` for ``No reply!``.

    A word is a run of letters, digits and the marks that go with them; everything else only parts words.
    """
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in small(text))
    return f" {' '.join(kept.split())} "
