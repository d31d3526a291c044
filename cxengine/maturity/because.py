"""Why a thing came out as it did: made with the result, from the facts that decided it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import attrs

from cxengine.maturity.outcome import Truth
from cxengine.maturity.words import Style
from cxengine.source import NOWHERE, Span

Hint = Callable[[], tuple[str, ...]]
_NOTHING = Fraction(0)


def no_hint() -> tuple[str, ...]:
    """Nothing has to change."""
    return ()


def no_parts() -> tuple[Because, ...]:
    """The reason is not made of others."""
    return ()


@attrs.frozen(kw_only=True, slots=False)
class Because:
    """One node of the explanation tree.

    ``value`` and ``target`` are exact, in the unit of the metric; ``short`` is whether the value is on the wrong
    side of the target. ``missing`` names what would have to be known. ``hint`` gives, when asked, what would
    turn the result, and ``inner`` the reasons that it is made of; both are worded only then.
    """

    text: str
    expr: str = ""
    truth: Truth = None
    value: Fraction | None = None
    target: Fraction | None = None
    short: bool = False
    n: int | None = None
    style: Style | None = None
    missing: tuple[str, ...] = ()
    inner: Callable[[], tuple[Because, ...]] = attrs.field(default=no_parts, eq=False, repr=False)
    hint: Hint = attrs.field(default=no_hint, eq=False, repr=False)
    span: Span = attrs.field(default=NOWHERE, eq=False, repr=False)

    @property
    def gap(self) -> Fraction | None:
        """What is still lacking, exactly; 0 where the value is on the right side of its target."""
        if self.value is None or self.target is None:
            return None
        return abs(self.target - self.value) if self.short else _NOTHING

    @property
    def parts(self) -> tuple[Because, ...]:
        """The reasons of its parts, also of those that decided nothing."""
        return self.inner()

    @property
    def would_change(self) -> tuple[str, ...]:
        """What would turn the result, in words."""
        return self.hint()


def joined(
    expr: str, truth: Truth, deciding: list[Because], inner: Callable[[], tuple[Because, ...]],
    *, any_one: bool, span: Span,
) -> Because:  # fmt: skip
    """The reason of an ``and`` or an ``or``: told by the parts that decided it."""
    first = deciding[0]
    alone = len(deciding) == 1
    word = "; and " if truth is True or any_one else "; "
    return Because(
        text=first.text if alone else word.join([part.text for part in deciding]),
        expr=expr,
        truth=truth,
        value=first.value,
        target=first.target,
        short=first.short,
        n=first.n,
        style=first.style,
        missing=_together([part.missing for part in deciding]) if truth is None else (),
        inner=inner,
        hint=no_hint if truth is True else partial(_turning, deciding, any_one=any_one),
        span=span,
    )


def _together(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for items in lists for item in items))


def _turning(deciding: list[Because], *, any_one: bool) -> tuple[str, ...]:
    said = _together([part.would_change for part in deciding])
    return (f"one of these: {'; or '.join(said)}",) if any_one and len(said) > 1 else said
