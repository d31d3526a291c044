"""What plugins add to the language, as a value that is passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Literal

import attrs


@attrs.frozen(kw_only=True)
class PluginFunction:
    """A function that a plugin supplies beside those of ``lang/functions.py``.

    ``parameters`` and ``result`` are the words of the plugin contract; ``lower`` is opaque here.
    """

    name: str
    kind: Literal["aggregate", "scalar"]
    parameters: tuple[str, ...]
    result: str
    doc: str
    usage: str
    lower: Callable[..., Any] = attrs.field(eq=False, repr=False)


@attrs.frozen(kw_only=True)
class PluginScorer:
    """A scorer of a plugin: what the outcomes of a model's criteria come to, between ``low`` and ``high``."""

    name: str
    gives: Literal["score", "level"]
    low: Fraction
    high: Fraction
    monotone: bool
    doc: str = ""
    plugin: str = ""
    """The plugin that offers it; empty where none does."""
    score: Callable[..., Any] = attrs.field(eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Vocabulary:
    """The words of the plugins that take part.

    ``left_out`` says of each plugin that could not be loaded why: what nobody else knows may be a word of it.
    """

    functions: Mapping[str, PluginFunction] = attrs.field(factory=dict)
    scorers: Mapping[str, PluginScorer] = attrs.field(factory=dict)
    finding_kinds: tuple[str, ...] = ()
    """What plugins find in journeys."""
    left_out: tuple[str, ...] = ()


VOCABULARY = Vocabulary()
"""The language without plugins."""
