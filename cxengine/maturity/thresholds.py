"""From where on conditions ask for a percentage or a date that is answered: ``criterion 3.4 is at least 60%``.

What lies between two of these is told apart by nothing, so each stands for the answers from it up to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from cxengine.lang import ast
from cxengine.lang.walk import conditions_of, criteria_meant, proposing_conditions_of, walk

Thresholds = tuple[str, ...]
"""As they are written: ``60%``, ``2018-03-31``."""


def thresholds_of(model: ast.Model) -> Mapping[str, Thresholds]:
    """What the conditions of a model ask of each criterion by its number, each once."""
    found: dict[str, dict[str, None]] = {}
    for condition in (*conditions_of(model), *proposing_conditions_of(model)):
        for part in walk(condition):
            if isinstance(part, ast.CriterionIs) and part.at_least:
                found.setdefault(part.criterion.text, {})[part.outcome] = None
            elif isinstance(part, ast.EachCriterion) and part.at_least:
                for criterion in criteria_meant(part, model, None):
                    found.setdefault(criterion.name.text, {})[part.outcome] = None
    return {id: tuple(each) for id, each in found.items()}


def shares_of(thresholds: Thresholds) -> dict[str, Fraction]:
    """Those that are percentages."""
    return {each: Fraction(each[:-1]) / 100 for each in thresholds if each.endswith("%")}


def days_of(thresholds: Thresholds) -> dict[str, date]:
    """Those that are dates."""
    return {each: date.fromisoformat(each) for each in thresholds if each[:1].isdecimal() and each.count("-") == 2}
