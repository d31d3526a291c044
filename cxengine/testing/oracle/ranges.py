"""The lowest and highest level, by trying every way in which the unknowns could turn out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.given import Range, Setting
from cxengine.testing.oracle.levels import level_reached
from cxengine.testing.oracle.logic import Truth, atoms
from cxengine.testing.oracle.outcomes import conditions_of, judged

MOST_WAYS, MOST_SCORED = 3_000, 300
"""With more ways than this the oracle says nothing of the range; the second where each way asks a scorer."""
Ways = Mapping[str, Sequence[Judgement]]
"""For each asked criterion, what every answer to it comes to."""


Later = Callable[[Mapping[ast.Expr, Truth], Mapping[str, Judgement]], Mapping[ast.Expr, Truth]]
"""Adds the truths of comparisons with the scores and levels of the model."""


def could_be(
    setting: Setting,
    truths: Mapping[ast.Expr, Truth],
    answers: Mapping[str, Judgement],
    ways: Ways,
    later: Later,
) -> Range | None:
    """Every unknown answer any point of its scale; every unknown comparison either way; None with too many ways.

    A comparison that asks whether something unknown is known may turn out either way too, and an answer may come
    with all proofs or with none. Policies for unknown take no part, because nothing is left unknown.
    """
    asked = {name: judgement for name, judgement in answers.items() if name not in setting.waived}
    open_answers = [name for name, each in asked.items() if each.outcome == "unknown" or len(each.ways) > 1]
    open_atoms = [atom for atom, truth in truths.items() if truth is None or asks_of_unknown(atom, truth)]
    proofs = [frozenset[str]()]
    if asks_for_proofs(setting.model):
        proofs.append(frozenset({"evidence", "justification", "link", "plan"}))
    turns = [answers[name].ways or ways[name] for name in open_answers]
    choices = [[replace(way, proofs=given) for way in each for given in proofs] for each in turns]
    if prod(len(choice) for choice in choices) * 2 ** len(open_atoms) > (
        MOST_WAYS if setting.leveller is None else MOST_SCORED
    ):
        return None
    found: list[int] = []
    for chosen in product(*choices):
        for decided in product((True, False), repeat=len(open_atoms)):
            all_answers = {**answers, **dict(zip(open_answers, chosen, strict=True))}
            all_truths = {**truths, **dict(zip(open_atoms, decided, strict=True))}
            judgements = judged(setting, all_truths, all_answers)
            level = level_reached(setting, judgements, later(all_truths, judgements))
            if level is None:
                return None
            found.append(level)
    return Range(low=min(found), high=max(found))


def asks_for_proofs(model: ast.Model) -> bool:
    """Whether a policy or a condition asks what came with an answer."""
    each = [atom for condition in conditions_of(model) for atom in atoms(condition)]
    without = any(isinstance(atom, ast.EachCriterion) and atom.without is not None for atom in each)
    return without or any(policy.justified for policy in model.policies)


def asks_of_unknown(atom: ast.Expr, truth: Truth) -> bool:
    """Whether a comparison is ``x is known`` of an x that is not known, or ``x is unknown``."""
    return isinstance(atom, ast.IsKnown) and truth == (not atom.known)
