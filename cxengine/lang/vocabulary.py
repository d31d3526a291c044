"""What plugins add to the language, as a value that is passed in."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Names of functions that a plugin supplies beside those of ``lang/functions.py``.

    ``left_out`` says of each plugin that could not be loaded why: what nobody else knows may be a word of it.
    """

    functions: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


VOCABULARY = Vocabulary()
"""The language without plugins."""
