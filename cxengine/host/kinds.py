"""The eight kinds of offer: one row each, with what is checked of an offer when it is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

import attrs

from cxengine.host.contracts import (
    BackendOffer,
    Enricher,
    Finder,
    Function,
    Parameter,
    Renderer,
    Result,
    RulePack,
    Scorer,
    StreamingReader,
)
from cxengine.lang.functions import FUNCTIONS, SYNONYMS
from cxengine.lang.reserved import OUTCOMES, RESERVED

KindName = Literal["sources", "functions", "scorers", "finders", "enrichers", "renderers", "backends", "packs"]

_WORD = re.compile(r"[a-z][a-z0-9_]*")


@attrs.frozen(kw_only=True)
class Kind:
    """A kind of offer. ``fault`` says what is wrong with one, in words, or None."""

    name: KindName
    word: str
    """One of them, for people."""
    fault: Callable[[Any], str | None]
    needs_word: bool = True
    """Whether its name must be a word of the language: small letters, digits and ``_``."""

    @property
    def hook(self) -> str:
        """The hook that offers them."""
        return f"cx_{self.name}"

    def name_fault(self, name: object) -> str | None:
        """What is wrong with the name of an offer."""
        if not isinstance(name, str) or not name.strip():
            return f"gives {name!r}, and a name is a text"
        if self.needs_word and not _WORD.fullmatch(name):
            return f"names {self.word} `{name}`: a name is a small letter, then small letters, digits and `_`"
        if self.name == "functions" and name in {*FUNCTIONS, *SYNONYMS, *RESERVED, *OUTCOMES}:
            return f"offers a function `{name}`, and the language has that word already"
        return None


def _is_a(kind: type) -> Callable[[Any], str | None]:
    def fault(offer: Any) -> str | None:
        return None if isinstance(offer, kind) else f"gives {_type(offer)}, and `{kind.__name__}` is needed"

    return fault


def _source(offer: Any) -> str | None:
    if callable(offer) or isinstance(offer, StreamingReader):
        return None
    return f"gives {_type(offer)}, and a reader is needed: a function of a binding and headings, or one that streams"


def _function(offer: Any) -> str | None:
    if not isinstance(offer, Function):
        return _is_a(Function)(offer)
    if offer.kind not in ("aggregate", "scalar"):
        return f"gives a function of the kind {offer.kind!r}, and there are `aggregate` and `scalar`"
    unknown = set(offer.parameters) - set(get_args(Parameter))
    if unknown or offer.result not in get_args(Result):
        return f"gives a function with a type that cx does not know: {', '.join(sorted(unknown)) or offer.result}"
    if not offer.parameters:
        return "gives a function without parameters"
    if (offer.result == "condition") and offer.kind == "aggregate":
        return "gives a function over rows that results in a condition"
    if not offer.doc.strip() or not offer.usage.strip() or not offer.examples:
        return "gives a function without a sentence, a usage and an example"
    return None


def _scorer(offer: Any) -> str | None:
    if not isinstance(offer, Scorer):
        return _is_a(Scorer)(offer)
    if not offer.low <= offer.high:
        return f"gives a scorer from {offer.low} to {offer.high}, which is no range"
    return None


def _pack(offer: Any) -> str | None:
    if not isinstance(offer, RulePack):
        return _is_a(RulePack)(offer)
    if not Path(offer.folder).is_dir():
        return f"gives a pack in `{Path(offer.folder).name}`, which is no folder"
    return None


def _type(offer: object) -> str:
    return f"a value of type `{type(offer).__name__}`"


KINDS: tuple[Kind, ...] = (
    Kind(name="sources", word="a source", fault=_source, needs_word=False),
    Kind(name="functions", word="a function", fault=_function),
    Kind(name="scorers", word="a scorer", fault=_scorer),
    Kind(name="finders", word="a finder", fault=_is_a(Finder)),
    Kind(name="enrichers", word="an enricher", fault=_is_a(Enricher)),
    Kind(name="renderers", word="a renderer", fault=_is_a(Renderer)),
    Kind(name="backends", word="a backend", fault=_is_a(BackendOffer)),
    Kind(name="packs", word="a rule pack", fault=_pack),
)
