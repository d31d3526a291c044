"""Each class of the tree, each attribute of it, and each two words of one make a difference, each in some program.

The programs are the rule files beside this and the rows of ``tests/needs``. In one of them one attribute of one node
is changed, and something else comes out: in the result, in a test block, in the words in which either is told, in a
remark, or as a refusal. ``found.txt`` says for each where, and ``python -m tests.attributes.find`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.generated.constructs import CLASSES

from .found import Found, found, makes_a_difference
from .outcome import trees_of
from .texts import texts
from .trees import NOTHING, attributes, nodes, said
from .wanted import EXCUSED, UNSAID, excused, names, wanted

FOUND = found()


def test_each_class_attribute_and_word_is_shown_or_says_why_not() -> None:
    shown = {str(each.what) for each in FOUND}
    assert len(shown) == len(FOUND)
    assert [str(each) for each in wanted() if not excused(each) and str(each) not in shown] == []


@pytest.mark.parametrize("kind", [each.__name__ for each in CLASSES])
def test_each_makes_a_difference(kind: str) -> None:
    assert wrong(each for each in FOUND if each.what.kind == kind) == []


def wrong(some: Iterable[Found]) -> list[str]:
    """Those of which the change that is written down makes another difference than is said, or none."""
    kinds = [(each, makes_a_difference(each)) for each in some]
    return [f"{each}; now it is {kind}" for each, kind in kinds if kind != each.kind]


def test_nothing_is_excused_that_is_not_there_or_is_shown_anyway() -> None:
    places = {name for each in wanted() for name in (str(each), each.place, *(f"{each.place} {w}" for w in each.pair))}
    listed = [*names(UNSAID), *names(EXCUSED)]
    assert [name for name in listed if name not in places] == []
    assert [str(each.what) for each in FOUND if excused(each.what)] == []


def test_what_no_line_says_stands_in_no_tree() -> None:
    written = {
        f"{type(node).__name__}.{name}"
        for text in texts()
        for _, node in nodes(trees_of(text))
        for name in attributes(type(node))
        if said(getattr(node, name)) not in (NOTHING, "")
    }
    assert [name for name in names(UNSAID) if name in written] == []
