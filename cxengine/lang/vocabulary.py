"""What plugins add to the language, as a value that is passed in."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Names of functions that a plugin supplies beside those of ``lang/functions.py``."""

    functions: frozenset[str] = frozenset()


VOCABULARY = Vocabulary()
"""The language without plugins."""
