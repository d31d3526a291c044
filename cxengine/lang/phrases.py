"""How words are found in texts: as wholes, without regard to capitals and to what stands between them."""

from __future__ import annotations

import unicodedata

WITH_OTHERS = {"İ": "i", "Σ": "σ"}
"""Capitals of which a whole text has other small letters than they have by themselves."""


def small(text: str) -> str:
    """The text in small letters, each letter by itself: one for one, whatever stands beside it."""
    if not text.isascii():
        text = text.translate(str.maketrans(WITH_OTHERS))
    return text.lower()


def folded(text: str) -> str:
    """The words of a text in small letters with one space around each: ``" no reply "`` for ``No reply!``.

    A word is a run of letters, digits and the marks that go with them; everything else only parts words.
    """
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in small(text))
    return f" {' '.join(kept.split())} "
