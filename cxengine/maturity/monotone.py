"""Whether more that is met, and higher figures, can only help a level: then its bounds are exact."""

from __future__ import annotations

from collections.abc import Mapping

from cxengine.lang import ast
from cxengine.maturity.compiled import CompiledModel
from cxengine.maturity.conditions import AllOf, AnyOf, Atom, Condition, Negated, OfAnswer, OfCriterion, atoms_in
from cxengine.maturity.facts import Facts
from cxengine.maturity.outcome import Truth

Truths = frozenset[Truth]


def only_helps(model: CompiledModel, facts: Facts, free: Mapping[int, Truths]) -> bool:
    """Whether every unknown can only help, and all can help (or fail to) at once."""
    if not _rises(model):
        return False
    conditions = [c.when for c in model.criteria if c.when] + [x.when for x in model.levels if x.when]
    if model.policies.not_applicable != "left out" and any(c.applies for c in model.criteria):
        return False
    if not all(_positive(condition, free) for condition in conditions):
        return False
    overruling = [c.unmet for c in model.criteria if c.unmet]
    if any(_reads_criteria(c) or any(atom.place in free for atom in atoms_in(c)) for c in overruling):
        return False
    directions: dict[object, set[object]] = {}
    late = {atom.place for atom in model.late}
    for atom in {a.place: a for condition in conditions for a in atoms_in(condition)}.values():
        if atom.place in late and atom.direction != "up":
            return False
        if atom.place not in free or atom.direction == "any" or atom.place in late:
            continue
        sides = _sides(atom)
        unknown = unknowns(atom, facts)
        simple = atom.direction and len(unknown) == 1
        for name in unknown:
            way: object = sides.get(name) or (atom.direction if simple else atom.place)
            directions.setdefault(name, set()).add(way)
    return all(len(found) == 1 for found in directions.values())


def _rises(model: CompiledModel) -> bool:
    """Whether the rule for levels is one under which more that is met can only help, and nothing caps it.

    Of a scale with several points, "is at least" rises; "is" does so only for the highest.
    """
    if model.leveller is not None and not model.leveller.monotone:
        return False
    declared = model.declared
    bounds = [*declared.bounds, *(bound for aspect in declared.aspects for bound in aspect.bounds)]
    if any(bound.when is not None for bound in bounds) or (model.late and any(c.deductions for c in model.criteria)):
        return False
    if model.late and any(aspect.caps or aspect.withheld is not None for aspect in declared.aspects):
        return False
    if model.caps or any(criterion.forbidden for criterion in model.criteria) or model.asks_for_proofs:
        return False
    return all(need.rises([c.top for c in model.criteria]) for need in model.needs)


def unknowns(atom: Atom, facts: Facts) -> set[int | str]:
    """The metrics (by slot) and attributes (by name) of a comparison that are not known."""
    of_open = isinstance(atom.expr, ast.IsKnown)
    figures = ((slot, facts.measured[slot]) for slot in atom.metrics)
    names: set[int | str] = {slot for slot, m in figures if m.value is None or (of_open and m.open)}
    return names | {name for name in atom.attributes if name not in facts.attributes}


def _sides(atom: Atom) -> Mapping[int | str, str]:
    """Of two figures that are compared with each other: which way each helps the comparison to hold."""
    match atom.expr:
        case ast.Compare(op, ast.Ref(), ast.Ref()) if len(set(atom.metrics)) == 2 and not atom.attributes:
            left, right = atom.metrics
            return {left: "up", right: "down"} if op in (">=", ">") else {left: "down", right: "up"}
    return {}


def _positive(condition: Condition, free: Mapping[int, Truths]) -> bool:
    """Whether more that is met can only make the condition hold."""
    match condition:
        case Atom():
            return True
        case OfCriterion(_, _, expr):
            return (expr.outcome == "met" or expr.at_least) and not expr.negated
        case OfAnswer(expr=asked):
            return isinstance(asked, ast.CriterionIs) and asked.at_least and not asked.negated
        case Negated(inner):
            return not any(atom.place in free for atom in atoms_in(inner)) and not _reads_criteria(inner)
        case AllOf(parts) | AnyOf(parts):
            return all(_positive(p, free) for p in parts)


def _reads_criteria(condition: Condition) -> bool:
    match condition:
        case OfCriterion() | OfAnswer():
            return True
        case Negated(inner):
            return _reads_criteria(inner)
        case AllOf(parts) | AnyOf(parts):
            return any(_reads_criteria(p) for p in parts)
        case Atom():
            return False
