"""The order in which the criteria of a model are asked and named: level by level, and by ``assess ASPECT first``."""

from __future__ import annotations

from collections.abc import Iterable

from cxengine.lang import ast
from cxengine.maturity.compiled import CompiledCriterion


def in_turn(criteria: Iterable[CompiledCriterion], declared: ast.Model) -> list[CompiledCriterion]:
    """Those of a level in the order of their aspects that the model names; the others after them, as written."""
    first = [name.text for name in declared.assess_first]

    def turn(criterion: CompiledCriterion) -> tuple[int, int]:
        aspect = criterion.declared.aspect
        named = aspect is not None and aspect.text in first
        return criterion.level or 0, first.index(aspect.text) if named and aspect is not None else len(first)

    return sorted(criteria, key=turn)
