"""The scorers that a model names, and what stands for one of a plugin that is left out."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from cxengine.host.contracts import PluginFailure, PluginProblem, ScorerInput
from cxengine.lang import ast
from cxengine.lang.names import Names
from cxengine.lang.vocabulary import PluginScorer

NOTHING = Fraction(0)


def scorer_of(named: ast.Name | None, gives: Literal["score", "level"], names: Names) -> PluginScorer | None:
    """The scorer of that name; one that fails with the reason, where it is of a plugin that is left out."""
    if named is None:
        return None
    name = named.text
    known = names.vocabulary.scorers.get(name)
    if known is not None:
        return known
    reason = f"there is no scorer `{name}`: {(*names.vocabulary.left_out, 'no plugin offers it')[0]}"

    def score(given: ScorerInput) -> Fraction:
        raise PluginFailure(PluginProblem(name="", reason=reason))

    return PluginScorer(name=name, gives=gives, low=NOTHING, high=NOTHING, monotone=False, score=score)
