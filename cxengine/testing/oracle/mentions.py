"""Whether a text mentions one of a theme's words: as whole words in a row, in small or capital letters."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.testing.oracle.logic import Truth
from cxengine.testing.oracle.lookup import Value


def mentions(text: Value, phrases: Sequence[str]) -> Truth:
    """Unknown where there is no text."""
    if text is None:
        return None
    assert isinstance(text, str)
    said = words_of(text)
    return any(stands_in(words_of(phrase), said) for phrase in phrases)


def words_of(text: str) -> list[str]:
    """The runs of letters and digits, in small letters."""
    found = [""]
    for character in text.lower():
        if character.isalnum():
            found[-1] += character
        elif found[-1]:
            found.append("")
    return [word for word in found if word]


def stands_in(phrase: list[str], said: list[str]) -> bool:
    """Whether the words of a phrase follow one another somewhere."""
    return any(said[at : at + len(phrase)] == phrase for at in range(len(said)))
