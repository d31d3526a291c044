"""Which truths a comparison can take when a figure in it is unknown, or could still turn out otherwise."""

from __future__ import annotations

from fractions import Fraction

import attrs

from cxengine.lang import ast
from cxengine.maturity.conditions import Atom
from cxengine.maturity.facts import Facts
from cxengine.maturity.outcome import Truth

_BOTH: frozenset[Truth] = frozenset((True, False))
_DOMAIN: dict[str, tuple[Fraction, Fraction]] = {
    "share": (Fraction(0), Fraction(1)),
    "points": (Fraction(-1), Fraction(1)),
}


def possible_truths(atom: Atom, facts: Facts) -> frozenset[Truth]:
    """Both, unless the figure's own bounds decide: no share of rows is above 100%; a ratio of two sums may be."""
    match atom.expr:
        case ast.Compare(op, ast.Ref(), ast.Percent(bound) | ast.Points(bound), None) if atom.bounded:
            domain = _DOMAIN.get(facts.measured[atom.metrics[0]].unit)
            return _BOTH if domain is None else _within(op, domain, bound)
        case _:
            return _BOTH


def unsettled_truths(atom: Atom, facts: Facts) -> frozenset[Truth]:
    """Where a figure counts levels of other subjects that are open: as at the ends of what it could come to.

    Of a comparison of that figure alone with a number nothing else comes out between the ends.
    """
    slot = atom.metrics[0]
    ends = facts.unsettled.get(slot)
    if ends is None or len(atom.metrics) > 1 or atom.attributes or atom.direction not in ("up", "down"):
        return possible_truths(atom, facts)
    truths = {_where(atom, facts, slot, value) for value in ends}
    return frozenset(truths) if None not in truths else possible_truths(atom, facts)


def _where(atom: Atom, facts: Facts, slot: int, value: Fraction) -> Truth:
    figure = attrs.evolve(facts.measured[slot], value=value, unknown=None, low=None, high=None, open=False)
    there = facts.with_results(0, [(slot, figure)])
    return atom.run(there.numbers, there)


def _within(op: ast.Comparison, domain: tuple[Fraction, Fraction], bound: Fraction) -> frozenset[Truth]:
    low, high = domain
    match op:
        case ">=":
            can, cannot = high >= bound, low < bound
        case ">":
            can, cannot = high > bound, low <= bound
        case "<=":
            can, cannot = low <= bound, high > bound
        case "<":
            can, cannot = low < bound, high >= bound
    return frozenset(truth for truth, possible in ((True, can), (False, cannot)) if possible)
