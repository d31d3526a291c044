"""Comparisons with the scores and levels of the model itself, which are known once its criteria are judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.testing.oracle.asked import Judgement
from cxengine.testing.oracle.conditions import condition_truth
from cxengine.testing.oracle.given import Setting
from cxengine.testing.oracle.levels import aspect_result, criteria_under, is_withheld
from cxengine.testing.oracle.logic import Truth, atoms, kleene_not
from cxengine.testing.oracle.outcomes import asks_for_result, criteria_of
from cxengine.testing.oracle.points import Ends, Scored, with_points
from cxengine.testing.oracle.scores import score_of
from cxengine.testing.oracle.values import by_sign, value_of


def late_atoms(model: ast.Model) -> list[ast.Expr]:
    """Those of the lines that come after the criteria."""
    conditions = [level.when for level in model.levels] + [model.withheld] + [cap.when for cap in model.caps]
    return [atom for condition in conditions for atom in atoms(condition) if asks_for_result(atom, model)]


def with_late(
    setting: Setting,
    truths: Mapping[ast.Expr, Truth],
    judgements: Mapping[str, Judgement],
    ends: Mapping[str, Ends],
    on: date,
) -> dict[ast.Expr, Truth]:
    """The truths of all comparisons, those with scores and levels too."""
    asked = late_atoms(setting.model)
    if not asked:
        return dict(truths)
    scored = Scored(setting, with_points(criteria_of(setting.model), judgements), ends, truths)
    return {**truths, **{atom: truth_of(setting, atom, scored, judgements, truths, on) for atom in asked}}


def truth_of(
    setting: Setting,
    atom: ast.Expr,
    scored: Scored,
    judgements: Mapping[str, Judgement],
    known: Mapping[ast.Expr, Truth],
    on: date,
) -> Truth:
    """One comparison of a score or a level with a figure, whichever side it stands on."""
    assert isinstance(atom, (ast.Compare, ast.Is))
    turned = not (isinstance(atom.left, ast.Ref) and atom.left.name.text in ("score", "level"))
    ref, other = (atom.right, atom.left) if turned else (atom.left, atom.right)
    assert isinstance(ref, ast.Ref)
    figure = value_of(other, lambda ref: None, on)
    assert isinstance(figure, Fraction)
    if ref.name.text == "score":
        score = score_of(scored, ref.of.text if ref.of is not None else None, ref.level)
        values = [] if score is None else [score]
    else:
        assert ref.of is not None
        aspect = next(each for each in setting.model.aspects if each.name.text == ref.of.text)
        values = aspect_levels(setting, aspect, judgements, known)
    truths: set[Truth] = {against(atom, value, figure, turned) for value in values}
    of_level = isinstance(atom, ast.Is) and ref.name.text == "level"
    if of_level and truths == {False} and min(values) < figure < max(values):
        truths = {None}
    if atom_negated(atom) and len(truths) == 1:
        return kleene_not(truths.pop())
    return truths.pop() if len(truths) == 1 else None


def aspect_levels(
    setting: Setting, aspect: ast.Aspect, judgements: Mapping[str, Judgement], known: Mapping[ast.Expr, Truth]
) -> list[Fraction]:
    """The least and the most that an aspect's level could be. A scorer could say any while a criterion is unknown."""
    here = aspect_result(setting, aspect, judgements, known)
    if here is None or is_withheld(setting, judgements, known, aspect):
        return []
    if setting.leveller is not None:
        members = criteria_under(setting.model, aspect.name.text, criteria_of(setting.model))
        is_open = any(judgements[name].outcome == "unknown" for name in members)
        sure = [c.level for c in aspect.caps if condition_truth(c.when, known, judgements, setting) is True]
        open_to = [each.number for each in setting.model.levels if all(each.number <= cap for cap in sure)]
        top = max(open_to, default=0)
        return [Fraction(0), Fraction(top)] if is_open else [Fraction(here)]
    hoped = {name: hopeful(setting, name, judgement) for name, judgement in judgements.items()}
    there = aspect_result(setting, aspect, judgements, known, (True,), hoped)
    return [Fraction(here), Fraction(there or 0)]


def hopeful(setting: Setting, name: str, judgement: Judgement) -> Judgement:
    """An unknown that no policy decides, turned out as is needed."""
    criterion = next(c for c in criteria_of(setting.model) if c.name.text == name)
    if judgement.outcome != "unknown" or setting.policies_for(criterion)["unknown"] != "unknown":
        return judgement
    return Judgement("wished")


def against(atom: ast.Expr, value: Fraction, figure: Fraction, turned: bool) -> bool:
    """Whether a value stands so to a figure."""
    if isinstance(atom, ast.Is):
        return value == figure
    assert isinstance(atom, ast.Compare)
    sign = (value > figure) - (value < figure)
    return by_sign(atom.op, -sign if turned else sign)


def atom_negated(atom: ast.Expr) -> bool:
    """``is not``."""
    return isinstance(atom, ast.Is) and atom.negated
