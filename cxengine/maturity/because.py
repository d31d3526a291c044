"""Why a thing came out as it did: made with the result, from the facts that decided it."""

from __future__ import annotations

from fractions import Fraction

import attrs

from cxengine.maturity.outcome import Truth
from cxengine.maturity.words import Style
from cxengine.source import NOWHERE, Span


@attrs.frozen(kw_only=True)
class Because:
    """One node of the explanation tree.

    ``value``, ``target`` and ``gap`` are exact, in the unit of the metric; ``gap`` is what is still lacking
    (0 when it is met). ``missing`` names what would have to be known; ``would_change`` says what would turn
    the result.
    """

    text: str
    expr: str = ""
    truth: Truth = None
    value: Fraction | None = None
    target: Fraction | None = None
    gap: Fraction | None = None
    n: int | None = None
    style: Style | None = None
    missing: tuple[str, ...] = ()
    parts: tuple[Because, ...] = ()
    would_change: tuple[str, ...] = ()
    span: Span = attrs.field(default=NOWHERE, eq=False, repr=False)


def joined(expr: str, truth: Truth, parts: tuple[Because, ...], *, any_one: bool, span: Span) -> Because:
    """The reason of an ``and`` or an ``or``: told by the parts that decided it."""
    deciding = tuple(part for part in parts if part.truth is truth) or parts
    if any_one and truth is True:
        deciding = deciding[:1]
    word = "; and " if truth is True or any_one else "; "
    first = deciding[0]
    return Because(
        text=word.join(part.text for part in deciding),
        expr=expr,
        truth=truth,
        value=first.value,
        target=first.target,
        gap=first.gap,
        n=first.n,
        style=first.style,
        missing=tuple(dict.fromkeys(item for part in parts for item in part.missing)),
        parts=parts,
        would_change=_turning(deciding, truth, any_one=any_one),
        span=span,
    )


def _turning(deciding: tuple[Because, ...], truth: Truth, *, any_one: bool) -> tuple[str, ...]:
    if truth is True:
        return ()
    said = tuple(dict.fromkeys(hint for part in deciding for hint in part.would_change))
    return (f"one of these: {'; or '.join(said)}",) if any_one and len(said) > 1 else said
