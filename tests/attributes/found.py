"""Where each attribute makes a difference, as found.txt says it: program, line, what stands there, and what instead."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import attrs

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.metrics.rows import CannotLower

from .outcome import Outcome, Text, came_out, difference, folded, trees_of
from .texts import texts
from .trees import Change, Standing, changes
from .wanted import Wanted, wanted

FILE = Path(__file__).with_name("found.txt")
FOLDED = "folded "
"""Before the place of what is changed after the overrides of a program have been folded in."""


NO_SUCH_TREE = (
    ArithmeticError, AssertionError, AttributeError, CannotLower, LookupError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What befalls an engine with a tree that no text leads to."""


@attrs.frozen
class Found:
    """One attribute, and a change of it that makes a difference of some kind."""

    what: Wanted
    kind: str
    text: str
    fold: bool
    label: str

    def __str__(self) -> str:
        return f"{self.what}: {self.kind} · {self.text} · {'' if self.fold else FOLDED}{self.label}"


def found() -> list[Found]:
    """All that is written down."""
    known = {str(each): each for each in wanted()}
    made = []
    for line in FILE.read_text("utf-8").splitlines() if FILE.exists() else ():
        name, _, rest = line.partition(": ")
        kind, text, label = rest.split(" · ", 2)
        if name in known:
            made.append(Found(known[name], kind, text, not label.startswith(FOLDED), label.removeprefix(FOLDED)))
    return made


def write(made: Iterable[Found]) -> None:
    """Write it down again."""
    FILE.write_text("".join(f"{each}\n" for each in made), "utf-8")


@cache
def text_of(name: str) -> Text | None:
    """The program of a name."""
    return next((text for text in texts() if text.name == name), None)


@cache
def trees(text: Text, fold: bool) -> tuple[ast.File, ...]:
    """The trees of a program as they are changed: before or after its overrides are folded in."""
    return trees_of(text) if fold else folded(text, trees_of(text), Diagnostics())


@cache
def standing(text: Text, fold: bool) -> Standing:
    """What stands in a program."""
    return Standing(trees(text, fold))


@cache
def whole(text: Text, fold: bool) -> Outcome:
    """What a program comes to as it is."""
    made = list(came_out(text, trees(text, fold), fold=fold))
    assert made[0][0] != "refused", (text.name, made)
    return made


def tried(text: Text, fold: bool, change: Change) -> str | None:
    """What kind of difference a change makes; None for none, or where no text could lead to such a tree."""
    try:
        return difference(whole(text, fold), came_out(text, change.made_in(trees(text, fold)), fold=fold))
    except NO_SUCH_TREE:
        return None


def makes_a_difference(each: Found) -> str | None:
    """What kind of difference a change that is written down makes now; None for none, or where there is none such."""
    text = text_of(each.text)
    if text is None:
        return None
    made = changes(standing(text, each.fold), each.what.kind, each.what.field)
    kinds = (tried(text, each.fold, change) for change in made if change.label == each.label)
    return next((kind for kind in kinds if kind is not None), None)
