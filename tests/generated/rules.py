"""Rules with findings, over what models may ask too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .conditions import compared, joined, over_lines
from .metrics import FIGURES, Made, reference
from .models import ModelWriter
from .writing import Pen


def rule(pen: Pen, name: str, writer: ModelWriter, as_of: date) -> None:
    """One rule for the kind of the model that the writer writes."""
    pen.line(f"rule {name} for {writer.kind}: Rule {name}", "rule")
    plain = ModelWriter(pen, writer.kind, writer.made, writer.attributes, as_of)
    plain.of_other = writer.of_other

    def atom() -> str:
        return margin(pen, writer.made, as_of) if pen.likely(0.2) else plain.atom()

    pen.lines += ["  " + line for line in over_lines(pen, "when", joined(pen, atom, 1))]
    pen.use("rule when")
    if pen.likely(0.7):
        pen.line(f"  severity {pen.one(('high', 'medium', 'low'))}", "severity")
    if pen.likely(0.7):
        shown = reference(pen, pen.one(writer.made), as_of)
        pen.line(f"  finding: It is {{{shown}}} here, and {{ {writer.made[0].name} of council }} there", "finding")
    if pen.likely(0.5):
        pen.line(f"  action mend_{name}: Mend what {name} found", "rule action")
        pen.line("    owner head")
        if pen.likely(0.4):
            pen.line(f"  action check_{name}: Look again")
            pen.line(f"    after mend_{name}")


def margin(pen: Pen, made: Sequence[Made], as_of: date) -> str:
    """A difference of two figures against a margin, for certain: ``a - b > 2 points with 95% confidence``."""
    sure = [each for each in made if each.interval and each.type in ("share", "points")]
    if not sure:
        return f"{pen.one(made).name} of council is known"
    one = pen.one(sure)
    others = [each for each in sure if each.type == one.type]
    left, right = reference(pen, one, as_of), reference(pen, pen.one(others), as_of)
    points, level = pen.one(FIGURES["points"]), pen.one(("95%", "80%", "50%"))
    pen.use("confidence with a margin")
    if pen.likely(0.5):
        return f"{left} - {right} {compared(pen)} {points} with {level} confidence"
    return f"{left} {compared(pen)} {right} {pen.one('+-')} {points} with {level} confidence"
