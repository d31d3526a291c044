"""The lowest and highest level, by trying every way in which the unknowns could turn out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.given import Range
from cxengine.testing.oracle.levels import level_reached
from cxengine.testing.oracle.logic import Truth
from cxengine.testing.oracle.outcomes import judged

MOST_WAYS = 3_000
"""With more ways than this the oracle says nothing of the range."""
Ends = Mapping[str, tuple[str, ...]]
"""For each asked criterion, the outcomes that its scale has."""


def could_be(
    model: ast.Model,
    truths: Mapping[ast.Expr, Truth],
    answers: Mapping[str, Judgement],
    on_scales: Ends,
    policies: Mapping[str, str],
) -> Range | None:
    """Every unknown answer any outcome of its scale; every unknown comparison either way; None with too many ways.

    A comparison that asks whether something unknown is known may turn out either way too. Policies for unknown
    take no part, because nothing is left unknown.
    """
    open_answers = [name for name, judgement in answers.items() if judgement.outcome == "unknown"]
    open_atoms = [atom for atom, truth in truths.items() if truth is None or asks_of_unknown(atom, truth)]
    choices = [on_scales[name] for name in open_answers]
    if prod(len(choice) for choice in choices) * 2 ** len(open_atoms) > MOST_WAYS:
        return None
    found: list[int] = []
    for chosen in product(*choices):
        for decided in product((True, False), repeat=len(open_atoms)):
            all_answers = {**answers, **{n: Judgement(way) for n, way in zip(open_answers, chosen, strict=True)}}
            all_truths = {**truths, **dict(zip(open_atoms, decided, strict=True))}
            judgements = judged(model, all_truths, all_answers, policies)
            outcomes = {name: judgement.outcome for name, judgement in judgements.items()}
            found.append(level_reached(model, outcomes, all_truths, policies))
    return Range(low=min(found), high=max(found))


def asks_of_unknown(atom: ast.Expr, truth: Truth) -> bool:
    """Whether a comparison is ``x is known`` of an x that is not known, or ``x is unknown``."""
    return isinstance(atom, ast.IsKnown) and truth == (not atom.known)
