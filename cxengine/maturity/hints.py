"""What would change a result: the smallest true statement of what is lacking."""

from __future__ import annotations

from fractions import Fraction

from cxengine.lang.unparse import unparse
from cxengine.maturity.facts import Facts
from cxengine.maturity.operands import Operand, Value
from cxengine.maturity.words import shortly
from cxengine.metrics.measured import Measured


def lacking(operand: Operand, facts: Facts) -> tuple[str, ...]:
    """What would have to be known for an operand to have a value."""
    missing = [
        f"{facts.measured[slot].metric}: {facts.measured[slot].unknown}"
        for slot in operand.metrics
        if facts.measured[slot].value is None
    ]
    missing += [f"the {name} of this subject" for name in operand.attributes if name not in facts.attributes]
    return tuple(dict.fromkeys(missing))


def becoming_known(operand: Operand, facts: Facts) -> tuple[str, ...]:
    """What would have to happen for an operand to have a value."""
    figures = [facts.measured[slot] for slot in operand.metrics if facts.measured[slot].value is None]
    hints = [f"a figure for {measured.metric} (now: {measured.unknown})" for measured in figures]
    lacking_here = [name for name in operand.attributes if name not in facts.attributes]
    hints += [f"recording `{name}` in the list of subjects" for name in lacking_here]
    return tuple(dict.fromkeys(hints))


def needed_for(
    operand: Operand, op: str, bound: tuple[Value, str | None], facts: Facts, *, sure: bool
) -> tuple[str, ...]:
    """What a figure would have to become, and for a share how many answers that is.

    ``bound`` is the value to reach, and its words where they are written in the rules.
    """
    value, written = bound
    if any(facts.measured[slot].value is None for slot in operand.metrics):
        return becoming_known(operand, facts)
    if any(name not in facts.attributes for name in operand.attributes):
        return becoming_known(operand, facts)
    if operand.ref is None or operand.style is None or not isinstance(value, Fraction):
        return ()
    said = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}[op]
    surely = ", by enough that it is not chance" if sure else ""
    text = f"{unparse(operand.ref)} reaching {said} {written or shortly(value, operand.style)}{surely}"
    if operand.slot is not None and not sure and not facts.measured[operand.slot].masked:
        text += _answers_needed(facts.measured[operand.slot], op, value)
    return (text,)


def _answers_needed(measured: Measured, op: str, bound: Fraction) -> str:
    """For a share that is too low: how many more of the same answers would have to be favourable."""
    if op not in (">=", ">") or measured.estimator != "share" or not 0 <= bound <= 1:
        return ""
    if measured.n is None or measured.hits is None or measured.turned is not None:
        return ""
    needed = -(-bound.numerator * measured.n // bound.denominator)
    if op == ">" and Fraction(needed, measured.n or 1) == bound:
        needed += 1
    more = needed - measured.hits
    return f": {more:,} more of the {measured.n:,}" if 0 < more <= measured.n - measured.hits else ""
