"""What is to be shown: each class of the tree, each attribute of it, and of an attribute that holds words each two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import attrs

from cxengine.lang import ast
from tests.generated.constructs import CLASSES

from .trees import Change, attributes, said, words


@attrs.frozen
class Wanted:
    """A class, an attribute, or two words that an attribute may hold."""

    kind: str
    field: str = ""
    pair: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """``Metric`` or ``Metric.needs``."""
        return f"{self.kind}.{self.field}" if self.field else self.kind

    def __str__(self) -> str:
        return f"{self.place} {' | '.join(self.pair)}" if self.pair else self.place

    def shown_by(self, change: Change) -> bool:
        """Whether a change of this attribute is one between its two words."""
        return not self.pair or {said(change.before), said(change.after)} == set(self.pair)


def wanted() -> Iterator[Wanted]:
    """All of it, by class."""
    for kind in CLASSES:
        name = kind.__name__
        yield Wanted(name)
        for field in attributes(kind):
            if field == ONCE and kind is not ast.Metric:
                continue
            known = words(kind, field)
            pairs = [*combinations(known, 2)] if len(known) > 1 else [()]
            yield from (Wanted(name, field, pair) for pair in pairs)


UNSAID: Mapping[str, str] = {
    "AddedStep.pains, ChangedStep.pains, MergedSteps.pains, AddedStep.emotion, ChangedStep.emotion, "
    "MergedSteps.emotion": "what people went through is said of steps that are, not of those to come",
    "ChangedStep.title, ChangedStep.then, ChangedStep.after, MergedSteps.then, MergedSteps.after, RemovedStep.title":
    "such a step keeps its title, and its way to others",
    "Field.title, Field.notes": "a field has none; a note below one is of its table",
    "Aspect.score by plugin, Level.score by plugin": "only a model is scored by a plugin",
}  # fmt: skip
"""What a class has for the sake of another that is made like it, and that no line says of it."""
EXCUSED: Mapping[str, str] = {
    "Declaration, Declaration.name, Declaration.title, Declaration.notes": "what all blocks have, and shown of each",
    "File, File.filename, File.incomplete, File.opaque, File.nameless, File.written":
    "what is left of a text in which a line is broken: tests/lang/test_lost_lines.py",
    "File.dotted": "made of the packs of a text: tests/lang/test_names_across_packs.py",
    "File.removed": "in what words a name is unknown that an override took out: tests/lang/test_check_overrides.py",
    "Pack.plugins": "which plugins are loaded is read off the text: tests/engine/test_every_clause.py",
    "Written, Written.kind, Written.name, Written.title, Written.values, Written.blocks":
    "the lines of an override before they are folded in: tests/lang/overriding.py, tests/engine/every_override.cx",
    "Override.notes": "stands among the lines of the override, from which it is folded in",
    "Metric.overridden": "told where a figure is explained: tests/engine/test_explained_figures.py",
    "Scale.higher_is_better yes | nothing": "higher is better where nothing is written",
    "Need": "every demand has one, and what it asks for is shown",
    "Level.name": "its number as text, and the number is shown",
}  # fmt: skip
"""What is shown elsewhere, and where."""
ONCE = "overridden"
"""What overrides did is kept of each declaration alike, and shown of one kind."""


def names(listed: Mapping[str, str]) -> list[str]:
    """The names that are listed, one by one."""
    return [name for some in listed for name in some.split(", ")]


def excused(each: Wanted) -> bool:
    """Whether something need not be shown here."""
    listed = {*names(UNSAID), *names(EXCUSED)}
    return not listed.isdisjoint({str(each), each.place, *(f"{each.place} {word}" for word in each.pair)})
