"""Functions of answers and numbers, each with its reference in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cxengine.host.contracts import Figure, Function, Lowering, RowValue
from cxengine.lang.functions import Example

MIDDLE = 3
Values = Sequence[Fraction | None]


def lower_net_satisfied(rows: Lowering, answer: RowValue) -> Figure:
    """Above the middle less below it."""
    middle = rows.number(MIDDLE)
    above = rows.share(rows.compare(answer, ">", middle))
    return rows.combine(above, "-", rows.share(rows.compare(answer, "<", middle)))


def net_satisfied(answers: Values) -> Fraction | None:
    """The same, answer by answer."""
    known = [answer for answer in answers if answer is not None]
    balance = sum((answer > MIDDLE) - (answer < MIDDLE) for answer in known)
    return Fraction(balance, len(known)) if known else None


def lower_at_least(rows: Lowering, value: RowValue, bound: RowValue) -> Figure:
    """Of the rows in which both are known."""
    return rows.share(rows.compare(value, ">=", bound))


def at_least(values: Values, bounds: Values) -> Fraction | None:
    """The same, row by row."""
    known = [value >= bound for value, bound in zip(values, bounds, strict=True)
             if value is not None and bound is not None]  # fmt: skip
    return Fraction(sum(known), len(known)) if known else None


def lower_capped(rows: Lowering, value: RowValue, bound: RowValue) -> RowValue:
    """Of one row."""
    return rows.compare(value, "<=", bound)


def capped(value: Fraction, bound: Fraction) -> bool:
    """The same."""
    return value <= bound


FUNCTIONS: Mapping[str, Function] = {
    "net_satisfied": Function(
        kind="aggregate", parameters=("number",), result="points",
        doc="The share above the middle of a 1 to 5 scale, less the share below it.", usage="net_satisfied(x)",
        examples=(Example(formula="net_satisfied(x)", values=(5, 4, 3, 1, None), result="25 points"),),
        lower=lower_net_satisfied, reference=net_satisfied,
    ),
    "at_least": Function(
        kind="aggregate", parameters=("number", "number"), result="share",
        doc="The share of rows in which one number is at least another.", usage="at_least(x, 4)",
        examples=(Example(formula="at_least(x, 4)", values=(5, 4, 3, 1, None), result="50%"),),
        lower=lower_at_least, reference=at_least,
    ),
    "capped_at_most": Function(
        kind="scalar", parameters=("number", "number"), result="condition",
        doc="Whether a number is at most another.", usage="capped_at_most(x, 4)",
        examples=(Example(formula="count(capped_at_most(x, 4))", values=(5, 4, 3, None), result="2"),),
        lower=lower_capped, reference=capped,
    ),
}  # fmt: skip
