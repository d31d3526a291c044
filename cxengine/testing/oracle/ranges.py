"""The lowest and highest level, by trying every way in which the unknowns could turn out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.given import Range
from cxengine.testing.oracle.levels import level_reached
from cxengine.testing.oracle.logic import Truth
from cxengine.testing.oracle.outcomes import criteria_of, judged

MOST_WAYS = 3_000
"""With more ways than this the oracle says nothing of the range."""


def could_be(
    model: ast.Model,
    truths: Mapping[ast.Expr, Truth],
    answers: Mapping[str, Judgement],
    policies: Mapping[str, str],
) -> Range | None:
    """Every unknown answer met, partly or unmet; every unknown comparison either way; None with too many ways.

    A comparison that asks whether something unknown is known may turn out either way too. Policies for unknown
    take no part, because nothing is left unknown.
    """
    open_answers = [name for name, judgement in answers.items() if judgement.outcome == "unknown"]
    open_atoms = [atom for atom, truth in truths.items() if truth is None or asks_of_unknown(atom, truth)]
    if 3 ** len(open_answers) * 2 ** len(open_atoms) > MOST_WAYS:
        return None
    members = [criterion.name.text for criterion in criteria_of(model)]
    found: list[int] = []
    for ways in product(("met", "partly", "unmet"), repeat=len(open_answers)):
        for decided in product((True, False), repeat=len(open_atoms)):
            all_answers = {**answers, **{n: Judgement(way) for n, way in zip(open_answers, ways, strict=True)}}
            all_truths = {**truths, **dict(zip(open_atoms, decided, strict=True))}
            judgements = judged(model, all_truths, all_answers, policies)
            outcomes = {name: judgement.outcome for name, judgement in judgements.items()}
            found.append(level_reached(model, members, outcomes, all_truths, policies))
    return Range(low=min(found), high=max(found))


def asks_of_unknown(atom: ast.Expr, truth: Truth) -> bool:
    """Whether a comparison is ``x is known`` of an x that is not known, or ``x is unknown``."""
    return isinstance(atom, ast.IsKnown) and truth == (not atom.known)
