"""Conditions in models: on metrics, fields of the subject, criteria, and levels and scores of the model itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from .conditions import compared, joined
from .metrics import Made, metric_atom
from .vocabulary import CHANNELS
from .writing import Pen

SHARES = ("share met", "share of points")
OUTCOMES = ("met", "partly", "unmet", "unknown", "known", "not applicable", "not applicable", "waived", "waived")
PROOFS = ("evidence", "justification", "link", "plan")
SCALE_POINTS = {
    "progress": ("none", "some", "most", "all"),
    "stages": ("early", "middle", "late"),
    "covered": ("n", "p", "l", "f"),
}
"""Points of scales that have names, from the lowest to the highest."""
ABOVE_LOWEST = {
    None: ("partly", "met"), "progress": ("some", "most", "all"), "stages": ("middle", "late"),
    "covered": ("p", "l", "f"), "rating": ("2", "3", "4"), "worry": ("1", "2", "3"),
    "trained": ("80%", "62.5%", "100%"), "reviewed": ("2018-06-01", "2019-02-01"),
}  # fmt: skip
"""Answers on each scale from which a criterion can be met, and for which conditions may ask."""


class ConditionWriter:
    """Writes conditions of a model, of which it knows what has been written so far."""

    def __init__(self, pen: Pen, made: Sequence[Made], attributes: Sequence[tuple[str, str]], as_of: date):
        self.pen, self.made, self.attributes, self.as_of = pen, made, attributes, as_of
        self.criteria: list[str] = []
        self.scales: dict[str, str | None] = {}
        self.aspect_of: dict[str, str | None] = {}
        self.rules: dict[str | None, str] = {}
        self.counted_back: set[str] = set()
        """Criteria whose target counts back from the assessment date."""
        self.assessors: tuple[str, ...] = ()
        self.levels = 0
        self.level_rules: set[int] = set()
        self.scale: str | None = None
        self.one_scale = self.late = False
        self.now: str | None = None
        """The criterion that is being written."""
        self.of_other: Callable[[], str] | None = None
        """Writes a comparison with a level or a score of another model for the same kind."""

    def condition(self, depth: int) -> str:
        """A condition on metrics, the subject's fields and criteria above."""
        return joined(self.pen, self.atom, depth)

    def atom(self) -> str:
        """One comparison."""
        pen = self.pen
        if self.late and self.levels > 1 and pen.likely(0.5):
            result = self.of_result()
            if result:
                return result
        if self.of_other is not None and pen.likely(0.15):
            return self.of_other()
        if self.criteria and pen.likely(0.25):
            return self.of_criterion()
        if self.attributes and pen.likely(0.3):
            return self.of_attribute(*pen.one(self.attributes))
        return metric_atom(pen, self.made, self.as_of)

    def of_criterion(self) -> str:
        """``criterion 1.2 is met``, in its forms."""
        pen = self.pen
        outcome = pen.one(("met", "met", "partly", "unmet", "unknown", "known", "not applicable"))
        if not self.now and pen.likely(0.4):
            return self.of_each()
        word = "is not" if pen.likely(0.2) else "is"
        name = pen.one(self.criteria)
        least = self.threshold(name)
        if least is not None and pen.likely(0.4):
            return f"criterion {name} {word} at least {least}"
        points = SCALE_POINTS.get(self.scales.get(name) or "")
        if points is not None and pen.likely(0.6):
            pen.use("criterion is POINT")
            return f"criterion {name} {word} {pen.one(points)}"
        pen.use(f"criterion is {outcome}")
        if word == "is not":
            pen.use("criterion is not")
        return f"criterion {name} {word} {outcome}"

    def threshold(self, name: str) -> str | None:
        """An answer from which on a condition may ask; None where there is none to name."""
        pen = self.pen
        if name not in self.scales or pen.likely(0.1):
            pen.use("criterion is at least partly")
            return "partly"
        scale = self.scales[name]
        if name in self.counted_back or (scale == "reviewed" and self.assessors):
            return None
        pen.use(f"criterion is at least on {scale or 'no scale'}")
        return pen.one(ABOVE_LOWEST[scale])

    def of_result(self) -> str:
        """A comparison with a score or a level of the model itself."""
        pen = self.pen
        aspects = sorted({aspect for aspect in self.aspect_of.values() if aspect is not None})
        if aspects and pen.likely(0.35):
            pen.use("level of aspect")
            said = f"level of {pen.one(aspects)}"
            return f"{said} is {pen.number(0, 3)}" if pen.likely(0.3) else f"{said} {compared(pen)} {pen.number(1, 3)}"
        aspect = pen.one(aspects) if aspects and pen.likely(0.5) else None
        level = pen.number(1, self.levels - 1) if pen.likely(0.3) else None
        rule = self.rules.get(aspect)
        if level in self.level_rules:
            return ""
        if rule is None:
            return ""
        said = "score"
        if aspect is not None:
            said += f" of {aspect}" + (f" at level {level}" if level is not None else "")
        elif level is not None:
            said += f" of level {level}"
        pen.use("score at a level" if level is not None else "score of aspect" if aspect is not None else "score")
        figure = pen.one(("40%", "75%") if rule in SHARES else ("0.5", "1", "4"))
        return f"{figure} < {said}" if pen.likely(0.15) else f"{said} {compared(pen)} {figure}"

    def of_each(self) -> str:
        """``any criterion of culture is met without evidence``, in its forms."""
        pen = self.pen
        each = pen.one(("any", "every"))
        pen.use(f"{each} criterion")
        said = f"{each} criterion"
        aspects = sorted({aspect for aspect in self.aspect_of.values() if aspect is not None})
        asked = list(self.scales)
        if aspects and pen.likely(0.5):
            pen.use("criterion of aspect")
            aspect = pen.one(aspects)
            said += f" of {aspect}"
            asked = [name for name in asked if self.aspect_of.get(name) == aspect]
        said += " is not " if pen.likely(0.2) else " is "
        points = SCALE_POINTS.get(self.scale or "") if self.one_scale and asked else None
        if points and pen.likely(0.3):
            pen.use("each criterion is at least")
            said += f"at least {pen.one(points[1:])}"
        else:
            said += pen.one(points or OUTCOMES) if pen.likely(0.3) else pen.one(OUTCOMES)
        if pen.likely(0.6):
            pen.use("without evidence")
            said += f" without {pen.one(('evidence', *PROOFS))}"
        return said

    def of_attribute(self, name: str, kind: str) -> str:
        """A comparison with a field of the assessed subject."""
        pen = self.pen
        pen.use("attribute")
        if pen.likely(0.15):
            return f"{name} is known"
        if kind == "yes_no":
            return f"{name} {pen.one(('is', 'is not'))} {pen.one(('yes', 'no'))}"
        if kind == "category":
            return f"{name} is {pen.one(CHANNELS)[0]}"
        pen.use(f"attribute {kind}")
        if kind == "range":
            return pen.one((f"{name} {compared(pen)} 3", f"{name} is 5"))
        if kind == "points":
            return pen.one((f"{name} is late", f"{name} is one of (early, middle)"))
        if kind == "list":
            return f"{name} is not large"
        if kind in ("date", "moment"):
            day = pen.one((f"{compared(pen)} today - 12 months", "in last 24 months", f"{compared(pen)} {self.as_of}"))
            return f"{name} {day}"
        if kind == "text":
            return f'{name} is "North"'
        units = {"money": "£1,000", "number": "10", "minutes": "30 minutes", "days": "10 days"}
        if pen.likely(0.2):
            pen.use("attribute arithmetic")
            return f"{name} * 2 {compared(pen)} {units[kind]}"
        unit = units[kind]
        return f"{name} {compared(pen)} {unit}"
