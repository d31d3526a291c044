"""How words are found in texts: as wholes, without regard to capitals and to what stands between them."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """The words of a text in small letters with one space around each: ``" no reply "`` for ``No reply!``.

    A word is a run of letters, digits and the marks that go with them; everything else only parts words.
    """
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text.lower())
    return f" {' '.join(kept.split())} "
