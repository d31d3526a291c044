"""A pack that extends a generated one and overrides some of it: valid by construction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from .models import WrittenModel
from .writing import Pen

OVERRIDES = "over/over.cx"
HEAD = "pack over: A council's own\nversion 2 from 2018-04-01\nextends made 1.0\n"


def overriding(pen: Pen, model: WrittenModel, as_of: date) -> str:
    """The text of the pack; empty for half of the programs, and where there is no criterion to override."""
    writer = OverrideWriter(pen, model, as_of)
    if pen.likely(0.5) or not writer.criteria:
        return ""
    pen.use("extends")
    return writer.text()


class OverrideWriter:
    """Writes overrides of one generated pack. ``below`` is its text, from which it is read what may be touched."""

    def __init__(self, pen: Pen, model: WrittenModel, as_of: date) -> None:
        self.pen, self.model, self.as_of = pen, model, as_of
        self.metrics, _, after = "\n".join(pen.lines).partition("\nmodel maturity ")
        self.below = after.split("\nmodel ")[0]
        self.reused = re.findall(r"answer from maturity (\S+)", after)
        self.criteria = re.findall(r"^ *criterion (\S+):", self.below, re.MULTILINE)
        self.lines: list[str] = []

    def text(self) -> str:
        """Each kind of override now and then."""
        pen = self.pen
        if pen.likely(0.7):
            for name in pen.some(self.criteria, 1, 2):
                self.waive(name)
        if pen.likely(0.4):
            self.change_model()
        if pen.likely(0.5) and self.model.asked:
            self.change_criterion(pen.one(self.model.asked).name)
        if pen.likely(0.5):
            self.change_action()
        if pen.likely(0.4):
            self.add()
        if pen.likely(0.4):
            self.remove(self.unnamed())
        if pen.likely(0.3):
            self.change_metric()
        return HEAD + "".join(f"{line}\n" for line in self.lines)

    def write(self, head: str, *clauses: str) -> None:
        """One override, with its reason."""
        self.pen.use(" ".join(head.split()[:2]))
        self.lines += [head, *(f"  {clause}" for clause in clauses), "  because: By chance"]

    def waive(self, name: str) -> None:
        """Until a day around the assessment date: its end is in."""
        days = self.pen.one((-200, -1, 0, 0, 1, 30, 400))
        self.pen.use("waiver over" if days < 0 else "waiver's last day" if days == 0 else "until")
        self.write(f"waive criterion maturity.{name}", f"until {self.as_of + timedelta(days=days)}")

    def change_model(self) -> None:
        """Policies."""
        waived = self.pen.one(("waived counts as unmet", "waived counts as unmet", "waived is left out"))
        self.pen.use(waived)
        others = ["unknown counts as unmet", "unknown is left out"]
        others += [] if "level by" in self.below else ["empty level counts as met"]
        self.write("change model maturity", waived, *self.pen.some(others, 0, 1))

    def change_criterion(self, name: str) -> None:
        """Proofs and the age of answers."""
        clauses = ["ask: Is it so by now?", self.pen.one(("evidence required", "review every 6 months"))]
        block = self.below[self.below.index(f"criterion {name}:") :].split("criterion ")[1]
        if re.search(r"^ *link\b.* required", block, re.MULTILINE):
            clauses.append("without link")
        levels = re.findall(r"^ *level ([1-9]):", self.below, re.MULTILINE)
        if levels and "score of level" not in self.below and not self.reads_all() and self.pen.likely(0.4):
            clauses.append(f"in level {self.pen.one(levels)}")
            self.pen.use("moved to a level")
        self.write(f"change criterion maturity.{name}", *clauses)

    def change_action(self) -> None:
        """What must come before, or not."""
        actions = re.findall(r"action (\w+):", self.below)
        if actions:
            name = self.pen.one(actions)
            block = self.below[self.below.index(f"action {name}:") :].split("action ")[1]
            comes_after = re.search(r"^ *after ", block, re.MULTILINE) is not None
            if comes_after:
                self.pen.use("without")
            self.write(f"change action {name}", "without after" if comes_after else "effort 3 days")

    def add(self) -> None:
        """A criterion that asks for a waiver, at the level of its number or at one that is named."""
        aspects = re.findall(r"^    aspect (\w+)$", self.below, re.MULTILINE)
        aspect = [f"aspect {aspects[0]}"] if aspects else []
        word = self.pen.one(("is", "is not"))
        when = "ask: Is it so?"
        if not self.reads_all():
            when = f"when criterion {self.pen.one(self.kept())} {word} waived"
            self.pen.use("criterion is waived")
        self.pen.use("in level")
        where, level = self.pen.one((("1.9", ()), ("extra", ("in level 1",))))
        deducts = ["deducts 1"] if re.search(r"^  score starts at", self.below, re.MULTILINE) else []
        self.write(f"add criterion maturity.{where}: Added", *aspect, when, *level, *deducts)

    def reads_all(self) -> bool:
        """Whether a criterion may read all others or those above it, so that one more condition could make a circle."""
        lines = [line for line in self.below.split("\n") if "reached when" not in line]
        return any(re.search(r"(any|every) .*criterion|stop at", line) for line in lines)

    def remove(self, names: Sequence[str]) -> None:
        """A criterion that nothing names, but for the only one that a condition asks after as all of them."""
        names = [name for name in names if not self.is_last(name)]
        if names:
            self.write(f"remove criterion maturity.{self.pen.one(names)}")

    def is_last(self, name: str) -> bool:
        """Whether without it a condition would ask after any or every criterion of none."""
        aspects = {each.split(":")[0]: re.findall(r"^ *aspect (\w+)$", each, re.MULTILINE) for each in self.blocks()}
        for aspect in re.findall(r"(?:any|every) criterion of (\w+)", self.below):
            if [other for other in self.criteria if aspect in aspects[other]] == [name]:
                return True
        least = 2 if "other criterion" in self.below else 1 if re.search("(any|every) criterion is", self.below) else 0
        return len(self.criteria) <= least

    def blocks(self) -> list[str]:
        """The lines of each criterion, from its name on."""
        return re.split(r"^ *criterion (?=\S+:)", self.below, flags=re.MULTILINE)[1:]

    def change_metric(self) -> None:
        """The least number of answers."""
        needing = re.findall(r"^metric (\w+):[^\n]*\n(?:  [^\n]*\n)*?  needs", self.metrics, re.MULTILINE)
        if needing:
            self.write(f"change metric {self.pen.one(needing)}", f"needs {self.pen.number(1, 9)} answers")

    def unnamed(self) -> list[str]:
        """Criteria that nothing else names, no further model either, with actions that come before no other."""
        said = self.below + "\n".join(self.lines)
        after = " ".join(re.findall(r"^ *after (.+)$", self.below, re.MULTILINE)).split()
        return [
            name
            for name in self.criteria
            if name not in self.reused
            and not re.search(rf"criterion (maturity\.)?{re.escape(name)}(?![.\w:])", said)
            and f"do_{name.replace('.', '_')}" not in after
            and f"action do_{name.replace('.', '_')}\n" not in said
        ]

    def kept(self) -> list[str]:
        """Those that stay whatever is removed: some condition or override names them; else all, and none goes."""
        free = self.unnamed()
        return [name for name in self.criteria if name not in free] or self.criteria
