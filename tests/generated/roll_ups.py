"""A small model for services, and metrics that count services by the levels it gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .conditions import compared
from .metrics import Made, finished
from .model_conditions import SHARES
from .models import Asked, WrittenModel
from .writing import Pen

KIND, MODEL = "service", "practice"


class RollUps:
    """Writes the metrics before the model that they name; ``kept`` are the ways in which the model may be read."""

    def __init__(self, pen: Pen, attributes: Sequence[tuple[str, str]], as_of: date) -> None:
        self.pen, self.as_of = pen, as_of
        self.attributes = attributes
        self.top = pen.number(1, 3)
        self.scored = pen.likely(0.6)
        self.rule = pen.one(("mean", "sum", "lowest", "share met"))

    def metrics(self) -> list[Made]:
        """One or two metrics over services, for the kinds above them."""
        return [self.metric(f"r{place}") for place in range(self.pen.number(1, 2))]

    def metric(self, name: str) -> Made:
        """A figure over the levels, the scores or the number of services."""
        pen = self.pen
        shapes = ["share", "share", "count", "mean level", *(["mean score"] if self.scored else [])]
        shape = pen.one(shapes)
        pen.use(f"roll-up {shape}")
        formula, kind = {
            "share": (f"share({self.condition()})", "share"),
            "count": (f"count({self.condition()})", "number"),
            "mean level": (f"mean(level of {MODEL})", "number"),
            "mean score": (f"mean(score of {MODEL})", "number"),
        }[shape]
        pen.line(f"metric {name}: Services {name}", "metric")
        pen.line(f"  from {KIND}", "from a kind of subject")
        if pen.likely(0.3):
            pen.line(f"  where {self.condition()}", "where of subjects")
        pen.line(f"  formula {formula}", "formula")
        listed = [field for field, kind in self.attributes if kind in ("yes_no", "category", "list", "points")]
        if listed and pen.likely(0.5):
            pen.line(f"  by {pen.one(listed)}", "by a field of subjects")
        return finished(pen, Made(name=name, type=kind, whole_project=True, of_now=True), self.as_of)

    def condition(self) -> str:
        """What is asked of one service."""
        pen = self.pen
        truths = [name for name, kind in self.attributes if kind == "yes_no"]
        parts = [self.atom(of_rows=True)]
        if truths and pen.likely(0.3):
            pen.use("field of subjects")
            parts.append(f"{pen.one(truths)} is {pen.one(('yes', 'no'))}")
        if pen.likely(0.2):
            parts.append(self.atom(of_rows=True))
        return pen.one((" and ", " or ")).join(parts)

    def atom(self, *, of_rows: bool = False) -> str:
        """A comparison of a level or a score, which in rows of subjects is a plain number."""
        pen, number = self.pen, self.pen.number(0, self.top)
        level = f"level of {MODEL}"
        shape = pen.number(0, 6 if self.scored else 5)
        pen.use("level of model" if shape < 6 else "score of model")
        if shape == 0:
            pen.use("level is known")
            return f"{level} is {pen.one(('known', 'unknown'))}"
        if shape == 1:
            return f"{level} is {pen.one(('', 'not '))}{number}"
        if shape == 2:
            pen.use("level is one of")
            return f"{level} is {pen.one(('', 'not '))}one of ({number}, {pen.number(0, self.top)})"
        if shape == 3:
            return f"(not {level} {compared(pen)} {number})"
        if shape == 6:
            share = self.rule in SHARES and not of_rows
            return f"score of {MODEL} {compared(pen)} {'50%' if share else '0.5'}"
        return f"{level} {compared(pen)} {number}"

    def of_other(self) -> str:
        """The same, asked by another model or a rule for the service itself."""
        self.pen.use("of another model")
        return self.atom()

    def model(self) -> WrittenModel:
        """Up to four questions, so that every way in which they could be answered can be tried."""
        pen = self.pen
        pen.line(f"model {MODEL} for {KIND}: Good practice", "second model")
        if pen.likely(0.5):
            pen.line(f"  unknown {pen.one(('counts as unmet', 'counts as met', 'is left out'))}")
        if self.scored:
            pen.line(f"  score is {self.rule}")
        asked: list[Asked] = []
        for level in range(1, self.top + 1):
            pen.line(f"  level {level}: Practice {level}")
            for name in ("first", "second")[: pen.number(1, 2 if len(asked) < 3 else 1)]:
                asked.append(Asked(name=f"{name}_{level}", scale=None))
                pen.line(f"    criterion {name}_{level}: The {name} of {level}")
                pen.line("      ask: Is it so?")
        return WrittenModel(kind=KIND, asked=tuple(asked))
