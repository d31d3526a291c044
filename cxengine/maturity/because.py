"""Why a thing came out as it did: made with the result, from the facts that decided it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import attrs

from cxengine.maturity.facts import Facts
from cxengine.maturity.outcome import Outcome, Truth
from cxengine.maturity.words import Style
from cxengine.source import NOWHERE, Span

_NOTHING = Fraction(0)


def no_hint() -> tuple[str, ...]:
    """Nothing has to change."""
    return ()


def no_parts() -> tuple[Because, ...]:
    """The reason is not made of others."""
    return ()


@attrs.frozen(kw_only=True)
class Details:
    """What stands behind a reason, read from the same recorded facts when somebody asks.

    ``value`` and ``target`` are exact, in the unit of the metric; ``short`` is whether the value is on the wrong
    side of the target. ``missing`` names what would have to be known. ``hint`` gives what would turn the result,
    and ``inner`` the reasons that it is made of, also those that decided nothing.
    """

    expr: str = ""
    value: Fraction | None = None
    target: Fraction | None = None
    short: bool = False
    n: int | None = None
    style: Style | None = None
    missing: tuple[str, ...] = ()
    inner: Callable[[], tuple[Because, ...]] = attrs.field(default=no_parts, eq=False, repr=False)
    hint: Callable[[], tuple[str, ...]] = attrs.field(default=no_hint, eq=False, repr=False)
    span: Span = attrs.field(default=NOWHERE, eq=False, repr=False)

    @property
    def gap(self) -> Fraction | None:
        """What is still lacking, exactly; 0 where the value is on the right side of its target."""
        if self.value is None or self.target is None:
            return None
        return abs(self.target - self.value) if self.short else _NOTHING


def nobody_answers(index: int) -> str:
    """The words where nothing is answered by people."""
    return ""


class Run(NamedTuple):
    """What one evaluation of a model read and recorded. ``answered`` says in words what was answered to a criterion."""

    facts: Facts
    truths: Sequence[Truth]
    outcomes: Sequence[Outcome]
    answered: Callable[[int], str] = nobody_answers


class Because(NamedTuple):
    """One node of the explanation tree: its words, what it came to, and the way to what stands behind it.

    A small tuple, because thousands are made for one subject: ``behind`` belongs to the model, ``run`` to the
    evaluation, and nothing more is kept.
    """

    text: str
    truth: Truth
    behind: Callable[[Run, Truth], Details]
    run: Run

    def details(self) -> Details:
        """What stands behind it."""
        return self.behind(self.run, self.truth)

    @property
    def parts(self) -> tuple[Because, ...]:
        """The reasons it is made of."""
        return self.details().inner()

    @property
    def would_change(self) -> tuple[str, ...]:
        """What would turn the result, in words."""
        return self.details().hint()


Text = Callable[[Run, Truth], str]


@attrs.frozen(eq=False)
class Teller:
    """Words a reason: made once with the model, used for every subject."""

    decide: Callable[[Sequence[Truth], Sequence[Outcome]], Truth]
    text: Text
    behind: Callable[[Run, Truth], Details]
    place: int | None = None
    """Where the truth stands, for a comparison."""

    def tell(self, run: Run) -> Because:
        """The reason, from the facts and the recorded truths."""
        return self.told(run, self.decide(run.truths, run.outcomes))

    def told(self, run: Run, truth: Truth) -> Because:
        """The reason of what is known to have come to ``truth``."""
        return Because(self.text(run, truth), truth, self.behind, run)


def joined(
    parts: tuple[Teller, ...], decide: Callable[[Sequence[Truth], Sequence[Outcome]], Truth],
    about: tuple[str, Span], *, any_one: bool,
) -> Teller:  # fmt: skip
    """The reason of an ``and`` or an ``or``: told by the parts that decided it, and of an ``or`` that holds by the
    first one that does. ``about`` is its text and place.
    """
    text = _of_two(parts, any_one=any_one) or _of_any_number(parts, any_one=any_one)

    def behind(run: Run, truth: Truth) -> Details:
        told = [part.tell(run) for part in parts]
        deciding = [part for part in told if part.truth is truth]
        if any_one and truth is True:
            deciding = deciding[:1]
        behind_them = [part.details() for part in deciding]
        return attrs.evolve(
            behind_them[0],
            expr=about[0],
            span=about[1],
            missing=_together([part.missing for part in behind_them]) if truth is None else (),
            inner=lambda: tuple(told),
            hint=no_hint if truth is True else partial(_turning, behind_them, any_one=any_one),
        )

    return Teller(decide, text, behind)


def _of_two(parts: tuple[Teller, ...], *, any_one: bool) -> Text | None:
    """What words the usual two comparisons; None where the parts are others."""
    if len(parts) != 2 or None in (parts[0].place, parts[1].place):
        return None
    (one, one_text), (other, other_text) = ((part.place or 0, part.text) for part in parts)

    def text(run: Run, truth: Truth) -> str:
        truths = run.truths
        if truths[one] is not truth:
            return other_text(run, truth)
        if truths[other] is not truth or (any_one and truth is True):
            return one_text(run, truth)
        between = "; and " if truth is True or any_one else "; "
        return f"{one_text(run, truth)}{between}{other_text(run, truth)}"

    return text


def _of_any_number(parts: tuple[Teller, ...], *, any_one: bool) -> Text:
    pairs = tuple((part.decide, part.text) for part in parts)

    def text(run: Run, truth: Truth) -> str:
        _, truths, outcomes, _ = run
        said = [text(run, truth) for decide, text in pairs if decide(truths, outcomes) is truth]
        if len(said) == 1 or (any_one and truth is True):
            return said[0]
        return ("; and " if truth is True or any_one else "; ").join(said)

    return text


def _together(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for items in lists for item in items))


def _turning(deciding: list[Details], *, any_one: bool) -> tuple[str, ...]:
    said = _together([part.hint() for part in deciding])
    return (f"one of these: {'; or '.join(said)}",) if any_one and len(said) > 1 else said
