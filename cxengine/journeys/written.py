"""Findings of rules over two steps: those of the rule files, and those that come with the engine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.journeys.finding import HEURISTICS, UNNAMED, Confidence, Finding
from cxengine.journeys.knowledge import Knowledge
from cxengine.journeys.pair_words import words
from cxengine.journeys.pairs import PairSearch
from cxengine.journeys.step_values import StepValues
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.parse import parse
from cxengine.resources import bundled_pack
from cxengine.source import Source

PACK, FILE = "journeys", "patterns.cx"
"""Where the rules lie that hold in every journey."""


@cache
def built_in_rules() -> tuple[ast.StepRule, ...]:
    """The rules that come with the engine. Raises FileNotFoundError where the installation is incomplete."""
    folder = bundled_pack(PACK)
    if folder is None:
        raise FileNotFoundError(f"the rules of {PACK} are not installed")
    found = Diagnostics()
    file = parse(Source(FILE, (folder / FILE).read_text(encoding="utf-8")), found)
    found.stop_if_errors()
    return tuple(declared for declared in file.declarations if isinstance(declared, ast.StepRule))


def rules_for(journey: ast.Journey, names: Names) -> tuple[ast.StepRule, ...]:
    """The rules that hold in a journey. One of the rule files takes the place of a built-in one of its name."""
    own = names.step_rules
    every = (*(rule for rule in built_in_rules() if rule.name.text not in own), *own.values())
    return tuple(rule for rule in every if rule.journey is None or rule.journey == journey.name)


def findings_of_rules(known: Knowledge) -> Iterator[Finding]:
    """What the rules over two steps find in a journey."""
    values = StepValues(known=known)
    search = PairSearch(known=known, values=values)
    for rule in rules_for(known.flow.journey, known.names):
        for pair in search.pairs(rule).found:
            yield _finding(rule, pair, search)


@attrs.frozen(kw_only=True)
class NotCompared:
    """Steps of which a rule could not say whether they are like others, because they do not say something."""

    rule: ast.StepRule
    attribute: str
    steps: tuple[str, ...]


def not_compared(known: Knowledge) -> Iterator[NotCompared]:
    """What the rules over two steps could not compare in a journey."""
    search = PairSearch(known=known, values=StepValues(known=known))
    for rule in rules_for(known.flow.journey, known.names):
        for attribute, steps in search.lacking(rule):
            yield NotCompared(rule=rule, attribute=attribute, steps=steps)


def _finding(rule: ast.StepRule, pair: tuple[str, str], search: PairSearch) -> Finding:
    steps = dict(zip(rule.steps, pair, strict=True))
    return Finding(
        kind=rule.name.text,
        steps=pair,
        remove=steps[rule.removes.text] if rule.removes is not None else None,
        confidence=_confidence(rule, steps, search),
        text=words(rule, steps, search.values),
        suggestion=rule.suggestion,
        heuristic=HEURISTICS[rule.heuristic.text] if rule.heuristic is not None else UNNAMED,
        severity=rule.severity,
        rule=rule,
    )


def _confidence(rule: ast.StepRule, steps: dict[str, str], search: PairSearch) -> Confidence:
    for sure in rule.sureness:
        if sure.when is None or search.conditions.truth(sure.when, steps) is True:
            return sure.confidence
    return "review"
