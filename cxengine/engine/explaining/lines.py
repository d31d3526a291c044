"""The lines of the rule files that decide a result, as they are written."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from cxengine.engine.explaining.rule_book import RuleBook
from cxengine.engine.explaining.tree import Node, place_of
from cxengine.lang.constructs.policies import POLICIES
from cxengine.maturity.evaluate import ModelResult
from cxengine.maturity.policies import Policies

_POLICIES = tuple(row.word for row in POLICIES)
_OF_LEVELS = (
    "reached when", "level by", "stop at first unmet", "withheld when", "level at most", *_POLICIES, "scale",
    "assessed by", "on disagreement",
)  # fmt: skip
_USUALLY = {
    "unknown": ("unknown counts as", "unknown counts as unknown"),
    "partly": ("partly counts as", "partly counts as unmet"),
    "not_applicable": ("not applicable counts as", "not applicable is left out"),
    "waived": ("waived counts as", "waived is left out"),
}
"""By outcome: the word of the line, and what holds where there is none."""
UNWRITTEN = "which holds where no line says otherwise"


def deciding_lines(result: ModelResult, default: str, rules: RuleBook) -> Node:
    """All that decides the level beside the criteria: the rule, what outcomes count as, caps and bands.

    ``default`` is the rule that holds where none is written.
    """
    declared = result.outcomes.model.declared
    found: list[Node] = []
    if not {"reached when", "level by"} & declared.places.keys():
        found.append(Node(kind="line", text=f"{default} ({UNWRITTEN})", source=place_of(declared.span)))
    found += rules.lines(declared, *_OF_LEVELS)
    found += _by_default(result)
    for aspect in declared.aspects:
        own = rules.lines(aspect, "stop at first unmet", "withheld when", "level at most", *_POLICIES)
        found += (attrs.evolve(line, text=f"of {aspect.title}: {line.text}") for line in own)
    bands = [band for band in declared.bands if band.low <= result.level <= band.high]
    found += (
        Node(kind="line", text=rules.text(band.span) or f"band {band.title}", source=place_of(band.span))
        for band in bands
    )
    return Node(text="decided by these lines", because=tuple(found), source=place_of(declared.span))


def _by_default(result: ModelResult) -> Iterator[Node]:
    """What outcomes that there are count as where no line says so."""
    declared = result.outcomes.model.declared
    there = set(result.outcomes.now.outcomes)
    for outcome, (word, text) in _USUALLY.items():
        if outcome in there and word not in declared.places:
            yield Node(kind="line", text=f"{text} ({UNWRITTEN})", source=place_of(declared.span))


def policy_words(outcome: str, policies: Policies) -> str:
    """``unknown counts as unmet``; empty where an outcome stands for itself."""
    counts = policies.of_outcome(outcome)
    if counts is None or outcome == "partly":
        return ""
    return "is left out" if counts == "left out" else f"counts as {counts}"
